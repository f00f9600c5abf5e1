"""Reading every feed of the list again, each only if it has changed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

from knowledge.ingest.feedlist import FeedSource
from knowledge.ingest.fetch import Fetcher
from knowledge.ingest.pipeline import Pipeline, Progress
from knowledge.ingest.sources import FeedRead, Item, Reader
from knowledge.model import Failure, Ingested, IngestReport
from knowledge.store.records import Records

BUNDLED_FEEDS = Path(__file__).parent.parent / "feeds.toml"
"""The feeds that are read unless the operator names a list of their own."""


async def refresh(
    feeds: Sequence[FeedSource], records: Records, pipeline: Pipeline, progress: Progress
) -> IngestReport:
    """Read the feeds side by side and store what is new, in the list's order.

    What a feed says of its state (ETag, Last-Modified) is kept only once all its articles are: a stop in between, or
    a page that was down for a moment, costs another reading, and no article.
    """
    articles: list[Ingested] = []
    failed: list[Failure] = []
    async with Fetcher() as fetcher:
        reader = Reader(fetcher)
        reading = [asyncio.create_task(_read(reader, records, feed.url)) for feed in feeds]
        try:
            for feed, task in zip(feeds, reading, strict=True):
                read = await task
                report = await pipeline.run(_items(feed, read), progress)
                articles += report.articles
                failed += report.failed
                if read.error is None and not report.failed:
                    await asyncio.to_thread(pipeline.keep_validators, feed.url, read.etag, read.modified)
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
    return IngestReport(articles, failed)


async def _read(reader: Reader, records: Records, url: str) -> FeedRead:
    etag, modified = await asyncio.to_thread(records.validators, url)
    return await reader.read_feed(url, etag, modified, partial(_is_read, records))


async def _items(feed: FeedSource, read: FeedRead) -> AsyncIterator[Item]:
    if read.error is not None:
        yield Failure(feed.url, read.error)
    for item in read.items:
        yield item


def _is_read(records: Records, address: str) -> bool:
    """Whether the page of an address is stored; a summary kept in its place is not."""
    known = records.known(address)
    return known is not None and not known.partial
