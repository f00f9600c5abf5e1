"""A newsroom in memory for the assistant's tests: every article, best words first; search has its own tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Answer, Question, Turn
from knowledge.errors import StoreError
from knowledge.ingest.passages import cut
from knowledge.model import Event, Hit, Published, Source
from knowledge.text import fold, words

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """An article as a test tells it: its first line is the title."""

    day: str | None
    text: str
    url: str = ""
    source: str = "Harbour Wire"
    also: tuple[Source, ...] = ()
    event: Event | None = None
    corrects: Source | None = None


class News:
    """Articles in the order of the words they share with the question."""

    def __init__(self, *articles: Told) -> None:
        self._articles = articles
        self.asked: list[str] = []
        self.todays: list[date | None] = []

    def articles(
        self, query: str, n: int = 20, as_of: date | None = None, also: str = "", today: date | None = None
    ) -> list[list[Hit]]:
        self.asked.append(query)
        self.todays.append(today)
        wanted = set(words(fold(f"{query} {also}")))
        there = [told for told in self._articles if as_of is None or (told.day or "9999") <= as_of.isoformat()]
        ranked = sorted(there, key=lambda told: -len(wanted & set(words(fold(told.text)))))
        return [_hits(told, rank) for rank, told in enumerate(ranked[:n], start=1)]

    def count(self, as_of: date | None = None) -> int:
        return len(self._articles)


class BrokenNews(News):
    """A newsroom whose disk is gone."""

    def articles(
        self, query: str, n: int = 20, as_of: date | None = None, also: str = "", today: date | None = None
    ) -> list[list[Hit]]:
        raise StoreError("the newsroom's database failed")


def _hits(told: Told, rank: int) -> list[Hit]:
    title, _, body = told.text.partition("\n")
    published = Published(date.fromisoformat(told.day)) if told.day else None
    url = told.url or f"https://news.example/{abs(hash(told.text))}"
    return [
        Hit(
            rank=rank,
            score=1 / rank,
            similarity=0.85,
            passage_id=rank * 100 + at,
            position=at,
            text=text,
            title=title,
            url=url,
            source=told.source,
            published=published,
            article_id=rank,
            story=rank,
            also=told.also,
            event=told.event,
            corrects=told.corrects,
        )
        for at, text in enumerate(cut(body))
    ]


def ask(text: str, *articles: Told, history: Sequence[Turn] = (), as_of: date | None = None) -> Answer:
    """What the assistant answers when these are all the articles there are."""
    return ExtractiveAssistant(News(*articles)).answer(Question(text, NOW, as_of), history)


def turn(question: str, answer: Answer) -> Turn:
    """What a conversation keeps of an exchange."""
    return Turn(answer.resolved or question, answer)
