"""A model within the process, for what is decided without a server: it has found some passages, and writes a script."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime

from langchain_core.messages import AIMessage, AnyMessage

from bot.assistant.agent.assistant import ModelAssistant
from bot.assistant.agent.desk import LookUp
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.writer import WriterError, Written
from bot.model import Answer, Question, Restart, Status, Turn, Usage
from knowledge.model import Hit, Published
from prompts import load

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PROMPT = load("agent")
CLOUD = "how much did Alibaba cloud grow?"
CLOUD_ZH = "阿里云增长了多少？"
ASIDE = "Without a model: I looked it up."


def hit(number: int, title: str, text: str, day: date, source: str = "Starter newsroom") -> Hit:
    """A passage, an article of its own."""
    return Hit(
        number,
        1.0,
        0.8,
        number,
        0,
        text,
        title,
        f"https://news.example/{number}",
        source,
        Published(day),
        number,
        number,
    )


HITS = (
    hit(
        1,
        "Alibaba Cloud grew 26% in the June quarter of 2025",
        "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2025, Alibaba "
        "reported on 29 August 2025. Demand for artificial intelligence drove the increase.",
        date(2025, 8, 29),
    ),
    hit(
        2,
        "Baidu's AI cloud grew 27% in the second quarter of 2025",
        "Baidu AI Cloud revenue rose 27% year on year to 6.5 billion yuan in the second quarter of 2025, Baidu "
        "reported on 20 August 2025. Growth was slower than in the quarter before.",
        date(2025, 8, 20),
    ),
    hit(
        3,
        "阿里云2025年6月当季收入同比增长26%",
        "阿里巴巴2025年8月29日公布，2025年6月当季阿里云收入同比增长26%，达到334亿元，主要受人工智能需求推动。",
        date(2025, 8, 29),
        "入门新闻集",
    ),
)


class Scribe:
    """Writes each draft in its pieces, then says what it cost; a WriterError among the pieces is raised."""

    name = "scribe-1"
    prompt = PROMPT

    def __init__(self, *drafts: Sequence[str | WriterError], cost: Usage | None = None) -> None:
        self.told: list[Sequence[AnyMessage]] = []
        self._left = list(reversed(drafts))
        self._cost = cost or Usage(100, 10)

    async def write(self, messages: Sequence[AnyMessage], book: Notebook) -> AsyncIterator[str | Usage | Written]:
        self.told.append(messages)
        book.note(HITS)
        pieces = self._left.pop() if len(self._left) > 1 else self._left[0]
        text = ""
        for piece in pieces:
            if isinstance(piece, WriterError):
                raise piece
            text = text + piece if piece else ""
            yield piece
            await asyncio.sleep(0)
        yield self._cost
        yield Written(text.strip(), self._cost, [*messages, AIMessage(text)])


class Nothing:
    """A desk that finds nothing."""

    async def first_look(self, book: Notebook) -> list[LookUp]:
        return []


class Aside:
    """The assistant without a model: it always has the same to say."""

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        yield ASIDE[:10]
        yield ASIDE[10:]
        yield Answer(Status.ANSWERED, ASIDE, question.asked_at)


Said = list[str | Restart | Usage | Answer]


async def listen(assistant: ModelAssistant, text: str, history: Sequence[Turn] = ()) -> Said:
    """Everything that an assistant says to a question."""
    return [piece async for piece in assistant.stream(Question(text, NOW), history)]


def heard(scribe: Scribe, text: str = CLOUD, history: Sequence[Turn] = ()) -> Said:
    """Everything that is said to a question which a scribe answers."""
    return asyncio.run(listen(ModelAssistant(scribe, Nothing(), Aside()), text, history))


def standing(said: Said) -> str:
    """What stands on the reader's screen in the end: the pieces since the last restart."""
    text = ""
    for piece in said:
        if isinstance(piece, Restart):
            text = ""
        elif isinstance(piece, str):
            text += piece
    return text


def ever_shown(said: Said) -> list[str]:
    """What stood there after each piece."""
    return [standing(said[: at + 1]) for at, piece in enumerate(said) if isinstance(piece, (str, Restart))]


def answer_of(said: Said) -> Answer:
    """The answer, which comes last and once."""
    [answer] = [piece for piece in said if isinstance(piece, Answer)]
    assert said[-1] is answer
    return answer
