import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.metrics import Metrics
from bot.model import Answer, Question, Status, Turn
from bot.telegram.access import Access, Mode
from bot.telegram.bot import Options, TelegramBot, Timing
from bot.telegram.connection import ConnectionTiming
from bot.telegram.inline import InlineTiming
from bot.telegram.questions import Assistants, QuestionTiming
from bot.telegram.streaming import StreamTiming
from bot.telegram.turns import Allowance, Limits
from bot.telegram.webhook import WebhookAddress
from bot.telegram.words import Vocabulary, load_vocabulary
from tests.bot.telegram.trouble import free_port
from tests.standins.telegram import READER, TOKEN, Telegram

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = "s3cret_of-the-hook"
QUICK = Timing(
    typing_every=0.1,
    finish=0.3,
    again=0.05,
    watched=0.05,
    inline=InlineTiming(0.05, 0.4),
    connection=ConnectionTiming(request=0.5, retry=0.02),
    questions=QuestionTiming(joining=0.3, stream=StreamTiming(0.05, 0.1, 0.1, 0.2, 2)),
)
UNHURRIED = Limits(overall=1000, private=Allowance(100, 0.01, 0.05), group=Allowance(100, 0.01, 0.05))


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (the bot's tasks, and the stand-in's thread)
            await asyncio.sleep(0.005)


class Librarian:
    """An assistant that says back what it was asked.

    It keeps a question waiting while ``gates`` holds an unset event for it, breaks on those in ``breaks_on``, and
    gives the text in ``answers`` where there is one. It tells ``pieces`` of it before, where there are some, and waits
    for the events among them. ``cancelled`` are the questions that it was cancelled at.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Question, tuple[Turn, ...]]] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.breaks_on: set[str] = set()
        self.answers: dict[str, Answer] = {}
        self.suggestions: dict[str, Sequence[str]] = {}
        self.pieces: dict[str, Sequence[str | asyncio.Event]] = {}
        self.cancelled: list[str] = []

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        self.asked.append((question, tuple(history)))
        try:
            if gate := self.gates.get(question.text):
                await gate.wait()
            text = f"You asked: {question.text}"
            for piece in self.pieces.get(question.text, () if question.text in self.breaks_on else (text,)):
                if isinstance(piece, str):
                    yield piece
                else:
                    await piece.wait()
            if question.text in self.breaks_on:
                raise KeyError(question.text)
        except asyncio.CancelledError:
            self.cancelled.append(question.text)
            raise
        yield self.answers.get(question.text) or Answer(Status.ANSWERED, text, NOW)

    async def suggest(self, _: Answer, question: str) -> Sequence[str]:
        return self.suggestions.get(question, ())

    async def is_asked(self, times: int = 1) -> None:
        """Wait until it has been asked so often."""
        async with asyncio.timeout(5):
            while len(self.asked) < times:  # noqa: ASYNC110 (the bot's tasks)
                await asyncio.sleep(0.005)

    def gate(self, text: str) -> asyncio.Event:
        return self.gates.setdefault(text, asyncio.Event())


def letting_in(*ids: int, mode: Mode = Mode.PRIVATE, admins: Iterable[int] = ()) -> Access:
    """Rules that list these users and groups."""
    return Access(mode, frozenset(ids), frozenset(admins))


def now() -> datetime:
    return datetime.now(UTC)


class Running:
    """A bot at work against the stand-in: it polls, or has updates brought to it where ``webhook`` says so."""

    def __init__(self, telegram: Telegram, vocabulary: Vocabulary, folder: Path, *, webhook: bool = False) -> None:
        self.telegram = telegram
        self.webhook = webhook
        self.address = f"127.0.0.1:{free_port()}"
        self.folder = folder
        self.vocabulary = vocabulary
        self.librarian = Librarian()
        self.frugal = Librarian()
        self.stopped = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self._intake = ""
        self._calls_before = 0

    async def start(
        self, timing: Timing = QUICK, clock: Callable[[], datetime] = now, **changed: Any
    ) -> asyncio.Task[None]:
        """Start a bot on the folder; ``changed`` are options."""
        options = Options(TOKEN, self.telegram.url, self.folder, letting_in(READER))
        if self.webhook:
            hook = WebhookAddress(f"http://{self.address}/telegram", SECRET)
            options = replace(options, webhook=hook, listen=self.address)
        options = replace(options, **changed)
        assistants = Assistants(self.librarian, self.frugal, self.librarian.suggest)
        bot = TelegramBot(options, assistants, self.vocabulary, Metrics("0", NOW), clock, timing)
        self.stopped = asyncio.Event()
        self._intake = "setWebhook" if self.webhook else "getUpdates"
        self._calls_before = len(self.telegram.called(self._intake))
        self.task = asyncio.create_task(bot.run(self.stopped))
        return self.task

    async def hears_updates(self) -> None:
        """Wait until what happens from now on comes in."""
        await self.telegram.wait_for(self._calls_before + 1, method=self._intake)

    async def stop(self) -> None:
        self.stopped.set()
        if self.task:
            async with asyncio.timeout(5):
                await self.task

    def texts(self, chat: int = READER) -> list[str]:
        """What the bot has said in a chat, as it stands there now."""
        return [one.text for one in self.telegram.shown(chat)]

    async def says(self, *texts: str, chat: int = READER) -> None:
        """Wait until just this is what the bot has said in a chat, in whatever order."""
        try:
            await until(lambda: sorted(self.texts(chat)) == sorted(texts))
        except TimeoutError:
            assert self.texts(chat) == list(texts)

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
async def idle(telegram: Telegram, vocabulary: Vocabulary, tmp_path: Path) -> AsyncIterator[Running]:
    """A bot that the test starts itself."""
    running = Running(telegram, vocabulary, tmp_path / "data")
    yield running
    await running.stop()


@pytest.fixture
async def bot(idle: Running) -> Running:
    await idle.start()
    await idle.telegram.wait_for(1, method="getUpdates")
    return idle


@pytest.fixture(params=["polling", "webhook"])
async def either(
    request: pytest.FixtureRequest, telegram: Telegram, vocabulary: Vocabulary, tmp_path: Path
) -> AsyncIterator[Running]:
    """A bot of either mode that the test starts itself."""
    running = Running(telegram, vocabulary, tmp_path / "data", webhook=request.param == "webhook")
    yield running
    await running.stop()


@pytest.fixture
async def hooked(telegram: Telegram, vocabulary: Vocabulary, tmp_path: Path) -> AsyncIterator[Running]:
    """A bot with a webhook that the test starts itself."""
    running = Running(telegram, vocabulary, tmp_path / "data", webhook=True)
    yield running
    await running.stop()
