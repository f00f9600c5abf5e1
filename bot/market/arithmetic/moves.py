"""Moves of single sessions, from close to close. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.market.arithmetic.rows import Basis, percent, steps
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class DayMove:
    """One session against the close before it."""

    row: Row
    before: Row

    @property
    def pct(self) -> Decimal:
        """The change in per cent with a dividend of the day counted in, unrounded."""
        return self.on(Basis.ADJUSTED)

    @property
    def pct_as_traded(self) -> Decimal:
        """The change of the closes as traded."""
        return self.on(Basis.AS_TRADED)

    def on(self, basis: Basis) -> Decimal:
        """The change in per cent on a basis."""
        return percent(basis.of(self.before), basis.of(self.row))


@dataclass(frozen=True, slots=True)
class DayMoves:
    """The best and the worst session of a period; the best may be a fall where none rose, and the other way round."""

    symbol: str
    currency: str
    first: date
    last: date
    best: DayMove
    worst: DayMove
    best_as_traded: DayMove
    worst_as_traded: DayMove
    basis: Basis = Basis.ADJUSTED


def best_and_worst(history: History, first: date, last: date, *, with_partial: bool = False) -> DayMoves:
    """The sessions of a period with the largest rise and the largest fall; of equals the first.

    The first session of all has no close before it and is left out. Raises NoData where no session was held, or the
    close before the first is not at hand.
    """
    found = steps(history, first, last, with_partial=with_partial)
    moves = [DayMove(found.rows[at], found.rows[at - 1]) for at in range(found.start, found.stop)]
    (best, worst), (best_as_traded, worst_as_traded) = (
        _ends(moves, basis) for basis in (Basis.ADJUSTED, Basis.AS_TRADED)
    )
    return DayMoves(
        history.symbol,
        history.currency,
        first,
        last,
        best,
        worst,
        best_as_traded,
        worst_as_traded,
    )


def _ends(moves: Sequence[DayMove], basis: Basis) -> tuple[DayMove, DayMove]:
    """The best and the worst; of equals the first."""
    after, before = basis.all([move.row for move in moves]), basis.all([move.before for move in moves])
    ratios = [one / other for one, other in zip(after, before, strict=True)]
    return moves[ratios.index(max(ratios))], moves[ratios.index(min(ratios))]
