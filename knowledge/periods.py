"""Finding the period a text speaks of: a quarter, a half, a year, a month, a day. Pure.

English and Chinese; quarters are those of the calendar ("June quarter" is the second). A quarter of a company's own
fiscal year is left alone, since its months cannot be known from the words.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends in it.

    ``month_named`` keeps "June quarter" from becoming "second quarter" when it is said again. ``year_given`` is false
    where the year was taken from the day of the article.
    """

    start: date
    end: date
    month_named: bool = False
    year_given: bool = True

    @property
    def months(self) -> int:
        """How many months it is long; 0 for a single day."""
        return (
            0
            if self.start == self.end
            else (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        )

    def same_days(self, other: "Period") -> bool:
        """Whether both mean the same days, however they are called."""
        return (self.start, self.end) == (other.start, other.end)

    def holds(self, other: "Period") -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ZH_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(body, re.IGNORECASE | re.VERBOSE)


# "The second quarter in a row" counts quarters; a quarter-century and a half-hour are none.
_NO_COUNT = r"(?!-|\s+(?:in\s+(?:a\s+row|succession)|running|straight|hour|year|century|dozen))"
_QUARTER_BY_ORDER = _pattern(
    rf"""\b(?:(?P<ord>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]quarter\b{_NO_COUNT}(?!\s+of\s+(?:its\s+)?fiscal)
        (?:\s*(?:,|of|in)?\s*{_YEAR.format("y1")})?
      | {_YEAR.format("y2")}\s*q(?P<q2>[1-4])\b | \bq(?P<q3>[1-4])(?:\s*(?:,|of|in)?\s*{_YEAR.format("y3")})?\b
      | (?P<q4>[1-4])q(?P<y4>\d\d)\b)"""
)
_QUARTER_BY_MONTH = _pattern(
    rf"""\b(?:(?P<m1>march|june|september|december)[\s-]quarter(?:\s*(?:,|of|in)?\s*{_YEAR.format("y1")})?
      | (?:quarter|three\ months)\ (?:that\ )?(?:ended|ending|to|through)\ (?:on\ )?(?:\d{{1,2}}\ )?
        (?P<m2>march|mar\.?|june?|september|sept?\.?|december|dec\.?)(?:\ \d{{1,2}})?(?:,?\ {_YEAR.format("y2")})?)\b"""
)
_SPAN_OF_MONTHS = _pattern(
    rf"""\b(?:first\ (?P<count>three|six|nine)\ months(?:\s*(?:of|in)?\s*{_YEAR.format("y1")})?
      | (?:(?P<months>three|six|nine|twelve)\ months|(?P<half>half|half[\s-]year)|(?P<year>year))
        \ (?:that\ )?(?:ended|ending|to|through)\ (?:on\ )?(?:the\ end\ of\ )?(?:\d{{1,2}}\ )?
        (?P<m1>{_MONTH})(?:\ \d{{1,2}})?(?:,?\ {_YEAR.format("y2")})?
      | (?:(?:between|from)\ )?(?P<m2>{_MONTH})(?:\ (?:to|and|through)\ |\ ?[-–]\ ?)(?P<m3>{_MONTH})
        (?:,?\ {_YEAR.format("y3")})?)\b"""
)
_ZH_SPAN_OF_MONTHS = _pattern(
    r"""(?:(?P<y>(?:19|20)\d\d)年)?
        (?:(?P<m>\d{1,2})月(?:\d{1,2}日|底)?止的?(?P<count>三|六|九)个月|(?P<from>1|4|7|10)月?[至到-](?P<to>3|6|9|12)月
        |前(?P<first>三)季度?)"""
)
_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "三": 3, "六": 6, "九": 9}
_HALF = _pattern(
    rf"""\b(?:(?P<ord>first|second)[\s-]half\b{_NO_COUNT}(?:\s*(?:of|in)?\s*{_YEAR.format("y1")})?
      | h(?P<h2>[12])(?:\s*(?:of\ )?{_YEAR.format("y2")})?\b | {_YEAR.format("y3")}\s*h(?P<h3>[12])\b)"""
)
_DAY = _pattern(
    rf"""\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<m1>{_MONTH}),?\ {_YEAR.format("y1")}
      | (?P<m2>{_MONTH})\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\ {_YEAR.format("y2")}
      | {_YEAR.format("y3")}-(?P<m3>\d\d)-(?P<d3>\d\d))\b"""
)
_MONTH_OF_YEAR = _pattern(rf"""\b(?P<m>{_MONTH})(?:\ of)?,?\ {_YEAR.format("y")}\b""")
_BARE_YEAR = _pattern(rf"""(?<![\d-])(?:\b(?:full[\s-]year|in|of|during|for|year)\ ){_YEAR.format("y")}\b(?!-)""")
_ZH_QUARTER = _pattern(r"""(?:(?P<y>(?:19|20)\d\d)年?)?的?(?:第(?P<q1>[一二三四1-4])季度?|(?P<q2>[一二三四])季度)""")
_ZH_QUARTER_BY_MONTH = _pattern(
    r"""(?:(?P<y>(?:19|20)\d\d)年)?(?P<m>3|6|9|12)月(?:当季|季度|(?:30|31)日止(?:的)?(?:季度|三个月)|底止(?:的)?(?:季度|三个月|[首一二三四]?[财財]季))"""
)
_ZH_HALF = _pattern(r"""(?:(?P<y>(?:19|20)\d\d)年)?(?P<h>上|下)半年""")
_ZH_DAY = _pattern(r"""(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]""")
_ZH_MONTH = _pattern(r"""(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?!\d)""")
_ZH_YEAR = _pattern(r"""(?P<y>(?:19|20)\d\d)年(?!\d{1,2}月)(?:全年|度)?""")


@dataclass(frozen=True, slots=True)
class Placed:
    """An expression that names a period, at ``start`` to ``end`` of its text.

    ``period`` is absent where the words alone do not tell which it is.
    """

    period: Period | None
    start: int
    end: int


def placed(text: str, near: date | None = None) -> Iterator[Placed]:
    """Yield the expressions that name periods, in the order of :func:`periods`, with their places."""
    for read in _READINGS:
        found = []
        for match, period in read(text, near):
            found.append(match.span())
            yield Placed(period, match.start(), match.end())
        for start, end in found:
            text = text[:start] + " " * (end - start) + text[end:]


def periods(text: str, near: date | None = None) -> Iterator[Period]:
    """Yield the periods a text names, in the order of precision: quarters, halves, days, months, years.

    A quarter or half without a year is taken as the latest that was over on the day ``near``; without that day it is
    left out. A day or month that lies inside a longer expression already taken is not yielded again.
    """
    for one in placed(text, near):
        if one.period is not None:
            yield one.period


def without_periods(text: str) -> str:
    """The text with every expression that names a period taken out."""
    for read in _READINGS:
        for match, _ in sorted(read(text, None), key=lambda found: found[0].start(), reverse=True):
            text = text[: match.start()] + " " + text[match.end() :]
    return " ".join(text.split())


_Reading = Iterator[tuple[re.Match[str], Period | None]]


def _quarters(text: str, near: date | None) -> _Reading:
    for match in _QUARTER_BY_MONTH.finditer(text):
        month = _month(_first(match, "m1", "m2"))
        yield match, _quarter(_year(match, "y1", "y2"), month // 3, near, month_named=True)
    for match in _QUARTER_BY_ORDER.finditer(text):
        number = _ORDINALS.get((match["ord"] or "").lower()) or int(_first(match, "q2", "q3", "q4"))
        year = 2000 + int(match["y4"]) if match["y4"] else _year(match, "y1", "y2", "y3")
        yield match, _quarter(year, number, near)
    for match in _ZH_QUARTER_BY_MONTH.finditer(text):
        yield match, _quarter(_year(match, "y"), int(match["m"]) // 3, near, month_named=True)
    for match in _ZH_QUARTER.finditer(text):
        yield match, _quarter(_year(match, "y"), _ZH_DIGITS[_first(match, "q1", "q2")], near)


def _spans_of_months(text: str, near: date | None) -> _Reading:
    for match in _SPAN_OF_MONTHS.finditer(text):
        year = _year(match, "y1", "y2", "y3")
        if match["count"]:
            yield match, _span(year, 1, _COUNTS[match["count"].lower()], near)
        elif match["m1"]:
            count = _COUNTS[match["months"].lower()] if match["months"] else 6 if match["half"] else 12
            yield match, _ending(year, _month(match["m1"]), count, near)
        else:
            first, last = _month(match["m2"]), _month(match["m3"])
            yield match, _ending(year, last, last - first + 1, near) if first < last else None
    for match in _ZH_SPAN_OF_MONTHS.finditer(text):
        year = _year(match, "y")
        if match["first"]:
            yield match, _span(year, 1, 9, near)
        elif match["m"]:
            yield match, _ending(year, int(match["m"]), _COUNTS[match["count"]], near)
        else:
            yield match, _ending(year, int(match["to"]), int(match["to"]) - int(match["from"]) + 1, near)


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _ending(year: int | None, last: int, months: int, near: date | None) -> Period | None:
    """Months up to one of the same year; a stretch that begins in the year before is left alone."""
    return _span(year, last - months + 1, months, near) if months <= last <= 12 else None


def _halves(text: str, near: date | None) -> _Reading:
    for match in _HALF.finditer(text):
        number = _ORDINALS.get((match["ord"] or "").lower()) or int(_first(match, "h2", "h3"))
        yield match, _span(_year(match, "y1", "y2", "y3"), number * 6 - 5, 6, near)
    for match in _ZH_HALF.finditer(text):
        yield match, _span(_year(match, "y"), 1 if match["h"] == "上" else 7, 6, near)


def _days(text: str, _near: date | None) -> _Reading:
    for match in _DAY.finditer(text):
        month = _first(match, "m1", "m2", "m3")
        number = int(month) if month.isdecimal() else _month(month)
        yield match, _day(_year(match, "y1", "y2", "y3"), number, int(_first(match, "d1", "d2", "d3")))
    for match in _ZH_DAY.finditer(text):
        yield match, _day(int(match["y"]), int(match["m"]), int(match["d"]))


def _months(text: str, _near: date | None) -> _Reading:
    for match in _MONTH_OF_YEAR.finditer(text):
        yield match, _span(int(match["y"]), _month(match["m"]), 1, None)
    for match in _ZH_MONTH.finditer(text):
        if 1 <= int(match["m"]) <= 12:
            yield match, _span(int(match["y"]), int(match["m"]), 1, None)


def _years(text: str, _near: date | None) -> _Reading:
    for pattern in (_BARE_YEAR, _ZH_YEAR):
        for match in pattern.finditer(text):
            yield match, _span(int(match["y"]), 1, 12, None)


_READINGS = (_spans_of_months, _quarters, _halves, _days, _months, _years)


def _first(match: re.Match[str], *groups: str) -> str:
    return next(match[group] for group in groups if match[group])


def _year(match: re.Match[str], *groups: str) -> int | None:
    return next((int(match[group]) for group in groups if match[group]), None)


def _quarter(year: int | None, number: int, near: date | None, *, month_named: bool = False) -> Period | None:
    return _span(year, number * 3 - 2, 3, near, month_named=month_named)


def _span(year: int | None, month: int, months: int, near: date | None, *, month_named: bool = False) -> Period | None:
    last = month + months - 1
    if year is not None:
        return Period(date(year, month, 1), _month_end(year, last), month_named)
    if near is None:
        return None
    year = near.year if _month_end(near.year, last) <= near else near.year - 1
    return Period(date(year, month, 1), _month_end(year, last), month_named, year_given=False)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int | None, month: int, day: int) -> Period | None:
    try:
        found = date(year or 0, month, day)
    except ValueError:
        return None
    return Period(found, found)
