"""How an exchange stands, and how old a price is, in words, in English and Chinese. Pure.

Times of day are always given with the place whose they are: the reader may be elsewhere.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.market.holidays import holidays
from bot.market.model import YAHOO, Session, State, Unrenewed
from bot.market.sessions import Closure, Reason
from bot.market.words import source_name, unrenewed
from bot.period_words import MONTHS

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZH_WEEKDAYS = "一二三四五六日"
_ZH_PLACES = {
    "Asia/Hong_Kong": "香港",
    "America/New_York": "纽约",
    "Asia/Shanghai": "上海",
    "Asia/Tokyo": "东京",
    "Asia/Singapore": "新加坡",
    "Asia/Taipei": "台北",
    "Asia/Seoul": "首尔",
    "Europe/London": "伦敦",
}
_ZH_CLOCKS = {"Asia/Shanghai": "北京时间"}  # What the clock there is called, whatever the city.
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_WEEK = 7
_FRIDAY = 4
_LONG = ("lunar-new-year", "labour-day", "golden-week")  # These may have a weekend in their midst.


def day_words(day: date, today: date, language: str) -> str:
    """A day with its weekday, and with its year when that is not the year of ``today``.

    ``Friday 20 November``, 11月20日（周五）.
    """
    if language == "zh":
        return f"{date_words(day, today, language)}（{_weekday(day, language)}）"
    return f"{_weekday(day, language)} {date_words(day, today, language)}"


def place_words(zone: str, language: str) -> str:
    """The city of an IANA time zone: ``Hong Kong``, 香港; ``the exchange`` where the zone tells none."""
    if not _has_city(zone):
        return "该交易所" if language == "zh" else "the exchange"
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return _ZH_PLACES.get(zone, city) if language == "zh" else city


def clock_words(zone: str, language: str) -> str:
    """What the time of a zone is called: ``Hong Kong time``, 香港时间; ``UTC``, which stands for any we do not know."""
    if not _has_city(zone):
        return "UTC" if _zone(zone) is UTC else zone
    if language == "zh":
        return _ZH_CLOCKS.get(zone, f"{place_words(zone, language)}时间")
    return f"{place_words(zone, language)} time"


def moment_words(at: datetime, zone: str, now: datetime, language: str, *, close: bool = False) -> str:
    """An instant on the clock of ``zone``: ``16:00 Hong Kong time on Friday 20 November``, 香港时间今日16:00.

    With ``close`` it is known to be the end of a session: ``the close on Friday 20 November``, ``today's close``.
    """
    local, today = _local(at, zone), _local(now, zone).date()
    same = local.date() == today
    if language == "zh":
        day = "今日" if same else day_words(local.date(), today, language)
        return f"{day}收市" if close else f"{clock_words(zone, language)}{day}{local:%H:%M}"
    day = day_words(local.date(), today, language)
    if close:
        return "today's close" if same else f"the close on {day}"
    return f"{local:%H:%M} {clock_words(zone, language)} {'today' if same else f'on {day}'}"


def age_words(at: datetime, now: datetime, language: str) -> str:
    """How long ago: ``just now``, ``12 minutes ago``, 12分钟前. A time to come, from a clock that is off, is now."""
    age = _age(at, now, language)
    if age is None:
        return "刚刚" if language == "zh" else "just now"
    return f"{age}前" if language == "zh" else f"{age} ago"


def state_words(session: Session, now: datetime, language: str, *, place: bool = True) -> str:
    """How the exchange stands, without a capital or a full stop: ``open until 16:00 Hong Kong time``.

    ``closed for National Day until 2 October`` means that it opens on the second. Without ``place`` the times of day do
    not say whose they are, for where it was said just before.
    """
    words = _Words(session, now, language, place)
    if session.state is State.UNKNOWN:
        return "交易时间不详" if language == "zh" else "trading hours not known"
    if session.state is State.CLOSED:
        return words.closed()
    return words.trading()


def why_words(closure: Closure, language: str) -> str:
    """What a day without a session was: ``the weekend``, ``National Day``, ``an unscheduled closure``."""
    if closure.reason is Reason.WEEKEND:
        return "周末" if language == "zh" else "the weekend"
    return _holiday_words(closure.holiday or "holiday", language)


def stale_words(
    at: datetime, session: Session, now: datetime, language: str, cause: Unrenewed | None, source: str = YAHOO
) -> str:
    """A sentence on a price, of the instant ``at``, that may not be the latest.

    ``session`` is how the exchange stands ``now``. ``cause`` says why the source could not be asked; without one, it
    was asked and had nothing newer.
    """
    age = _age(at, now, language)
    trading = _trading_since(at, session)
    place = place_words(session.zone, language)
    if language == "zh":
        since = {True: f"，而{place}正在交易", False: f"，此后{place}已有交易", None: ""}[trading]
        age = f"{age}前" if age else "刚刚"
        if cause is None:
            return f"这是{age}的价格{since}：{source_name(source, language)}没有给出更新的价格。"
        return f"这是{age}的价格，未能更新：{unrenewed(cause, language, source)}。"
    since = {True: f" though {place} is trading", False: f" and {place} has traded since", None: ""}[trading]
    age = f"{age} old" if age else "less than a minute old"
    if cause is None:
        return f"This price is {age}{since}: {source} has given nothing newer."
    return f"This price is {age} and could not be renewed: {unrenewed(cause, language, source)}."


class _Words:
    """The words for one session; all days and times are those of its place."""

    def __init__(self, session: Session, now: datetime, language: str, place: bool) -> None:
        self._session = session
        self._zh = language == "zh"
        self._language = language
        self._today = _local(now, session.zone).date()
        self._until = _local(session.until, session.zone) if session.until else None
        self._clock = clock_words(session.zone, language) if place else ""

    def trading(self) -> str:
        on_break = self._session.state is State.BREAK
        if self._until is None:
            return ("午休" if on_break else "交易中") if self._zh else ("at its lunch break" if on_break else "open")
        time = self._time(self._until)
        if on_break:
            return f"午休至{time}" if self._zh else f"at its lunch break until {time}"
        if self._session.early:
            return f"交易中，今日提前于{time}收市" if self._zh else f"open; closes early today, at {time}"
        if self._until != self._closes():
            return f"交易中，{time}午休" if self._zh else f"open until its lunch break at {time}"
        return f"交易中，{time}收市" if self._zh else f"open until {time}"

    def closed(self) -> str:
        if self._session.weekend or self._session.holiday:
            return self._off()
        early = self._session.early and self._session.day == self._today
        if self._zh:
            word = "今日已提前收市" if early else "已收市" if self._session.day == self._today else "未开市"
            return f"{word}，{self._opening()}开市" if self._until else word
        word = "closed early today" if early else "closed"
        return f"{word}; opens {self._opening()}" if self._until else word

    def _off(self) -> str:
        """A whole day off: what for, and the day of the next opening."""
        until = self._until.date() if self._until else None
        holiday = self._session.holiday
        if holiday == "unscheduled":
            reason = "临时" if self._zh else " exceptionally"
        else:
            parts = [_holiday_words(holiday, self._language)] if holiday else []
            if self._session.weekend and not self._inside_holiday():
                parts.insert(0, "周末" if self._zh else "the weekend")
            reason = "及".join(parts) if self._zh else f" for {' and '.join(parts)}"
        if self._zh:
            return f"{reason}休市" + (f"，{self._short(until)}开市" if until else "")
        return f"closed{reason}" + (f" until {self._short(until)}" if until else "")

    def _inside_holiday(self) -> bool:
        """Whether today's weekend is one of the days of a holiday that began before it."""
        last, holiday = self._session.day, self._session.holiday
        return last is not None and holiday in _LONG and (self._today - last).days > self._today.weekday() - _FRIDAY

    def _short(self, day: date) -> str:
        """The weekday is enough for a plain weekend."""
        if self._session.holiday is None and (day - self._today).days < _WEEK:
            return _weekday(day, self._language)
        return date_words(day, self._today, self._language)

    def _opening(self) -> str:
        if self._until is None:
            return ""
        time, day = self._time(self._until), self._until.date()
        # Even that of today: where the reader is, it may still be yesterday.
        if (day - self._today).days < _WEEK:
            named = _weekday(day, self._language)
        else:
            named = day_words(day, self._today, self._language)
        return f"{named}{time}" if self._zh else f"{named} {time}"

    def _closes(self) -> datetime | None:
        return _local(self._session.closes, self._session.zone) if self._session.closes else None

    def _time(self, at: datetime) -> str:
        if not self._clock:
            return f"{at:%H:%M}"
        return f"{self._clock}{at:%H:%M}" if self._zh else f"{at:%H:%M} {self._clock}"


def _trading_since(at: datetime, session: Session) -> bool | None:
    """True if the exchange trades now, False if it did since ``at``; nothing where neither is known."""
    if session.state is State.OPEN:
        return True
    if session.opened is None or session.closes is None:
        return None
    # In a break only the morning is known to have been traded.
    return False if at < (session.closes if session.state is State.CLOSED else session.opened) else None


def _holiday_words(key: str, language: str) -> str:
    holiday = holidays().get(key) or holidays()["holiday"]
    return holiday.zh if language == "zh" else holiday.en


def _weekday(day: date, language: str) -> str:
    return f"周{_ZH_WEEKDAYS[day.weekday()]}" if language == "zh" else _WEEKDAYS[day.weekday()]


def date_words(day: date, today: date, language: str) -> str:
    """A day without its weekday, and with its year when that is not the year of ``today``: ``20 November``."""
    other = day.year != today.year
    if language == "zh":
        return f"{f'{day.year}年' if other else ''}{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if other else ''}"


def _age(at: datetime, now: datetime, language: str) -> str | None:
    """``3 hours``, rounded down; nothing under a minute."""
    age = now - at
    for unit, en, zh in ((_DAY, "day", "天"), (_HOUR, "hour", "小时"), (_MINUTE, "minute", "分钟")):
        if count := max(age // unit, 0):
            return f"{count}{zh}" if language == "zh" else f"{count} {en}{'s' if count > 1 else ''}"
    return None


def _has_city(zone: str) -> bool:
    return "/" in zone and _zone(zone) is not UTC


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(_zone(zone))


def _zone(zone: str) -> tzinfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
