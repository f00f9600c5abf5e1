from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import make_frugal_assistant, open_newsroom, open_prices
from bot.assistant.agent.assistant import ModelAssistant
from bot.assistant.agent.desk import Desk, LookUp
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.writer import Bounds, ModelChoice, Writer
from bot.assistant.prices.answering import PriceAnswers
from bot.market.symbols import symbols
from bot.model import Answer, Question
from bot.settings import Settings
from prompts import load
from tests.standins.openai import KEY, MODEL, ModelServer

NOBODY = "http://127.0.0.1:9"
QUICK = Bounds(call_s=1.0, piece_s=0.5, turn_s=3.0, retries=0)


class Unasked:
    """Looks nothing up before the model asks for it."""

    async def first_look(self, book: Notebook) -> list[LookUp]:
        return []


class Desked:
    """A newsroom and prices, over which assistants with any model's server can be made."""

    def __init__(self, settings: Settings) -> None:
        self._news = open_newsroom(settings, lambda opening: None)
        self._opened = open_prices(settings)
        self._prices = self._opened.__enter__()
        self.price_answers = PriceAnswers(self._prices, symbols())
        self.desk = Desk(self._news, self.price_answers)
        self.aside = make_frugal_assistant(self._news, self._prices)

    def close(self) -> None:
        self._opened.__exit__(None, None, None)
        self._news.close()

    def assistant(
        self,
        server: ModelServer,
        bounds: Bounds = QUICK,
        *,
        fallback: str | None = None,
        failed: Callable[[str], None] = lambda reason: None,
        looks_first: bool = False,
    ) -> ModelAssistant:
        """An assistant over that server; whether it searches before the model is asked changes what is called."""
        choice = ModelChoice(MODEL, KEY, server.url, fallback)
        writer = Writer(choice, self.desk, load("agent"), lambda: datetime(2026, 11, 24, tzinfo=UTC), bounds)
        return ModelAssistant(writer, self.desk if looks_first else Unasked(), self.aside, failed)


@pytest.fixture(scope="session")
def desked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desked]:
    folder: Path = tmp_path_factory.mktemp("newsroom")
    desked = Desked(Settings(_env_file=None, data_dir=folder, yahoo_url=NOBODY))
    yield desked
    desked.close()


async def ask(assistant: ModelAssistant, text: str) -> Answer:
    return await assistant.answer(Question(text, datetime.now(UTC)), ())
