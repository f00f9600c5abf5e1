"""Prices that a test tells: histories in memory, or why there are none, behind the real answering."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.assistant.prices.answering import PriceAnswers, Reply
from bot.market.errors import MarketError, UnknownSymbol
from bot.market.model import History, Kind, Quote, Row, Session, State, Unrenewed
from bot.market.prices import Prices
from bot.market.sessions import session_days
from bot.market.symbols import symbols
from bot.model import Answer, Question
from bot.state.prices import KeptPrices

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday: Hong Kong has closed, New York has not opened
TODAY = NOW.date()
_ZONES = {"HKD": "Asia/Hong_Kong", "USD": "America/New_York", "CNY": "Asia/Shanghai"}


class Told:
    """A source of prices in memory: what was put in is given out, by symbol; ``asked`` notes every question."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._histories: dict[str, History] = {}
        self._failures: dict[str, MarketError] = {}
        self._kept: dict[str, History] = {}

    def tells(self, symbol: str, *closes: tuple[str, str], **more: object) -> History:
        """Put in a history by days and closes; an ``adjusted`` close may stand as a third."""
        rows = [Row(date.fromisoformat(day), Decimal(close), Decimal(close)) for day, close in closes]
        return self.has(symbol, rows, **more)

    def has(self, symbol: str, rows: Sequence[Row], **more: object) -> History:
        """Put in a history by its rows."""
        known = symbols().listing(symbol)
        kind = known[0].kind if known else Kind.SHARE
        currency = known[1].currency if known else "USD"
        exchange = known[1].exchange if known else "NYSE"
        history = History(
            symbol, f"{symbol} Limited", kind, currency, exchange, _ZONES[currency], tuple(rows), rows[0].day,
            rows[0].day, NOW,
        )  # fmt: skip
        for name, value in more.items():
            object.__setattr__(history, name, value)
        self._histories[symbol] = history
        return history

    def fails(self, error: MarketError) -> None:
        """Fail whoever asks for the error's symbol."""
        self._failures[error.symbol] = error

    def keeps_only_the_last(self, error: MarketError) -> None:
        """Fail whoever asks for a history of the error's symbol; its last price is kept, and old."""
        self._failures[error.symbol] = error
        self._kept[error.symbol] = replace(self._histories[error.symbol], stale=True, unrenewed=Unrenewed.UNREACHED)

    async def quote(self, symbol: str) -> Quote:
        history = self._kept.get(symbol) or await self.history(symbol, TODAY)
        last, before = history.rows[-1], history.rows[-2] if len(history.rows) > 1 else None
        return Quote(
            symbol=symbol,
            name=history.name,
            kind=history.kind,
            price=last.close,
            currency=history.currency,
            exchange=history.exchange,
            zone=history.zone,
            at=NOW - timedelta(hours=4),
            fetched_at=history.fetched_at,
            session=Session(State.UNKNOWN, history.zone),
            previous=before.close if before else None,
            previous_day=before.day if before else None,
            stale=history.stale,
            unrenewed=history.unrenewed,
        )

    async def quotes(self, symbols: Sequence[str]) -> tuple[list[Quote], list[MarketError]]:
        return [await self.quote(symbol) for symbol in symbols], []

    async def history(self, symbol: str, start: date) -> History:
        self.asked.append(symbol)
        if symbol in self._failures:
            raise self._failures[symbol]
        if symbol not in self._histories:
            raise UnknownSymbol(symbol)
        return self._histories[symbol]


def prices(told: Told, folder: Path) -> Prices:
    """The told prices with a store of own closes in a folder."""
    return Prices(told, KeptPrices(folder), symbols().listing, session_days, lambda: NOW)


def reply(told: Told, folder: Path, text: str, *, as_of: date | None = None, now: datetime = NOW) -> Reply | None:
    """What is answered to a question; nothing where it is none of prices."""
    answering = PriceAnswers(prices(told, folder), symbols())
    return asyncio.run(answering.answer(Question(text, now, as_of)))


def answer(told: Told, folder: Path, text: str, *, as_of: date | None = None, now: datetime = NOW) -> Answer:
    """The answer to a question of prices, each of whose figures stands in its text and on its prices."""
    found = reply(told, folder, text, as_of=as_of, now=now)
    assert found is not None, f"{text!r} was not taken for a question of prices"
    for figure in found.answer.figures:
        assert figure.text in found.answer.text
        assert figure.prices
        assert set(figure.prices) <= set(found.answer.prices)
    return found.answer
