"""What readers see when the bot's files are lost, damaged or old between two runs, or the clock has been set."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.telegram.bot import Options, TelegramBot
from bot.telegram.questions import Assistants
from bot.telegram.words import load_vocabulary
from knowledge.errors import StoreError
from tests.bot.telegram.conftest import NOW, QUICK, Librarian, Running, letting_in
from tests.standins.telegram import READER, TOKEN, Telegram

QUESTIONS = ("first", "second")
GARBAGE = random.Random(1).randbytes(20_000)


@pytest.fixture
async def left(tmp_path: Path) -> AsyncIterator[Running]:
    """A bot that was stopped before it had answered the questions of a chat."""
    with Telegram() as telegram:
        running = Running(telegram, load_vocabulary(), tmp_path / "data")
        gate = running.librarian.gate(QUESTIONS[0])
        await running.start()
        for text in QUESTIONS:
            telegram.hears(text)
        await running.librarian.is_asked()
        await _confirmed(telegram)
        await running.stop()
        assert telegram.sent == []
        gate.set()
        running.librarian.asked.clear()
        yield running
        await running.stop()
        assert telegram.violations == []


async def _confirmed(telegram: Telegram) -> None:
    async with asyncio.timeout(5):
        while telegram.unconfirmed:  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.005)


def remove(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name}*"):
        path.unlink()


def answers(running: Running) -> Sequence[str]:
    return [str(message["text"]).removeprefix("You asked: ") for message in running.telegram.sent]


async def test_answers_come_though_the_file_of_jobs_was_deleted(left: Running) -> None:
    remove(left.folder, "jobs.db")
    await left.start()
    await left.telegram.wait_for(2)
    assert answers(left) == ["first", "second"]


async def test_answers_come_though_the_file_of_jobs_was_damaged(
    left: Running, caplog: pytest.LogCaptureFixture
) -> None:
    remove(left.folder, "jobs.db")
    (left.folder / "jobs.db").write_bytes(GARBAGE)
    await left.start()
    await left.telegram.wait_for(2)
    assert answers(left) == ["first", "second"]
    assert caplog.text.count("jobs.db cannot be read and is made anew") == 1


async def test_new_questions_are_answered_though_the_bots_own_file_was_deleted(left: Running) -> None:
    remove(left.folder, "bot.db")
    await left.start()
    left.telegram.hears("third")
    await left.telegram.wait_for(1)
    await asyncio.sleep(1.5)
    assert answers(left) == ["third"]


async def test_a_damaged_file_of_the_bots_own_is_said_in_a_sentence(left: Running) -> None:
    remove(left.folder, "bot.db")
    (left.folder / "bot.db").write_bytes(GARBAGE)
    with pytest.raises(StoreError, match=r"the bot's store's database cannot be read .* Move the data folder away"):
        await (await left.start())
    left.task = None


async def test_what_another_version_wrote_keeps_nobody_from_the_rest(
    left: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(left.folder / "bot.db")) as connection, connection:
        old = "SELECT bot_id, 1, chat_id, 1, ?, ?, received_at, 'waiting', 0, NULL FROM updates LIMIT 1"
        for kind in ("command", "question"):
            columns = f"INSERT INTO updates {old}".replace("1, chat_id", f"{len(kind)}, chat_id")
            connection.execute(columns, (kind, '{"said": "a secret"}'))
    await left.start()
    await left.telegram.wait_for(2)
    assert answers(left) == ["first", "second"]
    assert "command passed over, it was written by another version: update=7" in caplog.text
    assert "a secret" not in caplog.text


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_clock_that_was_set_between_two_runs_changes_no_order(left: Running, days: int) -> None:
    librarian = Librarian()
    stopped = asyncio.Event()
    bot = TelegramBot(
        Options(TOKEN, left.telegram.url, left.folder, letting_in(READER)),
        Assistants(librarian, librarian, librarian.suggest),
        load_vocabulary(),
        Metrics("0", NOW),
        lambda: datetime.now(UTC) + timedelta(days=days),
        QUICK,
    )
    left.telegram.hears("third")
    running = asyncio.create_task(bot.run(stopped))
    await left.telegram.wait_for(3)
    stopped.set()
    await running
    assert answers(left) == ["first", "second", "third"]
