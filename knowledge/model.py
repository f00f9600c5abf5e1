"""What the newsroom is made of: articles, their dates, what a search finds and what an ingest did."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """When an article says it was published.

    ``day`` is the calendar day as the publisher wrote it, in the publisher's own zone. ``at`` is the
    instant, with its zone, and absent where the publisher gave only a day.
    """

    day: date
    at: datetime | None = None

    @property
    def instant(self) -> datetime:
        """The moment to sort by, in UTC; a bare day counts from its midnight in UTC."""
        return self.at.astimezone(UTC) if self.at else datetime.combine(self.day, time(), UTC)

    def isoformat(self) -> str:
        """ISO 8601: a day, or an instant with its offset."""
        return self.at.isoformat() if self.at else self.day.isoformat()

    @classmethod
    def from_datetime(cls, at: datetime) -> "Published":
        """Take an aware instant; its day is the one in the instant's own zone."""
        return cls(at.date(), at)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from its source, before it is cut into passages.

    ``url`` is its address, or for a file its ``file:`` address. ``published`` is absent where the source gives no
    date: the time of ingestion never stands in for it. ``partial`` marks a feed's own summary that is kept because its
    page could not be read; the next refresh tries the page again.
    """

    url: str
    title: str
    source: str
    body: str
    published: Published | None = None
    partial: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the words alone (title and body, white space folded), to tell same from edited."""
        words = " ".join(f"{self.title}\n{self.body}".split())
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    ``score`` is the fused score, 0 to 1 within one search. ``similarity`` is the cosine between question and
    passage, absent where the passage was found by keywords alone.
    """

    rank: int
    score: float
    similarity: float | None
    passage_id: int
    position: int
    text: str
    title: str
    url: str
    source: str
    published: Published | None


class Outcome(StrEnum):
    """What became of one article."""

    NEW = "new"
    EDITED = "edited"
    SAME = "same"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Ingested:
    """One article of a report."""

    url: str
    title: str
    published: Published | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Failure:
    """One source of a report that gave no article, or only part of one, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did: each article with its outcome, each failure with its reason."""

    articles: Sequence[Ingested] = ()
    failed: Sequence[Failure] = ()

    def count(self, outcome: Outcome) -> int:
        """How many articles had this outcome."""
        return sum(article.outcome is outcome for article in self.articles)
