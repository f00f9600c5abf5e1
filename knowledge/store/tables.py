"""The newsroom's tables. ``migrations/`` brings a database to this shape; a test keeps the two equal."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: taken with a zone, kept and given back in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value.replace(tzinfo=UTC) if value else None


articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    # The publisher's own words: an ISO day or instant with its offset. Absent is absent.
    Column("published", String(40)),
    # The same for sorting and windows, in UTC.
    Column("published_at", UtcDateTime, index=True),
    Column("published_day", Date),
    Column("fetched_at", UtcDateTime, nullable=False),
    # A feed's own summary, kept because its page could not be read.
    Column("partial", Boolean, nullable=False),
)

# Every address that leads to an article: its own, and those of word-for-word copies.
addresses = Table(
    "addresses",
    metadata,
    Column("url", Text, primary_key=True),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("source", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    # An id is never given twice: the vector index may still hold the old passage when a new one is written.
    sqlite_autoincrement=True,
)

vectors = Table(
    "vectors",
    metadata,
    Column("passage_id", ForeignKey(passages.c.id, ondelete="CASCADE"), primary_key=True),
    Column("embedder", String(120), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little endian, of length 1
)

# What the vector index has not been told yet; a row goes when the index has acknowledged it.
unindexed = Table(
    "unindexed",
    metadata,
    Column("passage_id", Integer, primary_key=True),
    Column("change", String(8), nullable=False),  # "add" or "remove"
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked_at", UtcDateTime, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

Index("ix_passages_article_position", passages.c.article_id, passages.c.position, unique=True)
