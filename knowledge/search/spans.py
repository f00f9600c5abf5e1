"""Spans of days on the calendar: a day, a week, a month, a quarter, a year, seen from today. Pure."""

import calendar
from datetime import date, timedelta

Window = tuple[date, date]
"""The first and the last day, both in it."""

# 29 February is at most eight years back.
_LEAP_YEARS = 8


def ago(today: date, days: int) -> date:
    """The day that lies so many days back."""
    return today - timedelta(days=days)


def monday(day: date) -> date:
    """The first day of a day's week."""
    return ago(day, day.weekday())


def week_before(today: date, weeks: int) -> Window:
    """A whole week, Monday to Sunday; of weeks, 1 is the last."""
    first = ago(monday(today), 7 * weeks)
    return first, first + timedelta(days=6)


def day_of(year: str | int | None, month: int, day: int, today: date) -> date | None:
    """A day; without its year the latest one that is not to come. Nothing where the calendar has no such day."""
    years = [int(year)] if year else range(today.year, today.year - _LEAP_YEARS - 1, -1)
    for one in years:
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(one, month)[1]:
            found = date(one, month, day)
            if year or found <= today:
                return found
    return None


def month_of(year: str | int | None, month: int, today: date) -> Window:
    """A month; without its year the latest that has begun."""
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    return months_of(int(year), month, month)


def months_of(year: int, first: int, last: int) -> Window:
    """Some months of one year."""
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def part_of(month: Window, days: tuple[int, int] | None) -> Window:
    """The days of a month from one number to another; all of it without them."""
    if days is None:
        return month
    return month[0].replace(day=days[0]), month[0].replace(day=min(days[1], month[1].day))


def month_before(today: date, months: int) -> Window:
    """A whole month; 1 is the last, 0 this one."""
    number = today.year * 12 + today.month - 1 - months
    return months_of(number // 12, number % 12 + 1, number % 12 + 1)


def quarter_before(today: date, quarters: int) -> Window:
    """A whole quarter of the calendar; 1 is the last, 0 this one."""
    number = today.year * 4 + (today.month - 1) // 3 - quarters
    return months_of(number // 4, number % 4 * 3 + 1, number % 4 * 3 + 3)


def whole_year(year: int) -> Window:
    """All days of a year."""
    return months_of(year, 1, 12)
