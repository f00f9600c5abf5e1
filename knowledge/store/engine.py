"""The newsroom's own SQLite file: its schema, and opening and guarding it."""

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine

from knowledge import database
from knowledge.database import Schema, open_engine

HEAD = "0002"
_NEWSROOM = Schema("the newsroom", Path(__file__).parent / "migrations", "knowledge_version", HEAD, "ingest again")

__all__ = ["HEAD", "guarded", "is_current", "migrate", "open_engine"]


def migrate(engine: Engine) -> None:
    """Bring the newsroom's tables to :data:`HEAD`; see :func:`knowledge.database.migrate`."""
    database.migrate(engine, _NEWSROOM)


def is_current(engine: Engine) -> bool:
    """Whether the newsroom's tables are there and of this version; raises StoreError when they are of a newer one."""
    return database.is_current(engine, _NEWSROOM)


def guarded() -> AbstractContextManager[None]:
    """Turn what the database says about folder, disk and locks into one line that says what to do."""
    return database.guarded(_NEWSROOM)
