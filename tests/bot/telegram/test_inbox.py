"""What comes in is recorded before Telegram is told that it arrived, whatever else goes wrong."""

import logging
import sqlite3
from contextlib import closing

import pytest

from bot.errors import RallybotError
from tests.bot.telegram.conftest import Running, until
from tests.bot.telegram.trouble import unrecordable
from tests.standins.telegram import BROKEN, CUT, GATEWAY, READER, Fault, flood

RUBBISH = [
    b"",
    b"null",
    b'{"ok": true}',
    b'{"ok": true, "result": null}',
    b'{"ok": true, "result": {"a": 1}}',
    b'{"ok": true, "result": [1, null, "update"]}',
    b'{"ok": true, "result": [{"message": {"text": "why?"}}]}',
    b'{"ok": true, "result": [{"update_id": "many"}]}',
    b"\xff\xfe",
]


async def test_what_cannot_be_recorded_is_not_confirmed_and_answered_once_it_can(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await bot.ask_and_read("before")
    async with unrecordable(bot.folder):
        for text in ("one", "two"):
            bot.telegram.hears(text)
        await until(lambda: "updates cannot be recorded" in caplog.text)
        assert bot.telegram.unconfirmed == 2
    sent = await bot.telegram.wait_for(3)
    assert [message["text"] for message in sent[1:]] == ["You asked: one", "You asked: two"]
    await until(lambda: not bot.telegram.unconfirmed)
    assert caplog.text.count("updates cannot be recorded") == 1
    assert caplog.text.count("updates are recorded again") == 1


async def test_a_bot_stopped_while_nothing_can_be_recorded_leaves_it_to_telegram(bot: Running) -> None:
    await bot.ask_and_read("before")
    async with unrecordable(bot.folder):
        bot.telegram.hears("one")
        bot.telegram.hears("/help")
        await bot.telegram.wait_for(2, method="getUpdates")
        await bot.stop()
    assert bot.telegram.unconfirmed == 2
    await bot.start()
    sent = await bot.telegram.wait_for(3)
    assert {message["text"] for message in sent[1:]} == {"You asked: one", bot.vocabulary.english.help}


async def test_an_edit_that_cannot_be_recorded_at_once_is_answered_later(bot: Running) -> None:
    number = bot.telegram.hears("old")
    await bot.telegram.wait_for(1)
    async with unrecordable(bot.folder):
        chat = {"id": READER, "type": "private", "first_name": "Ada"}
        sender = {"id": READER, "is_bot": False, "first_name": "Ada"}
        edit = {"message_id": number, "date": 1, "edit_date": 2, "chat": chat, "from": sender, "text": "new"}
        bot.telegram.queues("edited_message", edit)
        await bot.telegram.wait_for(2, method="getUpdates")
    assert (await bot.telegram.wait_for(2))[1]["text"] == "You asked: new"


async def test_a_command_whose_end_cannot_be_noted_is_done_once(bot: Running) -> None:
    await bot.ask_and_read("before")
    with closing(sqlite3.connect(bot.folder / "bot.db")) as file:
        await until(lambda: _waiting(file) == 0)
        # Only the end fails: a row can be written, and not changed.
        file.execute(
            "CREATE TRIGGER stuck BEFORE UPDATE ON updates WHEN old.kind = 'command' "
            "BEGIN SELECT no_such_function(); END"
        )
        assert await bot.ask_and_read("/help") == bot.vocabulary.english.help
        file.execute("DROP TRIGGER stuck")
        await until(lambda: _waiting(file) == 0)
    assert await bot.ask_and_read("after") == "You asked: after"
    assert len(bot.telegram.sent) == 3


def _waiting(file: sqlite3.Connection) -> int:
    return int(file.execute("SELECT count(*) FROM updates WHERE state = 'waiting'").fetchone()[0])


async def test_a_command_that_fails_is_answered_with_an_apology(bot: Running) -> None:
    await bot.ask_and_read("before")
    with closing(sqlite3.connect(bot.folder / "bot.db")) as file:
        file.execute("ALTER TABLE turns RENAME TO elsewhere")
        assert await bot.ask_and_read("/forget") == bot.vocabulary.english.trouble
        file.execute("ALTER TABLE elsewhere RENAME TO turns")
    assert await bot.ask_and_read("/forget") == bot.vocabulary.english.forgotten


@pytest.mark.parametrize("where", ["first", "middle", "last"])
async def test_an_update_that_cannot_be_read_is_passed_over_and_those_around_it_are_answered(
    idle: Running, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable = {"message_id": 3, "date": "yesterday"}
    for number, place in enumerate(("first", "middle", "last")):
        if place == where:
            idle.telegram.queues("message", unreadable)
        idle.telegram.hears(str(number), user=READER)
    await idle.start()
    sent = await idle.telegram.wait_for(3)
    assert [message["text"] for message in sent] == ["You asked: 0", "You asked: 1", "You asked: 2"]
    assert await idle.ask_and_read("after") == "You asked: after"
    await until(lambda: not idle.telegram.unconfirmed)
    assert caplog.text.count("it cannot be read") == 1


@pytest.mark.parametrize("body", RUBBISH)
async def test_polling_goes_on_after_whatever_telegram_answers(bot: Running, body: bytes) -> None:
    bot.telegram.fails("getUpdates", *[Fault(200, body=body)] * 2)
    for text in ("one", "two"):
        assert await bot.ask_and_read(text) == f"You asked: {text}"


@pytest.mark.parametrize("fault", [GATEWAY, CUT, BROKEN, flood(1), Fault(409, "Conflict"), Fault(400, "Bad Request")])
async def test_polling_goes_on_after_whatever_befalls_it(bot: Running, fault: Fault) -> None:
    bot.telegram.fails("getUpdates", fault)
    for text in ("one", "two"):
        assert await bot.ask_and_read(text) == f"You asked: {text}"


async def test_a_webhook_that_another_program_set_is_left_again(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    bot.telegram.webhook = "https://elsewhere.example/hook"
    bot.telegram.hears("why?")
    await bot.telegram.wait_for(1)
    assert bot.telegram.webhook == ""
    bot.telegram.violations.clear()  # the poll beside a webhook
    assert "another program takes this bot's updates" in caplog.text


async def test_a_telegram_that_does_not_answer_at_the_start_is_waited_for(idle: Running) -> None:
    idle.telegram.fails("deleteWebhook", BROKEN, GATEWAY, flood(1))
    await idle.start()
    assert await idle.ask_and_read("why?") == "You asked: why?"


async def test_a_bot_that_cannot_leave_its_webhook_yet_stops_when_told(idle: Running) -> None:
    idle.telegram.fails("deleteWebhook", flood(60))
    await idle.start()
    await idle.telegram.wait_for(1, method="deleteWebhook")
    await idle.stop()


async def test_a_token_refused_at_the_first_step_of_polling_ends_the_bot_with_a_sentence(idle: Running) -> None:
    idle.telegram.fails("deleteWebhook", Fault(401, "Unauthorized"))
    with pytest.raises(RallybotError, match="Telegram refused the token"):
        await (await idle.start())
    idle.task = None


async def test_what_an_earlier_process_took_and_did_not_do_is_done_at_the_start(idle: Running) -> None:
    await idle.start()
    await idle.ask_and_read("before")
    await idle.stop()
    with closing(sqlite3.connect(idle.folder / "bot.db")) as file:
        file.execute(
            "INSERT INTO updates SELECT bot_id, 9000, chat_id, message_id, 'command', "
            "json_set(document, '$.kind', 'command', '$.command', 'help'), "
            "received_at, 'waiting', 0, part_of FROM updates"
        )
        file.execute(
            "INSERT INTO updates SELECT bot_id, 9001, chat_id, message_id, 'command', '{\"of\": \"another version\"}', "
            "received_at, 'waiting', 0, part_of FROM updates LIMIT 1"
        )
        file.commit()
    await idle.start()
    assert (await idle.telegram.wait_for(2))[1]["text"] == idle.vocabulary.english.help
    assert await idle.ask_and_read("after") == "You asked: after"
