"""One request after another to the source, with the pauses that it needs. For several threads at once."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from bot.market.backoff import Backoff
from bot.market.errors import MarketError, RateLimited, TimedOut, Unavailable, UnknownSymbol
from bot.market.source import Source

logger = logging.getLogger(__name__)

T = TypeVar("T")
_NEAR_S = 2.0
_NEAR = 3


@dataclass(frozen=True, slots=True)
class MarketFigures:
    """How the market has been doing since the start.

    ``requests`` went to the source; ``hits`` were answered from memory, ``joined`` by a request already under way,
    ``stale`` with the last good answer. ``failures`` counts those of the source by kind of MarketError.
    """

    requests: int
    hits: int
    joined: int
    stale: int
    failures: Mapping[str, int]


class Asking:
    """Asks the source, unless it is to be left alone. ``make_source`` is called once, by :meth:`open`."""

    def __init__(self, make_source: Callable[[], Source], clock: Callable[[], datetime]) -> None:
        self._make_source = make_source
        self._source: Source | None = None
        self._clock = clock
        self._lock = threading.Lock()
        self._backoff = Backoff()
        self._counts: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()

    @property
    def is_open(self) -> bool:
        """Whether the source is loaded."""
        return self._source is not None

    def open(self) -> None:
        """Load the source."""
        if self._source is None:
            source = self._make_source()
            source.connect()
            self._source = source

    @property
    def figures(self) -> MarketFigures:
        """The counts as they stand."""
        with self._lock:
            return MarketFigures(
                requests=self._counts["requests"],
                hits=self._counts["hits"],
                joined=self._counts["joined"],
                stale=self._counts["stale"],
                failures=MappingProxyType(dict(self._failures)),
            )

    def count(self, what: str) -> None:
        """Count one more of a figure."""
        with self._lock:
            self._counts[what] += 1

    def ask(self, symbol: str, deadline: float, request: Callable[[Source, float], T]) -> T:
        """Make one request, unless a pause lasts, and draw the conclusions of what becomes of it.

        ``deadline`` is by the monotonic clock. Where a symbol is unknown, what may have been meant is asked besides.

        Raises:
            MarketError: the source's, a RateLimited with the end of our pause.
        """
        try:
            return self._request(symbol, deadline, request)
        except UnknownSymbol as error:
            raise UnknownSymbol(symbol, self._near(symbol, deadline)) from error

    def _request(self, symbol: str, deadline: float, request: Callable[[Source, float], T]) -> T:
        with self._lock:
            refusal = self._backoff.refusal(symbol, self._clock())
        if refusal is not None:
            raise refusal
        left = deadline - time.monotonic()
        if self._source is None or left <= 0:
            raise TimedOut(symbol, "no reply in time: too many questions at once")
        self.count("requests")
        try:
            answer = request(self._source, left)
        except RateLimited as error:
            raise RateLimited(symbol, self._limited(error)) from error
        except Unavailable as error:
            self._failed(error)
            raise
        except MarketError:
            self._succeeded()
            raise
        self._succeeded()
        return answer

    def _near(self, symbol: str, deadline: float) -> tuple[str, ...]:
        """What may have been meant. That a search fails says nothing of prices: it leads to no pause."""
        left = min(deadline - time.monotonic(), _NEAR_S)
        if self._source is None or left <= 0:
            return ()
        self.count("requests")
        try:
            found = self._source.lookup(symbol, left)
        except RateLimited as error:
            self._limited(error)
            return ()
        except MarketError as error:
            logger.debug("no search for what may have been meant: kind=%s", error.kind)
            return ()
        return tuple(match.symbol for match in found if match.symbol != symbol)[:_NEAR]

    def _limited(self, error: RateLimited) -> datetime:
        with self._lock:
            self._failures[error.kind] += 1
            until, news = self._backoff.limited(error.until, self._clock())
        if news:
            logger.warning("prices are not to be had: kind=%s until=%s", error.kind, until.isoformat())
        return until

    def _failed(self, error: Unavailable) -> None:
        with self._lock:
            self._failures[error.kind] += 1
            news = self._backoff.failed(error, self._clock())
        if news:
            logger.warning("prices are not to be had: kind=%s reason=%s", error.kind, error.reason)

    def _succeeded(self) -> None:
        with self._lock:
            self._backoff.succeeded(self._clock())
