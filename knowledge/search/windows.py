"""Windows of days as they are said, in English and Chinese: "between 1 and 10 August", "since May", 上周, 8月底. Pure.

A text is read for one kind after another, from the most exact on (ranges, days, weeks, months, years), and the first
kind that it names is what it means: of "the sales of 5 September in 2024" the year is not one more window.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from knowledge.search.named_days import days, month_ranges, months, ranges, spans, years
from knowledge.search.relative_days import pasts, relative_years, relatives, weekdays
from knowledge.search.spans import Window
from knowledge.search.timewords import Read, in_digits, pattern

EARLIEST = date(1990, 1, 1)
"""Where a window begins of which only the end is said."""
_MOST = 12  # Nobody asks for more windows than a year has months; a text that does is no question.

_NEAR = 40


def windows(folded: str, today: date, *, bare_years: bool = True) -> tuple[Window, ...]:
    """The windows that a folded text names, in its order; none of them ends after today.

    ``bare_years`` says whether a year that stands alone ("in 2024") is one.
    """
    text = in_digits(folded)
    for read in _READINGS if bare_years else _READINGS[:-1]:
        found: dict[Window, None] = {}
        for start, end, window in read(text, today):
            turned = _turned(text[max(0, start - _NEAR) : start], text[end : end + _NEAR], window, today)
            if turned is not None and turned[0] <= min(turned[1], today):
                found[turned[0], min(turned[1], today)] = None
            if len(found) == _MOST:
                break
        if found:
            return tuple(found)
    return ()


_PART_BEFORE = r"(?:start\ of\ |beginning\ of\ |end\ of\ |middle\ of\ |early[\ -]|mid[\ -]?|late[\ -])?"
_SINCE = pattern(rf"\b(?:since|starting)\s+(?:the\s+)?{_PART_BEFORE}$ | 自从?$")
_SINCE_ZH = re.compile(r"(?:份|初|底|末|日|号)?(?:以来|至今|起)")
_AFTER = pattern(rf"\bafter\s+(?:the\s+)?{_PART_BEFORE}$")
_AFTER_ZH = re.compile(r"(?:份|初|底|末|日|号)?(?:[之以]?后)")
_UNTIL_END = pattern(r"\b(?:until|till|up\ to|by)\s+(?:the\s+)?end\ of\ $")
_BEFORE = pattern(rf"\b(?:before|until|till|up\ to|prior\ to|by)\s+(?:the\s+)?{_PART_BEFORE}$")
_BEFORE_ZH = re.compile(r"(?:份|初|底|末)?(?:[之以]?前)")
# "More than last year" compares figures and says nothing of when the news came out.
_COMPARED = pattern(r"(?:\b(?:than|versus|vs\.?|against|compared\ (?:with|to))\s+(?:in\ )?(?:the\ )? | [较比])$")


def _turned(before: str, after: str, window: Window | None, today: date) -> Window | None:
    """Open a window where the words beside it say since, or before; drop it where something is compared with it."""
    if window is None or _COMPARED.search(before):
        return None
    first, last = window
    if _SINCE.search(before) or _SINCE_ZH.match(after):
        return first, today
    if _AFTER.search(before) or _AFTER_ZH.match(after):
        # Of a day, the day itself is wanted as well: what happened on it came out on it.
        return (first if first == last else last + timedelta(days=1)), today
    if _UNTIL_END.search(before):
        return EARLIEST, last
    if _BEFORE.search(before) or _BEFORE_ZH.match(after):
        return EARLIEST, first - timedelta(days=1)
    return window


_READINGS: tuple[Callable[[str, date], Iterator[Read]], ...] = (
    ranges, days, pasts, weekdays, relatives, month_ranges, spans, months, relative_years, years,
)  # fmt: skip
