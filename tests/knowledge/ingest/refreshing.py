"""Refreshing the feeds of a news site into a database, at whatever time a test says."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta

from sqlalchemy import Engine

from knowledge.ingest.feedlist import FeedSource
from knowledge.ingest.fetch import Fetcher, FetchLimits
from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.refresh import Refresh, Shelves
from knowledge.ingest.sources import Item, Reader
from knowledge.model import IngestReport, Outcome
from knowledge.store.feed_records import FeedRecords, FeedState
from knowledge.store.records import Records
from knowledge.store.removal import Removal
from tests.knowledge.articles import NOW
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.ingest.pages import ENGLISH, rss_item
from tests.standins.newsroom import Newsroom

FULL = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
NOTHING = IngestReport([], [], 0, [])
QUARTER = timedelta(minutes=15)


class Refreshing:
    """Refreshes feeds of the news site into one database, at whatever time it is."""

    def __init__(self, site: Newsroom, engine: Engine, records: Records) -> None:
        self.site = site
        self.now = NOW
        self.records = records
        self.removal = Removal(engine)
        self.states = FeedRecords(engine)
        self.pipeline = Pipeline(records, HashEmbedder(), None, self.clock)
        self.limits = FetchLimits()

    def clock(self) -> datetime:
        return self.now

    async def read(self, *paths: str, every: bool = False, filter: bool = False) -> IngestReport:
        """Refresh feeds of the site by their paths, or feeds elsewhere by their addresses."""
        urls = [self.url(path) for path in paths]
        shelves = Shelves(self.records, self.removal, self.states)
        refresh = Refresh(shelves, self.pipeline, self.clock, self.limits)
        return await refresh.run([FeedSource(url, url, "", filter) for url in urls], lambda item: None, every=every)

    async def ingest(self, path: str) -> IngestReport:
        """Read what the operator typed."""

        async def items() -> AsyncGenerator[Item, None]:
            async with Fetcher(clock=self.clock) as fetcher:
                async for item in Reader(fetcher).read(self.url(path)):
                    yield item

        async with aclosing(items()) as read:
            return await self.pipeline.run(read, lambda item: None)

    def url(self, path: str) -> str:
        return path if "://" in path else self.site.address + path

    def state(self, path: str) -> FeedState | None:
        return self.states.state(self.url(path))

    def known(self, path: str) -> FeedState:
        state = self.state(path)
        assert state is not None
        return state

    def validators(self, path: str) -> tuple[str | None, str | None]:
        state = self.state(path)
        return (state.etag, state.modified) if state else (None, None)

    def asked_with(self, path: str) -> list[str | None]:
        return [request.headers.get("if-none-match") for request in self.site.requests if request.path == path]


def story(name: str) -> str:
    return rss_item(f"https://ledger.example/{name}", f"Story {name}", content=f"<p>All about {name}.</p>{FULL}")


def outcomes(report: IngestReport) -> list[tuple[str, str]]:
    """What changed: whole texts that a feed repeats are compared each time, and most are the same."""
    changed = [article for article in report.articles if article.outcome is not Outcome.SAME]
    return [(article.url.rpartition("/")[2], article.outcome.value) for article in changed]
