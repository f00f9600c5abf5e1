"""Weighing sentences: which one answers the question. Pure.

A sentence is weighed by what it shares with the question, not by how alike the two sound: whom it is about must
agree, what is asked must be spoken of, and a question for a figure takes a sentence that has one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.assistant.figures import Found, Kind, figures
from bot.assistant.inquiry import Inquiry, Wants
from bot.assistant.lexicon import Items, lexicon
from bot.assistant.periods import Period, periods
from knowledge.model import Hit
from knowledge.text import fold, language_of, sentences

# The least share of what is asked that a sentence must speak of, and of the words no lexicon knows.
ENOUGH = 0.6
ENOUGH_OPEN = 0.5
# A passage this near in meaning may put a thing in other words, or in another language.
NEAR = {"same": 0.89, "other": 0.83}
_WEIGHT_CONCEPT, _WEIGHT_MOVE, _WEIGHT_WEAK, _WEIGHT_OPEN = 1.0, 0.7, 0.2, 1.1


_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|their|the (?:company|group|firm|index|unit|division|business|service))\b|该|其|公司|集团|旗下",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage with what it speaks of; ``subjects`` may come from the words around it."""

    text: str
    hit: Hit
    at: int
    language: str
    items: Items
    subjects: tuple[str, ...]
    around: Items
    figures: tuple[Found, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that answers, and how well."""

    sentence: Sentence
    score: float


def read(hits: Iterable[Hit]) -> Iterator[Sentence]:
    """Cut passages into sentences and say of each what it speaks of."""
    for hit in hits:
        title = _items(hit.title)
        inherited, before = title.subjects, title
        near = hit.published.day if hit.published else None
        for at, text in enumerate(_sentences(hit.text)):
            items = _items(text)
            inherited = items.subjects or (inherited if _POINTS_BACK.search(text) else title.subjects)
            around = Items((), title.concepts | before.concepts, title.words | before.words, frozenset())
            yield Sentence(
                text,
                hit,
                at,
                language_of(text),
                items,
                inherited,
                around,
                tuple(figures(text)),
                tuple(periods(text, near)),
            )
            before = items


@lru_cache(maxsize=4_096)
def _items(text: str) -> Items:
    return lexicon().items(text)


@lru_cache(maxsize=1_024)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(sentences(text))


def weigh(inquiry: Inquiry, sentence: Sentence, subjects: Sequence[str]) -> Candidate | None:
    """Weigh a sentence for a question about some subjects; nothing when it does not answer."""
    if subjects and not set(subjects) & set(sentence.subjects):
        return None
    if not in_window(inquiry, sentence) or not _right_kind(inquiry, sentence):
        return None
    if not _right_period(inquiry, sentence):
        return None
    coverage = _coverage(inquiry, sentence)
    return None if coverage is None else Candidate(sentence, coverage + _merits(inquiry, sentence))


def in_window(inquiry: Inquiry, sentence: Sentence) -> bool:
    """Whether the article is of the days asked for; one without a date is of no day."""
    if inquiry.window is None:
        return True
    published = sentence.hit.published
    return published is not None and inquiry.window[0] <= published.day <= inquiry.window[1]


def _right_kind(inquiry: Inquiry, sentence: Sentence) -> bool:
    if inquiry.wants is Wants.FIGURE:
        return bool(sentence.figures)
    if inquiry.wants is Wants.DATE:
        return bool(sentence.periods) or sentence.hit.published is not None
    return True


def _right_period(inquiry: Inquiry, sentence: Sentence) -> bool:
    spans = [period for period in sentence.periods if period.months > 0]
    if inquiry.period is None:
        return inquiry.order is None or any(is_of_period(inquiry, span) for span in spans)
    if spans:
        return any(is_of_period(inquiry, span) for span in spans)
    # A quarter's figures are published after it; for a month, a day or a year the day of the news itself will do.
    published = sentence.hit.published
    days = [*sentence.periods, *([Period(published.day, published.day)] if published else [])]
    return inquiry.period.months != 3 and any(inquiry.period.holds(day) for day in days)


def is_of_period(inquiry: Inquiry, period: Period) -> bool:
    """Whether a period is the one asked for, or within it; any is, where none was asked for."""
    if inquiry.period is not None:
        return inquiry.period.holds(period)
    return inquiry.order is None or (period.months == 3 and period.end.month == inquiry.order * 3)


def _coverage(inquiry: Inquiry, sentence: Sentence) -> float | None:
    """The share of what is asked that the sentence speaks of, from 0 to 1; nothing when it is not enough."""
    asked = inquiry.items
    near = (
        sentence.hit.similarity is not None
        and sentence.hit.similarity >= (NEAR["same" if inquiry.language == sentence.language else "other"])
    )
    total = met = 0.0
    for concept in asked.concepts:
        weight = _weight(concept)
        total += weight
        met += weight * _concept_met(concept, sentence)
    opened = _open_met(asked.words, sentence, near=near, foreign=inquiry.language != sentence.language)
    total += _WEIGHT_OPEN * len(asked.words)
    met += _WEIGHT_OPEN * opened
    total += _WEIGHT_WEAK * len(asked.weak)
    met += _WEIGHT_WEAK * len(asked.weak & (sentence.items.weak | sentence.items.words))
    if asked.words and opened < ENOUGH_OPEN * len(asked.words):
        return None
    if total == 0:
        return 0.7 if asked.names else None
    return met / total if met / total >= ENOUGH else None


def _weight(concept: str) -> float:
    found = lexicon().concepts[concept]
    if found.weak:
        return _WEIGHT_WEAK
    return _WEIGHT_MOVE if found.moves else _WEIGHT_CONCEPT


def _concept_met(concept: str, sentence: Sentence) -> float:
    told, concepts = sentence.items.concepts, lexicon().concepts
    if concept in told:
        return 1.0
    if concepts[concept].moves and any(concepts[other].moves for other in told):
        return 0.9
    # What the title or the sentence before has named need not be named again.
    return 0.6 if concept in sentence.around.concepts else 0.0


def _open_met(words: frozenset[str], sentence: Sentence, *, near: bool, foreign: bool) -> float:
    own = sentence.items.words | sentence.items.weak
    around = sentence.around.words
    folded = fold(sentence.text)
    met = 0.0
    for word in words:
        if word in own or (not word.isascii() and word in folded):
            met += 1.0
        elif word in around:
            met += 0.7
        elif near:
            met += 0.6 if foreign else 0.5
    return met


def _merits(inquiry: Inquiry, sentence: Sentence) -> float:
    merits = 0.15 * sentence.hit.score
    merits += 0.1 if set(inquiry.items.subjects) & set(sentence.items.subjects) else 0.0
    merits += 0.05 if inquiry.language == sentence.language else 0.0
    if inquiry.wants is Wants.FIGURE:
        moves = any(lexicon().concepts[concept].moves for concept in inquiry.items.concepts)
        percents = any(found.kind is Kind.PERCENT for found in sentence.figures)
        merits += 0.1 if percents == moves else 0.0
        spans = {(period.start, period.end) for period in sentence.periods if period.months}
        merits += 0.05 if len(spans) == 1 else -0.1 * (len(spans) > 1)
    if inquiry.wants is Wants.REASON:
        merits += 0.15 if _gives_reason(sentence.text) else 0.0
    return merits


_REASONS = (
    "because", "due to", "driven by", "drove", "thanks to", "as investors", "after", "owing to", "on the back of",
    "carried by", "fuelled by", "fueled by", "led by", "which cuts",
    "因为", "由于", "推动", "受益", "凭借", "带动",
)  # fmt: skip


def _gives_reason(text: str) -> bool:
    folded = fold(text)
    return any(reason in folded for reason in _REASONS)
