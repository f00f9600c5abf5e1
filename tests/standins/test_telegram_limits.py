"""Limits and faults: what comes too fast is refused, and whoever does not wait is found out."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.standins.telegram import (
    BROKEN,
    CUT,
    DONE_THEN_CUT,
    GATEWAY,
    READER,
    TOKEN,
    Fault,
    Limits,
    Telegram,
    flood,
    late,
    migrated,
    slow,
)
from tests.standins.telegram_limits import Pace

GROUP = -100
CHATS = st.sampled_from([1, 2, GROUP])
METHODS = st.sampled_from(["sendMessage", "editMessageText", "sendMessageDraft", "sendChatAction", "deleteMessage"])


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        telegram.hears("hello")
        yield telegram


async def post(telegram: Telegram, method: str = "sendMessage", **params: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"{telegram.url}/bot{TOKEN}") as client:
        return await client.post(f"/{method}", json={"chat_id": READER, "text": "a", **params}, timeout=5)


def test_a_private_chat_takes_three_at_once_and_then_one_a_second(clock: Clock) -> None:
    pace = Pace(Limits(), clock)
    assert [pace.wait("sendMessage", 1) for _ in range(4)] == [0, 0, 0, 1]
    clock.now += 1
    assert [pace.wait("editMessageText", 1), pace.wait("sendMessage", 1)] == [0, 1]


def test_a_group_takes_twenty_in_any_minute_edits_included(clock: Clock) -> None:
    pace = Pace(Limits(), clock)
    for at in range(20):
        assert pace.wait("editMessageText" if at % 2 else "sendMessage", GROUP) == 0
        clock.now += 1
    assert pace.wait("sendMessage", GROUP) == 40


def test_all_chats_together_take_thirty_a_second_and_wait_together(clock: Clock) -> None:
    pace = Pace(Limits(), clock)
    assert [pace.wait("sendMessage", chat) for chat in range(1, 32)] == [0] * 30 + [1]
    assert pace.wait("sendMessage", 77) == 1
    assert [(wait.chat, wait.early) for wait in pace.ignored] == [(77, 1.0)]


def test_until_a_wait_is_over_every_call_to_the_chat_is_refused_and_counted(clock: Clock) -> None:
    pace = Pace(Limits(private_burst=1, private_per_second=0.2), clock)
    assert [pace.wait("sendMessage", 1), pace.wait("sendMessage", 1)] == [0, 5]
    clock.now += 2
    assert [pace.wait("sendChatAction", 1), pace.wait("deleteMessage", 1), pace.wait("sendMessage", 2)] == [3, 3, 0]
    assert [(wait.method, wait.early) for wait in pace.ignored] == [("sendChatAction", 3.0), ("deleteMessage", 3.0)]


def test_a_wait_for_drafts_does_not_hold_up_messages(clock: Clock) -> None:
    pace = Pace(Limits(), clock)
    assert [pace.wait("sendMessageDraft", 1) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert [pace.wait("sendMessage", 1), pace.wait("sendChatAction", 1)] == [0, 1]


@given(st.lists(st.tuples(METHODS, CHATS, st.floats(0, 3)), max_size=120))
def test_whoever_waits_as_told_is_never_refused_twice_nor_counted(calls: list[tuple[str, int, float]]) -> None:
    clock = Clock()
    pace = Pace(Limits(), clock)
    for method, chat, after in calls:
        clock.now += after
        if seconds := pace.wait(method, chat):
            for _ in range(3):  # one limit after another may be short
                clock.now += seconds
                if not (seconds := pace.wait(method, chat)):
                    break
            assert seconds == 0
    assert pace.ignored == []


@given(st.lists(st.floats(0, 0.4), min_size=40, max_size=200))
def test_no_second_lets_through_more_than_the_limit(gaps: list[float]) -> None:
    clock = Clock()
    pace, passed = Pace(Limits(), clock), []
    for chat, gap in enumerate(gaps, 1):
        clock.now += gap / 20
        if pace.wait("sendMessage", chat) == 0:
            passed.append(clock.now)
    assert all(passed[at + 30] - passed[at] > 0.999_999 for at in range(len(passed) - 30))


async def test_of_many_calls_at_once_just_those_within_the_limit_pass() -> None:
    with Telegram(limits=Limits(private_burst=2, private_per_second=0.01)) as telegram:
        telegram.hears("hello")
        replies = await asyncio.gather(*(post(telegram) for _ in range(12)))
        refused = [reply.json() for reply in replies if reply.status_code == 429]
        assert len(telegram.sent) == 2
        assert len(refused) == 10
        for body in refused:
            seconds = body["parameters"]["retry_after"]
            assert 90 < seconds <= 100
            assert body["description"] == f"Too Many Requests: retry after {seconds}"
        assert len(telegram.ignored_waits) == 9
        assert telegram.violations == []


@pytest.mark.parametrize("limits", [None, Limits()])
async def test_an_injected_flood_starts_a_wait_that_is_enforced_where_limits_are(limits: Limits | None) -> None:
    with Telegram(limits=limits) as telegram:
        telegram.hears("hello")
        telegram.fails("sendMessage", flood(3))
        assert (await post(telegram)).json()["parameters"] == {"retry_after": 3}
        assert (await post(telegram)).status_code == (429 if limits else 200)
        [wait] = telegram.ignored_waits
        assert wait.chat == READER
        assert 2 < wait.early <= 3


async def test_a_late_answer_comes_long_after_the_call_was_carried_out(telegram: Telegram) -> None:
    telegram.fails("sendMessage", late(0.5))
    posting = asyncio.create_task(post(telegram))
    await telegram.wait_for(1)
    assert not posting.done()
    assert (await posting).status_code == 200


async def test_a_slow_call_is_carried_out_long_after_it_came(telegram: Telegram) -> None:
    telegram.fails("sendMessage", slow(0.5))
    posting = asyncio.create_task(post(telegram))
    async with asyncio.timeout(5):
        while not telegram.called("sendMessage"):  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.005)
    assert telegram.sent == []
    assert (await posting).status_code == 200
    assert len(telegram.sent) == 1


@pytest.mark.parametrize(("fault", "sent"), [(CUT, 0), (DONE_THEN_CUT, 1)])
async def test_a_connection_breaks_off_before_or_after_the_call_is_carried_out(
    telegram: Telegram, fault: Fault, sent: int
) -> None:
    telegram.fails("sendMessage", fault)
    with pytest.raises(httpx.TransportError):
        await post(telegram)
    assert len(telegram.sent) == sent
    assert (await post(telegram)).status_code == 200


async def test_a_gateways_page_is_no_json(telegram: Telegram) -> None:
    telegram.fails("sendMessage", GATEWAY, BROKEN)
    reply = await post(telegram)
    assert (reply.status_code, reply.headers["content-type"]) == (502, "text/html")
    assert (await post(telegram)).json()["error_code"] == 500


async def test_a_migration_can_come_as_an_error_alone(telegram: Telegram) -> None:
    telegram.fails("sendMessage", migrated(-100_999))
    assert (await post(telegram)).json()["parameters"] == {"migrate_to_chat_id": -100_999}


async def test_while_telegram_is_down_nothing_is_answered_or_carried_out(telegram: Telegram) -> None:
    telegram.down = True
    with pytest.raises(httpx.TransportError):
        await post(telegram)
    telegram.down = False
    assert (telegram.turned_away, telegram.calls) == (1, [])
    assert (await post(telegram)).status_code == 200


async def test_a_slow_telegram_takes_its_time_for_every_call(telegram: Telegram) -> None:
    telegram.slowness = 0.5
    began = time.monotonic()
    await asyncio.gather(*(post(telegram) for _ in range(5)))
    assert 0.5 <= time.monotonic() - began < 2
