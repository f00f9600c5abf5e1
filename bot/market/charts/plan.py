"""What stands where in a chart, in pixels from the lower left corner. Pure: drawing only follows it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import dist, isclose
from typing import Literal

from bot.market.charts import style
from bot.market.charts.amounts import change_pct, number, signed, unit
from bot.market.charts.axis import Tick, bounds, day_ticks, value_ticks
from bot.market.charts.lettering import width
from bot.market.charts.model import Event, Line
from bot.market.charts.placing import Point, scatter, spread
from bot.market.charts.volume import Volume, volume_of

_FLOOR, _VOLUME_TOP, _CEILING = 122.0, 232.0, 712.0
_LABEL = 72.0  # the height of a line's label: its symbol and its change, one above the other
_TAG = 48.0
_DISC, _RING = 9.0, 5.0
_NEAR = timedelta(days=7)
_LONGEST_SYMBOL = 12
_BASE = 100.0
_A_DAY = "vol./day"  # where a bar is the mean of several sessions


@dataclass(frozen=True, slots=True)
class Text:
    """Words; ``y`` is the middle of their height, ``align`` the side of them that stands at ``x``."""

    x: float
    y: float
    words: str
    size: float
    colour: str = style.INK
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"

    @property
    def span(self) -> tuple[float, float]:
        """From where to where they reach at most."""
        wide = width(self.words, self.size, bold=self.bold)
        begin = self.x - {"left": 0.0, "center": wide / 2, "right": wide}[self.align]
        return begin, begin + wide


@dataclass(frozen=True, slots=True)
class Trace:
    """A line: its values, and where they stand, in unbroken ``runs``.

    ``open`` marks an end that is no close yet, ``leader`` goes from the end to the line's label, ``radius`` is that of
    the disc at the end.
    """

    values: Sequence[float]
    runs: Sequence[Sequence[Point]]
    open: bool
    colour: str
    dashes: Sequence[float]
    leader: Sequence[Point] = ()
    radius: float = _DISC

    @property
    def end(self) -> Point:
        """Its last point."""
        return self.runs[-1][-1]


@dataclass(frozen=True, slots=True)
class Mark:
    """An event: the point of the line it belongs to, and where its number stands."""

    n: int
    at: Point
    spot: Point


@dataclass(frozen=True, slots=True)
class Panel:
    """Where lines are drawn, and the scale: ``low`` stands at ``bottom``, ``high`` at ``top``."""

    left: float
    right: float
    bottom: float
    top: float
    low: float
    high: float
    days: Sequence[date]

    def x(self, index: int) -> float:
        """The middle of the place of a day."""
        return self.left + (index + 0.5) * (self.right - self.left) / len(self.days)

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is drawn.

    ``levels`` are the heights of the values that are written beside them, ``base`` that of 100, ``tag`` the last price
    in its box, ``holes`` the stretches in which nothing was traded.
    """

    panel: Panel
    texts: Sequence[Text]
    levels: Sequence[float]
    traces: Sequence[Trace]
    ticks: Sequence[Tick] = ()
    marks: Sequence[Mark] = ()
    holes: Sequence[tuple[float, float]] = ()
    volume: Volume | None = None
    tag: Text | None = None
    base: float | None = None


def plan_of(days: Sequence[date], lines: Sequence[Line], events: Sequence[Event], heading: Sequence[Text]) -> Plan:
    """One line as traded, or several from 100 on. ``days`` are those of the axis, ``heading`` is what stands around."""
    drawn = _one(days, lines[0]) if len(lines) == 1 else _several(days, lines)
    panel = drawn.panel
    ticks = day_ticks(days, panel.x, style.SMALL, 14, style.WIDTH - 14)
    below = [Text(tick.centre, _FLOOR - 34, tick.label, style.SMALL, style.GREY, align="center") for tick in ticks]
    holes = [
        (panel.x(bisect_left(days, before)), panel.x(bisect_left(days, after)))
        for before, after in lines[0].breaks
        if all((before, after) in line.breaks for line in lines)
    ]
    marks = _marks(drawn, events, lines)
    return replace(drawn, texts=[*heading, *drawn.texts, *below], ticks=ticks, marks=marks, holes=holes)


def _one(days: Sequence[date], line: Line) -> Plan:
    """The closes, the volume below, prices at the right with the last one marked."""
    values, last = [float(row.close) for row in line.rows], number(line.rows[-1].close, line.history)
    low, high = bounds(values)
    scale = value_ticks(low, high)
    has_volume = any(row.volume for row in line.rows)
    room = max(_width(unit(line.history), last, *(label for _, label in scale)) + 22, _width(_A_DAY))
    right, bottom = style.WIDTH - room - 22, _VOLUME_TOP + 26 if has_volume else _FLOOR
    panel = Panel(style.EDGE, right, bottom, _CEILING, low, high, days)
    trace = _trace(panel, line, values, 0)
    tag_y = min(max(trace.end[1], bottom + _TAG / 2), _CEILING - _TAG / 2)
    tag = Text(right + 11 + room / 2, tag_y, last, style.SMALL, style.COLOURS[0], bold=True, align="center")
    # A line across that no figure stands beside would tell nothing.
    levels = [
        (panel.y(value), label)
        for value, label in scale
        if abs(panel.y(value) - tag_y) > (_TAG + style.SMALL) / 2 and bottom + 12 < panel.y(value) < _CEILING - 6
    ]
    texts = [_beside(panel, y, label) for y, label in levels]
    texts.append(_beside(panel, _CEILING + 30, unit(line.history)))
    volume = volume_of(line, days, (panel.left, right, _FLOOR, _VOLUME_TOP)) if has_volume else None
    if volume:
        words = "volume" if volume.sessions == 1 else _A_DAY
        texts += [_beside(panel, volume.level, volume.label), _beside(panel, volume.level - 34, words, style.FOOTER)]
    return Plan(panel, texts, [y for y, _ in levels], [trace], volume=volume, tag=tag)


def _beside(panel: Panel, y: float, words: str, size: float = style.SMALL) -> Text:
    return Text(panel.right + 19, y, words, size, style.GREY)


def _width(*words: str) -> float:
    return max(width(each, style.SMALL, bold=True) for each in words)


def _several(days: Sequence[date], lines: Sequence[Line]) -> Plan:
    """Values at the left, each line's symbol and change at its right end."""
    names, changes = [_short(line.history.symbol) for line in lines], [_change(line) for line in lines]
    rebased = [rebase(line) for line in lines]
    low, high = bounds([value for values in rebased for value in values])
    scale = _with_base(value_ticks(low, high), (high - low) / (_CEILING - _FLOOR) * style.SMALL * 1.3)
    left = 26 + max(width(label, style.SMALL) for _, label in scale)
    right = style.WIDTH - 58 - _width(*names, *changes)
    panel = Panel(left, right, _FLOOR, _CEILING, low, high, days)
    traces = [
        _trace(panel, line, values, index) for index, (line, values) in enumerate(zip(lines, rebased, strict=True))
    ]
    heights = spread([trace.end[1] for trace in traces], _LABEL, _FLOOR - 20, _CEILING + 40)
    traces = _ringed([_led(trace, right, height) for trace, height in zip(traces, heights, strict=True)])
    texts = [Text(left - 12, panel.y(value), label, style.SMALL, style.GREY, align="right") for value, label in scale]
    for height, name, change in zip(heights, names, changes, strict=True):
        texts.append(Text(right + 44, height + 17, name, style.SMALL, bold=True))
        texts.append(Text(right + 44, height - 17, change, style.SMALL))
    return Plan(panel, texts, [panel.y(value) for value, _ in scale], traces, base=panel.y(_BASE))


def _with_base(scale: Sequence[tuple[float, str]], room: float) -> list[tuple[float, str]]:
    """The values of a scale and 100, from which all begin; without those that leave its label less than ``room``."""
    if any(isclose(value, _BASE) for value, _ in scale):
        return list(scale)
    return sorted([*(one for one in scale if abs(one[0] - _BASE) >= room), (_BASE, f"{_BASE:.0f}")])


def _short(symbol: str) -> str:
    return symbol if len(symbol) <= _LONGEST_SYMBOL else symbol[: _LONGEST_SYMBOL - 1] + "…"


def rebase(line: Line) -> list[float]:
    """Its adjusted closes with the first at 100."""
    first = line.rows[0].adjusted
    return [float(row.adjusted / first * 100) if first else _BASE for row in line.rows]


def _change(line: Line) -> str:
    return signed(change_pct(line.rows[0].adjusted, line.rows[-1].adjusted)).replace("-", "−")


def _trace(panel: Panel, line: Line, values: Sequence[float], index: int) -> Trace:
    places = {day: index for index, day in enumerate(panel.days)}
    broken = {after for _, after in line.breaks}
    runs: list[list[Point]] = [[]]
    for row, value in zip(line.rows, values, strict=True):
        if row.day in broken:
            runs.append([])
        runs[-1].append((panel.x(places[row.day]), panel.y(value)))
    return Trace(values, runs, line.rows[-1].partial, style.COLOURS[index], style.DASHES[index])


def _led(trace: Trace, right: float, height: float) -> Trace:
    return replace(trace, leader=(trace.end, (right + 8, trace.end[1]), (right + 36, height)))


def _ringed(traces: Sequence[Trace]) -> list[Trace]:
    """The traces, with discs that look out as rings from under those of the lines before them, which lie above."""
    ringed: list[Trace] = []
    for trace in traces:
        over = [one.radius for one in ringed if dist(one.end, trace.end) < one.radius + _RING]
        ringed.append(replace(trace, radius=max(over) + _RING) if over else trace)
    return ringed


def _marks(drawn: Plan, events: Sequence[Event], lines: Sequence[Line]) -> list[Mark]:
    found = [(event.n, at) for event in events if (at := _point(event, drawn.traces, lines)) is not None]
    whole = [[point for run in trace.runs for point in run] for trace in drawn.traces]
    panel = drawn.panel
    spots = scatter(
        [at for _, at in found], whole, style.MARK, (panel.left, panel.bottom, panel.right, panel.top + style.MARK)
    )
    return [Mark(n, at, spot) for (n, at), spot in zip(found, spots, strict=True)]


def _point(event: Event, traces: Sequence[Trace], lines: Sequence[Line]) -> Point | None:
    """Where an event's line stood at the close of its day, or of the next session; nothing outside the period."""
    of = [index for index, line in enumerate(lines) if event.symbol in (None, line.history.symbol)]
    if not of:
        return None
    days = [row.day for row in lines[of[0]].rows]
    index = bisect_left(days, event.day)
    if index == len(days) or (index == 0 and days[0] - event.day > _NEAR):
        return None
    return [point for run in traces[of[0]].runs for point in run][index]
