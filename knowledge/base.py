"""The newsroom's front door: open it, put news in, find passages."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import Engine

from knowledge import starter
from knowledge.embeddings import Embedder
from knowledge.embeddings.choice import EmbedderChoice, make_embedder
from knowledge.errors import EmbedderError, SourceError, StoreError
from knowledge.ingest.pipeline import Pipeline, Progress
from knowledge.model import Hit, IngestReport
from knowledge.search.dense import ExactIndex
from knowledge.search.keywords import KeywordIndex
from knowledge.search.searcher import Rankings, Searcher
from knowledge.store.chroma import ChromaIndex
from knowledge.store.engine import is_current, migrate, open_engine
from knowledge.store.lock import WriterLock, writer_elsewhere
from knowledge.store.records import Records, Stored, embedded_text

logger = logging.getLogger(__name__)
# How long a process that may not write waits for the tables of one that is just making them.
_PATIENCE, _MOMENT_S = 50, 0.1
_CATCH_UP = 32


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class KnowledgeConfig:
    """What the newsroom needs to know; ``clock`` gives the present in UTC."""

    data_dir: Path
    embedder: EmbedderChoice = field(default_factory=EmbedderChoice)
    feeds: Path | None = None
    clock: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True)
class Opening:
    """Told while the newsroom opens, where that takes long: what is being done, how many, of how many."""

    doing: Literal["starter", "vectors", "index"]
    done: int
    total: int


Told = Callable[[Opening], None]


class KnowledgeBase:
    """The open newsroom. Searching is blocking and safe from several threads; there is one writer at a time."""

    def __init__(self, config: KnowledgeConfig, told: Told = lambda opening: None) -> None:
        """Open it, bringing tables, vectors and index up to date where this process may write.

        Raises:
            StoreError: the data folder cannot be used.
            EmbedderError: the chosen embedder is damaged or not configured.
        """
        self._config = config
        _make_folder(config.data_dir)
        with ExitStack() as held:
            lock = WriterLock(config.data_dir)
            self.writes = lock.take()
            held.callback(lock.release)
            self._open(held, told)
            self._held = held.pop_all()

    def _open(self, held: ExitStack, told: Told) -> None:
        engine = open_engine(self._config.data_dir / "newsroom.db")
        held.callback(engine.dispose)
        if self.writes:
            migrate(engine)
        elif not _is_ready(engine):
            raise writer_elsewhere()
        self._records = Records(engine)
        embedder = make_embedder(self._config.embedder)
        exact = ExactIndex(self._records, embedder.name if embedder else "")
        index: ChromaIndex | None = None
        if self.writes:
            self._load_starter(told)
        if self.writes and embedder:
            self._embed_missing(embedder, told)
            index = self._open_index(held, embedder, told)
        self._searcher = Searcher(self._records, KeywordIndex(engine), embedder, index or exact, exact)
        self._pipeline = Pipeline(self._records, embedder, index, self._config.clock)
        held.callback(self._pipeline.close)

    def _embed_missing(self, embedder: Embedder, told: Told) -> None:
        missing = self._records.count_passages() - self._records.count_vectors(embedder.name)
        done = 0
        try:
            while done < missing and (rows := self._records.without_vector(embedder.name, _CATCH_UP)):
                told(Opening("vectors", done, missing))
                made = embedder.passages([embedded_text(title, text) for _, title, text in rows])
                self._records.add_vectors([id_ for id_, _, _ in rows], made, embedder.name)
                done += len(rows)
        except EmbedderError as error:
            # A server of vectors that is away for an hour must not keep the newsroom shut.
            logger.error("passages not embedded, found by their words alone: %s", error)  # noqa: TRY400
        if done:
            told(Opening("vectors", done, missing))

    def _open_index(self, held: ExitStack, embedder: Embedder, told: Told) -> ChromaIndex | None:
        total = self._records.count_vectors(embedder.name)
        index = ChromaIndex(self._config.data_dir / "chroma", embedder.name, self._records)
        held.callback(index.close)
        try:
            index.open(lambda done: told(Opening("index", done, total)))
        except StoreError as error:
            logger.error("vector index out of use, comparing with every passage: %s", error)  # noqa: TRY400
            index.close()
            return None
        return index

    def _load_starter(self, told: Told) -> None:
        if self._records.fact("starter") == starter.digest():
            return
        items = starter.articles()
        words_only = Pipeline(self._records, None, None, self._config.clock)
        for done, article in enumerate(items):
            told(Opening("starter", done, len(items)))
            words_only.keep(article)
        self._records.remember("starter", starter.digest())
        told(Opening("starter", len(items), len(items)))

    # -- news in -------------------------------------------------------------------------------------------------

    async def ingest(self, sources: Sequence[str], progress: Progress = lambda item: None) -> IngestReport:
        """Read sources (addresses of feeds and articles, files, folders) and store what they hold.

        Raises:
            BusyError: another process is writing.
            StoreError: the disk is full or the database fails; what was stored before stays.
        """
        from knowledge.ingest.fetch import Fetcher
        from knowledge.ingest.sources import Item, Reader

        self._require_writing()

        async def items() -> AsyncGenerator[Item, None]:
            async with Fetcher() as fetcher:
                reader = Reader(fetcher)
                for source in sources:
                    async with aclosing(reader.read(source)) as read:
                        async for item in read:
                            yield item

        async with aclosing(items()) as read:
            return await self._pipeline.run(read, progress)

    async def refresh(self, progress: Progress = lambda item: None) -> IngestReport:
        """Read every feed of the list with conditional requests; raises as :meth:`ingest` does.

        Raises:
            SourceError: the list of feeds itself cannot be read.
        """
        from knowledge.ingest.feedlist import load_feeds
        from knowledge.ingest.refresh import BUNDLED_FEEDS, refresh

        self._require_writing()
        try:
            feeds = load_feeds(self._config.feeds or BUNDLED_FEEDS)
        except SourceError as error:
            raise SourceError(error.source, f"{error.reason}; RALLYBOT_FEEDS names the list of feeds") from error
        return await refresh(feeds, self._records, self._pipeline, progress)

    def _require_writing(self) -> None:
        if not self.writes:
            raise writer_elsewhere()

    # -- passages out --------------------------------------------------------------------------------------------

    def search(self, query: str, k: int = 10, as_of: date | None = None) -> list[Hit]:
        """The ``k`` best passages, best first; with ``as_of``, of articles dated that day or earlier. Blocking."""
        return self._searcher.search(query, k, as_of)

    def articles(self, query: str, n: int = 20, as_of: date | None = None, also: str = "") -> list[list[Hit]]:
        """The ``n`` best articles, each as its passages in order, for reading. Blocking.

        ``as_of`` is as in :meth:`search`; ``also`` are words to look for beside those of the query.
        """
        return self._searcher.articles(query, n, as_of, also)

    def rank(self, query: str) -> Rankings:
        """Passage ids as each way of searching ranks them, for measuring. Blocking."""
        return self._searcher.rank(query)

    def passages(self, ids: Sequence[int]) -> dict[int, Stored]:
        """Passages by id; one that is gone is left out. Blocking."""
        return self._records.passages(ids)

    def count(self, as_of: date | None = None) -> int:
        """How many articles there are to search."""
        return self._records.count_articles(as_of)

    # -- the end -------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Wait for the article in hand, close the index and the database and let another process write."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _is_ready(engine: Engine) -> bool:
    """Whether the tables are there; another process that makes them just now is waited for."""
    for _ in range(_PATIENCE):
        if is_current(engine):
            return True
        sleep(_MOMENT_S)
    return is_current(engine)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the data folder {folder} cannot be made ({error.strerror}). Set RALLYBOT_DATA_DIR to a folder that "
            "can be written."
        ) from error
