"""/forget, and what is forgotten in time: what is left of a chat in the data folder, down to the bytes."""

import sqlite3
from contextlib import closing
from functools import partial

from tests.bot.telegram.conftest import UNHURRIED, Running, letting_in, until
from tests.standins import telegram_updates as made
from tests.standins.telegram import READER
from tests.standins.telegram_updates import GROUP

OTHER = 9
SECRET = "what of zephyranthes?"


def rows(bot: Running, file: str = "bot.db") -> dict[str, list[str]]:
    """What stands in the tables of a database, as text, but for Alembic's and DBOS's own."""
    with closing(sqlite3.connect(bot.folder / file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [repr(row) for row in connection.execute(f'SELECT * FROM "{table}"')] for table in tables}


def of_chat(bot: Running, chat: int) -> list[str]:
    """The rows that are of a chat: what it asked, and what it was told."""
    with closing(sqlite3.connect(bot.folder / "bot.db")) as connection:
        return [
            table
            for table in ("turns", "replies", "updates")
            for _ in connection.execute(f"SELECT 1 FROM {table} WHERE chat_id = ?", [chat])
        ]


def jobs(bot: Running) -> list[str]:
    """Numbers of updates whose jobs are known to DBOS, wherever."""
    workflows = [table for table in rows(bot, "jobs.db") if table.startswith(("workflow", "operation"))]
    assert {"workflow_status", "operation_outputs"} <= {*workflows}
    found = rows(bot, "jobs.db")
    return [row for table in workflows for row in found[table]]


def in_the_bytes(bot: Running, text: str) -> list[str]:
    """The files of the data folder that hold a text anywhere, unused pages and logs included."""
    return [path.name for path in bot.folder.iterdir() if path.is_file() and text.encode() in path.read_bytes()]


async def test_a_forgotten_chat_leaves_no_rows_no_jobs_and_no_bytes(bot: Running) -> None:
    await bot.ask_and_read(SECRET)
    await bot.ask_and_read("and another")
    assert in_the_bytes(bot, "zephyranthes")
    assert await bot.ask_and_read("/forget") == bot.vocabulary.english.forgotten
    await until(lambda: not jobs(bot))
    # The command itself stays for as long as Telegram might bring it again.
    assert of_chat(bot, READER) == ["updates"]
    assert in_the_bytes(bot, "zephyranthes") == []
    assert bot.librarian.asked[1][1] != ()
    bot.telegram.hears("what did I ask?")
    await bot.librarian.is_asked(3)
    assert bot.librarian.asked[2][1] == ()


async def test_other_chats_keep_theirs(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER, GROUP), limits=UNHURRIED)
    idle.telegram.hears(SECRET)
    idle.telegram.hears("mine", user=OTHER)
    idle.telegram.queues(*made.group_command("ask", "ours"))
    for chat in (READER, OTHER, GROUP):
        await until(partial(idle.texts, chat))
    idle.telegram.hears("/forget")
    await until(lambda: len(idle.texts()) == 2)
    assert {*of_chat(idle, OTHER)} == {*of_chat(idle, GROUP)} == {"turns", "replies", "updates"}
    idle.telegram.hears("and then?", user=OTHER)
    await idle.librarian.is_asked(4)
    assert [turn.question for turn in idle.librarian.asked[3][1]] == ["mine"]


async def test_what_is_under_way_is_called_off_and_forgotten_too(idle: Running) -> None:
    await idle.start(access=letting_in(READER, GROUP), limits=UNHURRIED)
    idle.librarian.pieces[SECRET] = ["Zephyranthes are", idle.librarian.gate("never")]
    idle.telegram.queues(*made.group_command("ask", SECRET))
    idle.telegram.queues(*made.group_command("ask", "zephyranthes again"))
    await idle.says("Zephyranthes are …", chat=GROUP)
    idle.telegram.queues(*made.group_command("forget"))
    await idle.says(idle.vocabulary.english.forgotten, chat=GROUP)
    await until(lambda: idle.librarian.cancelled == [SECRET])
    await until(lambda: not jobs(idle))
    assert of_chat(idle, GROUP) == ["updates"]
    assert in_the_bytes(idle, "ephyranthes") == []
    await idle.stop()
    await idle.start(access=letting_in(READER, GROUP), limits=UNHURRIED)
    await idle.ask_and_read("the last one")
    assert [question.text for question, _ in idle.librarian.asked] == [SECRET, "the last one"]


async def test_a_question_asked_after_it_is_answered_though_both_come_at_once(idle: Running) -> None:
    for text in (SECRET, "/forget", "/cancel", "why?"):
        idle.telegram.hears(text)
    await idle.start(limits=UNHURRIED)
    await until(lambda: "You asked: why?" in idle.texts())
    words = idle.vocabulary.english
    assert {words.forgotten, "You asked: why?"} <= {*idle.texts()}
    assert words.cancelled not in idle.texts()


async def test_a_message_edited_after_it_is_a_new_question(bot: Running) -> None:
    message = bot.telegram.hears(SECRET)
    await until(lambda: len(bot.texts()) == 1)
    await bot.ask_and_read("/forget")
    bot.telegram.queues(*made.edited(made.private_chat(), message, "and roses?"))
    await bot.librarian.is_asked(2)
    assert bot.librarian.asked[1][1] == ()
