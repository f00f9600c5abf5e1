"""The assistant with a language model: the model looks up and writes, code decides what of it is said."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from langchain_core.messages import AnyMessage, HumanMessage

from bot.assistant import Assistant, Piece
from bot.assistant.agent.answer import assemble
from bot.assistant.agent.dating import dated
from bot.assistant.agent.desk import LookUp
from bot.assistant.agent.gate import Gate, Shown
from bot.assistant.agent.guard import to_the_point
from bot.assistant.agent.judging import answers, disclaimer, needs_no_model, objection, status_of
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.opinions import put_beside, second_opinion
from bot.assistant.agent.talk import talk
from bot.assistant.agent.writer import WriterError, Written
from bot.assistant.checking import Report, prepare, settle
from bot.assistant.checking.answers import take_apart
from bot.assistant.followups import resolve
from bot.model import Answer, Question, Restart, Status, Turn, Usage
from knowledge.text import language_of

logger = logging.getLogger(__name__)

_SENT_BACK = """Your answer cannot be given as it stands:
{reasons}
Write it again from the passages and results above, with what is wrong mended or left out. Nothing else."""


class Writing(Protocol):
    """Who writes; see :class:`bot.assistant.agent.writer.Writer`."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def prompt(self) -> str:
        """What the model is told to do, which no reader is to see."""
        ...

    def write(self, messages: Sequence[AnyMessage], book: Notebook) -> AsyncIterator[str | Usage | Written]:
        """Yield pieces, the cost so far, and last the whole; raises WriterError."""
        ...


class Looking(Protocol):
    """Who looks up; see :class:`bot.assistant.agent.desk.Desk`."""

    async def first_look(self, book: Notebook) -> Sequence[LookUp]:
        """What the question itself finds, taken down in the notebook."""
        ...


@dataclass
class _Turn:
    """An answer in the making."""

    asked: Question
    book: Notebook
    shown: Shown = field(default_factory=Shown)
    spent: Usage = field(default_factory=Usage)
    written: Written | None = None
    report: Report | None = None


class ModelAssistant(Assistant):
    """Answers with a model; with ``aside``, which needs none, where the model fails or has nothing to stand on.

    What is shown while the model writes is borne out already; where more of an answer falls than was foreseen, what
    was shown is taken back. ``failed`` is told each time that the model was of no use, and why.
    """

    def __init__(
        self,
        writer: Writing,
        looking: Looking,
        aside: Assistant,
        failed: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._writer = writer
        self._looking = looking
        self._aside = aside
        self._failed = failed

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[Piece]:
        """Yield what is borne out as it is written, and last the answer."""
        asked = replace(question, text=resolve(" ".join(question.text.split()), history))
        follows = any(turn.answer.status is Status.ANSWERED for turn in history)
        if needs_no_model(asked, follows=follows):
            async for piece in self._aside.stream(question, history):
                yield piece
            return
        turn = _Turn(asked, Notebook(asked))
        try:
            found = await self._looking.first_look(turn.book)
            async for said in self._written(turn, talk(turn.book, history, found)):
                yield said
        except WriterError as error:
            logger.warning("the model gave no answer, answering without it: %s", error)
            self._failed(str(error))
            turn.written = None
        answer = await self._safely_borne_out(turn)
        if answer is None:
            async for piece in self._without(question, history, turn):
                yield piece
            return
        for more in turn.shown.finish(answer.text):
            yield more
        yield answer

    async def answer(self, question: Question, history: Sequence[Turn]) -> Answer:
        """The answer, every sentence of it borne out by what was looked up."""
        async for piece in self.stream(question, history):
            if isinstance(piece, Answer):
                return piece
        raise TypeError("the stream ended without an answer")

    async def _written(self, turn: _Turn, messages: Sequence[AnyMessage]) -> AsyncIterator[str | Restart | Usage]:
        """Have the model write; once more, with the reasons, where not all of it is borne out."""
        async for said in self._draft(turn, messages):
            yield said
        written, report = turn.written, turn.report
        if written is None or report is None:
            raise WriterError("an answer without an end")
        reasons = [*report.reasons, *objection(turn.asked, written.text)]
        if not reasons:
            return
        logger.info("sent back to the model: sentences=%s", sum(not one.passes for one in report.sentences))
        back = HumanMessage(_SENT_BACK.format(reasons="\n".join(f"- {reason}" for reason in reasons)))
        try:
            async for said in self._draft(turn, [*written.said, back]):
                yield said
        except WriterError as error:
            logger.warning("the model did not mend its answer: %s", error)
            self._failed(str(error))

    async def _draft(self, turn: _Turn, messages: Sequence[AnyMessage]) -> AsyncIterator[str | Restart | Usage]:
        before = turn.spent
        try:
            async for said in self._let_through(turn, messages, before):
                yield said
        except WriterError as error:
            turn.spent = before + error.usage
            raise

    async def _let_through(
        self, turn: _Turn, messages: Sequence[AnyMessage], before: Usage
    ) -> AsyncIterator[str | Restart | Usage]:
        gate: Gate | None = None
        text = ""
        lead = disclaimer(turn.asked)
        async for piece in self._writer.write(messages, turn.book):
            if isinstance(piece, Written):
                whole = without_the_end(piece.text) if piece.cut else piece.text
                gate = gate or await self._gate(turn)
                turn.written, turn.report = replace(piece, text=whole), gate.report(whole)
                turn.spent = before + piece.usage
            elif isinstance(piece, Usage):
                turn.spent = before + piece
                yield turn.spent
            elif piece == "":
                gate, text = None, ""
            else:
                text += piece
                gate = gate or await self._gate(turn)
                for said in turn.shown.grow(f"{lead}{gate.shown(text)}"):
                    yield said

    async def _gate(self, turn: _Turn) -> Gate:
        """A gate over what was looked up by now; reading that takes a while, and other chats go on meanwhile."""
        evidence = turn.book.evidence
        await asyncio.to_thread(prepare, evidence)
        return Gate(evidence, self._writer.prompt)

    async def _safely_borne_out(self, turn: _Turn) -> Answer | None:
        """The same; nothing where we ourselves fail, which is logged by its place and never by its message."""
        try:
            return await self._borne_out(turn)
        except Exception as error:  # noqa: BLE001 (the assistant without a model has an answer all the same)
            place = traceback.extract_tb(error.__traceback__)[-1]
            name = type(error).__name__
            logger.error("an answer could not be checked: %s at %s:%s", name, Path(place.filename).name, place.lineno)
            self._failed(f"a bug ({name})")
            return None

    async def _borne_out(self, turn: _Turn) -> Answer | None:
        """What may be said of what was written; nothing where that is no answer."""
        if turn.written is None or turn.report is None:
            return None
        evidence = turn.book.evidence
        text, report = turn.written.text, turn.report
        if not report.ok:
            text, report = settle(text, evidence)
        kept = to_the_point(text, report, turn.asked.text, self._writer.prompt)
        if kept != text:
            text, report = settle(kept, evidence)
        if not any(answers(sentence, turn.asked) for sentence in report.sentences):
            return None
        language = language_of(text)
        added = await second_opinion(report, turn.book, language)
        text = dated(text, report, language, turn.asked.asked_at.date())
        text, figures = put_beside(text, added, turn.book, language)
        told = [*report.figures, *figures]
        answer = assemble(text, told, turn.book, self._writer.name, turn.spent, turn.asked.asked_at)
        status = status_of(report.sentences, turn.asked)
        return replace(answer, status=status, text=f"{disclaimer(turn.asked)}{answer.text}")

    async def _without(self, question: Question, history: Sequence[Turn], turn: _Turn) -> AsyncIterator[Piece]:
        """The answer of the assistant that needs no model, with what the model has cost all the same."""
        text = ""
        async for piece in self._aside.stream(question, history):
            if isinstance(piece, Answer):
                for more in turn.shown.finish(piece.text):
                    yield more
                yield replace(piece, usage=turn.spent)
            elif isinstance(piece, str):
                text += piece
                for more in turn.shown.grow(text):
                    yield more


def without_the_end(text: str) -> str:
    """A text that was cut off, without the sentence that it was cut in."""
    statements = take_apart(text)
    return text[: statements[-1].start].rstrip() if statements else ""
