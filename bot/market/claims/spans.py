"""The times that claims name: "since late 2021", "in nearly four years", 2021年10月以来. Pure.

Where a time stands is found here; what days it means is read where the newsroom reads the times of questions.
"""

import re
from datetime import date, timedelta

from bot.market.arithmetic.rows import months_before
from bot.market.claims.claim import Grain, Span
from knowledge.search.timewish import time_wish
from knowledge.search.timewords import MONTH, NUMBER, number_of

_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
WHEN = rf"""(?:
    (?:(?:the\ )?(?:start|beginning|end|middle)\ of\ |early[\ -]|mid[\ -]?|late[\ -])?
    (?:{_DAY}\ (?:of\ )?{MONTH}(?:,?\ {_YEAR})? | {MONTH}\ {_DAY}(?!\d)(?:,?\ {_YEAR})?
      | {MONTH}(?:,?\ (?:of\ )?(?:{_YEAR}|last\ year|this\ year))? | {_YEAR}-\d\d-\d\d | {_YEAR}(?!\d)
      | (?:last|this)\ (?:week|month|quarter|year) | (?:last\ )?{_WEEKDAY}))"""
"""A pattern, for verbose regular expressions, that finds a time in levelled English."""
ZH_WHEN = rf"""(?:
    (?:{_YEAR}年|去年|今年|前年)?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:\d{{1,2}}[日号]|初|底|末|[上中下]旬)?
  | (?:{_YEAR}年|去年|前年)(?:初|底|末|年[初底末]|[上下]半年)? | 上周[一二三四五六日]? | 上个?月 | 周[一二三四五])"""
"""The same in Chinese."""
_HOW = r"nearly|almost|about|around|(?:just\ )?over|more\ than|at\ least"
COUNT = rf"(?:the\ )?(?:past\ |last\ )?(?:(?P<how>{_HOW})\ )?(?P<n>{NUMBER})[\ -](?P<unit>week|month|year)s?"
"""A pattern for a time counted back; groups ``how``, ``n`` and ``unit``."""
ZH_COUNT = (
    r"(?P<how>逾|超过?|将近|(?<![逼接附])近|约)?(?<![\d年])"
    rf"(?P<n>{NUMBER}|十[一二三四五六七八九]|半)个?(?P<unit>年|月|周|星期)(?P<more>多)?"
)
"""The same in Chinese, with a group ``more``."""
_UNITS = {"年": "year", "月": "month", "周": "week", "星期": "week"}
_LONGER = frozenset({"more than", "over", "just over", "at least", "逾", "超", "超过"})
_NEARLY = frozenset({"nearly", "almost", "近", "将近"})


def named(when: str, published: date) -> Span | None:
    """The days that a time means which stands alone: "September 2021", "12 September 2023", 去年底."""
    english = when.isascii()
    window = time_wish(f"in {when}" if english else when, published).window
    if window is None or window[0] > published:
        return None
    first, last = window
    return Span(first, last, _grain(first, last, published))


def _grain(first: date, last: date, published: date) -> Grain:
    if first == last:
        return Grain.DAY
    ends = (last + timedelta(days=1)).day == 1 or last == published
    if first.day == 1 and ends and (first.year, first.month) == (last.year, last.month):
        return Grain.MONTH
    whole_year = (first.month, first.day) == (1, 1) and ((last.month, last.day) == (12, 31) or last == published)
    return Grain.YEAR if whole_year else Grain.PART


def counted(match: re.Match[str], published: date) -> Span:
    """The days among which the last higher close lies, of a "highest in four years".

    A number is taken as papers do: half a unit short of it is rounded up, and a whole unit more would be named. "Nearly
    four years" may be a whole unit short, or half a unit more.
    """
    number, unit, how = amount(match)
    if how in _LONGER or (number, unit) == (52, "week"):
        return Span(None, back(published, number, unit), Grain.COUNTED)
    least, most = (number - 1, number + 0.5) if how in _NEARLY else (number - 0.5, number + 1)
    first, last = back(published, most, unit) + timedelta(days=1), back(published, least, unit)
    return Span(first, last, Grain.COUNTED)


def amount(match: re.Match[str]) -> tuple[float, str, str]:
    """How many of which unit, and the word that limits it."""
    groups = match.groupdict()
    how = "more than" if groups.get("more") else (groups.get("how") or "")
    written = groups["n"]
    number = 0.5 if written == "半" else _small(written)
    return number, _UNITS.get(groups["unit"], groups["unit"]), how


def _small(written: str) -> int:
    if len(written) == 2 and written[0] == "十":
        return 10 + number_of(written[1])
    return number_of(written)


def back(day: date, number: float, unit: str) -> date:
    """The day so many weeks, months or years before, halves too."""
    if unit == "week":
        return day - timedelta(days=int(number * 7))
    months = number * 12 if unit == "year" else number
    whole = months_before(day, int(months))
    return whole - timedelta(days=15) if months % 1 else whole


def this_year(published: date) -> Span:
    """The days of this year so far."""
    return Span(date(published.year, 1, 1), published, Grain.YEAR)


def before_this_year(published: date) -> Span:
    """All days up to the last of last year: what is highest this year was last lower then, or never."""
    return Span(None, date(published.year - 1, 12, 31), Grain.YEAR)
