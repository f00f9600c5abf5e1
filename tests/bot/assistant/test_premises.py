"""What a question takes for granted is put right; reasons are reasons; advice and forecasts are not given."""

import pytest

from bot.model import Answer, Status
from tests.bot.assistant.newsroom import Told, ask, turn

CLOUD = Told(
    "2025-08-29",
    "Alibaba Cloud quickens\n"
    "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2025. "
    "Demand for artificial intelligence drove the increase.",
)
CLOUD_ZH = Told("2025-08-29", "阿里云增长\n2025年6月当季阿里云收入同比增长26%，达到334亿元，主要受人工智能需求推动。")
INDEX = Told(
    "2025-09-17",
    "Hang Seng Tech Index climbs\nThe Hang Seng Tech Index rose more than 3% during trading on 17 September 2025.",
)
INDEX_ZH = Told("2025-09-17", "恒生科技指数上涨\n恒生科技指数2025年9月17日上涨3%。")
RALLY = Told(
    "2025-09-17",
    "Hang Seng Tech Index climbs to a high\n"
    "Baidu and Alibaba led the rally, carried by their progress in artificial intelligence. "
    "JD.com and Meituan rose as well on 17 September 2025.",
)
PROFIT = Told("2026-08-28", "Meituan earns less\nMeituan's net profit fell 26% in the first half of 2026.")
FORECAST = Told(
    "2026-10-05", "Outlook\nAnalysts at Harbour Bank expect the Hang Seng Tech Index to rise to 7,000 points next year."
)


def first_line(answer: Answer) -> str:
    return answer.text.partition("\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "why did Alibaba's cloud revenue fall?",
        "how much did Alibaba's cloud revenue fall?",
        "did Alibaba Cloud's revenue fall?",
        "Why has Alibaba Cloud shrunk?",
    ],
)
def test_what_rose_is_not_told_as_fallen(question: str) -> None:
    answer = ask(question, CLOUD)
    assert first_line(answer).startswith("It did not fall. Alibaba Cloud's revenue: up 26% year on year")
    assert answer.citations[0].quotation in CLOUD.text


def test_what_rose_is_not_told_as_fallen_in_chinese() -> None:
    assert ask("阿里云收入为什么下降？", CLOUD_ZH).text.startswith("并未下降，而是增长。\n阿里云收入：同比增长26%")


def test_after_the_correction_comes_the_reason_for_what_did_happen() -> None:
    assert (
        "“Demand for artificial intelligence drove the increase.” [2]"
        in ask("why did Alibaba's cloud revenue fall?", CLOUD).text
    )


def test_of_an_index_no_more_is_said_than_that_no_report_has_it() -> None:
    answer = ask("why did the Hang Seng Tech Index fall?", INDEX)
    assert first_line(answer).startswith("I have no report that it fell. Hang Seng Tech Index: up more than 3%")
    assert ask("恒生科技指数为什么下跌？", INDEX_ZH).text.startswith("没有报道说下跌，最新的报道说的是上涨。")


def test_a_fall_that_was_reported_before_is_no_false_premise() -> None:
    fell = Told("2025-05-16", "Cloud\nAlibaba Cloud's revenue fell 3% in the March quarter of 2025.")
    assert "did not fall" not in ask("why did Alibaba's cloud revenue fall?", CLOUD, fell).text


@pytest.mark.parametrize("question", ["why did Alibaba Cloud's growth slow?", "why did Alibaba fall?"])
def test_growth_of_revenue_says_nothing_against_slower_growth_or_a_fallen_share(question: str) -> None:
    assert "did not" not in ask(question, CLOUD).text


def test_what_is_granted_rightly_is_not_corrected() -> None:
    assert "did not" not in ask("why did Meituan's net profit fall?", PROFIT).text


def test_a_reason_is_a_reason() -> None:
    answer = ask("why did Baidu rise?", RALLY)
    assert "carried by" in answer.citations[0].quotation
    assert "no reason" not in answer.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("why did Meituan's net profit fall?", "The articles I have give no reason. About Meituan's profit"),
        ("美团净利润为什么下降？", "文章里没有说明原因，只有"),
    ],
)
def test_where_no_reason_is_given_that_is_said(question: str, says: str) -> None:
    assert first_line(ask(question, PROFIT)).startswith(says)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("should I buy Alibaba?", "I give no investment advice"),
        ("would you buy Alibaba?", "I give no investment advice"),
        ("do you recommend Alibaba?", "I give no investment advice"),
        ("is it too late to buy Alibaba?", "I give no investment advice"),
        ("你推荐买阿里巴巴吗？", "我不提供投资建议"),
        ("该买阿里巴巴吗？", "我不提供投资建议"),
    ],
)
def test_however_advice_is_asked_for_there_are_facts_and_none(question: str, says: str) -> None:
    answer = ask(question, CLOUD, CLOUD_ZH)
    assert answer.status is Status.ANSWERED
    assert first_line(answer).startswith(says)
    assert answer.citations


def test_advice_on_nobody_is_refused_before_it_is_asked_back() -> None:
    answer = ask("should I buy?", CLOUD)
    assert answer.status is Status.CLARIFY
    assert answer.text == "I give no investment advice. Which company or index do you mean?"


@pytest.mark.parametrize(
    ("question", "says"),
    [("will the Hang Seng Tech Index reach 7000?", "I make no forecasts"), ("恒生科技指数明年会涨吗？", "我不作预测")],
)
def test_what_will_be_is_unknown_where_nobody_is_quoted_on_it(question: str, says: str) -> None:
    answer = ask(question, INDEX)
    assert answer.status is Status.UNKNOWN
    assert answer.text.startswith(says)


def test_a_forecast_that_an_article_quotes_is_told_as_that_of_others() -> None:
    answer = ask("will the Hang Seng Tech Index rise to 7,000?", INDEX, FORECAST)
    assert answer.status is Status.ANSWERED
    assert first_line(answer).startswith("I make no forecasts; I only tell what others expect.")
    assert "Analysts at Harbour Bank expect" in answer.text
    assert len(answer.citations) == 1


def test_how_it_is_doing_is_asked_back_alone_and_answered_in_a_conversation() -> None:
    assert ask("how is it doing?", CLOUD).status is Status.CLARIFY
    asked = "how much did Alibaba Cloud grow?"
    answer = ask("how is it doing?", CLOUD, history=[turn(asked, ask(asked, CLOUD))])
    assert answer.resolved == "how is Alibaba Cloud doing?"
    assert answer.citations
