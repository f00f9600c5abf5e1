"""When exchanges trade: their sessions, breaks, early closes and holidays.

The days come from exchange_calendars, read a few years at a time and kept as plain rows: the library takes half a
second to load and a tenth to make a calendar. A calendar is asked nothing beyond the days that it knows: Shanghai's
are announced a year at a time, and what is not announced is not guessed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import RallybotError
from bot.market.holidays import holidays, name
from bot.market.model import Session, State

_SPAN = 5  # Years read at a time.
_FIRST, _LAST = date(1980, 1, 1), date(2049, 12, 31)  # For calendars that claim to know all days.
_CODE = re.compile(r"X[A-Z]{3}")
_SECOND = 1_000_000_000  # in nanoseconds
_DAY = timedelta(days=1)
_READING = Lock()  # So that many who ask at once make one calendar; who asks for what is there does not wait.


class CalendarError(RallybotError):
    """Nothing is known of the sessions of ``calendar`` on ``day``: no such calendar, or a day out of its bounds."""

    def __init__(self, calendar: str | None, day: date) -> None:
        super().__init__(f"the sessions of {calendar or 'this exchange'} around {day} are not known")
        self.calendar = calendar
        self.day = day


class Reason(StrEnum):
    """Why there is no session on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True, slots=True)
class Closure:
    """A day without a session.

    ``holiday`` is the id of what it is for (see ``holidays.toml``); of a weekend, the holiday that it runs into.
    """

    day: date
    reason: Reason
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class _Hours:
    """One session; all in UTC."""

    day: date
    opens: datetime
    closes: datetime
    lunch: tuple[datetime, datetime] | None
    early: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """The sessions of some years, with a month on either side, so that each day in them has its neighbours.

    ``first`` and ``last`` bound the days on which something is known; ``source`` is the calendar it was read from.
    """

    first: date
    last: date
    hours: Sequence[_Hours]
    days: Sequence[date]
    opens: Sequence[datetime]
    source: Any


def session_at(calendar: str | None, at: datetime) -> Session:
    """How an exchange stands at an instant (which has a zone); the times given are in UTC.

    ``calendar`` is the exchange's ISO 10383 code. Without one, or beyond the days that it knows, the state is unknown.
    A session closed on the last day that is known has no ``until``.
    """
    at = at.astimezone(UTC)
    kind = _exchange(calendar)
    if calendar is None or kind is None:
        return Session(State.UNKNOWN, zone="UTC")
    zone: ZoneInfo = kind.tz
    today = at.astimezone(zone).date()
    table = _table(calendar, at.year // _SPAN)
    index = bisect_right(table.opens, at) - 1 if table else -1
    if table is None or index < 0 or today > table.last:
        return Session(State.UNKNOWN, zone=zone.key)
    hours = table.hours[index]
    if at < hours.closes:
        state, until = _running(hours, at)
        return Session(state, zone.key, hours.day, hours.opens, hours.closes, until, early=hours.early)
    closure = _closures(calendar, at.year // _SPAN).get(today)
    return Session(
        State.CLOSED,
        zone.key,
        hours.day,
        hours.opens,
        hours.closes,
        until=table.opens[index + 1] if index + 1 < len(table.opens) else None,
        holiday=closure.holiday if closure else None,
        weekend=closure is not None and closure.reason is Reason.WEEKEND,
        early=hours.early,
    )


def covers(calendar: str | None, day: date) -> bool:
    """Whether it is known if ``day`` is a session. The functions below raise CalendarError where it is not."""
    return _lookup(calendar, day) is not None


def is_session(calendar: str | None, day: date) -> bool:
    """Whether the exchange trades on ``day``, be it for half of it."""
    return _hours(calendar, day) is not None


def session_days(calendar: str | None, start: date, end: date) -> tuple[date, ...]:
    """The days from ``start`` to ``end``, both included, on which the exchange trades; none if ``end`` comes first."""
    _known(calendar, start)
    _known(calendar, end)
    found: list[date] = []
    for span in range(start.year // _SPAN, end.year // _SPAN + 1):
        low = max(start, date(max(span * _SPAN, 1), 1, 1))
        high = min(end, date(span * _SPAN + _SPAN - 1, 12, 31))
        days = _known(calendar, low).days
        found += days[bisect_left(days, low) : bisect_right(days, high)]
    return tuple(found)


def last_session(calendar: str | None, on_or_before: date) -> date:
    """The day itself if the exchange trades on it, else the last day before on which it did."""
    days = _known(calendar, on_or_before).days
    index = bisect_right(days, on_or_before)
    if index == 0:
        raise CalendarError(calendar, on_or_before)
    return days[index - 1]


def next_session(calendar: str | None, after: date) -> date:
    """The first day later than ``after`` on which the exchange trades."""
    days = _known(calendar, after).days
    index = bisect_right(days, after)
    if index == len(days):
        raise CalendarError(calendar, after)
    return days[index]


def opens_closes(calendar: str | None, day: date) -> tuple[datetime, datetime]:
    """When the session of ``day`` opens and closes, in UTC. ValueError if there is none."""
    hours = _hours(calendar, day)
    if hours is None:
        raise ValueError(f"no session of {calendar} on {day}")
    return hours.opens, hours.closes


def why_closed(calendar: str | None, day: date) -> Closure | None:
    """Why there is no session on ``day``; nothing if there is one."""
    _known(calendar, day)
    return _closures(str(calendar), day.year // _SPAN).get(day)


def _running(hours: _Hours, at: datetime) -> tuple[State, datetime]:
    if hours.lunch is None or at >= hours.lunch[1]:
        return State.OPEN, hours.closes
    return (State.OPEN, hours.lunch[0]) if at < hours.lunch[0] else (State.BREAK, hours.lunch[1])


def _lookup(calendar: str | None, day: date) -> _Table | None:
    table = _table(calendar, day.year // _SPAN) if calendar else None
    return table if table and table.first <= day <= table.last else None


def _known(calendar: str | None, day: date) -> _Table:
    table = _lookup(calendar, day)
    if table is None:
        raise CalendarError(calendar, day)
    return table


def _hours(calendar: str | None, day: date) -> _Hours | None:
    table = _known(calendar, day)
    index = bisect_left(table.days, day)
    return table.hours[index] if index < len(table.days) and table.days[index] == day else None


@lru_cache(maxsize=64)
def _exchange(calendar: str | None) -> Any:
    """The library's class for a calendar; nothing if it has none. Making one is what costs time."""
    if calendar is None or not _CODE.fullmatch(calendar):
        return None
    from exchange_calendars import get_calendar_names, resolve_alias

    if calendar not in get_calendar_names():
        return None
    code = resolve_alias(calendar)
    return getattr(import_module(f"exchange_calendars.exchange_calendar_{code.lower()}"), f"{code}ExchangeCalendar")


@lru_cache(maxsize=64)
def _table(calendar: str, span: int) -> _Table | None:
    """The sessions of ``_SPAN`` years from ``span`` times as many on; nothing where no day of them is known."""
    with _READING:
        return _read(calendar, span)


@lru_cache(maxsize=64)
def _read(calendar: str, span: int) -> _Table | None:
    kind = _exchange(calendar)
    begin, finish = span * _SPAN, span * _SPAN + _SPAN
    if kind is None or not _FIRST.year < finish <= _LAST.year + _SPAN:
        return None
    low, high = kind.bound_min(), kind.bound_max()
    first = max(date(begin - 1, 12, 1), low.date() if low is not None else _FIRST)
    last = min(date(finish, 1, 31), high.date() if high is not None else _LAST)
    if first >= last:
        return None
    source = kind(start=first.isoformat(), end=last.isoformat())
    hours = _rows(source)
    return _Table(
        first, last, hours, days=[row.day for row in hours], opens=[row.opens for row in hours], source=source
    )


def _rows(source: Any) -> list[_Hours]:
    early = {stamp.date() for stamp in source.early_closes}
    columns = (source.opens_nanos, source.break_starts_nanos, source.break_ends_nanos, source.closes_nanos)
    rows = zip(source.sessions, *(column.tolist() for column in columns), strict=True)
    return [
        _Hours(
            day=stamp.date(),
            opens=_instant(opens),
            closes=_instant(closes),
            # No break is the lowest of all numbers there.
            lunch=(_instant(start), _instant(end)) if start > opens else None,
            early=stamp.date() in early,
        )
        for stamp, opens, start, end, closes in rows
    ]


def _instant(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // _SECOND, UTC)


@lru_cache(maxsize=64)
def _closures(calendar: str, span: int) -> Mapping[date, Closure]:
    """Every day of these years without a session."""
    table = _table(calendar, span)
    if table is None:
        return {}
    called = _called(table)
    weekdays = {number for number, trades in enumerate(table.source.weekmask) if trades == "1"}
    sessions = set(table.days)
    found: dict[date, Closure] = {}
    after: Closure | None = None
    # From the last to the first, for a weekend to know what it runs into.
    for day in (table.last - _DAY * back for back in range((table.last - table.first).days + 1)):
        if day in sessions:
            after = None
            continue
        if day.weekday() in weekdays:
            key = name(calendar, day, called.get(day))
            after = Closure(day, Reason.UNSCHEDULED if holidays()[key].unscheduled else Reason.HOLIDAY, key)
            found[day] = after
        else:
            planned = after is not None and after.reason is Reason.HOLIDAY
            found[day] = Closure(day, Reason.WEEKEND, after.holiday if after and planned else None)
    return found


def _called(table: _Table) -> Mapping[date, str]:
    """What the calendar's own rules call its holidays."""
    rules = table.source.regular_holidays
    if rules is None:
        return {}
    named = rules.holidays(table.first.isoformat(), table.last.isoformat(), return_name=True)
    return {stamp.date(): str(word) for stamp, word in named.items()}
