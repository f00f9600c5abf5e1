"""Opening an SQLite file and bringing its tables up to date; the newsroom and the bot each have a file of their own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, TypeDecorator, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge.errors import BusyError, StoreError

_BUSY_TIMEOUT_MS = 5_000


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one file: its Alembic ``migrations``, their ``version_table`` and newest version ``head``.

    ``what`` names it for people: "the newsroom"; ``again`` is what to do once a file that cannot be read is moved away.
    """

    what: str
    migrations: Path
    version_table: str
    head: str
    again: str


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: taken with a zone, kept and given back in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value.replace(tzinfo=UTC) if value else None


def open_engine(path: Path) -> Engine:
    """Open, or make, the SQLite file; nothing is read or written yet."""
    # An error that names parameters would put what people wrote into a log.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def migrate(engine: Engine, schema: Schema) -> None:
    """Bring the tables to the schema's head; a database that is already there costs one query.

    Raises:
        StoreError: the database is of a newer version, or cannot be written.
    """
    if is_current(engine, schema):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.migrations).replace("%", "%%"))
    try:
        with guarded(schema), engine.begin() as connection:
            # A table that is made anew would take its dependants with it; what hangs together is looked at in the end.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            # The driver would leave each CREATE outside of the transaction: a kill between two would block every start.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # Another process may have made them while this one waited for its turn.
            if _version(connection, schema) == schema.head:
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.exec_driver_sql("SELECT 1 FROM pragma_foreign_key_check").first():
                raise StoreError(
                    f"{schema.what}'s tables could not be brought up to date: rows that belong together do not."
                )
    finally:
        # The connection goes back to the pool without its foreign keys: a new one has them.
        engine.dispose()


def is_current(engine: Engine, schema: Schema) -> bool:
    """Whether the tables are there and of this version; raises StoreError when they are of a newer one."""
    with guarded(schema), engine.connect() as connection:
        current = _version(connection, schema)
    if current is not None and current > schema.head:
        raise StoreError(
            f"{schema.what} was written by a newer rallybot. Update this one, or use another RALLYBOT_DATA_DIR."
        )
    return current == schema.head


def _version(connection: Connection, schema: Schema) -> str | None:
    named = {"name": schema.version_table}
    if connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = :name"), named).first() is None:
        return None
    row = connection.execute(text(f"SELECT version_num FROM {schema.version_table}")).first()  # noqa: S608 (our own name)
    return str(row[0]) if row else None


@contextmanager
def guarded(schema: Schema) -> Iterator[None]:
    """Turn what the database says about folder, disk and locks into one line that says what to do."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # nothing that an operator could mend: a bug, to be seen as one
    except OperationalError as error:
        raise _explained(str(error.orig), schema) from error
    except DatabaseError as error:
        raise StoreError(
            f"{schema.what}'s database cannot be read ({error.orig}). Move the data folder away and {schema.again}."
        ) from error


def _explained(said: str, schema: Schema) -> StoreError:
    if "disk is full" in said:
        return StoreError("the disk is full. Free some space and run it again; what was stored before is kept.")
    if "unable to open" in said or "readonly" in said:
        return StoreError("the data folder cannot be written. Make it writable or set RALLYBOT_DATA_DIR to another.")
    if "locked" in said:
        return BusyError(f"another rallybot is writing to {schema.what}. Try again when it has finished.")
    return StoreError(f"{schema.what}'s database failed ({said}). Check the disk that holds RALLYBOT_DATA_DIR.")
