"""Answers are judged by what they say, in whatever form they say it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Answer, Status
from bot.terminal.evaluating.judging import Judged, judge, says
from bot.terminal.evaluating.questions import Asked

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def answered(text: str) -> Answer:
    return Answer(Status.ANSWERED, text, NOW)


UNKNOWN = Answer(Status.UNKNOWN, "I don't know.", NOW)
CLARIFY = Answer(Status.CLARIFY, "Which?", NOW)


def test_a_hit_holds_all_that_is_expected_whatever_the_case() -> None:
    asked = [
        Asked(question="one", expect=["26%", "one fifth"]),
        Asked(question="two", expect=["26%", "one fifth"]),
        Asked(question="three", expect=["26%"]),
        Asked(question="four", expect=["26%"]),
    ]
    answers = [answered("One fifth: 26%"), answered("26%"), UNKNOWN, answered("up 26%")]
    assert judge(asked, answers) == Judged(4, 0.5, 0.0, None, 0.75)


def test_an_abstention_is_right_where_nothing_can_be_known() -> None:
    asked = [Asked(question="no", unanswerable=True)] * 3 + [Asked(question="yes", expect=["1"])] * 2
    judged = judge(asked, [UNKNOWN, UNKNOWN, answered("1"), UNKNOWN, answered("1")])
    assert judged == Judged(5, 0.5, 0.6667, 0.6667, 0.4)


def test_asking_back_is_no_abstention_and_no_hit() -> None:
    asked = [Asked(question="no", unanswerable=True), Asked(question="yes", expect=["which"])]
    assert judge(asked, [CLARIFY, CLARIFY]) == Judged(2, 0.0, None, 0.0, 0.0)


def test_what_no_question_asks_for_has_no_figure() -> None:
    assert judge([Asked(question="why?")], [answered("Because.")]) == Judged(1, None, None, None, 1.0)
    assert judge([], []) == Judged(0, None, None, None, None)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from([UNKNOWN, CLARIFY, answered("26%"), None]))))
def test_shares_are_shares(rows: list[tuple[bool, bool, Answer | None]]) -> None:
    asked = [Asked(question="x", expect=["26%"] if known else [], unanswerable=not can) for known, can, _ in rows]
    judged = judge(asked, [answer for _, _, answer in rows])
    shares = (judged.answer_hit_rate, judged.abstention_precision, judged.abstention_recall, judged.answered)
    assert all(share is None or 0 <= share <= 1 for share in shares)


def test_a_question_that_failed_is_no_hit() -> None:
    assert judge([Asked(question="a", expect=["1%"])], [None]) == Judged(1, 0.0, None, None, 0.0)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("26%", "It grew 26 percent."),
        ("26%", "Revenue rose twenty-six per cent."),
        ("26%", "收入增长百分之二十六"),
        ("334亿元", "to 33.4 billion yuan"),
        ("33.4 billion yuan", "RMB 33.4bn"),
        ("33.4 billion yuan", "收入为334亿元"),
        ("33.4 billion yuan", "rose to 33.4 billion"),
        ("US$3.2 billion", "32亿美元"),
        ("412億港元", "HK$41.2 billion"),
        ("17.6万", "176,000 cars"),
        ("2,400", "some 2400 shops"),
        ("一成", "A TENTH 一成"),
        ("Szeged", "in SZEGED, Hungary"),
        ("fell 44.3%", "profit fell 44.3% on the year"),
    ],
)
def test_what_is_expected_may_be_said_in_another_form(part: str, text: str) -> None:
    assert says(text, part)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("26%", "It grew 126%."),
        ("26%", "It grew 26 percentage points."),
        ("6%", "It grew 2.6%."),
        ("26%", "26 shops"),
        ("33.4 billion yuan", "US$33.4 billion"),
        ("33.4 billion yuan", "33.4 million yuan"),
        ("334亿元", "334万元"),
        ("2,400", "12,400"),
        ("1 August", "21 August"),
        ("Szeged", "in Debrecen"),
    ],
)
def test_another_figure_is_no_hit(part: str, text: str) -> None:
    assert not says(text, part)


@given(st.decimals(Decimal("0.1"), Decimal("999.9"), places=1))
def test_a_sum_is_the_same_in_both_languages(billions: Decimal) -> None:
    assert says(f"达{billions * 10:.0f}亿元", f"{billions} billion yuan")
    assert not says(f"达{billions * 10 + 1:.0f}亿元", f"{billions} billion yuan")


@given(st.text(max_size=40), st.text(min_size=1, max_size=12))
def test_words_are_found_where_they_stand_between_other_words(before: str, part: str) -> None:
    assert says(f"{before} ({part}) and so on", part)
    assert says(part, part)
