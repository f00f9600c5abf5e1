from collections.abc import Callable
from datetime import date, datetime

import pytest

from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Ingested, Outcome
from tests.knowledge.articles import make_article

Store = Callable[..., None]


@pytest.fixture
def store(pipeline: Pipeline) -> Store:
    """Stores an article by name, words and date."""

    def keep(name: str, body: str, *, title: str = "", published: date | datetime | None = None) -> None:
        told = pipeline.keep(make_article(name, body, title=title, published=published))
        assert isinstance(told, Ingested)
        assert told.outcome is Outcome.NEW

    return keep
