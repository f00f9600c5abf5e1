"""Dates as publishers write them: ISO 8601, feed dates, and a day in English or Chinese words."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from knowledge.model import Published

EARLIEST = date(1990, 1, 1)
LATEST_AHEAD = timedelta(days=2)
_LONGEST = 200

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]+\d{2}.*)?|\d{8}(?:T\d{2}.*)?", re.ASCII | re.DOTALL)
_FRACTION = re.compile(r"(:\d{2})[.,]\d+")
_ZULU = re.compile(r"\s*(?:Z|UTC|GMT)$", re.IGNORECASE)
_SPACED_OFFSET = re.compile(r"\s+([+-]\d{2}:?\d{2})$")

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK = re.compile(r"\d:\d\d")
# Zone names that email.utils does not know and that mean one thing only. CST and IST mean several.
_ZONES = {"HKT": "+0800", "SGT": "+0800", "JST": "+0900", "KST": "+0900", "CET": "+0100", "CEST": "+0200"}
_AMBIGUOUS_ZONES = frozenset({"CST", "CDT", "IST", "BST", "AST"})

_TIME_AFTER = r"(?:\s*[,，]?\s*(?:at\s+)?(?:上午|下午|凌晨|晚上?|中午)?\d{1,2}[:：]\d{2}.{0,30})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAYS = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+(?P<year>\d{{4}})",
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号號]"
    r"(?:\s*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?",
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
)
_WORDS = tuple(re.compile(day + _TIME_AFTER, re.IGNORECASE) for day in _DAYS)
_WITHIN = tuple(re.compile(rf"(?<![\w./-]){day}(?!\d)", re.IGNORECASE) for day in _DAYS)


def parse_published(text: str, *, today: date | None = None) -> Published | None:
    """Read a date as its publisher wrote it, keeping the publisher's offset.

    A time without a zone, or with a zone name that means several (CST), keeps only its day. Absent when the text is
    no full date, or one before 1990 or more than two days after ``today`` (by default the day in UTC).
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(text.split())
    published = _iso(text) or _mail(text) or _words(text)
    latest = (today or datetime.now(UTC).date()) + LATEST_AHEAD
    return published if published and EARLIEST <= published.day <= latest else None


def later(published: Published | None, *changed: Published | None) -> Published | None:
    """The first of these that lies on a later day than the publication, if any: a change on the day itself is none."""
    return next((at for at in changed if at is not None and (published is None or at.day > published.day)), None)


def find_published(text: str, *, today: date | None = None) -> Published | None:
    """Read the first full date within a short text such as a byline; otherwise as :func:`parse_published`."""
    found = [match for pattern in _WITHIN if (match := pattern.search(text))]
    first = min(found, key=lambda match: match.start(), default=None)
    return parse_published(text, today=today) or (parse_published(first[0], today=today) if first else None)


def _iso(text: str) -> Published | None:
    if not _ISO.fullmatch(text):
        return None
    text = _SPACED_OFFSET.sub(r"\1", _ZULU.sub("+00:00", _FRACTION.sub(r"\1", text)))
    try:
        at = datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        return None
    return _published(at)


def _mail(text: str) -> Published | None:
    """Read a date of RFC 822, as feeds have it."""
    head, _, zone = text.rpartition(" ")
    if not _CLOCK.search(text) or not head:
        return None
    # "-0000" is UTC from a sender who hides the zone: still an instant.
    offset = "+0000" if zone == "-0000" else _ZONES.get(zone.upper(), zone)
    try:
        at = parsedate_to_datetime(f"{head} {offset}")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Published(at.date()) if zone.upper() in _AMBIGUOUS_ZONES else _published(at)


def _words(text: str) -> Published | None:
    for pattern in _WORDS:
        if match := pattern.fullmatch(text):
            month = _MONTHS.get(match["month"].lower()) or match["month"]
            try:
                return Published(date(int(match["year"]), int(month), int(match["day"])))
            except ValueError:
                return None
    return None


def _published(at: datetime) -> Published:
    return Published(at.date()) if at.utcoffset() is None else Published.from_datetime(at)
