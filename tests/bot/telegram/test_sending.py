"""What becomes of a reply when Telegram does not simply take it."""

import asyncio
import logging
import socket

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.telegram.outbox import Outbox
from bot.telegram.render import Reply
from tests.bot.telegram.conftest import Running
from tests.standins.telegram import BAD_ENTITIES, BLOCKED, BROKEN, HANGS, READER, TOKEN, Telegram, flood


async def next_answer(bot: Running) -> str:
    return (await bot.ask_and_read("next")).removeprefix("You asked: ")


async def test_a_flood_wait_is_kept_and_the_reply_sent_after_it(bot: Running) -> None:
    bot.telegram.fails("sendMessage", flood(1))
    bot.telegram.hears("why?")
    await bot.telegram.wait_for(1)
    first, second = bot.telegram.called("sendMessage")
    assert second.at - first.at >= 1


async def test_a_reply_is_given_up_after_three_flood_waits(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    bot.telegram.fails("sendMessage", *[flood(1)] * 3)
    bot.telegram.hears("why?")
    bot.telegram.hears("next")
    [reply] = await bot.telegram.wait_for(1)
    assert reply["text"] == "You asked: next"
    assert "reply given up" in caplog.text


async def test_a_reply_that_may_have_arrived_is_not_sent_again(bot: Running) -> None:
    bot.telegram.fails("sendMessage", HANGS)
    bot.telegram.hears("why?")
    await bot.telegram.wait_for(1)
    assert await next_answer(bot) == "next"
    assert [message["text"] for message in bot.telegram.sent] == ["You asked: why?", "You asked: next"]


async def test_a_reply_that_surely_was_not_sent_is_sent_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    request = HTTPXRequest()
    outbox = Outbox(Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request), typing_every=4)
    sending = asyncio.create_task(outbox.send(READER, [Reply("It rose.")]))
    await asyncio.sleep(0.3)
    with Telegram(port) as telegram:
        telegram.hears("why?")
        assert await sending
        await request.shutdown()
        assert [message["text"] for message in telegram.sent] == ["It rose."]


async def test_a_servers_error_is_not_answered_with_a_second_reply(bot: Running) -> None:
    bot.telegram.fails("sendMessage", BROKEN)
    bot.telegram.hears("why?")
    assert await next_answer(bot) == "next"
    assert len(bot.telegram.called("sendMessage")) == 2


async def test_a_reader_who_has_blocked_the_bot_is_no_error(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        bot.telegram.fails("sendMessage", BLOCKED)
        bot.telegram.hears("why?")
        assert await next_answer(bot) == "next"
    assert [record.levelname for record in caplog.records if "blocked" in record.message] == ["INFO"]


async def test_a_reply_refused_for_its_form_is_sent_once_more_as_plain_text(bot: Running) -> None:
    bot.telegram.fails("sendMessage", BAD_ENTITIES)
    bot.telegram.hears("why?")
    [reply] = await bot.telegram.wait_for(1)
    assert reply["text"] == "You asked: why?"
    assert "entities" not in reply
    assert "reply_parameters" not in reply


async def test_a_reply_refused_in_plain_text_too_is_given_up(bot: Running) -> None:
    bot.telegram.fails("sendMessage", BAD_ENTITIES, BAD_ENTITIES)
    bot.telegram.hears("why?")
    assert await next_answer(bot) == "next"
    assert len(bot.telegram.called("sendMessage")) == 3


async def test_an_answer_comes_although_typing_cannot_be_shown(bot: Running) -> None:
    bot.telegram.fails("sendChatAction", flood(30))
    assert await bot.ask_and_read("why?") == "You asked: why?"


async def test_an_answer_does_not_wait_long_for_typing_that_hangs(bot: Running) -> None:
    bot.telegram.fails("sendChatAction", HANGS)
    async with asyncio.timeout(2):
        assert await bot.ask_and_read("why?") == "You asked: why?"
