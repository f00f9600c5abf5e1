"""A price in another currency than its own, at a rate that is shown."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.assistant.prices.telling import Telling
from bot.market.arithmetic.closes import close_on
from bot.market.errors import MarketError
from bot.market.model import Kind
from bot.market.prices import Prices
from bot.market.words import currency_name, failure, money
from bot.model import Price

# What one US dollar costs, by currency.
_TO_THE_DOLLAR = {"HKD": "HKD=X", "CNY": "CNY=X"}
RATES = frozenset(_TO_THE_DOLLAR.values())
"""The symbols of the rates by which prices are converted."""
_CENT = Decimal("0.01")


async def converted(prices: Prices, telling: Telling, value: Decimal, into: str, day: date | None) -> str:
    """A line with a price of the telling's subject in another currency: at today's rate, or at that of a day's close.

    It says at which rates, or why there is none.
    """
    language, own = telling.language, telling.subject.currency
    wanted = [currency for currency in (own, into) if currency != "USD"]
    if telling.subject.kind is Kind.INDEX or not set(wanted) <= set(_TO_THE_DOLLAR):
        return ""
    rates = {"USD": Decimal(1)}
    noted: list[Price] = []
    for currency in wanted:
        try:
            rate = await _rate(prices, _TO_THE_DOLLAR[currency], day, telling)
        except MarketError as error:
            return failure(error, _TO_THE_DOLLAR[currency], language, Kind.RATE)
        rates[currency] = rate.value
        noted.append(rate)
    amount = (value / rates[own] * rates[into]).quantize(_CENT, ROUND_HALF_UP)
    own_price = [price for price in telling.told().prices if price.value == value][:1]
    price = telling.note(money(amount, into, Kind.SHARE, language), [*own_price, *noted])
    each = [telling.note(f"{rate.value:f}", [rate]) for rate in noted]
    names = [currency_name(currency, language) for currency in wanted]
    symbols = [rate.symbol for rate in noted]
    if language == "zh":
        at = "，".join(
            f"1美元兑{rate}{name}（{symbol}）" for rate, name, symbol in zip(each, names, symbols, strict=True)
        )
        return f"折合{price}，按{at}计算。"
    at = " and ".join(f"{rate} {name} ({symbol})" for rate, name, symbol in zip(each, names, symbols, strict=True))
    return f"That is {price}, at {at} to the US dollar."


async def _rate(prices: Prices, symbol: str, day: date | None, telling: Telling) -> Price:
    if day is None:
        quote = await prices.quote(symbol)
        return Price(symbol, quote.at, quote.price, quote.currency, quote.source, what="latest", stale=quote.stale)
    history = await prices.around(symbol, day)
    row = close_on(history, day, max(day, telling.today)).row
    return Price(symbol, row.day, row.close, history.currency, history.source, partial=row.partial, stale=history.stale)
