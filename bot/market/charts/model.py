"""What a chart is made of and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.market.model import History, Row


@dataclass(frozen=True, slots=True)
class Event:
    """A story to mark by its number ``n``, on the line of ``symbol``, or the first line where that is absent."""

    day: date
    n: int
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What the caption says of the event of the same number; ``day`` as it shall be read."""

    n: int
    title: str
    source: str
    day: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn of a history: its ``rows`` in the period, at least one, oldest first.

    ``breaks`` are the stretches without a price that are too long to draw a line over, each as the days of the last
    row before it and of the first after it.
    """

    history: History
    rows: Sequence[Row]
    breaks: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and what its caption needs.

    ``base`` is the day on which every line stands at 100, absent where one history is drawn as traded. ``late`` are the
    symbols that it had to wait for, because their prices begin later than the others'. ``marked`` are the numbers of
    the events in the picture: those outside the period are not.
    """

    png: bytes
    lines: Sequence[Line]
    base: date | None = None
    late: Sequence[str] = ()
    marked: Sequence[int] = ()
