"""Reading every feed of the list again, each only if it has changed and is not to be left alone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from knowledge.ingest.feedlist import FeedSource
from knowledge.ingest.feeds import Entry
from knowledge.ingest.fetch import Fetcher, FetchLimits
from knowledge.ingest.health import after_failure, after_success
from knowledge.ingest.pipeline import Pipeline, Progress
from knowledge.ingest.sources import FeedRead, Item, Reader, Sieve
from knowledge.ingest.subject import is_on_subject
from knowledge.model import Article, Failure, Ingested, IngestReport, Outcome, Waiting
from knowledge.store.feed_records import FeedRecords, FeedState
from knowledge.store.records import Records
from knowledge.store.removal import Removal


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where a refresh looks things up: what is stored, what was forgotten, how feeds have been doing."""

    records: Records
    removal: Removal
    feeds: FeedRecords


class Refresh:
    """Reads feeds side by side and stores what is new, in the list's order."""

    def __init__(
        self,
        shelves: Shelves,
        pipeline: Pipeline,
        clock: Callable[[], datetime],
        limits: FetchLimits | None = None,
    ) -> None:
        """``clock`` gives the present in UTC, ``limits`` say what a fetch may cost where it is not the usual."""
        self._shelves = shelves
        self._pipeline = pipeline
        self._clock = clock
        self._limits = limits

    async def run(self, feeds: Sequence[FeedSource], progress: Progress, *, every: bool = False) -> IngestReport:
        """Read the feeds; with ``every`` also those that are being left alone after failures.

        What a feed says of its state (ETag, Last-Modified) is kept only once all its articles are: a stop in between,
        or a page that was down for a moment, costs another reading, and no article.
        """
        states = await asyncio.to_thread(self._shelves.feeds.states, [feed.url for feed in feeds])
        waiting = (
            [] if every else [one for feed in feeds if (one := _waiting(feed, states.get(feed.url), self._clock()))]
        )
        left_alone = {one.source for one in waiting}
        due = [feed for feed in feeds if feed.url not in left_alone]
        report = IngestReport([], [], waiting=waiting)
        async with Fetcher(self._limits, clock=self._clock) as fetcher:
            reader = Reader(fetcher)
            reading = [asyncio.create_task(self._read(reader, feed, states.get(feed.url))) for feed in due]
            try:
                for feed, task in zip(due, reading, strict=True):
                    stored = await self._store(feed, await task, states.get(feed.url), progress)
                    report = _joined(report, stored)
            finally:
                for task in reading:
                    task.cancel()
                await asyncio.gather(*reading, return_exceptions=True)
        return report

    async def _read(self, reader: Reader, feed: FeedSource, state: FeedState | None) -> FeedRead:
        sieve = Sieve(self._is_read, self._shelves.removal.is_forgotten, _off_subject if feed.filter else _nothing)
        etag, modified = (state.etag, state.modified) if state else (None, None)
        return await reader.read_feed(feed.url, etag, modified, sieve)

    async def _store(
        self, feed: FeedSource, read: FeedRead, before: FeedState | None, progress: Progress
    ) -> IngestReport:
        report = await self._pipeline.run(_items(feed, read), progress)
        if read.error is not None:
            state = after_failure(before, read, self._clock())
        else:
            new = report.count(Outcome.NEW) + report.count(Outcome.COPY)
            state = after_success(
                before, read, new, self._clock(), whole=all(failure.lasting for failure in report.failed)
            )
        await asyncio.to_thread(self._shelves.feeds.keep, feed.url, state)
        return IngestReport(report.articles, report.failed, read.left_out)

    def _is_read(self, address: str) -> bool:
        """Whether the page of an address is stored; a summary kept in its place is not."""
        known = self._shelves.records.known(address)
        return known is not None and not known.partial


def _off_subject(entry: Entry) -> bool:
    return not is_on_subject(entry.title, entry.body)


def _nothing(_entry: Entry) -> bool:
    return False


def _waiting(feed: FeedSource, state: FeedState | None, now: datetime) -> Waiting | None:
    """Why a feed is left alone for now, if it is."""
    if state is None or state.next_at is None or state.next_at <= now:
        return None
    return Waiting(feed.url, state.next_at, state.reason or "")


def _joined(report: IngestReport, more: IngestReport) -> IngestReport:
    articles: list[Ingested] = [*report.articles, *more.articles]
    failed: list[Failure] = [*report.failed, *more.failed]
    return IngestReport(articles, failed, report.left_out + more.left_out, report.waiting)


async def _items(feed: FeedSource, read: FeedRead) -> AsyncIterator[Item]:
    """What a feed gave, oldest first: feeds have the newest first, and a correction follows what it corrects."""
    if read.error is not None:
        yield Failure(feed.url, read.error)
    for item in sorted(read.items, key=_published):
        yield item


def _published(item: Item) -> datetime:
    """When an item was published; what has no date comes last."""
    known = isinstance(item, Article) and item.published
    return known.instant if known else datetime.max.replace(tzinfo=UTC)
