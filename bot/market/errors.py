"""Why there is no price.

MarketError
├── RateLimited      the source answers too many requests; it is asked again from ``until`` on
├── Unavailable      the source is down, or answers with something that is no data
│   ├── TimedOut     it says nothing in time
│   └── Unreached    there is no connection to it
├── UnknownSymbol    the source has nothing under this symbol
└── NoData           the symbol is known, but there is no price for what was asked
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from bot.errors import RallybotError


class MarketError(RallybotError):
    """Base: ``symbol`` is what was asked for, ``reason`` one line for the operator."""

    kind: ClassVar[str]

    def __init__(self, symbol: str, reason: str) -> None:
        super().__init__(f"{symbol}: {reason}")
        self.symbol = symbol
        self.reason = reason


class RateLimited(MarketError):
    """The source wants fewer requests; none is made before ``until``."""

    kind = "rate_limited"

    def __init__(self, symbol: str, until: datetime) -> None:
        super().__init__(symbol, f"Yahoo Finance limits the rate of requests; asked again from {until:%H:%M:%S} UTC on")
        self.until = until


class Unavailable(MarketError):
    """The source gave no answer that could be read; says nothing about the symbol."""

    kind = "unavailable"


class TimedOut(Unavailable):
    """No reply came in time."""


class Unreached(Unavailable):
    """There is no connection to the source: the network, the name, the certificate or the proxy fails."""


class UnknownSymbol(MarketError):
    """The source knows no such symbol; ``near`` are symbols that may have been meant."""

    kind = "unknown_symbol"

    def __init__(self, symbol: str, near: Sequence[str] = ()) -> None:
        hint = f"; did you mean {', '.join(near)}?" if near else "; see the symbol at finance.yahoo.com"
        super().__init__(symbol, f"Yahoo Finance knows no such symbol{hint}")
        self.near = tuple(near)


class Why(StrEnum):
    """Why the days that were asked for have no price; ``NoData.days`` says which."""

    FUTURE = "future"
    BEFORE_TRADING = "before trading"
    BEFORE_ROWS = "before the rows"
    AFTER_ROWS = "after the rows"
    REVERSED = "reversed"
    NO_SESSION = "no session"
    NOT_OVER = "not over"
    NOT_LISTED = "not listed"
    A_PART = "a part of another"
    OTHER = "other"


class NoData(MarketError):
    """The symbol is known; there is no price for the days that were asked for.

    ``days`` are those that ``why`` speaks of: the day to come, the first or last day of the rows, the two ends of a
    period without a session.
    """

    kind = "no_data"

    def __init__(self, symbol: str, reason: str, why: Why = Why.OTHER, days: Sequence[date] = ()) -> None:
        super().__init__(symbol, reason)
        self.why = why
        self.days = tuple(days)
