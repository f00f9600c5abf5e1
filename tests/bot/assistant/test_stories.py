"""What a reader is told of corrections, of old news told anew, and of when it was."""

from dataclasses import replace
from datetime import date

import pytest

from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Question, Status
from knowledge.model import Event, Published, Source
from tests.bot.assistant.newsroom import NOW, News, Told, ask
from tests.bot.assistant.test_extractive import BAIDU, CLOUD, CLOUD_LATER, first_line

WRONG = Source("Harbour Wire", "https://news.example/wrong", Published(date(2025, 8, 28)))


@pytest.mark.parametrize(
    ("question", "corrects", "words"),
    [
        (
            "how much did Alibaba cloud grow?",
            WRONG,
            "This corrects what Harbour Wire reported on 28 August 2025.",
        ),
        ("why did Alibaba cloud grow?", WRONG, "This corrects what Harbour Wire reported on 28 August 2025."),
        ("阿里云增长了多少？", WRONG, "此为对Harbour Wire于2025年8月28日所作报道的更正。"),
        (
            "how much did Alibaba cloud grow?",
            replace(WRONG, published=None),
            "This corrects what Harbour Wire reported before.",
        ),
        ("阿里云增长了多少？", replace(WRONG, published=None), "此为对Harbour Wire此前报道的更正。"),
        ("how much did Alibaba cloud grow?", replace(WRONG, name=""), "This corrects a report of 28 August 2025."),
        ("阿里云增长了多少？", replace(WRONG, name=""), "此为对2025年8月28日所作报道的更正。"),
        (
            "how much did Alibaba cloud grow?",
            replace(WRONG, name="", published=None),
            "This corrects an earlier report.",
        ),
    ],
)
def test_an_answer_out_of_a_correction_says_what_is_corrected(question: str, corrects: Source, words: str) -> None:
    answer = ask(question, replace(CLOUD, corrects=corrects))
    assert answer.status is Status.ANSWERED
    assert answer.text.split("\n\n")[2] == words
    assert answer.citations[0].corrects == (corrects.name, corrects.published.day if corrects.published else None)


def test_an_answer_that_only_quotes_a_correction_below_does_not_call_itself_one() -> None:
    answer = ask("how much did Alibaba cloud grow?", replace(CLOUD, corrects=WRONG), CLOUD_LATER)
    assert "34%" in first_line(answer)
    assert "26%" in answer.text
    assert "corrects" not in answer.text
    assert [citation.corrects for citation in answer.citations] == [None, ("Harbour Wire", date(2025, 8, 28))]


def test_a_citation_tells_who_else_tells_it_and_of_which_old_event_it_tells() -> None:
    others: tuple[Source, ...] = (
        Source("Canton Post", "https://canton.example/a", None),
        Source("Delta Daily", "https://delta.example/a", None),
    )
    others = *others, Source("入门新闻集", "starter:alibaba-zh", None)
    event = Event(date(2025, 8, 14))
    [citation] = ask("how much did Alibaba cloud grow?", replace(CLOUD, also=others, event=event)).citations
    assert (citation.also, citation.event) == (["Canton Post", "Delta Daily"], event)
    [fresh] = ask("how much did Alibaba cloud grow?", replace(CLOUD, event=Event(date(2025, 8, 28)))).citations
    assert fresh.event is None


WEEKS = (
    Told("2025-09-10", "Alibaba chips\nAlibaba's shares rose 4.2% on Wednesday in Hong Kong."),
    Told("2026-11-12", "Alibaba falls\nAlibaba's shares rose 1.7% on Thursday in Hong Kong."),
)


@pytest.mark.parametrize("question", ["how much did Alibaba's shares rise last week?", "阿里巴巴股价上周上涨了多少？"])
def test_last_week_counts_from_the_day_as_of_which_is_asked(question: str) -> None:
    news = News(*WEEKS)
    assistant = ExtractiveAssistant(news)
    assert "1.7%" in assistant.answer(Question(question, NOW)).text
    assert "4.2%" in assistant.answer(Question(question, NOW, date(2025, 9, 17))).text
    # A day to come is no today.
    assert "1.7%" in assistant.answer(Question(question, NOW, date(2027, 1, 1))).text
    assert news.todays == [NOW.date(), date(2025, 9, 17), NOW.date()]


@pytest.mark.parametrize(
    "question", ["what is the latest on Alibaba?", "latest Alibaba news", "any news on Alibaba?", "阿里巴巴最新消息"]
)
def test_who_asks_for_the_latest_gets_the_newest_first(question: str) -> None:
    old = Told("2025-02-10", "The latest on Alibaba\nAlibaba told the latest news, 阿里巴巴 says: it opens an office.")
    new = Told("2026-11-20", "Chips\nAlibaba will sell chips of its own from December.")
    retold = Told("2026-11-21", "Alibaba news\nAlibaba fined, news says.", event=Event(date(2021, 4, 10)))
    answer = ask(question, old, retold, new)
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].quotation == "Alibaba will sell chips of its own from December."


@pytest.mark.parametrize(
    ("note", "sentence", "question", "line"),
    [
        (
            "(Corrects the rise in paragraph 1)",
            "Meituan's revenue rose 8% in 2025.",
            "how much did Meituan's revenue rise?",
            "up 8%",
        ),
        ("（更正第一段中的增幅）", "2025年美团收入同比增长8%。", "美团收入增长了多少？", "同比增长8%"),
    ],
)
def test_what_a_corrected_version_says_of_itself_does_not_hide_its_figure(
    note: str, sentence: str, question: str, line: str
) -> None:
    answer = ask(question, Told("2026-02-15", f"美团 Meituan\n{note}\n{sentence}"))
    assert line in first_line(answer)
    assert answer.citations[0].quotation == sentence


JULY = Told("2026-07-20", "Alibaba hires\nAlibaba's delivery arm hired 5,000 couriers, its managers said.")
ORDERS = Told(
    "2026-08-03", "Orders counted\nAlibaba's delivery arm took 79 million orders a day, a survey of July says."
)


@pytest.mark.parametrize(
    "question", ["how many orders did Alibaba's delivery take in July?", "阿里巴巴的外卖7月有多少订单？"]
)
def test_what_was_counted_in_a_month_may_be_reported_after_it(question: str) -> None:
    orders = Told(ORDERS.day, f"{ORDERS.text}\n阿里巴巴外卖7月每天有7900万订单。")
    answer = ask(question, BAIDU, orders)
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].published == date(2026, 8, 3)


def test_what_was_reported_in_the_month_asked_for_leads_all_the_same() -> None:
    later = Told("2026-09-01", "Alibaba hires again\nAlibaba's delivery arm hired 9,000 couriers, its managers said.")
    answer = ask("how many couriers did Alibaba's delivery hire in July?", later, JULY)
    assert "5,000" in answer.text
    assert "9,000" not in answer.text
