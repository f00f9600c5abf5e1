"""Opening the newsroom: its database, embedder, vector index, search and pipeline, each brought up to date."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Literal

from sqlalchemy import Engine

from knowledge import starter
from knowledge.embeddings import Embedder
from knowledge.embeddings.choice import EmbedderChoice, make_embedder
from knowledge.errors import EmbedderError, StoreError
from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.rebuild import Stories
from knowledge.ingest.relations import Relations
from knowledge.search.dense import ExactIndex
from knowledge.search.keywords import KeywordIndex
from knowledge.search.searcher import Parts, Searcher
from knowledge.store.catalogue import Catalogue
from knowledge.store.chroma import ChromaIndex
from knowledge.store.engine import is_current, migrate, open_engine
from knowledge.store.facts import Facts
from knowledge.store.feed_records import FeedRecords
from knowledge.store.lock import writer_elsewhere
from knowledge.store.records import Records, embedded_text
from knowledge.store.removal import Removal
from knowledge.store.upkeep import Upkeep
from knowledge.store.vector_records import VectorRecords

logger = logging.getLogger(__name__)
# How long a process that may not write waits for the tables of one that is just making them.
_PATIENCE, _MOMENT_S = 50, 0.1
_CATCH_UP = 32
_REBUILDING = "rebuilding"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class KnowledgeConfig:
    """What the newsroom needs to know.

    ``clock`` gives the present in UTC. ``retention_days`` is how many days after it was read (or published, if that is
    later) an article is kept; without it, always. ``feeds`` is the operator's own list of feeds.
    """

    data_dir: Path
    embedder: EmbedderChoice = field(default_factory=EmbedderChoice)
    feeds: Path | None = None
    clock: Callable[[], datetime] = _now
    retention_days: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Told of work on the whole newsroom, where that takes long: what is being done, how many, of how many."""

    doing: Literal["starter", "vectors", "index", "keywords", "stories"]
    done: int
    total: int


Told = Callable[[Opening], None]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The parts of an open newsroom. ``index`` is absent where this process may not write, or it is out of use."""

    records: Records
    vectors: VectorRecords
    facts: Facts
    removal: Removal
    feeds: FeedRecords
    embedder: Embedder | None
    index: ChromaIndex | None
    relations: Relations
    upkeep: Upkeep
    stories: Stories
    searcher: Searcher
    pipeline: Pipeline


def open_newsroom(config: KnowledgeConfig, held: ExitStack, told: Told, *, writes: bool) -> Newsroom:
    """Open every part; what must be closed again goes to ``held``.

    Raises:
        StoreError: the data folder cannot be used.
        EmbedderError: the chosen embedder is damaged or not configured.
    """
    engine = open_engine(config.data_dir / "newsroom.db")
    held.callback(engine.dispose)
    if writes:
        migrate(engine)
    elif not _is_ready(engine):
        raise writer_elsewhere()
    records, vectors, facts, removal = Records(engine), VectorRecords(engine), Facts(engine), Removal(engine)
    catalogue, keywords = Catalogue(engine), KeywordIndex(engine)
    embedder = make_embedder(config.embedder)
    exact = ExactIndex(vectors, catalogue, embedder.name if embedder else "")
    index: ChromaIndex | None = None
    if writes:
        let_go(removal, config)
        _load_starter(
            Pipeline(records, None, None, config.clock, Relations(records, keywords, None)), removal, facts, told
        )
    if writes and embedder:
        embed_missing(records, vectors, embedder, told)
        index = _open_index(held, ChromaIndex(config.data_dir / "chroma", embedder.name, vectors, facts), told)
    relations = Relations(records, keywords, index)
    upkeep = Upkeep(engine)
    stories = Stories(records, upkeep, vectors, embedder)
    pipeline = Pipeline(records, embedder, index, config.clock, relations)
    held.callback(pipeline.close)
    searcher = Searcher(Parts(records, vectors, catalogue, keywords, embedder, index or exact, exact))
    newsroom = Newsroom(
        records, vectors, facts, removal, FeedRecords(engine), embedder, index, relations, upkeep, stories,
        searcher, pipeline,
    )  # fmt: skip
    if writes and facts.get(_REBUILDING) == "yes":
        logger.warning("rebuilding the newsroom: it was begun and never ended")
        rebuild(newsroom, told)
    return newsroom


def rebuild(newsroom: Newsroom, told: Told) -> None:
    """Make everything anew that is made of articles; cut short, the next start does it."""
    newsroom.facts.keep(_REBUILDING, "yes")
    newsroom.upkeep.rebuild_keywords(lambda done, total: told(Opening("keywords", done, total)))
    if newsroom.embedder is not None:
        embed_missing(newsroom.records, newsroom.vectors, newsroom.embedder, told)
    if newsroom.index is not None:
        expected = newsroom.index.expected
        newsroom.index.rebuild(lambda done: told(Opening("index", done, expected)))
    newsroom.stories.rebuild(newsroom.relations, lambda done, total: told(Opening("stories", done, total)))
    newsroom.facts.keep(_REBUILDING, "no")


def let_go(removal: Removal, config: KnowledgeConfig) -> None:
    """Remove what is older than the operator wants to keep."""
    if config.retention_days is not None:
        now = config.clock()
        gone = removal.older_than(now - timedelta(days=config.retention_days), now)
        if gone:
            logger.info("articles past their retention removed: count=%d", gone)


def embed_missing(records: Records, vectors: VectorRecords, embedder: Embedder, told: Told) -> None:
    """Make the vectors that an embedder has not made yet; where it fails the rest waits for the next start."""
    missing = records.count_passages() - vectors.count(embedder.name)
    done = 0
    try:
        while done < missing and (rows := vectors.without(embedder.name, _CATCH_UP)):
            told(Opening("vectors", done, missing))
            made = embedder.passages([embedded_text(title, text) for _, title, text in rows])
            vectors.add([id_ for id_, _, _ in rows], made, embedder.name)
            done += len(rows)
    except EmbedderError as error:
        # A server of vectors that is away for an hour must not keep the newsroom shut.
        logger.error("passages not embedded, found by their words alone: %s", error)
    if done:
        told(Opening("vectors", done, missing))


def _open_index(held: ExitStack, index: ChromaIndex, told: Told) -> ChromaIndex | None:
    held.callback(index.close)
    try:
        total = index.expected
        index.open(lambda done: told(Opening("index", done, total)))
    except StoreError as error:
        logger.error("vector index out of use, comparing with every passage: %s", error)
        index.close()
        return None
    return index


def _load_starter(words_only: Pipeline, removal: Removal, facts: Facts, told: Told) -> None:
    """Store the bundled articles where they have changed, but for those that the operator had forgotten."""
    if facts.get("starter") == starter.digest():
        return
    items = starter.articles()
    for done, article in enumerate(items):
        told(Opening("starter", done, len(items)))
        if not removal.is_forgotten(article.url):
            words_only.keep(article)
    facts.keep("starter", starter.digest())
    told(Opening("starter", len(items), len(items)))


def _is_ready(engine: Engine) -> bool:
    """Whether the tables are there; another process that makes them just now is waited for."""
    for _ in range(_PATIENCE):
        if is_current(engine):
            return True
        sleep(_MOMENT_S)
    return is_current(engine)
