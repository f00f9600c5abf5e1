"""Finding rows by day, and saying truly why there is none. Pure.

Everything here takes the days of the listing's exchange, ``today`` too.
"""

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bot.market.errors import NoData, Why
from bot.market.model import History, Row
from bot.period_words import day as in_words

ALLOWANCE = timedelta(days=12)
"""How long after the last row its close may still be the last one: the longest holidays of Shanghai fit into it."""


class Basis(StrEnum):
    """Which of a row's closes a figure is reckoned from."""

    AS_TRADED = "as traded"
    ADJUSTED = "adjusted"

    def of(self, row: Row) -> Decimal:
        """The close on this basis."""
        return row.adjusted if self is Basis.ADJUSTED else row.close

    def all(self, rows: Sequence[Row]) -> list[Decimal]:
        """The closes of many rows on this basis."""
        return [row.adjusted for row in rows] if self is Basis.ADJUSTED else [row.close for row in rows]


class Way(StrEnum):
    """Upwards (risen, highest, best) or downwards (fallen, lowest, worst)."""

    UP = "up"
    DOWN = "down"

    def beyond(self, value: Decimal, other: Decimal) -> bool:
        """Whether a value lies further this way than another."""
        return value > other if self is Way.UP else value < other


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows from one place to before another, among all that were at hand."""

    rows: Sequence[Row]
    start: int
    stop: int

    @property
    def held(self) -> Sequence[Row]:
        """The rows of the stretch alone."""
        return self.rows[self.start : self.stop]


def percent(before: Decimal, after: Decimal) -> Decimal:
    """The change from one price, which is not 0, to another, in per cent, unrounded."""
    return (after / before - 1) * 100


def rounded(figure: Decimal, places: int = 1) -> Decimal:
    """A figure as readers see it, halves away from 0; never a negative 0."""
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def said(day: date) -> str:
    """A day in the words of a reason: ``20 November 2019``."""
    return in_words(day, "en")


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last where it is too short."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_complete(history: History) -> bool:
    """Whether the rows begin with the first session that the source has at all."""
    begun = history.rows[0].day
    if history.first_day is not None:
        return min(begun, history.start) <= history.first_day
    return begun - history.start > ALLOWANCE


def sessions(history: History, *, with_partial: bool = False) -> Sequence[Row]:
    """The rows, without one of a session that was not over; raises NoData where none is left."""
    if with_partial or not history.rows[-1].partial:
        return history.rows
    if len(history.rows) == 1:
        day = history.rows[0].day
        reason = f"the session of {said(day)} is not over, and there is none before"
        raise NoData(history.symbol, reason, Why.NOT_OVER, [day])
    return history.rows[:-1]


def place(rows: Sequence[Row], day: date) -> int:
    """Where the row of a day stands, or the last before it; -1 where all rows are later."""
    return bisect_right(rows, day, key=_day) - 1


def place_at(history: History, rows: Sequence[Row], day: date, today: date) -> int:
    """As :func:`place`; raises NoData for a day that is to come, before the rows, or long after them."""
    if day > today:
        raise NoData(history.symbol, f"{said(day)} is in the future", Why.FUTURE, [day])
    return place_of(history, rows, day)


def place_of(history: History, rows: Sequence[Row], day: date | None) -> int:
    """As :func:`place_at` without a look at the calendar; of the last row where no day is given."""
    if day is None:
        return len(rows) - 1
    at = place(rows, day)
    if at < 0:
        raise nothing_before(history)
    if day - history.rows[-1].day > ALLOWANCE:
        raise nothing_after(history)
    return at


def stretch(history: History, first: date, last: date, *, with_partial: bool = False) -> Stretch:
    """The sessions from one day to another, both in it; raises NoData where there are none or some are not at hand.

    A period that begins before the first session of all is cut to what was traded.
    """
    if first > last:
        raise period_reversed(history)
    rows = sessions(history, with_partial=with_partial)
    missing = first < rows[0].day and first < history.start and not is_complete(history)
    if missing or last < rows[0].day:
        raise nothing_before(history)
    if first > history.rows[-1].day:
        raise nothing_after(history)
    start, stop = bisect_left(rows, first, key=_day), bisect_right(rows, last, key=_day)
    if start == stop:
        running = rows is not history.rows and first <= history.rows[-1].day <= last
        reason = "no session is over" if running else "no session was held"
        why = Why.NOT_OVER if running else Why.NO_SESSION
        raise NoData(history.symbol, f"{reason} from {said(first)} to {said(last)}", why, [first, last])
    return Stretch(rows, start, stop)


def steps(history: History, first: date, last: date, *, with_partial: bool = False) -> Stretch:
    """As :func:`stretch`, but each row has one before it: the first session of all is left out."""
    found = stretch(history, first, last, with_partial=with_partial)
    if found.start > 0:
        return found
    if not is_complete(history) or found.stop == 1:
        raise nothing_before(history)
    return Stretch(found.rows, 1, found.stop)


def nothing_before(history: History) -> NoData:
    """Why there is nothing before the first row."""
    begun = history.rows[0].day
    if is_complete(history):
        reason = f"there is no price before {said(begun)}, the first day of trading that {history.source} has"
        return NoData(history.symbol, reason, Why.BEFORE_TRADING, [begun])
    return NoData(history.symbol, f"the prices at hand begin on {said(begun)}", Why.BEFORE_ROWS, [begun])


def nothing_after(history: History) -> NoData:
    """Why there is nothing after the last row."""
    ended = history.rows[-1].day
    return NoData(history.symbol, f"the prices at hand end on {said(ended)}", Why.AFTER_ROWS, [ended])


def period_reversed(history: History) -> NoData:
    """Why a period of which the end comes first has no prices."""
    return NoData(history.symbol, "the period begins after its end", Why.REVERSED)


def _day(row: Row) -> date:
    return row.day
