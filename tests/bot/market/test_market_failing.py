from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.market.base import Market
from bot.market.errors import RateLimited, Unavailable
from bot.market.model import History, Quote, State, Unrenewed
from tests.bot.market.market_world import SYMBOLS, Shelf, World, listing, open_world, weekday_sessions
from tests.standins.yahoo import FAULTS, Fault, too_many


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


async def test_after_429_nothing_is_asked_for_a_minute_then_two(world: World) -> None:
    market = world.market()
    world.yahoo.fails(too_many())
    for expected in (1, 1, 2):
        with pytest.raises(RateLimited):
            await market.quote("BABA")
        assert world.yahoo.charts() == expected
        world.clock.passes(seconds=31)
    world.clock.passes(seconds=61)
    with pytest.raises(RateLimited) as failure:
        await market.quote("JD")
    assert world.yahoo.charts() == 2
    world.clock.now = failure.value.until
    world.yahoo.recovers()
    assert (await market.quote("JD")).price


async def test_retry_after_is_waited_for(world: World) -> None:
    market = world.market()
    world.yahoo.fails(too_many("600"))
    with pytest.raises(RateLimited):
        await market.quote("BABA")
    world.yahoo.recovers()
    world.clock.passes(seconds=599)
    with pytest.raises(RateLimited):
        await market.quote("BABA")
    world.clock.passes(seconds=1)
    assert (await market.quote("BABA")).price


async def test_while_the_source_asks_for_fewer_requests_the_last_good_price_is_given_with_its_age(world: World) -> None:
    market = world.market()
    fresh = await market.quote("9988.HK")
    world.yahoo.fails(too_many())
    world.clock.passes(minutes=5)
    old = await market.quote("9988.HK")
    assert old.stale
    assert (old.price, old.at, old.fetched_at) == (fresh.price, fresh.at, fresh.fetched_at)
    assert market.figures.stale == 1
    assert market.figures.failures == {"rate_limited": 1}


async def test_a_price_of_before_the_start_is_given_when_the_source_is_down(world: World) -> None:
    shelf = Shelf()
    await world.market(shelf).quote("9988.HK")
    history = await world.market(shelf).history("9988.HK", date(2025, 6, 1))
    world.yahoo.fails(FAULTS["outage page"])
    world.clock.passes(hours=6)
    market = world.market(shelf)
    quote = await market.quote("9988.HK")
    assert (quote.stale, quote.unrenewed) == (True, Unrenewed.UNUSABLE)
    assert quote.session.state is State.CLOSED
    again = await market.history("9988.HK", date(2025, 6, 1))
    assert (again.stale, again.unrenewed) == (True, Unrenewed.UNUSABLE)
    assert again.rows == history.rows


async def test_the_last_close_of_an_exchange_that_has_not_traded_since_is_not_old(world: World) -> None:
    shelf = Shelf()
    world.clock.passes(hours=6)
    fresh = await world.market(shelf).quote("9988.HK")
    history = await world.market(shelf).history("9988.HK", date(2025, 6, 1))
    world.yahoo.fails(too_many())
    world.clock.passes(hours=10)
    market = world.market(shelf)
    quote, again = await market.quote("9988.HK"), await market.history("9988.HK", date(2025, 6, 1))
    assert (quote.price, quote.stale, quote.unrenewed) == (fresh.price, False, None)
    assert (again.rows, again.stale, again.unrenewed) == (history.rows, False, None)
    world.clock.passes(hours=8)  # Hong Kong trades again
    assert (await market.quote("9988.HK")).unrenewed is Unrenewed.LIMITED
    assert (await market.history("9988.HK", date(2025, 6, 1))).stale


async def test_a_price_that_was_read_before_the_close_had_come_is_not_taken_for_the_close(world: World) -> None:
    market = world.market()
    world.clock.passes(hours=4, minutes=55)
    await market.quote("9988.HK")
    world.yahoo.fails(too_many())
    world.clock.passes(hours=2)
    assert (await market.quote("9988.HK")).unrenewed is Unrenewed.LIMITED


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (too_many(), Unrenewed.LIMITED),
        (FAULTS["server error"], Unrenewed.UNUSABLE),
        (replace(Fault(), hang_s=3), Unrenewed.SILENT),
    ],
)
async def test_with_a_price_that_could_not_be_renewed_comes_the_true_cause_in_the_pause_too(
    world: World, fault: Fault, cause: Unrenewed
) -> None:
    market = world.market(within_s=1.0)
    await market.quote("9988.HK")
    world.yahoo.fails(fault)
    world.clock.passes(seconds=16)
    for _ in range(3):
        assert (await market.quote("9988.HK")).unrenewed is cause
        world.clock.passes(seconds=1)


async def test_where_nobody_listens_the_source_is_said_to_be_out_of_reach(world: World) -> None:
    shelf = Shelf()
    await world.market(shelf).quote("9988.HK")
    nowhere = Market(lambda: world.source("http://127.0.0.1:9"), world.clock, weekday_sessions, listing, shelf)
    assert (await nowhere.quote("9988.HK")).unrenewed is Unrenewed.UNREACHED


async def test_a_kept_history_that_is_too_short_is_not_given_for_a_longer_one(world: World) -> None:
    shelf = Shelf()
    await world.market(shelf).history("0700.HK", date(2026, 1, 5))
    world.yahoo.fails(FAULTS["outage page"])
    with pytest.raises(Unavailable, match="outage page"):
        await world.market(shelf).history("0700.HK", date(2010, 1, 1))


async def test_a_shelf_that_breaks_spoils_no_answer_and_is_told_of_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Shelf):
        def keep_quote(self, quote: Quote) -> None:
            raise OSError("disk full")

        def last_history(self, symbol: str) -> History | None:
            raise OSError("disk gone")

    market = world.market(Broken())
    assert (await market.quote("BABA")).price
    assert (await market.quote("JD")).price
    world.yahoo.fails(FAULTS["empty"])
    with pytest.raises(Unavailable, match="empty"):
        await market.history("BABA", date(2025, 1, 1))
    assert sum("last good prices" in record.message for record in caplog.records) == 1


async def test_after_two_failures_in_a_row_questions_do_not_wait_for_a_third(world: World) -> None:
    market = world.market()
    world.yahoo.fails(FAULTS["server error"])
    for symbol in ("BABA", "JD", "BIDU"):
        with pytest.raises(Unavailable, match="status 500"):
            await market.quote(symbol)
    assert world.yahoo.charts() == 2
    world.yahoo.recovers()
    world.clock.passes(seconds=5)
    assert (await market.quote("BIDU")).price


async def test_the_operator_hears_of_each_pause_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    market = world.market()
    world.yahoo.fails(too_many())
    for symbol in SYMBOLS:
        with pytest.raises(RateLimited):
            await market.quote(symbol)
    assert [record.levelname for record in caplog.records if "not to be had" in record.message] == ["WARNING"]
