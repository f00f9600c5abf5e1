from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from knowledge.embeddings import Embedder
from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Ingested, Outcome
from knowledge.search.dense import DenseIndex, ExactIndex
from knowledge.search.keywords import KeywordIndex
from knowledge.search.searcher import Parts, Searcher
from knowledge.store.catalogue import Catalogue
from knowledge.store.records import Records
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import make_article
from tests.knowledge.embedder import HashEmbedder

Store = Callable[..., None]


@pytest.fixture
def store(pipeline: Pipeline) -> Store:
    """Stores an article by name, words and date."""

    def keep(name: str, body: str, *, title: str = "", published: date | datetime | None = None) -> None:
        told = pipeline.keep(make_article(name, body, title=title, published=published))
        assert isinstance(told, Ingested)
        assert told.outcome is Outcome.NEW

    return keep


class Searching:
    """A searcher over a database, with parts that a test may put in."""

    def __init__(self, engine: Engine) -> None:
        self._keywords = KeywordIndex(engine)
        self.records, self.vectors, self.catalogue = Records(engine), VectorRecords(engine), Catalogue(engine)

    def exact(self, embedder: Embedder | None) -> ExactIndex:
        return ExactIndex(self.vectors, self.catalogue, embedder.name if embedder else "")

    def make(self, embedder: Embedder | None, dense: DenseIndex | None = None) -> Searcher:
        exact = self.exact(embedder)
        parts = Parts(self.records, self.vectors, self.catalogue, self._keywords, embedder, dense or exact, exact)
        return Searcher(parts)


@pytest.fixture
def searching(engine: Engine) -> Searching:
    return Searching(engine)


@pytest.fixture
def searcher(searching: Searching, embedder: HashEmbedder) -> Searcher:
    return searching.make(embedder)
