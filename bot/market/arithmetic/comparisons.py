"""One change set against another, and changes seen in another currency. Pure."""

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.market.arithmetic.changes import Change, Conversion
from bot.market.arithmetic.rows import ALLOWANCE, Basis, nothing_after, nothing_before, place
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two changes over the same period; nothing is converted here."""

    a: Change
    b: Change
    basis: Basis = Basis.ADJUSTED

    @property
    def points(self) -> Decimal:
        """How many percentage points ``a`` is ahead of ``b``, below 0 where it is behind; unrounded."""
        return self.a.pct - self.b.pct

    @property
    def points_as_traded(self) -> Decimal:
        """The same on closes as traded."""
        return self.a.pct_as_traded - self.b.pct_as_traded

    @property
    def currencies_differ(self) -> bool:
        """Whether the two are in different currencies, so that the rate between them is a part of what is seen."""
        return self.a.currency != self.b.currency

    @property
    def days_differ(self) -> bool:
        """Whether the rows are of different days, as when one exchange had a holiday."""
        return (self.a.start.day, self.a.end.day) != (self.b.start.day, self.b.end.day)


def versus(a: Change, b: Change) -> Comparison:
    """Set two changes side by side; a ValueError where they were not asked for over the same period."""
    if (a.first, a.last, a.from_close_before) != (b.first, b.last, b.from_close_before):
        raise ValueError(f"{a.symbol} and {b.symbol} are not compared over the same period")
    return Comparison(a, b)


def converted(change: Change, rates: History, into: str) -> Change:
    """A change as it is for somebody who counts in another currency.

    ``rates`` is the history of the rate between the two currencies, quoted in either: what is quoted in ``into`` is
    multiplied by, what is quoted in the change's own currency divided by. A rate is taken from the row of the close's
    day, or the last before it; NoData where there is none within the longest holidays, a ValueError for the rate of
    other currencies, and for a change that is converted already.
    """
    if change.currency == into:
        return change
    if rates.currency not in {into, change.currency} or change.conversion:
        raise ValueError(f"{rates.symbol}, in {rates.currency}, converts no {change.currency} into {into}")
    start, end = _rate_of(rates, change.start), _rate_of(rates, change.end)
    conversion = Conversion(rates.symbol, change.currency, start, end, inverse=rates.currency != into)
    return replace(change, currency=into, conversion=conversion)


def _rate_of(rates: History, row: Row) -> Row:
    at = place(rates.rows, row.day)
    if at < 0:
        raise nothing_before(rates)
    if row.day - rates.rows[at].day > ALLOWANCE:
        raise nothing_after(rates)
    return rates.rows[at]
