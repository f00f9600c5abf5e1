"""Weighing sentences: which one answers the question. Pure.

A sentence is weighed by what it shares with the question, not by how alike the two sound: whom it is about must
agree, what is asked must be spoken of, and a question for a figure takes a sentence that has one of the right kind.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.assistant.inquiry import Inquiry, Wants
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import CAUSES, EXPECTS, Sentence
from knowledge.periods import Period
from knowledge.text import fold

# The least share of what is asked that a sentence must speak of, and of the words no lexicon knows.
ENOUGH = 0.6
ENOUGH_REASON = 0.55  # what is to be explained stands in the sentence before
ENOUGH_OPEN = 0.5
# A passage this near in meaning may put a thing in other words, or in another language.
NEAR = {"same": 0.89, "other": 0.83}
_WEIGHT_CONCEPT, _WEIGHT_MOVE, _WEIGHT_WEAK, _WEIGHT_OPEN = 1.0, 0.7, 0.2, 1.1
_OF_BUSINESS = frozenset({"revenue", "profit", "margin", "user", "spending", "cloud", "order", "deliver", "delivery"})
_CAPITALISED = re.compile(r"(?<=[a-z,’'] )[A-Z][\w-]*|^[A-Z][\w-]*(?= [A-Z])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that answers, and how well."""

    sentence: Sentence
    score: float


def weigh(inquiry: Inquiry, sentence: Sentence, subjects: Sequence[str]) -> Candidate | None:
    """Weigh a sentence for a question about some subjects; nothing when it does not answer."""
    if not _about(inquiry, sentence, subjects) or not in_window(inquiry, sentence):
        return None
    if not _right_kind(inquiry, sentence) or not _right_period(inquiry, sentence):
        return None
    coverage = _coverage(inquiry, sentence)
    return None if coverage is None else Candidate(sentence, coverage + _merits(inquiry, sentence, subjects))


def _about(inquiry: Inquiry, sentence: Sentence, subjects: Sequence[str]) -> bool:
    """Whether it is about one of the subjects, and about its cloud or model where that was asked for."""
    if not subjects:
        return True
    if not set(subjects) & set(sentence.subjects):
        return False
    parts = {mention.name.concept for mention in inquiry.items.names if mention.name.subject in subjects}
    if None in parts or not parts:
        return True
    # "Its revenue rose" after a sentence on the cloud is the cloud's; "group revenue rose" is not.
    meant = {name.concept for name in sentence.names} if sentence.points_back else frozenset()
    return bool(parts & (sentence.items.concepts | meant))


def in_window(inquiry: Inquiry, sentence: Sentence) -> bool:
    """Whether the article is of the days asked for; one without a date is of no day."""
    if inquiry.window is None:
        return True
    published = sentence.hit.published
    return published is not None and inquiry.window[0] <= published.day <= inquiry.window[1]


def _right_kind(inquiry: Inquiry, sentence: Sentence) -> bool:
    if inquiry.future and not EXPECTS.search(sentence.text):
        return False
    if inquiry.wants is Wants.FIGURE:
        return any(found.kind in inquiry.kinds for found in sentence.figures)
    if inquiry.wants is Wants.DATE:
        return bool(sentence.days or sentence.spans) or sentence.hit.published is not None
    return True


def _right_period(inquiry: Inquiry, sentence: Sentence) -> bool:
    asked = inquiry.period
    if asked is None:
        return inquiry.order is None or any(is_of_period(inquiry, span) for span in sentence.spans)
    days = () if asked.months in (3, 6) else sentence.days
    if any(is_of_period(inquiry, period) for period in (*sentence.spans, *days)):
        return True
    # A quarter's figures are published after it; of a month, a day or a year the day of the news itself will do.
    published = sentence.hit.published
    told = published is not None and asked.holds(Period(published.day, published.day))
    return told and asked.months not in (3, 6)


def is_of_period(inquiry: Inquiry, period: Period) -> bool:
    """Whether a period is the one asked for, or within it; any is, where none was asked for."""
    if inquiry.period is not None:
        return inquiry.period.holds(period)
    return inquiry.order is None or (period.months == 3 and period.end.month == inquiry.order * 3)


def _coverage(inquiry: Inquiry, sentence: Sentence) -> float | None:
    """The share of what is asked that the sentence speaks of, from 0 to 1; nothing when it is not enough."""
    asked = inquiry.items
    total = met = 0.0
    for concept in asked.concepts:
        weight = _weight(concept)
        total += weight
        met += weight * _concept_met(inquiry, concept, sentence)
    opened = _open_met(inquiry, sentence)
    if opened is None:
        return None
    total += _WEIGHT_OPEN * len(asked.words)
    met += _WEIGHT_OPEN * opened
    bonus = 0.05 * len(asked.weak & (sentence.items.weak | sentence.items.words))
    if total == 0:
        least = 0.0 if asked.names else 0.5 * len(asked.weak)
        return 0.7 + bonus if 20 * bonus >= least and (asked.names or asked.weak) else None
    enough = ENOUGH_REASON if inquiry.wants is Wants.REASON else ENOUGH
    return met / total + min(bonus, 0.15) if met / total >= enough else None


def _weight(concept: str) -> float:
    found = lexicon().concepts[concept]
    if found.weak:
        return _WEIGHT_WEAK
    return _WEIGHT_MOVE if found.moves else _WEIGHT_CONCEPT


def _concept_met(inquiry: Inquiry, concept: str, sentence: Sentence) -> float:
    told, concepts = sentence.items.concepts, lexicon().concepts
    if concept in told or (sentence.points_back and any(name.concept == concept for name in sentence.names)):
        return 1.0
    if concept == "rise" and "rally" in told:
        return 0.9
    if concept == "share" and _is_of_shares(sentence):
        return 0.7  # "JD.com rose as well": where no business is spoken of, it is the shares that rise
    if concepts[concept].moves and any(concepts[other].moves for other in told):
        # "Did it fall?" is answered by how much it rose; "which fell?" and "why did it fall?" are not.
        return 0.9 if inquiry.wants is Wants.FIGURE else 0.3
    # What the title or the sentence before has named need not be named again.
    return 0.6 if concept in sentence.around.concepts else 0.0


def _is_of_shares(sentence: Sentence) -> bool:
    """Whether what moves in it are shares though it does not say so: no business is spoken of, there or around it."""
    told, concepts = sentence.items.concepts, lexicon().concepts
    of_business = (told | sentence.around.concepts | {name.concept for name in sentence.names}) & _OF_BUSINESS
    return any(concepts[other].moves for other in told) and not of_business


def _open_met(inquiry: Inquiry, sentence: Sentence) -> float | None:
    """How many of the words that no lexicon knows are met, or nothing when too few.

    Words that the sentence writes as a name are met like a name: beside them, what is asked must be met as well, or any
    sentence on a person would answer any question about them.
    """
    foreign = inquiry.language != sentence.language
    similarity = sentence.hit.similarity
    near = similarity is not None and similarity >= NEAR["other" if foreign else "same"]
    folded = fold(sentence.text)
    capitalised = _capitalised(sentence.hit.text)
    met = plain_met = 0.0
    plain = 0
    for word in inquiry.items.words:
        share = _word_met(word, sentence, folded)
        if share == 0 and near:
            share = 0.45 if foreign else 0.4
        met += share
        if word not in capitalised:
            plain += 1
            plain_met += share
    return met if plain_met >= ENOUGH_OPEN * plain else None


def _word_met(word: str, sentence: Sentence, folded: str) -> float:
    if word in sentence.items.words or word in sentence.items.weak or (not word.isascii() and word in folded):
        return 1.0
    if word in sentence.around.words:
        return 0.7
    return 0.4 if word in sentence.around.weak else 0.0


@lru_cache(maxsize=20_000)
def _capitalised(text: str) -> frozenset[str]:
    """Stems of the words written with a capital letter inside a sentence, as names are."""
    words = lexicon()
    return frozenset(words.stem(fold(match.group())) for match in _CAPITALISED.finditer(text))


def _merits(inquiry: Inquiry, sentence: Sentence, subjects: Sequence[str]) -> float:
    merits = 0.15 * sentence.hit.score
    merits += 0.1 if sentence.own and set(subjects) & set(sentence.subjects) else 0.0
    merits += 0.05 if inquiry.language == sentence.language else 0.0
    asked_parts = {mention.name.concept for mention in inquiry.items.names}
    told_parts = {name.concept for name in sentence.names if name.subject in subjects}
    if subjects and None in asked_parts and None not in told_parts and not told_parts & inquiry.items.concepts:
        merits -= 0.25  # the company was asked about, and this is of one part of it
    if inquiry.wants is Wants.FIGURE:
        merits += 0.05 if len(sentence.spans) == 1 else -0.1 * (len(sentence.spans) > 1)
    if inquiry.wants is Wants.REASON:
        merits += 0.4 if gives_reason(sentence) else 0.0
    return merits


def gives_reason(sentence: Sentence) -> bool:
    """Whether it says why: with words of causing, and not only what happened."""
    return bool(CAUSES.search(fold(sentence.text)))
