"""When what an article tells happened: read from its first words, never guessed. Pure.

News says when it happened at its beginning: "on Monday", "29 August", 昨日. An article whose beginning names only days
or months that lie well back tells an old event anew. Days that are named to compare with ("since 12 September 2023",
"for the quarter ended 30 June") are not when it happened. Where the words leave it open there is no date.
"""

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.model import RETOLD_AFTER, Event
from knowledge.text import fold, sentences

_LEAD = 3  # sentences
_READ, _READ_OF_TITLE = 2_000, 400  # characters
# A month that is named at the beginning is when it happened only from so far back: figures of August come out in
# September.
_MONTH_AFTER = timedelta(days=45)
_LEAP_YEARS = 8  # 29 February is at most so far back
_NUMBER = {name.lower(): number for number, name in enumerate(month_name) if name}
_NUMBER |= {name.lower(): number for number, name in enumerate(month_abbr) if name} | {"sept": 9}
_ZH_MONTHS = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}
_YEARS_AGO = {"last year": 1, "去年": 1, "前年": 2, "今年": 0}


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(body, re.VERBOSE)


def _month(group: str) -> str:
    return rf"(?P<{group}>{'|'.join(sorted(_NUMBER, key=len, reverse=True))})\b\.?"


def _year_written(group: str) -> str:
    return rf"(?P<{group}>(?:19|20)\d\d)"


_NTH = r"(?:st|nd|rd|th)?"
_DAY = _pattern(
    rf"""(?<![\w.])
        (?:(?P<d1>\d{{1,2}}){_NTH}\ (?:of\ )?{_month("m1")} | {_month("m2")}\ (?P<d2>\d{{1,2}}){_NTH}(?![\d%]))
        (?:,?\ {_year_written("y1")} | ,?\ (?P<ago1>last\ year))?
      | (?:{_year_written("y2")}年 | (?P<ago2>去年|前年|今年))?
        (?<!\d)(?P<m3>1[0-2]|[1-9])月(?P<d3>\d{{1,2}})[日号]
      | (?<!\d){_year_written("y3")}-(?P<m4>\d\d)-(?P<d4>\d\d)(?!\d)"""
)
_MONTH_ALONE = _pattern(
    rf"""\b(?: (?:back\ )?in\ (?:early\ |mid-?|late\ )? | (?P<last>last\ ) | (?:early|late)\ in\ )
        (?:the\ (?:first|second|last|third)\ week\ of\ )?
        {_month("m1")} (?!\ \d{{1,2}}\b(?!\d)) (?:,?\ {_year_written("y1")} | \ (?P<ago1>last\ year))?
      | (?:{_year_written("y2")}年 | (?P<ago2>去年|前年|今年))
        (?P<m3>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!\d)份?"""
)
_NEAR = _pattern(
    r"""\b(?: today | yesterday | tonight | overnight
        | (?:on\ |late\ |early\ )?(?:mon|tues|wednes|thurs|fri|satur|sun)day
        | (?:earlier\ )?this\ week | this\ (?:morning|afternoon|evening) )\b
      | 今[天日晨早晚] | 昨[天日晚] | (?:本|这|上)?周[一二三四五六日] | 星期[一二三四五六日天] | 本周 | 日前 | 近日"""
)
# What makes a day one to compare with, an end of a period, or one to come: the words before it, and those behind it.
_REFERENCE = _pattern(
    r"""(?: \b(?: since | from | until | till | through | by | before | after | to | at | as\ of | as\ at | due
            | between | and | ended | ending | ends | expires? | effective | starting | starts | begins? | beginning
            | than | versus | vs | compared\ with | against )(?:\ on|\ the)?
        | 截至|截止|自|从|到|至|于|将于|将在|较|比|定于 )\s*$"""
)
_REFERENCE_AFTER = _pattern(r"^\s*(?: 以来|以后|之前|以前|前|止|至|起|到 | [-–~]\s?\d | to\b | and\b )")
_WORD = re.compile(r"\ [a-z]")
_AT = re.compile(r"\b(?:on|of|the|and|or|for) $|^$|[,(\n] ?$")
_BESIDE = 40  # characters in which those words stand
# A month sets the scene where the title, or one of the first two sentences, begins with it: "In October 2024, ...".
_SCENE, _SCENE_IN = 12, 3


def event_of(title: str, body: str, published: date | None) -> Event | None:
    """When it happened, by the title and the first sentences; nothing without a date of publication to count from."""
    if published is None:
        return None
    lead = [fold(title[:_READ_OF_TITLE]), *(fold(sentence) for sentence in sentences(body[:_READ])[:_LEAD])]
    lead = [" ".join(line.split()) for line in lead]
    text = "\n".join(lead)
    days = [day for day in _days(text, published) if day <= published]
    near = [day for day in days if published - day <= RETOLD_AFTER]
    if near:
        return Event(max(near))
    if _NEAR.search(text) and not days:
        # "On Monday" alone is of the week of publication; a repost that kept the word is known by its story.
        return None
    if days and not _NEAR.search(text):
        return Event(max(days))
    months = [
        month for month in _months("\n".join(lead[:_SCENE_IN]), published) if published - month.day >= _MONTH_AFTER
    ]
    return max(months, default=None) if not _NEAR.search(text) else None


def _days(text: str, published: date) -> Iterator[date]:
    for match in _DAY.finditer(text):
        if _is_reference(text, match) or _is_verb(text, match):
            continue
        month = match["m1"] or match["m2"]
        number = _NUMBER[month] if month else int(match["m3"] or match["m4"])
        said = int(match["d1"] or match["d2"] or match["d3"] or match["d4"])
        day = _day(_year(match, published, "y1", "y2", "y3"), number, said, published)
        if day:
            yield day


def _months(text: str, published: date) -> Iterator[Event]:
    for match in _MONTH_ALONE.finditer(text):
        begins = match.start() - (text.rfind("\n", 0, match.start()) + 1) <= _SCENE
        if _is_reference(text, match) or not (begins or match["last"] or match["ago1"]):
            continue
        month = match["m3"]
        number = _NUMBER[match["m1"]] if match["m1"] else _ZH_MONTHS.get(month) or int(month)
        year = _year(match, published, "y1", "y2")
        if year is None:
            year = published.year if number <= published.month else published.year - 1
        end = date(year, number, monthrange(year, number)[1])
        if end < published:
            yield Event(end, whole_month=True)


def _is_reference(text: str, match: re.Match[str]) -> bool:
    """Whether a day is named only to compare with, or as an end of a period."""
    start, end = match.span()
    before, after = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    return bool(_REFERENCE.search(before) or _REFERENCE_AFTER.match(after))


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """Whether a number and "may" are no day: "the top 10 may fall"."""
    if match["m1"] != "may" or match["y1"]:
        return False
    start, end = match.span()
    return bool(_WORD.match(text, end) and not _AT.search(text[max(0, start - _BESIDE) : start]))


def _year(match: re.Match[str], published: date, *groups: str) -> int | None:
    said = next((match[group] for group in groups if match[group]), None)
    ago = match["ago1"] or match["ago2"]
    return int(said) if said else published.year - _YEARS_AGO[ago] if ago else None


def _day(year: int | None, month: int, day: int, published: date) -> date | None:
    """A day; without its year the latest that was not after the day of publication."""
    years = [year] if year is not None else range(published.year, published.year - _LEAP_YEARS - 1, -1)
    for one in years:
        if 1 <= day <= monthrange(one, month)[1]:
            found = date(one, month, day)
            if year is not None or found <= published:
                return found
    return None
