"""What the newsroom is made of: articles, their dates, what a search finds and what an ingest did."""

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
    def from_isoformat(cls, text: str) -> "Published":
        """Read what :meth:`isoformat` wrote."""
        if len(text) == len("2025-08-29"):
            return cls(date.fromisoformat(text))
        return cls.from_datetime(datetime.fromisoformat(text))

    @classmethod
    def from_datetime(cls, at: datetime) -> "Published":
        """Take an aware instant; its day is the one in the instant's own zone."""
        return cls(at.date(), at)


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """When what an article tells happened, where that is plain: a day, or a month, of which ``day`` is the last."""

    day: date
    whole_month: bool = False

    def isoformat(self) -> str:
        """ISO 8601: ``2024-10-05``, or ``2024-10`` for a month."""
        return self.day.isoformat()[: len("2024-10")] if self.whole_month else self.day.isoformat()

    @classmethod
    def from_isoformat(cls, text: str) -> "Event":
        """Read what :meth:`isoformat` wrote."""
        if len(text) == len("2024-10-05"):
            return cls(date.fromisoformat(text))
        first = date.fromisoformat(f"{text}-01")
        return cls(date(first.year, first.month, monthrange(first.year, first.month)[1]), whole_month=True)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from its source, before it is cut into passages.

    ``url`` is its address, or for a file its ``file:`` address. ``published`` is absent where the source gives no
    date: the time of ingestion never stands in for it. ``partial`` marks a feed's own summary that is kept because its
    page could not be read; the next refresh tries the page again. ``updated`` is when the publisher says the words were
    last changed.
    """

    url: str
    title: str
    source: str
    body: str
    published: Published | None = None
    partial: bool = False
    updated: Published | None = None

    def from_day(self, read: date) -> date:
        """The first day on which these words are known to have been public; ``read`` is the day they were read on."""
        days = [at.day for at in (self.published, self.updated) if at is not None]
        return max(days, default=read)

    @property
    def digest(self) -> str:
        """SHA-256 of the words alone (title and body, white space folded), to tell same from edited."""
        words = " ".join(f"{self.title}\n{self.body}".split())
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """Another place that tells the same news: another address of the same words, or another telling of the story."""

    name: str
    url: str
    published: Published | None


RETOLD_AFTER = timedelta(days=7)
"""News of an event that lies further back than this, on the day it is published, is a retelling."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    ``score`` is the fused score, 0 to 1 within one search, time included. ``similarity`` is the cosine between question
    and passage, absent where the passage was found by keywords alone. ``story`` is a number that all tellings of the
    same news share, ``also`` the other places that tell it. ``event`` is when it happened, where that is plain.
    ``corrects`` is what the article corrects; what it corrected is not found any more. ``suspicious`` marks an article
    that holds words meant for a language model.
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
    article_id: int = 0
    story: int = 0
    also: Sequence[Source] = ()
    event: Event | None = None
    corrects: Source | None = None
    suspicious: bool = False

    @property
    def retelling(self) -> bool:
        """Whether it tells anew what happened long before it was published."""
        return is_retelling(self.published, self.event)


def is_retelling(published: Published | None, event: Event | None) -> bool:
    """Whether news published then of that event tells it anew."""
    return published is not None and event is not None and published.day - event.day > RETOLD_AFTER


class Outcome(StrEnum):
    """What became of one article."""

    NEW = "new"
    EDITED = "edited"
    SAME = "same"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Ingested:
    """One article of a report; ``story`` is the number of the story it joined, absent where it began one."""

    url: str
    title: str
    published: Published | None
    outcome: Outcome
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One source of a report that gave no article, or only part of one, and why.

    ``lasting`` says that to try again is of no use: the page is gone, or is none.
    """

    source: str
    reason: str
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A feed that was left alone, since it failed before: until when, in UTC, and why."""

    source: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did: each article with its outcome, each failure with its reason.

    ``left_out`` counts entries of feeds on other subjects, ``waiting`` are feeds that were left alone.
    """

    articles: Sequence[Ingested] = ()
    failed: Sequence[Failure] = ()
    left_out: int = 0
    waiting: Sequence[Waiting] = ()

    def count(self, outcome: Outcome) -> int:
        """How many articles had this outcome."""
        return sum(article.outcome is outcome for article in self.articles)
