"""Prices, changes and failures in words, in English and Chinese. Pure.

Figures are rounded here and nowhere before: a price to the digits its source gave, a change to one decimal.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.market.errors import MarketError, NoData, RateLimited, TimedOut, Unavailable, UnknownSymbol, Why
from bot.market.model import YAHOO, Kind, Unrenewed

_SIGNS = {"HKD": "HK$", "USD": "US$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "JPY": "JP¥", "TWD": "NT$", "SGD": "S$"}
_NAMES = {
    "HKD": ("Hong Kong dollars", "港元"),
    "USD": ("US dollars", "美元"),
    "CNY": ("yuan", "元人民币"),
}
_EXCHANGES_ZH = {"HKEX": "港交所", "NYSE": "纽交所", "Nasdaq": "纳斯达克", "SSE": "上交所", "SZSE": "深交所"}
_TENTH = Decimal("0.1")


def money(value: Decimal, currency: str, kind: Kind, language: str) -> str:
    """A price: ``HK$161.30``, ``5,641.25 points``, ``161.30港元``, ``5,641.25点``; a rate is a bare number."""
    number = f"{value:,f}"
    if kind is Kind.INDEX:
        return f"{number}点" if language == "zh" else f"{number} points"
    if kind is Kind.RATE:
        return number
    if language == "zh":
        return f"{number}{_NAMES[currency][1]}" if currency in _NAMES else f"{number} {currency}"
    return f"{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{number} {currency}"


def currency_name(currency: str, language: str) -> str:
    """A currency by name: ``Hong Kong dollars``, 港元; its ISO code where it has none here."""
    names = _NAMES.get(currency)
    return currency if names is None else names[1] if language == "zh" else names[0]


def exchange_name(exchange: str, language: str) -> str:
    """An exchange as readers call it: ``HKEX``, 港交所."""
    return _EXCHANGES_ZH.get(exchange, exchange) if language == "zh" else exchange


def percent(value: Decimal) -> str:
    """A size in per cent, to one decimal, without its sign: ``2.1%``."""
    return f"{abs(value).quantize(_TENTH, ROUND_HALF_UP):,f}%"


def signed(value: Decimal) -> str:
    """A change in per cent with its sign, to one decimal: ``+2.1%``, ``-0.4%``, ``0.0%``."""
    rounded = value.quantize(_TENTH, ROUND_HALF_UP)
    return f"{rounded:+,f}%" if rounded else "0.0%"


def moved(value: Decimal, language: str) -> str:
    """Which way and how far: ``up 2.1%``, ``unchanged``, 上涨2.1%."""
    rounded = value.quantize(_TENTH, ROUND_HALF_UP)
    if not rounded:
        small = bool(value)
        if language == "zh":
            return "几乎没有变化" if small else "持平"
        return "hardly changed" if small else "unchanged"
    if language == "zh":
        return f"{'上涨' if rounded > 0 else '下跌'}{percent(value)}"
    return f"{'up' if rounded > 0 else 'down'} {percent(value)}"


def listed(names: Sequence[str], language: str) -> str:
    """Some names in a row: ``BABA, JD and PDD``, BABA、JD和PDD."""
    if len(names) < 2:
        return "".join(names)
    comma, last = ("、", "和") if language == "zh" else (", ", " and ")
    return f"{comma.join(names[:-1])}{last}{names[-1]}"


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no price of what readers call ``name``."""

    error: MarketError
    name: str
    kind: Kind = Kind.SHARE


def failures(failed: Sequence[Failed], language: str, *, reasons: bool = False) -> list[str]:
    """Why there are no prices: a sentence for each cause, with the names of all that it keeps back.

    ``reasons`` adds the operator's where the source gives nothing that can be used.
    """
    causes: dict[Hashable, list[Failed]] = {}
    for one in failed:
        causes.setdefault(_cause(one.error, reasons=reasons), []).append(one)
    return [_of_one_cause(group, language, reasons=reasons) for group in causes.values()]


def _cause(error: MarketError, *, reasons: bool) -> Hashable:
    """What is alike where the cause is the same."""
    if isinstance(error, NoData):
        return error.why, error.days, "" if error.why is Why.NOT_LISTED else error.reason
    if isinstance(error, UnknownSymbol):
        return error.kind, error.near and (error.symbol, error.near)
    # In one call, the later of many questions have less time left for a reply.
    timed = isinstance(error, (RateLimited, TimedOut))
    return error.kind, type(error) if reasons else "", error.reason if reasons and not timed else ""


def _of_one_cause(group: Sequence[Failed], language: str, *, reasons: bool) -> str:
    names, kinds = list(dict.fromkeys(one.name for one in group)), {one.kind for one in group}
    error, kind = group[-1].error, kinds.pop() if len(kinds) == 1 else None
    sentence = failure(error, listed(names, language), language, kind, several=len(names) > 1)
    return f"{sentence[:-1]} ({error.reason})." if reasons and isinstance(error, Unavailable) else sentence


def failure(
    error: MarketError, name: str, language: str, kind: Kind | None = Kind.SHARE, *, several: bool = False
) -> str:
    """Why there is no price, in a sentence for the reader.

    ``name`` is what the reader calls it, or ``several`` of one ``kind``; of kinds that differ, nothing.
    """
    if isinstance(error, RateLimited):
        until = f"{error.until:%H:%M} UTC"
        if language == "zh":
            return f"雅虎财经暂时限制查询次数，{until}之后才能再查{name}的价格。"
        return f"Yahoo Finance limits how often it may be asked; {name} can be looked up again from {until} on."
    if isinstance(error, UnknownSymbol):
        return _unknown(error, name, language, several=several)
    if isinstance(error, NoData):
        return _no_data(error, name, language, several=several)
    price, one, more, price_zh, one_zh = _QUOTED[kind]
    if language == "zh":
        itself = f"这些{one_zh}" if several else f"该{one_zh}"
        return f"雅虎财经现在没有给出{name}的{price_zh}。这不说明{itself}有任何变化。"
    itself = more if several else one
    return f"Yahoo Finance gives no {price} of {name} right now; that says nothing about {itself}."


# What is given of each kind, and what one of it, and more, are called: a fault of the source is no news of them.
_QUOTED: Mapping[Kind | None, tuple[str, str, str, str, str]] = {
    Kind.SHARE: ("price", "the share itself", "the shares themselves", "价格", "证券"),
    Kind.FUND: ("price", "the fund itself", "the funds themselves", "价格", "基金"),
    Kind.INDEX: ("level", "the index itself", "the indices themselves", "点位", "指数"),
    Kind.RATE: ("rate", "the rate itself", "the rates themselves", "价格", "价格"),
    None: ("price", "any of them", "any of them", "价格", "证券"),
}


def _no_data(error: NoData, name: str, language: str, *, several: bool) -> str:
    if error.why is Why.NOT_LISTED:
        if language == "zh":
            return f"{name}没有上市，因此没有股价。"
        return f"{name} {'are' if several else 'is'} not listed on an exchange, so there is no share price."
    if language == "zh":
        return f"{name}：{_no_data_zh(error)}。"
    # That names it already.
    return f"{error.reason}." if error.why is Why.A_PART else f"{name}: {error.reason}."


_UNRENEWED = {
    Unrenewed.LIMITED: ("limits how often it may be asked", "暂时限制查询次数"),
    Unrenewed.SILENT: ("did not answer in time", "没有及时答复"),
    Unrenewed.UNREACHED: ("could not be reached", "无法连接"),
    Unrenewed.UNUSABLE: ("gave no answer that could be used", "没有给出可用的答复"),
}


def unrenewed(cause: Unrenewed, language: str, source: str = YAHOO) -> str:
    """Why prices could not be renewed, without a full stop: ``Yahoo Finance did not answer in time``."""
    en, zh = _UNRENEWED[cause]
    if language == "zh":
        return f"{source_name(source, language)}{zh}"
    return f"{source} {en}"


def source_name(source: str, language: str) -> str:
    """A source of prices as readers call it: ``Yahoo Finance``, 雅虎财经."""
    return "雅虎财经" if language == "zh" and source == YAHOO else source


_NO_DATA_ZH = {
    Why.FUTURE: "{0}还没有到，没有价格",
    Why.BEFORE_TRADING: "雅虎财经的数据始于{0}，此前没有价格",
    Why.BEFORE_ROWS: "现有数据始于{0}，此前没有价格",
    Why.AFTER_ROWS: "现有数据截至{0}，此后没有价格",
    Why.REVERSED: "这段时间的起点晚于终点",
    Why.NO_SESSION: "{0}至{1}没有交易",
    Why.NOT_OVER: "{0}的交易尚未结束",
    Why.OTHER: "没有所问的价格",
}


def _no_data_zh(error: NoData) -> str:
    days = [f"{day.year}年{day.month}月{day.day}日" for day in error.days]
    words = _NO_DATA_ZH[error.why]
    return words.format(*days) if words.count("{") <= len(days) else _NO_DATA_ZH[Why.OTHER]


def _unknown(error: UnknownSymbol, name: str, language: str, *, several: bool) -> str:
    near = ("、" if language == "zh" else ", ").join(error.near)
    if language == "zh":
        return f"雅虎财经没有代码为{name}的证券" + (f"，您是否要找：{near}？" if near else "。")
    return f"Yahoo Finance knows no symbol{'s' if several else ''} {name}" + (
        f"; did you mean {near}?" if near else "."
    )
