from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from knowledge.embeddings.bundled import BundledEmbedder, weights_path
from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Article, Published
from knowledge.store.chroma import ChromaIndex
from knowledge.store.engine import migrate, open_engine
from knowledge.store.records import Records
from tests.knowledge.embedder import HashEmbedder

# The first example pays for loading dictionaries and models: time is no measure of it.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

NOW = datetime(2025, 9, 18, 8, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def make_article(
    name: str = "cloud",
    body: str = "Cloud sales rose by a quarter.",
    *,
    title: str = "",
    published: date | datetime | None = None,
    source: str = "Harbour Ledger",
) -> Article:
    """An article at ``https://news.example/<name>``."""
    if isinstance(published, datetime):
        dated: Published | None = Published.from_datetime(published)
    else:
        dated = Published(published) if published else None
    return Article(f"https://news.example/{name}", title or f"About {name}", source, body, dated)


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
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def pipeline(records: Records, embedder: HashEmbedder) -> Pipeline:
    """Stores articles with vectors and tells no index of them."""
    return Pipeline(records, embedder, None, clock)


MakeIndex = Callable[[], ChromaIndex]


@pytest.fixture
def make_index(records: Records, embedder: HashEmbedder, tmp_path: Path) -> Iterator[MakeIndex]:
    """Makes indexes, not yet open, over the one folder; they are closed in the end."""
    with ExitStack() as made:

        def make() -> ChromaIndex:
            index = ChromaIndex(tmp_path / "chroma", embedder.name, records)
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


def faults(engine: Engine) -> list[str]:
    """What does not fit together in a database; nothing in one that is whole."""
    counts = {
        "articles without an address of their own": "SELECT count(*) FROM articles WHERE NOT EXISTS "
        "(SELECT 1 FROM addresses WHERE url = articles.url AND article_id = articles.id)",
        "articles without passages": "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM passages)",
        "passages without words": "SELECT count(*) FROM passages WHERE id NOT IN (SELECT rowid FROM keywords)",
        "words without a passage": "SELECT count(*) FROM keywords WHERE rowid NOT IN (SELECT id FROM passages)",
        "passages without a vector": "SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage_id FROM vectors)",
        "rows that lead nowhere": "SELECT count(*) FROM pragma_foreign_key_check",
        "damage": "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    }
    with engine.connect() as connection:
        found = {what: connection.exec_driver_sql(query).scalar_one() for what, query in counts.items()}
        connection.exec_driver_sql("INSERT INTO keywords (keywords) VALUES ('integrity-check')")
    return [f"{count} {what}" for what, count in found.items() if count]
