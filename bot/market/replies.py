"""What a reply of Yahoo Finance is worth, judged before anything is made of it. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.market.errors import MarketError, NoData, RateLimited, Unavailable, UnknownSymbol
from bot.market.model import Kind

_SYMBOL = re.compile(r"\^?[A-Z0-9][A-Z0-9.\-=&]{0,19}")
_CONSENT = ("consent.yahoo.com", "guce.yahoo.com")
_NO_SUCH_DAYS = ("data doesn't exist", "not available for", "no price data", "no data found for this date")
KINDS = {
    "EQUITY": Kind.SHARE,
    "ETF": Kind.FUND,
    "MUTUALFUND": Kind.FUND,
    "INDEX": Kind.INDEX,
    "CURRENCY": Kind.RATE,
    "CRYPTOCURRENCY": Kind.RATE,
    "FUTURE": Kind.RATE,
}
"""Yahoo's words for what is quoted. What is no share has a price all the same, and is a rate where it is no fund."""
_LONGEST_WAIT = timedelta(days=1)
_LONGEST_WORDS = 120
_LONGEST_SHOWN = 20
_JOINER = "\u200d"  # makes one picture of several


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply: ``host`` is where it came from after redirects, ``retry_after`` that header as it was sent."""

    status: int
    host: str
    text: str
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Something that Yahoo Finance finds under a name: its symbol, and what is quoted there."""

    symbol: str
    name: str
    exchange: str
    kind: Kind


def tidy_symbol(text: str) -> str:
    """Write a symbol as Yahoo Finance does.

    Raises:
        UnknownSymbol: it cannot be one, and so must not get into an address.
    """
    symbol = text.strip().upper()
    if not _SYMBOL.fullmatch(symbol):
        raise UnknownSymbol(_shown(text) or "(nothing)")
    return symbol


def _shown(text: str) -> str:
    """What was typed, on one line, without what drives a terminal, and not longer than a name."""
    plain = " ".join("".join(one if one.isprintable() or one == _JOINER else " " for one in text).split())
    return plain if len(plain) <= _LONGEST_SHOWN else f"{plain[:_LONGEST_SHOWN]}…"


def read_reply(symbol: str, reply: Reply, now: datetime) -> object:
    """Give the JSON document of a good reply.

    Raises:
        RateLimited: 429; ``until`` is what Retry-After says, or ``now``.
        UnknownSymbol: Yahoo says that there is nothing under the symbol.
        NoData: Yahoo says that it has nothing for these days.
        Unavailable: anything else; the reason says what came instead of data.
    """
    if reply.host.endswith(_CONSENT):
        raise Unavailable(symbol, "Yahoo Finance shows its consent page in place of data")
    document = _document(reply.text)
    refusal = _refusal(document)
    if reply.status == 429 or _is_too_many(reply.text, refusal):
        raise RateLimited(symbol, _asked_until(reply.retry_after, now))
    if document is None or reply.status >= 500:
        raise _without_data(symbol, reply)
    if refusal is not None:
        raise _refused(symbol, refusal)
    if reply.status != 200:
        raise Unavailable(symbol, f"Yahoo Finance answers with status {reply.status}")
    return document


def read_matches(document: object) -> list[Match]:
    """Read the reply to a search, best match first; what has no symbol that can be asked for is left out."""
    quotes = document.get("quotes") if isinstance(document, dict) else None
    if not isinstance(quotes, list):
        raise Unavailable("search", "Yahoo Finance answered a search with data of another shape")
    matches = (_match(quote) for quote in quotes if isinstance(quote, dict))
    return [match for match in matches if match]


def is_crumb(status: int, text: str) -> bool:
    """Whether a reply is the token that Yahoo hands out, and not words on why there is none."""
    return status == 200 and 0 < len(text) < 64 and not any(char.isspace() or char == "<" for char in text)


def one_line(value: object) -> str:
    """A text from outside on one line, and not longer than a line; nothing for what is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())[:_LONGEST_WORDS]


def _match(quote: Mapping[str, object]) -> Match | None:
    symbol = str(quote.get("symbol", ""))
    kind = KINDS.get(str(quote.get("quoteType")))
    if kind is None or not _SYMBOL.fullmatch(symbol):
        return None
    name = one_line(quote.get("longname")) or one_line(quote.get("shortname")) or symbol
    return Match(symbol, name, one_line(quote.get("exchDisp")) or one_line(quote.get("exchange")), kind)


def _document(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _refusal(document: object) -> Mapping[str, object] | None:
    """The error that a document carries, if any."""
    for name in ("chart", "finance"):
        part = document.get(name) if isinstance(document, dict) else None
        error = part.get("error") if isinstance(part, dict) else None
        if isinstance(error, dict):
            return error
    return None


def _refused(symbol: str, error: Mapping[str, object]) -> MarketError:
    code, description = one_line(error.get("code")), one_line(error.get("description"))
    if _speaks_of(description, _NO_SUCH_DAYS):
        return NoData(symbol, "Yahoo Finance has no price of it for these days")
    if code == "Not Found":
        return UnknownSymbol(symbol)
    said = ": ".join(part for part in (code, description) if part) or "no reason given"
    return Unavailable(symbol, f"Yahoo Finance refuses to answer ({said})")


def _without_data(symbol: str, reply: Reply) -> MarketError:
    """What it is that came, where no document did."""
    text = reply.text.lstrip("\ufeff \r\n\t")
    if reply.status == 400 and _speaks_of(text[:400], _NO_SUCH_DAYS):
        return NoData(symbol, "Yahoo Finance has no price of it for these days")
    if "will be right back" in text.lower():
        return Unavailable(symbol, f"Yahoo Finance is down: it shows its outage page (status {reply.status})")
    if reply.status != 200:
        return Unavailable(symbol, f"Yahoo Finance answers with status {reply.status}")
    return Unavailable(symbol, _in_place_of_data(text))


def _in_place_of_data(text: str) -> str:
    if not text:
        return "Yahoo Finance sent an empty answer"
    if text.startswith("<"):
        page = "its consent page" if "consent" in text[:20_000].lower() else "a web page"
        return f"Yahoo Finance shows {page} in place of data"
    if text.startswith(("{", "[")):
        return "Yahoo Finance's answer breaks off in the middle"
    return "Yahoo Finance sent something that is no data"


def _speaks_of(text: str, phrases: Sequence[str]) -> bool:
    lowered = text.lower().replace("’", "'")
    return any(phrase in lowered for phrase in phrases)


def _is_too_many(text: str, refusal: Mapping[str, object] | None) -> bool:
    said = one_line(refusal.get("code")) if refusal else text[:40].strip()
    return said.lower().startswith("too many requests")


def _asked_until(retry_after: str | None, now: datetime) -> datetime:
    """When the source wants to be asked again, a day from now at the latest."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return now + min(timedelta(seconds=min(int(text[:9]), 10**8)), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until, now), now + _LONGEST_WAIT)
