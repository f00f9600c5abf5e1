"""Days that are named by the calendar: "5 September", "between 1 and 10 August", "in 2024", 8月底, 去年下半年. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from knowledge.search.spans import Window, day_of, month_of, months_of, part_of, whole_year
from knowledge.search.timewords import MONTH, NTH, Read, first_of, month_number, pattern, year, year_of

_NEAR = 40

_TO = r"(?:\ (?:and|to|until|till|through)\ |\ ?[-–—~]\ ?)"
_RANGE = pattern(
    rf"""\b(?:(?P<lead>between|from)\ )?
        (?:(?P<d1>\d{{1,2}}){NTH}(?:\ (?P<m1>{MONTH}))? | (?P<m2>{MONTH})\ (?P<d2>\d{{1,2}}){NTH})
        (?:,?\ {year("y1")})? (?P<to>{_TO})
        (?:(?P<d3>\d{{1,2}}){NTH}\ (?P<m3>{MONTH}) | (?:(?P<m4>{MONTH})\ )?(?P<d4>\d{{1,2}}){NTH}\b(?!%))
        (?:,?\ {year("y2")})?"""
)
_RANGE_ZH = pattern(
    rf"""(?:{year("y1")}年)?(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})[日号]?(?:至|到|[-–—~]+)
        (?:{year("y2")}年)?(?:(?P<m2>\d{{1,2}})月)?(?P<d2>\d{{1,2}})[日号]"""
)
_DAY = pattern(
    rf"""\b(?:(?P<d1>\d{{1,2}}){NTH}(?:\ of)?\ (?P<m1>{MONTH}) | (?P<m2>{MONTH})\ (?P<d2>\d{{1,2}}){NTH}\b(?!%))
        (?:,?\ {year("y1")})?
      | \b{year("y2")}(?P<mark>[-/.])(?P<m3>\d{{1,2}})(?P=mark)(?P<d3>\d{{1,2}})\b"""
)
_DAY_ZH = pattern(
    rf"""(?:{year("y1")}年|(?P<y_said>去年|今年|前年))?(?<!\d)(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})[日号]"""
)
# "The top 10 may fall": after a number, the verb has a word behind it and no preposition before.
_WORD = re.compile(r"\ [a-z]")
_AT = re.compile(r"\b(?:on|since|from|until|till|before|after|by|of|the|for|around|between|to|and) $")


def ranges(text: str, today: date) -> Iterator[Read]:
    """Yield what lies between two days."""
    for match in _RANGE.finditer(text):
        last_month = first_of(match, "m3", "m4", "m2", "m1")
        # Only a dash or "to" joins two days without "from" or "between"; "5 September and 8 September" are two.
        if not last_month or not (match["lead"] or match["to"].strip() not in {"and", "until", "till"}):
            continue
        first_month = first_of(match, "m1", "m2") or last_month
        first = _Day(match["y1"], month_number(first_month), int(first_of(match, "d1", "d2")))
        last = _Day(match["y2"], month_number(last_month), int(first_of(match, "d3", "d4")))
        yield *match.span(), _range(first, last, today)
    for match in _RANGE_ZH.finditer(text):
        first = _Day(match["y1"], int(match["m1"]), int(match["d1"]))
        last = _Day(match["y2"], int(match["m2"] or match["m1"]), int(match["d2"]))
        yield *match.span(), _range(first, last, today)


class _Day(NamedTuple):
    """A day whose year may be left out."""

    year: str | None
    month: int
    day: int


def _range(first: _Day, last: _Day, today: date) -> Window | None:
    """The days between two: where a year is left out, the one nearest to the other day."""
    if last.year:
        end = day_of(*last, today)
        start = day_of(*first, end) if end else None
    else:
        start = day_of(*first, today)
        years = (start.year, start.year + 1) if start else ()
        ends = (day_of(year, last.month, last.day, today) for year in years)
        end = next((day for day in ends if day and start and day >= start), None)
    return (start, end) if start and end else None


def days(text: str, today: date) -> Iterator[Read]:
    """Yield single days."""
    for match in _DAY.finditer(text):
        if match["m1"] == "may" and not match["y1"] and _is_verb(text, match):
            continue
        named = first_of(match, "m1", "m2")
        month = month_number(named) if named else int(match["m3"])
        day = day_of(year_of(match, today), month, int(first_of(match, "d1", "d2", "d3")), today)
        yield *match.span(), ((day, day) if day else None)
    for match in _DAY_ZH.finditer(text):
        day = day_of(year_of(match, today), int(match["m1"]), int(match["d1"]), today)
        yield *match.span(), ((day, day) if day else None)


def _is_verb(text: str, may: re.Match[str]) -> bool:
    return bool(_WORD.match(text, may.end()) and not _AT.search(text[max(0, may.start() - _NEAR) : may.start()]))


_EARLY, _MID, _LATE = (1, 10), (11, 20), (21, 31)
_PARTS = {
    "start": _EARLY, "beginning": _EARLY, "early": _EARLY, "middle": _MID, "mid": _MID, "end": _LATE, "late": _LATE,
    "初": _EARLY, "上旬": _EARLY, "中旬": _MID, "下旬": _LATE, "底": _LATE, "末": _LATE,
}  # fmt: skip
# A month's name alone may be a verb or a woman's: it is a month behind a preposition, or before a year.
_MONTH_NAMED = pattern(
    rf"""\b(?:in|during|throughout|since|from|after|before|until|till|up\ to|prior\ to|by|of|for|last|this|early|mid
            |late)
        (?<!this(?=\ may\ [a-z]))
        [\s-]+(?:the\ )?
        (?P<at>(?P<m1>{MONTH})(?!\ \d{{1,2}}\b(?!\d)))(?:,?\ (?:of\ )?{year("y1")}|\ (?P<y_said>last\ year|this\ year))?
      | \b(?P<m2>{MONTH}),?\ {year("y2")}"""
)
_MONTH_ZH = pattern(
    rf"""(?:{year("y1")}年|(?P<y_said>去年|今年|前年))?(?<!\d)(?P<m1>1[0-2]|[1-9])月(?!\d{{1,2}}[日号])份?
        (?P<part>初|上旬|中旬|下旬|底|末)?"""
)
_PART_BEFORE = re.compile(r"\b(?:(early|mid|late)[\s-]+|(start|beginning|middle|end) of )$")
_MONTHS_RANGE = pattern(
    rf"""\b(?:between|from)\ (?P<m1>{MONTH})(?:,?\ {year("y1")})?{_TO}(?P<m2>{MONTH})(?!\ \d{{1,2}}\b(?!\d))
        (?:,?\ {year("y2")}|\ (?P<y_said>last\ year|this\ year))?
      | (?:{year("y3")}年|(?P<y3_said>去年|今年|前年))?(?<!\d)(?P<m3>1[0-2]|[1-9])月?(?:至|到|[-–—~]+)
        (?:{year("y4")}年|(?P<y4_said>去年|今年))?(?P<m4>1[0-2]|[1-9])月(?!\d)"""
)
_SPAN_OF_YEAR = pattern(
    rf"""\b(?P<half>first|second)\ half(?:\ of)?\ (?:{year("y1")}|(?P<y_said1>this\ year|last\ year))
      | \b(?P<part>early|mid|late|(?:start|beginning|middle|end)\ of)[\ -]
        (?:{year("y2")}|(?P<y_said2>this\ year|last\ year))\b
      | (?:{year("y3")}年|(?P<y_said3>今年|去年|前年))?(?P<zh>上半年|下半年|年初|年底|年末)
      | (?:{year("y4")}年|(?P<y_said4>今年|去年|前年))(?P<zh2>初|底|末)"""
)
_SPANS = {
    "first": (1, 6), "second": (7, 12), "上半年": (1, 6), "下半年": (7, 12),
    "early": (1, 3), "mid": (5, 8), "middle": (5, 8), "late": (10, 12),
    "start": (1, 2), "beginning": (1, 2), "初": (1, 2), "年初": (1, 2),
    "end": (12, 12), "底": (12, 12), "年底": (12, 12), "末": (12, 12), "年末": (12, 12),
}  # fmt: skip
_YEAR_NAMED = pattern(
    rf"""\b(?:in|during|throughout|since|before|after|until|from|of)\ (?P<at>{year("y1")})\b(?!-)
      | {year("y2")}年(?!\d{{1,2}}月|[上下]半|第?[一二三四]季|底|末|初)"""
)


def month_ranges(text: str, today: date) -> Iterator[Read]:
    """Yield what lies between two months."""
    for match in _MONTHS_RANGE.finditer(text):
        first, last = (
            int(name) if name.isdecimal() else month_number(name)
            for name in (first_of(match, "m1", "m3"), first_of(match, "m2", "m4"))
        )
        first_year = year_of(match, today, "y1", "y3", "y3_said")
        last_year = year_of(match, today, "y2", "y_said", "y4", "y4_said")
        if last_year is None and first_year:
            last_year = first_year + (first > last)
        end = month_of(last_year, last, today)
        yield *match.span(), (month_of(first_year, first, end[1])[0], end[1])


def months(text: str, today: date) -> Iterator[Read]:
    """Yield months, and their beginnings, middles and ends."""
    for match in _MONTH_NAMED.finditer(text):
        start = match.start("at") if match["at"] else match.start()
        before = _PART_BEFORE.search(text[max(0, start - _NEAR) : start])
        part = (before[1] or before[2]) if before else ""
        month = month_of(year_of(match, today), month_number(first_of(match, "m1", "m2")), today)
        yield start, match.end(), part_of(month, _PARTS.get(part))
    for match in _MONTH_ZH.finditer(text):
        month = month_of(year_of(match, today), int(match["m1"]), today)
        yield *match.span(), part_of(month, _PARTS.get(match["part"] or ""))


def spans(text: str, today: date) -> Iterator[Read]:
    """Yield halves, beginnings and ends of years."""
    for match in _SPAN_OF_YEAR.finditer(text):
        first, last = _SPANS[first_of(match, "half", "part", "zh", "zh2").removesuffix(" of")]
        year = year_of(match, today) or (today.year if first <= today.month else today.year - 1)
        yield *match.span(), months_of(year, first, last)


def years(text: str, today: date) -> Iterator[Read]:
    """Yield whole years."""
    for match in _YEAR_NAMED.finditer(text):
        start = match.start("at") if match["at"] else match.start()
        yield start, match.end(), whole_year(int(first_of(match, "y1", "y2")))
