"""Which rows a chart shows, and on which day lines are set equal. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.market.charts.axis import axis_days, long_gaps
from bot.market.charts.model import Line
from bot.market.errors import NoData
from bot.market.model import History

_LATE = timedelta(days=7)


def lines_of(histories: Sequence[History], first: date | None, last: date | None) -> list[Line]:
    """The rows of each history from one day to another, both counted in.

    Raises:
        NoData: a history has no row in the period.
    """
    return [_line(history, first, last) for history in histories]


def _line(history: History, first: date | None, last: date | None) -> Line:
    rows = [row for row in history.rows if (first or date.min) <= row.day <= (last or date.max)]
    if not rows:
        period = f"{f' from {first}' if first else ''}{f' to {last}' if last else ''}"
        raise NoData(history.symbol, f"no session{period}")
    return Line(history, rows)


def common_day(lines: Sequence[Line]) -> date:
    """The first session that all have.

    Raises:
        NoData: there is none.
    """
    shared = set.intersection(*({row.day for row in line.rows} for line in lines))
    if not shared:
        symbols = ", ".join(line.history.symbol for line in lines)
        raise NoData(symbols, "no session in the period that all have")
    return min(shared)


def latecomers(lines: Sequence[Line]) -> list[str]:
    """The symbols that have no row when the period begins, nor for a week after, while others have."""
    begin = min(line.rows[0].day for line in lines)
    return [line.history.symbol for line in lines if line.rows[0].day - begin > _LATE]


def since(lines: Sequence[Line], day: date) -> list[Line]:
    """The same lines without what came before a day."""
    return [replace(line, rows=[row for row in line.rows if row.day >= day]) for line in lines]


def with_breaks(lines: Sequence[Line]) -> tuple[list[date], list[Line]]:
    """The days of the axis, and the lines with the holes that are too long to draw over."""
    days = axis_days(row.day for line in lines for row in line.rows)
    return days, [replace(line, breaks=long_gaps([row.day for row in line.rows], days)) for line in lines]
