"""A chart with the newsroom's stories marked on it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Protocol

from bot.assistant.lexicon import lexicon
from bot.market.charts import Event, Story, caption, draw
from bot.market.model import History, Security
from bot.period_words import day
from knowledge.model import Hit
from knowledge.text import fold

# Hits that are looked through for each story that is wanted: many are of other days, or only mention the name.
_SEARCHED = 6


class News(Protocol):
    """What is needed of the newsroom."""

    def search(self, query: str, k: int = ..., as_of: date | None = ..., today: date | None = ...) -> list[Hit]:
        """The passages that fit best, of each story one."""
        ...


def picture(histories: Sequence[History], stories: Sequence[Hit], first: date, last: date) -> tuple[bytes, str]:
    """A chart as PNG, and its caption: the stories are marked by number, in the order of their days."""
    dated = [(hit, hit.published.day) for hit in stories if hit.published]
    events = [Event(on, n) for n, (_, on) in enumerate(dated, 1)]
    told = [Story(n, hit.title, hit.source, day(on, "en")) for n, (hit, on) in enumerate(dated, 1)]
    chart = draw(histories, events, first=first, last=last)
    return chart.png, caption(chart, "en", told)


def stories_of(news: News, security: Security, first: date, last: date, most: int) -> list[Hit]:
    """The best stories of a name that were published in a period, oldest first: its name stands in their titles."""
    query = f"{security.en} between {day(first, 'en')} and {day(last, 'en')}"
    hits = news.search(query, most * _SEARCHED)
    told = [hit for hit in hits if hit.published and first <= hit.published.day <= last and _is_on(hit, security)]
    return sorted(told[:most], key=_instant)


def _instant(hit: Hit) -> datetime:
    return hit.published.instant if hit.published else datetime.min.replace(tzinfo=UTC)


def _is_on(hit: Hit, security: Security) -> bool:
    return any(mention.name.subject == security.id for mention in lexicon().mentions(fold(hit.title)))
