"""What the assistant without a model would say to the same question, out of what the model's searches found."""

import asyncio
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.assistant import wording
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.opinion import Addition, beside
from bot.assistant.checking import Report
from bot.assistant.findings import Findings, find
from bot.assistant.inquiry import Wants, understand
from bot.assistant.reading import read
from bot.model import Figure, Question
from knowledge.figures import figures
from knowledge.model import Hit


async def second_opinion(report: Report, book: Notebook, language: str) -> tuple[Addition, ...]:
    """What is to stand beside an answer that ``report`` is of."""
    if not report.figures or not book.seen:
        return ()
    found = await asyncio.to_thread(_findings, book.seen, book.question)
    return beside(report, book.evidence, found, language) if found else ()


def _findings(hits: Sequence[Hit], question: Question) -> Findings | None:
    """What answers a question for a figure of one company or index; for others a second opinion has no use."""
    inquiry = understand(question.text, min(question.asked_at.date(), question.as_of or date.max))
    if inquiry.wants is not Wants.FIGURE or len(inquiry.subjects) != 1:
        return None
    ordered = sorted(hits, key=lambda hit: (hit.article_id, hit.position))
    articles = [list(passages) for _, passages in groupby(ordered, key=lambda hit: hit.article_id)]
    return find(inquiry, list(read(articles)), inquiry.subjects)


def put_beside(text: str, added: Sequence[Addition], book: Notebook, language: str) -> tuple[str, tuple[Figure, ...]]:
    """The answer with what is to stand beside it, and the figures of that, with the labels of their passages."""
    before, behind, told = list[str](), list[str](), list[Figure]()
    for addition in added:
        [passage] = book.note([addition.hit])
        if addition.first:
            before.append(f"{addition.line}\n{wording.quoted(addition.quotation, passage.n, language)}")
        else:
            behind.append(f"{addition.line} [{passage.n}]")
        shown = f"{addition.line}\n{addition.quotation}" if addition.first else addition.line
        told += [Figure(one.text, passage.n) for one in figures(addition.quotation) if one.text in shown]
    return "\n\n".join([*before, text, *behind]), tuple(told)
