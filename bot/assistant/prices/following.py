"""A question of prices that goes on from the one before: "since August?", "and in New York?", 那上个月呢. Pure."""

import re
from datetime import date

from bot.assistant.followups import without_link
from bot.assistant.prices.asking import Measure, price_inquiry
from bot.assistant.prices.days import read_days
from bot.market.symbols import symbols
from knowledge.text import fold, language_of

# What goes on is brief: a longer question stands for itself.
_LONGEST = 40
# What tied the days that give way to their question.
_LEFT_OVER = re.compile(r"\b(?:since|from|in|on|over|during|for|at|of)\b(?=\s*$)|以来|至今|自从?(?=\s|$)")
_ENDS = re.compile(r"[?？!！.。\s]+$")


def follow(text: str, before: str, today: date, as_of: date | None = None) -> str | None:
    """The question as it would stand on its own; nothing where it does not go on from one of prices.

    Days take the place of those asked about before; a place, a currency or a measure is added.
    """
    rest = _ENDS.sub("", without_link(text))
    earlier = price_inquiry(before, today, as_of)
    if earlier is None or earlier.measure is Measure.CALENDAR or not rest or len(rest) > _LONGEST:
        return None
    if symbols().find(rest):
        return None
    for asked in _candidates(rest, _ENDS.sub("", before), today):
        inquiry = price_inquiry(asked, today, as_of)
        if inquiry is not None and (inquiry.names, inquiry.symbols) == (earlier.names, earlier.symbols):
            return asked
    return None


def _candidates(rest: str, before: str, today: date) -> list[str]:
    """The earlier question with what is new; then its names alone with it."""
    chinese = language_of(before) == "zh"
    joint, share = ("", "股价") if chinese else (" ", "share price")
    names = joint.join(fold(before)[found.start : found.end] for found in symbols().find(before))
    alone = [joint.join((names, rest)), joint.join((names, share, rest))]
    days = read_days(fold(rest), today)
    if days.first is None and not days.all and days.problem is None:
        return [joint.join((before, rest)), *alone]
    asked = _LEFT_OVER.sub(" ", read_days(fold(before), today).rest)
    asked = " ".join(asked.split())
    return [joint.join((asked, rest)), *alone]
