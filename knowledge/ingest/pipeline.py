"""From what the reader reads to what is stored: compare, cut, embed, place among the stories, keep, index."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from knowledge.embeddings import Embedder, Vectors
from knowledge.errors import EmbedderError, StoreError, VectorIndexError
from knowledge.ingest.compare import compare
from knowledge.ingest.passages import cut
from knowledge.ingest.relations import Relations
from knowledge.ingest.suspicion import addresses_a_model
from knowledge.model import Article, Failure, Ingested, IngestReport, Outcome
from knowledge.store.chroma import ChromaIndex
from knowledge.store.records import Known, Records, embedded_text
from knowledge.store.rows import Placing

# Passages between two looks at whether to stop: at most some seconds' work.
_BATCH = 16
# How long an embedder that failed is not asked again: each time may cost its whole time-out.
_EMBEDDER_PAUSE = timedelta(minutes=1)
logger = logging.getLogger(__name__)

Progress = Callable[[Ingested | Failure], None]
"""Told of each article and each failure as it happens."""


class Pipeline:
    """Stores articles one by one: each is wholly kept or not at all, whenever the process ends."""

    def __init__(
        self,
        records: Records,
        embedder: Embedder | None,
        index: ChromaIndex | None,
        clock: Callable[[], datetime],
        relations: Relations | None = None,
    ) -> None:
        """``relations`` places each article among the stories; without it each begins one of its own."""
        self._records = records
        self._embedder = embedder
        self._index = index
        self._relations = relations
        self._clock = clock
        # Two ingests at once in this process would both find an address new. Closing waits for the article in hand.
        self._turn = threading.Lock()
        self._closed = False
        self._stopping = threading.Event()
        self._embedder_away_until = datetime.min.replace(tzinfo=UTC)

    async def run(self, items: AsyncIterator[Article | Failure], progress: Progress) -> IngestReport:
        """Store what comes and report on each. A thread does the work, so that the event loop stays free."""
        articles: list[Ingested] = []
        failed: list[Failure] = []
        async for item in items:
            told = item if isinstance(item, Failure) else await self._keep_aside(item)
            if isinstance(told, Failure):
                failed.append(told)
            else:
                articles.append(told)
            progress(told)
        return IngestReport(articles, failed)

    async def _keep_aside(self, article: Article) -> Ingested | Failure:
        try:
            return await asyncio.to_thread(self.keep, article)
        except asyncio.CancelledError:
            # The thread goes on; a long article is given up between two of its batches.
            self._stopping.set()
            raise

    def keep(self, article: Article) -> Ingested | Failure:
        """Store one article. Blocking.

        Raises:
            StoreError: the database fails, or the newsroom is closed; nothing of it is stored.
        """
        with self._turn:
            if self._closed:
                raise StoreError("the newsroom is closed")
            return self._keep(article)

    def close(self) -> None:
        """Wait for the article in hand, and take no more."""
        with self._turn:
            self._closed = True

    def _keep(self, article: Article) -> Ingested | Failure:
        known = self._records.known(article.url)
        twin = self._records.with_digest(article.digest, article.url)
        outcome = compare(article, known, twin)
        story: int | None = None
        if outcome in {Outcome.NEW, Outcome.EDITED}:
            texts = cut(article.body)
            if not texts:
                return Failure(article.url, "has no words")
            story = self._write(article, texts, known if outcome is Outcome.EDITED else None)
        elif outcome is Outcome.COPY and twin is not None:
            self._records.add_address(article, twin, self._clock(), known)
        elif outcome is Outcome.SAME and known is not None and known.own and article.published:
            self._records.date(known.article_id, article.published)
        return Ingested(article.url, article.title, article.published, outcome, story)

    def _write(self, article: Article, texts: list[str], known: Known | None) -> int | None:
        """Store new words; the story they belong to, where that was there before."""
        made = self._embed(article, texts)
        name = self._embedder.name if self._embedder and made is not None else ""
        now = self._clock()
        placing = Placing()
        if self._relations is not None:
            placing = self._relations.place(article, made, now.date(), known.article_id if known else None)
        if addresses_a_model(f"{article.title}\n{article.body}"):
            placing = replace(placing, suspicious=True)
        if known is None:
            self._records.add(article, texts, made, name, now, placing)
        else:
            self._records.replace(known.article_id, article, texts, made, name, now, placing)
        self._tell_index()
        return placing.story

    def _embed(self, article: Article, texts: list[str]) -> Vectors | None:
        """The vectors of an article's passages; none while the embedder is away, and the next start makes them."""
        if self._embedder is None or self._clock() < self._embedder_away_until:
            return None
        try:
            return self._embed_in_batches(self._embedder, [embedded_text(article.title, text) for text in texts])
        except EmbedderError as error:
            logger.error("articles are stored, and found by their words alone until the next start: %s", error)
            self._embedder_away_until = self._clock() + _EMBEDDER_PAUSE
            return None

    def _embed_in_batches(self, embedder: Embedder, texts: list[str]) -> Vectors:
        made = []
        for at in range(0, len(texts), _BATCH):
            if at and self._stopping.is_set():
                raise StoreError("stopped in the middle of an article, which is not stored")
            made.append(embedder.passages(texts[at : at + _BATCH]))
        return np.concatenate(made)

    def tell_index(self) -> None:
        """Tell the index of what has been removed. Blocking."""
        with self._turn:
            self._tell_index()

    def _tell_index(self) -> None:
        if self._index is None:
            return
        try:
            self._index.catch_up()
        except VectorIndexError as error:
            # The article is stored. A closed index is not asked either, so that nothing new is missed.
            logger.error("vector index out of use until the next start: %s", error)
            self._index.close()
            self._index = None
