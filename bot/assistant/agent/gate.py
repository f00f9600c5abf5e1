"""An answer let through sentence by sentence while it is being written: each once it is borne out. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.assistant.agent.answer import Numbering
from bot.assistant.agent.dating import dated
from bot.assistant.agent.guard import to_the_point
from bot.assistant.agent.opening import opening
from bot.assistant.checking import Evidence, Report, Sentence, Verdict
from bot.assistant.checking.answers import Statement, take_apart
from bot.assistant.checking.checking import Checker
from bot.model import Restart
from knowledge.text import language_of

# A sentence that has ended, with its references, and the beginning of the next.
_ENDED = re.compile(r"[.。!！?？；;\n][\"”」』)）]*\s*(?:[\[【][^\]】]*[\]】][.。]?\s*)*[^\s\[【.。\"”」』)）]")

# How a statement ends that no more words can belong to.
_CLOSED = re.compile(r"(?:[.。!！?？；;][\"”」』)）]*|[\]】])$")


class Gate:
    """Holds back what is not known to be true. After the first sentence that is not, nothing more is shown.

    ``prompt`` is what the model was told, which no reader is to see.
    """

    def __init__(self, evidence: Evidence, prompt: str) -> None:
        self._evidence = evidence
        self._prompt = prompt
        self._checker = Checker(evidence)
        self._taken: list[Statement] = []
        self._shut = False
        self._shown = ""

    def shown(self, written: str) -> str:
        """What may be shown when so much is written."""
        since = self._taken[-1].end if self._taken else 0
        if not self._shut and _ENDED.search(written, since):
            statements = take_apart(written)
            if self._stands(statements):
                self._take(statements[len(self._taken) :], written)
            else:
                self._shut = True
        return self._shown if self._taken else opening(written)

    def _stands(self, statements: Sequence[Statement]) -> bool:
        """Whether what was taken is there still; what comes later may make other sentences of it."""
        return [*statements[: len(self._taken)]] == self._taken

    def report(self, written: str) -> Report:
        """What was found of the whole, when all is written."""
        statements = take_apart(written)
        if not self._stands(statements):
            self._checker, self._taken = Checker(self._evidence), []
        for statement in statements[len(self._taken) :]:
            self._checker.take(statement)
        return self._checker.report

    def _take(self, statements: Sequence[Statement], written: str) -> None:
        """Take one after the other, so that it makes no difference how many came at once."""
        for statement, following in pairwise(statements):
            if not _CLOSED.search(statement.text) and "\n" not in written[statement.end : following.start]:
                return
            self._taken.append(statement)
            if self._checker.take(statement).passes:
                self._show(written[: statement.end])
            else:
                self._shut = True
            if self._shut:
                # The rest is taken when all is written.
                return

    def _show(self, so_far: str) -> None:
        report = self._checker.report
        if to_the_point(so_far, report, self._evidence.question, self._prompt) != so_far.strip():
            # What is left out changes what the rest points at: it is looked at when all is written.
            self._shut = True
        elif any(map(_says, report.sentences)):
            today = self._evidence.asked_at.date()
            self._shown = Numbering().applied(dated(so_far, report, language_of(so_far), today))


def _says(sentence: Sentence) -> bool:
    return sentence.verdict is Verdict.SUPPORTED


class Shown:
    """What a reader has been shown, and what has to follow on it."""

    def __init__(self) -> None:
        self.text = ""

    def grow(self, text: str) -> Iterator[str | Restart]:
        """Yield what is to be shown more, so that it is ``text``; less than there is is waited for."""
        if not self.text.startswith(text):
            yield from self.finish(text)

    def finish(self, text: str) -> Iterator[str | Restart]:
        """Yield what is to be shown more, so that it is ``text`` and nothing else."""
        if not text.startswith(self.text):
            yield Restart()
            self.text = ""
        if more := text[len(self.text) :]:
            yield more
        self.text = text
