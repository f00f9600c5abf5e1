"""What goes into a check of an answer and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.model import Figure, Price
from knowledge.periods import Period


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that were retrieved; an answer refers to them as ``[n]``.

    ``url`` is an address, of the web or another, ``published`` the day the publisher gave, if any.
    """

    n: int
    text: str
    title: str
    url: str
    source: str
    published: date | None


class Measure(StrEnum):
    """What a computed value is."""

    PERCENT = "percent"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    MULTIPLE = "multiple"


@dataclass(frozen=True, slots=True)
class Value:
    """What a tool reckoned, unrounded: a change in per cent (below 0 for a fall), a sum, a count, a day, a multiple.

    ``unit`` is the currency of a sum (ISO 4217), or what is counted. ``of`` is the symbol, the id in ``names.toml`` or
    the name of what it is of. It is of the days ``start`` to ``end``; of one day where both are the same.
    """

    kind: Measure
    value: Decimal | date
    unit: str = ""
    of: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a price tool returned; an answer refers to it as ``[Pn]``.

    ``text`` are the words that were given to the model, ``prices`` the rows that they stand on.
    """

    n: int
    text: str
    prices: Sequence[Price] = ()
    values: Sequence[Value] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that an answer may stand on; ``asked_at`` has a zone and is what "this year" in the answer counts from."""

    passages: Sequence[Passage]
    results: Sequence[Result]
    question: str
    asked_at: datetime


class Verdict(StrEnum):
    """What is to be said of words in an answer, the gravest last."""

    SAYS_NOTHING = "says-nothing"
    """Nothing that could be wrong: a connective, a refusal, a disclaimer."""
    SUPPORTED = "supported"
    WRONG_SOURCE = "wrong-source"
    """It is true, and stands somewhere else than where the answer says."""
    UNKNOWN_REFERENCE = "unknown-reference"
    FOREIGN_LINK = "foreign-link"
    ALTERED_QUOTATION = "altered-quotation"
    WRONG_PERIOD = "wrong-period"
    WRONG_DIRECTION = "wrong-direction"
    """Up for down, a profit for a loss, what is expected or denied for what is."""
    WRONG_SUBJECT = "wrong-subject"
    """The figure stands there, for another company or of another matter."""
    NOT_FOUND = "not-found"


GRAVITY = {verdict: rank for rank, verdict in enumerate(Verdict)}
MENDABLE = frozenset({Verdict.WRONG_SOURCE, Verdict.UNKNOWN_REFERENCE, Verdict.FOREIGN_LINK})
"""What leaves the sentence true once its references and links are put right."""
PASSES = frozenset({Verdict.SUPPORTED, Verdict.SAYS_NOTHING})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of some words of an answer, at ``start`` to ``end`` of its text.

    ``supports`` are the references that bear them out, without brackets: ``("1", "P2")``. ``reason`` is for the model,
    empty where nothing is wrong. ``period`` is what a figure is of by its source and ``reported`` the day on which that
    told it, as far as they are known: for an answer that names neither.
    """

    verdict: Verdict
    words: str
    start: int
    end: int
    reason: str = ""
    supports: tuple[str, ...] = ()
    period: Period | None = None
    reported: date | None = None
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer, at ``start`` to ``end`` of its text, with the references it gives.

    ``verdict`` is the gravest of its findings. ``supports`` are the references that bear out all of it.
    """

    text: str
    start: int
    end: int
    references: tuple[str, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]
    supports: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether it may be said as it stands."""
        return self.verdict in PASSES


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    ``figures`` are those that are borne out, each with its source. ``reasons`` say in plain English, for the model,
    what is wrong; there are none when ``ok``.
    """

    sentences: tuple[Sentence, ...]
    figures: tuple[Figure, ...]
    ok: bool
    reasons: tuple[str, ...]
