"""What a tool gave, as facts: prices, and values that were reckoned of them. Pure."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from bot.assistant.checking.amounts import Amount, Limit, Unit
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.matters import mentions
from bot.assistant.checking.model import Measure, Value
from bot.assistant.checking.times import Time
from bot.assistant.checking.told import Told
from bot.model import Price
from bot.names import name_table
from knowledge.periods import Period


def row(label: str, price: Price) -> Fact:
    """A price as a fact of its day."""
    day = price.at.date() if isinstance(price.at, datetime) else price.at
    unit = Unit.MONEY if price.what != "volume" else Unit.NUMBER
    owners = _of(price.symbol)
    currency = price.currency if unit is Unit.MONEY else ""
    return _made(label, unit, price.value, currency, owners, (day, day))


def reckoned(label: str, value: Value) -> Fact | None:
    """A reckoned value as a fact of its days; none for a day."""
    if not isinstance(value.value, Decimal):
        return None
    unit = {
        Measure.PERCENT: Unit.PERCENT, Measure.MONEY: Unit.MONEY, Measure.MULTIPLE: Unit.TIMES,
    }.get(value.kind, Unit.NUMBER)  # fmt: skip
    currency = value.unit if unit is Unit.MONEY else ""
    days = (value.start, value.end) if value.start and value.end else None
    return _made(label, unit, value.value, currency, _of(value.of), days, reckoned=True)


def _made(
    label: str,
    unit: Unit,
    value: Decimal,
    currency: str,
    owners: frozenset[str],
    days: tuple[date, date] | None,
    *,
    reckoned: bool = False,
) -> Fact:
    moved = (value > 0) - (value < 0) if unit is Unit.PERCENT else 0
    amount = Amount(unit, abs(value), currency, Limit.EXACT, 0, Decimal(1), "", str(value), 0, 0)
    ends = tuple(on(day) for day in dict.fromkeys(days)) if days else ()
    told = Told(amount, owners, named=True, direct=True, moved=moved, own_times=ends, times=ends)
    periods = (Period(*days),) if days and days[0] != days[1] else ()
    none: frozenset[str] = frozenset()
    return Fact(label, told, owners, none, none, periods, ends, None, "", 0, reckoned)


def on(day: date) -> Time:
    """A day as a time."""
    return Time(day, day, True, False, "", 0, 0)


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    return {venue.symbol.upper(): row.subject for row in name_table().rows.values() for venue in row.venues}


def _of(name: str) -> frozenset[str]:
    """Whom a symbol, an id or a name means."""
    known = _symbols().get(name.upper())
    if known:
        return frozenset({known})
    row = name_table().rows.get(name)
    if row:
        return frozenset({row.subject})
    return frozenset(mention.name.subject for mention in mentions(name))
