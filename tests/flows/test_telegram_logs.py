"""What the bot's log says of a long day, and what it never says: secrets, and what people write."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import Rallybot, Running
from tests.flows.telegram_kills import SECRET, settings
from tests.standins.telegram import (
    BAD_ENTITIES,
    BLOCKED,
    BROKEN,
    CUT,
    DONE_THEN_CUT,
    GATEWAY,
    READER,
    TOKEN,
    Telegram,
    flood,
    late,
)
from tests.standins.telegram_hostile import hostile_updates
from tests.standins.telegram_updates import (
    GROUP,
    Update,
    added,
    edited,
    group,
    group_command,
    inline_query,
    mention,
    person,
    private_chat,
    private_message,
    small_group,
    voice,
)

# In everything that people write: questions, names, titles, buttons.
MARK = "Quagmire7391"
STRANGER = 99
_READERS = range(READER, READER + 10)
QUESTION = "how much did Alibaba cloud grow?"


def day() -> list[Update]:
    """What people do in a day, in as many chats as may be: in each, messages go out one a second."""
    named = person(READER + 3, first_name=MARK, username=MARK)
    titled = group(title=MARK)
    place = {**private_chat(READER + 3), "first_name": MARK}
    sent = {"message_id": 5, "date": 1, "chat": place, "text": MARK}
    strange = hostile_updates()
    return [
        private_message(f"why did {MARK} fall?", user=READER + 2),
        private_message(f"{MARK}为什么下跌？", user=READER + 2, language="zh"),
        ("message", {"date": 1, "chat": place, "from": named, "text": MARK}),
        private_message(f"/{MARK} {MARK}", user=READER + 4),
        private_message(f"/ask {MARK}", user=READER + 5),
        private_message("/cancel", user=READER + 5),
        private_message(f"{MARK} " * 310, user=READER + 6),
        edited(private_chat(), 5, f"edited {MARK}"),
        mention(f"why {MARK}?", chat=titled),
        group_command("ask", MARK, chat=titled, user=STRANGER),
        mention(f"why {MARK}?", chat={**small_group(-301), "title": MARK}, user=STRANGER),
        added(chat={**small_group(-302), "title": MARK}, user=STRANGER),
        added(chat=titled),
        private_message(f"let me in, {MARK}", user=STRANGER),
        private_message(f"/start {MARK}", user=STRANGER + 1),
        inline_query(f"why {MARK}?"),
        inline_query(f"why {MARK}?", user=STRANGER),
        ("callback_query", {"from": named, "message": sent, "chat_instance": MARK, "data": f"q:{MARK}"}),
        ("callback_query", {"from": named, "message": sent, "chat_instance": MARK, "data": "f:1:0"}),
        voice(user=READER + 7),
        # These cannot be read.
        ("callback_query", {"from": named, "data": MARK}),
        ("inline_query", {"query": MARK, "offset": {"at": MARK}}),
        ("message", {"text": MARK, "entities": [MARK], "chat": place, "from": named, "date": 1}),
        *(strange[name] for name in strange if name.startswith(("an unknown", "a message without", "an update"))),
        private_message("/forget", user=READER + 2),
    ]


def trouble(telegram: Telegram) -> None:
    """What goes wrong in a day."""
    telegram.fails("sendMessage", flood(1), BROKEN, CUT, DONE_THEN_CUT, GATEWAY, BAD_ENTITIES, BLOCKED)
    telegram.fails("answerInlineQuery", BROKEN, CUT)
    telegram.fails("answerCallbackQuery", BROKEN, CUT)
    telegram.fails("sendChatAction", flood(1), CUT)


def assert_discreet(log: str) -> None:
    """See that a log holds no secret, and nothing that people wrote."""
    secrets = (TOKEN, TOKEN.partition(":")[2], SECRET, MARK, MARK.lower(), QUESTION)
    assert [line for line in log.splitlines() if any(secret in line for secret in secrets)] == []


async def until_answered(telegram: Telegram, *, user: int) -> None:
    """Ask something, and wait for the answer."""
    number = telegram.hears(QUESTION, user=user)
    async with asyncio.timeout(60):
        while not any(_is_reply(message, number) for message in telegram.sent):  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.01)


def _is_reply(message: Mapping[str, Any], number: int) -> bool:
    return bool(message.get("reply_parameters", {}).get("message_id") == number)


async def lived_through(rallybot: Rallybot, level: str, *, webhook: bool) -> str:
    """Let the real bot live through a day, and give its log."""
    with Telegram() as telegram:
        given = settings(telegram, webhook=webhook, level=level)
        given |= {"RALLYBOT_ACCESS": "private", "RALLYBOT_ALLOWED": ",".join(map(str, [*_READERS, GROUP]))}
        with rallybot.running("run", **given) as bot:
            await until_answered(telegram, user=READER)
            trouble(telegram)
            if webhook:
                assert await telegram.poses_as_telegram(MARK.encode(), MARK) == HTTPStatus.UNAUTHORIZED
                assert await telegram.poses_as_telegram(MARK.encode(), None) == HTTPStatus.UNAUTHORIZED
                assert await telegram.poses_as_telegram(MARK.encode(), SECRET) == HTTPStatus.BAD_REQUEST
            else:
                telegram.fails("getUpdates", BROKEN)
            telegram.queue_all(day())
            await until_answered(telegram, user=READER + 1)
            await _quiet(telegram)
            bot.interrupts(signal.SIGTERM)
            assert bot.ends() == 0
    return bot.shown


async def _quiet(telegram: Telegram) -> None:
    """Wait until nothing has been asked of Telegram for a while."""
    before = -1
    while before != len(telegram.calls):
        before = len(telegram.calls)
        await asyncio.sleep(1.5)


_ALWAYS = {
    "update passed over: update=": 1,
    "message refused as it stands: chat=": 1,
}
_TOLD = {
    "listening: @rally_test_bot": 1,
    "flood wait: chat=": 1,
    "chat cannot be written to: chat=": 1,
    "left a group that is not let in: chat=-302": 1,
}
_POLLING = {"no updates from Telegram, trying on: status 500": 1}
_WEBHOOK = {"refused what came to the webhook without Telegram's secret; told once": 1}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "webhook", "said"),
    [
        ("DEBUG", True, _ALWAYS | _TOLD | _WEBHOOK | {"web server listens: ": 1}),
        ("INFO", False, _ALWAYS | _TOLD | _POLLING | {"updates from Telegram come in again": 1}),
        ("WARNING", True, _ALWAYS | _WEBHOOK | dict.fromkeys(_TOLD, 0)),
    ],
)
async def test_the_log_of_a_day_says_each_thing_once_and_nothing_that_people_wrote(
    rallybot: Rallybot, level: str, said: Mapping[str, int], *, webhook: bool
) -> None:
    log = await lived_through(rallybot, level, webhook=webhook)
    assert_discreet(log)
    assert {words: log.count(words) for words in said} == said


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the size of another process's files is limited on Linux")
async def test_the_log_of_bugs_time_outs_and_a_full_disk_says_where_and_not_what(tmp_path: Path) -> None:
    with Telegram() as telegram, _counting_bot(telegram, tmp_path) as process, Running(process) as bot:
        telegram.hears(f"is {MARK} a bug?")
        await telegram.wait_for(1, 30)
        telegram.fails("sendMessage", late(2))
        telegram.hears(f"does {MARK} hang?", user=READER + 1)
        bot.shows("message may not have arrived: chat=8 TimedOut")
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        # Files can no longer be written, as on a full disk.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, most))
        telegram.hears(f"is {MARK} kept?", user=READER + 2)
        bot.shows("updates cannot be recorded, trying on: ")
        assert telegram.unconfirmed == 1
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
        await telegram.wait_for(3, 30)
        bot.interrupts(signal.SIGTERM)
        assert bot.ends() == 0
    assert_discreet(bot.shown)
    for said in ("question failed: update=501", "builtins.KeyError", "may not have arrived", "cannot be recorded"):
        assert bot.shown.count(said) == 1


def _counting_bot(telegram: Telegram, folder: Path) -> "subprocess.Popen[bytes]":
    """Start the bot whose assistant has a bug; what it logs comes through a pipe."""
    command = [sys.executable, "-m", "tests.flows.counting_bot", TOKEN, telegram.url, str(folder)]
    environment = {**os.environ, "RALLYBOT_LOG_LEVEL": "DEBUG", "COUNT_IN_SILENCE": "1"}
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_a_bot_that_has_nothing_to_do_stops_at_once(
    rallybot: Rallybot, number: signal.Signals, status: int
) -> None:
    with Telegram() as telegram, rallybot.running("run", **settings(telegram, webhook=False)) as bot:
        await until_answered(telegram, user=READER)
        assert await _stopped(bot, number, status) < 3


@pytest.mark.slow
async def test_a_bot_that_cannot_send_stops_within_ten_seconds_and_answers_after_the_next_start(
    rallybot: Rallybot,
) -> None:
    with Telegram() as telegram:
        with rallybot.running("run", **settings(telegram, webhook=False)) as bot:
            await telegram.wait_for(1, 30, method="getUpdates")
            telegram.fails("sendMessage", flood(60))
            number = telegram.hears(QUESTION)
            async with asyncio.timeout(30):
                while not telegram.called("sendMessage"):  # noqa: ASYNC110 (another process)
                    await asyncio.sleep(0.01)
            assert await _stopped(bot, signal.SIGINT, 130) < 10
            assert_discreet(bot.shown)
        with rallybot.running("run", **settings(telegram, webhook=False)) as bot:
            [message] = await telegram.wait_for(1, 90)
            assert _is_reply(message, number)
            assert await _stopped(bot, signal.SIGTERM, 0) < 3


async def _stopped(bot: Running, number: signal.Signals, status: int) -> float:
    """Send a signal, look at the exit status, and say how long the stop took; a traceback is none of a stop's."""
    began = time.monotonic()
    bot.interrupts(number)
    assert await asyncio.to_thread(bot.ends) == status
    return time.monotonic() - began
