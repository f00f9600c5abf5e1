"""The file of the durable jobs, which may be lost without harm: opening it, whatever is left of it."""

import logging
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.state.engine import guarded

logger = logging.getLogger(__name__)

UNFINISHED = frozenset({"PENDING", "ENQUEUED"})
"""What DBOS calls jobs that have not come to their end."""

_FILES = ("jobs.db", "jobs.db-wal", "jobs.db-shm")


def open_jobs(folder: Path, application: str, version: str) -> Engine:
    """Open ``jobs.db``, and make it anew where it is damaged; what can no longer be taken up is removed from it.

    Raises:
        StoreError: the folder or the disk cannot be used.
    """
    try:
        return _prepared(folder, application, version)
    except DatabaseError as error:
        if not _is_damage(error):
            with guarded():
                raise
        logger.warning("jobs.db cannot be read and is made anew; what it held is begun anew: %s", error.orig)
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    with guarded():
        return _prepared(folder, application, version)


def _is_damage(error: DatabaseError) -> bool:
    """Whether the file itself is at fault, and not the disk, a lock or a permission."""
    return not isinstance(error, OperationalError) or "no such" in str(error.orig)


def _prepared(folder: Path, application: str, version: str) -> Engine:
    engine = _engine(folder / _FILES[0])
    try:
        _look_through(engine)
        _clear(engine, application, version)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _look_through(engine: Engine) -> None:
    """Look for damage in the whole of it: it holds little."""
    with engine.connect() as connection:
        found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if found != "ok":
        raise DatabaseError("PRAGMA quick_check", None, ValueError(found))


def _clear(engine: Engine, application: str, version: str) -> None:
    """Make the tables, and remove jobs that are finished, or of another version: DBOS would never take them up."""
    from dbos import DBOS, DBOSClient

    DBOS.migrate(engine.url.render_as_string())
    client = DBOSClient(system_database_engine=engine, application_name=application)
    try:
        jobs = client.list_workflows(load_input=False, load_output=False)
        names = [job.workflow_id for job in jobs if job.status not in UNFINISHED or job.app_version != version]
        client.delete_workflows(names)
    finally:
        client.destroy()


def _engine(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    # One connection: waiting for it is fair, and SQLite's own waiting for its lock sleeps.
    engine = create_engine(url, hide_parameters=True, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # What DBOS sets on an engine of its own; and the log that makes it forty times as fast.
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
