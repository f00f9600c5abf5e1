"""Telegram's limits, switched on in the stand-in: many readers at once, and not one wait that is ignored."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.telegram.access import Mode
from bot.telegram.words import Vocabulary
from tests.bot.telegram.conftest import Running, letting_in
from tests.standins.telegram import Limits, Telegram, flood
from tests.standins.telegram_updates import mention

CROWD = 70


@pytest.fixture
def strict() -> Iterator[Telegram]:
    with Telegram(limits=Limits()) as telegram:
        yield telegram
    assert telegram.violations == []


@pytest.fixture
async def bot(strict: Telegram, vocabulary: Vocabulary, tmp_path: Path) -> AsyncIterator[Running]:
    running = Running(strict, vocabulary, tmp_path / "data")
    await running.start(access=letting_in(mode=Mode.OPEN))
    await strict.wait_for(1, method="getUpdates")
    yield running
    await running.stop()


def answered(telegram: Telegram) -> list[int]:
    return [message["chat_id"] for message in telegram.sent]


async def test_a_crowd_is_answered_at_the_pace_that_telegram_takes(bot: Running) -> None:
    for user in range(CROWD):
        bot.telegram.hears("why?", user=1_000 + user)
    await bot.telegram.wait_for(CROWD, timeout=15)
    assert sorted(answered(bot.telegram)) == [1_000 + user for user in range(CROWD)]
    assert bot.telegram.ignored_waits == []
    refused = len(bot.telegram.called("sendMessage")) - CROWD
    assert refused <= CROWD // 20


async def test_flood_waits_are_kept_to_the_end_while_other_chats_are_answered(bot: Running) -> None:
    bot.telegram.fails("sendMessage", flood(2))
    bot.telegram.hears("held", user=1_000)
    async with asyncio.timeout(5):
        while not bot.telegram.called("sendMessage"):  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.01)
    for user in range(5):
        bot.telegram.hears("free", user=2_000 + user)
    sent = await bot.telegram.wait_for(6, timeout=10)
    assert [message["chat_id"] for message in sent][-1] == 1_000
    assert bot.telegram.ignored_waits == []


async def test_a_busy_group_gets_every_answer_without_an_ignored_wait(bot: Running) -> None:
    for number in range(5):
        bot.telegram.queues(*mention(f"question {number}?"))
    await bot.telegram.wait_for(5, timeout=20)
    assert bot.telegram.ignored_waits == []
