"""The front door of the market: prices, histories and symbols, asked for by as many readers at once as there are."""

import asyncio
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import CancelledError
from datetime import date, datetime
from typing import TypeVar

from bot.market.answers import reach_back
from bot.market.asking import Asking, MarketFigures
from bot.market.desk import Desk
from bot.market.errors import MarketError, NoData, TimedOut, Unavailable
from bot.market.flights import Flights, landing
from bot.market.model import History, Quote
from bot.market.replies import Match, tidy_symbol
from bot.market.source import Kept, Listings, Sessions, Source

__all__ = ["Kept", "Listings", "Market", "MarketFigures", "Match", "Sessions", "Source"]

T = TypeVar("T")
_THREADS = 4
_LOADING_S = 60.0
_GRACE_S = (
    4.0  # a fetch ends by itself in time; what comes after it (calendars, the last good answer) may take a moment
)
_LONGEST_TEXT = 60


class Market:
    """Live prices, each with its currency, its time and how its exchange stands.

    Nothing is loaded and nothing asked before the first question; ``source`` makes the source then. Whoever asks for
    the same at the same time shares one request. When the source fails, the last good answer is given, marked as stale
    unless the exchange has been closed since.
    An instance belongs to no event loop: it may be used from several ``asyncio.run`` in turn.
    """

    def __init__(
        self,
        source: Callable[[], Source],
        clock: Callable[[], datetime],
        sessions: Sessions,
        listing: Listings,
        kept: Kept | None = None,
        *,
        within_s: float = 8.0,
    ) -> None:
        self._asking = Asking(source, clock)
        self._desk = Desk(self._asking, clock, sessions, listing, kept)
        self._flights = Flights(_THREADS)
        self._clock = clock
        self._within_s = within_s

    async def quote(self, symbol: str) -> Quote:
        """The latest price of a symbol, written as Yahoo Finance does.

        Raises:
            RateLimited: the source asks for fewer requests, and no price is known.
            Unavailable: the source fails, and no price is known.
            UnknownSymbol: the source has nothing under this symbol.
            NoData: it has no price of it.
        """
        asked = tidy_symbol(symbol)
        known = self._desk.known_quote(asked)
        if known is not None:
            self._asking.count("hits")
            return known
        return await self._fetched(asked, ("quote", asked), lambda deadline: self._desk.quote(asked, deadline))

    async def history(self, symbol: str, start: date) -> History:
        """The days of a symbol from ``start`` on, and mostly from well before: what comes next is then known already.

        Where ``start`` of the answer is later than was asked, the source has no more.

        Raises:
            MarketError: as for a quote; NoData for a day that has yet to come.
        """
        asked = tidy_symbol(symbol)
        today = self._clock().date()
        if (start - today).days > 1:  # somewhere it may be tomorrow already
            raise NoData(asked, f"{start} has yet to come")
        begin = self._desk.furthest(asked, reach_back(start, today))
        known = self._desk.known_history(asked, begin)
        if known is not None:
            self._asking.count("hits")
            return known
        return await self._fetched(
            asked,
            ("history", asked, begin),
            lambda deadline: self._desk.history(asked, begin, deadline),
        )

    async def lookup(self, text: str) -> tuple[Match, ...]:
        """Symbols under a name or a part of a symbol, best first; none for no text.

        Raises:
            RateLimited: the source asks for fewer requests.
            Unavailable: the source fails.
        """
        asked = " ".join(text.split())[:_LONGEST_TEXT].casefold()
        if not asked:
            return ()
        known = self._desk.known_matches(asked)
        if known is not None:
            self._asking.count("hits")
            return known
        return await self._fetched(asked, ("lookup", asked), lambda deadline: self._desk.lookup(asked, deadline))

    async def quotes(self, symbols: Sequence[str]) -> tuple[list[Quote], list[MarketError]]:
        """Quotes of several symbols at once, in their order, and beside them what failed."""
        outcomes = await asyncio.gather(*(self._quoted(symbol) for symbol in symbols))
        return (
            [outcome for outcome in outcomes if isinstance(outcome, Quote)],
            [outcome for outcome in outcomes if isinstance(outcome, MarketError)],
        )

    @property
    def figures(self) -> MarketFigures:
        """How it has been doing since the start, for the operator."""
        return self._asking.figures

    def close(self) -> None:
        """Take no more questions; what is under way ends by itself, within the time that it has."""
        self._flights.close()

    async def _quoted(self, symbol: str) -> Quote | MarketError:
        try:
            return await self.quote(symbol)
        except MarketError as error:
            return error

    async def _fetched(self, symbol: str, key: Hashable, fetch: Callable[[float], T]) -> T:
        """Fetch, or join whoever fetches the same; a waiter that gives up leaves the fetch to the others."""
        if not self._asking.is_open:
            loading, _ = self._flights.board("open", self._asking.open)
            await landing(loading, _LOADING_S)
        deadline = time.monotonic() + self._within_s
        flight, joined = self._flights.board(key, lambda: fetch(deadline))
        if joined:
            self._asking.count("joined")
        try:
            return await landing(flight, self._within_s + _GRACE_S)
        except TimeoutError as error:
            raise TimedOut(symbol, f"no reply in {self._within_s:g} s") from error
        except CancelledError as error:
            raise Unavailable(symbol, "no more questions are taken") from error
