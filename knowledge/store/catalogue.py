"""Which passages there are, of which article and story, and on which days each stood: held in memory for search.

A search finds passages by meaning or by words alone; whether one counts on the day that is asked about is looked up
here, for a hundred thousand of them at once.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select

from knowledge.model import Event
from knowledge.store.engine import guarded
from knowledge.store.tables import articles, facts, withdrawn

Days = NDArray[np.int32]
Ids = NDArray[np.int64]

NEVER = np.iinfo(np.int32).max
"""The day on which what still stands ends to stand, as a day's ordinal number."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The passages of one moment, by ascending id, each with what its article says: days as ordinals, 0 for none.

    ``from_day`` up to and without ``until_day`` the passage stood. ``told`` is the day of the news it tells: its
    article's day of publication, or the day of an older event that it tells anew.
    """

    ids: Ids
    article: Ids
    story: Ids
    from_day: Days
    until_day: Days
    published: Days
    told: Days

    def standing(self, as_of: date | None) -> NDArray[np.bool_]:
        """Which passages stand now, or stood at the end of a day."""
        standing: NDArray[np.bool_] = self.until_day == NEVER
        if as_of is not None:
            day = as_of.toordinal()
            standing = (self.from_day <= day) & (self.until_day > day)
        return standing

    def find(self, ids: Sequence[int] | Ids) -> NDArray[np.intp]:
        """Where ids stand in the arrays; -1 for one that is not there."""
        wanted = np.asarray(ids, np.int64)
        at = np.searchsorted(self.ids, wanted)
        there = at < len(self.ids)
        there[there] = self.ids[at[there]] == wanted[there]
        return np.where(there, at, -1)


class Catalogue:
    """Keeps a snapshot up to date: it reads only the rows that have changed since. Safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._changes = self._removals = -1
        self._articles: dict[int, tuple[int, int, int, int, int]] = {}
        self._passages: list[NDArray[np.int64]] = []
        self._last = 0
        self._snapshot = _assemble(np.empty((0, 2), np.int64), {}, {})

    @property
    def removals(self) -> int:
        """How many removals the snapshot has seen: whoever holds rows of its own reads anew when it grows."""
        return self._removals

    def snapshot(self) -> Snapshot:
        """The passages as they are now."""
        with self._lock, guarded(), self._engine.connect() as connection:
            counted = select(facts.c.name, facts.c.value).where(facts.c.name.in_(("changes", "removals")))
            counts = {row.name: int(row.value) for row in connection.execute(counted)}
            changes, removals = counts.get("changes", 0), counts.get("removals", 0)
            if (changes, removals) != (self._changes, self._removals):
                if removals != self._removals:
                    self._articles, self._passages, self._last = {}, [], 0
                    self._changes = -1
                self._read(connection)
                self._changes, self._removals = changes, removals
            return self._snapshot

    def _read(self, connection: Connection) -> None:
        columns = (
            articles.c.id, articles.c.story_id, articles.c.from_day, articles.c.until_day,
            articles.c.published_day, articles.c.event,
        )  # fmt: skip
        for row in connection.execute(select(*columns).where(articles.c.revision > self._changes)):
            until = row.until_day.toordinal() if row.until_day else int(NEVER)
            published = row.published_day.toordinal() if row.published_day else 0
            event = Event.from_isoformat(row.event).day.toordinal() if row.event else published
            self._articles[row.id] = (row.story_id, row.from_day.toordinal(), until, published, event)
        query = "SELECT id, article_id FROM passages WHERE id > ? ORDER BY id"
        rows = connection.exec_driver_sql(query, (self._last,)).all()
        if rows:
            self._passages.append(np.array([tuple(row) for row in rows], np.int64))
            self._last = int(rows[-1][0])
        gone = {row.passage_id: row.from_day.toordinal() for row in connection.execute(select(withdrawn))}
        pairs = np.concatenate(self._passages) if self._passages else np.empty((0, 2), np.int64)
        self._passages = [pairs]
        self._snapshot = _assemble(pairs, self._articles, gone)


def _assemble(
    pairs: NDArray[np.int64], of_article: dict[int, tuple[int, int, int, int, int]], gone: dict[int, int]
) -> Snapshot:
    """Spread what articles say over their passages."""
    if not len(pairs):
        none, no_days = np.empty(0, np.int64), np.empty(0, np.int32)
        return Snapshot(none, none, none, no_days, no_days, no_days, no_days)
    known, where = np.unique(pairs[:, 1], return_inverse=True)
    missing = (0, 0, 0, 0, 0)  # removed between two reads: it never stood
    rows = np.array([of_article.get(int(id_), missing) for id_ in known], np.int64)[where]
    until = rows[:, 2].astype(np.int32)
    if gone:
        at = np.searchsorted(pairs[:, 0], np.array(sorted(gone), np.int64))
        days = np.array([gone[id_] for id_ in sorted(gone)], np.int32)
        there = at < len(pairs)
        until[at[there]] = np.minimum(until[at[there]], days[there])
    days32 = rows.astype(np.int32)
    return Snapshot(pairs[:, 0], pairs[:, 1], rows[:, 0], days32[:, 1], until, days32[:, 3], days32[:, 4])
