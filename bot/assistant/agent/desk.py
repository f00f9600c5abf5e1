"""What the model may look up, answered in words: whatever goes wrong is a sentence that it can use."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.orders import byline, heading, without_orders
from bot.assistant.checking import Passage, prepare
from bot.assistant.prices.answering import PriceAnswers
from bot.model import Question, Status
from bot.period_words import day
from knowledge.errors import KnowledgeError
from knowledge.model import Hit
from knowledge.text import fold

logger = logging.getLogger(__name__)

# Passages that one search gives, of those that it looks through.
_GIVEN, _LOOKED_THROUGH = 8, 40
_LONGEST_QUERY = 400
# Seconds that a look-up may take.
_PATIENCE_S = 15
# Letters of an article that are given at a time.
_LONGEST_ARTICLE = 6_000
_NO_PRICES = (
    "That is not a question of prices as it is asked here. Name a company or an index and what is wanted of it, such "
    "as: Alibaba price; Baidu since August; Tencent vs Meituan this year; JD 52-week high."
)
_RESULT = "[P"
_FENCE = "<<<news"
_END = "news>>>"
_NOTHING = "(Nothing in it tells news.)"


class News(Protocol):
    """What the desk needs of the newsroom."""

    def search(self, query: str, k: int = ..., as_of: date | None = ..., today: date | None = ...) -> list[Hit]:
        """The passages of the ``k`` best stories, best first."""
        ...

    def articles(
        self, query: str, n: int = ..., as_of: date | None = ..., also: str = ..., today: date | None = ...
    ) -> list[list[Hit]]:
        """The articles of the ``n`` best stories, each as its passages in order."""
        ...


@dataclass(frozen=True, slots=True)
class LookUp:
    """A tool by its name, with what it was asked, and what it answered."""

    tool: str
    asked: dict[str, str]
    answered: str


class Desk:
    """Looks up news and prices for the model, and takes down in a notebook what it has given."""

    def __init__(self, news: News, prices: PriceAnswers, patience_s: float = _PATIENCE_S) -> None:
        """Prepare to look up; a look-up that takes longer than ``patience_s`` seconds is given up."""
        self._news = news
        self._prices = prices
        self._patience_s = patience_s
        self._reading: set[asyncio.Future[None]] = set()

    async def first_look(self, book: Notebook) -> list[LookUp]:
        """What the question itself finds, in the news and, where it is one of prices, of the market.

        It is given to a model at once: most questions need no more, and small models do not ask.
        """
        text = book.question.text
        reckoned = await self._reckoned(book, text)
        found = [LookUp("price_facts", {"question": text}, reckoned)] if reckoned else []
        if reckoned.startswith(_RESULT):
            return found
        return [*found, LookUp("search_news", {"query": text}, await self.search_news(book, text))]

    async def search_news(
        self, book: Notebook, query: str, since: date | None = None, until: date | None = None, source: str = ""
    ) -> str:
        """Passages on a matter, best first; of a window of publication days and of one publisher, where given."""
        query = " ".join(query.split())[:_LONGEST_QUERY]
        if not query:
            return "Nothing was searched: say what to look for."
        asked = book.question
        try:
            async with asyncio.timeout(self._patience_s):
                found = await asyncio.to_thread(
                    self._news.search, query, _LOOKED_THROUGH, asked.as_of, asked.as_of or asked.asked_at.date()
                )
        except TimeoutError:
            logger.error("newsroom took more than %s s while a model searched", self._patience_s)
            return "The newsroom takes too long to search right now."
        except KnowledgeError as error:
            logger.error("newsroom failed while a model searched: %s", error)
            return "The newsroom cannot be searched right now."
        book.see(found)
        hits = [hit for hit in found if _is_wanted(hit, since, until, source)][:_GIVEN]
        if not hits:
            return "No passage was found. Nothing else is known of it: do not answer from memory."
        passages = book.note(hits)
        self._read_ahead(book)
        return "\n\n".join(fenced(passage) for passage in passages)

    def _read_ahead(self, book: Notebook) -> None:
        """Read what was found while the model writes; it is read again, out of memory, when the answer is checked."""
        reading = asyncio.ensure_future(asyncio.to_thread(prepare, book.evidence))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)

    async def read_article(self, book: Notebook, number: int) -> str:
        """The rest of the article that a passage is from."""
        hit = book.hit(number)
        if hit is None:
            return f"There is no passage [{number}]: search first."
        try:
            async with asyncio.timeout(self._patience_s):
                articles = await asyncio.to_thread(self._news.articles, hit.title, 5, book.question.as_of)
        except TimeoutError:
            logger.error("newsroom took more than %s s while a model read", self._patience_s)
            return "The newsroom takes too long to read right now."
        except KnowledgeError as error:
            logger.error("newsroom failed while a model read: %s", error)
            return "The newsroom cannot be read right now."
        whole = next((passages for passages in articles if passages[0].article_id == hit.article_id), [hit])
        given, length = list[Hit](), 0
        for passage in whole:
            length += len(passage.text)
            if length > _LONGEST_ARTICLE:
                break
            given.append(passage)
        return "\n\n".join(fenced(passage) for passage in book.note(given or [hit]))

    async def look_up_prices(self, book: Notebook, question: str) -> str:
        """Prices, changes, comparisons, highs and lows, exchanges' hours: what our own arithmetic makes of them."""
        return await self._reckoned(book, question) or _NO_PRICES

    async def _reckoned(self, book: Notebook, question: str) -> str:
        """What the assistant of prices answers; nothing where it does not take the question for one of its own."""
        asked = replace(book.question, text=" ".join(question.split())[:_LONGEST_QUERY])
        try:
            async with asyncio.timeout(self._patience_s):
                reply = await self._prices.answer(Question(asked.text, asked.asked_at, asked.as_of))
        except TimeoutError:
            logger.error("prices took more than %s s while a model looked them up", self._patience_s)
            return "Prices cannot be had right now: the source takes too long."
        if reply is None:
            return ""
        result = book.reckon(reply.answer)
        if reply.answer.status is not Status.ANSWERED:
            return reply.answer.text
        return f"{_RESULT}{result.n}] {reply.answer.text}"


def fenced(passage: Passage) -> str:
    """A passage as the model is given it: between marks that its own words cannot contain, and without its orders."""
    words = without_orders(passage.text).replace(_FENCE, "").replace(_END, "")
    told = f"{byline(passage.source)}, {day(passage.published, 'en') if passage.published else 'undated'}"
    return f"[{passage.n}] {heading(passage.title)} ({told})\n{_FENCE}\n{words or _NOTHING}\n{_END}"


def _is_wanted(hit: Hit, since: date | None, until: date | None, source: str) -> bool:
    published = hit.published.day if hit.published else None
    if (since or until) and published is None:
        return False
    if published and ((since and published < since) or (until and published > until)):
        return False
    return not source or fold(source) in fold(hit.source)
