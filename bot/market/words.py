"""Prices, changes and failures in words, in English and Chinese. Pure.

Figures are rounded here and nowhere before: a price to the digits its source gave, a change to one decimal.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from bot.market.errors import MarketError, NoData, RateLimited, UnknownSymbol, Why
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


def failure(error: MarketError, name: str, language: str) -> str:
    """Why there is no price, in a sentence for the reader; ``name`` is what the reader calls it."""
    if isinstance(error, RateLimited):
        until = f"{error.until:%H:%M} UTC"
        if language == "zh":
            return f"雅虎财经暂时限制查询次数，{until}之后才能再查{name}的价格。"
        return f"Yahoo Finance limits how often it may be asked; {name} can be looked up again from {until} on."
    if isinstance(error, UnknownSymbol):
        return _unknown(error, name, language)
    if isinstance(error, NoData):
        return f"{name}：{_no_data_zh(error)}。" if language == "zh" else f"{name}: {error.reason}."
    if language == "zh":
        return f"雅虎财经现在没有给出{name}的价格。这不说明该证券有任何变化。"
    return f"Yahoo Finance gives no price of {name} right now; that says nothing about the share itself."


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


def _unknown(error: UnknownSymbol, name: str, language: str) -> str:
    near = ("、" if language == "zh" else ", ").join(error.near)
    if language == "zh":
        return f"雅虎财经没有代码为{name}的证券" + (f"，您是否要找：{near}？" if near else "。")
    return f"Yahoo Finance knows no symbol {name}" + (f"; did you mean {near}?" if near else ".")
