"""What a question takes for granted of a rise or a fall, and whether the articles say the opposite. Pure.

"Why did the cloud's revenue fall?" is answered first by that it did not, where the newest figure of the same thing
rose and none that was found fell.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.assistant.findings import Finding, Findings, find
from bot.assistant.inquiry import Inquiry, Wants
from bot.assistant.reading import Sentence
from bot.assistant.statement import METRICS
from knowledge.figures import Kind
from knowledge.text import fold

# Of growth itself, or of how fast it is: that revenue rose says nothing against it.
_OF_GROWTH = re.compile(
    r"\b(?:slow\w*|growth|accelerat\w*|decelerat\w*|faster|weak\w*|contract(?:s|ed)?)\b|放缓|增速|增幅|涨幅|跌幅"
)


def supposed(inquiry: Inquiry) -> int:
    """The direction that a question takes for granted: 1 up, -1 down, 0 where it leaves that open, or asks of growth.

    It is granted only of something that is measured: a metric, a part of a company, an index, shares.
    """
    if inquiry.wants not in {Wants.REASON, Wants.FIGURE} or _OF_GROWTH.search(fold(inquiry.text)):
        return 0
    named = any(mention.name.concept or mention.name.traded for mention in inquiry.items.names)
    measured = named or inquiry.items.concepts & METRICS
    return _direction(inquiry) if measured else 0


def _direction(inquiry: Inquiry) -> int:
    return int("rise" in inquiry.items.concepts) - int("fall" in inquiry.items.concepts)


def contradicting(inquiry: Inquiry, sentences: Sequence[Sentence], subjects: Sequence[str]) -> Finding | None:
    """The newest figure of what is asked about, where it moved against what the question supposes."""
    way = supposed(inquiry)
    if not way:
        return None
    figured = replace(inquiry, wants=Wants.FIGURE, kinds=(Kind.PERCENT, Kind.MONEY, Kind.NUMBER))
    found = find(figured, sentences, subjects)
    return found.lead if found and contradicts(way, found) else None


def contradicts(way: int, found: Findings) -> bool:
    """Whether the leading figure moved the other way, and none of the others the way that was supposed."""
    lead = found.lead.statement
    others = (finding.statement for finding in (*found.earlier, *found.differing))
    return bool(
        lead
        and lead.figure.kind is Kind.PERCENT
        and lead.direction == -way
        and not any(other and other.direction == way for other in others)
    )


def turned(inquiry: Inquiry) -> Inquiry:
    """The question with the opposite supposed: why what did not fall rose."""
    items = inquiry.items
    swapped = {"rise": "fall", "fall": "rise"}
    concepts = frozenset(swapped.get(concept, concept) for concept in items.concepts)
    return replace(inquiry, items=replace(items, concepts=concepts))
