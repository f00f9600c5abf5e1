"""What a newsroom of the first version becomes, and what becomes of it again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

import knowledge.store
from knowledge.errors import StoreError
from knowledge.model import Published
from knowledge.search.keywords import KeywordIndex
from knowledge.store.catalogue import NEVER, Catalogue
from knowledge.store.engine import is_current, migrate, open_engine
from knowledge.store.feed_records import FeedRecords
from knowledge.store.records import Records
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import NOW, faults, make_article
from tests.knowledge.embedder import HashEmbedder

EMBEDDER = HashEmbedder()
DAY = date(2025, 8, 29)
BEFORE = ("articles", "addresses", "passages", "vectors", "unindexed", "feeds", "facts")


def steer(engine: Engine, to: str, *, up: bool) -> None:
    """Bring a database to a version, as one transaction without foreign keys."""
    config = Config()
    config.set_main_option("script_location", str(Path(knowledge.store.__file__).parent / "migrations"))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, to)
    engine.dispose()


def rows(engine: Engine, table: str, columns: str = "*") -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        return [tuple(row) for row in found]


def columns_of(engine: Engine, table: str) -> str:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT name FROM pragma_table_info('{table}')").scalars()
        return ", ".join(found)


def fill(engine: Engine, articles: int = 3) -> None:
    """News as the first version kept it: dated, by its day or its instant, and undated; a copy; two embedders."""
    with engine.begin() as connection:
        for id_ in range(1, articles + 1):
            dates = [(None, None, None), ("2025-08-29", "2025-08-29 00:00:00.000000", "2025-08-29"),
                     ("2025-08-29T00:30:00+08:00", "2025-08-28 16:30:00.000000", "2025-08-29")][id_ % 3]  # fmt: skip
            url, body = f"https://news.example/{id_}", f"Cloud sales of company {id_} rose."
            connection.exec_driver_sql(
                "INSERT INTO articles VALUES (?, ?, ?, 'Harbour Ledger', ?, 'en', ?, ?, ?, ?, ?, ?)",
                (id_, url, f"About {id_}", body, f"{id_:064}", *dates, "2025-09-18 08:00:00.000000", int(id_ == 3)),
            )
            connection.exec_driver_sql("INSERT INTO addresses VALUES (?, ?, 'Harbour Ledger')", (url, id_))
            for position in range(2):
                passage = connection.exec_driver_sql(
                    "INSERT INTO passages (article_id, position, text) VALUES (?, ?, ?)", (id_, position, body)
                ).lastrowid
                connection.exec_driver_sql("INSERT INTO keywords (rowid, title, text) VALUES (?, 'about', ?)",
                                           (passage, body.lower()))  # fmt: skip
                for name in ("hash", "other"):
                    vector = EMBEDDER.query(body).tobytes()
                    connection.exec_driver_sql("INSERT INTO vectors VALUES (?, ?, ?)", (passage, name, vector))
        connection.exec_driver_sql("INSERT INTO addresses VALUES ('https://copy.example/2', 2, 'Other Ledger')")
        connection.exec_driver_sql("INSERT INTO unindexed VALUES (1, 'add'), (77, 'remove')")
        connection.exec_driver_sql("INSERT INTO feeds VALUES ('f', 'etag', NULL, '2025-09-18 08:00:00.000000')")
        connection.exec_driver_sql("INSERT INTO facts VALUES ('starter', 'digest')")


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Engine]:
    """A newsroom of the first version."""
    engine = open_engine(tmp_path / "old.db")
    steer(engine, "0001", up=True)
    fill(engine)
    assert not is_current(engine)
    yield engine
    engine.dispose()


def test_nothing_of_a_newsroom_is_lost(old: Engine) -> None:
    of_before = {table: columns_of(old, table) for table in BEFORE}
    before = {table: rows(old, table, of_before[table]) for table in BEFORE}
    found = KeywordIndex(old).best("company 2", 9)
    migrate(old)
    after = {table: rows(old, table, of_before[table]) for table in BEFORE}
    assert after.pop("facts") == [("changes", "1"), ("removals", "0"), *before.pop("facts")]
    assert after == before
    assert KeywordIndex(old).best("company 2", 9) == found
    assert is_current(old)
    assert faults(old) == []


def test_every_article_begins_a_story_and_stands_from_its_day_or_else_from_the_day_it_was_read(old: Engine) -> None:
    migrate(old)
    days = [DAY, DAY, NOW.date()]
    assert rows(old, "articles", "id, story_id, from_day, until_day, replaced_by, corrects, suspicious, revision") == [
        (id_, id_, str(day), None, None, None, 0, 1) for id_, day in zip((1, 2, 3), days, strict=True)
    ]
    assert rows(old, "addresses", "url, published, from_day") == [
        ("https://copy.example/2", "2025-08-29T00:30:00+08:00", str(DAY)),
        ("https://news.example/1", "2025-08-29", str(DAY)),
        ("https://news.example/2", "2025-08-29T00:30:00+08:00", str(DAY)),
        ("https://news.example/3", None, str(NOW.date())),
    ]
    records, snapshot = Records(old), Catalogue(old).snapshot()
    assert [records.count_articles(day) for day in (DAY, NOW.date())] == [2, 3]
    assert snapshot.ids.tolist() == [1, 2, 3, 4, 5, 6]
    assert snapshot.story.tolist() == [1, 1, 2, 2, 3, 3]
    assert set(snapshot.until_day.tolist()) == {int(NEVER)}
    state = FeedRecords(old).state("f")
    assert state is not None
    assert (state.etag, state.checked_at, state.failures, state.stored, state.ok_at) == ("etag", NOW, 0, 0, None)


def test_what_hangs_on_an_article_still_hangs_on_it(old: Engine) -> None:
    migrate(old)
    with old.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        connection.exec_driver_sql("DELETE FROM articles WHERE id = 2")
    counts = {table: len(rows(old, table)) for table in ("articles", "addresses", "passages", "vectors")}
    assert counts == {"articles": 2, "addresses": 2, "passages": 4, "vectors": 8}


def test_an_edit_after_it_keeps_the_old_words_for_the_days_before(old: Engine) -> None:
    migrate(old)
    edit = make_article("1", "New words.", published=DAY)
    records = Records(old)
    records.replace(1, edit, ["New words."], EMBEDDER.passages(["New words."]), "hash", NOW)
    assert [records.count_articles(day) for day in (DAY, None)] == [2, 3]
    assert rows(old, "articles", "id, until_day")[0] == (1, str(NOW.date()))
    assert faults(old) == []


@pytest.mark.parametrize("room", [0, 2, 5, 9, 14])
def test_one_that_is_cut_short_leaves_the_old_newsroom_and_is_done_next_time(tmp_path: Path, room: int) -> None:
    engine = open_engine(tmp_path / "old.db")
    steer(engine, "0001", up=True)
    fill(engine, 300)
    before = {table: rows(engine, table) for table in BEFORE}
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
        connection.commit()
    with pytest.raises(StoreError, match="the disk is full"):
        migrate(engine)
    assert {table: rows(engine, table) for table in BEFORE} == before
    # A connection that the failure left behind guards what belongs together, too.
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    migrate(engine)
    assert is_current(engine)
    assert faults(engine) == []
    assert len(rows(engine, "articles")) == 300
    engine.dispose()


def test_rows_that_lead_nowhere_stop_it_and_are_said(old: Engine) -> None:
    with old.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("INSERT INTO passages (article_id, position, text) VALUES (99, 0, 'lost')")
    old.dispose()
    with pytest.raises(StoreError, match="rows that belong together do not"):
        migrate(old)
    assert not is_current(old)


def test_going_back_gives_the_newsroom_as_it_was(old: Engine) -> None:
    before = {table: rows(old, table) for table in BEFORE}
    migrate(old)
    steer(old, "0001", up=False)
    assert {table: rows(old, table) for table in BEFORE} == before
    migrate(old)
    assert faults(old) == []


def test_going_back_keeps_the_newest_words_of_each_address(old: Engine) -> None:
    migrate(old)
    records = Records(old)
    for id_, name in ((1, "1"), (2, "2")):
        edit = make_article(name, f"New words of {name}.", published=DAY)
        records.replace(id_, edit, [edit.body], EMBEDDER.passages([edit.body]), "hash", NOW)
    steer(old, "0001", up=False)
    # The old words of 2 are still those of its copy.
    assert rows(old, "articles", "url, body") == [
        ("https://copy.example/2", "Cloud sales of company 2 rose."),
        ("https://news.example/1", "New words of 1."),
        ("https://news.example/2", "New words of 2."),
        ("https://news.example/3", "Cloud sales of company 3 rose."),
    ]
    assert {change for id_, change in VectorRecords(old).unindexed(99) if id_ in (1, 2)} == {"remove"}
    assert KeywordIndex(old).best("company 1", 9)[0][0] != 1
    migrate(old)
    assert faults(old, vectors=False) == []
    known = records.known("https://news.example/1")
    assert known is not None
    assert records.passages([7])[7].published == Published(DAY)
    assert np.array_equal(VectorRecords(old).read("hash", [7])[1][0], EMBEDDER.query("New words of 1."))
