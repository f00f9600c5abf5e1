from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Engine

from knowledge.ingest.fetch import Fetcher
from knowledge.ingest.sources import Reader
from knowledge.store.records import Records
from tests.knowledge.ingest.refreshing import Refreshing
from tests.standins.newsroom import Newsroom, open_newsroom


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as site:
        yield site


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with Fetcher() as fetcher:
        yield Reader(fetcher)


@pytest.fixture
def refreshing(newsroom: Newsroom, engine: Engine, records: Records) -> Refreshing:
    return Refreshing(newsroom, engine, records)
