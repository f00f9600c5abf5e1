"""One turn of the assistant with a model at a stand-in, and the calls it made, made again by the bare client."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from openai import AsyncOpenAI
from pydantic import SecretStr

from bot.app import make_assistant, open_newsroom, open_prices
from bot.assistant import Assistant
from bot.model import Answer, Question, Turn
from bot.settings import Settings
from tests.standins.openai import KEY, MODEL
from tests.standins.openai_server import ModelServerApart

_NOBODY = "http://127.0.0.1:9"
_ASKED = (
    "how much did Alibaba cloud grow?",
    "how much did Baidu AI cloud grow?",
    "how high did the Hang Seng Tech Index rise in September 2025?",
    "阿里云增长了多少？",
)
_BEFORE = (
    "", "Tell me,", "Please,", "Well,", "Now,", "And now,", "So,", "Say,", "Quickly,", "In short,", "Briefly,",
    "For my notes,", "For the record,", "Once more,", "Just asking,", "For a colleague,", "For the meeting,",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Took:
    """What a turn took in seconds, and when its first words were there, by ``time.monotonic``."""

    seconds: float
    first_at: float | None
    answer: Answer


def questions() -> list[str]:
    """As many wordings as there are, since a question that was asked before would not be embedded again."""
    return [f"{before} {asked}".strip() for before, asked in product(_BEFORE, _ASKED)]


@contextmanager
def open_assistant(folder: Path, url: str) -> Iterator[Assistant]:
    """The whole assistant over the starter newsroom, with its own embedder, and prices that nobody gives."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        yahoo_url=_NOBODY,
        openai_base_url=url,
        openai_api_key=SecretStr(KEY),
        openai_model=MODEL,
    )
    with open_newsroom(settings, lambda opening: None) as news, open_prices(settings) as prices:
        yield make_assistant(settings, news, prices)


async def turn(assistant: Assistant, text: str, history: Sequence[Turn] = ()) -> Took:
    """Ask, and take the time."""
    first_at = None
    began = time.perf_counter()
    async for piece in assistant.stream(Question(text, datetime.now(UTC)), history):
        if isinstance(piece, str) and piece.strip() and first_at is None:
            first_at = time.monotonic()
        if isinstance(piece, Answer):
            return Took(time.perf_counter() - began, first_at, piece)
    raise AssertionError("an assistant ends with its answer")


class Calls:
    """The calls that a server gets, by and by."""

    def __init__(self, server: ModelServerApart) -> None:
        self._server = server
        self._seen = len(server.do("calls"))

    def new(self) -> list[dict[str, Any]]:
        """Those since the last time."""
        calls: list[dict[str, Any]] = self._server.do("calls", after=self._seen)
        self._seen += len(calls)
        return calls


@asynccontextmanager
async def bare_client(url: str) -> AsyncIterator[AsyncOpenAI]:
    """The client that the assistant's own is built on."""
    async with AsyncOpenAI(api_key=KEY, base_url=url) as client:
        yield client


async def again(client: AsyncOpenAI, calls: Sequence[dict[str, Any]]) -> float:
    """Make the same calls, one after another, and read what comes; how many seconds that takes."""
    began = time.perf_counter()
    for call in calls:
        async for _ in await client.chat.completions.create(**call["body"]):
            pass
    return time.perf_counter() - began
