"""What the catalogue holds in memory is what the database says, whatever has happened to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from knowledge.model import Event, Published
from knowledge.store.catalogue import NEVER, Catalogue, Snapshot
from knowledge.store.engine import migrate, open_engine
from knowledge.store.records import Records
from knowledge.store.removal import Removal
from knowledge.store.rows import Placing
from knowledge.store.tables import articles, passages, withdrawn
from knowledge.store.upkeep import Upkeep
from tests.knowledge.articles import NOW, faults, make_article

DAY = date(2025, 9, 1)


def naive(engine: Engine) -> list[tuple[int, ...]]:
    """Every passage by id, with its article, story, first and last day, day of publication and of the news."""
    query = select(passages.c.id, passages.c.article_id, articles, withdrawn.c.from_day.label("withdrawn_on"))
    query = (
        query.join(articles, articles.c.id == passages.c.article_id)
        .outerjoin(withdrawn, withdrawn.c.passage_id == passages.c.id)
        .order_by(passages.c.id)
    )
    found: list[tuple[int, ...]] = []
    with engine.connect() as connection:
        for row in connection.execute(query):
            ends = [day.toordinal() for day in (row.until_day, row.withdrawn_on) if day] or [int(NEVER)]
            published = row.published_day.toordinal() if row.published_day else 0
            told = Event.from_isoformat(row.event).day.toordinal() if row.event else published
            found.append((row[0], row.article_id, row.story_id, row.from_day.toordinal(), min(ends), published, told))
    return found


def as_rows(snapshot: Snapshot) -> list[tuple[int, ...]]:
    columns = [getattr(snapshot, field.name).tolist() for field in fields(snapshot)]
    return list(zip(*columns, strict=True))


class Newsroom:
    """A newsroom to which anything may happen, in the words of a random number."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.records, self.removal, self.upkeep = Records(engine), Removal(engine), Upkeep(engine)
        self.count = 0

    def article(self, name: str, draw: Any) -> Any:
        self.count += 1
        day = draw(st.none() | st.integers(0, 20).map(lambda days: DAY + timedelta(days)))
        partial = draw(st.integers(0, 5)) == 0
        return make_article(name, f"Words {self.count}.", published=day, partial=partial)

    def at(self, draw: Any) -> datetime:
        return NOW + timedelta(days=draw(st.integers(0, 20)))

    def placing(self, draw: Any, before: int | None) -> Placing:
        known = [kept for kept in self.records.kept(range(self.count + 1)) if kept.id != before]
        if not known or draw(st.booleans()):
            return Placing(event=draw(st.none() | st.just(Event(DAY)) | st.just(Event(date(2025, 8, 31), True))))
        other = draw(st.sampled_from(known))
        kind = draw(st.integers(0, 4))
        ids = [stored.passage_id for stored in self.records.passages_of([other.id])]
        return Placing(
            story=other.story,
            corrects=other.id if kind in (1, 2) else None,
            replaces=[other.id] if kind == 1 else [],
            withdraws=ids[:1] if kind == 2 else [],
            retold_by=[other.id] if kind == 3 else [],
            event=Event(DAY) if kind == 4 else None,
        )

    def happen(self, draw: Any) -> None:
        name = draw(st.sampled_from("abcd"))
        known = self.records.known(f"https://news.example/{name}")
        what = draw(st.sampled_from(["write", "write", "write", "write", "date", "copy", "forget", "age", "undo"]))
        if what == "write":
            texts = [f"Passage {at}." for at in range(draw(st.integers(1, 3)))]
            before = known.article_id if known and known.own else None
            article, at, placing = self.article(name, draw), self.at(draw), self.placing(draw, before)
            if before is not None:
                self.records.replace(before, article, texts, None, "", at, placing)
            else:
                self.records.add(article, texts, None, "", at, placing)
        elif what == "date" and known and known.own:
            self.records.date(known.article_id, Published(DAY + timedelta(days=draw(st.integers(0, 20)))))
        elif what == "copy":
            twins = [kept for kept in self.records.kept(range(99)) if not kept.replaced]
            if twins:
                twin = draw(st.sampled_from(twins))
                if known is None or known.article_id != twin.id:
                    self.records.add_address(self.article(name, draw), twin.id, self.at(draw), known)
        elif what == "forget":
            self.removal.forget(f"https://news.example/{name}", NOW)
        elif what == "age":
            self.removal.older_than(self.at(draw), NOW)
        elif what == "undo":
            self.upkeep.undo_places()
            for id_ in self.upkeep.in_order():
                self.upkeep.place(id_, Placing())


@contextmanager
def newsroom(factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    engine = open_engine(factory.mktemp("catalogue") / "newsroom.db")
    migrate(engine)
    yield Newsroom(engine)
    engine.dispose()


@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_it_says_what_a_naive_reading_of_the_database_says(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    with newsroom(tmp_path_factory) as news:
        eager, lazy = Catalogue(news.engine), Catalogue(news.engine)
        for _ in range(data.draw(st.integers(1, 12))):
            news.happen(data.draw)
            expected = naive(news.engine)
            assert as_rows(eager.snapshot()) == expected
            if data.draw(st.integers(0, 3)) == 0:
                assert as_rows(lazy.snapshot()) == expected
            assert faults(news.engine, vectors=False) == []
        assert as_rows(lazy.snapshot()) == naive(news.engine)


def test_an_empty_newsroom_has_an_empty_snapshot(catalogue: Catalogue) -> None:
    snapshot = catalogue.snapshot()
    assert as_rows(snapshot) == []
    assert snapshot.find([1, 2]).tolist() == [-1, -1]
    assert snapshot.standing(None).tolist() == snapshot.standing(DAY).tolist() == []


def test_what_stands_is_what_was_public_and_not_yet_replaced_or_withdrawn(engine: Engine, catalogue: Catalogue) -> None:
    records = Records(engine)
    records.add(make_article("a", published=DAY), ["One.", "Two."], None, "", NOW)
    records.add(make_article("b", published=date(2025, 9, 3)), ["Note."], None, "", NOW,
                Placing(story=1, corrects=1, withdraws=[2]))  # fmt: skip
    records.replace(1, make_article("a", updated=date(2025, 9, 5)), ["Three."], None, "", NOW, Placing(story=1))
    snapshot = catalogue.snapshot()
    stood = {day: snapshot.ids[snapshot.standing(date(2025, 9, day))].tolist() for day in range(1, 7)}
    assert stood == {1: [1, 2], 2: [1, 2], 3: [1, 3], 4: [1, 3], 5: [3, 4], 6: [3, 4]}
    assert snapshot.ids[snapshot.standing(None)].tolist() == [3, 4]
    assert snapshot.ids[snapshot.standing(date(2025, 8, 31))].tolist() == []


@given(st.sets(st.integers(1, 40)), st.lists(st.integers(-1, 45)))
def test_ids_are_found_where_they_stand(held: set[int], wanted: list[int]) -> None:
    ids = np.array(sorted(held), np.int64)
    days = np.zeros(len(ids), np.int32)
    found = Snapshot(ids, ids, ids, days, days, days, days).find(wanted)
    assert found.tolist() == [sorted(held).index(id_) if id_ in held else -1 for id_ in wanted]


def test_only_what_has_changed_is_read(engine: Engine, catalogue: Catalogue) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        asked.append((statement.split("FROM ")[1].split(maxsplit=1)[0], values))

    records = Records(engine)
    for name in "abc":
        records.add(make_article(name), ["One.", "Two."], None, "", NOW)
    catalogue.snapshot()
    event.listen(engine, "before_cursor_execute", note)
    first = catalogue.snapshot()
    assert [table for table, _ in asked] == ["facts"]
    assert catalogue.snapshot() is first
    event.remove(engine, "before_cursor_execute", note)
    records.add(make_article("d"), ["Three."], None, "", NOW)
    asked.clear()
    event.listen(engine, "before_cursor_execute", note)
    catalogue.snapshot()
    # Articles from the last count of changes on, passages from the last id on.
    assert [(table, values) for table, values in asked[1:3]] == [("articles", (4,)), ("passages", (6,))]


def test_a_snapshot_stays_as_it_was_when_the_newsroom_goes_on(engine: Engine, catalogue: Catalogue) -> None:
    records = Records(engine)
    records.add(make_article("a"), ["One."], None, "", NOW)
    before = catalogue.snapshot()
    rows = as_rows(before)
    records.replace(1, make_article("a", "New."), ["Two."], None, "", NOW)
    Removal(engine).forget("news.example", NOW)
    assert as_rows(catalogue.snapshot()) == []
    assert as_rows(before) == rows


def test_threads_that_look_while_others_write_see_whole_newsrooms(engine: Engine, catalogue: Catalogue) -> None:
    records, removal = Records(engine), Removal(engine)
    seen: list[list[tuple[int, ...]]] = []
    wrong: list[BaseException] = []
    done = threading.Event()

    def look() -> None:
        try:
            while not done.is_set():
                seen.append(as_rows(catalogue.snapshot()))
        except BaseException as error:  # noqa: BLE001 (told below)
            wrong.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for at in range(25):
        records.add(make_article(f"n{at}", published=DAY), ["One.", "Two."], None, "", NOW)
        if at % 5 == 4:
            removal.forget(f"https://news.example/n{at - 2}", NOW)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert as_rows(catalogue.snapshot()) == naive(engine)
    for rows in seen:
        ids = [row[0] for row in rows]
        assert ids == sorted(set(ids))
        # What stands is whole: each article with both of its passages.
        standing = [row[1] for row in rows if row[4] == int(NEVER)]
        assert all(standing.count(article) == 2 for article in standing)
