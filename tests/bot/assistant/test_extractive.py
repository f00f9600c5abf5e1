"""What a reader is told, by articles that a test tells."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.extractive import LONGEST_QUESTION, ExtractiveAssistant
from bot.model import Answer, Question, Status
from knowledge.figures import figures
from tests.bot.assistant.newsroom import NOW, BrokenNews, News, Told, ask, turn

CLOUD = Told(
    "2025-08-29",
    "Alibaba Cloud quickens\n"
    "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2025. "
    "Demand for AI drove it.",
)
CLOUD_LATER = Told(
    "2025-11-25",
    "Alibaba Cloud grows faster still\n"
    "Alibaba Cloud revenue climbed 34% to 39.8 billion yuan in the September quarter.",
)
BAIDU = Told(
    "2025-08-20",
    "Baidu's AI cloud slows\n"
    "Baidu AI Cloud revenue rose 27% to 6.5 billion yuan in the second quarter of 2025. "
    "In the first quarter of 2025 it had risen 42%.",
)
BAIDU_ZH = Told("2025-08-20", "百度智能云放缓\n2025年第二季度百度智能云收入同比增长27%，达到65亿元。")
BOTH = Told(
    "2026-05-14",
    "Profits diverge\nAlibaba's revenue rose 5% to 236 billion yuan while net income fell 18% to 23 billion yuan. "
    "Alibaba's shares gained 3.1%, and Baidu's lost 2.4%.",
)


def first_line(answer: Answer) -> str:
    return answer.text.partition("\n")[0]


def test_a_figure_comes_with_whose_it_is_its_period_and_the_day_of_the_report() -> None:
    answer = ask("how much did Alibaba cloud grow?", CLOUD, BAIDU)
    assert answer.status is Status.ANSWERED
    assert first_line(answer) == (
        "Alibaba Cloud's revenue: up 26% year on year, to 33.4 billion yuan "
        "(June quarter of 2025, reported 29 August 2025)"
    )
    (citation,) = answer.citations
    assert citation.published == date(2025, 8, 29)
    assert citation.quotation in CLOUD.text
    assert f"“{citation.quotation}” [1]" in answer.text


def test_the_newest_report_leads_and_names_what_it_replaced() -> None:
    answer = ask("how much did Alibaba cloud grow?", CLOUD, CLOUD_LATER)
    assert "34%" in first_line(answer)
    assert "Before that: Alibaba Cloud's revenue: up 26%" in answer.text


def test_a_newer_article_about_an_older_quarter_does_not_lead() -> None:
    retold = Told("2025-09-17", "Rally\nBaidu AI Cloud revenue was up 42% year on year in the first quarter of 2025.")
    assert "27%" in first_line(ask("how much did Baidu AI cloud grow?", retold, BAIDU))


def test_the_period_asked_for_is_the_one_answered() -> None:
    assert ask("how much did Baidu AI cloud grow in Q1 2025?", BAIDU).citations[0].quotation.endswith("risen 42%.")
    assert "27%" in first_line(ask("how much did Baidu AI cloud grow in the second quarter?", BAIDU))


def test_a_period_that_nothing_covers_is_unknown() -> None:
    answer = ask("how much did Baidu AI cloud grow in the third quarter of 2025?", BAIDU)
    assert answer.status is Status.UNKNOWN
    assert "third quarter of 2025" in answer.text
    assert "27%" not in answer.text


def test_two_sources_that_differ_for_one_period_are_both_shown() -> None:
    other = Told(
        "2025-08-30", "Cloud\nAlibaba Cloud's revenue rose 25.8% in the June quarter of 2025.", source="Peak Post"
    )
    answer = ask("how much did Alibaba cloud grow?", CLOUD, other)
    assert "26%" in answer.text
    assert "25.8%" in answer.text
    assert "Another source says" in answer.text
    assert {citation.source for citation in answer.citations} == {"Harbour Wire", "Peak Post"}


def test_the_same_figure_in_another_language_is_not_another_figure() -> None:
    answer = ask("how much did Baidu AI cloud grow in Q2 2025?", BAIDU, BAIDU_ZH)
    assert "Another source" not in answer.text


def test_a_figure_of_another_company_is_never_the_answer() -> None:
    assert ask("how much did Tencent cloud grow?", CLOUD, BAIDU).status is Status.UNKNOWN
    assert ask("how much did Huawei cloud grow?", CLOUD, BAIDU).status is Status.UNKNOWN


def test_a_figure_of_the_whole_group_is_not_one_of_its_cloud() -> None:
    group = Told(
        "2025-11-25",
        "Alibaba Cloud leads the group\nAlibaba Cloud was the quickest part. Group revenue was 4.1% higher.",
    )
    assert "4.1%" not in ask("how much did Alibaba Cloud grow?", group).text


@pytest.mark.parametrize(
    ("question", "figure", "others"),
    [
        ("how much did Alibaba's revenue grow?", "up 5%", ["18%"]),
        ("did Alibaba's net income rise?", "down 18%", ["5%"]),
        ("how much did Alibaba's shares gain?", "up 3.1%", ["2.4%"]),
    ],
)
def test_in_a_sentence_with_several_figures_the_right_one_is_stated(
    question: str, figure: str, others: list[str]
) -> None:
    line = first_line(ask(question, BOTH))
    assert figure in line
    assert not any(other in line for other in others)


def test_where_it_is_open_whose_a_figure_is_the_sentence_is_quoted_alone() -> None:
    open_ = Told("2025-08-30", "Clouds\nAlibaba Cloud and Baidu AI Cloud grew 26% and 27% respectively.")
    answer = ask("how much did Alibaba cloud grow?", open_)
    assert "26%" not in first_line(answer)
    assert "respectively.”" in answer.text


def test_each_of_two_companies_is_answered_and_the_one_that_is_missing_named() -> None:
    answer = ask("compare Alibaba and Tencent cloud growth", CLOUD)
    assert "26%" in answer.text
    assert "nothing that answers this for Tencent" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "who won the football?",
        "what is the capital of France?",
        "谁赢了足球比赛？",
        "how many people work at Alibaba Cloud?",
        "who runs Alibaba Cloud?",
        "what is Tesla's revenue?",
        "will Alibaba Cloud grow next year?",
        "how old is Alibaba Cloud?",
    ],
)
def test_what_no_article_answers_is_unknown_and_says_what_was_looked_for(question: str) -> None:
    answer = ask(question, CLOUD, BAIDU, BAIDU_ZH)
    assert answer.status is Status.UNKNOWN
    assert answer.citations == ()
    assert answer.figures == ()
    assert "3" in answer.text  # how many articles were searched


def test_chinese_is_answered_in_chinese_from_either_language() -> None:
    answer = ask("阿里云增长了多少？", CLOUD)
    assert first_line(answer).startswith("阿里云收入：同比增长26%")
    assert "2025年8月29日报道" in first_line(answer)
    assert first_line(ask("百度智能雲增長了多少？", BAIDU_ZH)).startswith("百度智能雲收入：同比增長27%，達到65億元")


def test_a_follow_up_about_another_company_asks_the_same() -> None:
    asked = "how much did Alibaba cloud grow?"
    history = [turn(asked, ask(asked, CLOUD, BAIDU))]
    answer = ask("and Baidu?", CLOUD, BAIDU, history=history)
    assert answer.resolved == "how much did Baidu AI Cloud grow?"
    assert "27%" in first_line(answer)
    later = ask("and in the first quarter of 2025?", BAIDU, history=[*history, turn("and Baidu?", answer)])
    assert later.citations[0].quotation.endswith("risen 42%.")


def test_an_undated_article_is_called_undated_and_does_not_lead() -> None:
    undated = Told(None, "Cloud\nAlibaba Cloud's revenue rose 99%.")
    answer = ask("how much did Alibaba cloud grow?", undated, CLOUD)
    assert "26%" in first_line(answer)
    assert "undated report" in first_line(ask("how much did Alibaba cloud grow?", undated))


def test_as_of_a_day_is_said_when_nothing_was_known_yet() -> None:
    answer = ask("how much did Alibaba cloud grow?", CLOUD, as_of=date(2025, 8, 1))
    assert answer.status is Status.UNKNOWN
    assert "1 August 2025" in answer.text
    assert answer.as_of == datetime(2025, 8, 1, 23, 59, 59, tzinfo=UTC)


def test_yesterday_is_not_answered_with_last_year() -> None:
    assert ask("what happened to Alibaba yesterday?", CLOUD).status is Status.UNKNOWN


def test_a_reason_is_given_when_one_is_asked_for() -> None:
    slump = Told(
        "2026-08-28",
        "BYD earns less\nBYD's net profit fell 26% in the first half of 2026. It opened a plant in Hungary. "
        "The discounts that dealers offer were blamed for the fall.",
    )
    assert "discounts" in ask("why did BYD's profit fall?", slump).text


@pytest.mark.parametrize("question", ["should I buy Alibaba?", "is Alibaba a good buy?", "阿里巴巴值得买吗？"])
def test_who_asks_for_advice_gets_facts_and_is_told_that_none_is_given(question: str) -> None:
    answer = ask(question, CLOUD)
    assert answer.status is Status.ANSWERED
    assert "advice" in first_line(answer) or "投资建议" in first_line(answer)
    assert answer.citations


def test_a_misspelt_name_is_read_and_the_reader_told_so() -> None:
    answer = ask("how much did alibabba cloud grow?", CLOUD)
    assert "I read “alibabba” as “Alibaba”." in answer.text
    assert "26%" in answer.text


@pytest.mark.parametrize("text", ["", "   \n\t ", "???", "🙂"])
def test_a_message_without_words_is_asked_for_a_question(text: str) -> None:
    answer = ask(text, CLOUD)
    assert answer.status is Status.CLARIFY
    assert answer.options


def test_a_question_that_is_too_long_is_told_how_long_it_may_be() -> None:
    answer = ask("a" * 10_000, CLOUD)
    assert answer.status is Status.CLARIFY
    assert "10,000" in answer.text
    assert f"{LONGEST_QUESTION:,}" in answer.text


@pytest.mark.parametrize(
    ("sentence", "quoted_alone"),
    [
        ("Meituan reported a net loss of 18.6 billion yuan.", "18.6"),
        ("Meituan's rival Hua Fan said its profit rose 20.7% to 635 million yuan.", "20.7%"),
        ("Analysts expect Meituan's profit to rise 40%.", "40%"),
        ("If Meituan's profit rose 50% next year, its shares would follow.", "50%"),
        ("Meituan has never said that its profit rose 3%.", "3%"),
        ("Meituan's profit margin fell to 4% from 9%.", "9%"),
    ],
)
def test_what_is_no_plain_statement_about_the_company_is_never_stated_as_one(sentence: str, quoted_alone: str) -> None:
    answer = ask("how much did Meituan's profit rise?", Told("2025-11-28", f"Meituan reports\n{sentence}"))
    assert quoted_alone not in first_line(answer)


def test_a_sum_of_another_company_is_not_what_a_change_led_to() -> None:
    sentence = "PDD's revenue rose 9%, but JD.com's net profit fell 55% to 5.3 billion yuan."
    line = first_line(ask("how much did PDD's revenue grow?", Told("2025-11-28", f"Two reports\n{sentence}")))
    assert "up 9%" in line
    assert "5.3" not in line


def test_a_count_of_quarters_is_no_period() -> None:
    sentence = "Kuaishou's revenue fell 4% for the second quarter in a row."
    assert "second quarter" not in first_line(
        ask("how much did Kuaishou's revenue fall?", Told("2026-03-28", f"Kuaishou\n{sentence}"))
    )


def test_a_figure_of_a_part_is_not_one_of_the_whole() -> None:
    assert "33.4" not in first_line(ask("what was Alibaba's revenue?", CLOUD))


def test_a_correction_leads_over_what_it_corrects() -> None:
    wrong = Told(
        "2025-11-25", "Cloud\nAlibaba Cloud's revenue grew 34% in the September quarter, beating expectations."
    )
    right = Told("2025-11-27", "Correction\nAlibaba Cloud's revenue grew 33% in the September quarter, not 34%.")
    assert "up 33%" in first_line(ask("how much did Alibaba cloud grow?", wrong, right))


@pytest.mark.parametrize("question", ["how is it doing?", "how much did it grow?", "why?", "涨了多少？", "what's new?"])
def test_a_question_that_names_nothing_is_asked_back(question: str) -> None:
    assert ask(question, CLOUD, BAIDU).status is Status.CLARIFY


def test_figures_of_different_companies_are_never_put_side_by_side_as_one() -> None:
    answer = ask("how much did cloud revenue grow?", CLOUD, CLOUD_LATER, BAIDU)
    assert ("Alibaba" in answer.text) != ("Baidu" in answer.text)


def test_a_broken_newsroom_gives_a_true_sentence() -> None:
    answer = ExtractiveAssistant(BrokenNews()).answer(Question("how much did Alibaba grow?", NOW))
    assert answer.status is Status.UNAVAILABLE
    assert "newsroom" in answer.text


async def test_the_pieces_that_are_streamed_make_the_text() -> None:
    assistant = ExtractiveAssistant(News(BAIDU))
    pieces = [piece async for piece in assistant.stream(Question("how much did Baidu AI cloud grow?", NOW), ())]
    answer = pieces[-1]
    assert isinstance(answer, Answer)
    assert len(pieces) > 2
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == answer.text


_PARTS = st.sampled_from(
    [
        "how much did",
        "Alibaba",
        "Baidu",
        "cloud",
        "grow",
        "revenue",
        "Q2 2025",
        "why",
        "?",
        "阿里云",
        "增长",
        "多少",
        "and",
        "profit",
        "26%",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PARTS, max_size=8).map(" ".join) | st.text(max_size=60))
def test_whatever_is_asked_every_figure_and_quotation_stands_in_an_article(question: str) -> None:
    articles = (CLOUD, CLOUD_LATER, BAIDU, BAIDU_ZH, BOTH)
    answer = ask(question, *articles)
    bodies = "\n".join(article.text for article in articles)
    assert answer.text
    for citation in answer.citations:
        assert citation.quotation in bodies
        assert f"[{citation.n}]" in answer.text
    quoted = {found.text for citation in answer.citations for found in figures(citation.quotation)}
    if answer.status is Status.ANSWERED:
        assert {found.text for found in figures(first_line(answer))} <= quoted
    for figure in answer.figures:
        assert figure.text in answer.text
        assert figure.text in answer.citations[(figure.citation or 0) - 1].quotation
