"""Reading and writing articles and passages: one transaction an article."""

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, Select, func, or_, select, union_all, update

from knowledge.embeddings import Vectors
from knowledge.model import Article, Published, Source
from knowledge.store.engine import guarded
from knowledge.store.rows import (
    Placing,
    changed,
    date_row,
    edited_on,
    place,
    remove_articles,
    replace,
    write_address,
    write_article,
    write_passages,
)
from knowledge.store.stored import Kept, Known, Stored, kept, source_of, stored
from knowledge.store.tables import addresses, articles, passages

__all__ = ["Kept", "Known", "Records", "Stored", "embedded_text"]

ALONE = Placing()
"""The placing of an article that begins a story."""


class Records:
    """The newsroom's articles and passages. Blocking; every method is one transaction."""

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

    def with_digest(self, digest: str, url: str) -> int | None:
        """The article under another address that has exactly these words, if any."""
        query = select(articles.c.id).where(articles.c.digest == digest, articles.c.url != url)
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query.order_by(articles.c.until_day, articles.c.id)).scalars().first()

    def kept(self, ids: Sequence[int]) -> list[Kept]:
        """The articles with these ids, in the order of their ids; one that is gone is left out."""
        query = select(articles).where(articles.c.id.in_(ids)).order_by(articles.c.id)
        with guarded(), self._engine.connect() as connection:
            return [kept(row) for row in connection.execute(query)]

    def article_ids(self, passage_ids: Sequence[int]) -> dict[int, int]:
        """The article of each passage; one that is gone is left out."""
        query = select(passages.c.id, passages.c.article_id).where(passages.c.id.in_(passage_ids))
        with guarded(), self._engine.connect() as connection:
            return {row.id: row.article_id for row in connection.execute(query)}

    def count_articles(self, as_of: date | None = None) -> int:
        """How many articles stand now, or stood at the end of a day."""
        query = select(func.count()).select_from(articles).where(_stands(as_of))
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def count_passages(self) -> int:
        """How many passages there are, of whatever day."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(passages)).scalar_one()

    def passages(self, ids: Sequence[int]) -> dict[int, Stored]:
        """The passages with these ids; one that is gone is left out."""
        return {found.passage_id: found for found in self._stored(_PASSAGES.where(passages.c.id.in_(ids)))}

    def passages_of(self, article_ids: Sequence[int]) -> list[Stored]:
        """Every passage of these articles, article by article, in order."""
        query = _PASSAGES.where(articles.c.id.in_(article_ids))
        return self._stored(query.order_by(articles.c.id, passages.c.position))

    def sources(self, stories: Sequence[int], as_of: date | None = None) -> dict[int, list[tuple[int, Source]]]:
        """Where each story stands, or stood at the end of a day: article ids with the places that carry them."""
        # The address of an article may lead to a later version by now: its own place stands in its own row.
        own = select(
            articles.c.story_id, articles.c.id, articles.c.source, articles.c.url, articles.c.published,
            articles.c.from_day,
        ).where(articles.c.story_id.in_(stories), _stands(as_of))  # fmt: skip
        copies = (
            select(
                articles.c.story_id, articles.c.id, addresses.c.source, addresses.c.url, addresses.c.published,
                addresses.c.from_day,
            )
            .join(articles, articles.c.id == addresses.c.article_id)
            .where(articles.c.story_id.in_(stories), _stands(as_of), addresses.c.url != articles.c.url)
        )  # fmt: skip
        if as_of is not None:
            copies = copies.where(addresses.c.from_day <= as_of)
        query = union_all(own, copies).order_by("from_day", "url")
        found: dict[int, list[tuple[int, Source]]] = {}
        with guarded(), self._engine.connect() as connection:
            for row in connection.execute(query):
                found.setdefault(row.story_id, []).append((row.id, source_of(row)))
        return found

    def corrected(self, article_ids: Sequence[int], as_of: date | None = None) -> dict[int, Source]:
        """What each of these articles corrects, of those that correct another that was public by then."""
        query = _CORRECTED.where(_NEW.c.id.in_(article_ids))
        if as_of is not None:
            query = query.where(_OLD.c.from_day <= as_of)
        with guarded(), self._engine.connect() as connection:
            return {row.id: source_of(row) for row in connection.execute(query)}

    # -- writing -------------------------------------------------------------------------------------------------

    def add(
        self, article: Article, texts: Sequence[str], made: Vectors | None, embedder: str, at: datetime,
        placing: Placing = ALONE,
    ) -> int:  # fmt: skip
        """Store an article with its passages and, where there is an embedder, their vectors; its id."""
        led = select(addresses.c.from_day).where(addresses.c.url == article.url)
        with guarded(), self._engine.begin() as connection:
            # An address that led to a copy until now has new words, whatever day it bears.
            before = connection.execute(led).scalar()
            from_day = edited_on(article, before, at.date()) if before else article.from_day(at.date())
            id_ = write_article(connection, article, placing, at, from_day)
            write_passages(connection, id_, article.title, texts, made, embedder)
            place(connection, id_, placing, from_day)
        return id_

    def replace(
        self, old: int, article: Article, texts: Sequence[str], made: Vectors | None, embedder: str, at: datetime,
        placing: Placing = ALONE,
    ) -> int:  # fmt: skip
        """Store a new version of an article; the id of the new one.

        The old words stand for the days before, and their date stays where the new ones bear none. A feed's own summary
        is no version: it goes.
        """
        with guarded(), self._engine.begin() as connection:
            before = connection.execute(select(articles).where(articles.c.id == old)).one()
            if article.published is None and before.published:
                article = dataclasses.replace(article, published=Published.from_isoformat(before.published))
            read_on = at.date()
            from_day = article.from_day(read_on) if before.partial else edited_on(article, before.from_day, read_on)
            id_ = write_article(connection, article, placing, at, from_day)
            if before.partial:
                moved = update(addresses).where(addresses.c.article_id == old).values(article_id=id_)
                connection.execute(moved)
                remove_articles(connection, [old])
            else:
                replace(connection, old, id_, from_day)
            write_passages(connection, id_, article.title, texts, made, embedder)
            place(connection, id_, placing, from_day)
        return id_

    def date(self, article_id: int, published: Published) -> None:
        """Give an undated article, with its earlier versions, the date that a later reading of it found.

        A day after it had been read is not when it was published.
        """
        with guarded(), self._engine.begin() as connection:
            row = connection.execute(select(articles).where(articles.c.id == article_id)).one()
            versions = select(articles).where(articles.c.url == row.url).order_by(articles.c.id)
            first = connection.execute(versions).first()
            if row.published or first is None or published.day > first.from_day + _ZONES:
                return
            dated = {"revision": changed(connection), **date_row(published)}
            undated = update(articles).where(articles.c.url == row.url, articles.c.published.is_(None))
            connection.execute(undated.values(dated))
            connection.execute(update(articles).where(articles.c.id == first.id).values(from_day=published.day))
            address = update(addresses).where(addresses.c.url == row.url, addresses.c.article_id == article_id)
            from_day = published.day if first.id == article_id else row.from_day
            connection.execute(address.values(published=published.isoformat(), from_day=from_day))

    def add_address(self, article: Article, article_id: int, at: datetime, before: Known | None = None) -> None:
        """Note that the address of what was read leads to an article already stored, and not to what was ``before``.

        Where it bears an earlier date, it is the article's own from now on: a repost is dated by what it repeats. An
        address that held other words before has these only since.
        """
        edited = before is not None and not before.partial
        with guarded(), self._engine.begin() as connection:
            from_day = article.from_day(at.date())
            if edited:
                led = connection.execute(
                    select(addresses.c.from_day).where(addresses.c.url == article.url)
                ).scalar_one()
                from_day = edited_on(article, led, at.date())
            write_address(connection, article, article_id, from_day)
            if before is not None and before.own and before.partial:
                remove_articles(connection, [before.article_id])
            elif before is not None and before.own:
                replace(connection, before.article_id, article_id, from_day)
            row = connection.execute(select(articles).where(articles.c.id == article_id)).one()
            if edited or article.published is None or not _is_earlier(article.published, row):
                return
            earlier = {
                "url": article.url,
                "source": article.source,
                "from_day": min(row.from_day, from_day),
                "revision": changed(connection),
                **date_row(article.published),
            }
            connection.execute(update(articles).where(articles.c.id == article_id).values(earlier))

    # -- within --------------------------------------------------------------------------------------------------

    def _stored(self, query: Select[Any]) -> list[Stored]:
        with guarded(), self._engine.connect() as connection:
            return [stored(row) for row in connection.execute(query)]


# A publisher's day may be the one after the day in UTC on which it was read.
_ZONES = timedelta(days=1)
# Made once: the names of an alias made anew would have each query compiled anew.
_OLD, _NEW = articles.alias("old"), articles.alias("new")
_CORRECTED = select(_NEW.c.id, _OLD.c.source, _OLD.c.url, _OLD.c.published).join(_OLD, _OLD.c.id == _NEW.c.corrects)
_PASSAGES = select(
    passages.c.id, passages.c.position, passages.c.text, passages.c.article_id,
    articles.c.title, articles.c.url, articles.c.source, articles.c.published, articles.c.story_id,
    articles.c.event, articles.c.corrects, articles.c.suspicious,
).join(articles)  # fmt: skip


def embedded_text(title: str, passage: str) -> str:
    """What is embedded for a passage: its article's title gives the context that one paragraph lacks."""
    return f"{title}\n{passage}"


def _stands(as_of: date | None) -> Any:
    """The condition that an article's words stand now, or stood at the end of a day."""
    if as_of is None:
        return articles.c.until_day.is_(None)
    return (articles.c.from_day <= as_of) & or_(articles.c.until_day.is_(None), articles.c.until_day > as_of)


def _is_earlier(published: Published, row: Row[*tuple[Any, ...]]) -> bool:
    """Whether a date is earlier than an article's, or than the day on which one without a date was read."""
    if row.published_at is not None:
        return bool(published.instant < row.published_at)
    return bool(published.day <= row.from_day)
