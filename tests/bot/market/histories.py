"""Price histories for tests: a few closes by hand, and generated ones with gaps and dividends."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bot.market.model import History, Kind, Row

FETCHED = datetime(2026, 11, 22, 8, tzinfo=UTC)


def history(
    rows: Sequence[Row],
    *,
    symbol: str = "9888.HK",
    currency: str = "HKD",
    start: date | None = None,
    first_day: date | None = None,
    kind: Kind = Kind.SHARE,
) -> History:
    """These rows as a history; without a first day they are not known to go back to the first of all."""
    begun = start or rows[0].day
    return History(
        symbol, symbol, kind, currency, "HKEX", "Asia/Hong_Kong", rows, begun, first_day, FETCHED, "Yahoo Finance"
    )


def row(day: str, close: str, adjusted: str | None = None, *, high: str | None = None, low: str | None = None) -> Row:
    """One session; its adjusted close is the close where nothing else is said."""
    return Row(
        date.fromisoformat(day),
        Decimal(close),
        Decimal(adjusted or close),
        high=Decimal(high) if high else None,
        low=Decimal(low) if low else None,
        volume=1000,
    )


def closes(*days_and_closes: tuple[str, str]) -> list[Row]:
    """Sessions without dividends."""
    return [row(day, close) for day, close in days_and_closes]


@st.composite
def histories(draw: st.DrawFn, min_size: int = 1) -> History:
    """Up to forty sessions with few different closes, so that many are equal, some dividends and gaps."""
    sessions = draw(
        st.lists(
            st.tuples(
                st.sampled_from([1, 1, 1, 1, 3, 4, 9]),
                st.integers(8, 14),
                st.sampled_from([0, 0, 0, 0, 0, 1]),
                st.sampled_from([None, 0, 1]),
                st.one_of(st.none(), st.integers(0, 9)),
            ),
            min_size=min_size,
            max_size=40,
        )
    )
    partial = draw(st.booleans())
    day, factor, rows = date(2025, 12, 31), Decimal(1), []
    for at, (gap, close, dividend, wick, volume) in enumerate(reversed(sessions)):
        price = Decimal(close)
        rows.append(
            Row(
                day,
                price,
                price * factor,
                high=None if wick is None else price + wick,
                low=None if wick is None else price - wick,
                volume=volume,
                partial=partial and at == 0,
            )
        )
        if dividend:
            factor *= 1 - Decimal(dividend) / 20
        day -= timedelta(days=gap)
    rows.reverse()
    complete = draw(st.booleans())
    return history(rows, first_day=rows[0].day if complete else rows[0].day - timedelta(days=400))
