"""Reading and writing vectors, and what the vector index has yet to be told of them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Engine, delete, func, insert, literal, select

from knowledge.embeddings import Vectors
from knowledge.store.engine import guarded
from knowledge.store.rows import removed, write_vectors
from knowledge.store.tables import articles, passages, unindexed, vectors

# So many ids go into one statement; SQLite takes 32,766.
_FEW = 2_000
_CHUNK = 4_096


class VectorRecords:
    """The newsroom's vectors, each kept under the name of the embedder that made it. Blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count(self, embedder: str) -> int:
        """How many passages an embedder has seen."""
        query = select(func.count()).select_from(vectors).where(vectors.c.embedder == embedder)
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def read(self, embedder: str, ids: Iterable[int]) -> tuple[list[int], Vectors]:
        """Ids and vectors made by an embedder, ``(n, dimensions)``, of the passages asked for."""
        wanted = list(set(ids))
        rows: list[Any] = []
        with guarded(), self._engine.connect() as connection:
            for at in range(0, len(wanted), _FEW):
                query = select(vectors.c.passage_id, vectors.c.vector).where(vectors.c.embedder == embedder)
                some = query.where(vectors.c.passage_id.in_(wanted[at : at + _FEW]))
                rows.extend(connection.execute(some).all())
        matrix = np.frombuffer(b"".join(row.vector for row in rows), np.float32)
        return [row.passage_id for row in rows], matrix.reshape(len(rows), -1) if rows else matrix.reshape(0, 0)

    def after(self, embedder: str, rowid: int) -> Iterable[tuple[list[int], Vectors, int]]:
        """Every vector written after the row ``rowid``, some thousands at a time: ids, vectors, the last row."""
        query = f"SELECT rowid, passage_id, vector FROM vectors WHERE embedder = ? AND rowid > ? ORDER BY rowid LIMIT {_CHUNK}"  # noqa: S608,E501 (a number of ours)
        while True:
            with guarded(), self._engine.connect() as connection:
                rows = connection.exec_driver_sql(query, (embedder, rowid)).all()
            if not rows:
                return
            matrix = np.frombuffer(b"".join(row[2] for row in rows), np.float32).reshape(len(rows), -1)
            rowid = int(rows[-1][0])
            yield [row[1] for row in rows], matrix, rowid

    def sample(self, embedder: str, count: int) -> tuple[list[int], Vectors]:
        """A few of an embedder's vectors, evenly from the oldest to the newest."""
        query = select(vectors.c.passage_id).where(vectors.c.embedder == embedder).order_by(vectors.c.passage_id)
        with guarded(), self._engine.connect() as connection:
            ids = connection.execute(query).scalars().all()
        spread = {ids[at] for at in np.linspace(0, len(ids) - 1, count).astype(int)} if ids else set()
        return self.read(embedder, spread)

    def without(self, embedder: str, limit: int) -> list[tuple[int, str, str]]:
        """Passages that an embedder has not seen, as id, title and text."""
        seen = select(vectors.c.passage_id).where(vectors.c.embedder == embedder)
        query = (
            select(passages.c.id, articles.c.title, passages.c.text)
            .join(articles)
            .where(passages.c.id.not_in(seen))
            .limit(limit)
        )
        with guarded(), self._engine.connect() as connection:
            return [(row.id, row.title, row.text) for row in connection.execute(query)]

    def add(self, ids: Sequence[int], made: Vectors, embedder: str) -> None:
        """Store the vectors of passages that had none by this embedder."""
        with guarded(), self._engine.begin() as connection:
            write_vectors(connection, ids, made, embedder)

    def forget(self, embedder: str, *, but: bool) -> int:
        """Drop the vectors of an embedder, or with ``but`` those of every other; how many."""
        which = vectors.c.embedder != embedder if but else vectors.c.embedder == embedder
        with guarded(), self._engine.begin() as connection:
            gone = connection.execute(delete(vectors).where(which)).rowcount
            if gone:
                removed(connection)
        return gone

    # -- what the index has yet to be told ------------------------------------------------------------------------

    def unindexed(self, limit: int) -> list[tuple[int, str]]:
        """What the vector index has yet to be told: passage ids, each with ``add`` or ``remove``."""
        query = select(unindexed.c.passage_id, unindexed.c.change).order_by(unindexed.c.passage_id).limit(limit)
        with guarded(), self._engine.connect() as connection:
            return [(row.passage_id, row.change) for row in connection.execute(query)]

    def queue_all(self, embedder: str) -> None:
        """Forget what the vector index was told: every vector of an embedder is to be added."""
        every = select(vectors.c.passage_id, literal("add")).where(vectors.c.embedder == embedder)
        with guarded(), self._engine.begin() as connection:
            connection.execute(delete(unindexed))
            connection.execute(insert(unindexed).from_select(["passage_id", "change"], every))

    def indexed(self, ids: Sequence[int]) -> None:
        """Note that the index has acknowledged these."""
        with guarded(), self._engine.begin() as connection:
            connection.execute(delete(unindexed).where(unindexed.c.passage_id.in_(ids)))
