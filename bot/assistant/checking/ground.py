"""What an answer may stand on, read once: each source's facts, sentences, times, names and words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache

from bot.assistant.checking.amounts import PLAIN, Amount, amounts
from bot.assistant.checking.counts import counted, runs
from bot.assistant.checking.facts import Fact, facts_of
from bot.assistant.checking.matters import mentions, stems_of
from bot.assistant.checking.model import Evidence, Passage, Result
from bot.assistant.checking.rows import on, reckoned, row
from bot.assistant.checking.texts import levelled
from bot.assistant.checking.times import Time, times
from bot.assistant.lexicon import Items
from bot.assistant.reading import Sentence, items_of, read
from knowledge.model import Hit, Published
from knowledge.text import language_of


@dataclass(frozen=True)
class Source:
    """A passage or a result, read. ``label`` is how an answer refers to it: ``3``, ``P1``."""

    label: str
    text: str
    title: str
    publisher: str
    url: str
    language: str
    reported: date | None
    facts: tuple[Fact, ...]
    sentences: tuple[Sentence, ...]
    times: tuple[Time, ...]
    amounts: tuple[Amount, ...]
    subjects: frozenset[str]
    items: Items
    counts: frozenset[int]
    runs: frozenset[int]

    @cached_property
    def whole(self) -> str:
        """Title, text and publisher."""
        return f"{self.title}\n{self.text}\n{self.publisher}"

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every matter and word that it speaks of."""
        return self.items.concepts | self.items.words | self.items.weak

    @cached_property
    def known(self) -> frozenset[str]:
        """The same, and the stems of all its words."""
        return self.spoken | stems_of(self.whole)


@dataclass(frozen=True)
class Ground:
    """All sources of an answer, by label, and who is asked about."""

    sources: dict[str, Source]
    question: str
    asked: Items
    today: date

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of all sources."""
        return tuple(fact for source in self.sources.values() for fact in source.facts)

    @cached_property
    def by_value(self) -> Mapping[Decimal, Sequence[Fact]]:
        """The facts by their amounts' values."""
        found: dict[Decimal, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.amount.value, []).append(fact)
        return found

    @cached_property
    def loose(self) -> tuple[Fact, ...]:
        """The facts that another value may stand for: shares and multiples in words, what a tool reckoned."""
        return tuple(fact for fact in self.facts if fact.reckoned or fact.amount.unit not in PLAIN)


def ground(evidence: Evidence) -> Ground:
    """Read the evidence; what was read before is remembered."""
    results = tuple(
        replace(result, prices=tuple(result.prices), values=tuple(result.values)) for result in evidence.results
    )
    return _ground(tuple(evidence.passages), results, evidence.question, evidence.asked_at.date())


@lru_cache(maxsize=64)
def _ground(passages: tuple[Passage, ...], results: tuple[Result, ...], question: str, today: date) -> Ground:
    sources = {str(passage.n): _passage(passage) for passage in passages}
    sources |= {f"P{result.n}": _result(result, today) for result in results}
    return Ground(sources, question, items_of(question), today)


@lru_cache(maxsize=2_000)
def _passage(passage: Passage) -> Source:
    return _source(str(passage.n), passage, passage.published)


@lru_cache(maxsize=500)
def _result(result: Result, today: date) -> Source:
    label = f"P{result.n}"
    passage = Passage(result.n, result.text, "", "", "Yahoo Finance", today)
    source = _source(label, passage, None)
    rows = tuple(row(label, price) for price in result.prices)
    values = tuple(fact for value in result.values if (fact := reckoned(label, value)))
    facts = tuple(replace(fact, reported=None) for fact in source.facts)
    # What a tool gave is of the very days it names, whatever day the result was made.
    days = [(price.at.date() if isinstance(price.at, datetime) else price.at) for price in result.prices]
    days += [day for value in result.values for day in (value.start, value.end) if day]
    days += [value.value for value in result.values if isinstance(value.value, date)]
    named = tuple(on(day) for day in dict.fromkeys(days))
    subjects = frozenset().union(source.subjects, *(fact.about for fact in (*rows, *values)))
    return replace(source, facts=(*rows, *values, *facts), times=(*source.times, *named), subjects=subjects)


def _source(label: str, passage: Passage, reported: date | None) -> Source:
    text, title = levelled(passage.text), levelled(passage.title)
    published = Published(passage.published) if passage.published else None
    hit = Hit(
        rank=1, score=1.0, similarity=None, passage_id=0, position=0, text=text, title=title, url=passage.url,
        source=passage.source, published=published, article_id=0, story=0,
    )  # fmt: skip
    sentences = tuple(read([[hit]]))
    whole = f"{title}\n{text}"
    near = passage.published
    return Source(
        label=label,
        text=text,
        title=title,
        publisher=passage.source,
        url=passage.url,
        language=language_of(text),
        reported=reported,
        facts=tuple(facts_of(label, title, sentences, near, reported)),
        sentences=sentences,
        times=times(whole, near),
        amounts=amounts(whole),
        subjects=frozenset(mention.name.subject for mention in mentions(f"{whole}\n{passage.source}")),
        items=items_of(f"{whole}\n{passage.source}"),
        counts=counted(whole),
        runs=runs(whole),
    )
