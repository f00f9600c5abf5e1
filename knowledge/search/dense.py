"""Finding passages by meaning."""

import threading
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.store.catalogue import Catalogue, Ids
from knowledge.store.vector_records import VectorRecords

# Of so few passages the vectors are read from the database each time, and not held.
_FEW = 1_000
# A share of all passages above which it is quicker to compare with all than to pick.
_MOST = 0.3


class DenseIndex(Protocol):
    """Nearest passages by cosine."""

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The ids of the ``k`` nearest passages with their cosines, best first."""
        ...


class ExactIndex:
    """Every vector of the database compared: for a process that may not open Chroma, and for a window of days.

    The vectors are read when first needed (150 MB for a hundred thousand passages), and after that only new ones.
    """

    def __init__(self, vectors: VectorRecords, catalogue: Catalogue, embedder: str) -> None:
        self._records = vectors
        self._catalogue = catalogue
        self._embedder = embedder
        self._lock = threading.Lock()
        self._removals = -1
        self._last = 0
        self._count = 0
        self._ids: Ids = np.empty(0, np.int64)
        self._vectors: Vectors = np.empty((0, 0), np.float32)

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Compare with every passage."""
        ids, vectors = self._read()
        return closest(ids, vectors, vector, k)

    def nearest_among(self, vector: Vectors, k: int, allowed: Ids) -> list[tuple[int, float]]:
        """Compare with the passages that are allowed (by ascending id), and no others."""
        if len(allowed) <= _FEW and not self._count:
            few, those = self._records.read(self._embedder, allowed.tolist())
            return closest(np.array(few, np.int64), those, vector, k)
        ids, vectors = self._read()
        if not len(ids) or not len(allowed):
            return []
        wanted = _members(ids, allowed)
        if len(allowed) < _MOST * len(ids):
            return closest(ids[wanted], vectors[wanted], vector, k)
        return closest(ids, vectors, vector, k, wanted)

    def _read(self) -> tuple[Ids, Vectors]:
        """Ids and vectors of one moment, whatever another thread reads meanwhile."""
        with self._lock:
            self._catalogue.snapshot()
            if self._removals != self._catalogue.removals:
                self._removals, self._last, self._count = self._catalogue.removals, 0, 0
                self._ids, self._vectors = np.empty(0, np.int64), np.empty((0, 0), np.float32)
                self._reserve(self._records.count(self._embedder), 0)
            for ids, vectors, last in self._records.after(self._embedder, self._last):
                self._append(ids, vectors)
                self._last = last
            return self._ids[: self._count], self._vectors[: self._count]

    def _append(self, ids: list[int], vectors: Vectors) -> None:
        needed = self._count + len(ids)
        if needed > len(self._ids) or self._vectors.shape[1] != vectors.shape[1]:
            self._reserve(max(needed, len(self._ids) + len(self._ids) // 8), vectors.shape[1])
        self._ids[self._count : needed] = ids
        self._vectors[self._count : needed] = vectors
        self._count = needed

    def _reserve(self, size: int, dimensions: int) -> None:
        """Make room; what others hold of the old arrays stays as it is."""
        ids, vectors = np.empty(size, np.int64), np.empty((size, dimensions), np.float32)
        ids[: self._count] = self._ids[: self._count]
        if self._count:
            vectors[: self._count] = self._vectors[: self._count]
        self._ids, self._vectors = ids, vectors


def _members(ids: Ids, allowed: Ids) -> NDArray[np.bool_]:
    """Which of the ids are among those allowed."""
    table = np.zeros(int(max(ids.max(), allowed[-1])) + 1, np.bool_)
    table[allowed] = True
    members: NDArray[np.bool_] = table[ids]
    return members


def closest(
    ids: Ids, vectors: Vectors, vector: Vectors, k: int, wanted: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """The ``k`` nearest of these (or of those ``wanted`` among them), best first, ties to the lower id.

    Raises:
        EmbedderError: the question's vector is of another size than theirs.
    """
    k = min(k, len(ids) if wanted is None else int(wanted.sum()))
    if k <= 0:
        return []
    if vectors.shape[1] != len(vector):
        raise EmbedderError(
            f"the question's vector has {len(vector)} numbers and the passages' {vectors.shape[1]}: "
            "the embedding model is no longer the same"
        )
    cosines = vectors @ vector
    if wanted is not None:
        cosines[~wanted] = -np.inf
    among = np.flatnonzero(cosines >= np.partition(cosines, -k)[-k])
    order = among[np.lexsort((ids[among], -cosines[among]))][:k]
    return [(int(ids[at]), float(cosines[at])) for at in order]
