"""A market over a Yahoo Finance on loopback, with a clock that a test sets."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.market.base import Market
from bot.market.model import History, Listing, Quote, Session, State
from bot.market.source import Kept
from bot.market.yahoo import Yahoo
from tests.standins.yahoo import YahooServer, open_yahoo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
OPEN_HOUR = datetime(2026, 3, 18, 11, 0, tzinfo=HONG_KONG)  # a Wednesday; New York is asleep
SYMBOLS = ("BABA", "9988.HK", "0700.HK", "9888.HK", "BIDU", "3690.HK", "9618.HK", "JD", "^HSI", "KWEB")
_HOURS = {
    "XHKG": (HONG_KONG, time(9, 30), time(16, 0)),
    "XNYS": (ZoneInfo("America/New_York"), time(9, 30), time(16, 0)),
}


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = OPEN_HOUR) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


def weekday_sessions(calendar: str | None, at: datetime) -> Session:
    """How an exchange stands, if it traded every weekday; in Hong Kong with a break from twelve to one."""
    if calendar is None:
        return Session(State.UNKNOWN, "UTC")
    zone, opening, closing = _HOURS[calendar]
    local = at.astimezone(zone)
    day = local.date()
    while day.weekday() > 4 or datetime.combine(day, opening, zone) > local:
        day -= timedelta(days=1)
    opened, closes = datetime.combine(day, opening, zone), datetime.combine(day, closing, zone)
    after = day + timedelta(days=3 if day.weekday() == 4 else 1)
    state, until = State.CLOSED, datetime.combine(after, opening, zone)
    if local < closes:
        pauses = calendar == "XHKG" and local.hour == 12
        state, until = (State.BREAK, datetime.combine(day, time(13, 0), zone)) if pauses else (State.OPEN, closes)
    return Session(state, zone.key, day, opened, closes, until)


def listing(symbol: str) -> Listing | None:
    """A small table of symbols."""
    if symbol.endswith(".HK") or symbol == "^HSI":
        return Listing(symbol, "HKEX", "XHKG", "HKD")
    return Listing(symbol, "NYSE", "XNYS", "USD") if symbol in ("BABA", "BIDU", "JD") else None


class Shelf:
    """Last good answers that outlive a market."""

    def __init__(self) -> None:
        self.quotes: dict[str, Quote] = {}
        self.histories: dict[str, History] = {}

    def keep_quote(self, quote: Quote) -> None:
        self.quotes[quote.symbol] = quote

    def last_quote(self, symbol: str) -> Quote | None:
        return self.quotes.get(symbol)

    def keep_history(self, history: History) -> None:
        self.histories[history.symbol] = history

    def last_history(self, symbol: str) -> History | None:
        return self.histories.get(symbol)


@dataclass
class World:
    """A Yahoo Finance and what a market over it needs."""

    yahoo: YahooServer
    clock: Clock
    folder: Path

    def source(self, base_url: str | None = None) -> Yahoo:
        return Yahoo(base_url or self.yahoo.address, self.folder, self.clock)

    def market(self, kept: Kept | None = None, *, within_s: float = 8.0) -> Market:
        return Market(self.source, self.clock, weekday_sessions, listing, kept, within_s=within_s)


@contextmanager
def open_world(folder: Path, now: datetime = OPEN_HOUR) -> Iterator[World]:
    """Run a world for as long as a test needs it."""
    clock = Clock(now)
    with open_yahoo(clock) as yahoo:
        yield World(yahoo, clock, folder)


def recorded(pattern: str = "chart-*.json") -> list[Path]:
    """Exchanges with the real Yahoo Finance, where they are at hand."""
    folder = os.environ.get("RALLYBOT_TEST_DATA")
    return sorted(Path(folder, "yahoo").glob(f"recorded*/{pattern}")) if folder else []


needs_recordings = pytest.mark.skipif(
    not recorded(), reason="RALLYBOT_TEST_DATA names no folder with recorded exchanges"
)
