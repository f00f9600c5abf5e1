"""The newsroom's tables. ``migrations/`` brings a database to this shape; a test keeps the two equal."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from knowledge.database import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    # Several versions of one address may be kept; `addresses` leads to the newest.
    Column("url", Text, nullable=False, index=True),
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
    # When the publisher says the words were last changed, as `published` is written.
    Column("updated", String(40)),
    # When what is told happened, a day or a month, where the words themselves or an older telling make it plain.
    Column("event", String(10)),
    # Articles that tell the same news share a number: the id of the one that began the story.
    Column("story_id", Integer, nullable=False, index=True),
    # The days on which these words stood: from the first, up to but not including the day others replaced them.
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
    # What stands in their place since: a later version, or a correction under an address of its own.
    Column("replaced_by", ForeignKey("articles.id", ondelete="SET NULL"), index=True),
    # The article that this one corrects.
    Column("corrects", ForeignKey("articles.id", ondelete="SET NULL"), index=True),
    # It holds words that are meant for a language model, not for a reader.
    Column("suspicious", Boolean, nullable=False),
    # The newsroom's count of changes when this row last changed: who has read up to one reads on from there.
    Column("revision", Integer, nullable=False, index=True),
    # An id is never given twice: stories are called by them.
    sqlite_autoincrement=True,
)

# Every address that leads to an article: its own, and those of word-for-word copies, each with the day it bears.
addresses = Table(
    "addresses",
    metadata,
    Column("url", Text, primary_key=True),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("published", String(40)),
    # The first day on which it is known to have led there.
    Column("from_day", Date, nullable=False),
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

# Passages that hold what a later note corrected: they count only up to the day of the note.
withdrawn = Table(
    "withdrawn",
    metadata,
    Column("passage_id", ForeignKey(passages.c.id, ondelete="CASCADE"), primary_key=True),
    Column("by_article", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("from_day", Date, nullable=False),
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
    # Health: when it last answered well, how often it has failed since, why, and when it may be asked again.
    Column("ok_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("reason", Text),
    Column("next_at", UtcDateTime),
    # Where the publisher says it has moved for good.
    Column("moved_to", Text),
    # How many articles it has given so far, and how many entries of its last reading were on other subjects.
    Column("stored", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
)

# Addresses that the operator had forgotten: a refresh passes them over.
forgotten = Table(
    "forgotten",
    metadata,
    Column("url", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

Index("ix_passages_article_position", passages.c.article_id, passages.c.position, unique=True)
