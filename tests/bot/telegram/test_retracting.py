"""An assistant that takes back what it said, and says what it costs: what the reader sees of it, and pays."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.model import Answer, Question, Restart, Status, Turn, Usage
from tests.bot.telegram.conftest import NOW, Librarian, Running, until
from tests.bot.telegram.test_spending import rows
from tests.standins.telegram import READER


class Wavering(Librarian):
    """Says ``script`` to every question, piece by piece, and waits for the events in it."""

    def __init__(self) -> None:
        super().__init__()
        self.script: list[str | Restart | Usage | Answer | asyncio.Event | Exception] = []

    async def stream(  # type: ignore[override]
        self, question: Question, history: Sequence[Turn]
    ) -> AsyncIterator[str | Restart | Usage | Answer]:
        self.asked.append((question, tuple(history)))
        for piece in self.script:
            if isinstance(piece, asyncio.Event):
                await piece.wait()
            elif isinstance(piece, Exception):
                raise piece
            else:
                yield piece


@pytest.fixture
async def wavering(idle: Running) -> Wavering:
    assistant = Wavering()
    idle.librarian = assistant
    await idle.start()
    await idle.telegram.wait_for(1, method="getUpdates")
    return assistant


def answer(text: str, usage: Usage) -> Answer:
    return Answer(Status.ANSWERED, text, NOW, usage=usage)


def drafts(bot: Running) -> list[str]:
    return [one.text for one in bot.telegram.drafts]


async def test_a_draft_that_is_taken_back_gives_way_to_the_new_text(idle: Running, wavering: Wavering) -> None:
    again, done = asyncio.Event(), asyncio.Event()
    wavering.script = ["It fell", again, Restart(), "It rose", done, " far.", answer("It rose far.", Usage())]
    idle.telegram.hears("why?")
    await until(lambda: drafts(idle) == ["It fell …"])
    again.set()
    await until(lambda: drafts(idle) == ["It fell …", "It rose …"])
    done.set()
    await idle.says("It rose far.")
    assert not [text for text in drafts(idle) if "fell" in text and "rose" in text]


async def test_while_there_is_nothing_new_no_draft_says_so(idle: Running, wavering: Wavering) -> None:
    shown, done = asyncio.Event(), asyncio.Event()
    wavering.script = ["It fell", shown, Restart(), done, "It rose.", answer("It rose.", Usage())]
    idle.telegram.hears("why?")
    await until(lambda: drafts(idle) == ["It fell …"])
    shown.set()
    await asyncio.sleep(0.2)
    assert drafts(idle) == ["It fell …"]
    done.set()
    await idle.says("It rose.")


async def test_a_question_that_is_called_off_is_charged_for_what_was_spent_by_then(
    idle: Running, wavering: Wavering
) -> None:
    wavering.script = [Usage(70, 3), "It", Usage(200, 30), " rose", asyncio.Event()]
    idle.telegram.hears("why?")
    await until(lambda: drafts(idle))
    assert await idle.ask_and_read("/cancel") == idle.vocabulary.english.cancelled
    await idle.stop()
    [(_, user, read, written, _)] = rows(idle.folder)
    assert (user, read, written) == (READER, 200, 30)


async def test_an_answer_is_charged_once_whatever_was_told_on_the_way(idle: Running, wavering: Wavering) -> None:
    wavering.script = [Usage(70, 3), "It rose.", Usage(200, 30), answer("It rose.", Usage(210, 31))]
    await idle.ask_and_read("why?")
    await idle.stop()
    [(_, _, read, written, answers)] = rows(idle.folder)
    assert (read, written, answers) == (210, 31, 1)


async def test_an_answer_that_fails_is_charged_for_what_was_spent_by_then(idle: Running, wavering: Wavering) -> None:
    wavering.script = ["It", Usage(200, 30), KeyError("x")]
    assert await idle.ask_and_read("why?") == idle.vocabulary.english.trouble
    await idle.stop()
    [(_, _, read, written, _)] = rows(idle.folder)
    assert (read, written) == (200, 30)


async def test_what_is_called_off_before_anything_was_spent_is_free(idle: Running, wavering: Wavering) -> None:
    wavering.script = [asyncio.Event()]
    idle.telegram.hears("why?")
    await wavering.is_asked()
    await idle.ask_and_read("/cancel")
    await idle.stop()
    assert sum(read + written for _, _, read, written, _ in rows(idle.folder)) == 0
