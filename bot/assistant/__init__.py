"""From a question and its conversation to an answer that stands on sources."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bot.model import Answer, Question, Turn


class Assistant(Protocol):
    """Answers questions; the extractive one works without a language model."""

    def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        """Yield pieces of the text as they are ready, and last the whole :class:`~bot.model.Answer`.

        The pieces joined are the answer's ``text``. ``history`` is oldest first. Errors that concern only this
        question end in an answer of status ``unavailable``; nothing else is raised but bugs.
        """
        ...
