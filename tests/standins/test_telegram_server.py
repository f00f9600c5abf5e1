"""The stand-in in a process of its own, and at the real library."""

from collections.abc import AsyncIterator, Iterator

import httpx
import psutil
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import ChatMigrated, Forbidden, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from tests.standins.telegram import BLOCKED, HANGS, READER, TOKEN, Telegram, flood, migrated
from tests.standins.telegram_server import TelegramApart
from tests.standins.telegram_updates import inline_query, mention

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (90).to_bytes(4, "big") + (60).to_bytes(4, "big")


@pytest.fixture(scope="module")
def apart() -> Iterator[TelegramApart]:
    with TelegramApart(limits=True) as apart:
        yield apart
    assert not psutil.pid_exists(apart.pid)


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        telegram.hears("hello")
        yield telegram
    assert telegram.violations == []


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    request = HTTPXRequest(read_timeout=0.3)
    yield Bot(TOKEN, base_url=f"{telegram.url}/bot", request=request)
    await request.shutdown()


def test_a_process_apart_hears_serves_and_tells(apart: TelegramApart) -> None:
    assert apart.do("hears", "why?", user=8) > 0
    apart.do("queues", *mention("why?"))
    apart.do("fails", "sendMessage", BLOCKED)
    send = {"chat_id": 8, "text": "It rose."}
    replies = [httpx.post(f"{apart.url}/bot{TOKEN}/sendMessage", json=send) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [403, 200, 200, 429]
    assert [message["text"] for message in apart.do("wait_for", 2)] == ["It rose."] * 2
    assert len(apart.do("sent", after=1)) == 1
    assert [shown["text"] for shown in apart.do("shown", 8)] == ["It rose."] * 2
    apart.set("revoked", True)
    assert httpx.post(f"{apart.url}/bot{TOKEN}/getMe").status_code == 401


@pytest.mark.parametrize(("name", "words"), [("nothing", "AttributeError"), ("presses", "TypeError")])
def test_a_process_apart_says_what_went_wrong(apart: TelegramApart, name: str, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        apart.do(name)


async def test_the_library_understands_every_answer(telegram: Telegram, bot: Bot) -> None:
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="m")]])
    assert (await bot.get_me()).username == "rally_test_bot"
    await bot.send_message_draft(READER, 5, "It r")
    sent = await bot.send_message(READER, "It rose.", reply_markup=buttons, reply_to_message_id=501)
    assert sent.reply_markup == buttons
    edited = await bot.edit_message_text("It fell.", READER, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("It fell.", None)
    await bot.edit_message_reply_markup(READER, sent.message_id, reply_markup=buttons)
    assert await bot.answer_callback_query(telegram.presses(READER, "More", inaccessible=True), "Noted")
    photo = await bot.send_photo(READER, PNG, caption="A rise", reply_markup=buttons)
    assert photo.photo[0].width == 90
    query = telegram.queues(*inline_query("baba"))["id"]
    article = InlineQueryResultArticle("1", "A rise", InputTextMessageContent("It rose."))
    assert await bot.answer_inline_query(query, [article])
    assert await bot.set_webhook(
        "http://127.0.0.1:9/", secret_token="s", max_connections=2, allowed_updates=["message"]
    )
    assert (await bot.get_webhook_info()).allowed_updates == ("message",)
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.delete_message(READER, sent.message_id)
    assert [shown.text for shown in telegram.shown(READER)] == ["A rise"]


async def test_the_library_knows_the_refusals_for_what_they_are(telegram: Telegram, bot: Bot) -> None:
    telegram.fails("sendMessage", BLOCKED, flood(2), migrated(-100_999), HANGS)
    for error in (Forbidden, RetryAfter, ChatMigrated, TimedOut):
        with pytest.raises(error):
            await bot.send_message(READER, "It rose.")
