"""The bot's own SQLite file: its schema, and opening and guarding it.

It is not the newsroom's: an ingest holds that one's write lock for long, and a question must not wait on it.
"""

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge import database
from knowledge.database import Schema
from knowledge.errors import StoreError

HEAD = "0002"
FILE = "bot.db"
_STATE = Schema("the bot's store", Path(__file__).parent / "migrations", "bot_version", HEAD, "start again")


def open_state(data_dir: Path) -> Engine:
    """Open the file in the data folder, making folder and tables where there are none.

    Raises:
        StoreError: the folder or the file cannot be used, or is of a newer version.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the data folder cannot be made ({error.strerror}). Set RALLYBOT_DATA_DIR to one that can."
        ) from error
    engine = database.open_engine(data_dir / FILE)
    event.listen(engine, "connect", _overwrite_what_is_deleted)
    database.migrate(engine, _STATE)
    return engine


def scrub(engine: Engine) -> None:
    """Leave nothing in the file's log of what was deleted, unless somebody reads it just now; raises StoreError."""
    with guarded(), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _overwrite_what_is_deleted(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA secure_delete = ON").close()


def is_current(engine: Engine) -> bool:
    """Whether the tables are there and of this version; raises StoreError when they are of a newer one."""
    return database.is_current(engine, _STATE)


def guarded() -> AbstractContextManager[None]:
    """Turn what the database says about folder, disk and locks into one line that says what to do."""
    return database.guarded(_STATE)
