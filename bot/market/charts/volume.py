"""The bars of volume. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.market.charts.amounts import counted
from bot.market.charts.axis import value_ticks
from bot.market.charts.model import Line

_NARROWEST, _WIDEST = 4.0, 90.0  # pixels from one bar to the next


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the floor up to ``top``; ``open`` when its session is not over."""

    left: float
    right: float
    top: float
    open: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """Bars over ``floor``. ``level`` is the height of ``label``, a round volume.

    Where bars of single sessions would be too narrow, each is the mean of as many ``sessions`` side by side.
    """

    bars: Sequence[Bar]
    floor: float
    level: float
    label: str
    sessions: int


def volume_of(line: Line, days: Sequence[date], box: tuple[float, float, float, float]) -> Volume:
    """The bars of a line of which some row has a volume; ``box`` is left, right, bottom, top."""
    left, right, floor, top = box
    band = (right - left) / len(days)
    together = math.ceil(_NARROWEST / band)
    given = {row.day: row for row in line.rows if row.volume}
    means: list[tuple[int, float]] = []
    for begin in range(0, len(days), together):
        volumes = [given[day].volume or 0 for day in days[begin : begin + together] if day in given]
        if volumes:
            means.append((begin, sum(volumes) / len(volumes)))
    highest = max(mean for _, mean in means)
    scale = (top - floor) / highest
    level = value_ticks(0, highest, 3)[-1][0]
    unfinished = len(days) - 1 if line.rows[-1].partial and together == 1 else None
    air = max((band - _WIDEST) / 2, 1.0) if together * band > 2 * _NARROWEST else 0.5
    bars = [
        Bar(
            left + begin * band + air,
            left + min(begin + together, len(days)) * band - air,
            floor + mean * scale,
            begin == unfinished,
        )
        for begin, mean in means
    ]
    return Volume(bars, floor, floor + level * scale, counted(level), together)
