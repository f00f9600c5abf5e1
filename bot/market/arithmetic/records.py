"""Since when a price was not so high or so low, nor a day's move so large. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.market.arithmetic.moves import DayMove
from bot.market.arithmetic.rows import Basis, Way, is_complete, nothing_before, place_of, sessions
from bot.market.errors import NoData
from bot.market.model import History, Row

Measure = Callable[[Row], Decimal | None]


@dataclass(frozen=True, slots=True)
class Since:
    """A close that was the highest, or the lowest, since an earlier one.

    ``row`` is the close in question, ``earlier`` the last before it that was higher (lower, where ``way`` is down):
    nothing, where none in all rows was. ``equalled`` is the last between the two that was the same. ``begins`` is the
    first row at hand, and ``complete`` says that it is the first that the source has at all; otherwise rows not
    at hand may have been higher. ``intraday`` marks the highest or lowest prices of the sessions in place of closes;
    their basis is as traded.
    """

    symbol: str
    currency: str
    way: Way
    row: Row
    earlier: Row | None
    earlier_as_traded: Row | None
    equalled: Row | None
    begins: Row
    complete: bool
    intraday: bool = False
    basis: Basis = Basis.ADJUSTED

    @property
    def all_of_history(self) -> bool:
        """Whether no earlier row was beyond it: a record of the rows at hand, or of all there are if ``complete``."""
        return self.earlier is None

    @property
    def differs(self) -> bool:
        """Whether closes as traded give another day."""
        return self.earlier != self.earlier_as_traded

    def earlier_on(self, basis: Basis) -> Row | None:
        """The last row before that was beyond it, on a basis."""
        return self.earlier if basis is Basis.ADJUSTED else self.earlier_as_traded


def highest_since(
    history: History, day: date | None = None, *, intraday: bool = False, with_partial: bool = False
) -> Since:
    """Since when no close was as high as the latest, or as that of ``day`` or the last session before it.

    With ``intraday`` the highest prices of the sessions are compared. Raises NoData where no row lies before it.
    """
    return _since(history, day, Way.UP, intraday=intraday, with_partial=with_partial)


def lowest_since(
    history: History, day: date | None = None, *, intraday: bool = False, with_partial: bool = False
) -> Since:
    """Since when no close was as low; otherwise as :func:`highest_since`."""
    return _since(history, day, Way.DOWN, intraday=intraday, with_partial=with_partial)


def _since(history: History, day: date | None, way: Way, *, intraday: bool, with_partial: bool) -> Since:
    rows = sessions(history, with_partial=with_partial)
    at = _with_one_before(history, rows, day)
    measures: tuple[Measure, Measure] = (Basis.ADJUSTED.of, Basis.AS_TRADED.of)
    if intraday:
        measures = ((lambda row: row.high) if way is Way.UP else (lambda row: row.low),) * 2
        if measures[0](rows[at]) is None:
            raise NoData(history.symbol, f"{history.source} gives only the close of that session")
    earlier, as_traded = (_last_beyond(rows, at, way, measure) for measure in measures)
    return Since(
        history.symbol,
        history.currency,
        way,
        rows[at],
        earlier,
        as_traded,
        _last_equal(rows, at, earlier, measures[0]),
        rows[0],
        is_complete(history),
        intraday,
        Basis.AS_TRADED if intraday else Basis.ADJUSTED,
    )


def _with_one_before(history: History, rows: Sequence[Row], day: date | None) -> int:
    at = place_of(history, rows, day)
    if at == 0:
        raise nothing_before(history)
    return at


def _last_beyond(rows: Sequence[Row], at: int, way: Way, measure: Measure) -> Row | None:
    mine = measure(rows[at])
    for earlier in range(at - 1, -1, -1):
        value = measure(rows[earlier])
        if value is not None and mine is not None and (value > mine if way is Way.UP else value < mine):
            return rows[earlier]
    return None


def _last_equal(rows: Sequence[Row], at: int, earlier: Row | None, measure: Measure) -> Row | None:
    mine = measure(rows[at])
    for before in range(at - 1, -1, -1):
        if rows[before] is earlier:
            return None
        if measure(rows[before]) == mine:
            return rows[before]
    return None


@dataclass(frozen=True, slots=True)
class MoveSince:
    """A day's move that was the largest this way since an earlier one; fields as in :class:`Since`."""

    symbol: str
    currency: str
    way: Way
    move: DayMove
    earlier: DayMove | None
    earlier_as_traded: DayMove | None
    begins: Row
    complete: bool
    basis: Basis = Basis.ADJUSTED

    def earlier_on(self, basis: Basis) -> Row | None:
        """The last session before that moved further this way, on a basis."""
        earlier = self.earlier if basis is Basis.ADJUSTED else self.earlier_as_traded
        return earlier.row if earlier else None


def largest_move_since(history: History, way: Way, day: date | None = None, *, with_partial: bool = False) -> MoveSince:
    """Since when no session rose (or fell) as far as the latest, or that of ``day`` or the last before it.

    Raises NoData where no move lies before it.
    """
    rows = sessions(history, with_partial=with_partial)
    at = _with_one_before(history, rows, day)
    earlier = {basis: _last_move_beyond(rows, at, way, basis) for basis in Basis}
    return MoveSince(
        history.symbol,
        history.currency,
        way,
        DayMove(rows[at], rows[at - 1]),
        earlier[Basis.ADJUSTED],
        earlier[Basis.AS_TRADED],
        rows[0],
        is_complete(history),
    )


def _last_move_beyond(rows: Sequence[Row], at: int, way: Way, basis: Basis) -> DayMove | None:
    values = basis.all(rows)
    mine = values[at] / values[at - 1]
    for earlier in range(at - 1, 0, -1):
        if way.beyond(values[earlier] / values[earlier - 1], mine):
            return DayMove(rows[earlier], rows[earlier - 1])
    return None
