"""The days that a question of prices is about. Pure.

Read by what reads the days of any question (:mod:`knowledge.search.windows`, :mod:`knowledge.periods`); beside that,
words that only questions of prices use, days to come, and periods that end before they begin.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from bot.assistant.prices.spoken_days import AHEAD, ALL, BARE_YEAR, FUTURE, PAST, UP_TO_NOW, YEAR, ahead_by, coming
from knowledge.periods import periods, without_periods
from knowledge.search.named_days import days, month_ranges, months, ranges, spans, years
from knowledge.search.relative_days import pasts, relative_years, relatives, weekdays
from knowledge.search.spans import Window, ago, day_of, month_before, whole_year
from knowledge.search.timewords import MONTH, Read, first_of, in_digits, pattern
from knowledge.search.windows import windows

Opening = Literal["close_before", "close_on"]


class Problem(StrEnum):
    """Why the days cannot be answered for: they are to come, end before they begin, are more than one period, or stand
    in no calendar.
    """

    FUTURE = "future"
    REVERSED = "reversed"
    SEVERAL = "several"
    NO_SUCH_DAY = "no such day"


@dataclass(frozen=True, slots=True)
class Days:
    """The days asked about, both ends in them; neither where none are said.

    ``opening`` is the close that a change counts from. ``rest`` is the text without them, ``all`` says that all history
    is meant, ``reporting`` that it is a period on which companies report: a quarter, a half, a year that is over.
    ``impossible`` are the words for a day that no calendar has.
    """

    rest: str
    first: date | None = None
    last: date | None = None
    opening: Opening = "close_before"
    problem: Problem | None = None
    all: bool = False
    reporting: bool = False
    impossible: str = ""

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.first is not None and self.first == self.last


_Reading = Callable[[str, date], Iterator[Read]]
_READINGS: tuple[_Reading, ...] = (
    ranges, days, pasts, weekdays, relatives, month_ranges, spans, months, relative_years, years,
)  # fmt: skip
# These name the very day they begin on.
_EXACT = (ranges, pasts)
_SINCE = pattern(r"\bsince\b | 以来|至今|起|自")
_REPORTED = pattern(r"\bquarter(?:ly)?\b | \bhalf\b | \bq[1-4]\b | \bh[12]\b | 季 | 半年")
_WRITTEN = pattern(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{MONTH}\b | \b{MONTH}\ \d{{1,2}}\b | \d月\d{{1,2}}[日号]")
_YEAR = pattern(r"(?:19|20)\d\d")
_LINKED = pattern(r"\b(?:from|between)\b | \ (?:to|until|till|through)\ | [-–~至到从]")
# "The 2nd best day" is none of a month, and 5日涨幅 is the change of five days.
_NUMBERED = pattern(
    r"""(?:\b(?:(?P<since>since|from)|on|for|at|by)\ (?:the\ )?|\bthe\ )(?P<d1>\d{1,2})(?:st|nd|rd|th)\b
        (?=\s*(?:$|[?!.,;:？，。]|(?:what|how|did|was|is|in|at)\b))
      | (?P<since_zh>自从?|从)?(?<![\d月.第])(?:(?P<d2>\d{1,2})号 | (?<![近去涨跌升前后每首续连])(?P<d3>\d{1,2})日
        (?=的?收|的?开盘|那天|以来|至今|起)) (?P<until_now>以来|至今|起)?
      | 在(?P<d4>\d{1,2})日 | (?P<from_zh>自从?|从)(?P<d5>\d{1,2})日"""
)
_MONTHS_AROUND = 13
_IN_FIGURES = pattern(r"(?<![\d/])\d{1,2}/\d{1,2}/20\d\d(?![\d/])")
_LEAD = re.compile(r"^(?:from|between) ")
_AHEAD = 90  # years
_LONG = 300  # days: as long as a year that is over, or longer


def read_days(text: str, today: date, *, ahead: bool = False) -> Days:
    """Find the days in a folded text; ``ahead`` says that a weekday is the coming one, not the last."""
    text = in_digits(text)
    whole = bool(ALL.search(text))
    left = ALL.sub(" ", text)
    until_now = UP_TO_NOW.search(left)
    left = UP_TO_NOW.sub(" ", left)
    found = (
        _to_come(left, today, ahead=ahead)
        or _called(left, today)
        or _numbered(left, today)
        or _impossible(left, today)
        or _read(left, today)
    )
    if found.first is None and found.problem is None:
        return Days(found.rest, all=whole)
    if until_now and found.problem is None and found.first != today:
        return replace(found, last=today, opening="close_on" if found.single else found.opening, reporting=False)
    return found


def _to_come(text: str, today: date, *, ahead: bool) -> Days | None:
    for name, window_of in FUTURE:
        if match := name.search(text):
            first, last = window_of(match, today)
            if last > today:
                return Days(name.sub(" ", text), first, last, problem=Problem.FUTURE)
    if ahead and (match := AHEAD.search(text)):
        first, last = ahead_by(match, today)
        return Days(AHEAD.sub(" ", text), first, last, problem=Problem.FUTURE)
    if ahead and (read := next(weekdays(text, today), None)) and read[2]:
        day = coming(today, read[2][0].weekday())
        return Days(f"{text[: read[0]]} {text[read[1] :]}", day, day, problem=Problem.FUTURE)
    return None


def _called(text: str, today: date) -> Days | None:
    for name, span_of in PAST:
        if (match := name.search(text)) and (span := span_of(match, today)):
            (first, last), exact = span
            return _checked(name.sub(" ", text), (first, last), today, exact=exact)
    return None


def day_of_the_month(text: str, today: date, *, ahead: bool = False) -> tuple[str, date, bool] | None:
    """A day named by its number alone ("on the 15th", 15号): the latest up to ``today``, or ``ahead`` the next from it.

    Gives the text without it, the day, and whether all days since are meant; nothing where there is none, or several.
    """
    found = list(_NUMBERED.finditer(text))
    if len(found) != 1:
        return None
    [match] = found
    number, step = int(first_of(match, "d1", "d2", "d3", "d4", "d5")), 1 if ahead else -1
    first_days = (month_before(today, -step * months)[0] for months in range(_MONTHS_AROUND))
    days = (day_of(first.year, first.month, number, today) for first in first_days)
    day = next((day for day in days if day and (day - today).days * step >= 0), None)
    since = bool(first_of(match, "since", "since_zh", "from_zh", "until_now"))
    return (f"{text[: match.start()]} {text[match.end() :]}", day, since) if day else None


def _numbered(text: str, today: date) -> Days | None:
    if found := day_of_the_month(text, today):
        rest, day, since = found
        return _checked(rest, (day, today if since else day), today, exact=True)
    return None


def _read(text: str, today: date) -> Days:
    """By the readings of days and periods that all questions share."""
    quarter = next((one for one in periods(text, today) if one.months in {3, 6} and _REPORTED.search(text)), None)
    rest, raw, reading = _taken(text, today)
    rest = without_periods(rest)
    if quarter:
        last = today if _SINCE.search(text) else quarter.end
        return _checked(rest, (quarter.start, last), today, exact=False, reporting=True)
    if ends := _ends(text, raw, reading, today):
        return _checked(rest, ends, today, exact=True)
    found = windows(text, today)
    if len(found) > 1:
        return Days(rest, problem=Problem.SEVERAL)
    if found:
        exact = reading in _EXACT or all(first == last for first, last in raw)
        return _checked(rest, found[0], today, exact=exact, reporting=_is_reporting(text, found[0], today))
    if year := BARE_YEAR.search(rest):
        return _checked(BARE_YEAR.sub(" ", rest), whole_year(int(year["y"])), today, exact=False, reporting=True)
    return _yet_to_come_or_none(text, rest, today)


def _yet_to_come_or_none(text: str, rest: str, today: date) -> Days:
    """What the calendar knows only when it looks further ahead.

    A day that is not understood stays in the text: nothing may be answered as if it were not there.
    """
    later = windows(text, date(min(today.year + _AHEAD, date.max.year), 12, 31))
    if later and later[0][0] > today:
        return Days(rest, *later[0], problem=Problem.FUTURE)
    return Days(text if _WRITTEN.search(text) else rest)


def _impossible(text: str, today: date) -> Days | None:
    """A day that no calendar has."""
    spans = [(start, end) for read in (ranges, days) for start, end, window in read(text, today) if window is None]
    # Those that a calendar has were read before.
    spans += [match.span() for match in _IN_FIGURES.finditer(text)]
    if not spans:
        return None
    start, end = spans[0]
    rest, _, _ = _taken(f"{text[:start]} {text[end:]}", today)
    said = re.sub(MONTH, lambda month: month[0].capitalize(), _LEAD.sub("", text[start:end]))
    return Days(without_periods(rest), problem=Problem.NO_SUCH_DAY, impossible=said)


def _taken(text: str, today: date) -> tuple[str, tuple[Window, ...], _Reading | None]:
    """The text without its days, and the windows of the first reading that has any, in their order."""
    raw: tuple[Window, ...] = ()
    by = None
    for read in _READINGS:
        reads = sorted(read(text, today), key=lambda one: one[:2])
        if by is None and reads:
            raw, by = tuple(window for *_, window in reads if window), read
        for start, end, _ in reads:
            text = text[:start] + " " * (end - start) + text[end:]
    return text, raw, by


def _ends(text: str, raw: tuple[Window, ...], by: _Reading | None, today: date) -> Window | None:
    """A period as only prices are asked for: from one day to another, over a new year, or ending before it begins."""
    if len(raw) == 2 and all(first == last for first, last in raw) and _LINKED.search(text):
        return raw[0][0], raw[1][0]
    if by is ranges and len(raw) == 1 and raw[0][1] > today and not _YEAR.search(text):
        # "From 5 June to 3 March", said in November, is from last year to this.
        return _year_before(raw[0][0]), _year_before(raw[0][1])
    return next((window for window in raw if window[0] > window[1]), None)


def _year_before(day: date) -> date:
    return ago(day, YEAR) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _is_reporting(text: str, window: Window, today: date) -> bool:
    return bool(_REPORTED.search(text)) or (window[1].year < today.year and (window[1] - window[0]).days >= _LONG)


def _checked(rest: str, window: Window, today: date, *, exact: bool, reporting: bool = False) -> Days:
    first, last = window
    if first > last:
        return Days(rest, first, last, problem=Problem.REVERSED)
    if first > today:
        return Days(rest, first, last, problem=Problem.FUTURE)
    last = min(last, today)
    opening: Opening = "close_on" if exact and first != last else "close_before"
    return Days(rest, first, last, opening, reporting=reporting)
