"""The vector index: a Chroma collection in the data folder, told of every change and rebuilt when in doubt.

Two processes on one folder damage it without a word, so it is opened only by the holder of the newsroom's lock.
"""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.errors import VectorIndexError
from knowledge.store.facts import Facts
from knowledge.store.vector_records import VectorRecords

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

logger = logging.getLogger(__name__)

# Adding holds the interpreter's lock: with more at once an event loop beside it stalls for 300 ms.
_BATCH = 20
# While it is built anew nobody asks it.
_BATCH_ALONE = 500
# With the default of 100 only 88 in 100 of the true nearest twenty were found at 100,000 passages.
_EF_SEARCH = 200
# How many passages a healthy index finds by their own vectors when it is opened, and how many of them it may miss.
_SAMPLE, _MISSED = 5, 1
_SELF = 0.999
_OPENING = "vector index opening"

Progress = Callable[[int], None]


class ChromaIndex:
    """Nearest passages by cosine, over the vectors that one embedder made."""

    def __init__(self, folder: Path, embedder: str, vectors: VectorRecords, facts: Facts) -> None:
        self._folder = folder
        self._embedder = embedder
        self._vectors = vectors
        self._facts = facts
        self._client: Client | None = None
        self._collection: Collection | None = None

    @property
    def expected(self) -> int:
        """How many passages it should hold."""
        return self._vectors.count(self._embedder)

    def open(self, progress: Progress = lambda done: None) -> None:
        """Open the index and tell it what it has missed; one that is damaged or does not agree is built anew.

        Raises:
            VectorIndexError: it cannot be built either.
            StoreError: the database fails.
        """
        # Chroma may end the whole process over a damaged file. What was begun and never ended is not tried again.
        died = self._facts.get(_OPENING) == "yes"
        self._facts.keep(_OPENING, "yes")
        try:
            doubt = "its last opening did not end" if died else self._doubt(progress)
            if doubt:
                logger.warning("rebuilding the vector index: %s", doubt)
                self.rebuild(progress)
        finally:
            self._facts.keep(_OPENING, "no")

    def rebuild(self, progress: Progress = lambda done: None) -> None:
        """Throw the index away and build it from the database's vectors."""
        self.close()
        self._vectors.queue_all(self._embedder)
        with _explained():
            if self._folder.is_dir():
                shutil.rmtree(self._folder)
            else:
                self._folder.unlink(missing_ok=True)
            self._connect()
        self.catch_up(progress, _BATCH_ALONE)

    def catch_up(self, progress: Progress = lambda done: None, batch: int = _BATCH) -> None:
        """Tell the index of every change it has not acknowledged yet, some at a time."""
        done = 0
        while changes := self._vectors.unindexed(batch):
            removed = [id_ for id_, change in changes if change == "remove"]
            ids, vectors = self._vectors.read(self._embedder, [id_ for id_, change in changes if change == "add"])
            with _explained():
                if removed:
                    self._open_collection.delete(ids=[str(id_) for id_ in removed])
                if ids:
                    self._open_collection.upsert(ids=[str(id_) for id_ in ids], embeddings=vectors)
            self._vectors.indexed([id_ for id_, _ in changes])
            done += len(changes)
            progress(done)

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The ids of the ``k`` nearest passages with their cosines, best first."""
        with _explained():
            found = self._open_collection.query(query_embeddings=vector[np.newaxis], n_results=k, include=["distances"])
            distances = (found["distances"] or [[]])[0]
            return [(int(id_), 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def close(self) -> None:
        """Let go of the folder, so that it may be removed or opened by another; what comes later is refused."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None

    @property
    def _open_collection(self) -> "Collection":
        if self._collection is None:
            raise VectorIndexError("the vector index is closed")
        return self._collection

    def _doubt(self, progress: Progress) -> str:
        """Open and catch up; the reason, if any, why the index is not to be trusted."""
        try:
            with _explained():
                self._connect()
                if (self._open_collection.metadata or {}).get("embedder") != self._embedder:
                    return "it holds the vectors of another embedder"
                self.catch_up(progress)
                if self._open_collection.count() != self._vectors.count(self._embedder):
                    return "it does not agree with the database"
            return "" if self._finds_its_own() else "it does not find what it holds"
        except VectorIndexError as error:
            return str(error)

    def _finds_its_own(self) -> bool:
        _, vectors = self._vectors.sample(self._embedder, _SAMPLE)
        nearest = (self.nearest(vector, 1) for vector in vectors)
        return sum(not found or found[0][1] < _SELF for found in nearest) <= _MISSED

    def _connect(self) -> None:
        from chromadb import PersistentClient
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        try:
            client = PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
        except BaseException:
            # Chroma remembers what it failed to start, and would hand it out again.
            SharedSystemClient.clear_system_cache()
            raise
        # Declared as the interface, which lacks close().
        self._client = cast("Client", client)
        self._collection = client.get_or_create_collection(
            "passages",
            metadata={"embedder": self._embedder},
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
        )


@contextmanager
def _explained() -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    # Chroma raises its own errors, plain ones of the operating system, and AttributeError once it is closed.
    except (ChromaError, OSError, ValueError, RuntimeError, AttributeError) as error:
        if "disk is full" in str(error) or "No space" in str(error):
            raise VectorIndexError("the disk is full: free some space") from error
        raise VectorIndexError(f"the vector index failed ({' '.join(str(error).split())})") from error
