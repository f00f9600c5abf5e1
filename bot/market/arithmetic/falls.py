"""Falls from a peak: the deepest of a period, and how far below its highest a price stands. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.market.arithmetic.extremes import Extreme, extreme_close
from bot.market.arithmetic.rows import Basis, Way, is_complete, percent, place_at, sessions, stretch
from bot.market.model import History, Row

WEEKS_52 = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall from a close to a later one.

    ``recovered`` is the first close after it, in all rows at hand, that was at least as high as the peak. Where nothing
    fell, ``peak`` and ``trough`` are the same row.
    """

    symbol: str
    currency: str
    first: date
    last: date
    peak: Row
    trough: Row
    recovered: Row | None
    basis: Basis = Basis.ADJUSTED

    @property
    def pct(self) -> Decimal:
        """The fall in per cent, 0 or below, unrounded."""
        return percent(self.peak.adjusted, self.trough.adjusted)

    @property
    def pct_as_traded(self) -> Decimal:
        """The change between the same two closes as traded."""
        return percent(self.peak.close, self.trough.close)


def drawdown(history: History, first: date, last: date, *, with_partial: bool = False) -> Drawdown:
    """The deepest fall between closes of a period, peak and trough both in it; of equal falls the first.

    Raises NoData as extremes do.
    """
    found = stretch(history, first, last, with_partial=with_partial)
    rows = found.rows
    top = peak = trough = found.start
    deepest = Decimal(1)
    for at in range(found.start, found.stop):
        if rows[at].adjusted > rows[top].adjusted:
            top = at
        elif (left := rows[at].adjusted / rows[top].adjusted) < deepest:
            deepest, peak, trough = left, top, at
    later = (row for row in rows[trough + 1 :] if row.adjusted >= rows[peak].adjusted)
    recovered = next(later, None) if peak != trough else None
    return Drawdown(history.symbol, history.currency, first, last, rows[peak], rows[trough], recovered)


@dataclass(frozen=True, slots=True)
class FromHigh:
    """A close against the highest of the 52 weeks up to it, itself among them, and of all rows at hand.

    ``begins`` is the first row at hand; ``complete`` says that it is the first that the source has at all.
    """

    symbol: str
    currency: str
    row: Row
    year: Extreme
    year_as_traded: Extreme
    record: Extreme
    record_as_traded: Extreme
    begins: Row
    complete: bool
    basis: Basis = Basis.ADJUSTED

    @property
    def pct_from_year(self) -> Decimal:
        """The change since the highest close of the 52 weeks, in per cent, 0 or below."""
        return percent(self.year.value, self.row.adjusted)

    @property
    def pct_from_year_as_traded(self) -> Decimal:
        """The same on closes as traded."""
        return percent(self.year_as_traded.value, self.row.close)

    @property
    def pct_from_record(self) -> Decimal:
        """The change since the highest close of all rows, in per cent, 0 or below."""
        return percent(self.record.value, self.row.adjusted)

    @property
    def pct_from_record_as_traded(self) -> Decimal:
        """The same on closes as traded."""
        return percent(self.record_as_traded.value, self.row.close)


def from_high(history: History, today: date, *, with_partial: bool = False) -> FromHigh:
    """How far the latest close up to ``today`` lies below the highest closes.

    Closes, not intraday highs, are compared. A listing that is younger than 52 weeks is looked at since its first
    session; NoData where the rows at hand do not reach so far back.
    """
    rows = sessions(history, with_partial=with_partial)
    at = place_at(history, rows, today, today)
    year = stretch(history, rows[at].day - WEEKS_52 + timedelta(days=1), rows[at].day, with_partial=with_partial).held
    known = rows[: at + 1]
    return FromHigh(
        history.symbol,
        history.currency,
        rows[at],
        extreme_close(year, Way.UP, Basis.ADJUSTED),
        extreme_close(year, Way.UP, Basis.AS_TRADED),
        extreme_close(known, Way.UP, Basis.ADJUSTED),
        extreme_close(known, Way.UP, Basis.AS_TRADED),
        rows[0],
        is_complete(history),
    )
