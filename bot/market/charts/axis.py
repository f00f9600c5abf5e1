"""The axes: which days there are, and what is written beside them. Pure."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from bot.market.charts.amounts import month
from bot.market.charts.lettering import width

LONGEST_GAP = 10
_SATURDAY = 5


class Tick(NamedTuple):
    """A mark on the axis of days, in pixels along it: ``centre`` and ``width`` are those of its label."""

    at: float
    label: str
    centre: float
    width: float


def axis_days(days: Iterable[date]) -> list[date]:
    """The days of the axis, in order: sessions side by side, without weekends and holidays.

    Where more than ten weekdays in a row have no session (no holiday is that long: trading was suspended), these
    weekdays are there too, so that the hole is as wide as it lasted.
    """
    sessions = sorted(set(days))
    axis = sessions[:1]
    for before, after in pairwise(sessions):
        between = _weekdays_between(before, after)
        axis += between if len(between) > LONGEST_GAP else []
        axis.append(after)
    return axis


def long_gaps(days: Sequence[date], axis: Sequence[date]) -> list[tuple[date, date]]:
    """Neighbours among ``days``, which are in order, with more than ten days of the axis between them."""
    places = [bisect_left(axis, day) for day in days]
    return [
        (days[index], days[index + 1])
        for index, (before, after) in enumerate(pairwise(places))
        if after - before - 1 > LONGEST_GAP
    ]


def _weekdays_between(before: date, after: date) -> list[date]:
    if (after - before).days <= LONGEST_GAP:
        return []
    span = (before + timedelta(days=n) for n in range(1, (after - before).days))
    return [day for day in span if day.weekday() < _SATURDAY]


def _day_label(day: date) -> str:
    return f"{day.day} {month(day)}"


def _month_label(day: date) -> str:
    return str(day.year) if day.month == 1 else month(day)


def _year_label(day: date) -> str:
    return str(day.year)


def _weeks(many: int) -> Callable[[date], int]:
    return lambda day: (day.toordinal() - 1) // (7 * many)


def _months(many: int) -> Callable[[date], int]:
    return lambda day: (day.year * 12 + day.month - 1) // many


# From fine to coarse: when a new one begins, and how its first day is called.
_UNITS: Sequence[tuple[Callable[[date], int], Callable[[date], str]]] = (
    (date.toordinal, _day_label),
    *((_weeks(many), _day_label) for many in (1, 2)),
    *((_months(many), _month_label) for many in (1, 2, 3, 6)),
    *((_months(many * 12), _year_label) for many in (1, 2, 5, 10, 20)),
)


def day_ticks(
    days: Sequence[date], place: Callable[[int], float], size: float, left: float, right: float
) -> list[Tick]:
    """Ticks at the first session of days, weeks, months, quarters or years: the finest whose labels stand well apart.

    ``place`` gives the place of the n-th day, ``size`` is that of the letters. No label reaches beyond ``left`` or
    ``right``.
    """
    for key, label in _UNITS:
        ticks = [_tick(place(index), label(days[index]), size, left, right) for index in _beginnings(days, key)]
        if ticks and _apart(ticks, size) and len(ticks) <= 8:
            return ticks
    return [_tick(place(0), _day_label(days[0]), size, left, right)]


def _beginnings(days: Sequence[date], key: Callable[[date], int]) -> Iterator[int]:
    # A period may begin on its unit's first session, which the days before a weekend or a holiday tell.
    if key(days[0]) != key(days[0] - timedelta(days=4)):
        yield 0
    yield from (index for index in range(1, len(days)) if key(days[index]) != key(days[index - 1]))


def _tick(at: float, label: str, size: float, left: float, right: float) -> Tick:
    wide = width(label, size)
    return Tick(at, label, min(max(at, left + wide / 2), right - wide / 2), wide)


def _apart(ticks: Sequence[Tick], size: float) -> bool:
    return all(b.centre - a.centre >= (a.width + b.width) / 2 + size * 0.8 for a, b in pairwise(ticks))


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """Where a scale begins and ends, with a little air; what never was below nought gets no scale below nought."""
    low, high = min(values), max(values)
    air = (high - low) * 0.07 or abs(high) * 0.02 or 1.0
    return (max(low - air, 0.0) if low >= 0 else low - air), high + air


def value_ticks(low: float, high: float, most: int = 7) -> list[tuple[float, str]]:
    """Round values between two, by steps of 1, 2 or 5, and their labels, all with the same number of places."""
    exponent = math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * 10.0**exponent
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            break
    places = max(0, -exponent - (1 if factor >= 10 else 0))
    return [(n * step, f"{n * step:,.{places}f}") for n in range(first, last + 1)]
