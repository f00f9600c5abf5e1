"""What strangers cost: nothing, and hardly a word."""

import asyncio
import time
from typing import Any

import pytest

from bot.model import Answer, Status
from bot.telegram.access import Mode
from tests.bot.telegram.conftest import NOW, Running, letting_in, until
from tests.standins.telegram import READER
from tests.standins.telegram_updates import (
    GROUP,
    album,
    edited,
    group_command,
    inline_query,
    mention,
    pressed,
    private_chat,
    private_message,
    voice,
)

STRANGER = 8
SAYS = {"sendMessage", "editMessageText", "sendMessageDraft", "sendChatAction", "sendPhoto"}


async def is_passed_over(bot: Running) -> bool:
    """Whether nothing was said or asked by the time that a question asked after it is answered."""
    assert await bot.ask_and_read("anything new?") == "You asked: anything new?"
    await until(lambda: not bot.telegram.unconfirmed)
    said = {call.params.get("chat_id") for call in bot.telegram.calls if call.method in SAYS}
    asked = [question.text for question, _ in [*bot.librarian.asked, *bot.frugal.asked]]
    return said == {READER} and asked == ["anything new?"]


def _message_of(user: int) -> dict[str, Any]:
    return {"message_id": 4, "date": 1, "chat": private_chat(user), "text": "It rose."}


@pytest.mark.parametrize(
    "update",
    [
        private_message("why?", user=STRANGER),
        private_message("/ask why?", user=STRANGER),
        private_message("/cancel", user=STRANGER),
        private_message("/forget", user=STRANGER),
        private_message("/invite", user=STRANGER),
        private_message("/revoke 7", user=STRANGER),
        private_message("a" * 4_096, user=STRANGER),
        voice(user=STRANGER),
        album([None], user=STRANGER)[0],
        edited(private_chat(STRANGER), 4, "why?", user=STRANGER),
        pressed(_message_of(STRANGER), "f:1:0", user=STRANGER),
        pressed(_message_of(READER), "q:1", user=STRANGER),
        mention("why?", user=STRANGER),
        mention("why?", chat=-100_999, user=READER),
        group_command("help", user=STRANGER),
        group_command("start", user=STRANGER),
    ],
    ids=lambda update: update[0],
)
async def test_a_strangers_doing_costs_nothing_and_is_not_answered(bot: Running, update: Any) -> None:
    bot.telegram.queues(*update)
    assert await is_passed_over(bot)


async def test_a_strangers_inline_query_finds_nothing_at_once(bot: Running) -> None:
    query = bot.telegram.queues(*inline_query("how did Alibaba do?", user=STRANGER))
    await bot.telegram.wait_for(1, method="answerInlineQuery")
    [call] = bot.telegram.called("answerInlineQuery")
    assert (call.params["inline_query_id"], call.params["results"]) == (query["id"], [])
    assert await is_passed_over(bot)


async def test_what_a_stranger_writes_is_not_even_recorded(bot: Running) -> None:
    bot.telegram.hears("a secret of mine", user=STRANGER)
    assert await is_passed_over(bot)
    await bot.stop()
    for file in bot.folder.glob("*.db*"):
        assert b"a secret of mine" not in file.read_bytes()


@pytest.mark.parametrize("text", ["/start", "/help", "/start abc", "/help me"])
async def test_a_stranger_is_told_the_id_to_let_in(bot: Running, text: str) -> None:
    assert f"Your Telegram id is {STRANGER}" in await bot.ask_and_read(text, user=STRANGER)


async def test_a_stranger_is_told_in_the_language_of_their_telegram(bot: Running) -> None:
    bot.telegram.hears("/start", user=STRANGER, language="zh-hans")
    [reply] = await bot.telegram.wait_for(1)
    assert reply["text"] == bot.vocabulary.chinese.stranger.format(user_id=STRANGER)


@pytest.mark.parametrize("text", ["why?", "/start"])
async def test_a_thousand_strangers_delay_no_reader_and_get_thirty_lines(either: Running, text: str) -> None:
    await either.start()
    await either.ask_and_read("before")
    either.telegram.queue_all(private_message(text, user=1_000 + number) for number in range(1_000))
    began = time.monotonic()
    number = either.telegram.hears("why?", user=READER)
    await until(lambda: any(one.reply_to == number for one in either.telegram.shown(READER)))
    assert time.monotonic() - began < 4
    await until(lambda: not either.telegram.unconfirmed)
    await asyncio.sleep(0.1)
    to_strangers = [message for message in either.telegram.sent if message["chat_id"] != READER]
    assert len(to_strangers) <= 30
    assert [question.text for question, _ in either.librarian.asked] == ["before", "why?"]


async def test_a_thousand_wrong_invitations_delay_no_reader(either: Running) -> None:
    await either.start(access=letting_in(READER, mode=Mode.INVITE))
    await either.ask_and_read("before")
    codes = (f"/start {'a' * 28}{number:04d}" for number in range(1_000))
    either.telegram.queue_all(private_message(code, user=1_000 + number) for number, code in enumerate(codes))
    began = time.monotonic()
    number = either.telegram.hears("why?", user=READER)
    await until(lambda: any(one.reply_to == number for one in either.telegram.shown(READER)))
    assert time.monotonic() - began < 4
    assert len(either.telegram.sent) <= 32


async def test_in_open_mode_everybody_is_answered_in_private_and_in_groups(idle: Running) -> None:
    await idle.start(access=letting_in(mode=Mode.OPEN))
    assert await idle.ask_and_read("why?", user=STRANGER) == "You asked: why?"
    idle.telegram.queues(*mention("why not?", user=STRANGER))
    assert (await idle.telegram.wait_for(2))[1]["chat_id"] == GROUP
    idle.telegram.queues(*inline_query("how did it do?", user=STRANGER))
    await idle.telegram.wait_for(1, method="answerInlineQuery")
    assert len(idle.telegram.called("answerInlineQuery")[0].params["results"]) == 1


async def test_a_button_of_a_readers_answer_pressed_by_a_stranger_in_a_group_asks_nothing(idle: Running) -> None:
    idle.librarian.answers["why?"] = Answer(Status.CLARIFY, "Which one?", NOW, options=["This one?", "That one?"])
    await idle.start(access=letting_in(READER, GROUP))
    idle.telegram.queues(*mention("why?"))
    await idle.telegram.wait_for(1)
    [shown] = idle.telegram.shown(GROUP)
    assert shown.reply_markup
    idle.telegram.presses(GROUP, shown.reply_markup["inline_keyboard"][0][0]["text"], user=STRANGER)
    assert await idle.ask_and_read("anything new?") == "You asked: anything new?"
    assert [question.text for question, _ in idle.librarian.asked] == ["why?", "anything new?"]
