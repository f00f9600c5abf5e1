"""Starting, going through trouble, and stopping."""

import asyncio
import logging
import socket

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.errors import RallybotError
from bot.telegram.bot import Timing
from bot.telegram.connection import ConnectionTiming
from bot.telegram.words import Vocabulary
from tests.bot.telegram.conftest import Running
from tests.standins.loopback import serving
from tests.standins.telegram import BROKEN, TOKEN, flood

WRONG = TOKEN[:-1] + "B"
SLOW = Timing(connection=ConnectionTiming(retry=60))


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


async def test_the_bot_leaves_its_webhook_and_names_its_commands_in_two_languages(idle: Running) -> None:
    idle.telegram.webhook = "https://example.com/hook"
    await idle.start()
    await idle.telegram.wait_for(2, method="setMyCommands")
    english, chinese = (call.params for call in idle.telegram.called("setMyCommands"))
    names = ["ask", "help", "cancel", "forget"]
    assert [command["command"] for command in english["commands"]] == names
    assert [command["command"] for command in chinese["commands"]] == names
    assert chinese["language_code"] == "zh"
    assert await idle.ask_and_read("why?") == "You asked: why?"


async def test_only_what_the_bot_deals_with_is_asked_for(bot: Running) -> None:
    [poll] = bot.telegram.called("getUpdates")
    wanted = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
    assert poll.params["allowed_updates"] == wanted


@pytest.mark.parametrize("token", [WRONG, "nonsense"])
async def test_a_refused_token_is_said_in_a_sentence_without_the_token(idle: Running, token: str) -> None:
    with pytest.raises(RallybotError, match=r"check TELEGRAM_BOT_TOKEN in \.env") as caught:
        await (await idle.start(token=token))
    assert token not in str(caught.value)
    assert caught.value.__suppress_context__
    idle.task = None


async def test_an_address_where_nobody_answers_is_named_after_three_tries(
    idle: Running, caplog: pytest.LogCaptureFixture
) -> None:
    url = closed_port()
    with pytest.raises(RallybotError, match=f"Telegram does not answer at {url}: check"):
        await (await idle.start(api_url=url))
    assert caplog.text.count("trying again") == 2
    idle.task = None


async def test_an_address_that_is_not_telegrams_is_named_too(idle: Running) -> None:
    async def greet(_: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    app = Starlette(routes=[Route("/{path:path}", greet, methods=["POST"])])
    with serving(app) as url, pytest.raises(RallybotError, match=f"does not answer at {url}"):
        await (await idle.start(api_url=url))
    idle.task = None


async def test_trouble_at_the_first_call_is_got_over(idle: Running) -> None:
    idle.telegram.fails("getMe", BROKEN, BROKEN)
    idle.telegram.fails("setMyCommands", flood(60))
    await idle.start()
    assert await idle.ask_and_read("why?") == "You asked: why?"


async def test_a_bot_that_cannot_sign_in_stops_when_told(idle: Running) -> None:
    task = await idle.start(api_url=closed_port(), timing=SLOW)
    await asyncio.sleep(0.1)
    idle.stopped.set()
    async with asyncio.timeout(1):
        await task


async def test_failed_polls_are_logged_once_and_got_over(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        bot.telegram.fails("getUpdates", BROKEN)
        assert await bot.ask_and_read("one") == "You asked: one"
        assert await bot.ask_and_read("two") == "You asked: two"
    assert caplog.text.count("no updates from Telegram, trying on: status 500") == 1
    assert caplog.text.count("updates from Telegram come in again") == 1


async def test_a_second_poller_is_named_once_and_keeps_nobody_from_stopping_the_bot(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    bot.telegram.second_poller = True
    await bot.telegram.wait_for(2, method="getUpdates")
    await asyncio.sleep(0.05)
    async with asyncio.timeout(1.4):  # the library would first wait for 1.5 s
        await bot.stop()
    assert [record.levelname for record in caplog.records if "another program" in record.message] == ["ERROR"]


async def test_a_token_revoked_while_the_bot_runs_ends_it_with_a_sentence(idle: Running) -> None:
    task = await idle.start()
    await idle.telegram.wait_for(1, method="getUpdates")
    idle.telegram.revoked = True
    with pytest.raises(RallybotError, match="Telegram refused the token"):
        await task
    idle.task = None


async def test_a_running_answer_is_finished_before_the_bot_stops(bot: Running) -> None:
    gate = bot.librarian.gate("slow")
    bot.telegram.hears("slow")
    await bot.librarian.is_asked()
    bot.stopped.set()
    await asyncio.sleep(0.05)
    gate.set()
    await bot.stop()
    assert [message["text"] for message in bot.telegram.sent] == ["You asked: slow"]


async def test_an_answer_that_takes_too_long_to_finish_is_given_after_the_next_start(bot: Running) -> None:
    gate = bot.librarian.gate("slow")
    bot.telegram.hears("slow")
    bot.telegram.hears("after it", language="zh")
    await bot.telegram.wait_for(1, method="sendChatAction")
    await bot.stop()
    assert bot.telegram.sent == []
    gate.set()
    await bot.start()
    sent = await bot.telegram.wait_for(2)
    assert [message["text"] for message in sent] == ["You asked: slow", "You asked: after it"]


async def test_a_second_bot_on_the_same_data_folder_does_not_start(bot: Running, vocabulary: Vocabulary) -> None:
    await bot.telegram.wait_for(2, method="setMyCommands")
    second = Running(bot.telegram, vocabulary, bot.folder)
    with pytest.raises(RallybotError, match="another rallybot answers from this data folder"):
        await (await second.start())
    assert await bot.ask_and_read("why?") == "You asked: why?"


async def test_what_was_answered_is_not_answered_again_by_the_next_bot(bot: Running) -> None:
    await bot.ask_and_read("why?")
    await bot.stop()
    assert bot.telegram.unconfirmed == 0


async def test_a_question_asked_while_the_bot_is_off_is_answered_when_it_is_back(idle: Running) -> None:
    idle.telegram.hears("why?")
    await idle.start()
    [reply] = await idle.telegram.wait_for(1)
    assert reply["text"] == "You asked: why?"
