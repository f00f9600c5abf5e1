"""Opening the newsroom's SQLite file and bringing its tables up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge.errors import BusyError, StoreError

HEAD = "0002"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 5_000


def open_engine(path: Path) -> Engine:
    """Open, or make, the SQLite file; nothing is read or written yet."""
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Bring the tables to :data:`HEAD`; a database that is already there costs one query.

    Raises:
        StoreError: the database is of a newer version, or cannot be written.
    """
    if is_current(engine):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    try:
        with guarded(), engine.begin() as connection:
            # A table that is made anew would take its dependants with it; what hangs together is looked at in the end.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            # The driver would leave each CREATE outside of the transaction: a kill between two would block every start.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.exec_driver_sql("SELECT 1 FROM pragma_foreign_key_check").first():
                raise StoreError(
                    "the newsroom's tables could not be brought up to date: rows that belong together do not."
                )
    finally:
        # The connection goes back to the pool without its foreign keys: a new one has them.
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the tables are there and of this version; raises StoreError when they are of a newer one."""
    with guarded(), engine.connect() as connection:
        current = _version(connection)
    if current is not None and current > HEAD:
        raise StoreError(
            "the newsroom was written by a newer rallybot. Update this one, or use another RALLYBOT_DATA_DIR."
        )
    return current == HEAD


def _version(connection: Connection) -> str | None:
    there = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'knowledge_version'")).first()
    if there is None:
        return None
    row = connection.execute(text("SELECT version_num FROM knowledge_version")).first()
    return str(row[0]) if row else None


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what the database says about folder, disk and locks into one line that says what to do."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # nothing that an operator could mend: a bug, to be seen as one
    except OperationalError as error:
        raise _explained(str(error.orig)) from error
    except DatabaseError as error:
        raise StoreError(
            f"the newsroom's database cannot be read ({error.orig}). Move the data folder away and ingest again."
        ) from error


def _explained(said: str) -> StoreError:
    if "disk is full" in said:
        return StoreError("the disk is full. Free some space and run it again; what was stored before is kept.")
    if "unable to open" in said or "readonly" in said:
        return StoreError("the data folder cannot be written. Make it writable or set RALLYBOT_DATA_DIR to another.")
    if "locked" in said:
        return BusyError("another rallybot is writing to the newsroom. Try again when it has finished.")
    return StoreError(f"the newsroom's database failed ({said}). Check the disk that holds RALLYBOT_DATA_DIR.")
