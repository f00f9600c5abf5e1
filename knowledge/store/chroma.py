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
from knowledge.errors import StoreError
from knowledge.store.records import Records

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

logger = logging.getLogger(__name__)

# Adding holds the interpreter's lock: with more at once an event loop beside it stalls for 300 ms.
_BATCH = 20
# With the default of 100 only 88 in 100 of the true nearest twenty were found at 100,000 passages.
_EF_SEARCH = 200


class ChromaIndex:
    """Nearest passages by cosine, over the vectors that one embedder made."""

    def __init__(self, folder: Path, embedder: str, records: Records) -> None:
        self._folder = folder
        self._embedder = embedder
        self._records = records
        self._client: Client | None = None
        self._collection: Collection | None = None

    def open(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Open the index and tell it what it has missed; one that is damaged or does not agree is built anew.

        Raises:
            StoreError: it cannot be built either.
        """
        try:
            with _explained():
                self._connect()
                self.catch_up(progress)
                if self._holds() == self._records.count_vectors(self._embedder):
                    return
            logger.warning("vector index does not agree with the database: rebuilding")
        except StoreError as error:
            logger.warning("vector index cannot be opened: rebuilding: %s", error)
        self.rebuild(progress)

    def rebuild(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Throw the index away and build it from the database's vectors."""
        self.close()
        with _explained():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._connect()
            self._records.queue_all(self._embedder)
            self.catch_up(progress)

    def catch_up(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Tell the index of every change it has not acknowledged yet."""
        done = 0
        while changes := self._records.unindexed(_BATCH):
            removed = [id_ for id_, change in changes if change == "remove"]
            ids, vectors = self._records.vectors(self._embedder, [id_ for id_, change in changes if change == "add"])
            with _explained():
                if removed:
                    self._open_collection.delete(ids=[str(id_) for id_ in removed])
                if ids:
                    self._open_collection.upsert(ids=[str(id_) for id_ in ids], embeddings=vectors)
            self._records.indexed([id_ for id_, _ in changes])
            done += len(changes)
            progress(done)

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The ids of the ``k`` nearest passages with their cosines, best first."""
        with _explained():
            found = self._open_collection.query(query_embeddings=vector[np.newaxis], n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(int(id_), 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def close(self) -> None:
        """Let go of the folder, so that it may be removed or opened by another."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None

    @property
    def _open_collection(self) -> "Collection":
        if self._collection is None:
            raise StoreError("the vector index is closed")
        return self._collection

    def _holds(self) -> int:
        return self._open_collection.count()

    def _connect(self) -> None:
        from chromadb import PersistentClient
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        # Declared as the interface, which lacks close().
        self._client = cast("Client", PersistentClient(str(self._folder), settings=settings))
        self._collection = self._client.get_or_create_collection(
            f"passages-{self._embedder}"[:512].replace("/", "-"),
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
        )


@contextmanager
def _explained() -> Iterator[None]:
    # Chroma raises its own errors, its Rust core's, and plain ones of SQLite and the operating system.
    from chromadb.errors import ChromaError, InternalError

    try:
        yield
    except (ChromaError, InternalError, OSError, ValueError, RuntimeError) as error:
        if "disk is full" in str(error) or "No space" in str(error):
            raise StoreError("the disk is full. Free some space and run it again; what was stored is kept.") from error
        raise StoreError(f"the vector index failed ({error})") from error
