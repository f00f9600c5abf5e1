"""An assistant whose quotations are checked against price history, whoever wrote the answer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date

from bot.assistant import Assistant, Piece
from bot.assistant.corrections.judging import judge, reach
from bot.assistant.corrections.said import Said, said
from bot.assistant.corrections.wording import correction
from bot.assistant.prices.telling import Told
from bot.market.errors import MarketError
from bot.market.model import History
from bot.market.prices import Prices
from bot.market.symbols import Symbols
from bot.model import Answer, Question, Status, Turn

logger = logging.getLogger(__name__)

_MOST_SYMBOLS = 6
_MOST_CORRECTIONS = 3


class Corrected(Assistant):
    """Answers as another assistant does, and adds what price history says against the articles it quotes.

    Histories are asked for all at once, and waited for no longer than ``within_s`` seconds; a claim whose history is
    not there by then is left as it is, as is one that nobody can refute. A question as of a day is held to the rows up
    to that day.
    """

    def __init__(self, assistant: Assistant, prices: Prices, symbols: Symbols, *, within_s: float = 2.0) -> None:
        self._assistant = assistant
        self._prices = prices
        self._symbols = symbols
        self._within_s = within_s

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[Piece]:
        """Yield the other's pieces as they come, then what is to be added, and last the whole answer."""
        async for piece in self._assistant.stream(question, history):
            if not isinstance(piece, Answer):
                yield piece
                continue
            added = await self._corrections(piece, question) if piece.status is Status.ANSWERED else []
            for told in added:
                yield f"\n\n{told.text}"
            yield _extended(piece, added)

    async def _corrections(self, answer: Answer, question: Question) -> list[Told]:
        claimed = await asyncio.to_thread(said, answer.citations, self._symbols)
        if not claimed:
            return []
        histories = await self._histories(claimed, _until(question))
        return await asyncio.to_thread(_corrections, claimed, histories, answer.language, question)

    async def _histories(self, claimed: Sequence[Said], until: date | None) -> dict[str, History]:
        """The histories that can be had in time, by symbol."""
        reaches: dict[str, date] = {}
        for one in claimed:
            start = reach(one.claim, one.published)
            for listing in one.witnesses:
                reaches[listing.symbol] = min(start, reaches.get(listing.symbol, start))
        tasks = [asyncio.create_task(self._history(*asked, until)) for asked in list(reaches.items())[:_MOST_SYMBOLS]]
        try:
            done, late = await asyncio.wait(tasks, timeout=self._within_s)
        finally:
            for task in tasks:
                task.cancel()
        if late:
            logger.info("histories came too late to check claims: %s of %s", len(late), len(tasks))
        found = [task.result() for task in done]
        return {history.symbol: history for history in found if history is not None}

    async def _history(self, symbol: str, start: date, until: date | None) -> History | None:
        try:
            history = await self._prices.history(symbol, start)
        except MarketError as error:
            logger.info("a claim on prices is not checked: %s", error)
            return None
        return _held_to(self._of_a_known_start(history), until)

    def _of_a_known_start(self, history: History) -> History:
        """A history; one of an index, of which the source has only the last days, as one whose beginning lacks."""
        known = self._symbols.listing(history.symbol)
        if known is None or known[0].proxy is None:
            return history
        return replace(history, start=history.rows[0].day, first_day=date.min)


def _held_to(history: History, until: date | None) -> History | None:
    """The rows up to a day; nothing where all are later."""
    rows = tuple(row for row in history.rows if until is None or row.day <= until)
    return replace(history, rows=rows) if rows else None


def _until(question: Question) -> date | None:
    """The day that a question is asked as of, where it is not today."""
    today = question.asked_at.astimezone(UTC).date()
    return question.as_of if question.as_of and question.as_of < today else None


def _corrections(
    claimed: Sequence[Said], histories: Mapping[str, History], language: str, question: Question
) -> list[Told]:
    """What is refuted, once for all who say the same."""
    alike: dict[tuple[object, ...], list[Said]] = {}
    for one in claimed:
        alike.setdefault(one.key, []).append(one)
    told: list[Told] = []
    for group in alike.values():
        judgement = judge(group[0], histories)
        if judgement.unsure:
            logger.info("a claim on prices is not checked: %s", judgement.unsure)
        if judgement.refuted:
            numbers = list(dict.fromkeys(one.n for one in group))
            told.append(correction(judgement.refuted, numbers, language, question.asked_at))
    return told[:_MOST_CORRECTIONS]


def _extended(answer: Answer, added: Sequence[Told]) -> Answer:
    if not added:
        return answer
    return replace(
        answer,
        text="\n\n".join([answer.text, *(told.text for told in added)]),
        figures=tuple(dict.fromkeys([*answer.figures, *(figure for told in added for figure in told.figures)])),
        prices=tuple(dict.fromkeys([*answer.prices, *(price for told in added for price in told.prices)])),
    )
