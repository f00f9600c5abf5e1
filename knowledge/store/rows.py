"""Rows of the newsroom, written inside a transaction that the caller holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, CursorResult, delete, func, insert, select, text
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.model import Article, Published
from knowledge.store.tables import addresses, passages, unindexed, vectors
from knowledge.text import fold, language_of, words

_FLOAT = np.dtype(np.float32).itemsize


def article_row(article: Article, at: datetime) -> dict[str, object]:
    """The columns of an article, as read ``at``."""
    return {
        "url": article.url,
        "title": article.title,
        "source": article.source,
        "body": article.body,
        "language": language_of(f"{article.title}\n{article.body}"),
        "digest": article.digest,
        "fetched_at": at,
        "partial": article.partial,
        **date_row(article.published),
    }


def date_row(published: Published | None) -> dict[str, object]:
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


def address_row(url: str, article_id: int, source: str) -> Insert:
    """The statement that makes an address lead to an article, wherever it led before."""
    values = {"article_id": article_id, "source": source}
    return upsert(addresses).values(url=url, **values).on_conflict_do_update(index_elements=["url"], set_=values)


def write_passages(
    connection: Connection, article_id: int, title: str, texts: Sequence[str], made: Vectors | None, embedder: str
) -> None:
    """Write an article's passages, their keywords and, where there are any, their vectors."""
    if not texts:
        raise ValueError("an article without words is not stored")
    folded_title = " ".join(words(fold(title)))
    ids = []
    for position, passage in enumerate(texts):
        row = connection.execute(insert(passages).values(article_id=article_id, position=position, text=passage))
        ids.append(new_id(row))
    connection.execute(
        text("INSERT INTO keywords (rowid, title, text) VALUES (:id, :title, :text)"),
        [
            {"id": id_, "title": folded_title, "text": " ".join(words(fold(passage)))}
            for id_, passage in zip(ids, texts, strict=True)
        ],
    )
    if made is not None:
        write_vectors(connection, ids, made, embedder)


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


def remove_passages(connection: Connection, article_id: int) -> None:
    """Remove an article's passages with all that hangs on them, and queue that for the index."""
    ids = list(connection.execute(select(passages.c.id).where(passages.c.article_id == article_id)).scalars())
    connection.execute(text("DELETE FROM keywords WHERE rowid = :id"), [{"id": id_} for id_ in ids])
    connection.execute(delete(passages).where(passages.c.article_id == article_id))
    queue(connection, ids, "remove")


def queue(connection: Connection, ids: Sequence[int], change: str) -> None:
    """Note a change that the vector index is to be told of."""
    statement = upsert(unindexed)
    statement = statement.on_conflict_do_update(
        index_elements=["passage_id"], set_={"change": statement.excluded.change}
    )
    connection.execute(statement, [{"passage_id": id_, "change": change} for id_ in ids])
