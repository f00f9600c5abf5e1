"""What an article claims of a price's history, and what the rows say to it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.market.arithmetic.changes import Change
from bot.market.arithmetic.moves import DayMove
from bot.market.arithmetic.records import MoveSince, Since
from bot.market.arithmetic.rows import Basis, Way
from bot.market.arithmetic.runs import Streak


class Kind(StrEnum):
    """What is claimed."""

    EXTREME = "extreme"
    """The highest, or lowest, since a time."""
    RECORD = "record"
    """The highest, or lowest, there has been."""
    CHANGE = "change"
    """So many per cent over a period."""
    DAY = "day"
    """So many per cent in one session."""
    STREAK = "streak"
    """So many sessions in a row."""
    MOVE = "move"
    """The largest rise, or fall, of one session since a time; or of all, where none is named."""


class Measure(StrEnum):
    """Which price of the session is spoken of."""

    CLOSE = "close"
    INTRADAY = "intraday"
    """A price at some time of the session."""
    PEAK = "peak"
    """The furthest price of the session: "as much as 8%"."""
    UNSAID = "unsaid"


class Grain(StrEnum):
    """How exactly a time is named."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PART = "part"
    """A part of a month or of a year: "late July", "early 2021"; or a week."""
    COUNTED = "counted"
    """Counted back from the day of the article: "in four years"."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a time may mean, both ends in it.

    "Since 2021" names all days of that year: the last higher close lies among them. "In more than a year" only says
    that it does not lie after ``last``; its ``first`` is absent.
    """

    first: date | None
    last: date
    grain: Grain


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, where it stands in the text (``start`` to ``end``), and what it says.

    ``figure`` is in per cent, below 0 for a fall, or counts the sessions of a streak; ``least`` and ``most`` are how
    small and how large the size of it may be for the words to be true, ``most`` absent for "more than". ``since`` is
    the time that is named: of a change its beginning. ``until`` is the last day of a period that is over ("in
    September"). ``session`` is the day that the sentence names for what happened, where it names one.
    """

    kind: Kind
    way: Way
    text: str
    start: int
    end: int
    since: Span | None = None
    until: date | None = None
    figure: Decimal | None = None
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    measure: Measure = Measure.UNSAID
    session: date | None = None


Result = Since | Change | Streak | MoveSince | DayMove
"""What was reckoned to test a claim."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim holds; ``holds`` is absent where the rows at hand cannot tell.

    ``bases`` are those on which it holds: newspapers reckon with closes as traded, funds with adjusted ones, and a
    claim that is true on either is not called wrong. ``reason`` says in a sentence, without capital and stop, what the
    rows show.
    """

    holds: bool | None
    reason: str
    actual: Result | None = None
    bases: tuple[Basis, ...] = ()
