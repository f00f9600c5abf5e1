from collections.abc import AsyncIterator, Iterator

import pytest

from knowledge.ingest.fetch import Fetcher
from knowledge.ingest.sources import Reader
from tests.standins.newsroom import Newsroom, open_newsroom


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as site:
        yield site


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with Fetcher() as fetcher:
        yield Reader(fetcher)
