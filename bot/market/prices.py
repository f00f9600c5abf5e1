"""Quotes and histories as readers get them: those of the index with the closes that we keep ourselves.

Yahoo Finance has five days of the Hang Seng Tech Index and no more. Each time they are read, the closes of sessions
that are over are kept. Where these do not reach, a fund that follows the index may stand for its changes, labelled;
never for its level.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.market.errors import MarketError, NoData
from bot.market.model import History, Listing, Quote, Row, Security
from bot.market.sessions import CalendarError
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

# A close before the first day of a period: the longest stretch without a session is Shanghai's Golden Week.
BEFORE = timedelta(days=14)


class Source(Protocol):
    """Where quotes and histories come from; see :class:`bot.market.base.Market`."""

    async def quote(self, symbol: str) -> Quote:
        """The latest price."""
        ...

    async def quotes(self, symbols: Sequence[str]) -> tuple[list[Quote], list[MarketError]]:
        """The latest prices, and what failed."""
        ...

    async def history(self, symbol: str, start: date) -> History:
        """The sessions from a day on."""
        ...


class OwnCloses(Protocol):
    """Where closes of the index are kept; see :class:`bot.state.prices.KeptPrices`."""

    def keep_closes(self, symbol: str, rows: Sequence[Row], at: datetime) -> None:
        """Keep the closes of sessions that are over."""
        ...

    def closes(self, symbol: str, since: date) -> list[Row]:
        """The closes that were kept, oldest first."""
        ...


class Prices:
    """Gives quotes and histories.

    ``listing`` tells of a symbol what our table has of it; ``sessions`` gives the days of an exchange's calendar on
    which it traded, between two days.
    """

    def __init__(
        self,
        source: Source,
        own: OwnCloses,
        listing: Callable[[str], tuple[Security, Listing] | None],
        sessions: Callable[[str, date, date], Sequence[date]],
        clock: Callable[[], datetime],
    ) -> None:
        self._source = source
        self._own = own
        self._listing = listing
        self._sessions = sessions
        self._clock = clock

    async def quote(self, symbol: str) -> Quote:
        """The latest price; raises MarketError when there is none."""
        return await self._source.quote(symbol)

    async def quotes(self, symbols: Sequence[str]) -> tuple[list[Quote], list[MarketError]]:
        """The latest prices, in the order asked, and what failed."""
        return await self._source.quotes(symbols)

    async def history(self, symbol: str, start: date) -> History:
        """The sessions from a day on, as far back as there are any; raises MarketError when there are none."""
        return await self._history(symbol, start, None)

    async def around(self, symbol: str, day: date) -> History:
        """The sessions around a day, and before it; of an index, where our own closes have a gap, on the day's side."""
        return await self._history(symbol, day - BEFORE, day)

    async def for_changes(self, symbol: str, start: date, reach: date | None = None) -> History:
        """The sessions for changes from a day on: of an index that does not reach so far, its proxy's, labelled.

        ``reach`` is the last day that the index's own may begin on, where that is later than ``start``.
        """
        if self._index(symbol) is None:
            return await self._source.history(symbol, start)
        own, failure = None, None
        try:
            own = await self._history(symbol, start, None)
        except MarketError as error:
            failure = error
        if own is not None and own.rows[0].day <= (reach or start):
            return own
        return await self._proxy(symbol, start, own, failure)

    async def _proxy(self, symbol: str, start: date, own: History | None, failure: MarketError | None) -> History:
        index = self._index(symbol)
        try:
            if index is None or index[0].proxy is None:
                raise failure or NoData(symbol, "nothing may stand for its changes")
            return replace(await self._source.history(index[0].proxy, start), proxy_for=symbol)
        except MarketError:
            if own is None:
                raise
            return own

    async def record(self, symbols: Sequence[str]) -> None:
        """Keep the latest closes of indices of which the source has no history; a failure is logged."""
        today = self._clock().date()
        for symbol in symbols:
            try:
                await self.history(symbol, today)
            except MarketError as error:
                logger.warning("closes were not recorded: %s", error)

    def _index(self, symbol: str) -> tuple[Security, Listing] | None:
        """An index whose closes are kept here."""
        known = self._listing(symbol)
        return known if known and known[0].proxy else None

    async def _history(self, symbol: str, start: date, day: date | None) -> History:
        found = await self._source.history(symbol, start)
        index = self._index(symbol)
        if index is None:
            return found
        return await asyncio.to_thread(self._completed, found, start, index[1].calendar, day)

    def _completed(self, found: History, start: date, calendar: str | None, day: date | None) -> History:
        rows = self._with_own(found, start)
        try:
            return replace(found, rows=self._unbroken(rows, calendar, day))
        except CalendarError as error:
            logger.warning("own closes are out of use: %s", error)
            return found

    def _with_own(self, found: History, start: date) -> list[Row]:
        """The source's rows and our own, of which the source's lead."""
        try:
            if not found.stale:
                self._own.keep_closes(found.symbol, found.rows, self._clock())
            own = self._own.closes(found.symbol, start)
        except KnowledgeError as error:
            logger.warning("own closes are out of use: %s", error)
            own = []
        merged = {row.day: row for row in own} | {row.day: row for row in found.rows}
        return [merged[day] for day in sorted(merged)]

    def _unbroken(self, rows: list[Row], calendar: str | None, day: date | None) -> tuple[Row, ...]:
        """The rows around a day, or up to now, among which no session is missing."""
        held = self._sessions(calendar, rows[0].day, rows[-1].day) if calendar else ()
        there = {row.day for row in rows}
        missing = [one for one in held if one not in there]
        asked = max((one for one in held if day is not None and one <= day), default=None)
        if asked is None or asked not in there:
            asked = rows[-1].day
        before = max((one for one in missing if one < asked), default=date.min)
        after = min((one for one in missing if one > asked), default=date.max)
        return tuple(row for row in rows if before < row.day < after)
