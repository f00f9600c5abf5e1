"""The assistant that needs no language model: the sentence that answers, quoted, under a line of our own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Protocol

from bot.assistant import wording
from bot.assistant.composition import Composition
from bot.assistant.findings import Findings, find
from bot.assistant.followups import resolve
from bot.assistant.inquiry import Inquiry, understand
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import read
from bot.assistant.spelling import respelt
from bot.model import Answer, Question, Status, Turn
from knowledge.errors import KnowledgeError
from knowledge.model import Hit
from knowledge.text import fold, language_of

logger = logging.getLogger(__name__)

LONGEST_QUESTION = 1_000
"""Characters of a question that are taken: ten times what readers write."""
# What people say to begin and to end a talk; there is nothing to look for in it.
_PLEASANTRIES = frozenset(
    {
        "hello", "hello there", "hi", "hi there", "hey", "good morning", "good afternoon", "good evening", "thanks",
        "thank you", "thanks a lot", "thank you very much", "ok", "okay", "ok thanks", "great", "bye", "goodbye",
        "what can you do", "who are you", "help", "你好", "您好", "嗨", "早上好", "下午好", "晚上好", "谢谢", "谢谢你",
        "谢谢您", "多谢", "好的", "再见", "你是谁", "你能做什么", "你会什么",
    }
)  # fmt: skip
# How many articles are read for an answer.
_READ = 20


class News(Protocol):
    """What the assistant needs of the newsroom."""

    def articles(
        self, query: str, n: int = ..., as_of: date | None = ..., also: str = ..., today: date | None = ...
    ) -> list[list[Hit]]:
        """The articles of the best stories, each as its passages in order; with ``as_of``, as things stood that day.

        ``also`` are words to look for beside those of the query; ``today`` is what "last week" counts from.
        """
        ...

    def count(self, as_of: date | None = ...) -> int:
        """How many articles there are to search."""
        ...


class ExtractiveAssistant:
    """Answers by quotation. Needs no network and no key; an answer takes tens of milliseconds."""

    def __init__(self, news: News) -> None:
        self._news = news

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        """Yield the answer's paragraphs, then the answer; see :class:`~bot.assistant.Assistant`."""
        answer = await asyncio.to_thread(self.answer, question, history)
        paragraphs = answer.text.split("\n\n")
        for at, paragraph in enumerate(paragraphs):
            yield paragraph if at == len(paragraphs) - 1 else f"{paragraph}\n\n"
        yield answer

    def answer(self, question: Question, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question. Blocking."""
        text = " ".join(question.text.split())
        language = language_of(text) if text else "en"
        if not text or not any(character.isalnum() for character in text):
            return self._ask_back(question, wording.nothing_asked(language), language)
        if fold(text).strip(" .!?。！？~") in _PLEASANTRIES:
            return self._ask_back(question, wording.pleasantry(language), language)
        if len(text) > LONGEST_QUESTION:
            return self._ask_back(question, wording.too_long(len(text), LONGEST_QUESTION, language), language)
        resolved = resolve(text, history)
        inquiry = understand(resolved, _today(question))
        if inquiry.vague:
            return self._ask_back(question, wording.whom(language), language)
        try:
            return self._look_up(question, inquiry)
        except KnowledgeError as error:
            logger.error("newsroom failed while answering: %s", error)
            return self._made(question, inquiry, Status.UNAVAILABLE, wording.unavailable(inquiry.language))

    def _look_up(self, question: Question, inquiry: Inquiry) -> Answer:
        found = self._find(question, inquiry)
        if any(found.values()):
            return self._composed(question, inquiry, found, ())
        # Only what the newsroom cannot answer as it stands may have been misspelt.
        text, changes = respelt(inquiry.text)
        if changes:
            meant = understand(text, _today(question))
            found = self._find(question, meant)
            if any(found.values()):
                return self._composed(question, meant, found, changes)
        text = wording.unknown(inquiry, self._news.count(question.as_of), question.as_of)
        if inquiry.advice:
            text = f"{wording.no_advice(inquiry.language)}\n\n{text}"
        return self._made(question, inquiry, Status.UNKNOWN, text)

    def _find(self, question: Question, inquiry: Inquiry) -> dict[tuple[str, ...], Findings | None]:
        sentences = list(
            read(self._news.articles(inquiry.text, _READ, question.as_of, inquiry.translated, _today(question)))
        )
        subjects = inquiry.subjects
        about: list[tuple[str, ...]] = [(subject,) for subject in subjects] if len(subjects) > 1 else [subjects]
        found = {one: find(inquiry, sentences, one) for one in about}
        if inquiry.open_window and not any(found.values()):
            return {one: find(replace(inquiry, window=None), sentences, one) for one in about}
        return found

    def _composed(
        self,
        question: Question,
        inquiry: Inquiry,
        found: dict[tuple[str, ...], Findings | None],
        respellings: Sequence[tuple[str, str]],
    ) -> Answer:
        composition = Composition(inquiry)
        if inquiry.advice:
            composition.say(wording.no_advice(inquiry.language))
        for wrong, right in respellings:
            composition.say(wording.respelt(wrong, right, inquiry.language))
        for about, findings in found.items():
            if findings is None:
                name = lexicon().names[about[0]]
                composition.say(wording.nothing_on(getattr(name, inquiry.language), inquiry.language))
            else:
                composition.add(findings)
        return Answer(
            status=Status.ANSWERED,
            text=composition.text,
            as_of=_as_of(question),
            language=inquiry.language,
            citations=composition.citations,
            figures=composition.figures,
            resolved=inquiry.text,
        )

    def _ask_back(self, question: Question, text: str, language: str) -> Answer:
        return Answer(Status.CLARIFY, text, _as_of(question), language, options=wording.EXAMPLES[language], resolved="")

    def _made(self, question: Question, inquiry: Inquiry, status: Status, text: str) -> Answer:
        return Answer(status, text, _as_of(question), inquiry.language, resolved=inquiry.text)


def _today(question: Question) -> date:
    """What "last week" counts from: the day of asking, or the day as of which is asked."""
    return min(question.asked_at.date(), question.as_of or date.max)


def _as_of(question: Question) -> datetime:
    """The instant up to which news counted: now, or the end of an earlier day."""
    if question.as_of is None:
        return question.asked_at.astimezone(UTC)
    return min(question.asked_at.astimezone(UTC), datetime.combine(question.as_of, time(23, 59, 59), UTC))
