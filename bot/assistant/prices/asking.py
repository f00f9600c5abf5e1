"""Understanding questions of price and price history, in English and Chinese, without a language model. Pure.

A question is one of prices when it names a share or an index (or asks for an exchange's hours) and holds no word but
such as questions of prices are made of: names, days, and the words in ``words.toml``. Any other word (revenue, a
product, an event, a reason) makes it one for the newsroom.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.assistant.prices.days import Days, Opening, Problem, read_days
from bot.assistant.prices.heard import Heard, hear
from bot.assistant.prices.measures import Measure, Spoken, measure_of
from bot.assistant.prices.named import Named, named
from bot.assistant.prices.spoken_days import NAME, YEAR, to_come, written_out
from knowledge.search.spans import ago
from knowledge.text import fold, language_of

__all__ = ["Measure", "Opening", "PriceInquiry", "Problem", "price_inquiry"]

_LONGEST = 200  # characters; whoever asks for a price is brief
_INDEX = "hstech"
_CAPITALS = re.compile(r"(?<![A-Za-z0-9$.^=])[A-Z]{2,5}(?![A-Za-z0-9.=])")
_MOST_UNHEARD, _INITIALS = 3, 3
# fmt: off
_NO_TICKERS = frozenset({
    "AI", "EV", "EVS", "US", "HK", "UK", "EU", "CEO", "CFO", "IPO", "GDP", "PE", "EPS", "API", "GPU", "LLM", "TV", "PC",
    "ETF", "ADR", "OK", "OMG", "LOL", "PLS", "FYI", "ASAP", "FX", "GMT", "UTC", "HKT",
})
# fmt: on
# "Xiaomi 17" is a telephone.
_PRODUCT = re.compile(
    rf"{NAME}\s*\d{{1,3}}(?![\d./:%-]|\s*(?:[天日号周年月个点块元年代]|[dwmy]\b|days?|weeks?|months?|years?))"
)


@dataclass(frozen=True, slots=True)
class PriceInquiry:
    """A question of prices, understood.

    ``names`` are the ids of the securities asked about, in order, and ``tickers`` for each the one it was called by, as
    Yahoo Finance writes it, nothing where by its name; of two tickers of one, its id stands twice. ``symbols`` are
    tickers that no table knows. There are none where an exchange's hours are asked for. ``first`` and ``last`` are the
    days asked about, both in the period; neither means the latest session or, with ``all_time``, all there is.
    ``assumed`` says that no days were named and these stand in for them. ``opening`` is the close from which a change
    counts: that of the session before ``first``, or of ``first`` itself. ``problem`` says why the days cannot be
    answered for.

    ``exchanges`` are the ISO 10383 codes of the places that are named (``XNYS`` for all of the United States, ``XSHG``
    for the mainland): which listing is meant, or whose hours. ``currency`` is the ISO 4217 code of the one asked for.
    ``direction`` is what the question speaks of: rising, or a high; falling, or a low. ``deepest`` tells the largest
    drawdown of a period from the distance to its high. ``latest`` says that it asks for what is so now.
    """

    text: str
    language: str
    measure: Measure
    names: tuple[str, ...] = ()
    tickers: tuple[str | None, ...] = ()
    symbols: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    opening: Opening = "close_before"
    all_time: bool = False
    assumed: bool = False
    problem: Problem | None = None
    exchanges: tuple[str, ...] = ()
    currency: str | None = None
    direction: Literal["up", "down"] | None = None
    deepest: bool = False
    latest: bool = False


def price_inquiry(text: str, today: date, as_of: date | None = None) -> PriceInquiry | None:
    """Understand a question of prices; nothing where it is for the newsroom.

    ``today`` is what "yesterday" counts from, or ``as_of`` where that is earlier: it is asked as on that day.
    """
    today = min(today, as_of or today)
    if len(text) > _LONGEST:
        return None
    folded = fold(text).replace("’", "'")
    securities = named(text)
    if securities is not None:
        unheard = _unheard(text, folded, securities, today)
        securities = tuple(sorted([*securities, *unheard], key=lambda one: one.start))
    if securities is None:
        return None
    bare = written_out(_without(folded, securities))
    if _PRODUCT.search(bare):
        return None
    return _of_securities(text, bare, securities, today) if securities else _of_exchanges(text, bare, today)


def _unheard(text: str, folded: str, securities: tuple[Named, ...], today: date) -> list[Named]:
    """Tickers in capitals that the table lacks: they may be known to the source, if the rest asks for prices.

    None of a text that is all in capitals, or has other words in them: there they tell nothing.
    """
    covered = {at for one in securities for at in range(one.start, one.end)}
    words = [match for match in _CAPITALS.finditer(text) if match.start() not in covered]
    if not words or len(text) != len(folded):
        return []
    unknown = hear(read_days(written_out(_without(folded, securities)), today).rest).unknown
    tickers = [one for one in words if one.group().lower() in unknown and one.group() not in _NO_TICKERS]
    shouted = any(len(one.group()) > _INITIALS and one not in tickers for one in words)
    if shouted or len(tickers) > _MOST_UNHEARD:
        return []
    return [Named(*one.span(), None, one.group()) for one in tickers]


def _without(folded: str, securities: tuple[Named, ...]) -> str:
    for one in reversed(securities):
        folded = f"{folded[: one.start]} {NAME} {folded[one.end :]}"
    return folded


def _of_exchanges(text: str, bare: str, today: date) -> PriceInquiry | None:
    rest, day = to_come(bare, today)
    days = Days(rest, day, day) if day else read_days(rest, today)
    heard = hear(days.rest)
    said = Spoken(heard, days, names=0, share=False, bare=False, today=days.single and days.first == today)
    if measure_of(said) is None or (days.first is not None and not days.single):
        return None
    return PriceInquiry(
        text,
        language_of(text),
        Measure.CALENDAR,
        first=days.first,
        last=days.last,
        exchanges=_exchanges(heard),
        latest=heard.has("latest") or days.first is None,
    )


def _of_securities(text: str, bare: str, securities: tuple[Named, ...], today: date) -> PriceInquiry | None:
    ahead = hear(bare).has("to-come")
    days = read_days(bare, today, ahead=ahead)
    heard = hear(days.rest)
    names, tickers, symbols = _called(securities)
    bare_share = any(one.symbol or one.traded for one in securities)
    share = bare_share or heard.has("share", "price")
    is_today = days.single and days.first == today
    count = len(names) + len(symbols)
    measure = measure_of(Spoken(heard, days, count, share=share, bare=bare_share, today=is_today))
    if measure is Measure.VERSUS and count == 1:
        measure = None if names == (_INDEX,) else measure
        names, tickers = (*names, _INDEX), (*tickers, None)
    if measure is None:
        return None
    inquiry = PriceInquiry(
        text,
        language_of(text),
        measure,
        names,
        tickers,
        symbols,
        days.first,
        days.last,
        days.opening,
        all_time=days.all and days.first is None,
        problem=days.problem,
        exchanges=_exchanges(heard),
        currency=_currency(heard),
        direction=_direction(heard),
        deepest=measure is Measure.DRAWDOWN and heard.has("drawdown"),
        latest=heard.has("latest") or measure is Measure.QUOTE,
    )
    return _with_days(inquiry, today)


def _called(
    securities: tuple[Named, ...],
) -> tuple[tuple[str, ...], tuple[str | None, ...], tuple[str, ...]]:
    """The ids of the securities, the tickers by which these were called, and the tickers of others.

    Whatever was called by tickers is asked about once by each: "BABA vs 9988.HK" are two, "Alibaba (BABA)" is one.
    """
    called = dict.fromkeys((one.id, one.symbol) for one in securities if one.id)
    by_ticker = {name for name, ticker in called if ticker}
    asked = [(name, ticker) for name, ticker in called if ticker or name not in by_ticker]
    others = tuple(dict.fromkeys(one.symbol for one in securities if one.symbol and not one.id))
    return tuple(name for name, _ in asked), tuple(ticker for _, ticker in asked), others


def _with_days(inquiry: PriceInquiry, today: date) -> PriceInquiry:
    """Put in the days that are meant where none are named."""
    if inquiry.measure is Measure.QUOTE and inquiry.problem is None:
        return replace(inquiry, first=None, last=None)
    if inquiry.first is not None or inquiry.all_time or inquiry.problem:
        return inquiry
    match inquiry.measure:
        case Measure.HIGHEST | Measure.LOWEST | Measure.DRAWDOWN:
            return replace(inquiry, first=ago(today, YEAR), last=today, opening="close_on", assumed=True)
        case Measure.BEST_WORST | Measure.VERSUS:
            return replace(inquiry, first=date(today.year, 1, 1), last=today, assumed=True)
        case Measure.SINCE:
            return replace(inquiry, all_time=True, assumed=True)
    return inquiry


_EXCHANGES = {"hong-kong": "XHKG", "america": "XNYS", "mainland": "XSHG"}
_CURRENCIES = {"hk-dollar": "HKD", "us-dollar": "USD", "yuan": "CNY"}
_UP = ("up", "up-in-business", "best-day", "highest", "high", "since-when", "winning")
_DOWN = ("down", "down-in-business", "worst-day", "lowest", "low", "low-since-when", "below-high", "drawdown", "losing")


def _exchanges(heard: Heard) -> tuple[str, ...]:
    return tuple(code for tag, code in _EXCHANGES.items() if heard.has(tag))


def _currency(heard: Heard) -> str | None:
    return next((code for tag, code in _CURRENCIES.items() if heard.has(tag)), None)


def _direction(heard: Heard) -> Literal["up", "down"] | None:
    """Whether rising or falling is spoken of; neither where both are, as in "up or down"."""
    up, down = heard.has(*_UP), heard.has(*_DOWN)
    if up and down:
        return "down" if heard.has("below-high", "low", "lowest") else None
    return "up" if up else "down" if down else None
