import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime

import pytest

from bot.model import Answer, Question, Status, Turn
from bot.telegram.bot import TelegramBot
from bot.telegram.session import Timing
from bot.telegram.words import Vocabulary, load_vocabulary
from tests.standins.telegram import READER, TOKEN, Telegram

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
QUICK = Timing(typing_every=0.1, request=0.5, retry=0.02, finish=0.3, farewell=0.5)


class Librarian:
    """An assistant that says back what it was asked.

    It keeps a question waiting while ``gates`` holds an unset event for it, breaks on those in ``breaks_on``, and
    gives the text in ``answers`` where there is one.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Question, tuple[Turn, ...]]] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.breaks_on: set[str] = set()
        self.answers: dict[str, Answer] = {}

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        self.asked.append((question, tuple(history)))
        if gate := self.gates.get(question.text):
            await gate.wait()
        if question.text in self.breaks_on:
            raise KeyError(question.text)
        text = f"You asked: {question.text}"
        yield text
        yield self.answers.get(question.text) or Answer(Status.ANSWERED, text, NOW)

    def gate(self, text: str) -> asyncio.Event:
        return self.gates.setdefault(text, asyncio.Event())


class Running:
    """A bot at work against the stand-in."""

    def __init__(self, telegram: Telegram, vocabulary: Vocabulary) -> None:
        self.telegram = telegram
        self.vocabulary = vocabulary
        self.librarian = Librarian()
        self.stopped = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def start(
        self,
        *,
        allowed: frozenset[int] = frozenset({READER}),
        token: str = TOKEN,
        url: str = "",
        timing: Timing = QUICK,
    ) -> asyncio.Task[None]:
        bot = TelegramBot(
            token=token,
            api_url=url or self.telegram.url,
            assistant=self.librarian,
            allowed=allowed,
            vocabulary=self.vocabulary,
            clock=lambda: NOW,
            timing=timing,
        )
        self.task = asyncio.create_task(bot.run(self.stopped))
        return self.task

    async def stop(self) -> None:
        self.stopped.set()
        if self.task:
            async with asyncio.timeout(5):
                await self.task

    async def ask_and_read(self, text: str, user: int = READER) -> str:
        """Ask, and return the one message that comes next."""
        before = len(self.telegram.sent)
        self.telegram.hears(text, user=user)
        return str((await self.telegram.wait_for(before + 1))[before]["text"])


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        yield telegram
    assert telegram.violations == []


@pytest.fixture
async def idle(telegram: Telegram, vocabulary: Vocabulary) -> AsyncIterator[Running]:
    """A bot that the test starts itself."""
    running = Running(telegram, vocabulary)
    yield running
    await running.stop()


@pytest.fixture
async def bot(idle: Running) -> Running:
    await idle.start()
    await idle.telegram.wait_for(1, method="getUpdates")
    return idle
