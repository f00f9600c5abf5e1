"""Rows of the newsroom, written inside a transaction that the caller holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, CursorResult, Integer, Text, cast, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.model import Article, Event, Published
from knowledge.store.tables import addresses, articles, facts, forgotten, passages, unindexed, vectors, withdrawn
from knowledge.text import fold, language_of, words

_FLOAT = np.dtype(np.float32).itemsize
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an article belongs among those that are stored.

    ``story`` is absent where it begins one. ``event`` is when what it tells happened. ``corrects`` is the article it
    corrects: wholly, when that is among ``replaces``, else only the passages ``withdraws``. ``replaces`` are articles
    whose words it stands in for; ``replaced_by`` is one that had replaced it before it was read. ``suspicious`` marks
    words meant for a language model.
    """

    story: int | None = None
    event: Event | None = None
    corrects: int | None = None
    replaces: Sequence[int] = ()
    replaced_by: int | None = None
    withdraws: Sequence[int] = ()
    suspicious: bool = False
    # Older tellings that came later than newer ones: ids of articles that now turn out to tell an old event.
    retold_by: Sequence[int] = field(default=())


def changed(connection: Connection) -> int:
    """Count a change of the newsroom; the new count."""
    counted = update(facts).where(facts.c.name == "changes").values(value=cast(cast(facts.c.value, Integer) + 1, Text))
    return int(connection.execute(counted.returning(facts.c.value)).scalar_one())


def removed(connection: Connection) -> None:
    """Count a removal: whoever holds rows in memory reads them all again."""
    counted = update(facts).where(facts.c.name == "removals").values(value=cast(cast(facts.c.value, Integer) + 1, Text))
    connection.execute(counted)
    changed(connection)


def edited_on(article: Article, before: date, read_on: date) -> date:
    """The day on which new words under an address were first public, the old ones having been so ``before``.

    That they bear the same day as the old ones says nothing of them: they are known from the day they were read.
    """
    said = article.from_day(read_on)
    if article.updated is None and said <= before:
        said = read_on
    return max(said, before)


def write_article(connection: Connection, article: Article, placing: Placing, at: datetime, from_day: date) -> int:
    """Write an article's row and the address that leads to it; its id. Its passages are the caller's to write."""
    row = connection.execute(
        insert(articles).values(
            url=article.url,
            title=article.title,
            source=article.source,
            body=article.body,
            language=language_of(f"{article.title}\n{article.body}"),
            digest=article.digest,
            fetched_at=at,
            partial=article.partial,
            updated=article.updated.isoformat() if article.updated else None,
            event=placing.event.isoformat() if placing.event else None,
            story_id=placing.story or 0,
            from_day=from_day,
            suspicious=placing.suspicious,
            revision=changed(connection),
            **date_row(article.published),
        )
    )
    id_ = new_id(row)
    if placing.story is None:
        connection.execute(update(articles).where(articles.c.id == id_).values(story_id=id_))
    write_address(connection, article, id_, from_day)
    return id_


def date_row(published: Published | None) -> dict[str, Any]:
    """The columns that hold a publication date, all empty where there is none."""
    return {
        "published": published.isoformat() if published else None,
        "published_at": published.instant if published else None,
        "published_day": published.day if published else None,
    }


def new_id(result: CursorResult[Any]) -> int:
    """The id that an insert gave its row."""
    key = result.inserted_primary_key
    if key is None:
        raise AssertionError("an insert gives the key of its row")
    return int(key[0])


def write_address(connection: Connection, article: Article, article_id: int, from_day: date) -> None:
    """Make the address of what was read lead to an article from a day on, wherever it led before."""
    values = {
        "article_id": article_id,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "from_day": from_day,
    }
    statement = upsert(addresses).values(url=article.url, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=values))
    # What is read again on purpose is not forgotten any more.
    connection.execute(delete(forgotten).where(forgotten.c.url == article.url))


def place(connection: Connection, id_: int, placing: Placing, from_day: date) -> None:
    """Write what an article means for others: what it replaces, corrects and withdraws."""
    if placing.corrects is not None:
        connection.execute(update(articles).where(articles.c.id == id_).values(corrects=placing.corrects))
    for other in placing.replaces:
        replace(connection, other, id_, from_day)
    if placing.replaced_by is not None:
        day = connection.execute(select(articles.c.from_day).where(articles.c.id == placing.replaced_by)).scalar_one()
        replace(connection, id_, placing.replaced_by, day)
        correcting = update(articles).where(articles.c.id == placing.replaced_by, articles.c.corrects.is_(None))
        connection.execute(correcting.values(corrects=id_))
    if placing.withdraws:
        rows = [{"passage_id": one, "by_article": id_, "from_day": from_day} for one in placing.withdraws]
        connection.execute(upsert(withdrawn).on_conflict_do_nothing(), rows)
    if placing.retold_by:
        happened = (placing.event or Event(from_day)).isoformat()
        retelling = update(articles).where(articles.c.id.in_(placing.retold_by), articles.c.event.is_(None))
        connection.execute(retelling.values(event=happened, revision=changed(connection)))


def replace(connection: Connection, old: int, new: int, day: date) -> None:
    """Let an article's words stand only up to a day, since others stand in their place; the first such day counts."""
    later = or_(articles.c.until_day.is_(None), articles.c.until_day > day)
    statement = update(articles).where(articles.c.id == old, later)
    connection.execute(statement.values(until_day=day, replaced_by=new, revision=changed(connection)))


def write_passages(
    connection: Connection, article_id: int, title: str, texts: Sequence[str], made: Vectors | None, embedder: str
) -> list[int]:
    """Write an article's passages, their keywords and, where there are any, their vectors; the passages' ids."""
    if not texts:
        raise ValueError("an article without words is not stored")
    ids = []
    for position, passage in enumerate(texts):
        row = connection.execute(insert(passages).values(article_id=article_id, position=position, text=passage))
        ids.append(new_id(row))
    write_keywords(connection, [(id_, title, passage) for id_, passage in zip(ids, texts, strict=True)])
    if made is not None:
        write_vectors(connection, ids, made, embedder)
    return ids


def write_keywords(connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Write the words of passages (id, title, text) into the keyword index."""
    folded: dict[str, str] = {}
    for _, title, _ in rows:
        folded.setdefault(title, " ".join(words(fold(title))))
    connection.execute(
        text("INSERT INTO keywords (rowid, title, text) VALUES (:id, :title, :text)"),
        [{"id": id_, "title": folded[title], "text": " ".join(words(fold(passage)))} for id_, title, passage in rows],
    )


def write_vectors(connection: Connection, ids: Sequence[int], made: Vectors, embedder: str) -> None:
    """Write the vectors of passages and queue them for the index."""
    last = select(func.length(vectors.c.vector)).where(vectors.c.embedder == embedder)
    size = connection.execute(last.order_by(vectors.c.passage_id.desc()).limit(1)).scalar()
    if size is not None and size != made.shape[1] * _FLOAT:
        raise EmbedderError(
            f"the embedding model {embedder} gave {made.shape[1]} numbers a passage, and {size // _FLOAT} before: "
            "it is not the same model. Set OPENAI_EMBEDDING_MODEL to its name, or RALLYBOT_EMBEDDER=bundled."
        )
    rows = [
        {"passage_id": id_, "embedder": embedder, "vector": np.ascontiguousarray(vector, np.float32).tobytes()}
        for id_, vector in zip(ids, made, strict=True)
    ]
    connection.execute(insert(vectors), rows)
    queue(connection, ids, "add")


def remove_articles(connection: Connection, ids: Sequence[int]) -> None:
    """Remove articles with all that hangs on them, and queue that for the index.

    What they had replaced stands again, but for what a later version under its own address has replaced since.
    """
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        gone = list(connection.execute(select(passages.c.id).where(passages.c.article_id.in_(some))).scalars())
        if gone:
            connection.execute(text("DELETE FROM keywords WHERE rowid = :id"), [{"id": id_} for id_ in gone])
            queue(connection, gone, "remove")
        _stand_again(connection, some)
        connection.execute(delete(articles).where(articles.c.id.in_(some)))
    if ids:
        removed(connection)


def _stand_again(connection: Connection, going: Sequence[int]) -> None:
    later = articles.alias("later")
    version = (
        select(later.c.id, later.c.from_day)
        .join(addresses, addresses.c.article_id == later.c.id)
        .where(addresses.c.url == articles.c.url, later.c.id != articles.c.id, later.c.id.not_in(going))
        .correlate(articles)
    )
    id_, day = version.with_only_columns(later.c.id), version.with_only_columns(later.c.from_day)
    replaced = update(articles).where(articles.c.replaced_by.in_(going))
    connection.execute(replaced.values(until_day=day.scalar_subquery(), replaced_by=id_.scalar_subquery()))


def queue(connection: Connection, ids: Sequence[int], change: str) -> None:
    """Note a change that the vector index is to be told of."""
    statement = upsert(unindexed)
    statement = statement.on_conflict_do_update(
        index_elements=["passage_id"], set_={"change": statement.excluded.change}
    )
    connection.execute(statement, [{"passage_id": id_, "change": change} for id_ in ids])
