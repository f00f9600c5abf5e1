"""Follow-ups are read in the light of the question before, and questions that stand alone are left as they are."""

import re
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.assistant.followups import resolve
from bot.assistant.relative import Shift
from bot.model import Answer, Citation, Status, Turn
from knowledge.periods import Period
from tests.bot.assistant.newsroom import NOW


def after(*questions: str) -> Sequence[Turn]:
    return [Turn(question, Answer(Status.ANSWERED, "...", NOW)) for question in questions]


def answered(question: str, text: str) -> Sequence[Turn]:
    """A conversation in which a question was answered with a figure out of an article."""
    source = Citation(1, "Alibaba", "https://news.example/1", "Harbour Wire", date(2025, 8, 29), text)
    return [Turn(question, Answer(Status.ANSWERED, text, NOW, citations=[source]))]


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("how much did Alibaba cloud grow?", "and Baidu?", "how much did Baidu AI Cloud grow?"),
        ("how much did Alibaba cloud grow?", "what about Tencent?", "how much did Tencent Cloud grow?"),
        ("how much did Alibaba cloud grow?", "Baidu?", "how much did Baidu AI Cloud grow?"),
        ("what was Alibaba's revenue?", "and JD.com?", "what was JD.com's revenue?"),
        ("阿里云增长了多少？", "那百度呢？", "百度智能云增长了多少？"),
        ("阿里巴巴的收入是多少？", "腾讯呢？", "腾讯的收入是多少？"),
        ("how did Meituan do?", "why did it fall?", "why did Meituan fall?"),
        ("how did Meituan do?", "and its profit?", "Meituan's profit?"),
        ("how did Meituan do?", "and profit?", "Meituan profit?"),
        ("how much did Alibaba cloud grow?", "why?", "why did Alibaba cloud grow?"),
        ("how did Baidu's AI cloud grow?", "why?", "why did Baidu's AI cloud grow?"),
        ("阿里云增长了多少？", "为什么？", "为什么阿里云增长？"),
        ("how much did Baidu grow?", "and in Q1 2025?", "how much did Baidu grow in Q1 2025?"),
        ("百度增长了多少？", "2025年第一季度呢？", "2025年第一季度百度增长了多少？"),
        (
            "how much did Baidu grow in Q2 2025?",
            "and in the first quarter of 2025?",
            "how much did Baidu grow in the first quarter of 2025?",
        ),
        (
            "how much did Baidu grow in the June quarter of 2025?",
            "in the March quarter of 2025?",
            "how much did Baidu grow in the March quarter of 2025?",
        ),
        (
            "In the June quarter of 2025, how much did Baidu grow?",
            "and in 2024?",
            "how much did Baidu grow in 2024?",
        ),
        ("阿里云在2025年第二季度增长了多少？", "2025年第一季度呢？", "2025年第一季度阿里云增长了多少？"),
        ("how are Chinese tech shares doing?", "what about JD.com?", "how are JD.com shares doing?"),
        ("what are the risks?", "and JD.com?", "what are the risks for JD.com?"),
        ("中国科技股为什么上涨？", "那京东呢", "京东股价为什么上涨？"),
    ],
)
def test_a_follow_up_means_the_question_before_with_what_it_changes(before: str, text: str, meant: str) -> None:
    assert resolve(text, after(before)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "how much did Baidu grow?",
        "what did Meituan do?",
        "why are Chinese tech shares rising?",
        "which company trains AI on its own chips?",
        "what happened in 2019?",
        "who won the football?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(text: str) -> None:
    assert resolve(text, after("how much did Alibaba cloud grow?")) == text


@pytest.mark.parametrize("ticker", ["0700.HK", "BABA", "$BIDU", "3690", "9988.HK?"])
def test_a_ticker_alone_asks_for_its_price_whatever_was_asked_before(ticker: str) -> None:
    assert resolve(ticker, after("how much did Alibaba cloud grow?")) == ticker


def test_a_ticker_that_is_linked_asks_the_same_of_another() -> None:
    assert resolve("and BIDU?", after("how much did Alibaba cloud grow?")) == "how much did Baidu AI Cloud grow?"


def test_a_name_alone_asks_of_no_part_that_its_company_is_not_known_to_have() -> None:
    before = after("how much did Alibaba cloud grow?")
    assert resolve("Meituan", before) == "Meituan"
    assert resolve("and Meituan?", before) == "how much did Meituan cloud grow?"
    assert resolve("Meituan", after("what was Alibaba's revenue?")) == "what was Meituan's revenue?"


JUNE = "Alibaba Cloud's revenue: up 26% year on year (June quarter of 2025, reported 29 August 2025)"


@pytest.mark.parametrize(
    ("before", "said", "text", "meant"),
    [
        ("how much did Alibaba Cloud grow?", JUNE, "what about the quarter before?", "the March quarter of 2025"),
        ("how much did Alibaba Cloud grow?", JUNE, "and the year before?", "the June quarter of 2024"),
        ("how much did Alibaba Cloud grow?", JUNE, "and a year earlier?", "the June quarter of 2024"),
        ("how much did Alibaba Cloud grow?", JUNE, "what was it in the previous quarter?", "the March quarter of 2025"),
        ("how much did Alibaba Cloud grow?", JUNE, "the quarter after?", "the September quarter of 2025"),
        ("how much did Alibaba Cloud grow in the March quarter of 2025?", JUNE, "and the quarter before that?",
         "the December quarter of 2024"),
        ("how much did Alibaba Cloud grow in 2024?", JUNE, "and the year before?", "2023"),
        ("how much did Alibaba Cloud grow in the first half of 2025?", JUNE, "the one before?",
         "the second half of 2024"),
        ("how much did Alibaba Cloud grow in the first half of 2025?", JUNE, "the quarter before?",
         "the fourth quarter of 2024"),
    ],
)  # fmt: skip
def test_the_quarter_before_is_counted_from_the_period_that_was_answered(
    before: str, said: str, text: str, meant: str
) -> None:
    assert resolve(text, answered(before, said)) == f"how much did Alibaba Cloud grow in {meant}?"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("上一季度呢", "2025年3月当季阿里云增长了多少？"),
        ("上季度呢？", "2025年3月当季阿里云增长了多少？"),
        ("去年同期呢", "2024年6月当季阿里云增长了多少？"),
        ("前一年呢", "2024年6月当季阿里云增长了多少？"),
        ("下一季度呢", "2025年9月当季阿里云增长了多少？"),
    ],
)
def test_the_quarter_before_is_counted_in_chinese_as_well(text: str, meant: str) -> None:
    said = "阿里云收入：同比增长26%（2025年6月当季，2025年8月29日报道）"
    assert resolve(text, answered("阿里云增长了多少？", said)) == meant


def test_the_quarter_before_is_counted_in_traditional_characters() -> None:
    said = "阿里雲收入：同比增長26%（2025年6月當季，2025年8月29日報道）"
    assert resolve("上一個季度呢", answered("阿里雲增長了多少？", said)) == "2025年3月当季阿里雲增長了多少？"
    asked = answered("2025年6月當季阿里雲增長了多少？", said)
    assert resolve("上一季度呢", asked) == "2025年3月当季阿里雲增長了多少？"


def test_another_company_is_asked_of_the_period_that_was_counted() -> None:
    [before] = answered("how much did Alibaba Cloud grow?", JUNE)
    asked = resolve("the quarter before?", [before])
    assert resolve("and Baidu?", after(asked)) == "how much did Baidu AI Cloud grow in the March quarter of 2025?"


def test_a_question_of_its_own_may_count_from_the_period_that_was_answered() -> None:
    asked = resolve(
        "what was Baidu's profit in the quarter before?", answered("how much did Alibaba Cloud grow?", JUNE)
    )
    assert asked == "what was Baidu's profit in the March quarter of 2025?"


def test_without_a_period_to_count_from_nothing_is_put_in() -> None:
    assert "20" not in resolve("and the quarter before?", after("how much did Alibaba Cloud grow?"))


_TIED = st.sampled_from(["in ", "for ", "during ", "in the ", "for the ", "of the ", ""])
_PERIODS = st.sampled_from(
    ["June quarter of 2025", "second quarter of 2025", "Q2 2025", "2024", "first half of 2025", "Q1"]
)
_QUESTIONS = st.sampled_from(["how much did {} grow {}?", "what was {}'s revenue {}", "{} profit {}?"])
_COMPANIES = st.sampled_from(["Baidu", "Alibaba Cloud", "JD.com", "Tencent"])
_DOUBLED = re.compile(
    r"\b(?:in|for|during|of)(?: the)? (?:in|for|during|of)\b|\bthe the\b|\b(?:in|for|during|of|the)\s*[?.]?$"
)


@given(
    _QUESTIONS,
    _COMPANIES,
    st.tuples(_TIED, _PERIODS),
    st.tuples(_TIED, _PERIODS),
    st.sampled_from(["", "and ", "what about "]),
)
def test_of_another_period_the_question_keeps_its_name_and_doubles_no_word(
    question: str, company: str, before: tuple[str, str], after_: tuple[str, str], link: str
) -> None:
    # Nobody says "in the 2024".
    assume(not any("the" in tied and (period[0] in "Q2") for tied, period in (before, after_)))
    asked = question.format(company, f"{before[0]}{before[1]}")
    found = resolve(f"{link}{''.join(after_)}?", after(asked))
    assert company in found
    assert not _DOUBLED.search(found), found
    if before[1] != after_[1]:
        assert after_[1] in found
        assert before[1] not in found.replace(after_[1], "")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 3, 6, 12]))
def test_a_step_back_and_a_step_on_lead_to_where_it_began(day: date, months: int) -> None:
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    last = date(first.year + (first.month + months - 1) // 12, (first.month + months - 1) % 12 + 1, 1)
    period = Period(first, date.fromordinal(last.toordinal() - 1))
    for length in (0, 12, months):
        assert Shift(length, 1).of(Shift(length, -1).of(period)) == period
        assert Shift(length, -1).of(period).end < period.start or length == 12


def test_without_a_conversation_nothing_changes() -> None:
    assert resolve("and Baidu?", ()) == "and Baidu?"


def test_the_last_question_counts_not_the_first() -> None:
    before = after("how much did Alibaba cloud grow?", "is Meituan profitable?")
    assert resolve("and JD.com?", before) == "is JD.com profitable?"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_read_after_any_other(before: str, text: str) -> None:
    assert isinstance(resolve(text, after(before)), str)
