"""The days and the values beside a chart."""

import math
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.charts import style
from bot.market.charts.axis import axis_days, bounds, day_ticks, long_gaps, value_ticks
from tests.bot.market.charts.histories import many_days, weekdays


def test_weekends_and_holidays_leave_no_hole() -> None:
    days = [date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 10), date(2025, 10, 13)]
    assert axis_days(days) == days


def test_a_suspension_is_as_wide_as_it_lasted_and_named() -> None:
    days = [*weekdays(date(2025, 3, 3), 5), *weekdays(date(2025, 4, 7), 5)]
    axis = axis_days(days)
    assert axis == weekdays(date(2025, 3, 3), 30)
    assert long_gaps(days, axis) == [(date(2025, 3, 7), date(2025, 4, 7))]


@given(many_days)
def test_every_session_is_on_the_axis_once_and_in_order(days: set[date]) -> None:
    axis = axis_days(days)
    assert axis == sorted(set(axis))
    assert days <= set(axis)


@given(many_days)
def test_days_added_to_the_axis_are_weekdays_of_long_gaps(days: set[date]) -> None:
    added = [day for day in axis_days(days) if day not in days]
    assert all(day.weekday() < 5 for day in added)
    gaps = [(a, b) for a, b in pairwise(sorted(days)) if (b - a).days > 14]
    assert all(any(a < day < b for a, b in gaps) for day in added)


@pytest.mark.parametrize(
    ("start", "sessions", "labels"),
    [
        (date(2025, 11, 17), 5, ["17 Nov", "18 Nov", "19 Nov", "20 Nov", "21 Nov"]),
        (date(2025, 10, 27), 20, ["27 Oct", "3 Nov", "10 Nov", "17 Nov"]),
        (date(2025, 6, 2), 120, ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]),
        (date(2024, 11, 25), 255, ["2025", "Mar", "May", "Jul", "Sep", "Nov"]),
        (date(2020, 11, 25), 1300, ["2021", "2022", "2023", "2024", "2025"]),
        (date(2005, 11, 25), 5200, ["2010", "2015", "2020", "2025"]),
    ],
)
def test_ticks_are_days_weeks_months_or_years_as_the_period_is_long(
    start: date, sessions: int, labels: list[str]
) -> None:
    days = weekdays(start, sessions)
    ticks = day_ticks(days, lambda index: 28 + (index + 0.5) * 970 / sessions, style.SMALL, 14, 1186)
    assert [tick.label for tick in ticks] == labels


@given(many_days)
def test_labels_of_days_never_overlap_and_are_few(days: set[date]) -> None:
    axis = axis_days(days)
    ticks = day_ticks(axis, lambda index: 28 + (index + 0.5) * 970 / len(axis), style.SMALL, 14, 1186)
    assert 1 <= len(ticks) <= 8
    assert all(b.centre - b.width / 2 > a.centre + a.width / 2 for a, b in pairwise(ticks))
    assert all(tick.centre - tick.width / 2 >= 14 and tick.centre + tick.width / 2 <= 1186 for tick in ticks)


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40))
def test_values_are_marked_at_two_to_seven_round_levels_within_the_scale(values: list[float]) -> None:
    low, high = bounds(values)
    marks = value_ticks(low, high)
    assert 2 <= len(marks) <= 7
    assert all(low - 1e-9 <= value <= high * (1 + 1e-9) for value, _ in marks)
    assert len({label for _, label in marks}) == len(marks)
    assert all(math.isclose(float(label.replace(",", "")), value, abs_tol=1e-9) for value, label in marks)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_no_scale_goes_below_nought(values: list[float]) -> None:
    low, high = bounds(values)
    assert 0 <= low <= min(values)
    assert high > max(values)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.0118, 0.0123, ["0.0118", "0.0119", "0.0120", "0.0121", "0.0122", "0.0123"]),
        (24_000, 26_000, ["24,000", "24,500", "25,000", "25,500", "26,000"]),
        (4.9, 5.1, ["4.90", "4.95", "5.00", "5.05", "5.10"]),
        (0, 95, ["0", "20", "40", "60", "80"]),
    ],
)
def test_levels_carry_as_many_places_as_they_need(low: float, high: float, labels: list[str]) -> None:
    assert [label for _, label in value_ticks(low, high)] == labels
