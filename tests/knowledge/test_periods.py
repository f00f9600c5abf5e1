"""Periods are read in English and Chinese, and never made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.period_words import day, period
from knowledge.periods import Period, periods, without_periods

NEAR = date(2025, 9, 17)


def _spans(text: str, near: date | None = None) -> list[tuple[str, str]]:
    return [(found.start.isoformat(), found.end.isoformat()) for found in periods(text, near)]


@pytest.mark.parametrize(
    "text",
    [
        "in the June quarter of 2025",
        "in the second quarter of 2025",
        "Q2 2025",
        "2025 Q2",
        "2Q25",
        "the quarter ended June 30, 2025",
        "the three months to 30 June 2025",
        "from April to June 2025",
        "between April and June 2025",
        "2025年第二季度",
        "2025年二季度",
        "2025年6月当季",
        "2025年6月止三个月",
        "2025年4月至6月",
    ],
)
def test_every_way_to_write_a_quarter_means_the_same_days(text: str) -> None:
    assert _spans(text) == [("2025-04-01", "2025-06-30")]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("in the first half of 2025", ("2025-01-01", "2025-06-30")),
        ("2025年下半年", ("2025-07-01", "2025-12-31")),
        ("in 2024", ("2024-01-01", "2024-12-31")),
        ("2024年全年", ("2024-01-01", "2024-12-31")),
        ("in September 2025", ("2025-09-01", "2025-09-30")),
        ("in February 2024", ("2024-02-01", "2024-02-29")),
        ("2025年9月", ("2025-09-01", "2025-09-30")),
        ("on 17 September 2025", ("2025-09-17", "2025-09-17")),
        ("on Sept. 17, 2025", ("2025-09-17", "2025-09-17")),
        ("2025年9月17日", ("2025-09-17", "2025-09-17")),
        ("on 2025-09-17", ("2025-09-17", "2025-09-17")),
        ("the first nine months of 2025", ("2025-01-01", "2025-09-30")),
    ],
)
def test_halves_years_months_and_days_are_read(text: str, span: tuple[str, str]) -> None:
    assert _spans(text) == [span]


def test_a_quarter_without_its_year_is_the_latest_that_was_over() -> None:
    assert _spans("in the second quarter", NEAR) == [("2025-04-01", "2025-06-30")]
    assert _spans("in the fourth quarter", NEAR) == [("2024-10-01", "2024-12-31")]


def test_a_quarter_without_its_year_and_without_a_day_to_go_by_is_left_out() -> None:
    assert _spans("in the second quarter") == []


def test_a_quarter_of_a_fiscal_year_is_left_alone() -> None:
    assert _spans("in the first quarter of fiscal 2026") == []


@pytest.mark.parametrize("text", ["on 31 February 2025", "2025年13月", "quarterly", "she may march", "第八个季度"])
def test_what_is_no_period_gives_none(text: str) -> None:
    assert _spans(text, NEAR) == []


def test_expressions_can_be_taken_out_of_a_question() -> None:
    assert without_periods("how much did Baidu grow in Q2 2025?") == "how much did Baidu grow in ?"


@given(st.text(), st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_is_read_without_an_error_and_no_period_ends_before_it_begins(text: str, near: date | None) -> None:
    for found in periods(text, near):
        assert found.start <= found.end
        assert found.months >= 0
    without_periods(text)


@given(st.integers(1990, 2099), st.integers(1, 4), st.sampled_from(["en", "zh"]), st.booleans())
def test_a_quarter_put_into_words_is_read_back(year: int, number: int, language: str, by_month: bool) -> None:
    (written,) = periods(f"Q{number} {year}")
    named = Period(written.start, written.end, month_named=by_month)
    assert _spans(period(named, language)) == [(written.start.isoformat(), written.end.isoformat())]


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "zh"]))
def test_a_day_put_into_words_is_read_back(value: date, language: str) -> None:
    assert _spans(day(value, language)) == [(value.isoformat(), value.isoformat())]


def test_a_year_that_the_source_left_out_is_left_out_again() -> None:
    (found,) = periods("in the September quarter", date(2025, 11, 25))
    assert period(found, "en") == "September quarter"
    assert period(found, "zh") == "9月当季"


def test_a_stretch_of_months_is_called_by_its_ends() -> None:
    (found,) = periods("the first nine months of 2025")
    assert period(found, "en") == "January to September 2025"
    assert period(found, "zh") == "2025年1月至9月"
