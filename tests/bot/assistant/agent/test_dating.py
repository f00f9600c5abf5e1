"""A company's figures get their period and the day of the report, once, where they lack them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.agent.dating import dated
from bot.assistant.checking import Evidence, Measure, Passage, Result, Value, check
from bot.model import Price
from knowledge.text import language_of
from tests.bot.assistant.checking.cases import Case
from tests.bot.assistant.checking.test_corpus import TRUTHS

ASKED = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALIBABA = Passage(
    1,
    "Alibaba Cloud revenue rose 26% year on year to 33.4 billion yuan in the second quarter of 2025. Group revenue "
    "was 247.7 billion yuan in the quarter. The company has 124,000 employees.",
    "Alibaba's cloud speeds up",
    "https://paper.example/1",
    "Example",
    date(2025, 8, 29),
)
BAIDU = Passage(
    2,
    "Baidu's core revenue fell 2% to 26.3 billion yuan in the second quarter of 2025. AI Cloud grew 27%.",
    "Baidu's revenue slips",
    "https://paper.example/2",
    "Example",
    date(2025, 8, 20),
)
CLOSE = Result(
    1,
    "Alibaba (9988.HK) closed at HK$148.90 on 20 November 2026, down 1.2%.",
    (Price("9988.HK", date(2026, 11, 20), Decimal("148.90"), "HKD", "Yahoo Finance"),),
    (
        Value(
            Measure.PERCENT,
            Decimal("-1.2"),
            "",
            "9988.HK",
            date(2026, 11, 20),
            date(2026, 11, 20),
        ),
    ),
)
EVIDENCE = Evidence((ALIBABA, BAIDU), (CLOSE,), "How are Alibaba and Baidu doing?", ASKED)
UNBROKEN = "\N{NO-BREAK SPACE}"


def noted(text: str, language: str = "en") -> str:
    """The answer with its notes, which pass as it did; with plain spaces."""
    report = check(text, EVIDENCE)
    assert report.reasons == ()
    told = dated(text, report, language, ASKED.date())
    assert check(told, EVIDENCE).reasons == ()
    return told.replace(UNBROKEN, " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Alibaba Cloud revenue was 33.4 billion yuan [1].",
            "Alibaba Cloud revenue was 33.4 billion yuan (second quarter of 2025, reported 29 August 2025) [1].",
        ),
        (
            "Alibaba Cloud revenue rose 26% in the second quarter of 2025 [1].",
            "Alibaba Cloud revenue rose 26% in the second quarter of 2025 (reported 29 August 2025) [1].",
        ),
        (
            "Alibaba Cloud revenue rose 26%, it said on 29 August 2025 [1].",
            "Alibaba Cloud revenue rose 26%, it said on 29 August 2025 (second quarter of 2025) [1].",
        ),
        (
            "Alibaba Cloud revenue rose 26% [1], and Baidu's AI Cloud grew 27% [2].",
            "Alibaba Cloud revenue rose 26% [1], and Baidu's AI Cloud grew 27% (second quarter of 2025) [2].",
        ),
        (
            "- **Cloud**: Alibaba Cloud revenue was up 26% [1]",
            "- **Cloud**: Alibaba Cloud revenue was up 26% (second quarter of 2025, reported 29 August 2025) [1]",
        ),
    ],
)
def test_what_is_missing_is_put_before_the_references(text: str, expected: str) -> None:
    assert noted(text) == expected


def test_a_chinese_answer_is_dated_in_chinese() -> None:
    assert noted("阿里云收入增长26%，达到334亿元[1]。", "zh") == (
        "阿里云收入增长26%，达到334亿元（2025年第二季度，2025年8月29日报道）[1]。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Alibaba Cloud revenue rose 26% in the second quarter of 2025, it said on 29 August 2025 [1].",
        "Alibaba closed at HK$148.90, down 1.2% [P1].",
        "| Alibaba Cloud revenue | 33.4 billion yuan [1] |",
        "Alibaba has 124,000 employees [1].",
        "I found nothing on its margins.",
    ],
)
def test_what_names_its_time_or_is_no_result_of_a_company_is_left_as_it_is(text: str) -> None:
    assert noted(text) == text


def test_the_same_is_not_said_twice_in_a_row_within_a_paragraph() -> None:
    text = "Alibaba Cloud revenue rose 26% [1]. Group revenue was 247.7 billion yuan [1]."
    assert noted(text).count("reported 29 August 2025") == 1
    assert noted(text.replace(" Group", "\n\nGroup")).count("reported 29 August 2025") == 2


def test_what_does_not_pass_is_not_dated() -> None:
    text = "Alibaba Cloud revenue rose 62% [1]."
    assert dated(text, check(text, EVIDENCE), "en", ASKED.date()) == text


@settings(deadline=None)
@given(st.sampled_from(TRUTHS), st.sampled_from(TRUTHS), st.sampled_from([" ", "\n", "\n\n- "]))
def test_what_passed_passes_when_dated_and_has_lost_nothing(one: Case, other: Case, joint: str) -> None:
    alike = one.evidence is other.evidence and language_of(one.text) == language_of(other.text)
    text = f"{one.text}{joint}{other.text}" if alike else one.text
    report = check(text, one.evidence)
    told = dated(text, report, language_of(text), one.evidence.asked_at.date())
    if report.ok:
        assert check(told, one.evidence).reasons == ()
    rest = iter(told)
    assert all(character in rest for character in text)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_every_truth_of_the_corpus_passes_when_dated(truth: Case) -> None:
    report = check(truth.text, truth.evidence)
    told = dated(truth.text, report, language_of(truth.text), truth.evidence.asked_at.date())
    assert not report.ok or check(told, truth.evidence).reasons == ()
