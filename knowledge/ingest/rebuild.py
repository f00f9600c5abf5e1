"""Finding the stories of everything that is stored anew, oldest first, as if it had just been read."""

from collections.abc import Callable

import numpy as np

from knowledge.embeddings import Embedder, Vectors
from knowledge.ingest.relations import Relations
from knowledge.model import Article
from knowledge.store.records import Kept, Records
from knowledge.store.upkeep import Upkeep
from knowledge.store.vector_records import VectorRecords

Progress = Callable[[int, int], None]


class Stories:
    """Places every article again. Blocking."""

    def __init__(self, records: Records, upkeep: Upkeep, vectors: VectorRecords, embedder: Embedder | None) -> None:
        self._records = records
        self._upkeep = upkeep
        self._vectors = vectors
        self._embedder = embedder

    def rebuild(self, relations: Relations, progress: Progress) -> None:
        """Undo what was found of stories and corrections, and find it again.

        Cut short, it leaves articles that are not yet placed; done again, it begins anew.
        """
        self._upkeep.undo_places()
        ids = self._upkeep.in_order()
        placed: set[int] = set()
        newest: dict[str, int] = {}
        for done, id_ in enumerate(ids):
            progress(done, len(ids))
            [kept] = self._records.kept([id_])
            made = self._first_vector(id_)
            placing = relations.place(_article(kept), made, kept.from_day, newest.get(kept.url), among=placed)
            self._upkeep.place(id_, placing)
            placed.add(id_)
            newest[kept.url] = id_
        progress(len(ids), len(ids))

    def _first_vector(self, article_id: int) -> Vectors | None:
        if self._embedder is None:
            return None
        first = self._upkeep.first_passage(article_id)
        _, vectors = self._vectors.read(self._embedder.name, [first] if first is not None else [])
        return np.atleast_2d(vectors) if len(vectors) else None


def _article(kept: Kept) -> Article:
    return Article(kept.url, kept.title, kept.source, kept.body, kept.published, updated=kept.updated)
