import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from knowledge.errors import BusyError, StoreError
from knowledge.store.engine import HEAD, guarded, is_current, migrate, open_engine
from knowledge.store.tables import articles, facts, feeds, metadata
from tests.knowledge.articles import NOW


def tables(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for name in rows.scalars() if not name.startswith(("sqlite_", "keywords_"))}


def dump(engine: Engine) -> list[str]:
    connection = engine.raw_connection()
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "knowledge_version", "compare_type": True}
        )
        changes = compare_metadata(context, metadata)
        own = [
            change for change in changes if not (change[0] == "remove_table" and change[1].name.startswith("keywords"))
        ]
        assert own == []
        assert tables(connection) == {*metadata.tables, "keywords", "knowledge_version"}


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(facts).values(name="kept", value="yes"))
    before = dump(engine)
    migrate(engine)
    assert dump(engine) == before
    assert is_current(engine)


def test_a_file_without_tables_is_not_current(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "empty.db")
    assert not is_current(engine)
    engine.dispose()


@pytest.mark.parametrize("use", [migrate, is_current])
def test_a_newer_newsroom_is_refused_by_writers_and_readers(engine: Engine, use: object) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE knowledge_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"^the newsroom was written by a newer rallybot\. Update this one.*"):
        use(engine)  # type: ignore[operator]


def test_a_migration_that_is_cut_short_leaves_nothing_behind_and_is_done_next_time(tmp_path: Path) -> None:
    full = open_engine(tmp_path / "newsroom.db")
    with full.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 12")
        connection.commit()
    with pytest.raises(StoreError, match="the disk is full"):
        migrate(full)
    full.dispose()
    engine = open_engine(tmp_path / "newsroom.db")
    with engine.connect() as connection:
        assert tables(connection) == set()
    migrate(engine)
    assert is_current(engine)
    engine.dispose()


@pytest.mark.parametrize("name", ["100% news", "what?mode=ro", "a#b", "新闻", "a b;c&d"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    engine = open_engine(tmp_path / name / "newsroom.db")
    migrate(engine)
    assert (tmp_path / name / "newsroom.db").stat().st_size > 0
    engine.dispose()


@pytest.mark.parametrize("content", [b"garbage" * 5_000, b"SQLite format 3\0" + b"\xff" * 8_000])
def test_a_damaged_file_is_said_to_be_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "newsroom.db"
    path.write_bytes(content)
    engine = open_engine(path)
    with pytest.raises(StoreError) as refused:
        migrate(engine)
    engine.dispose()
    assert "\n" not in str(refused.value)
    assert "Move the data folder away" in str(refused.value)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_said_to_be_unwritable(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^the data folder cannot be written\."):
        migrate(open_engine(tmp_path / "none" / "newsroom.db"))


def test_a_lock_that_another_holds_is_said_to_be_one(engine: Engine, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "newsroom.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        connection.commit()
        with pytest.raises(BusyError, match="Try again when it has finished"), guarded():
            connection.execute(insert(facts).values(name="a", value="b"))
    other.close()


def test_what_only_a_bug_can_cause_is_not_blamed_on_the_disk(engine: Engine) -> None:
    with pytest.raises(IntegrityError), guarded(), engine.begin() as connection:
        connection.execute(insert(facts), [{"name": "a", "value": "b"}, {"name": "a", "value": "c"}])


# -- times ------------------------------------------------------------------------------------------------------------


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="without a zone"), engine.begin() as connection:
        connection.execute(insert(feeds).values(url="u", checked_at=datetime(2025, 9, 1)))  # noqa: DTZ001


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-4))])
def test_a_time_comes_back_as_the_same_instant_in_utc(engine: Engine, zone: timezone) -> None:
    with engine.begin() as connection:
        connection.execute(insert(feeds).values(url="u", checked_at=NOW.astimezone(zone)))
        kept = connection.execute(select(feeds.c.checked_at)).scalar_one()
        written = connection.exec_driver_sql("SELECT checked_at FROM feeds").scalar_one()
    assert kept == NOW
    assert kept.tzinfo is UTC
    assert written.startswith("2025-09-18 08:00")


def test_no_time_stays_no_time(engine: Engine) -> None:
    values: dict[str, object] = {
        "url": "u",
        "title": "t",
        "source": "s",
        "body": "b",
        "language": "en",
        "digest": "d",
        "fetched_at": NOW,
    }
    values |= {"partial": False, "story_id": 1, "from_day": NOW.date(), "suspicious": False, "revision": 1}
    with engine.begin() as connection:
        connection.execute(insert(articles).values(**values, published_at=None))
        assert connection.execute(select(articles.c.published_at)).scalar_one() is None


def test_the_version_of_the_code_is_the_newest_migration() -> None:
    versions = Path(__file__).parents[3] / "knowledge" / "store" / "migrations" / "versions"
    assert max(path.name for path in versions.glob("0*.py")).startswith(HEAD)
