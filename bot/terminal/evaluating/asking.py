"""Asking an assistant many questions, a few at a time; one that fails does not end the run."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.assistant import Assistant
from bot.model import Answer, Question, Status
from bot.terminal.ask import whole_answer
from bot.terminal.evaluating.questions import Asked

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: an answer, or why there is none, and how long it took."""

    asked: Asked
    answer: Answer | None
    milliseconds: float
    failure: str = ""


async def ask_all(
    assistant: Assistant, questions: Sequence[Asked], clock: Callable[[], datetime], at_once: int = 1
) -> list[Reply]:
    """Ask, ``at_once`` questions at a time, each standing alone; the replies are in the order of the questions."""
    turn = asyncio.Semaphore(at_once)

    async def one(asked: Asked) -> Reply:
        async with turn:
            return await _ask(assistant, asked, clock())

    return list(await asyncio.gather(*(one(asked) for asked in questions)))


async def _ask(assistant: Assistant, asked: Asked, now: datetime) -> Reply:
    began = time.perf_counter()
    try:
        answer = await whole_answer(assistant, Question(asked.question, now))
    except Exception as error:
        # Whatever it is, it is one question's, and the others are worth their answers.
        logger.debug("a question failed", exc_info=True)
        return Reply(asked, None, _since(began), type(error).__name__)
    if answer.status is Status.UNAVAILABLE:
        return Reply(asked, answer, _since(began), answer.text)
    return Reply(asked, answer, _since(began))


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1_000
