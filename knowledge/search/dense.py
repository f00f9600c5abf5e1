"""Finding passages by meaning."""

import threading
from collections.abc import Collection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.store.records import Records

Ids = NDArray[np.int64]


class DenseIndex(Protocol):
    """Nearest passages by cosine."""

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The ids of the ``k`` nearest passages with their cosines, best first."""
        ...


class ExactIndex:
    """Every vector of the database compared: for a process that may not open Chroma, and for small selections.

    The vectors are read when first needed, and again once the newsroom has changed.
    """

    def __init__(self, records: Records, embedder: str) -> None:
        self._records = records
        self._embedder = embedder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._held: tuple[Ids, Vectors] = np.empty(0, np.int64), np.empty((0, 0), np.float32)

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Compare with every passage."""
        ids, vectors = self._read()
        return closest(ids, vectors, vector, k)

    def nearest_among(self, vector: Vectors, k: int, allowed: Collection[int]) -> list[tuple[int, float]]:
        """Compare with the passages that are allowed, and no others."""
        ids, vectors = self._read()
        mask = np.isin(ids, np.fromiter(allowed, np.int64, len(allowed)))
        return closest(ids[mask], vectors[mask], vector, k)

    def _read(self) -> tuple[Ids, Vectors]:
        """Ids and vectors of one moment, whatever another thread reads meanwhile."""
        with self._lock:
            now = self._records.state(self._embedder)
            if now != self._seen:
                ids, vectors = self._records.vectors(self._embedder)
                self._held, self._seen = (np.array(ids, np.int64), vectors), now
            return self._held


def closest(ids: Ids, vectors: Vectors, vector: Vectors, k: int) -> list[tuple[int, float]]:
    """The ``k`` nearest of these, best first, ties to the lower id.

    Raises:
        EmbedderError: the question's vector is of another size than theirs.
    """
    k = min(k, len(ids))
    if k <= 0:
        return []
    if vectors.shape[1] != len(vector):
        raise EmbedderError(
            f"the question's vector has {len(vector)} numbers and the passages' {vectors.shape[1]}: "
            "the embedding model is no longer the same"
        )
    cosines = vectors @ vector
    among = np.flatnonzero(cosines >= np.partition(cosines, -k)[-k])
    order = among[np.lexsort((ids[among], -cosines[among]))][:k]
    return [(int(ids[at]), float(cosines[at])) for at in order]
