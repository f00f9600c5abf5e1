"""Articles and passages as they are kept, read from their rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from knowledge.model import Event, Published, Source


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
    article_id: int
    story: int
    event: Event | None
    corrects: int | None
    suspicious: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored under an address: the article it leads to, and whether the address is the article's own."""

    article_id: int
    digest: str
    own: bool
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as it is kept, to be compared with another."""

    id: int
    url: str
    title: str
    source: str
    body: str
    published: Published | None
    updated: Published | None
    from_day: date
    story: int
    event: Event | None
    corrects: int | None
    replaced: bool


def published_of(text: str | None) -> Published | None:
    """Read the date of a column; nothing where there is none."""
    return Published.from_isoformat(text) if text else None


def source_of(row: Row[*tuple[Any, ...]]) -> Source:
    """Read a place from a row with its publisher, address and date."""
    return Source(row.source, row.url, published_of(row.published))


def stored(row: Row[*tuple[Any, ...]]) -> Stored:
    """Read a passage with its article's columns."""
    return Stored(
        passage_id=row.id,
        position=row.position,
        text=row.text,
        title=row.title,
        url=row.url,
        source=row.source,
        published=published_of(row.published),
        article_id=row.article_id,
        story=row.story_id,
        event=Event.from_isoformat(row.event) if row.event else None,
        corrects=row.corrects,
        suspicious=row.suspicious,
    )


def kept(row: Row[*tuple[Any, ...]]) -> Kept:
    """Read an article's row."""
    return Kept(
        id=row.id,
        url=row.url,
        title=row.title,
        source=row.source,
        body=row.body,
        published=published_of(row.published),
        updated=published_of(row.updated),
        from_day=row.from_day,
        story=row.story_id,
        event=Event.from_isoformat(row.event) if row.event else None,
        corrects=row.corrects,
        replaced=row.until_day is not None,
    )
