"""Finding passages by meaning."""

import threading
from collections.abc import Collection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.store.records import Records


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
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._vectors: Vectors = np.empty((0, 0), np.float32)

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Compare with every passage."""
        self._read()
        return _best(self._ids, self._vectors, vector, k)

    def nearest_among(self, vector: Vectors, k: int, allowed: Collection[int]) -> list[tuple[int, float]]:
        """Compare with the passages that are allowed, and no others."""
        self._read()
        mask = np.isin(self._ids, np.fromiter(allowed, np.int64, len(allowed)))
        return _best(self._ids[mask], self._vectors[mask], vector, k)

    def _read(self) -> None:
        with self._lock:
            now = self._records.state(self._embedder)
            if now == self._seen:
                return
            ids, self._vectors = self._records.vectors(self._embedder)
            self._ids, self._seen = np.array(ids, np.int64), now


def _best(ids: NDArray[np.int64], vectors: Vectors, vector: Vectors, k: int) -> list[tuple[int, float]]:
    if not len(ids):
        return []
    cosines = vectors @ vector
    k = min(k, len(ids))
    best = np.argpartition(-cosines, k - 1)[:k]
    best = best[np.lexsort((ids[best], -cosines[best]))]
    return [(int(ids[at]), float(cosines[at])) for at in best]
