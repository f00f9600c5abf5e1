"""An answer's quotations are checked against a Yahoo Finance on loopback, whoever gave the answer."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.assistant.corrections import Corrected
from bot.market.arithmetic.records import highest_since
from bot.market.prices import Prices
from bot.market.sessions import session_days
from bot.market.symbols import symbols
from bot.model import Answer, Citation, Question, Status
from bot.period_words import day as in_words
from bot.state.prices import KeptPrices
from tests.bot.assistant.corrections.answers import Says, answer, citation, heard
from tests.bot.market.market_world import World, needs_recordings, open_world, recorded
from tests.standins.yahoo import FAULTS, Fault, too_many

NOW = datetime(2026, 3, 18, 11, tzinfo=UTC)
TUESDAY = date(2026, 3, 17)
RECORD = "Tencent's shares closed at a record high on Tuesday."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def prices(world: World, tmp_path: Path) -> Iterator[Prices]:
    kept, market = KeptPrices(tmp_path), world.market()
    yield Prices(market, kept, symbols().listing, session_days, world.clock)
    market.close()
    kept.close()


def quoting(text: str, published: date = TUESDAY, n: int = 1) -> Citation:
    return citation(text, n, published=published)


async def corrected(
    prices: Prices, given: Answer, *, as_of: date | None = None, within_s: float = 2.0
) -> tuple[list[str], Answer]:
    assistant = Corrected(Says(given), prices, symbols(), within_s=within_s)
    return await heard(assistant, Question("what of it?", NOW, as_of))


async def test_a_record_that_was_none_is_corrected_with_the_closes_of_the_listing(prices: Prices) -> None:
    history = await prices.history("0700.HK", date(1980, 1, 1))
    last = [row for row in history.rows if row.day <= TUESDAY]
    risen = next(row for row, before in zip(last[::-1], last[-2::-1], strict=False) if row.close > before.close)
    since = highest_since(history, risen.day)
    earlier = since.earlier_as_traded
    assert earlier is not None
    day = in_words(risen.day, "en")
    given = answer(quoting(f"Tencent's shares closed at a record high on {day}."))
    pieces, told = await corrected(prices, given)
    assert pieces[:2] == [given.text[: len(given.text) // 2], given.text[len(given.text) // 2 :]]
    assert len(pieces) == 3
    assert pieces[2].startswith(
        f"\n\nThe article says “record high” of Tencent [1]; by its closes (0700.HK, HK${risen.close} on {day}) "
        f"it was the highest since {in_words(earlier.day, 'en')} (HK${earlier.close})"
    )
    assert {(price.symbol, price.at, price.value) for price in told.prices} == {
        ("0700.HK", row.day, row.close) for row in (since.row, earlier)
    }
    assert all(figure.text in told.text and figure.prices for figure in told.figures)
    assert told == replace(given, text=told.text, figures=told.figures, prices=told.prices)


async def test_a_chinese_answer_is_corrected_in_chinese(prices: Prices) -> None:
    given = answer(quoting("腾讯股价周二收盘创历史新高。"), language="zh")
    _, told = await corrected(prices, given)
    assert "报道称腾讯“历史新高”[1]；按收盘价（0700.HK，2026年3月17日" in told.text


async def test_what_two_articles_say_is_corrected_once(prices: Prices) -> None:
    _, told = await corrected(prices, answer(quoting(RECORD), quoting(RECORD, n=2)))
    assert told.text.count("The article says") == 1
    assert "of Tencent [1][2];" in told.text


async def test_what_holds_is_left_as_it_is(world: World, prices: Prices) -> None:
    history = await prices.history("0700.HK", date(1980, 1, 1))
    since = highest_since(history, TUESDAY)
    assert since.earlier is not None
    text = f"Tencent's shares closed at their highest since {in_words(since.earlier.day, 'en')}."
    given = answer(quoting(text))
    assert await corrected(prices, given) == (
        [given.text[: len(given.text) // 2], given.text[len(given.text) // 2 :]],
        given,
    )


async def test_an_answer_without_such_a_claim_asks_for_no_prices(world: World, prices: Prices) -> None:
    given = answer(quoting("Tencent's revenue rose 8% in the quarter."))
    assert (await corrected(prices, given))[1] == given
    assert world.yahoo.asked == []


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.CLARIFY, Status.UNAVAILABLE])
async def test_only_what_is_an_answer_is_corrected(world: World, prices: Prices, status: Status) -> None:
    given = answer(quoting(RECORD), status=status)
    assert (await corrected(prices, given))[1] == given
    assert world.yahoo.asked == []


@pytest.mark.parametrize("fault", [*FAULTS.values(), too_many()], ids=[*FAULTS, "too many"])
async def test_where_yahoo_fails_the_answer_is_as_it_was_and_the_operator_reads_why(
    world: World, prices: Prices, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    world.yahoo.fails(fault)
    given = answer(quoting(RECORD))
    with caplog.at_level(logging.INFO, logger="bot.assistant.corrections"):
        assert (await corrected(prices, given))[1] == given
    assert any("a claim on prices is not checked" in record.getMessage() for record in caplog.records)
    assert "record high" not in caplog.text


async def test_a_yahoo_that_says_nothing_is_not_waited_for(
    world: World, prices: Prices, caplog: pytest.LogCaptureFixture
) -> None:
    world.yahoo.fails(Fault(hang_s=1.5))
    given = answer(quoting(RECORD), quoting("Baidu's shares closed at a record high on Tuesday.", n=2))
    begun = time.monotonic()
    with caplog.at_level(logging.INFO, logger="bot.assistant.corrections"):
        assert (await corrected(prices, given, within_s=0.3))[1] == given
    assert time.monotonic() - begun < 1.4
    assert "histories came too late to check claims: 3 of 3" in caplog.text


async def test_what_can_be_had_in_time_is_corrected_though_another_history_is_late(
    world: World, prices: Prices
) -> None:
    await prices.quote("0700.HK")  # what the source loads first takes its time
    world.yahoo.fails(Fault(hang_s=1.5), "BIDU")
    given = answer(quoting("Baidu's shares closed at a record high on Tuesday."), quoting(RECORD, n=2))
    _, told = await corrected(prices, given, within_s=1.0)
    assert "of Tencent [2]" in told.text
    assert "of Baidu" not in told.text


async def test_of_an_index_only_the_days_at_hand_can_refute(prices: Prices) -> None:
    given = answer(quoting("The Hang Seng Tech Index is up 50% this year."))
    assert (await corrected(prices, given))[1] == given
    days = [row for row in (await prices.history("HSTECH.HK", TUESDAY)).rows if not row.partial]
    lower = next(row for row, before in zip(days[1:], days, strict=False) if row.close < before.close)
    record = f"The Hang Seng Tech Index closed at a record high on {in_words(lower.day, 'en')}."
    _, told = await corrected(prices, answer(quoting(record)))
    assert f"(HSTECH.HK, {lower.close:,} points on {in_words(lower.day, 'en')}) it was no high" in told.text


async def test_a_question_as_of_a_day_is_held_to_the_prices_up_to_it(prices: Prices) -> None:
    told_of_friday = "Tencent's shares closed at a record high on Friday."
    given = answer(quoting(told_of_friday, date(2026, 3, 13)))
    _, told = await corrected(prices, given, as_of=date(2026, 3, 13))
    assert "13 March 2026" in told.text
    assert all(price.at <= date(2026, 3, 13) for price in told.prices if isinstance(price.at, date))
    assert (await corrected(prices, given, as_of=date(2026, 3, 12)))[1] == given


async def test_what_is_said_of_a_session_that_runs_is_not_refuted_by_its_price_so_far(prices: Prices) -> None:
    given = answer(quoting("Tencent's shares closed up 40% today.", date(2026, 3, 18)))
    assert (await corrected(prices, given))[1] == given


@needs_recordings
async def test_recorded_closes_refute_what_is_wrong_and_bear_out_what_is_right(world: World, prices: Prices) -> None:
    world.yahoo.replays(recorded("historical-via-chart-NVDA-split-*.json")[0])
    friday = date(2021, 12, 3)
    right = answer(quoting("Nvidia's shares closed down 4.5% on Friday, at their lowest in two weeks.", friday))
    assert (await corrected(prices, right))[1] == right
    _, told = await corrected(prices, answer(quoting("Nvidia's shares closed at a record high on Friday.", friday)))
    assert (
        "of Nvidia [1]; by its closes (NVDA, US$30.693 on 3 December 2021) it was no high: the one before was"
        in told.text
    )
