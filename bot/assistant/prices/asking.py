"""Understanding questions of price and price history, in English and Chinese, without a language model. Pure.

A question is one of prices when it names a share or an index (or asks for an exchange's hours) and holds no word but
such as questions of prices are made of: names, days, and the words in ``words.toml``. Any other word (revenue, a
product, an event, a reason) makes it one for the newsroom.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.assistant.prices.days import Days, Opening, Problem, day_of_the_month, read_days
from bot.assistant.prices.heard import Heard, hear
from bot.assistant.prices.measures import Measure, Spoken, measure_of
from bot.assistant.prices.named import Named, hong_kong_shares, listed_in_several, named, with_capitals
from bot.assistant.prices.spoken_days import NAME, YEAR, to_come
from bot.assistant.spelling import respelt
from knowledge.search.spans import ago
from knowledge.text import fold, language_of

__all__ = ["Measure", "Opening", "PriceInquiry", "Problem", "price_inquiry"]

_LONGEST = 200  # characters; whoever asks for a price is brief
_INDEX = "hstech"
# "Xiaomi 17" is a telephone.
_MODEL = re.compile(rf"{NAME} {{0,2}}[1-9]\d?(?![\d.,%]|\ ?(?:points?|pts|点|手|倍|shares?|股))")
# What else is said where a word is taken for a ticker, or all of Hong Kong for its index.
_OF_TICKERS = (
    "price", "share", "close-price", "open-price", "volume", "highest", "lowest", "high", "low", "up", "down",
    "percent", "up-and-down", "compared", "drawdown", "below-high", "streak", "best-day", "worst-day", "intraday",
)  # fmt: skip
_OF_A_QUESTION = ("doing", "price", "amount", "whether", "up-and-down", "percent")
_OF_A_MARKET = frozenset({Measure.QUOTE, Measure.CHANGE})


@dataclass(frozen=True, slots=True)
class PriceInquiry:
    """A question of prices, understood.

    ``names`` are the ids of the securities asked about, in order, and ``tickers`` for each the one it was called by, as
    Yahoo Finance writes it, nothing where by its name; of two tickers of one, its id stands twice. ``symbols`` are
    tickers that no table knows. There are none where an exchange's hours are asked for. ``first`` and ``last`` are the
    days asked about, both in the period; neither means the latest session or, with ``all_time``, all there is.
    ``assumed`` says that no days were named and these stand in for them. ``opening`` is the close from which a change
    counts: that of the session before ``first``, or of ``first`` itself. ``problem`` says why the days cannot be
    answered for, ``impossible`` the words for a day that no calendar has.

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
    impossible: str = ""
    exchanges: tuple[str, ...] = ()
    currency: str | None = None
    direction: Literal["up", "down"] | None = None
    deepest: bool = False
    latest: bool = False


def price_inquiry(text: str, today: date, as_of: date | None = None) -> PriceInquiry | None:
    """Understand a question of prices; nothing where it is for the newsroom.

    ``today`` is what "yesterday" counts from, or ``as_of`` where that is earlier: it is asked as on that day. Where a
    name is misspelt, ``text`` of the inquiry has it put right.
    """
    today = min(today, as_of or today)
    if len(text) > _LONGEST:
        return None
    if inquiry := _inquiry(text, today):
        return inquiry
    put_right, changes = respelt(text)
    return _inquiry(put_right, today) if changes else None


def _inquiry(text: str, today: date) -> PriceInquiry | None:
    securities = named(text)
    if securities is None:
        return None
    plain = _of_securities(text, securities, today) if securities else _of_exchanges(text, today)
    return plain or _with_tickers(text, securities, today) or (None if securities else _of_a_market(text, today))


def _with_tickers(text: str, securities: tuple[Named, ...], today: date) -> PriceInquiry | None:
    """What is asked if the words in capitals are tickers."""
    more = with_capitals(text, securities, lambda word: not hear(word).unknown)
    if more == securities or not hear(_without(text, more)).has(*_OF_TICKERS):
        return None
    return _of_securities(text, more, today)


def _of_a_market(text: str, today: date) -> PriceInquiry | None:
    """What is asked of all shares in Hong Kong; "Hong Kong market crash" asks nothing that a price would tell."""
    shares = hong_kong_shares(text)
    if not shares or not hear(_without(text, shares)).has(*_OF_A_QUESTION):
        return None
    inquiry = _of_securities(text, shares, today)
    return inquiry if inquiry and inquiry.measure in _OF_A_MARKET else None


def _without(text: str, securities: tuple[Named, ...]) -> str:
    """The text folded, and its names taken out."""
    folded = fold(text).replace("’", "'")
    for one in reversed(securities):
        folded = f"{folded[: one.start]} {NAME} {folded[one.end :]}"
    return folded


def _of_exchanges(text: str, today: date) -> PriceInquiry | None:
    rest, day = to_come(_without(text, ()), today)
    if day is None and (numbered := day_of_the_month(rest, today, ahead=True)):
        rest, day, _ = numbered
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
        problem=Problem.NO_SUCH_DAY if days.impossible else None,
        impossible=days.impossible,
        exchanges=_exchanges(heard),
        latest=heard.has("latest") or days.first is None,
    )


def _of_securities(text: str, securities: tuple[Named, ...], today: date) -> PriceInquiry | None:
    bare = _without(text, securities)
    ahead = hear(bare).has("to-come")
    days = read_days(bare, today, ahead=ahead)
    if _MODEL.search(days.rest):
        return None
    heard = hear(days.rest)
    names, tickers, symbols = _called(securities)
    bare_share = any(one.symbol or one.traded for one in securities)
    share = bare_share or heard.has("share", "price")
    is_today = days.single and days.first == today
    count = len(names) + len(symbols)
    elsewhere = any(listed_in_several(one) for one in securities)
    measure = measure_of(Spoken(heard, days, count, share, bare_share, is_today, elsewhere))
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
        impossible=days.impossible,
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
