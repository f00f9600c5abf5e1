"""The highest and the lowest of a stretch of sessions. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.market.arithmetic.rows import Basis, Way, stretch
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Extreme:
    """A highest or lowest value: the first row that had it, and how many had."""

    row: Row
    value: Decimal
    times: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Extremes:
    """The highest and lowest closes of a period, and the highest and lowest prices.

    ``begin`` and ``end`` are the first and last row that were looked at. ``intraday_high`` and ``intraday_low`` are
    prices as traded while the sessions ran, absent where no row has them.
    """

    symbol: str
    currency: str
    first: date
    last: date
    begin: Row
    end: Row
    high: Extreme
    low: Extreme
    high_as_traded: Extreme
    low_as_traded: Extreme
    intraday_high: Extreme | None
    intraday_low: Extreme | None
    basis: Basis = Basis.ADJUSTED

    @property
    def high_differs(self) -> bool:
        """Whether closes as traded were highest on another day."""
        return self.high.row.day != self.high_as_traded.row.day

    @property
    def low_differs(self) -> bool:
        """Whether closes as traded were lowest on another day."""
        return self.low.row.day != self.low_as_traded.row.day


def extremes(history: History, first: date, last: date, *, with_partial: bool = False) -> Extremes:
    """The highest and lowest of the sessions from one day to another, both in it; of equals the first.

    A period that begins before the first session of all is cut to what was traded. Raises NoData where no session was
    held, or not all rows of the period are at hand.
    """
    rows = stretch(history, first, last, with_partial=with_partial).held
    return Extremes(
        history.symbol,
        history.currency,
        first,
        last,
        rows[0],
        rows[-1],
        extreme_close(rows, Way.UP, Basis.ADJUSTED),
        extreme_close(rows, Way.DOWN, Basis.ADJUSTED),
        extreme_close(rows, Way.UP, Basis.AS_TRADED),
        extreme_close(rows, Way.DOWN, Basis.AS_TRADED),
        _extreme_price([(row, row.high) for row in rows if row.high is not None], Way.UP),
        _extreme_price([(row, row.low) for row in rows if row.low is not None], Way.DOWN),
    )


def extreme_close(rows: Sequence[Row], way: Way, basis: Basis) -> Extreme:
    """The highest or lowest close of at least one row; of equals the first."""
    return _extreme(rows, basis.all(rows), way, basis)


def _extreme_price(prices: Sequence[tuple[Row, Decimal]], way: Way) -> Extreme | None:
    if not prices:
        return None
    return _extreme([row for row, _ in prices], [price for _, price in prices], way, Basis.AS_TRADED)


def _extreme(rows: Sequence[Row], values: list[Decimal], way: Way, basis: Basis) -> Extreme:
    value = max(values) if way is Way.UP else min(values)
    return Extreme(rows[values.index(value)], value, values.count(value), basis)
