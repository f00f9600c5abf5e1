"""Prices, changes, volumes, days and times as charts write them. Pure."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.market.model import History, Kind
from bot.market.words import currency_name


class _Unit(NamedTuple):
    sign: str
    zh: str


_CURRENCIES = {
    "HKD": _Unit("HK$", "港元"),
    "USD": _Unit("US$", "美元"),
    "CNY": _Unit("yuan", "元人民币"),
    "TWD": _Unit("NT$", "新台币"),
    "SGD": _Unit("S$", "新加坡元"),
    "JPY": _Unit("yen", "日元"),
    "EUR": _Unit("euro", "欧元"),
    "GBP": _Unit("£", "英镑"),
}
# "HKD=X" is what a US dollar costs, "EURHKD=X" what a euro does.
_PAIR = re.compile(r"([A-Z]{3})?[A-Z]{3}=X")
_NO_TENTHS = 1000
_POINTS = _Unit("points", "点")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZH_PLACES = {"Hong Kong": "香港", "New York": "纽约", "Shanghai": "北京", "Taipei": "台北", "Tokyo": "东京"}


def unit(history: History, language: str = "en") -> str:
    """What its prices are counted in: ``HK$``, ``yuan``, ``points`` of an index; the code of what is paid at a rate."""
    if _of_pair(history):
        return history.currency
    known = _POINTS if history.kind is Kind.INDEX else _CURRENCIES.get(history.currency)
    if known is None:
        return history.currency
    return known.zh if language == "zh" else known.sign


def _of_pair(history: History) -> str | None:
    """Of a rate of exchange, the currency of which one unit is paid for; nothing of all else."""
    pair = _PAIR.fullmatch(history.symbol) if history.kind is Kind.RATE else None
    return (pair[1] or "USD") if pair else None


def basis(history: History, language: str) -> str:
    """What a caption says that prices are counted in: ``HK$``, ``Hong Kong dollars for one US dollar``, 1美元兑港元."""
    base = _of_pair(history)
    if base is None:
        return unit(history, language)
    paid, bought = currency_name(history.currency, language), currency_name(base, language)
    return f"1{bought}兑{paid}" if language == "zh" else f"{paid} for one {bought.removesuffix('s')}"


def in_full(value: Decimal, history: History, language: str) -> str:
    """A price as a caption says it: ``HK$161.20``, ``7.7842 Hong Kong dollars for one US dollar``."""
    base = _of_pair(history)
    if base is None:
        return amount(value, history, language)
    if language == "zh":
        paid, bought = currency_name(history.currency, language), currency_name(base, language)
        return f"1{bought}兑{number(value, history)}{paid}"
    return f"{number(value, history)} {basis(history, language)}"


def number(value: Decimal, history: History) -> str:
    """A price without its unit: a rate of exchange has four places, of which the last ones move."""
    return f"{value:,.4f}" if _of_pair(history) else price(value)


def price(value: Decimal) -> str:
    """A price with as many places as are quoted: ``25,000.00``, ``161.20``, ``0.235``, ``0.0125``."""
    if value >= 1:
        return f"{value:,.2f}"
    text = f"{value:.4f}"
    return text.removesuffix("0")


def amount(value: Decimal, history: History, language: str = "en") -> str:
    """A price with its unit: ``HK$161.20``, ``161.20 yuan``, ``161.20港元``."""
    counted, plain = unit(history, language), number(value, history)
    if language == "zh":
        return f"{plain}{counted}" if counted != history.currency else f"{plain} {counted}"
    return f"{counted}{plain}" if not counted[-1].isalnum() else f"{plain} {counted}"


def change_pct(first: Decimal, last: Decimal) -> Decimal | None:
    """The change in per cent, to a tenth; nothing from a price of nought."""
    return ((last / first - 1) * 100).quantize(Decimal("0.1")) if first else None


def signed(per_cent: Decimal | None) -> str:
    """A change in per cent, with its sign unless it is none: ``+12.3%``, ``-4.0%``, ``0.0%``, ``+14,468%``."""
    if per_cent is None:
        return "n/a"
    return f"{per_cent:+,.{0 if per_cent >= _NO_TENTHS else 1}f}%" if per_cent else "0.0%"


def counted(number: float) -> str:
    """A large round number in few characters: ``45M``, ``1.5B``, ``800K``."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def day(value: date, language: str = "en") -> str:
    """``3 Feb 2025``, 2025年2月3日."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {month(value)} {value.year}"


def month(value: date) -> str:
    """Its name in three letters."""
    return _MONTHS[value.month - 1]


def clock(at: datetime, zone: str, language: str = "en") -> str:
    """The time at a place: ``16:08 Hong Kong time``, 香港时间16:08."""
    local, place = at.astimezone(ZoneInfo(zone)), zone.rsplit("/", 1)[-1].replace("_", " ")
    if zone == "UTC":
        return f"{local:%H:%M} UTC"
    if language == "zh":
        return f"{_ZH_PLACES.get(place, place)}时间{local:%H:%M}"
    return f"{local:%H:%M} {place} time"
