"""What goes between the parts of the market. Every price has a currency, every time a zone, every row a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

YAHOO = "Yahoo Finance"


class Unrenewed(StrEnum):
    """Why the source gave nothing when it was asked again: it wants fewer requests, says nothing in time, is out of
    reach, or answers with what is no data.
    """

    LIMITED = "limited"
    SILENT = "silent"
    UNREACHED = "unreached"
    UNUSABLE = "unusable"


class Kind(StrEnum):
    """What is quoted: an index and a rate have a level, and nothing that can be bought."""

    SHARE = "share"
    FUND = "fund"
    INDEX = "index"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Listing:
    """One place where something is quoted.

    ``symbol`` is as Yahoo Finance writes it (``BABA``, ``9988.HK``), ``exchange`` a name for readers (``NYSE``,
    ``Nasdaq``, ``HKEX``), ``calendar`` the ISO 10383 code of the exchange whose sessions it keeps (``XNYS``, ``XHKG``,
    ``XSHG``), nothing where we have none. ``currency`` is ISO 4217.
    """

    symbol: str
    exchange: str
    calendar: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class Security:
    """A company's shares, a fund or an index, wherever they are quoted.

    ``id`` is the name's id in ``bot/names.toml``; ``listings`` has the one that readers mean first. ``member`` says
    whether it belongs to the Hang Seng Tech Index. ``proxy`` is the symbol of a fund whose changes may stand, labelled,
    for an index's own where there is no history of it.
    """

    id: str
    en: str
    zh: str
    kind: Kind
    listings: Sequence[Listing]
    member: bool = False
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One session of a listing.

    ``day`` is the exchange's own date. ``open``, ``high``, ``low`` and ``close`` are as traded, but for later splits;
    ``adjusted`` is the close with later dividends taken off too. ``volume`` counts shares. What the source does not
    give is absent. ``partial`` marks a session that was not over when the row was fetched: its close is only the latest
    price.
    """

    day: date
    close: Decimal
    adjusted: Decimal
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: int | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """The sessions of a listing, oldest first, each day once, at least one.

    ``start`` is the day that was asked from; ``first_day`` the first day the source has at all, where it says so.
    ``zone`` is the exchange's IANA time zone. ``proxy_for`` is the symbol of the index for whose changes (never for its
    level) these rows stand. ``stale`` marks rows that may lack what was traded since, as the source could not renew
    them when they were asked for; ``unrenewed`` says why.
    """

    symbol: str
    name: str
    kind: Kind
    currency: str
    exchange: str
    zone: str
    rows: Sequence[Row]
    start: date
    first_day: date | None
    fetched_at: datetime
    source: str = YAHOO
    proxy_for: str | None = None
    stale: bool = False
    unrenewed: Unrenewed | None = None


class State(StrEnum):
    """Whether an exchange trades."""

    OPEN = "open"
    BREAK = "break"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Session:
    """How an exchange stands at an instant.

    ``day`` is the session that runs or, when closed, the last that was held; ``zone`` the exchange's. ``until`` is when
    this state ends: the close, the end of the break, the next opening. ``opened`` and ``closes`` are those of ``day``.
    ``holiday`` names, by id, what it is closed for today (``national-day``), ``weekend`` says that it is one; ``early``
    marks a ``day`` that ends early.
    """

    state: State
    zone: str
    day: date | None = None
    opened: datetime | None = None
    closes: datetime | None = None
    until: datetime | None = None
    holiday: str | None = None
    weekend: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """The latest price of a listing.

    ``at`` is when it was the price, ``fetched_at`` when the source gave it. ``previous`` is the close of the session
    before, as traded, and ``previous_day`` its day. ``stale`` marks a price that may not be the latest: the
    exchange has traded since, or trades and the source could not be asked again, for the reason in ``unrenewed``.
    """

    symbol: str
    name: str
    kind: Kind
    price: Decimal
    currency: str
    exchange: str
    zone: str
    at: datetime
    fetched_at: datetime
    session: Session
    previous: Decimal | None = None
    previous_day: date | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    volume: int | None = None
    stale: bool = False
    unrenewed: Unrenewed | None = None
    source: str = YAHOO

    @property
    def change_pct(self) -> Decimal | None:
        """The change since the close before, in per cent, unrounded."""
        return (self.price / self.previous - 1) * 100 if self.previous else None
