"""An assistant is asked everything, a few questions at a time, whatever becomes of one of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from bot.model import Answer, Question, Status, Turn
from bot.terminal.evaluating.asking import ask_all
from bot.terminal.evaluating.questions import Asked

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Echo:
    """Says what it was asked; breaks at one question, and has no newsroom at another."""

    def __init__(self) -> None:
        self.busy = self.busiest = 0

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        """Yield the answer."""
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        if question.text == "break":
            raise ZeroDivisionError
        status = Status.UNAVAILABLE if question.text == "closed" else Status.ANSWERED
        yield Answer(status, question.text, question.asked_at)


def asked(*texts: str) -> list[Asked]:
    return [Asked(question=text) for text in texts]


async def test_answers_come_in_the_order_of_the_questions_and_no_more_than_so_many_at_once() -> None:
    echo = Echo()
    replies = await ask_all(echo, asked(*"abcdefgh"), lambda: NOW, at_once=3)
    assert "".join(reply.answer.text for reply in replies if reply.answer) == "abcdefgh"
    assert echo.busiest == 3


async def test_a_question_that_fails_does_not_end_the_run() -> None:
    replies = await ask_all(Echo(), asked("a", "break", "closed", "b"), lambda: NOW)
    assert [reply.failure for reply in replies] == ["", "ZeroDivisionError", "closed", ""]
    assert replies[1].answer is None
