"""Quotes and histories as readers get them, the index's with closes that are kept here."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.market.errors import Unavailable, UnknownSymbol
from bot.market.model import Row
from bot.market.prices import Prices
from bot.market.sessions import CalendarError, session_days
from bot.market.symbols import symbols
from bot.state.prices import KeptPrices
from tests.bot.assistant.prices.desk import Told

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
INDEX, FUND = "HSTECH.HK", "3033.HK"


def days(history_rows: object) -> list[int]:
    return [row.day.day for row in history_rows]  # type: ignore[attr-defined]


def november(*numbers: int, close: str = "5600", partial: int = 0) -> list[Row]:
    return [Row(date(2026, 11, day), Decimal(close), Decimal(close), partial=day == partial) for day in numbers]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptPrices]:
    kept = KeptPrices(tmp_path)
    yield kept
    kept.close()


@pytest.fixture
def prices(told: Told, kept: KeptPrices) -> Prices:
    return Prices(told, kept, symbols().listing, session_days, lambda: NOW)


async def test_the_closes_of_the_index_are_kept_and_stand_before_the_sources_rows(
    told: Told, kept: KeptPrices, prices: Prices
) -> None:
    told.has(INDEX, november(9, 10, 11, 12, 13))
    await prices.history(INDEX, date(2026, 11, 1))
    told.has(INDEX, november(16, 17, 18, 19, 20))
    history = await prices.history(INDEX, date(2026, 11, 1))
    assert days(history.rows) == [9, 10, 11, 12, 13, 16, 17, 18, 19, 20]
    assert days(kept.closes(INDEX, date(2026, 1, 1))) == days(history.rows)


async def test_what_the_source_says_now_leads_before_what_was_kept(told: Told, prices: Prices) -> None:
    told.has(INDEX, november(19, 20))
    await prices.history(INDEX, date(2026, 11, 1))
    told.has(INDEX, november(20, 23, close="5700"))
    history = await prices.history(INDEX, date(2026, 11, 1))
    assert [row.close for row in history.rows] == [Decimal(5600), Decimal(5700), Decimal(5700)]


async def test_a_session_that_runs_and_rows_that_are_old_are_not_kept(
    told: Told, kept: KeptPrices, prices: Prices
) -> None:
    told.has(INDEX, november(23, 24, partial=24))
    await prices.history(INDEX, date(2026, 11, 1))
    told.has(INDEX, november(16, 17), stale=True)
    await prices.history(INDEX, date(2026, 11, 1))
    assert days(kept.closes(INDEX, date(2026, 1, 1))) == [23]


async def test_before_a_session_that_nobody_kept_there_is_no_history(told: Told, prices: Prices) -> None:
    told.has(INDEX, november(9, 10, 11))
    await prices.history(INDEX, date(2026, 11, 1))
    told.has(INDEX, november(18, 19, 20))
    assert days((await prices.history(INDEX, date(2026, 11, 1))).rows) == [18, 19, 20]


async def test_around_a_day_are_the_sessions_on_its_side_of_a_gap(told: Told, prices: Prices) -> None:
    told.has(INDEX, november(9, 10, 11))
    await prices.history(INDEX, date(2026, 11, 1))
    told.has(INDEX, november(18, 19, 20))
    assert days((await prices.around(INDEX, date(2026, 11, 10))).rows) == [9, 10, 11]
    assert days((await prices.around(INDEX, date(2026, 11, 20))).rows) == [18, 19, 20]
    # Of the 16th, which nobody kept, no other day's close is given as the last one before it.
    assert date(2026, 11, 11) not in [row.day for row in (await prices.around(INDEX, date(2026, 11, 16))).rows]


async def test_a_fund_stands_for_the_changes_of_the_index_where_its_own_closes_do_not_reach(
    told: Told, prices: Prices
) -> None:
    told.has(INDEX, november(18, 19, 20))
    told.has(FUND, [Row(date(2026, 1, 2), Decimal("5.1"), Decimal("5.1")), *november(20, close="5.6")])
    far = await prices.for_changes(INDEX, date(2026, 1, 2))
    assert (far.symbol, far.proxy_for) == (FUND, INDEX)
    near = await prices.for_changes(INDEX, date(2026, 11, 18))
    assert (near.symbol, near.proxy_for) == (INDEX, None)
    assert (await prices.for_changes(INDEX, date(2026, 11, 4), reach=date(2026, 11, 18))).symbol == INDEX
    assert (await prices.history(INDEX, date(2026, 1, 2))).symbol == INDEX


async def test_where_the_fund_fails_what_there_is_of_the_index_is_given(told: Told, prices: Prices) -> None:
    told.has(INDEX, november(18, 19, 20))
    assert (await prices.for_changes(INDEX, date(2026, 1, 2))).symbol == INDEX


async def test_where_the_index_fails_the_fund_stands_for_its_changes(told: Told, prices: Prices) -> None:
    told.fails(Unavailable(INDEX, "no reply in 8 s"))
    told.has(FUND, november(20, close="5.6"))
    assert (await prices.for_changes(INDEX, date(2026, 11, 19))).proxy_for == INDEX
    with pytest.raises(Unavailable):
        await prices.history(INDEX, date(2026, 11, 19))


async def test_where_both_fail_it_is_said(told: Told, prices: Prices) -> None:
    told.fails(Unavailable(INDEX, "no reply in 8 s"))
    with pytest.raises(UnknownSymbol):
        await prices.for_changes(INDEX, date(2026, 11, 19))


async def test_shares_have_no_proxy_and_are_not_kept(told: Told, kept: KeptPrices, prices: Prices) -> None:
    told.has("0700.HK", november(20, close="600"))
    history = await prices.for_changes("0700.HK", date(2026, 1, 2))
    assert history.proxy_for is None
    assert kept.closes("0700.HK", date(2026, 1, 1)) == []


async def test_days_that_no_calendar_knows_leave_the_sources_rows(
    told: Told, kept: KeptPrices, caplog: pytest.LogCaptureFixture
) -> None:
    def unknown(calendar: str, start: date, end: date) -> list[date]:
        raise CalendarError(calendar, end)

    prices = Prices(told, kept, symbols().listing, unknown, lambda: NOW)
    told.has(INDEX, november(19, 20))
    assert days((await prices.history(INDEX, date(2026, 11, 1))).rows) == [19, 20]
    assert "own closes are out of use" in caplog.text


async def test_a_damaged_store_costs_no_price_and_is_logged(
    told: Told, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bot.db").write_bytes(b"garbage" * 5_000)
    prices = Prices(told, KeptPrices(tmp_path), symbols().listing, session_days, lambda: NOW)
    told.has(INDEX, november(19, 20))
    assert days((await prices.history(INDEX, date(2026, 11, 1))).rows) == [19, 20]
    assert "own closes are out of use" in caplog.text


async def test_recording_goes_on_after_a_failure_and_logs_it(
    told: Told, kept: KeptPrices, prices: Prices, caplog: pytest.LogCaptureFixture
) -> None:
    told.has(INDEX, november(19, 20))
    with caplog.at_level(logging.WARNING):
        await prices.record(["^NONE", INDEX])
    assert "closes were not recorded" in caplog.text
    assert days(kept.closes(INDEX, date(2026, 1, 1))) == [19, 20]
