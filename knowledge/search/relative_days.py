"""Days that are counted from today: yesterday, "last week", "the past three days", 两周前, 上周五, 近一个月. Pure."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from knowledge.search.spans import Window, ago, monday, month_before, quarter_before, week_before, whole_year
from knowledge.search.timewords import NUMBER, VAGUE, Read, first_of, number_of, pattern

_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_ZH_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_WEEK = r"个?(?:周|星期|礼拜)(?!期)"
_NO_WEEKDAY = r"(?![一二三四五六日天])"
_RELATIVES = tuple(
    (pattern(said), window)
    for said, window in (
        (r"\bday\ before\ yesterday\b | 前天", lambda today: (ago(today, 2),) * 2),
        (r"(?<!before\ )\byesterday\b | 昨[天日晚]", lambda today: (ago(today, 1),) * 2),
        (r"\btoday\b | \btonight\b | \bthis\ (?:morning|afternoon|evening)\b | 今(?:[天早晚]|日(?!头条))",
         lambda today: (today, today)),
        (rf"\bweek\ before\ last\b | 上上{_WEEK}", lambda today: week_before(today, 2)),
        (rf"\b(?:last|previous)\ week\b | (?<!上)上{_WEEK}{_NO_WEEKDAY}", lambda today: week_before(today, 1)),
        (rf"\bthis\ week\b | [本这]{_WEEK}{_NO_WEEKDAY}", lambda today: week_before(today, 0)),
        (r"\bmonth\ before\ last\b | 上上个?月", lambda today: month_before(today, 2)),
        (r"\b(?:last|previous)\ month\b | (?<!上)上个?月", lambda today: month_before(today, 1)),
        (r"\bthis\ month\b | [本这]个?月 | 当月", lambda today: month_before(today, 0)),
        (r"\b(?:last|previous)\ quarter\b | 上个?季度?", lambda today: quarter_before(today, 1)),
        (r"\bthis\ quarter\b | [本这]个?季度?", lambda today: quarter_before(today, 0)),
    )
)  # fmt: skip
_YEARS = tuple(
    (pattern(said), window)
    for said, window in (
        (r"\byear\ before\ last\b | 前年(?!\d{1,2}月)", lambda today: whole_year(today.year - 2)),
        (r"\b(?:last|previous)\ year\b | 去年(?!\s*(?:\d{1,2}月|同期|[一二三四]季|年?[底末初]|[上下]半年|全年))",
         lambda today: whole_year(today.year - 1)),
        (r"""\bthis\ year\b | \byear\ to\ date\b | 今年(?!\s*(?:\d{1,2}月|[一二三四]季|年?[底末初]|[上下]半年))
             | (?<![一二两三四五六七八九十几半\d])年内 | 年初(?:以来|至今)""", lambda today: whole_year(today.year)),
    )
)  # fmt: skip
_PAST = pattern(
    rf"""\b(?:(?:past|last|previous|recent)\ (?P<n1>{NUMBER})\ (?P<u1>hours?|days?|weeks?|months?|quarters?|years?)
        | past\ (?P<u2>day|week|month|quarter|year)
        | (?:in|over|during|within)\ the\ last\ (?P<u3>day|week|month|year))\b
      | (?:过去|最近|(?<![接将附])近|这)(?P<n2>{NUMBER}|半)个?(?P<u4>小时|天|日|周|星期|礼拜|月|季度|年)(?:来|内|里)?
      | (?P<n3>{NUMBER}|半)(?:个(?=月|星期))?(?P<u5>小时|天|周|星期|(?<=个)月)(?:以来|之内|以内|内)"""
)
_DAYS_IN = {"小时": 1 / 24, "天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "季度": 91, "年": 365}
_DAYS_IN |= {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_AGO = pattern(
    rf"""\b(?P<n1>{NUMBER})\ (?P<u1>days?|weeks?|months?|(?<!\ba\ )(?<!one\ )years?)\ ago\b
      | (?<![\d第])(?P<n2>{NUMBER})(?P<u2>天|周|个星期|个月|年)[之以]?前"""
)
_BACK: dict[str, Callable[[date, int], Window]] = {
    "day": lambda today, days: (ago(today, days),) * 2, "week": week_before, "month": month_before,
    "year": lambda today, years: whole_year(today.year - years),
}  # fmt: skip
_BACK |= {"天": _BACK["day"], "周": week_before, "个星期": week_before, "个月": month_before, "年": _BACK["year"]}
# "Black Friday" is a day of bargains, 周六福 a jeweller, 每周一 every Monday; what is next is not news yet.
_WEEKDAY = pattern(
    rf"""(?<!next\ )(?<!black\ )(?<!good\ )(?<!cyber\ )\b
        (?:(?P<last>last)\ |(?:this|past)\ )?\b(?P<day>{"|".join(_WEEKDAYS)})\b
      | (?<![下每一二两三四几\d])(?<!下个)(?P<zh>上个?|[本这]个?)?
        (?:周|星期|礼拜)(?P<number>[一二三四五六日天])(?!福)"""
)


def relatives(text: str, today: date) -> Iterator[Read]:
    """Yield days, weeks, months and quarters that are called by how they lie to today."""
    yield from _called(_RELATIVES, text, today)


def relative_years(text: str, today: date) -> Iterator[Read]:
    """Yield the years that are called so."""
    yield from _called(_YEARS, text, today)


def _called(
    names: tuple[tuple[re.Pattern[str], Callable[[date], Window]], ...], text: str, today: date
) -> Iterator[Read]:
    for name, window in names:
        for match in name.finditer(text):
            yield *match.span(), window(today)


def pasts(text: str, today: date) -> Iterator[Read]:
    """Yield so and so many days, weeks, months or years up to today, or back from it."""
    for match in _PAST.finditer(text):
        written = first_of(match, "n1", "n2", "n3") or "1"
        number = 0.5 if written == "半" else number_of(written)
        days = _in_days(number, first_of(match, "u1", "u2", "u3", "u4", "u5"))
        yield *match.span(), (ago(today, days), today)
    for match in _AGO.finditer(text):
        written, unit = first_of(match, "n1", "n2"), first_of(match, "u1", "u2").removesuffix("s")
        number = number_of(written)
        vague = (ago(today, 2 * _in_days(number, unit.removeprefix("个"))), today)
        yield *match.span(), (vague if written in VAGUE else _BACK[unit](today, number))


def _in_days(number: float, unit: str) -> int:
    """Whole days, at least one of anything but nothing."""
    return max(int(number * _DAYS_IN[unit.removesuffix("s")]), int(number > 0))


def weekdays(text: str, today: date) -> Iterator[Read]:
    """Yield days of the week: the last of that name, or the one of the week that is said."""
    for match in _WEEKDAY.finditer(text):
        if match["day"]:
            back = (today.weekday() - _WEEKDAYS[match["day"]]) % 7
            day = ago(today, back if back or not match["last"] else 7)
        else:
            week = ago(monday(today), 7) if (match["zh"] or "").startswith("上") else monday(today)
            day = week + timedelta(days=_ZH_WEEKDAYS[match["number"]])
            day = ago(day, 7) if day > today else day
        yield *match.span(), (day, day)
