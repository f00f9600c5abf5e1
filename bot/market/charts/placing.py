"""Where labels and markers go so that none covers another. Pure."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
Way = tuple[Point, Point]
Box = tuple[float, float, float, float]

_ASIDE, _AWAY = 10, 20  # how far a marker may stand from its anchor, in its radii


def spread(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Centres as near to the wanted ones as can be, at least ``height`` apart, in their order, between two bounds.

    Where there is no room for all, they stand evenly between the bounds.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    first, last = low + height / 2, high - height / 2
    height = min(height, (last - first) / (len(wanted) - 1)) if len(wanted) > 1 else height
    # Least squares under "in order": neighbours that would overlap are pooled, and their pool stands at its mean.
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        mean, many = wanted[index] - rank * height, 1
        while pools and pools[-1][0] >= mean:
            before, count = pools.pop()
            mean, many = (before * count + mean * many) / (count + many), count + many
        pools.append((mean, many))
    level = [mean for mean, many in pools for _ in range(many)]
    top = last - (len(wanted) - 1) * height
    placed = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        placed[index] = min(max(level[rank], first), top) + rank * height
    return placed


def scatter(anchors: Sequence[Point], lines: Sequence[Sequence[Point]], radius: float, box: Box) -> list[Point]:
    """Centres of round markers, each near its anchor, none over another while there is room.

    A marker keeps off the lines and off the ways of other markers to their anchors as long as it can. ``lines`` run
    from left to right. ``box`` is left, bottom, right, top, and holds the whole of each marker; where it is full, a
    marker stands on its anchor.
    """
    placed: dict[int, tuple[Point, Point]] = {}
    for index in sorted(range(len(anchors)), key=lambda index: anchors[index]):
        anchor = anchors[index]
        apart = [spot for spot in _spots(anchor, radius, box) if _is_apart(spot, placed.values(), radius)]
        seen = [spot for spot in apart if _is_seen(anchor, spot, placed.values(), radius)]
        clear = (spot for spot in seen if not any(_crosses(line, spot, radius) for line in lines))
        placed[index] = (anchor, next(clear, (seen or apart or [anchor])[0]))
    return [placed[index][1] for index in range(len(anchors))]


def _spots(anchor: Point, radius: float, box: Box) -> list[Point]:
    """Places around an anchor, nearest first; a step aside counts twice, so that a marker is found at its day."""
    left, bottom, right, top = box
    steps = [
        (math.hypot(2 * across, up), -up, -across)
        for across in range(-_ASIDE, _ASIDE + 1)
        for up in range(-_AWAY, _AWAY + 1)
        if math.hypot(across, up) >= 1.5
    ]
    step = radius * 1.1
    spots = ((anchor[0] - across * step, anchor[1] - up * step) for _, up, across in sorted(steps))
    return [(x, y) for x, y in spots if left + radius <= x <= right - radius and bottom + radius <= y <= top - radius]


def _is_apart(spot: Point, placed: Iterable[Way], radius: float) -> bool:
    return all(math.dist(spot, other) >= 2 * radius + 4 for _, other in placed)


def _is_seen(anchor: Point, spot: Point, placed: Iterable[Way], radius: float) -> bool:
    """Whether a marker hides no other's way to its anchor, and its own way is not hidden and crosses none."""
    return all(
        (way[0] == anchor or (_distance(spot, *way) >= radius + 4 and not _cross(way, (anchor, spot))))
        and _distance(way[1], anchor, spot) >= radius + 4
        for way in placed
    )


def _cross(a: Way, b: Way) -> bool:
    return _side(a, b[0]) * _side(a, b[1]) < 0 and _side(b, a[0]) * _side(b, a[1]) < 0


def _side(way: Way, point: Point) -> float:
    (x, y), (to_x, to_y) = way
    return (to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x)


def _crosses(line: Sequence[Point], spot: Point, radius: float) -> bool:
    """Whether a line comes nearer to a spot than a marker there would be wide."""
    begin = max(bisect_right(line, (spot[0] - radius, math.inf)) - 1, 0)
    end = bisect_right(line, (spot[0] + radius, math.inf)) + 1
    near = line[begin:end]
    if len(near) == 1:
        return math.dist(near[0], spot) < radius + 4
    return any(_distance(spot, a, b) < radius + 4 for a, b in pairwise(near))


def _distance(spot: Point, a: Point, b: Point) -> float:
    across, up = b[0] - a[0], b[1] - a[1]
    along = across * across + up * up
    share = min(max(((spot[0] - a[0]) * across + (spot[1] - a[1]) * up) / along, 0.0), 1.0) if along else 0.0
    return math.dist(spot, (a[0] + share * across, a[1] + share * up))
