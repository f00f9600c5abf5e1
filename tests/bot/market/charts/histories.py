"""Histories for charts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bot.market.charts.model import Line
from bot.market.charts.window import common_day, lines_of, since, with_breaks
from bot.market.model import History, Kind, Row

FETCHED = datetime(2025, 11, 24, 8, 20, tzinfo=UTC)
MONDAY = date(2025, 11, 3)


def weekdays(start: date, count: int) -> list[date]:
    days = (start + timedelta(days=n) for n in range(count * 2 + 4))
    return [day for day in days if day.weekday() < 5][:count]


def history(  # one option for each thing that a chart looks at
    closes: Iterable[str | float | Decimal],
    *,
    symbol: str = "9988.HK",
    name: str = "Alibaba",
    kind: Kind = Kind.SHARE,
    currency: str = "HKD",
    exchange: str = "HKEX",
    zone: str = "Asia/Hong_Kong",
    days: Sequence[date] | None = None,
    adjusted: Iterable[str | float | Decimal] | None = None,
    volumes: Sequence[int | None] | None = None,
    partial: bool = False,
    stale: bool = False,
    proxy_for: str | None = None,
    start: date | None = None,
    first_day: date | None = None,
    fetched_at: datetime = FETCHED,
) -> History:
    prices = [Decimal(str(close)) for close in closes]
    paid = [Decimal(str(close)) for close in adjusted] if adjusted is not None else prices
    days = days or weekdays(MONDAY, len(prices))
    volumes = volumes or [None] * len(prices)
    rows = [
        Row(day, close, lower, volume=volume, partial=partial and day == days[-1])
        for day, close, lower, volume in zip(days, prices, paid, volumes, strict=True)
    ]
    return History(
        symbol, name, kind, currency, exchange, zone, rows, start or rows[0].day, first_day, fetched_at,
        proxy_for=proxy_for, stale=stale,
    )  # fmt: skip


def as_lines(*histories: History) -> tuple[list[date], list[Line]]:
    """The axis and the lines, as ``draw`` makes them."""
    lines = lines_of(histories, None, None)
    return with_breaks(since(lines, common_day(lines)) if len(lines) > 1 else lines)


prices = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(100_000), places=3)
walks = st.lists(prices, min_size=1, max_size=60)
many_days = st.sets(st.dates(date(2005, 1, 1), date(2025, 12, 31)), min_size=1, max_size=200)
