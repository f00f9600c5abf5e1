"""From a question and its conversation to an answer that stands on sources."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bot.model import Answer, Question, Restart, Turn, Usage

Piece = str | Restart | Usage | Answer
"""What an assistant says: text, that what was said is taken back, what it has cost so far, and the whole."""


class Assistant(Protocol):
    """Answers questions; the extractive one works without a language model."""

    def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[Piece]:
        """Yield pieces of the text as they are ready, and last the whole :class:`~bot.model.Answer`.

        The pieces since the last :class:`~bot.model.Restart` joined are the answer's ``text``. A
        :class:`~bot.model.Usage` is the cost so far, for whoever calls the answer off. ``history`` is oldest first.
        Errors that concern only this question end in an answer of status ``unavailable``; nothing else is raised but
        bugs.
        """
        ...
