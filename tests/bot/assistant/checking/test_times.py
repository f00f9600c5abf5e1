"""Times are read with a year or without, and counted from the day of their text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.checking.times import times

NEAR = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 29 August 2025", "2025-08-29", "2025-08-29"),
        ("on Aug 29", "2026-08-29", "2026-08-29"),
        ("8月29日", "2026-08-29", "2026-08-29"),
        ("on 29 December", "2026-12-29", "2026-12-29"),
        ("on Friday", "2026-11-20", "2026-11-20"),
        ("in July", "2026-07-01", "2026-07-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("since 2021", "2021-01-01", "2021-12-31"),
        ("the June quarter of 2026", "2026-04-01", "2026-06-30"),
        ("the quarter ended Dec. 31", "2025-10-01", "2025-12-31"),
        ("the October-December period", "2025-10-01", "2025-12-31"),
        ("the first eight months", "2026-01-01", "2026-08-31"),
        ("前九个月", "2026-01-01", "2026-09-30"),
    ],
)
def test_a_time_is_read(text: str, first: str, last: str) -> None:
    (time,) = times(text, NEAR)
    assert (time.first.isoformat(), time.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["last year's sales", "it may rise", "the first quarter in a row", "同比去年同期"])
def test_what_is_no_time_gives_none(text: str) -> None:
    assert times(text, NEAR) == ()


def test_a_day_without_its_year_may_be_of_any() -> None:
    (time,) = times("on 29 August", NEAR)
    assert time.fits(date(2025, 8, 29))
    assert not time.fits(date(2025, 8, 28))


def test_friday_is_any_friday_since_it_counts_from_another_day() -> None:
    (time,) = times("on Friday", NEAR)
    assert time.fits(date(2026, 10, 9))
    assert not time.fits(date(2026, 10, 8))


@given(st.text(max_size=80), st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_is_read_without_an_error(text: str, near: date | None) -> None:
    for time in times(text, near):
        assert time.first <= time.last
        assert text[time.start : time.end].strip()
