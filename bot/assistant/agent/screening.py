"""The newsroom without what speaks to a writer: what an assistant is given, stands on and quotes from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Protocol

from bot.assistant.agent.orders import byline, heading, without_orders
from knowledge.model import Hit


class Newsroom(Protocol):
    """What is screened; see :class:`knowledge.base.KnowledgeBase`."""

    def search(self, query: str, k: int = ..., as_of: date | None = ..., today: date | None = ...) -> list[Hit]:
        """The passages of the ``k`` best stories, best first."""
        ...

    def articles(
        self, query: str, n: int = ..., as_of: date | None = ..., also: str = ..., today: date | None = ...
    ) -> list[list[Hit]]:
        """The articles of the ``n`` best stories, each as its passages in order."""
        ...

    def count(self, as_of: date | None = ...) -> int:
        """How many articles stand now, or stood at the end of a day."""
        ...


class Screened:
    """A newsroom whose passages give no orders; those in which nothing else stands are not found."""

    def __init__(self, news: Newsroom) -> None:
        self._news = news

    def search(self, query: str, k: int = 10, as_of: date | None = None, today: date | None = None) -> list[Hit]:
        """As the newsroom does; blocking."""
        return list(_screened(self._news.search(query, k, as_of, today)))

    def articles(
        self, query: str, n: int = 20, as_of: date | None = None, also: str = "", today: date | None = None
    ) -> list[list[Hit]]:
        """As the newsroom does; blocking."""
        found = (list(_screened(hits)) for hits in self._news.articles(query, n, as_of, also, today))
        return [hits for hits in found if hits]

    def count(self, as_of: date | None = None) -> int:
        """As the newsroom does."""
        return self._news.count(as_of)


def _screened(hits: Iterable[Hit]) -> Iterator[Hit]:
    for hit in hits:
        text, title, source = _cleared(hit.text, hit.title, hit.source, hit.suspicious)
        if text:
            changed = (text, title, source) != (hit.text, hit.title, hit.source)
            yield replace(hit, text=text, title=title, source=source) if changed else hit


@lru_cache(maxsize=20_000)
def _cleared(text: str, title: str, source: str, marked: bool) -> tuple[str, str, str]:
    return without_orders(text, marked=marked), heading(title), byline(source)
