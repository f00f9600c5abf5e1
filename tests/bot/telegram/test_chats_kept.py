"""The bot knows the chats it is in, and which of them it can no longer write to."""

import sqlite3
from contextlib import closing

from tests.bot.telegram.conftest import Running, until
from tests.standins import telegram_updates as made
from tests.standins.telegram import BLOCKED, READER


def chats(bot: Running) -> dict[int, tuple[str, bool]]:
    with closing(sqlite3.connect(bot.folder / "bot.db")) as connection:
        rows = connection.execute("SELECT chat_id, kind, gone FROM chats").fetchall()
    return {chat_id: (kind, bool(gone)) for chat_id, kind, gone in rows}


async def test_a_chat_is_known_from_its_first_message_and_gone_when_the_reader_blocks_the_bot(bot: Running) -> None:
    await bot.ask_and_read("why?")
    assert chats(bot) == {READER: ("private", False)}
    bot.telegram.queues(*made.blocked())
    await until(lambda: chats(bot) == {READER: ("private", True)})
    bot.telegram.queues(*made.unblocked())
    await until(lambda: chats(bot) == {READER: ("private", False)})


async def test_a_chat_is_gone_when_an_answer_can_no_longer_be_brought_there(bot: Running) -> None:
    await bot.ask_and_read("why?")
    bot.librarian.gate("slow")
    bot.telegram.hears("slow")
    await bot.librarian.is_asked(2)
    bot.telegram.fails("sendMessage", BLOCKED)
    bot.librarian.gates["slow"].set()
    await until(lambda: chats(bot) == {READER: ("private", True)})
