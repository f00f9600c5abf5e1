"""Holding what readers were told against what it is said to stand on, once more and from the outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.assistant.checking import Evidence, Passage, check
from bot.model import Answer, Citation, Question, Status

Sourced = Callable[[Citation], str]
"""The words that a citation stands for."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many sentences a reader was told, and why those that the check would not let through are wrong."""

    sentences: int = 0
    blocked: int = 0
    reasons: Sequence[str] = ()


def quoted(citation: Citation) -> str:
    """The quotation alone: what the assistant without a model stands on."""
    return citation.quotation


def hold(answer: Answer, question: Question, sourced: Sourced) -> Held:
    """Check an answer against its citations; one that has none, or stands on prices, is not checked."""
    if answer.status is not Status.ANSWERED or not answer.citations or answer.prices:
        return Held()
    passages = [Passage(one.n, sourced(one), one.title, one.url, one.source, one.published) for one in answer.citations]
    report = check(answer.text, Evidence(passages, (), question.text, question.asked_at))
    blocked = sum(not sentence.passes for sentence in report.sentences)
    return Held(len(report.sentences), blocked, report.reasons)


def hold_all(answers: Sequence[tuple[Answer, Question]], sourced: Sourced) -> Held:
    """The same of many, together."""
    held = [hold(answer, question, sourced) for answer, question in answers]
    return Held(
        sum(one.sentences for one in held),
        sum(one.blocked for one in held),
        tuple(reason for one in held for reason in one.reasons),
    )
