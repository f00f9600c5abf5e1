"""How many shares change hands, and whether it is many. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.market.arithmetic.rows import Basis, sessions, stretch
from bot.market.errors import NoData
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Volume:
    """The latest session's volume against the average of a period, in shares.

    The latest session is no part of the average; ``begin`` and ``end`` are the first and last that are.
    """

    symbol: str
    currency: str
    latest: Row
    volume: int
    begin: Row
    end: Row
    sessions: int
    average: Decimal
    basis: Basis = Basis.AS_TRADED

    @property
    def times(self) -> Decimal | None:
        """How many times the average the latest volume is, unrounded; absent where nothing was traded on average."""
        return Decimal(self.volume) / self.average if self.average else None


def volume(history: History, first: date, last: date) -> Volume:
    """The average volume of a period's sessions, and the latest session's against it; running sessions are left out.

    Raises NoData where the period has no session before the latest, or the source gives no volumes.
    """
    latest = sessions(history)[-1]
    counted = [
        (row, row.volume) for row in stretch(history, first, last).held if row.volume is not None and row is not latest
    ]
    if not counted or latest.volume is None:
        raise NoData(history.symbol, f"{history.source} gives no volume to compare")
    average = Decimal(sum(shares for _, shares in counted)) / len(counted)
    begin, end = counted[0][0], counted[-1][0]
    return Volume(history.symbol, history.currency, latest, latest.volume, begin, end, len(counted), average)
