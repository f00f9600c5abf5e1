"""An answer on prices in the making: its words, and for each figure the prices it is or is reckoned from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.market.arithmetic.rows import Basis, rounded
from bot.market.model import History, Kind, Quote, Row
from bot.market.session_words import date_words, day_words
from bot.market.words import money, moved, percent, signed
from bot.model import Figure, Price


@dataclass(frozen=True, slots=True)
class Told:
    """A paragraph or more, with the figures in it and all prices that it stands on."""

    text: str
    figures: tuple[Figure, ...] = ()
    prices: tuple[Price, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What prices are told of: the name readers use, and how prices of the listing are written."""

    name: str
    symbol: str
    currency: str
    kind: Kind
    source: str
    zone: str
    stale: bool = False

    def called(self, language: str) -> str:
        """Name and symbol: ``Alibaba (9988.HK)``, 阿里巴巴（9988.HK）."""
        return f"{self.name}（{self.symbol}）" if language == "zh" else f"{self.name} ({self.symbol})"


def subject_of(name: str, prices: Quote | History) -> Subject:
    """What a quote or a history is of, under a name."""
    return Subject(name, prices.symbol, prices.currency, prices.kind, prices.source, prices.zone, stale=prices.stale)


class Telling:
    """Writes figures of one subject and notes where each comes from. ``now`` has a zone; days are the exchange's."""

    def __init__(self, subject: Subject, language: str, now: datetime) -> None:
        self.subject = subject
        self.language = language
        self.now = now
        self._figures: dict[Figure, None] = {}
        self._prices: dict[Price, None] = {}

    @property
    def today(self) -> date:
        """The day at the exchange."""
        return self.now.astimezone(ZoneInfo(self.subject.zone)).date()

    @property
    def called(self) -> str:
        """Name and symbol."""
        return self.subject.called(self.language)

    def told(self, *lines: str) -> Told:
        """The lines that are not empty, with all that was noted."""
        text = "\n".join(line for line in lines if line)
        return Told(text, tuple(self._figures), tuple(self._prices), self.subject.stale)

    def day(self, day: date) -> str:
        """A day in words, with its weekday."""
        return day_words(day, self.today, self.language)

    def date(self, day: date) -> str:
        """A day in words, without its weekday."""
        return date_words(day, self.today, self.language)

    def close(self, row: Row) -> str:
        """A close as traded."""
        return self._noted(self.money(row.close), [self._price(row)])

    def value(self, what: str, value: Decimal, row: Row) -> str:
        """Another price of a session: its ``high``, ``low`` or ``open``."""
        price = replace(self._price(row), what=what, value=value, adjusted=None)
        return self._noted(self.money(value), [price])

    def money(self, value: Decimal) -> str:
        """A price in the listing's currency, or points."""
        return money(value, self.subject.currency, self.subject.kind, self.language)

    def latest(self, quote: Quote) -> str:
        """The price of a quote."""
        price = Price(
            quote.symbol, quote.at, quote.price, quote.currency, quote.source, what="latest", stale=quote.stale
        )
        return self._noted(self.money(quote.price), [price])

    def moved(self, pct: Decimal, *rows: Row) -> str:
        """A change with its direction: ``up 2.1%``."""
        text = moved(pct, self.language)
        if percent(pct) in text:
            self._noted(percent(pct), map(self._price, rows))
        return text

    def signed(self, pct: Decimal, *rows: Row) -> str:
        """A change with its sign: ``+2.1%``."""
        return self._noted(signed(pct), map(self._price, rows))

    def percent(self, pct: Decimal, *rows: Row) -> str:
        """A size in per cent: ``2.1%``."""
        return self._noted(percent(pct), map(self._price, rows))

    def plain(self, basis: Basis, row: Row, places: int) -> str:
        """A close on a basis as a bare number with so many decimals, as arithmetic has it."""
        return self._noted(f"{rounded(basis.of(row), places):,f}", [self._price(row)])

    def note(self, text: str, prices: Iterable[Price]) -> str:
        """A figure that was written elsewhere, with the prices it comes from."""
        return self._noted(text, prices)

    def price(self, row: Row) -> Price:
        """A session's close as what an answer stands on."""
        return self._price(row)

    def _price(self, row: Row) -> Price:
        differs = row.adjusted != row.close
        return Price(
            self.subject.symbol,
            row.day,
            row.close,
            self.subject.currency,
            self.subject.source,
            adjusted=row.adjusted if differs else None,
            partial=row.partial,
            stale=self.subject.stale,
        )

    def _noted(self, text: str, prices: Iterable[Price]) -> str:
        origins = tuple(dict.fromkeys(prices))
        self._prices |= dict.fromkeys(origins)
        self._figures[Figure(text, prices=origins)] = None
        return text
