"""The newsroom's front door: open it, put news in, find passages."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, aclosing
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from knowledge.errors import SourceError, StoreError
from knowledge.ingest.pipeline import Progress
from knowledge.model import Hit, IngestReport
from knowledge.opening import KnowledgeConfig, Opening, Told, let_go, open_newsroom, rebuild
from knowledge.search.searcher import Parts, Rankings, Searcher
from knowledge.search.timing import Weights
from knowledge.store.lock import WriterLock, writer_elsewhere
from knowledge.store.records import Stored
from knowledge.store.removal import Removed

if TYPE_CHECKING:
    from knowledge.ingest.feedlist import FeedSource
    from knowledge.store.feed_records import FeedState

__all__ = ["KnowledgeBase", "KnowledgeConfig", "Opening", "Told"]


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
            self._parts = open_newsroom(config, held, told, writes=self.writes)
            self._held = held.pop_all()

    # -- news in -------------------------------------------------------------------------------------------------

    async def ingest(
        self, sources: Sequence[str], progress: Progress = lambda item: None, *, from_chat: bool = False
    ) -> IngestReport:
        """Read sources (addresses of feeds and articles, files, folders) and store what they hold.

        ``from_chat`` marks sources that a reader named: of those, public web addresses alone are read.

        Raises:
            BusyError: another process is writing.
            StoreError: the disk is full or the database fails; what was stored before stays.
        """
        from knowledge.ingest.fetch import Fetcher
        from knowledge.ingest.reach import Trust
        from knowledge.ingest.sources import Item, Reader

        self._require_writing()
        trust = Trust.CHAT if from_chat else Trust.OPERATOR

        async def items() -> AsyncGenerator[Item, None]:
            async with Fetcher(clock=self._config.clock) as fetcher:
                reader = Reader(fetcher)
                for source in sources:
                    async with aclosing(reader.read(source, trust=trust)) as read:
                        async for item in read:
                            yield item

        async with aclosing(items()) as read:
            return await self._parts.pipeline.run(read, progress)

    async def refresh(self, progress: Progress = lambda item: None, *, every: bool = False) -> IngestReport:
        """Read every feed of the list with conditional requests; raises as :meth:`ingest` does.

        A feed that failed is left alone for a while, unless ``every`` asks for all.

        Raises:
            SourceError: the list of feeds itself cannot be read.
        """
        from knowledge.ingest.refresh import Refresh, Shelves

        self._require_writing()
        parts = self._parts
        shelves = Shelves(parts.records, parts.removal, parts.feeds)
        report = await Refresh(shelves, parts.pipeline, self._config.clock).run(self._listed(), progress, every=every)
        await asyncio.to_thread(self._let_go)
        return report

    def feeds(self) -> "list[tuple[FeedSource, FeedState | None]]":
        """The feeds of the list, each with how it has been doing; nothing of one that was never read.

        Raises:
            SourceError: the list of feeds cannot be read.
        """
        listed = self._listed()
        states = self._parts.feeds.states([feed.url for feed in listed])
        return [(feed, states.get(feed.url)) for feed in listed]

    def _listed(self) -> "list[FeedSource]":
        from knowledge.ingest.feedlist import load_feeds

        try:
            return load_feeds(self._config.feeds)
        except SourceError as error:
            raise SourceError(error.source, f"{error.reason}; RALLYBOT_FEEDS names the list of feeds") from error

    # -- upkeep --------------------------------------------------------------------------------------------------

    def forget(self, what: str) -> Removed:
        """Forget an address or file, or all of a source by its name or host; later refreshes pass over it. Blocking.

        Raises:
            BusyError: another process is writing.
        """
        self._require_writing()
        removed = self._parts.removal.forget(what, self._config.clock())
        self._parts.pipeline.tell_index()
        return removed

    def _let_go(self) -> None:
        let_go(self._parts.removal, self._config)
        self._parts.pipeline.tell_index()

    def rebuild(self, told: Told = lambda opening: None) -> None:
        """Make everything anew that is made of articles: keywords, missing vectors, the index, stories. Blocking.

        Cut short, it is done again at the next start.

        Raises:
            BusyError: another process is writing.
            StoreError: the database fails.
        """
        self._require_writing()
        rebuild(self._parts, told)

    def _require_writing(self) -> None:
        if not self.writes:
            raise writer_elsewhere()

    # -- passages out --------------------------------------------------------------------------------------------

    def search(self, query: str, k: int = 10, as_of: date | None = None, today: date | None = None) -> list[Hit]:
        """The passages of the ``k`` best stories, best first. Blocking.

        With ``as_of`` as things stood at the end of that day: nothing published, changed or corrected later is seen.
        ``today`` is what "last week" counts from: by default the clock's day in UTC.
        """
        return self._parts.searcher.search(query, k, today or self._today(), as_of)

    def articles(
        self, query: str, n: int = 20, as_of: date | None = None, also: str = "", today: date | None = None
    ) -> list[list[Hit]]:
        """The articles of the ``n`` best stories, each as its passages in order, for reading. Blocking.

        ``as_of`` and ``today`` are as in :meth:`search`; ``also`` are words to look for beside those of the query.
        """
        return self._parts.searcher.articles(query, n, today or self._today(), as_of, also)

    def rank(self, query: str, as_of: date | None = None, today: date | None = None) -> Rankings:
        """Passage ids as each way of searching ranks them, for measuring. Blocking."""
        return self._parts.searcher.rank(query, today or self._today(), as_of)

    @property
    def measured(self) -> Parts:
        """What search is made of, for measuring each by itself."""
        return self._parts.searcher.parts

    def weighing(self, weights: Weights) -> Searcher:
        """The same search with other weights of time, for measuring."""
        return self._parts.searcher.weighing(weights)

    def _today(self) -> date:
        return self._config.clock().date()

    def passages(self, ids: Sequence[int]) -> dict[int, Stored]:
        """Passages by id; one that is gone is left out. Blocking."""
        return self._parts.records.passages(ids)

    def count(self, as_of: date | None = None) -> int:
        """How many articles stand now, or stood at the end of a day."""
        return self._parts.records.count_articles(as_of)

    # -- the end -------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Wait for the article in hand, close the index and the database and let another process write."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the data folder {folder} cannot be made ({error.strerror}). Set RALLYBOT_DATA_DIR to a folder that "
            "can be written."
        ) from error
