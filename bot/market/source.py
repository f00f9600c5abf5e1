"""What the market needs from outside itself."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from bot.market.model import History, Listing, Quote, Session
from bot.market.replies import Match
from bot.market.rows import Chart

Sessions = Callable[[str | None, datetime], Session]
"""How the exchange of a calendar (ISO 10383, or nothing where there is none) stands at an instant."""

Listings = Callable[[str], Listing | None]
"""The listing of a symbol in our table, if it is there."""


class Source(Protocol):
    """Where prices come from. A call is one request, blocks for ``within_s`` at most, and raises MarketError only."""

    def connect(self) -> None:
        """Load what is needed to ask."""

    def quote(self, symbol: str, within_s: float) -> Chart:
        """The latest price, and the last few days."""

    def history(self, symbol: str, start: date, within_s: float) -> Chart:
        """All days from ``start`` on."""

    def lookup(self, text: str, within_s: float) -> list[Match]:
        """Symbols by name."""


class Kept(Protocol):
    """The last good answers, kept beyond the end of the process. An answer does not depend on it:
    it may raise KnowledgeError or OSError.
    """

    def keep_quote(self, quote: Quote) -> None:
        """Keep it in place of the one before."""

    def last_quote(self, symbol: str) -> Quote | None:
        """The last one that was kept."""

    def keep_history(self, history: History) -> None:
        """Keep it in place of the one before."""

    def last_history(self, symbol: str) -> History | None:
        """The last one that was kept."""
