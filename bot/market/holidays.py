"""What an exchange is closed for, by id, and what readers call it.

The calendars name the holidays that follow the sun. Those that follow the moon they only list, and Shanghai's they list
without any name: here these are known by how near they lie to a festival.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

HOLIDAY = "holiday"
UNSCHEDULED = "unscheduled"

_BY_THE_MOON = (
    # The festival, its table in exchange_calendars, and how many days before and after it a closure is still for it:
    # in Hong Kong, in Shanghai.
    ("lunar-new-year", "chinese_lunar_new_year_dates", (1, 4), (7, 11)),
    ("qingming", "qingming_festival_dates", (0, 2), (3, 3)),
    ("buddhas-birthday", "chinese_buddhas_birthday_dates", (0, 1), None),
    ("dragon-boat", "dragon_boat_festival_dates", (0, 1), (3, 3)),
    ("mid-autumn", "mid_autumn_festival_dates", (0, 2), (3, 3)),
    ("chung-yeung", "double_ninth_festival_dates", (0, 1), None),
)
_SHANGHAI = (
    # From one month and day to another.
    ("new-year", (12, 29), (12, 31)),
    ("new-year", (1, 1), (1, 4)),
    ("labour-day", (4, 27), (5, 9)),
    ("golden-week", (9, 30), (10, 9)),
)
_FIRST_GOLDEN_WEEK = 1999
_LISTED_WHOLE = ("XHKG", "XNYS")  # Every holiday of these has a name here, so that what has none was not planned.


@dataclass(frozen=True, slots=True)
class Holiday:
    """A reason to be closed: ``en`` as it stands after "closed for". ``days`` are single ones, by calendar."""

    en: str
    zh: str
    unscheduled: bool
    called: frozenset[str]
    days: Mapping[str, frozenset[date]]


@lru_cache(maxsize=1)
def holidays() -> Mapping[str, Holiday]:
    """All that are known, by id, read when first asked for."""
    data = tomllib.loads(Path(__file__).with_name("holidays.toml").read_text("utf-8"))
    return {
        key: Holiday(
            en=entry["en"],
            zh=entry["zh"],
            unscheduled=entry.get("unscheduled", False),
            called=frozenset(entry.get("called", ())),
            days={calendar: frozenset(days) for calendar, days in entry.get("days", {}).items()},
        )
        for key, entry in data.items()
    }


def name(calendar: str, day: date, called: str | None) -> str:
    """The id of what ``calendar`` is closed for on a day of the week; ``called`` is its own word for it, if it has one.

    ``holiday`` is one that we cannot name, ``unscheduled`` a closure that was none.
    """
    for key, holiday in holidays().items():
        if day in holiday.days.get(calendar, ()) or called in holiday.called:
            return key
    if called is not None:
        return HOLIDAY
    if calendar == "XSHG" and (found := _in_shanghai(day)):
        return found
    if calendar in ("XHKG", "XSHG") and (found := _by_the_moon(calendar, day)):
        return found
    return UNSCHEDULED if calendar in _LISTED_WHOLE else HOLIDAY


def _in_shanghai(day: date) -> str | None:
    for key, first, last in _SHANGHAI:
        if first <= (day.month, day.day) <= last:
            return "national-day" if key == "golden-week" and day.year < _FIRST_GOLDEN_WEEK else key
    return None


def _by_the_moon(calendar: str, day: date) -> str | None:
    festivals = _festivals()
    for key, _, hong_kong, shanghai in _BY_THE_MOON:
        margin = hong_kong if calendar == "XHKG" else shanghai
        festival = festivals[key].get(day.year)
        if margin and festival and -margin[0] <= (day - festival).days <= margin[1]:
            return key
    return None


@lru_cache(maxsize=1)
def _festivals() -> Mapping[str, Mapping[int, date]]:
    """The day of each festival by its year."""
    from exchange_calendars import lunisolar_holidays

    return {
        key: {stamp.year: stamp.date() for stamp in getattr(lunisolar_holidays, table)}
        for key, table, _, _ in _BY_THE_MOON
    }
