"""From a sentence that answers to the figure it states: whose, of what, up or down. Pure.

Nothing is stated that the sentence does not say of the subject asked about: where it is open whose a figure is, there
is no statement, and the sentence is quoted alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from bot.assistant.evidence import Candidate, is_of_period
from bot.assistant.inquiry import Inquiry
from bot.assistant.lexicon import Items, Name, lexicon
from bot.assistant.reading import COMPARED, Sentence, items_of, spans_of
from bot.assistant.topics import topic
from knowledge.figures import Found, Kind
from knowledge.periods import Period, periods
from knowledge.text import fold, language_of

METRICS = frozenset(
    {"revenue", "profit", "margin", "user", "market-value", "dividend", "buyback", "spending", "valuation", "share"}
)
_CLAUSES = re.compile(r"[;；]|[,，](?!\d)|\b(?:while|whereas|but)\b|\band\b(?=[^,;]*\d)", re.IGNORECASE)
_AFTER = re.compile(r"^\s*(?:at|for|by|in|of)\s+$")
# Whether it is so is open: denials, hypotheses, expectations, forecasts.
UNCLEAR = re.compile(
    r"\bnot\b|n't\b|\bnever\b|\bden(?:y|ies|ied)\b|\bif\b|\bcould\b|\bmight\b|(?-i:\bmay\b)|\bshould\b"
    r"|\bwould\b|\bwill\b|\bexpect\w*|\bforecast\w*|\bestimat\w*|\banalysts?\b|\bconsensus\b|\btarget\w*"
    r"|\bplan(?:s|ned)?\b|\bguid(?:ed|ance)\b|\brumou?r\w*|\breportedly\b"
    r"|没有|并未|未能|预期|预计|若|如果|可能|有望|估计|据传|计划|目标",
    re.IGNORECASE,
)
# Which figure is whose is open.
_LISTED = re.compile(r"\brespectively\b|分别|分別|各自", re.IGNORECASE)
_ORIGIN = re.compile(
    r"(?:\b(?:from|(?<!more )(?<!less )(?<!fewer )than|against|since|versus|of just|after)|由|自|从|较|比)"
    r"\s*(?:about|around|约)?\s*$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?:\b(?:to|at|reach(?:ed|ing)?)|[至达到为])\s*(?:about|around|nearly|almost|约|近)?\s*$", re.IGNORECASE
)
# Matters that name no part of a company.
_NO_PARTS = frozenset({"product", "high", "low", "rally", "investor", "lead", "index", "tech", "america", "forecast"})
_NEAR_ENOUGH = 40  # characters between a change and the sum it led to
_LOSS = re.compile(r"\bloss(?:es)?\b|\blost\b|亏损", re.IGNORECASE)
_YEAR_ON_YEAR = re.compile(
    r"year[- ]on[- ]year|year[- ]over[- ]year|\byoy\b|from (?:a|the) year (?:earlier|ago|before)|同比|较上年",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:\bto|\breach(?:ing|ed)|\btotall?(?:ing|ed)|达到?|至|为)\s*(?:about|around|约)?\s*$", re.IGNORECASE
)


class Unstated(Enum):
    """Why a sentence states nothing: ``OPEN``, whose its figures are is open; ``OTHER``, they are of something else."""

    OPEN = "open"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence states in figures of the subject asked about.

    ``topic`` are the sentence's own words for what the figure is of; where they do not stand plainly before it there
    is no statement.
    ``direction`` is 1 for up, -1 for down, 0 where the sentence leaves it open; ``reached`` is the sum that a change
    arrived at, ``period`` what the figure is of, as far as the sentence tells. ``matters`` are concept ids, the metric
    last.
    """

    name: Name | None
    topic: str
    matters: tuple[str, ...]
    figure: Found
    direction: int
    year_on_year: bool
    reached: Found | None
    period: Period | None

    @property
    def traded(self) -> bool:
        """Whether it is of a share or an index, which moves every day."""
        return "share" in self.matters or (self.name is not None and self.name.traded)


def state(inquiry: Inquiry, candidate: Candidate, subject: str | None) -> Statement | Unstated:
    """Read the statement out of a sentence, or say why there is none."""
    sentence = candidate.sentence
    if _LISTED.search(sentence.text) or not sentence.figures:
        return Unstated.OPEN
    owned = [
        found for found in sentence.figures if _is_of(found, candidate, subject) and _answers(inquiry, sentence, found)
    ]
    clause = _best_clause(inquiry, sentence, owned)
    if clause is None:
        return Unstated.OTHER
    return _stated(inquiry, sentence, owned, clause, subject)


def _stated(
    inquiry: Inquiry, sentence: Sentence, owned: Sequence[Found], clause: tuple[int, int], subject: str | None
) -> Statement | Unstated:
    start, end = clause
    text = sentence.text[start:end]
    items = items_of(text)
    earlier = items_of(sentence.text[:end])
    if _is_of_another_metric(inquiry, items, earlier, sentence.items):
        return Unstated.OTHER
    spans = _spans(COMPARED.sub("", text), sentence) or sentence.own_spans
    if UNCLEAR.search(text) or len(spans) > 1 or not all(is_of_period(inquiry, span) for span in spans):
        return Unstated.OPEN
    inside = [found for found in owned if start <= found.start < end]
    figure, name = _main(inquiry, inside), _name(inquiry, subject)
    alone = sentence.own and sentence.items.subjects == (subject,)
    named = topic(sentence.text[start : figure.start], name, alone=alone)
    if named is None or not _plain(inquiry, sentence, named, figure):
        return Unstated.OPEN
    if _is_of_another_part(inquiry, named, sentence.items) or (inquiry.counted and not _counts(inquiry, figure, text)):
        return Unstated.OTHER
    return Statement(
        name=name,
        topic=named,
        matters=_matters(inquiry, items_of(named), subject),
        figure=figure,
        direction=_direction(items),
        year_on_year=bool(_YEAR_ON_YEAR.search(text)),
        reached=_reached(sentence.text, figure, sentence.figures),
        period=spans[0] if spans else None,
    )


def _answers(inquiry: Inquiry, sentence: Sentence, found: Found) -> bool:
    """Whether it may answer: of the right kind, not where something came from, nor, for a change, where it got."""
    before = sentence.text[: found.start]
    if found.kind not in inquiry.kinds or _ORIGIN.search(before):
        return False
    return not (_asks_move(inquiry) and found.kind is Kind.PERCENT and _LEVEL.search(before))


def _plain(inquiry: Inquiry, sentence: Sentence, named: str, figure: Found) -> bool:
    """Whether the words before the figure name what was asked, and can be said in the language of the question."""
    items = items_of(named)
    asked = inquiry.items.concepts & METRICS
    if asked and not asked & items.concepts:
        return False
    if "profit" in asked and bool(_LOSS.search(named)) != bool(_LOSS.search(inquiry.text)):
        return False
    if inquiry.language != language_of(named) and (items.words or figure.limited != figure.text):
        return False
    if inquiry.subjects:
        return True
    # Nobody was named that the lexicon knows: then whoever was named must be, and the company the figure is of.
    return bool(items.names or not sentence.subjects) and (
        not inquiry.items.words or bool(inquiry.items.words & items.words)
    )


def _is_of_another_part(inquiry: Inquiry, named: str, sentence: Items) -> bool:
    """Whether the figure is of a part that was not asked for, or of the whole where a part was: "cloud", "games"."""
    told, asked = _parts(items_of(named).concepts), _parts(inquiry.items.concepts)
    return bool(told - asked) or bool(asked - _parts(sentence.concepts))


def _parts(concepts: frozenset[str]) -> frozenset[str]:
    known = lexicon().concepts
    return frozenset(
        concept for concept in concepts - METRICS - _NO_PARTS if not (known[concept].moves or known[concept].weak)
    )


def _is_of_another_metric(inquiry: Inquiry, clause: Items, earlier: Items, sentence: Items) -> bool:
    """Whether the clause speaks of another metric, or the one asked for is named only after it."""
    asked = inquiry.items.concepts & METRICS
    told = clause.concepts & METRICS or earlier.concepts & METRICS or sentence.concepts & METRICS
    return bool(asked and told and not (asked & told and (asked & earlier.concepts or not asked & sentence.concepts)))


def _counts(inquiry: Inquiry, figure: Found, clause: str) -> bool:
    """Whether a number counts what was asked for: the words after it say so, or say nothing and the clause does."""
    after = figure.counted[len(figure.text) :]
    told = items_of(after if after.strip() else clause)
    return bool(told.concepts & inquiry.items.concepts or told.words & inquiry.items.words)


def _spans(text: str, sentence: Sentence) -> tuple[Period, ...]:
    published = sentence.hit.published
    return spans_of(periods(text, published.day if published else None))


def _is_of(found: Found, candidate: Candidate, subject: str | None) -> bool:
    """Whether the figure is the subject's: of the nearest name before it, or one that follows with "at" or "for"."""
    sentence = candidate.sentence
    if subject is None:
        return len(sentence.items.subjects) <= 1
    if len(fold(sentence.text)) != len(sentence.text):
        return sentence.subjects == (subject,)
    after = [m for m in sentence.items.names if m.start >= found.end]
    if after and _AFTER.match(sentence.text[found.end : after[0].start]):
        return after[0].name.subject == subject
    before = [m for m in sentence.items.names if m.end <= found.start]
    if before:
        return before[-1].name.subject == subject
    return sentence.subjects == (subject,)


def _best_clause(inquiry: Inquiry, sentence: Sentence, owned: list[Found]) -> tuple[int, int] | None:
    text = sentence.text
    cuts = [0, *(match.start() for match in _CLAUSES.finditer(text)), len(text)]
    best: tuple[float, int, int] | None = None
    for start, end in pairwise(cuts):
        if not any(start <= found.start < end for found in owned):
            continue
        told = items_of(text[start:end]).concepts
        asked = inquiry.items.concepts
        moves = any(lexicon().concepts[concept].moves for concept in told) and _asks_move(inquiry)
        weight = len(told & asked) + len(told & asked & METRICS) + 0.5 * moves
        if len(sentence.spans) > 1:
            weight += 2 * any(is_of_period(inquiry, span) for span in _spans(text[start:end], sentence))
        if best is None or weight > best[0]:
            best = (weight, start, end)
    return best[1:] if best else None


def _asks_move(inquiry: Inquiry) -> bool:
    return any(lexicon().concepts[concept].moves for concept in inquiry.items.concepts)


def _main(inquiry: Inquiry, inside: list[Found]) -> Found:
    return min(inside, key=lambda found: (inquiry.kinds.index(found.kind), found.start))


def _reached(text: str, figure: Found, figures: Sequence[Found]) -> Found | None:
    """The sum that stands right after a change with "to" before it, nothing else named in between."""
    after = next((found for found in figures if found.start >= figure.end), None)
    if figure.kind is not Kind.PERCENT or after is None or after.kind is Kind.PERCENT:
        return None
    between = text[figure.end : after.start]
    items = items_of(between)
    if items.names or items.concepts & METRICS or len(between) > _NEAR_ENOUGH:
        return None
    return after if _TO.search(between) else None


def _name(inquiry: Inquiry, subject: str | None) -> Name | None:
    names = [mention.name for mention in inquiry.items.names if mention.name.subject == subject]
    return next((name for name in names if name.concept), names[0] if names else None)


def _matters(inquiry: Inquiry, clause: Items, subject: str | None) -> tuple[str, ...]:
    name = _name(inquiry, subject)
    asked = inquiry.items.concepts
    known = lexicon().concepts
    told = [
        concept
        for concept in known
        if concept in asked & clause.concepts
        and concept not in METRICS
        and not (known[concept].moves or known[concept].weak or (name and concept == name.concept))
    ]
    metrics = clause.concepts & METRICS
    metric = sorted(metrics & asked) or (sorted(metrics) if len(metrics) == 1 else [])
    return (*told, *metric[:1])


def _direction(items: Items) -> int:
    return int("rise" in items.concepts) - int("fall" in items.concepts)
