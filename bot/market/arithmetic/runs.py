"""Sessions in a row that rose, or fell. Pure.

They are counted on closes as traded, since these are what newspapers count on. An unchanged close ends a run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.market.arithmetic.rows import Basis, Way, is_complete, percent, place_of, sessions, steps
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Streak:
    """Some sessions in a row that closed higher, or lower, each than the one before.

    ``start`` is the close before the first of them, ``end`` the last. ``way`` is absent and ``sessions`` 0 where the
    last close was unchanged, or has none before it. ``cut`` marks a run that goes back to the first row at hand, and
    may have been longer.
    """

    symbol: str
    currency: str
    way: Way | None
    sessions: int
    start: Row
    end: Row
    cut: bool
    basis: Basis = Basis.AS_TRADED

    @property
    def pct(self) -> Decimal:
        """The change over the run, as traded, in per cent, unrounded."""
        return percent(self.start.close, self.end.close)


@dataclass(frozen=True, slots=True)
class Streaks:
    """The longest runs of a period either way; absent where no session went that way."""

    first: date
    last: date
    up: Streak | None
    down: Streak | None


def streak(history: History, day: date | None = None, *, with_partial: bool = False) -> Streak:
    """The run that the latest session ends, or that of ``day`` or the last before it; NoData before the first row."""
    rows = sessions(history, with_partial=with_partial)
    at = place_of(history, rows, day)
    way = _way(rows, at) if at else None
    start = at
    while way and start and _way(rows, start) is way:
        start -= 1
    return _streak(history, rows, start, at)


def longest_streak(history: History, first: date, last: date, *, with_partial: bool = False) -> Streaks:
    """The longest runs of sessions that lie in a period; of equals the first.

    Raises NoData where no session was held, or the close before the first is not at hand.
    """
    found = steps(history, first, last, with_partial=with_partial)
    longest: dict[Way, tuple[int, int]] = {}
    for way, start, end in _runs(found.rows, found.start, found.stop):
        known = longest.get(way)
        if known is None or end - start > known[1] - known[0]:
            longest[way] = start, end
    up, down = (_streak(history, found.rows, *longest[way]) if way in longest else None for way in Way)
    return Streaks(first, last, up, down)


def _runs(rows: Sequence[Row], first: int, stop: int) -> Iterator[tuple[Way, int, int]]:
    """Runs among the sessions from one place to before another: where the close before each stands, and its last."""
    way, start = None, first - 1
    for at in range(first, stop):
        now = _way(rows, at)
        if now is not way:
            if way is not None:
                yield way, start, at - 1
            way, start = now, at - 1
    if way is not None:
        yield way, start, stop - 1


def _way(rows: Sequence[Row], at: int) -> Way | None:
    before, now = rows[at - 1].close, rows[at].close
    return None if now == before else Way.UP if now > before else Way.DOWN


def _streak(history: History, rows: Sequence[Row], start: int, end: int) -> Streak:
    way = _way(rows, end) if start < end else None
    cut = start == 0 < end and not is_complete(history)
    return Streak(history.symbol, history.currency, way, end - start, rows[start], rows[end], cut)
