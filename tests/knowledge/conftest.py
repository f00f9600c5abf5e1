import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from knowledge.base import KnowledgeBase
from knowledge.embeddings.bundled import BundledEmbedder, weights_path
from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.relations import Relations
from knowledge.search.keywords import KeywordIndex
from knowledge.store.catalogue import Catalogue
from knowledge.store.chroma import ChromaIndex
from knowledge.store.engine import migrate, open_engine
from knowledge.store.facts import Facts
from knowledge.store.records import Records
from knowledge.store.removal import Removal
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import clock
from tests.knowledge.embedder import HashEmbedder, vector_of
from tests.knowledge.newsroom import DIMENSIONS, config
from tests.standins.embeddings import EmbeddingServer, open_embeddings

# The first example pays for loading dictionaries and models: time is no measure of it.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(tmp_path / "newsroom.db")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def records(engine: Engine) -> Records:
    return Records(engine)


@pytest.fixture
def vectors(engine: Engine) -> VectorRecords:
    return VectorRecords(engine)


@pytest.fixture
def facts(engine: Engine) -> Facts:
    return Facts(engine)


@pytest.fixture
def removal(engine: Engine) -> Removal:
    return Removal(engine)


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def pipeline(records: Records, embedder: HashEmbedder) -> Pipeline:
    """Stores articles with vectors, each as a story of its own, and tells no index of them."""
    return Pipeline(records, embedder, None, clock)


@pytest.fixture
def relating(records: Records, embedder: HashEmbedder, engine: Engine) -> Pipeline:
    """Stores articles with vectors and finds the stories they tell by their words."""
    return Pipeline(records, embedder, None, clock, Relations(records, KeywordIndex(engine), None))


MakeIndex = Callable[[], ChromaIndex]


@pytest.fixture
def make_index(vectors: VectorRecords, facts: Facts, embedder: HashEmbedder, tmp_path: Path) -> Iterator[MakeIndex]:
    """Makes indexes, not yet open, over the one folder; they are closed in the end."""
    with ExitStack() as made:

        def make() -> ChromaIndex:
            index = ChromaIndex(tmp_path / "chroma", embedder.name, vectors, facts)
            made.callback(index.close)
            return index

        yield make


@pytest.fixture(scope="session")
def bundled() -> BundledEmbedder:
    """The real model, loaded once."""
    weights = weights_path()
    if weights is None:
        pytest.skip("no bundled embedder for this machine")
    return BundledEmbedder(weights)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddingServer]:
    with open_embeddings(lambda text: vector_of(text, DIMENSIONS)) as server:
        yield server


@pytest.fixture(scope="session")
def opened_once(server: EmbeddingServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start leaves it."""
    folder = tmp_path_factory.mktemp("first") / "data"
    KnowledgeBase(config(folder, server)).close()
    return folder


@pytest.fixture
def folder(opened_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(opened_once, tmp_path / "data")
