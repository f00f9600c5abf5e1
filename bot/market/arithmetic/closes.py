"""What a listing closed at on a day. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.market.arithmetic.rows import Basis, place_at
from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Close:
    """The close of the day that was asked for, or of the last session before it.

    ``previous`` is the session before that of ``row``, where the rows have it: while the session of ``row`` still runs
    (``partial``), its close is the last there is.
    """

    symbol: str
    currency: str
    asked: date
    row: Row
    previous: Row | None
    basis: Basis = Basis.AS_TRADED

    @property
    def price(self) -> Decimal:
        """The close as traded, but for later splits; only the latest price where ``partial``."""
        return self.row.close

    @property
    def moved(self) -> bool:
        """Whether no session was held on the day that was asked for, so that this is the one before."""
        return self.row.day != self.asked

    @property
    def partial(self) -> bool:
        """Whether the session was not over when the row was fetched."""
        return self.row.partial


def close_on(history: History, day: date, today: date) -> Close:
    """The close of a day, as traded, or of the last session before it.

    ``today`` is the exchange's. Raises NoData for a day that is to come, before the first row, or longer after the
    last than any holiday lasts.
    """
    at = place_at(history, history.rows, day, today)
    previous = history.rows[at - 1] if at else None
    return Close(history.symbol, history.currency, day, history.rows[at], previous)
