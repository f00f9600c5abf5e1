"""Where a question goes: one of prices to the market, any other to the newsroom, which also helps out."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.assistant import Assistant
from bot.assistant.extractive import LONGEST_QUESTION, ExtractiveAssistant
from bot.assistant.followups import resolve
from bot.assistant.prices import wording
from bot.assistant.prices.answering import PriceAnswers
from bot.assistant.prices.following import language_said
from bot.assistant.script import in_script_of
from bot.model import Answer, Question, Status, Turn
from knowledge.figures import figures
from knowledge.text import fold

_OF_PRICES = re.compile(
    r"\b(?:(?<!market )(?<!per )shares?|stocks?|index|(?<!percentage )points?|clos(?:e|es|ed|ing)"
    r"|trad(?:es|ed|ing)|fund|etf)\b|(?<!每)股(?![东权份息本])|指数|收盘|收市|收于|(?<!百分)点|基金"
)


class FrontAssistant(Assistant):
    """Answers from prices where prices are asked for, and from the news otherwise.

    Where the market has no price, for whatever reason, the newsroom is searched, and what it has is given as what an
    article says. No language model is needed.
    """

    def __init__(self, news: ExtractiveAssistant, prices: PriceAnswers) -> None:
        self._news = news
        self._prices = prices

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        """Yield the answer's paragraphs, then the answer; see :class:`~bot.assistant.Assistant`."""
        answer = await self.answer(question, history)
        paragraphs = answer.text.split("\n\n")
        for at, paragraph in enumerate(paragraphs):
            yield paragraph if at == len(paragraphs) - 1 else f"{paragraph}\n\n"
        yield answer

    async def answer(self, question: Question, history: Sequence[Turn] = ()) -> Answer:
        """The answer to a question in the light of those before it."""
        return in_script_of(question.text, history, await self._answer(question, history))

    async def _answer(self, question: Question, history: Sequence[Turn]) -> Answer:
        text = " ".join(question.text.split())
        if text and len(text) <= LONGEST_QUESTION:
            asked = replace(question, text=resolve(text, history))
            # A question that was completed may be in the language of the one before it.
            language = language_said(text, history[-1].answer.language) if history else None
            reply = await self._prices.answer(asked, language)
            if reply is None and history and (followed := self._prices.follow(text, history[-1].question, question)):
                asked = replace(question, text=followed)
                reply = await self._prices.answer(asked, language)
            if reply is not None:
                return await self._from_the_news(asked, reply.answer) if reply.news_may_help else reply.answer
        return await asyncio.to_thread(self._news.answer, question, history)

    async def _from_the_news(self, question: Question, failed: Answer) -> Answer:
        """What articles say, below why there is no price; that sentence alone where none says anything."""
        told = await asyncio.to_thread(self._news.answer, question)
        if told.status is not Status.ANSWERED or not _quotes_a_price(told.citations[0].quotation):
            return failed
        label = wording.from_the_news(failed.language)
        return replace(
            told,
            text=f"{failed.text}\n\n{label}\n\n{told.text}",
            figures=(*failed.figures, *told.figures),
            prices=failed.prices,
            resolved=failed.resolved,
        )


def _quotes_a_price(quotation: str) -> bool:
    """Whether a sentence speaks of a price or a level, with a figure: not whatever else rose."""
    return bool(_OF_PRICES.search(fold(quotation))) and any(True for _ in figures(quotation))
