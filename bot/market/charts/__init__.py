"""Pictures of prices, made to be read on a phone, and the words below them.

``draw`` makes the picture, ``caption`` its words, ``load`` imports matplotlib beforehand. What stands where is decided
by ``plan`` and what it stands on, all of it pure; ``drawing`` follows it.
"""

from collections.abc import Sequence
from datetime import date

from bot.errors import UsageError
from bot.market.charts.captions import caption
from bot.market.charts.drawing import load, paint
from bot.market.charts.header import header
from bot.market.charts.model import Chart, Event, Line, Story
from bot.market.charts.plan import plan_of
from bot.market.charts.window import common_day, latecomers, lines_of, since, with_breaks
from bot.market.model import History

__all__ = ["MOST_EVENTS", "MOST_LINES", "Chart", "Event", "Line", "Story", "caption", "draw", "load"]

MOST_LINES, MOST_EVENTS = 8, 20


def draw(
    histories: Sequence[History],
    events: Sequence[Event] = (),
    *,
    first: date | None = None,
    last: date | None = None,
    title: str | None = None,
) -> Chart:
    """Draw one history as traded with its volume, or several with the first session that all have set to 100.

    ``first`` and ``last`` are days of the period, both counted in. Of the ``events`` in it the first twenty are marked.
    ``title`` is used where its letters can be drawn and it fits, or else the name, or else the symbol. Blocks for about
    a tenth of a second; safe in several threads at once.

    Raises:
        NoData: a history has no row in the period, or several have no session in common.
        UsageError: more than eight histories.
        ValueError: no history at all.
    """
    if not histories:
        raise ValueError("a chart of nothing")
    if len(histories) > MOST_LINES:
        raise UsageError(f"a chart holds {MOST_LINES} lines at most, and {len(histories)} were asked for")
    lines, base, late = lines_of(histories, first, last), None, list[str]()
    if len(lines) > 1:
        base, late = common_day(lines), latecomers(lines)
        lines = since(lines, base)
    days, lines = with_breaks(lines)
    begin = max(first or date.min, min(history.start for history in histories))
    inside = [event for event in events if begin <= event.day]
    plan = plan_of(days, lines, inside[:MOST_EVENTS], header(lines, base, title))
    return Chart(paint(plan), lines, base, late, [mark.n for mark in plan.marks])
