"""The words in which days are said, in English and Chinese, and what they count. Pure."""

import calendar
import re
from datetime import date

from knowledge.search.spans import Window

Read = tuple[int, int, Window | None]
"""Where an expression begins and ends, and what it means; nothing where the calendar has no such days."""

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
"""A pattern for a month's English name, whole or short, in small letters."""
_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fourteen": 14, "thirty": 30, "couple of": 2, "few": 3, "several": 5,
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "几": 3,
}  # fmt: skip
VAGUE = frozenset({"couple of", "few", "several", "几"})
"""Numbers that are not meant exactly."""
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(re.escape(name) for name in sorted(_NUMBERS, key=len, reverse=True))})"
"""A pattern for a small number, in digits or as a word."""
NTH = r"(?:st|nd|rd|th)?"
_YEARS_AGO = {"今年": 0, "去年": 1, "前年": 2, "this year": 0, "last year": 1}


def pattern(body: str) -> re.Pattern[str]:
    """Compile a pattern that is written with spaces and line ends between its pieces.

    Its groups whose name begins with ``y`` hold years.
    """
    return re.compile(body, re.VERBOSE)


def year(name: str) -> str:
    """A pattern for a year in digits, as a group of that name."""
    return rf"(?P<{name}>(?:19|20)\d\d)"


def first_of(match: re.Match[str], *groups: str) -> str:
    """What the first of some groups holds that holds anything."""
    return next((match[group] for group in groups if match[group]), "")


def year_of(match: re.Match[str], today: date, *groups: str) -> int | None:
    """The year that the first of some groups holds, in digits or as "last year"; without groups, of all for years."""
    written = first_of(match, *(groups or (group for group in match.re.groupindex if group[0] == "y")))
    return int(written) if written.isdecimal() else today.year - _YEARS_AGO[written] if written else None


def month_number(name: str) -> int:
    """The number of a month by its English name, whole or short."""
    return _MONTHS[name.strip().rstrip(".")]


def number_of(written: str) -> int:
    """A small number in digits or as a word."""
    return int(written) if written.isdecimal() else _NUMBERS[written]


_ZH_DIGIT = {name: str(number) for number, name in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_ZH_MONTH = pattern(
    r"""(?<![一二三四五六七八九十]) (?P<month>十[一二]?|[一二三四五六七八九])月 (?!天|之约|花|之?内|以内|来)
        (?:(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?P<mark>[日号]))?"""
)
_ZH_YEAR = re.compile(r"([一二][〇零一二三四五六七八九]{3})年")


def in_digits(text: str) -> str:
    """Years, months and days in digits where they are written in Chinese numerals: 九月五日 is 9月5日."""
    text = _ZH_YEAR.sub(lambda match: "".join(_ZH_DIGIT[one] for one in match[1]) + "年", text)
    return _ZH_MONTH.sub(_month_in_digits, text)


def _month_in_digits(match: re.Match[str]) -> str:
    day = f"{_counted(match['day'])}{match['mark']}" if match["day"] else ""
    return f"{_counted(match['month'])}月{day}"


def _counted(numeral: str) -> int:
    """A numeral below a hundred."""
    tens, ten, ones = numeral.rpartition("十")
    return (int(_ZH_DIGIT.get(tens, "1")) * 10 if ten else 0) + int(_ZH_DIGIT.get(ones, "0"))
