"""Days and periods in words, in English and Chinese. Pure."""

from datetime import date

from knowledge.periods import Period

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
_ZH_ORDINALS = {1: "一", 2: "二", 3: "三", 4: "四"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day(value: date, language: str) -> str:
    """A day in words: ``29 August 2025``, ``2025年8月29日``."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date, language: str) -> str:
    """A month: ``August 2025``, 2025年8月."""
    return f"{value.year}年{value.month}月" if language == "zh" else f"{MONTHS[value.month - 1]} {value.year}"


def period(value: Period, language: str) -> str:
    """A period in words: ``June quarter of 2025``, ``first half of 2025``, ``2025年第二季度``.

    A quarter is called by its month where the source did so. The year is left out where the source left it out: it is
    the day of the report, which stands beside it, that tells which is meant.
    """
    if value.months == 0:
        return day(value.start, language)
    return _zh(value) if language == "zh" else _en(value)


def _en(value: Period) -> str:
    year, last = value.end.year, value.end.month
    if value.months == 12:
        return str(year)
    if value.months in (3, 6) and last % value.months == 0:
        if value.months == 3:
            part = f"{MONTHS[last - 1] if value.month_named else _ORDINALS[last // 3]} quarter"
        else:
            part = f"{_ORDINALS[last // 6]} half"
        return f"{part} of {year}" if value.year_given else part
    months = " to ".join(MONTHS[month - 1] for month in dict.fromkeys((value.start.month, last)))
    return f"{months} {year}" if value.year_given else months


def _zh(value: Period) -> str:
    last = value.end.month
    year = f"{value.end.year}年" if value.year_given else ""
    if value.months == 12:
        return f"{value.end.year}年"
    if value.months == 3 and last % 3 == 0:
        return f"{year}{last}月当季" if value.month_named else f"{year}第{_ZH_ORDINALS[last // 3]}季度"
    if value.months == 6 and last % 6 == 0:
        return f"{year}{'上' if last == 6 else '下'}半年"
    return year + "至".join(f"{month}月" for month in dict.fromkeys((value.start.month, last)))
