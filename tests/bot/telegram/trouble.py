"""Trouble that a bot is brought into from outside."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@asynccontextmanager
async def unrecordable(folder: Path) -> AsyncIterator[None]:
    """Let nothing be recorded in the data folder, once all that was is worked off: the table is away."""
    with closing(sqlite3.connect(folder / "bot.db")) as file:
        while file.execute("SELECT 1 FROM updates WHERE state = 'waiting'").fetchone():  # noqa: ASYNC110 (the bot's thread)
            await asyncio.sleep(0.005)
        file.execute("ALTER TABLE updates RENAME TO elsewhere")
        try:
            yield
        finally:
            file.execute("ALTER TABLE elsewhere RENAME TO updates")
