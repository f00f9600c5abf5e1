"""How far a price went between two closes. Pure.

Two conventions, both finance's own. A change over a named stretch of the calendar counts from the last close *before*
it, so that months add up to years: "in September" from the last close of August, "year to date" from the last close of
last year, "since August" from the last close of July. A change from a named day counts from the close *of* that day,
where an investor of that day would stand: "since 15 August", "from 15 August to 3 October", "over the past 30 days".
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.market.arithmetic.rows import (
    Basis,
    months_before,
    nothing_before,
    percent,
    period_reversed,
    place,
    place_at,
    rounded,
    said,
)
from bot.market.errors import NoData, Why
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Conversion:
    """The rates that a change was converted with.

    ``start`` and ``end`` are the rows of the rate that stand for those of the change; ``quoted_in`` is the currency of
    the change's own rows. ``inverse`` says that the rate is the price of the currency converted into, in theirs.
    """

    symbol: str
    quoted_in: str
    start: Row
    end: Row
    inverse: bool

    @property
    def factor(self) -> Decimal:
        """What the currency of the rows was worth at the end, for each unit of worth at the start."""
        return self.start.close / self.end.close if self.inverse else self.end.close / self.start.close


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two closes.

    ``first`` and ``last`` are the days that were asked for, ``start`` and ``end`` the rows that the change is reckoned
    from. ``currency`` is that of the percentages; the rows are in another where a ``conversion`` says so.
    """

    symbol: str
    currency: str
    first: date
    last: date
    from_close_before: bool
    start: Row
    end: Row
    conversion: Conversion | None = None
    basis: Basis = Basis.ADJUSTED

    @property
    def pct(self) -> Decimal:
        """The change in per cent with dividends counted in, unrounded."""
        return self.on(Basis.ADJUSTED)

    @property
    def pct_as_traded(self) -> Decimal:
        """The change of the closes as traded, in per cent, unrounded."""
        return self.on(Basis.AS_TRADED)

    @property
    def differs(self) -> bool:
        """Whether a reader sees a difference between the two, at one decimal."""
        return rounded(self.pct) != rounded(self.pct_as_traded)

    @property
    def partial(self) -> bool:
        """Whether it ends in a session that was not over when the row was fetched: "so far today"."""
        return self.end.partial

    def on(self, basis: Basis) -> Decimal:
        """The change in per cent on a basis, unrounded."""
        factor = self.conversion.factor if self.conversion else Decimal(1)
        return percent(basis.of(self.start), basis.of(self.end) * factor)


def change(history: History, first: date, last: date, today: date, *, from_close_before: bool = False) -> Change:
    """The change up to the close of ``last``, or of the last session before it.

    With ``from_close_before`` it counts from the last close before ``first``, as stretches of the calendar do; without
    it from the close of ``first``, or of the last session before it, as named days do. ``today`` is the exchange's.
    Raises NoData for a day that is to come, one before the rows, a period that ends before it begins or in which no
    session was held.
    """
    if first > last:
        raise period_reversed(history)
    end = place_at(history, history.rows, last, today)
    start = place(history.rows, first - timedelta(days=1) if from_close_before else first)
    if start < 0:
        raise nothing_before(history)
    if start == end:
        since = history.rows[start].day
        reason = f"no session was held after {said(since)} and up to {said(last)}"
        raise NoData(history.symbol, reason, Why.NO_SESSION, [since, last])
    return Change(
        history.symbol, history.currency, first, last, from_close_before, history.rows[start], history.rows[end]
    )


def year_to_date(history: History, today: date) -> Change:
    """The change from the last close of last year."""
    return change(history, date(today.year, 1, 1), today, today, from_close_before=True)


def over_days(history: History, days: int, today: date) -> Change:
    """The change from the close of so many days of the calendar ago."""
    return change(history, today - timedelta(days=days), today, today)


def over_months(history: History, months: int, today: date) -> Change:
    """The change from the close of the same day so many months ago; a year is twelve."""
    return change(history, months_before(today, months), today, today)


def on_the_day(history: History, day: date, today: date) -> Change:
    """The change of one session against the close before it; raises NoData where none was held on the day."""
    return change(history, day, day, today, from_close_before=True)
