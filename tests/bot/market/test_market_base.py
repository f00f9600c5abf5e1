import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.market.base import Market
from bot.market.errors import NoData, TimedOut, UnknownSymbol
from bot.market.model import State
from bot.market.yahoo import Yahoo
from tests.bot.market.market_world import HONG_KONG, SYMBOLS, Clock, World, listing, open_world, weekday_sessions
from tests.standins.yahoo import FAULTS, Fault


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


async def test_a_quote_says_where_it_is_from_and_how_its_exchange_stands(world: World) -> None:
    quote = await world.market().quote("9988.hk")
    assert (quote.symbol, quote.exchange, quote.currency, quote.session.state) == ("9988.HK", "HKEX", "HKD", State.OPEN)
    assert quote.previous_day == date(2026, 3, 17)
    assert quote.at == datetime(2026, 3, 18, 10, 45, tzinfo=HONG_KONG)
    assert not quote.stale


async def test_a_symbol_that_is_not_in_the_table_works_by_its_ticker(world: World) -> None:
    quote = await world.market().quote("AAPL")
    assert (quote.exchange, quote.session.state, quote.currency) == ("Nasdaq", State.CLOSED, "USD")


async def test_a_hundred_who_ask_for_ten_symbols_make_ten_requests(world: World) -> None:
    market = world.market()
    quotes, failed = await market.quotes(SYMBOLS * 10)
    assert [quote.symbol for quote in quotes] == list(SYMBOLS * 10)
    assert failed == []
    assert world.yahoo.charts() == market.figures.requests == 10
    assert market.figures.joined == 90


async def test_a_known_quote_is_given_at_once(world: World) -> None:
    market = world.market()
    await market.quote("BABA")
    begin = time.perf_counter()
    for _ in range(100):
        await market.quote("BABA")
    assert (time.perf_counter() - begin) / 100 < 0.001
    assert market.figures.hits == 100


async def test_a_quote_is_asked_for_again_after_a_quarter_of_a_minute_while_the_exchange_is_open(world: World) -> None:
    market = world.market()
    await market.quote("9988.HK")
    world.clock.passes(seconds=14)
    await market.quote("9988.HK")
    assert world.yahoo.charts() == 1
    world.clock.passes(seconds=2)
    await market.quote("9988.HK")
    assert world.yahoo.charts() == 2


async def test_a_quote_holds_longer_while_the_exchange_is_closed(world: World) -> None:
    market = world.market()
    await market.quote("BABA")
    world.clock.passes(minutes=9)
    await market.quote("BABA")
    assert world.yahoo.charts() == 1


async def test_a_longer_history_answers_for_a_shorter_one(world: World) -> None:
    market = world.market()
    whole = await market.history("0700.HK", date(2010, 1, 1))
    assert whole.rows[0].day == date(2004, 6, 16)
    assert await market.history("0700.HK", date(2026, 3, 1)) is whole
    assert world.yahoo.charts() == 1


async def test_a_renewed_history_reaches_back_as_far_as_the_one_before(world: World) -> None:
    market = world.market()
    whole = await market.history("0700.HK", date(2010, 1, 1))
    world.clock.passes(minutes=20)
    renewed = await market.history("0700.HK", date(2026, 3, 1))
    assert renewed.fetched_at > whole.fetched_at
    assert renewed.rows[0] == whole.rows[0]


async def test_questions_of_the_same_year_or_two_make_one_request(world: World) -> None:
    market = world.market()
    for start in (date(2026, 3, 1), date(2026, 1, 1), date(2025, 8, 5)):
        assert (await market.history("BABA", start)).start <= start
    assert world.yahoo.charts() == 1


async def test_a_history_of_five_days_says_where_it_begins_and_is_not_asked_for_twice(world: World) -> None:
    market = world.market()
    history = await market.history("HSTECH.HK", date(2021, 1, 1))
    assert history.start == history.rows[0].day == date(2026, 3, 12)
    assert await market.history("HSTECH.HK", date(2021, 1, 1)) is history


async def test_a_day_that_has_yet_to_come_is_not_asked_for(world: World) -> None:
    with pytest.raises(NoData, match="yet to come"):
        await world.market().history("BABA", date(2027, 1, 1))
    assert world.yahoo.asked == []


async def test_an_unknown_symbol_is_asked_once_and_what_may_have_been_meant_is_named(world: World) -> None:
    market = world.market()
    for _ in range(3):
        with pytest.raises(UnknownSymbol) as failure:
            await market.quote("9988")
        assert failure.value.near == ("9988.HK",)
    with pytest.raises(UnknownSymbol):
        await market.history("9988", date(2025, 1, 1))
    assert world.yahoo.charts() == 1
    world.clock.passes(minutes=11)
    with pytest.raises(UnknownSymbol):
        await market.quote("9988")
    assert world.yahoo.charts() == 2


async def test_a_search_that_fails_leaves_a_symbol_unknown_and_leads_to_no_pause(world: World) -> None:
    world.yahoo.search = FAULTS["server error"]
    market = world.market()
    for symbol in ("NOSUCH", "NORSUCH", "NEITHER"):
        with pytest.raises(UnknownSymbol) as failure:
            await market.quote(symbol)
        assert failure.value.near == ()
    assert (await market.quote("BABA")).symbol == "BABA"


async def test_several_symbols_are_answered_as_far_as_they_can_be(world: World) -> None:
    quotes, failed = await world.market().quotes(["BABA", "NOSUCH", "not a symbol"])
    assert [quote.symbol for quote in quotes] == ["BABA"]
    assert [error.kind for error in failed] == ["unknown_symbol", "unknown_symbol"]


async def test_names_are_looked_up_once(world: World) -> None:
    market = world.market()
    assert [match.symbol for match in await market.lookup("Alibaba")] == ["BABA", "9988.HK"]
    await market.lookup("  alibaba ")
    assert world.yahoo.count("/v1/finance/search") == 1
    assert await market.lookup("  ") == ()


async def test_who_stops_waiting_does_not_stop_the_others(world: World) -> None:
    market = world.market()
    await market.quote("JD")
    impatient = asyncio.create_task(market.quote("BABA"))
    patient = asyncio.create_task(market.quote("BABA"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).symbol == "BABA"
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert world.yahoo.charts("BABA") == 1


async def test_a_server_that_says_nothing_costs_no_more_than_the_time_allowed(world: World) -> None:
    market = world.market(within_s=0.5)
    await market.quote("JD")
    world.yahoo.fails(Fault(hang_s=30))
    begin = time.perf_counter()
    quotes, failed = await market.quotes([symbol for symbol in SYMBOLS if symbol != "JD"])
    assert time.perf_counter() - begin < 2
    assert quotes == []
    assert {type(error) for error in failed} == {TimedOut}
    assert "no reply in 0.5 s" in failed[0].reason


async def test_the_loop_stays_free_while_prices_are_fetched(world: World) -> None:
    market = world.market()
    await market.quote("JD")
    fetching = asyncio.create_task(market.quotes(SYMBOLS))
    turns = 0
    while not fetching.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10


def test_one_market_serves_one_loop_after_another(world: World) -> None:
    market = world.market()
    assert asyncio.run(market.quote("BABA")) is asyncio.run(market.quote("BABA"))
    assert asyncio.run(market.quote("JD")).price


def test_a_loop_that_ends_before_its_answer_does_no_harm_to_the_next(world: World) -> None:
    market = world.market()
    world.yahoo.fails(Fault(hang_s=0.3))

    async def leave() -> None:
        asyncio.create_task(market.quote("BABA"))  # noqa: RUF006 (left on purpose)
        await asyncio.sleep(0.01)

    asyncio.run(leave())
    world.yahoo.recovers()
    assert asyncio.run(market.quote("JD")).price


async def test_a_price_older_than_the_trading_is_marked(world: World) -> None:
    afternoon = Clock(datetime(2026, 3, 18, 15, 0, tzinfo=HONG_KONG))
    behind = Market(
        lambda: Yahoo(world.yahoo.address, world.folder, afternoon), afternoon, weekday_sessions, listing
    )  # the stand-in's prices end at eleven
    assert (await behind.quote("9988.HK")).stale
    assert not (await behind.quote("BABA")).stale


async def test_nobody_is_served_after_the_end(world: World) -> None:
    market = world.market()
    await market.quote("BABA")
    market.close()
    assert (await market.quote("BABA")).price
    with pytest.raises(RuntimeError):
        await market.quote("JD")


@pytest.mark.parametrize(
    "heavy", ["yfinance", "pandas", "numpy", "curl_cffi", "exchange_calendars", "matplotlib", "httpx"]
)
def test_a_market_that_nobody_asks_loads_nothing_heavy(heavy: str) -> None:
    code = (
        "import sys, datetime, bot.market.base as base, bot.market.yahoo as yahoo\n"
        "base.Market(lambda: None, lambda: datetime.datetime.now(datetime.UTC), None, lambda symbol: None)\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
