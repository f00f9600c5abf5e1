"""What goes between a reader and an assistant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from knowledge.model import Event


class Status(StrEnum):
    """What kind of answer it is."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    CLARIFY = "clarify"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks.

    ``asked_at`` has a zone. ``as_of`` is the last day whose news may be used, everything when absent.
    """

    text: str
    asked_at: datetime
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The place an answer stands on.

    ``n`` is its number in the answer's text, ``quotation`` words that stand so in the article, ``published`` the day
    the publisher gave, if any. ``url`` is a web address, or another address (a file, the starter newsroom) that is
    shown and not linked. ``also`` are other publishers that tell the same news, ``event`` is when it happened where
    that is long before it was published, ``corrects`` the publisher and day of what the article corrects.
    """

    n: int
    title: str
    url: str
    source: str
    published: date | None
    quotation: str
    also: Sequence[str] = ()
    event: Event | None = None
    corrects: tuple[str, date | None] | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A price that an answer stands on: of a listing, at a time, in a currency (ISO 4217).

    ``what`` is ``close``, ``open``, ``high``, ``low``, ``volume`` or ``latest``.
    ``at`` is the day of a session, for its close, or the instant of a latest price. ``value`` is as traded,
    ``adjusted`` the same close with later dividends taken off, where the answer reckons with it. ``partial`` marks a
    session that was not over, ``stale`` a price that could not be renewed or is older than it should be.
    """

    symbol: str
    at: date | datetime
    value: Decimal
    currency: str
    source: str
    what: str = "close"
    adjusted: Decimal | None = None
    partial: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in the answer's text, as it is written there, and where it comes from.

    That is the number of the citation it stands in, or the prices it is, or is reckoned from.
    """

    text: str
    citation: int | None = None
    prices: Sequence[Price] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Language-model tokens spent on an answer."""

    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a million tokens cost, that went into the model and that came out of it, in the operator's currency."""

    input: Decimal
    output: Decimal

    def cost(self, usage: Usage) -> Decimal:
        """What tokens cost, unrounded."""
        return (usage.input_tokens * self.input + usage.output_tokens * self.output) / 1_000_000


@dataclass(frozen=True, slots=True)
class Restart:
    """What was said so far of an answer is taken back: what follows is its text from the beginning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader is told.

    ``text`` is plain text with ``[1]``-style references into ``citations``; the sources are not part of it.
    ``resolved`` is the question as it was understood, with earlier ones taken into account: what a follow-up
    refers to. ``assistant`` is who wrote it: a model's name, or ``extractive``. ``language`` is ``en`` or ``zh``.
    ``prices`` are all that the answer stands on. ``follow_ups`` are full
    questions that might come next, where somebody has looked for them.
    """

    status: Status
    text: str
    as_of: datetime
    language: str = "en"
    citations: Sequence[Citation] = ()
    figures: Sequence[Figure] = ()
    prices: Sequence[Price] = ()
    options: Sequence[str] = ()
    assistant: str = "extractive"
    usage: Usage = field(default_factory=Usage)
    resolved: str = ""
    follow_ups: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation: the question as it was understood, and what came of it."""

    question: str
    answer: Answer
