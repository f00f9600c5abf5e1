"""Times in a text, with their places: days, months and periods, with a year or without, "on Friday", 去年. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bot.period_words import MONTHS
from knowledge.periods import Period, placed


@dataclass(frozen=True, slots=True)
class Time:
    """A time, both ends in it, at ``start`` to ``end`` of its text.

    Without ``year_given`` its year was taken from the day of the text: it may be meant of another. ``of_day`` is true
    of single days, ``relative`` of what counts from the day of the text ("on Friday", "last year"). ``ending`` marks a
    month that may stand for what ended with it: "by September", a row of a table.
    """

    first: date
    last: date
    year_given: bool
    relative: bool
    text: str
    start: int
    end: int
    ending: bool = False

    @property
    def of_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    @property
    def months(self) -> int:
        """How many months it is long; 0 for a day."""
        return self.period.months

    @property
    def period(self) -> Period:
        """The same as a period."""
        return Period(self.first, self.last, year_given=self.year_given)

    def same(self, first: date, last: date) -> bool:
        """Whether it may mean these days: all of them, in that year unless it names none."""
        if self.year_given or self.relative:
            return (self.first, self.last) == (first, last)
        return _of_year(self.first) == _of_year(first) and (self.last.month, self.last.day // 28) == (
            last.month,
            last.day // 28,
        )

    def holds(self, day: date) -> bool:
        """Whether a day may lie in it."""
        if self.year_given or self.relative:
            return self.first <= day <= self.last
        return _of_year(self.first) <= _of_year(day) <= _of_year(self.last)

    def year_later(self) -> "Time":
        """The same a year later: what is compared with it, when it is named for comparison."""
        return replace(self, first=_year_later(self.first), last=_year_later(self.last))

    def fits(self, day: date) -> bool:
        """Whether a day is this one; "on Friday" may be any Friday, since it counts from another day."""
        if self.relative and _WEEKDAY.fullmatch(self.text):
            return day.weekday() == self.first.weekday()
        return (self.of_day and self.same(day, day)) or (not self.of_day and self.holds(day))


_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_BARE_DAY = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH_NAME})(?!\s*quarter)"
    rf"|\b(?P<m2>{_MONTH_NAME}) (?:the )?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?(?:%|per|million|billion|[.,]\d))"
    r"|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]"
)
_BARE_MONTH = re.compile(
    rf"(?<![A-Za-z])(?:(?<=in )|(?<=since )|(?<=until )|(?<=of )|(?<=from )|(?<=by )|(?<=during )|(?<=early )"
    rf"|(?<=late )|(?<=mid-)|(?<=end of )|(?<=till )|(?<=ended )|(?<=and )|(?<=to )|(?<=for )|(?<=before )"
    rf"|(?<=after ))"
    rf"(?P<m1>{_MONTH_NAME})(?!\s*(?:quarter|\d))|(?<![\d年])(?P<m2>\d{{1,2}})月(?!\d)"
)
_MONTH_THIS_YEAR = re.compile(rf"(?P<m>{_MONTH_NAME}) (?P<y>this|last) year|(?P<zy>今年|去年)(?P<zm>\d{{1,2}})月(?!\d)")
_COUNTS = {
    word: value
    for words in (
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
        ("两", "三", "四", "五", "六", "七", "八", "九", "十", "十一"),
    )
    for value, word in enumerate(words, start=2)
}
_FIRST_MONTHS = re.compile(
    r"\bfirst (?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven|\d{1,2}) months"
    r"(?:(?: of| in|,)? (?P<y>(?:19|20)\d\d))?\b"
    r"|(?:(?P<zy>(?:19|20)\d\d)年|今年)?前(?P<z>两|三|四|五|六|七|八|九|十一|十|\d{1,2})个?月"
    r"|(?:(?P<zqy>(?:19|20)\d\d)年|今年)?(?P<zq>[前首]三季度?)",
    re.IGNORECASE,
)
# "The same quarter of 2025" is named for comparison, and so is what is said of it.
_SAME_SPAN = re.compile(
    r"\b(?:the )?same (?:quarter|period|months?|three months|half|time) (?:of|in) (?:(?:19|20)\d\d\b|last year)",
    re.IGNORECASE,
)
# "In the third quarter, from 9.7 billion yuan in the second".
_ELLIPTIC = re.compile(
    r"\bin the (?P<n>first|second|third|fourth)\b(?!\s*(?:[a-z-]*\s)?(?:quarter|half|month|place|time|year|week))"
    r"(?=\s*(?:[,.;)）]|and\b|but\b|or\b|from\b|to\b|\[|$))",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_YEARS = re.compile(
    r"\b(?P<last>last year)\b(?!['’]s)|\b(?P<this>this year)\b|\b(?P<next>next year)\b"
    r"|(?<!比)(?P<zlast>去年)(?!同期|同季)|(?P<zthis>今年)|(?P<znext>明年)"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    rf"\b(?P<en>{'|'.join(day.capitalize() for day in _WEEKDAYS)})\b|(?:本周|上周|周|星期)(?P<zh>[一二三四五六日天])"
)
_ZH_WEEKDAYS = {name: at for at, name in enumerate("一二三四五六日")} | {"天": 6}
_ENDING = re.compile(
    r"(?:\b(?:by|to|until|till|through|ended|ending|end of|end-|end)|^\s*\||截至)\s*(?:the )?$", re.IGNORECASE
)
_SINCE = re.compile(
    r"\b(?:since|until|till|by|before|after|from|to|into|early|late|mid|back in|than in|through)[ -](?P<y>(?:19"
    r"|20)\d\d)\b(?![-%\d])"
    r"|\b(?P<t>(?:19|20)\d\d)(?=\s*\|)|(?P<z>(?:19|20)\d\d)年"
)
_BACK = re.compile(r"\b(?P<yesterday>yesterday)\b|\b(?P<today>today)\b|(?P<zy>昨[天日])|(?P<zt>今[天日])")


@lru_cache(maxsize=8_000)
def times(text: str, near: date | None) -> tuple[Time, ...]:
    """Every time of a text, in its order; ``near`` is the day it was written, or asked."""
    found: list[Time] = []
    rest = _SAME_SPAN.sub(lambda match: " " * len(match.group()), text)
    for read in (_first_months, _placed, _days, _months, _since, _relative):
        for one in read(rest, near):
            found.append(one)
            rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    found += _elliptic(rest, found)
    found = [
        replace(one, ending=True)
        if _ENDING.search(text, max(0, one.start - 16), one.start) or text[one.end : one.end + 1] in ("底", "末")
        else one
        for one in found
    ]
    return tuple(sorted(found, key=lambda time: time.start))


def without_times(text: str, found: tuple[Time, ...]) -> str:
    """The text with its times blanked, each as long as it was."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _placed(text: str, near: date | None) -> Iterator[Time]:
    for one in placed(text, near):
        if one.period is not None:
            period = one.period
            yield Time(
                period.start, period.end, period.year_given, False, text[one.start : one.end], one.start, one.end
            )


def names_same_span(text: str) -> bool:
    """Whether a text names "the same quarter of 2025" for comparison."""
    return bool(_SAME_SPAN.search(text))


def _elliptic(text: str, found: list[Time]) -> Iterator[Time]:
    """Quarters named by their number alone, beside another of the year before or the same."""
    for match in _ELLIPTIC.finditer(text):
        quarters = [one for one in found if one.months == 3 and one.start < match.start()]
        if not quarters:
            continue
        last = max(quarters, key=lambda one: one.start)
        number = _ORDINALS[match["n"].lower()]
        year = last.first.year - (3 * number > last.last.month)
        first = _of_month(year, 3 * number - 2, match, year_given=last.year_given)
        yield replace(first, last=_of_month(year, 3 * number, match, year_given=last.year_given).last)


def _first_months(text: str, near: date | None) -> Iterator[Time]:
    """The first so many months of a year: "the first eight months", 前八个月."""
    for match in _FIRST_MONTHS.finditer(text):
        count = match["n"] or match["z"] or "9"
        number = int(count) if count.isdecimal() else _COUNTS.get(count.lower(), 0)
        year = int(match["y"] or match["zy"] or match["zqy"] or (near.year if near else 0))
        if 1 < number < 12 and year:
            given = bool(match["y"] or match["zy"] or match["zqy"])
            last = _of_month(year, number, match, year_given=given)
            yield replace(last, first=date(year, 1, 1))


def _days(text: str, near: date | None) -> Iterator[Time]:
    for match in _BARE_DAY.finditer(text):
        month, day = _month(match["m1"] or match["m2"] or match["m3"]), int(match["d1"] or match["d2"] or match["d3"])
        when = _latest(month, day, near)
        if when:
            yield Time(when, when, False, False, match.group(), match.start(), match.end())


def _months(text: str, near: date | None) -> Iterator[Time]:
    for match in _MONTH_THIS_YEAR.finditer(text):
        if near is None:
            continue
        back = 1 if match["y"] == "last" or match["zy"] == "去年" else 0
        yield _of_month(near.year - back, _month(match["m"] or match["zm"]), match, year_given=True)
    taken = [match.span() for match in _MONTH_THIS_YEAR.finditer(text)] if near else []
    for match in _BARE_MONTH.finditer(text):
        month = _month(match["m1"] or match["m2"])
        if not 1 <= month <= 12 or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        first = _latest(month, 1, near)
        if first:
            yield _of_month(first.year, month, match, year_given=False)


def _since(text: str, _near: date | None) -> Iterator[Time]:
    for match in _SINCE.finditer(text):
        group = next(name for name in ("y", "t", "z") if match[name])
        year = int(match[group])
        written = match.start(group)
        yield Time(date(year, 1, 1), date(year, 12, 31), True, False, match[group], written, match.end())


def _relative(text: str, near: date | None) -> Iterator[Time]:
    if near is None:
        return
    for match in _YEARS.finditer(text):
        kind = str(match.lastgroup).removeprefix("z")
        year = near.year + {"last": -1, "this": 0, "next": 1}[kind]
        yield Time(date(year, 1, 1), date(year, 12, 31), True, True, match.group(), match.start(), match.end())
    for match in _WEEKDAY.finditer(text):
        number = _WEEKDAYS.index(match["en"].lower()) if match["en"] else _ZH_WEEKDAYS[match["zh"]]
        day = near - timedelta(days=(near.weekday() - number) % 7)
        yield Time(day, day, True, True, match.group(), match.start(), match.end())
    for match in _BACK.finditer(text):
        day = near - timedelta(days=1 if match.lastgroup in ("yesterday", "zy") else 0)
        yield Time(day, day, True, True, match.group(), match.start(), match.end())


def _of_month(year: int, month: int, match: re.Match[str], *, year_given: bool) -> Time:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return Time(first, last, year_given, False, match.group(), match.start(), match.end())


def _month(name: str) -> int:
    return int(name) if name.isdecimal() else _NUMBERS[name.lower()[:3]]


def _latest(month: int, day: int, near: date | None) -> date | None:
    """The last such day not after ``near``, or a few weeks after it; of a leap year where there is no day to go by."""
    try:
        if near is None:
            return date(2024, month, day)
        when = date(near.year, month, day)
        return when if when <= near + timedelta(days=45) else date(near.year - 1, month, day)
    except ValueError:
        return None


def _year_later(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _of_year(day: date) -> tuple[int, int]:
    return day.month, day.day
