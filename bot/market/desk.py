"""Answers made of what the source says, or of what it said last. Blocks; called in threads, from several at once."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.market.answers import (
    LATE,
    calendar_of,
    covers,
    history_holds,
    history_of,
    is_stale,
    quote_holds,
    quote_of,
    settled,
    unrenewed_history,
    unrenewed_quote,
)
from bot.market.asking import Asking
from bot.market.errors import NoData, RateLimited, Unavailable, UnknownSymbol
from bot.market.model import History, Kind, Quote, Session
from bot.market.recent import Recent
from bot.market.replies import Match
from bot.market.rows import Chart
from bot.market.source import Kept, Listings, Sessions
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

T = TypeVar("T")
_SYMBOLS = 256
_ROWS = 120_000  # about 80 MB
_NOTHING_HOLDS = timedelta(minutes=10)
_MATCHES_HOLD = timedelta(minutes=10)


class Desk:
    """Makes quotes and histories, and remembers them. ``sessions`` says how an exchange stands at an instant."""

    def __init__(
        self, asking: Asking, clock: Callable[[], datetime], sessions: Sessions, listing: Listings, kept: Kept | None
    ) -> None:
        self._asking = asking
        self._clock = clock
        self._sessions = sessions
        self._listing = listing
        self._kept = kept
        self._kept_fails = False
        self._quotes: Recent[str, Quote] = Recent(_SYMBOLS)
        self._histories: Recent[str, tuple[History, date]] = Recent(_ROWS, lambda known: len(known[0].rows))
        self._matches: Recent[str, tuple[Match, ...]] = Recent(_SYMBOLS)
        self._unknown: Recent[str, tuple[str, ...]] = Recent(_SYMBOLS)
        self._empty: Recent[tuple[str, date | None], str] = Recent(_SYMBOLS)

    def known_quote(self, symbol: str) -> Quote | None:
        """A quote that needs no request. Raises UnknownSymbol or NoData where that is known."""
        now = self._clock()
        self._refuse_known(symbol, None, now)
        return self._quotes.get(symbol, now)

    def known_history(self, symbol: str, start: date) -> History | None:
        """A history from ``start`` or earlier that needs no request. Raises as :meth:`known_quote` does."""
        now = self._clock()
        self._refuse_known(symbol, start, now)
        known = self._histories.get(symbol, now)
        return known[0] if known and (known[1] <= start or covers(known[0], start)) else None

    def known_matches(self, text: str) -> tuple[Match, ...] | None:
        """What was found under a text lately."""
        return self._matches.get(text, self._clock())

    def furthest(self, symbol: str, start: date) -> date:
        """The earliest day that was asked from, so that what is known of a symbol never becomes less."""
        known = self._histories.last(symbol)
        return min(start, known[1]) if known else start

    def quote(self, symbol: str, deadline: float) -> Quote:
        """Fetch a quote, or give the last good one, marked as stale unless its exchange has been closed since.

        Raises:
            MarketError: the source says that there is nothing, or fails and there is no last good quote.
        """
        known = self.known_quote(symbol)  # it may have come while this fetch waited for a thread
        if known is not None:
            return known
        try:
            chart = self._asking.ask(symbol, deadline, lambda source, left: source.quote(symbol, left))
            return self._quoted(symbol, chart)
        except (RateLimited, Unavailable) as error:
            last = self._quotes.last(symbol) or self._from_kept(lambda kept: kept.last_quote(symbol))
            if last is None:
                raise
            self._asking.count("stale")
            return unrenewed_quote(last, self._session(symbol, last.kind, last.zone, self._clock()), error)
        except (UnknownSymbol, NoData) as error:
            self._note_nothing(error, symbol, None)
            raise

    def history(self, symbol: str, start: date, deadline: float) -> History:
        """Fetch a history, or give the last good one that reaches back as far, marked as a quote is.

        Raises:
            MarketError: as for a quote.
        """
        known = self.known_history(symbol, start)
        if known is not None:
            return known
        try:
            chart = self._asking.ask(symbol, deadline, lambda source, left: source.history(symbol, start, left))
            return self._told(symbol, chart, start)
        except (RateLimited, Unavailable) as error:
            last = self._last_history(symbol, start)
            if last is None:
                raise
            self._asking.count("stale")
            return unrenewed_history(last, self._session(symbol, last.kind, last.zone, self._clock()), error)
        except (UnknownSymbol, NoData) as error:
            self._note_nothing(error, symbol, start)
            raise

    def lookup(self, text: str, deadline: float) -> tuple[Match, ...]:
        """Find symbols by name. Raises MarketError where the source fails."""
        known = self.known_matches(text)
        if known is not None:
            return known
        matches = tuple(self._asking.ask(text, deadline, lambda source, left: source.lookup(text, left)))
        self._matches.put(text, matches, self._clock() + _MATCHES_HOLD)
        return matches

    def _quoted(self, symbol: str, chart: Chart) -> Quote:
        now = chart.fetched_at
        session = self._session(symbol, chart.kind, chart.zone, now)
        quote = quote_of(chart, self._listing(symbol), session)
        before = self._session(symbol, chart.kind, chart.zone, now - LATE)
        quote = replace(quote, stale=is_stale(quote.at, quote.zone, before, now))
        self._quotes.put(symbol, quote, quote_holds(session, now))
        self._from_kept(lambda kept: kept.keep_quote(quote))
        return quote

    def _told(self, symbol: str, chart: Chart, start: date) -> History:
        now = chart.fetched_at
        session = self._session(symbol, chart.kind, chart.zone, now)
        history = settled(history_of(chart, self._listing(symbol), start), session, now)
        holds = history_holds(session, now, partial=history.rows[-1].partial)
        self._histories.put(symbol, (history, start), holds)
        self._from_kept(lambda kept: kept.keep_history(history))
        return history

    def _note_nothing(self, error: UnknownSymbol | NoData, symbol: str, start: date | None) -> None:
        until = self._clock() + _NOTHING_HOLDS
        if isinstance(error, UnknownSymbol):
            self._unknown.put(symbol, error.near, until)
        else:
            self._empty.put((symbol, start), error.reason, until)

    def _refuse_known(self, symbol: str, start: date | None, now: datetime) -> None:
        near = self._unknown.get(symbol, now)
        if near is not None:
            raise UnknownSymbol(symbol, near)
        reason = self._empty.get((symbol, start), now)
        if reason is not None:
            raise NoData(symbol, reason)

    def _last_history(self, symbol: str, start: date) -> History | None:
        known = self._histories.last(symbol)
        if known and (known[1] <= start or covers(known[0], start)):
            return known[0]
        last = self._from_kept(lambda kept: kept.last_history(symbol))
        return last if last and covers(last, start) else None

    def _session(self, symbol: str, kind: Kind, zone: str, at: datetime) -> Session:
        listing = self._listing(symbol)
        return self._sessions(listing.calendar if listing else calendar_of(kind, zone), at)

    def _from_kept(self, do: Callable[[Kept], T]) -> T | None:
        if self._kept is None:
            return None
        try:
            return do(self._kept)
        except (KnowledgeError, OSError) as error:
            if not self._kept_fails:
                logger.warning("last good prices cannot be kept or read: %s", error)
            self._kept_fails = True
            return None
