"""Answers that quote an article, and an assistant that gives them."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime

from bot.assistant import Assistant
from bot.model import Answer, Citation, Question, Status, Turn

PUBLISHED = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def citation(quotation: str, n: int = 1, *, title: str = "News", published: date | None = PUBLISHED) -> Citation:
    """An article that says so."""
    return Citation(n, title, f"https://example.com/{n}", "Example", published, quotation)


def answer(*citations: Citation, language: str = "en", status: Status = Status.ANSWERED) -> Answer:
    """An answer that quotes articles, a paragraph each."""
    text = "\n\n".join(f"“{one.quotation}” [{one.n}]" for one in citations)
    return Answer(status, text, NOW, language, citations)


class Says(Assistant):
    """Gives one answer, in pieces."""

    def __init__(self, given: Answer) -> None:
        self._given = given

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        half = len(self._given.text) // 2
        yield self._given.text[:half]
        yield self._given.text[half:]
        yield self._given


async def heard(assistant: Assistant, question: Question) -> tuple[list[str], Answer]:
    """The pieces, and the answer; the pieces joined are its text."""
    pieces: list[str] = []
    async for piece in assistant.stream(question, ()):
        if isinstance(piece, Answer):
            assert "".join(pieces) == piece.text
            return pieces, piece
        assert isinstance(piece, str)
        pieces.append(piece)
    raise AssertionError("there was no answer")
