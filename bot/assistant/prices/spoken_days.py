"""Days that only questions of prices speak of: "52-week", "ytd", "a year ago", "tomorrow", 历史, 下周五. Pure.

All others are read by the newsroom's own readings of days; see :mod:`bot.assistant.prices.days`.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from knowledge.search.spans import Window, ago, day_of, monday, month_before, months_of, whole_year
from knowledge.search.timewords import MONTH, NUMBER, first_of, month_number, number_of, pattern

UP_TO_NOW = pattern(
    r"\b(?:to|until|till|through)\ (?:now|today|the\ present)\b | [到至](?:现在|今[天日]|目前|如今|而家)"
)
"""What ends a period today."""

Span = tuple[Window, bool]
"""Days, and whether the first of them is meant by itself: "since 15 August", not "since August"."""

YEAR = 365  # days
_LEAP_YEARS = 8  # 29 February is at most so far ahead
_UNITS = frozenset({"u1", "u2", "u3"})
_MONTHS_IN_A_YEAR, _HALF_A_MONTH = 12, 15
_DAYS_IN = {"day": 1, "week": 7, "天": 1, "周": 7, "星期": 7}
_MONTHS_IN = {"month": 1, "mo": 1, "月": 1, "year": 12, "yr": 12, "y": 12, "年": 12}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZH_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_DAY = "|".join(_WEEKDAYS)

NAME = "\ufffc"
"""What stands in a text for a name that was taken out of it."""
ALL = pattern(
    rf"""\ball[-\ ]?time\b | \bever\b | \bon\ record\b | \bin\ (?:its\ |all\ )?history\b | \bof\ all\ time\b
      | \brecord\b(?=\ (?:high|low|clos|highest|lowest|level|peak))
      | \bsince\ (?:(?:its|the|it|{NAME})\ )?(?:listing|ipo|listed|inception|went\ public)\b
      | 历史上? | 有史以来 | 史上 | 上市(?:以来|至今)"""
)
"""All of a share's history."""


def _back(match: re.Match[str], today: date) -> date:
    written, unit = (
        first_of(match, "n1", "n2") or "1",
        first_of(match, *_UNITS.intersection(match.re.groupindex)).removesuffix("s"),
    )
    if written == "半":
        return _away(today, -6, "month") if unit == "年" else ago(today, _HALF_A_MONTH)
    return _away(today, -number_of(written), unit)


def _away(today: date, number: int, unit: str) -> date:
    """A day so many units off, as chartists count: a month before 31 March is the last day of February."""
    if unit in _DAYS_IN:
        return today + timedelta(days=number * _DAYS_IN[unit])
    months = today.year * _MONTHS_IN_A_YEAR + today.month - 1 + number * _MONTHS_IN[unit]
    year, month = divmod(months, _MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _point(match: re.Match[str], today: date) -> Span:
    """A day so long ago, or all from it on."""
    day = _back(match, today)
    return ((day, today), True) if match["since"] or match["zh"] else ((day, day), False)


def _running(match: re.Match[str], today: date) -> Span:
    """The week, month or year that runs."""
    unit = match["unit"] or ("week" if match.string[match.start() :].startswith("w") else "month")
    first = {"year": date(today.year, 1, 1), "month": today.replace(day=1), "week": monday(today)}[unit]
    return (first, today), False


def _pointed(match: re.Match[str], today: date) -> Span | None:
    """A day as Chinese has it in figures: the month, a point, the day."""
    day = day_of(None, int(match["m3"]), int(match["d3"]), today)
    return ((day, day), False) if day else None


def _two_digits(match: re.Match[str], today: date) -> Span | None:
    """All from a year of this century on, unless it is to come: then so many years are meant."""
    year = 2000 + int(match["yy"])
    return ((date(year, 1, 1), today), False) if year <= today.year else None


def _written(match: re.Match[str], today: date) -> Span | None:
    """A day in figures: the day first, as in Hong Kong and London, unless it can only be the month."""
    one, other = int(match["d1"]), int(match["d2"])
    day = day_of(match["y1"], other, one, today) or day_of(match["y1"], one, other, today)
    return ((day, day), False) if day else None


def _years(match: re.Match[str], _today: date) -> Span:
    first, last = int(first_of(match, "y1", "y3")), int(first_of(match, "y2", "y4"))
    return (date(first, 1, 1), date(last, 12, 31)), False


PAST: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span | None]], ...] = (
    (
        pattern(r"\b(?:52|fifty[-\ ]two)[-\ ]?(?:week|wk|w)s?\b | (?:52|五十二)周 | (?:近|过去|这)?一年内"),
        lambda _, today: ((ago(today, YEAR), today), True),
    ),
    (
        pattern(
            # "YTD" stays in the text: it says that a change is asked for.
            r"""(?=(?<![a-z])ytd(?![a-z])) | \b(?:since|from)\ (?:the\ )?(?:start|beginning)\ of\ (?:the|this)\ year\b
              | \bsince\ new\ year(?:'s)?(?:\ day)?\b | \byear[-\ ]to[-\ ]date\b | 年初(?:以来|至今|到现在)
              | 今年至今"""
        ),
        lambda _, today: ((date(today.year, 1, 1), today), False),
    ),
    (
        pattern(r"[寻琴][日晚] | 昨儿个? | 昨(?=收) | \b(?:yday|yest|ystd|ytday)\b"),
        lambda _, today: ((ago(today, 1),) * 2, False),
    ),
    # "10.9" before what a session ends or begins with is the ninth of October, and "22年以来" is since 2022.
    (pattern(r"(?<![\d.])(?P<m3>\d{1,2})\.(?P<d3>\d{1,2})(?![\d.%])(?=\s*(?:日|收|开盘|股价))日?"), _pointed),
    (pattern(r"(?<!\d)(?P<yy>2\d)年(?=以来|至今|起)"), _two_digits),
    (pattern(r"今儿个? | \b(?:2day|tdy)\b"), lambda _, today: ((today, today), False)),
    (pattern(r"\bthis\ yr\b"), lambda _, today: ((date(today.year, 1, 1), today), False)),
    (pattern(r"\b(?:on|at)\ (?P<d1>\d{1,2})/(?P<d2>\d{1,2})(?P<y1>(?!))?(?![\d/])"), _written),
    (
        pattern(
            rf"""(?:过去|最近|(?<![接将附])近|这)(?P<n1>{NUMBER}|半)(?:个(?=月)|(?=年))(?P<u1>月|年)(?:以?来|之?内|里)?
              | (?<![前上下])(?P<n2>半)(?P<u2>年)(?:以?来|之?内|里)
              | \b(?:past|(?:in|over|during|within)\ the\ last)\ (?P<u3>month|year)\b"""
        ),
        lambda match, today: ((_back(match, today), today), True),
    ),
    (
        pattern(r"(?<![\d/])(?P<d1>\d{1,2})/(?P<d2>\d{1,2})/(?P<y1>20\d\d)(?![\d/])"),
        _written,
    ),
    (
        pattern(
            r"""(?=\b[mw]td\b) | \b(?:month|week)[-\ ]to[-\ ]date\b
              | \b(?:for|on|in|over)\ the\ (?P<unit>year|month|week)\b(?!\ (?:to|of|before|ended))"""
        ),
        _running,
    ),
    (
        pattern(
            rf"""(?P<since>\b(?:since|than)\ )?\b(?P<n1>{NUMBER})\ (?P<u1>weeks?|months?|years?)\ ago\b
              | (?<![\d第])(?P<n2>{NUMBER})个?(?P<u2>周|星期|月|年)[之以]?前(?P<zh>至今|到现在|以来)?"""
        ),
        _point,
    ),
    (
        pattern(
            r"""\b(?:(?:from|between)\ )?(?P<y1>(?:19|20)\d\d)(?:\ (?:to|and|until|till|through)\ |\ ?[-–]\ ?)
                (?P<y2>(?:19|20)\d\d)\b(?!-)
              | (?<!\d)(?P<y3>(?:19|20)\d\d)年?(?:到|至|[-–~])(?P<y4>(?:19|20)\d\d)年?(?!\d)(?!年?\d{1,2}月)"""
        ),
        _years,
    ),
    (
        # "Its 5-year return"; "one-day" is how a fall is measured.
        pattern(
            rf"""(?<!first\ )\b(?P<n1>{NUMBER})[-\ ]?(?P<u1>weeks?|months?|years?|yrs?|y)\b(?!\ (?:ago|to|of|end))
              | (?<![\d第])(?!几)(?P<n2>{NUMBER})
                (?:个(?=周|月)|(?=周|年))(?P<u2>周|月|年)(?:以?来的?)?(?=新高|新低|最高|最低)"""
        ),
        lambda match, today: ((_back(match, today), today), True),
    ),
)
"""Days up to today, by how they are called, the most exact first."""


def _next_week(today: date, weekday: int | None) -> Window:
    first = monday(today) + timedelta(days=7)
    return (first, first + timedelta(days=6)) if weekday is None else (first + timedelta(days=weekday),) * 2


def coming(today: date, weekday: int) -> date:
    """The next day of that name after ``today``."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _weekday_next_week(match: re.Match[str], today: date) -> Window:
    said = first_of(match, "d1", "d2")
    return _next_week(today, _WEEKDAYS.index(said) if said else _ZH_WEEKDAYS[match["zh"]])


def ahead_by(match: re.Match[str], today: date) -> Window:
    """The day that :data:`AHEAD` names."""
    number, unit = number_of(first_of(match, "n1", "n2")), first_of(match, "u1", "u2").removesuffix("s")
    return (_away(today, number, unit),) * 2


BARE_YEAR = pattern(
    r"(?<!above\ )(?<!below\ )(?<!over\ )(?<!under\ )(?<![\d$.,/-])(?P<y>19[89]\d|20[0-4]\d)(?![\d.,%-])"
)
"""A year that stands alone: "Alibaba highest close 2021"."""

FUTURE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Window]], ...] = (
    (pattern(r"\bday\ after\ tomorrow\b | 后[天日]"), lambda _, today: (today + timedelta(days=2),) * 2),
    (pattern(r"\b(?:tomorrow|tmr|tmrw|tomorow)\b | [明听][天日]"), lambda _, today: (today + timedelta(days=1),) * 2),
    (
        pattern(
            rf"""\b(?P<d1>{_DAY})\ (?:of\ )?next\ week\b | \bnext\ week(?:'s)?\ (?:on\ )?(?P<d2>{_DAY})\b
              | 下个?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"""
        ),
        _weekday_next_week,
    ),
    (pattern(rf"\bnext\ (?P<day>{_DAY})\b"), lambda match, today: (coming(today, _WEEKDAYS.index(match["day"])),) * 2),
    (pattern(r"\bnext\ week\b | 下个?(?:周|星期|礼拜)"), lambda _, today: _next_week(today, None)),
    (pattern(r"\bnext\ month\b | 下个?月"), lambda _, today: month_before(today, -1)),
    (pattern(r"\bnext\ year\b | 明年"), lambda _, today: whole_year(today.year + 1)),
    (
        pattern(r"\b(?:at\ the\ )?end\ of\ (?:the|this)\ year\b | (?<![\d去前])(?<![去前\d]年)年底"),
        lambda _, today: months_of(today.year, 12, 12),
    ),
)
"""Days to come, by how they are called."""
AHEAD = pattern(
    rf"""\bin\ (?P<n1>{NUMBER})\ (?P<u1>days?|weeks?|months?|years?)\b(?:'\ time|\ time)?
      | (?<![\d第])(?P<n2>{NUMBER})个?(?P<u2>天|周|星期|月|年)[之以]?后"""
)
"""So and so long from today, where what is to come is asked for: "the highest in three years" is not."""

_WEEKDAY = pattern(rf"\b(?P<day>{_DAY})\b | (?:周|星期|礼拜)(?P<zh>[一二三四五六日天])")
# Days on which exchanges may be closed, but those of the lunar calendar: their dates are not known by their names.
_FEASTS = (
    (pattern(r"\bchristmas(?:\ day)?\b | 圣诞节?"), 12, 25),
    (pattern(r"\bboxing\ day\b"), 12, 26),
    (pattern(r"\bnew\ year(?:'?s)?(?:\ day)?\b(?<!lunar\ new\ year)(?<!chinese\ new\ year) | 元旦"), 1, 1),
    (pattern(r"\b(?:labou?r|may)\ day\b | 五一(?:劳动节)? | 劳动节"), 5, 1),
    (pattern(r"\bnational\ day\b | 国庆节?"), 10, 1),
    (pattern(r"\bindependence\ day\b | 独立日"), 7, 4),
)
_THANKSGIVING = pattern(r"\bthanksgiving(?:\ day)?\b | 感恩节")
_NAMED = pattern(
    rf"""\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?\ (?P<m1>{MONTH})(?:,?\ (?P<y1>(?:19|20)\d\d)\b)?
      | \b(?P<m2>{MONTH})\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\ (?P<y2>(?:19|20)\d\d)\b)?
      | (?:(?P<y3>(?:19|20)\d\d)年)?(?P<m3>\d{{1,2}})月(?P<d3>\d{{1,2}})[日号]"""
)


def to_come(text: str, today: date) -> tuple[str, date | None]:
    """A single day that is meant to be today or later, as one asks of an exchange; and the text without it."""
    for name, days in FUTURE:
        if (match := name.search(text)) and (window := days(match, today))[0] == window[1]:
            return _without(text, match), window[0]
    for name, month, number in _FEASTS:
        if match := name.search(text):
            return _without(text, match), _next(month, number, today)
    if match := _THANKSGIVING.search(text):
        return _without(text, match), _thanksgiving(today)
    if match := _NAMED.search(text):
        named = first_of(match, "m1", "m2")
        month = month_number(named) if named else int(match["m3"])
        number, year = int(first_of(match, "d1", "d2", "d3")), first_of(match, "y1", "y2", "y3")
        day = day_of(year, month, number, today) if year else _next(month, number, today)
        return (_without(text, match), day) if day else (text, None)
    if match := _WEEKDAY.search(text):
        weekday = _WEEKDAYS.index(match["day"]) if match["day"] else _ZH_WEEKDAYS[match["zh"]]
        return _without(text, match), coming(ago(today, 1), weekday)
    return text, None


def _thanksgiving(today: date) -> date:
    """The next fourth Thursday of a November."""
    firsts = (date(year, 11, 1) for year in (today.year, today.year + 1))
    fourths = (first + timedelta(days=(3 - first.weekday()) % 7 + 21) for first in firsts)
    return next(day for day in fourths if day >= today)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _next(month: int, number: int, today: date) -> date | None:
    """The next day of that name, today itself counted."""
    days = (day_of(year, month, number, today) for year in range(today.year, today.year + _LEAP_YEARS + 1))
    return next((day for day in days if day and day >= today), None)
