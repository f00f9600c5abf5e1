"""The assistant that needs no language model: the sentence that answers, quoted, under a line of our own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.assistant import unknowns, wording
from bot.assistant.composition import Composition
from bot.assistant.followups import resolve
from bot.assistant.inquiry import Inquiry, Wants, understand
from bot.assistant.lexicon import lexicon
from bot.assistant.outcomes import Outcome, newest, outcomes
from bot.assistant.prices.following import language_said
from bot.assistant.reading import Sentence, read
from bot.assistant.script import in_script_of
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
# News as old as this is told as the latest only with a word on its age.
_OLD = timedelta(days=7)


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
        return in_script_of(question.text, history, self._answer(question, history))

    def _answer(self, question: Question, history: Sequence[Turn]) -> Answer:
        text = " ".join(question.text.split())
        spoken = any(character.isalnum() for character in text)
        before = history[-1].answer.language if history else "en"
        # A message without a word is answered in the language of what was said before.
        language = language_of(text) if spoken else before
        if not spoken:
            return self._ask_back(question, wording.nothing_asked(language), language)
        if is_pleasantry(text):
            return self._ask_back(question, wording.pleasantry(language), language)
        if len(text) > LONGEST_QUESTION:
            return self._ask_back(question, wording.too_long(len(text), LONGEST_QUESTION, language), language)
        resolved = resolve(text, history)
        inquiry = understand(resolved, _today(question))
        if resolved != text:
            inquiry = replace(inquiry, language=language_said(text, before))
        if inquiry.vague:
            whom = wording.whom(language)
            text = f"{wording.no_advice_at_all(language)} {whom}" if inquiry.advice else whom
            return self._ask_back(question, text, language)
        try:
            return self._look_up(question, inquiry)
        except KnowledgeError as error:
            logger.error("newsroom failed while answering: %s", error)
            return self._made(question, inquiry, Status.UNAVAILABLE, wording.unavailable(inquiry.language))

    def _look_up(self, question: Question, inquiry: Inquiry) -> Answer:
        sentences = self._sentences(question, inquiry)
        found = outcomes(inquiry, sentences)
        if any(outcome.answers for outcome in found):
            return self._composed(question, inquiry, found, ())
        # Only what the newsroom cannot answer as it stands may have been misspelt.
        text, changes = respelt(inquiry.text)
        if changes:
            meant = understand(text, _today(question))
            found = outcomes(meant, self._sentences(question, meant))
            if any(outcome.answers for outcome in found):
                return self._composed(question, meant, found, changes)
        last = newest(inquiry, sentences) if inquiry.window else None
        text = unknowns.unknown(inquiry, self._news.count(question.as_of), question.as_of, last)
        if inquiry.advice:
            text = f"{wording.no_advice(inquiry.language)}\n\n{text}"
        elif inquiry.forecast:
            text = f"{wording.no_forecast(inquiry.language)}\n\n{text}"
        return self._made(question, inquiry, Status.UNKNOWN, text)

    def _sentences(self, question: Question, inquiry: Inquiry) -> list[Sentence]:
        return list(
            read(self._news.articles(inquiry.text, _READ, question.as_of, inquiry.translated, _today(question)))
        )

    def _composed(
        self,
        question: Question,
        inquiry: Inquiry,
        found: Sequence[Outcome],
        respellings: Sequence[tuple[str, str]],
    ) -> Answer:
        language, composition = inquiry.language, Composition(inquiry)
        if inquiry.advice:
            composition.say(wording.no_advice(language))
        for wrong, right in respellings:
            composition.say(wording.respelt(wrong, right, language))
        if inquiry.window and any(outcome.beside for outcome in found):
            composition.say(unknowns.nothing_of(inquiry.window, language))
        if old := _old_news(inquiry, found, _today(question)):
            composition.say(wording.newest_is(old, language))
        for outcome in found:
            if outcome.answers:
                composition.add(outcome)
            else:
                name = lexicon().names[outcome.subjects[0]]
                composition.say(unknowns.nothing_on(getattr(name, language), language))
        return Answer(
            status=Status.ANSWERED,
            text=composition.text,
            as_of=_as_of(question),
            language=language,
            citations=composition.citations,
            figures=composition.figures,
            resolved=inquiry.text,
        )

    def _ask_back(self, question: Question, text: str, language: str) -> Answer:
        return Answer(Status.CLARIFY, text, _as_of(question), language, options=wording.EXAMPLES[language], resolved="")

    def _made(self, question: Question, inquiry: Inquiry, status: Status, text: str) -> Answer:
        return Answer(status, text, _as_of(question), inquiry.language, resolved=inquiry.text)


def is_pleasantry(text: str) -> bool:
    """Whether it is what people say to begin or to end a talk."""
    return fold(text).strip(" .!?。！？~") in _PLEASANTRIES


def _today(question: Question) -> date:
    """What "last week" counts from: the day of asking, or the day as of which is asked."""
    return min(question.asked_at.date(), question.as_of or date.max)


def _old_news(inquiry: Inquiry, found: Sequence[Outcome], today: date) -> date | None:
    """The day of the newest that is told, where the latest is asked for and that is more than a week old."""
    if not inquiry.current or inquiry.wants is not Wants.ANY:
        return None
    told = [
        finding.told
        for outcome in found
        if outcome.findings
        for finding in (outcome.findings.lead, *outcome.findings.more)
        if finding.told
    ]
    last = max(told, default=None)
    return last if last and last < today - _OLD else None


def _as_of(question: Question) -> datetime:
    """The instant up to which news counted: now, or the end of an earlier day."""
    if question.as_of is None:
        return question.asked_at.astimezone(UTC)
    return min(question.asked_at.astimezone(UTC), datetime.combine(question.as_of, time(23, 59, 59), UTC))
