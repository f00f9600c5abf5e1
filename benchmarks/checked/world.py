"""The newsroom of ``benchmarks/answers``, with whoever may be asked over it."""

import asyncio
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import make_assistant, make_news_assistant, open_newsroom, open_prices
from bot.assistant import Assistant
from bot.market.prices import Prices
from bot.model import Answer, Question, Turn
from bot.settings import Settings
from knowledge.base import KnowledgeBase
from tests.standins.openai import KEY, MODEL, ModelServer

FOLDER = Path(__file__).parents[1] / "answers"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
# Prices are asked of nobody: what articles say is measured.
NOBODY = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class World:
    """An open newsroom, and prices that nobody gives."""

    settings: Settings
    news: KnowledgeBase
    prices: Prices

    def with_model(self, server: ModelServer) -> Assistant:
        """The whole assistant, with its model at a server."""
        return make_assistant(modelled(self.settings, server.url), self.news, self.prices)

    def without_model(self) -> Assistant:
        """The assistant that needs none."""
        return make_news_assistant(self.news)

    def article(self, url: str, title: str) -> str:
        """The words of the article at an address; nothing where it is not found."""
        found = self.news.articles(title, 5)
        hits = next((hits for hits in found if hits[0].url == url), [])
        return "\n".join((title, *(hit.text for hit in hits))) if hits else ""


def modelled(settings: Settings, url: str) -> Settings:
    """The settings with a model at an address."""
    return settings.model_copy(update={"openai_base_url": url, "openai_api_key": SecretStr(KEY), "openai_model": MODEL})


@contextmanager
def open_world() -> Iterator[World]:
    """The newsroom, read anew into a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rallybot-checked-") as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder), yahoo_url=NOBODY, openai_api_key=None)
        with open_newsroom(settings, lambda opening: None) as news, open_prices(settings) as prices:
            asyncio.run(news.ingest([str(FOLDER / "newsroom.jsonl")]))
            yield World(settings, news, prices)


@dataclass(frozen=True, slots=True)
class Expected:
    """A question with all that a right answer says; nothing where the articles have no answer."""

    question: str
    expect: Sequence[str]


def questions() -> list[Expected]:
    """All questions, in the order of the file."""
    rows = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()]
    return [Expected(row["question"], row["expect"]) for row in rows]


def some(all_of: Sequence[Expected], count: int, skip: int = 0) -> list[Expected]:
    """So many, from all over the list; another ``skip`` gives others."""
    count = min(count, len(all_of))
    return [all_of[(at * len(all_of) // count + skip) % len(all_of)] for at in range(count)]


async def answer(assistant: Assistant, text: str, history: Sequence[Turn] = (), now: datetime = NOW) -> Answer:
    """The whole answer."""
    async for piece in assistant.stream(Question(text, now), history):
        if isinstance(piece, Answer):
            return piece
    raise AssertionError("an assistant ends with its answer")
