"""Updates that Telegram brings."""

import asyncio
import logging
import socket
import sqlite3
from contextlib import closing

import pytest

from bot.errors import RallybotError
from bot.telegram.webhook import WebhookAddress
from tests.bot.telegram.conftest import SECRET, Running, until
from tests.bot.telegram.trouble import unrecordable
from tests.standins.telegram import BROKEN, TOKEN, Fault, flood
from tests.standins.telegram_updates import private_message

UPDATE = {"update_id": 900, "message": {**private_message("why?")[1], "message_id": 800}}


async def test_telegram_is_told_the_address_the_secret_and_the_kinds_of_updates(hooked: Running) -> None:
    await hooked.start()
    await hooked.hears_updates()
    [call] = hooked.telegram.called("setWebhook")
    assert call.params["url"] == f"http://{hooked.address}/telegram"
    assert call.params["secret_token"] == SECRET
    wanted = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
    assert call.params["allowed_updates"] == wanted
    assert hooked.telegram.called("getUpdates") == []


async def test_an_update_that_is_brought_twice_is_answered_once(hooked: Running) -> None:
    await hooked.start(rate=2)
    hooked.telegram.delivers_twice(2)
    assert await hooked.ask_and_read("one") == "You asked: one"
    assert await hooked.ask_and_read("/help") == hooked.vocabulary.english.help
    assert await hooked.ask_and_read("two") == "You asked: two"
    assert [delivery.status for delivery in hooked.telegram.deliveries] == [200] * 5
    assert len(hooked.telegram.sent) == 3


async def test_a_question_refused_for_its_haste_is_not_answered_when_it_is_brought_again(hooked: Running) -> None:
    await hooked.start(rate=1)
    await hooked.ask_and_read("one")
    hooked.telegram.delivers_twice()
    assert "more questions a minute" in await hooked.ask_and_read("two")
    await until(lambda: not hooked.telegram.unconfirmed)
    assert [question.text for question, _ in hooked.librarian.asked] == ["one"]
    assert len(hooked.telegram.sent) == 2


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1]])
async def test_whoever_does_not_know_the_secret_brings_nothing(hooked: Running, secret: str | None) -> None:
    await hooked.start()
    await hooked.hears_updates()
    assert await hooked.telegram.poses_as_telegram(UPDATE, secret) == 401
    assert await hooked.ask_and_read("anything new?") == "You asked: anything new?"
    await hooked.stop()
    with closing(sqlite3.connect(hooked.folder / "bot.db")) as file:
        assert file.execute("SELECT count(*) FROM updates WHERE update_id = 900").fetchone() == (0,)


async def test_what_cannot_be_recorded_is_left_to_telegram_and_answered_once_it_can(
    hooked: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await hooked.start()
    await hooked.ask_and_read("before")
    async with unrecordable(hooked.folder):
        for text in ("one", "two"):
            hooked.telegram.hears(text)
        await until(lambda: len(hooked.telegram.deliveries) >= 3)
        assert {delivery.status for delivery in hooked.telegram.deliveries[1:]} == {503}
        assert hooked.telegram.unconfirmed == 2
    sent = await hooked.telegram.wait_for(3)
    assert [message["text"] for message in sent] == ["You asked: before", "You asked: one", "You asked: two"]
    assert [record.levelname for record in caplog.records if "cannot be recorded" in record.message] == ["ERROR"]


async def test_telegram_hears_that_an_update_has_arrived_only_when_it_is_recorded(hooked: Running) -> None:
    await hooked.start()
    await hooked.ask_and_read("before")
    with closing(sqlite3.connect(hooked.folder / "bot.db", isolation_level=None)) as file:
        file.execute("BEGIN EXCLUSIVE")
        hooked.telegram.hears("why?")
        await asyncio.sleep(0.3)
        assert len(hooked.telegram.deliveries) == 1
        file.execute("COMMIT")
    await hooked.telegram.wait_for(2)
    assert [delivery.status for delivery in hooked.telegram.deliveries] == [200, 200]


async def test_a_webhook_that_another_program_changed_is_said_and_claimed_again(
    hooked: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await hooked.start()
    await hooked.hears_updates()
    hooked.telegram.webhook = "https://elsewhere.example/hook"
    await hooked.telegram.wait_for(2, method="setWebhook")
    assert await hooked.ask_and_read("why?") == "You asked: why?"
    said = [record.levelname for record in caplog.records if "another program" in record.message]
    assert said == ["ERROR"]


@pytest.mark.parametrize("fault", [Fault(400, "Bad Request: bad webhook: no"), BROKEN, flood(1)])
async def test_a_webhook_that_cannot_be_claimed_again_at_once_is_claimed_later(hooked: Running, fault: Fault) -> None:
    await hooked.start()
    await hooked.hears_updates()
    hooked.telegram.fails("setWebhook", fault)
    hooked.telegram.webhook = ""
    await hooked.telegram.wait_for(3, method="setWebhook")
    assert await hooked.ask_and_read("why?") == "You asked: why?"


async def test_a_telegram_that_cannot_reach_the_bot_is_quoted_once(
    hooked: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await hooked.start()
    await hooked.telegram.wait_for(2, method="getWebhookInfo")
    async with unrecordable(hooked.folder):
        hooked.telegram.hears("why?")
        await hooked.telegram.wait_for(8, method="getWebhookInfo")
    await hooked.telegram.wait_for(1)
    await until(lambda: "updates come in again" in caplog.text)
    assert caplog.text.count("Telegram cannot bring updates: Wrong response from the webhook: 503") == 1


async def test_a_telegram_that_does_not_answer_at_the_start_is_waited_for(hooked: Running) -> None:
    hooked.telegram.fails("setWebhook", BROKEN, BROKEN)
    await hooked.start()
    assert await hooked.ask_and_read("why?") == "You asked: why?"


async def test_an_address_that_telegram_refuses_is_said_without_token_and_secret(hooked: Running) -> None:
    hooked.telegram.fails("setWebhook", Fault(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook"))
    with pytest.raises(RallybotError, match=r"refuses the webhook \(Bad webhook.*check RALLYBOT_WEBHOOK_URL") as caught:
        await (await hooked.start())
    assert TOKEN not in str(caught.value)
    assert SECRET not in str(caught.value)
    hooked.task = None


async def test_a_token_revoked_while_the_bot_runs_ends_it_with_a_sentence(hooked: Running) -> None:
    task = await hooked.start()
    await hooked.hears_updates()
    hooked.telegram.revoked = True
    with pytest.raises(RallybotError, match="Telegram refused the token"):
        await task
    hooked.task = None


async def test_an_address_to_listen_on_that_is_taken_is_named(hooked: Running) -> None:
    host, _, port = hooked.address.partition(":")
    with (
        socket.create_server((host, int(port))),
        pytest.raises(RallybotError, match=f"^{hooked.address} is in use by another program"),
    ):
        await (await hooked.start())
    assert hooked.telegram.called("setWebhook") == []
    await hooked.start()
    assert await hooked.ask_and_read("why?") == "You asked: why?"


async def test_what_comes_while_the_bot_is_off_stays_with_telegram_and_is_answered_after_the_start(
    hooked: Running,
) -> None:
    await hooked.start()
    await hooked.ask_and_read("before")
    await hooked.stop()
    for text in ("one", "two"):
        hooked.telegram.hears(text)
    await asyncio.sleep(0.1)
    assert hooked.telegram.unconfirmed == 2
    await hooked.start()
    sent = await hooked.telegram.wait_for(3)
    assert [message["text"] for message in sent[1:]] == ["You asked: one", "You asked: two"]


async def test_the_bot_comes_back_from_polling_to_its_webhook_and_the_other_way(hooked: Running) -> None:
    await hooked.start()
    await hooked.ask_and_read("one")
    await hooked.stop()
    hooked.webhook = False
    await hooked.start()
    assert await hooked.ask_and_read("two") == "You asked: two"
    await hooked.stop()
    hooked.webhook = True
    await hooked.start()
    assert await hooked.ask_and_read("three") == "You asked: three"


async def test_a_question_in_two_parts_is_put_together_although_the_first_could_not_be_recorded_at_once(
    hooked: Running,
) -> None:
    await hooked.start()
    await hooked.ask_and_read("before")
    parts = "a" * 4_090, "and the end"
    async with unrecordable(hooked.folder):
        for part in parts:
            hooked.telegram.hears(part)
        await until(lambda: len(hooked.telegram.deliveries) >= 3)
    await hooked.telegram.wait_for(2)
    await until(lambda: not hooked.telegram.unconfirmed)
    assert [question.text for question, _ in hooked.librarian.asked[1:]] == [" ".join(parts)]


def test_the_secret_is_not_shown_where_the_address_is() -> None:
    address = WebhookAddress("https://bot.example.org/telegram", SECRET)
    assert SECRET not in repr(address)
