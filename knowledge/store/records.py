"""Reading and writing articles, passages and vectors: one transaction an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Engine, Row, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from knowledge.embeddings import Vectors
from knowledge.model import Article, Published
from knowledge.store.engine import guarded
from knowledge.store.rows import (
    address_row,
    article_row,
    date_row,
    new_id,
    remove_passages,
    write_passages,
    write_vectors,
)
from knowledge.store.tables import addresses, articles, facts, feeds, passages, unindexed, vectors


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as it is kept, with what a reader needs to know of its article."""

    passage_id: int
    position: int
    text: str
    title: str
    url: str
    source: str
    published: Published | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored under an address: the article it leads to, and whether the address is the article's own."""

    article_id: int
    digest: str
    own: bool
    partial: bool = False


class Records:
    """The newsroom's rows. Blocking; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- what is there -------------------------------------------------------------------------------------------

    def known(self, url: str) -> Known | None:
        """What is stored under an address, if anything."""
        query = (
            select(articles.c.id, articles.c.digest, articles.c.url, articles.c.partial)
            .join(addresses, addresses.c.article_id == articles.c.id)
            .where(addresses.c.url == url)
        )
        with guarded(), self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Known(row.id, row.digest, row.url == url, row.partial) if row else None

    def with_digest(self, digest: str) -> int | None:
        """The article that has exactly these words, if any."""
        query = select(articles.c.id).where(articles.c.digest == digest).order_by(articles.c.id)
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query).scalars().first()

    def count_articles(self, as_of: date | None = None) -> int:
        """How many articles there are, or how many were out by the end of a day."""
        query = select(func.count()).select_from(articles)
        if as_of is not None:
            query = query.where(articles.c.published_day <= as_of)
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def count_passages(self) -> int:
        """How many passages there are."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(passages)).scalar_one()

    def count_vectors(self, embedder: str) -> int:
        """How many passages an embedder has seen."""
        query = select(func.count()).select_from(vectors).where(vectors.c.embedder == embedder)
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def fact(self, name: str) -> str | None:
        """A small thing to remember, by name."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def remember(self, name: str, value: str) -> None:
        """Keep a small thing under a name."""
        statement = upsert(facts).values(name=name, value=value)
        with guarded(), self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def passages(self, ids: Sequence[int]) -> dict[int, Stored]:
        """The passages with these ids; one that is gone is left out."""
        query = _PASSAGES.where(passages.c.id.in_(ids))
        with guarded(), self._engine.connect() as connection:
            return {row.id: _stored(row) for row in connection.execute(query)}

    def passages_of(self, urls: Sequence[str]) -> list[Stored]:
        """Every passage of these articles, article by article, in order."""
        query = _PASSAGES.where(articles.c.url.in_(urls)).order_by(articles.c.id, passages.c.position)
        with guarded(), self._engine.connect() as connection:
            return [_stored(row) for row in connection.execute(query)]

    def published_until(self, day: date) -> set[int]:
        """Ids of the passages of articles that were out by the end of a day, as their publishers date them."""
        query = select(passages.c.id).join(articles).where(articles.c.published_day <= day)
        with guarded(), self._engine.connect() as connection:
            return set(connection.execute(query).scalars())

    # -- writing -------------------------------------------------------------------------------------------------

    def add(self, article: Article, texts: Sequence[str], made: Vectors | None, embedder: str, at: datetime) -> None:
        """Store an article with its passages and, where there is an embedder, their vectors."""
        with guarded(), self._engine.begin() as connection:
            row = connection.execute(insert(articles).values(article_row(article, at)))
            article_id = new_id(row)
            connection.execute(address_row(article.url, article_id, article.source))
            write_passages(connection, article_id, article.title, texts, made, embedder)

    def replace(
        self, article_id: int, article: Article, texts: Sequence[str], made: Vectors | None, embedder: str, at: datetime
    ) -> None:
        """Store a new wording in place of the old one; a date once found stays where the new reading has none."""
        columns = article_row(article, at)
        if article.published is None:
            columns = {name: value for name, value in columns.items() if name not in date_row(None)}
        with guarded(), self._engine.begin() as connection:
            remove_passages(connection, article_id)
            connection.execute(update(articles).where(articles.c.id == article_id).values(columns))
            write_passages(connection, article_id, article.title, texts, made, embedder)

    def date(self, article_id: int, published: Published) -> None:
        """Give an undated article the date that a later reading of it found."""
        statement = (
            update(articles)
            .where(articles.c.id == article_id, articles.c.published.is_(None))
            .values(date_row(published))
        )
        with guarded(), self._engine.begin() as connection:
            connection.execute(statement)

    def add_address(self, url: str, article_id: int, source: str) -> None:
        """Note that an address leads to an article already stored."""
        with guarded(), self._engine.begin() as connection:
            connection.execute(address_row(url, article_id, source))

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified that a feed gave last."""
        with guarded(), self._engine.connect() as connection:
            row = connection.execute(select(feeds.c.etag, feeds.c.modified).where(feeds.c.url == url)).first()
        return (row.etag, row.modified) if row else (None, None)

    def keep_validators(self, url: str, etag: str | None, modified: str | None, at: datetime) -> None:
        """Keep what a feed gave, for the next conditional request."""
        values = {"etag": etag, "modified": modified, "checked_at": at}
        statement = upsert(feeds).values(url=url, **values)
        with guarded(), self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=values))

    # -- vectors -------------------------------------------------------------------------------------------------

    def vectors(self, embedder: str, ids: Iterable[int] | None = None) -> tuple[list[int], Vectors]:
        """Ids and vectors made by an embedder, ``(n, dimensions)``; all of them, or those asked for."""
        query = select(vectors.c.passage_id, vectors.c.vector).where(vectors.c.embedder == embedder)
        wanted = None if ids is None else set(ids)
        if wanted is not None and len(wanted) <= _FEW:
            query = query.where(vectors.c.passage_id.in_(wanted))
        with guarded(), self._engine.connect() as connection:
            rows = [row for row in connection.execute(query) if wanted is None or row.passage_id in wanted]
        matrix = np.frombuffer(b"".join(row.vector for row in rows), np.float32)
        return [row.passage_id for row in rows], matrix.reshape(len(rows), -1) if rows else matrix.reshape(0, 0)

    def sample(self, embedder: str, count: int) -> tuple[list[int], Vectors]:
        """A few of an embedder's vectors, evenly from the oldest to the newest."""
        query = select(vectors.c.passage_id).where(vectors.c.embedder == embedder).order_by(vectors.c.passage_id)
        with guarded(), self._engine.connect() as connection:
            ids = connection.execute(query).scalars().all()
        spread = {ids[at] for at in np.linspace(0, len(ids) - 1, count).astype(int)} if ids else set()
        return self.vectors(embedder, spread)

    def without_vector(self, embedder: str, limit: int) -> list[tuple[int, str, str]]:
        """Passages that an embedder has not seen, as id, title and text."""
        seen = select(vectors.c.passage_id).where(vectors.c.embedder == embedder)
        query = (
            select(passages.c.id, articles.c.title, passages.c.text)
            .join(articles)
            .where(passages.c.id.not_in(seen))
            .limit(limit)
        )
        with guarded(), self._engine.connect() as connection:
            return [(row.id, row.title, row.text) for row in connection.execute(query)]

    def add_vectors(self, ids: Sequence[int], made: Vectors, embedder: str) -> None:
        """Store the vectors of passages that had none by this embedder."""
        with guarded(), self._engine.begin() as connection:
            write_vectors(connection, ids, made, embedder)

    def state(self, embedder: str) -> tuple[int, int]:
        """Two numbers that change whenever an embedder's vectors do: how many, and the newest id."""
        query = select(func.count(), func.coalesce(func.max(vectors.c.passage_id), 0))
        with guarded(), self._engine.connect() as connection:
            row = connection.execute(query.where(vectors.c.embedder == embedder)).one()
        return int(row[0]), int(row[1])

    def unindexed(self, limit: int) -> list[tuple[int, str]]:
        """What the vector index has yet to be told: passage ids, each with ``add`` or ``remove``."""
        query = select(unindexed.c.passage_id, unindexed.c.change).order_by(unindexed.c.passage_id).limit(limit)
        with guarded(), self._engine.connect() as connection:
            return [(row.passage_id, row.change) for row in connection.execute(query)]

    def queue_all(self, embedder: str) -> None:
        """Forget what the vector index was told: every vector of an embedder is to be added."""
        every = select(vectors.c.passage_id, literal("add")).where(vectors.c.embedder == embedder)
        with guarded(), self._engine.begin() as connection:
            connection.execute(delete(unindexed))
            connection.execute(insert(unindexed).from_select(["passage_id", "change"], every))

    def indexed(self, ids: Sequence[int]) -> None:
        """Note that the index has acknowledged these."""
        with guarded(), self._engine.begin() as connection:
            connection.execute(delete(unindexed).where(unindexed.c.passage_id.in_(ids)))


_FEW = 500
_PASSAGES = select(
    passages.c.id, passages.c.position, passages.c.text,
    articles.c.title, articles.c.url, articles.c.source, articles.c.published_day, articles.c.published,
).join(articles)  # fmt: skip


def embedded_text(title: str, passage: str) -> str:
    """What is embedded for a passage: its article's title gives the context that one paragraph lacks."""
    return f"{title}\n{passage}"


def _stored(row: Row[*tuple[Any, ...]]) -> Stored:
    published = None
    if row.published is not None:
        at = datetime.fromisoformat(row.published) if len(row.published) > len("2025-08-29") else None
        published = Published(row.published_day, at)
    return Stored(row.id, row.position, row.text, row.title, row.url, row.source, published)
