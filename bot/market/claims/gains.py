"""Reading "up 26% this year", "fell 7% in September", "rose as much as 8%", 年内涨幅30% in a sentence. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.market.arithmetic.rows import Way
from bot.market.claims.claim import Claim, Grain, Kind, Measure, Span
from bot.market.claims.sentence import Sentence
from bot.market.claims.spans import COUNT, WHEN, ZH_COUNT, ZH_WHEN, amount, back, named, this_year
from bot.market.claims.words import DOWN_WORDS, UP_WORDS, is_of_prices, is_open, measure_of, ways
from knowledge.figures import Found, figures
from knowledge.figures import Kind as Figure

# What may stand between the verb and its figure.
_FILLER = re.compile(
    r"""(?:\ |by|of|as\ much\ as|a|an|another|further|some|more\ than|at\ least|about|around|roughly|nearly|almost|over
        |up\ to|less\ than|under|just|well|average|cumulative|幅度?|[了逾超近约达为过至:：]|超过|接近|累计|一度
        |最多)*""",
    re.VERBOSE,
)
_NOUN_AFTER = re.compile(rf"\ (?:{UP_WORDS}|{DOWN_WORDS}|jump|surge|advance|drop|decline|slump|rebound)\b")
_YEAR = r"(?:so\ far\ )?this\ year|year[ -]to[ -]date|since\ the\ (?:start|beginning)\ of\ (?:the|this)\ year"
_PAST = rf"(?:over|in|during)\ the\ (?:past|last)\ (?:{COUNT}|(?P<one>week|month|year))"
_TRADING = r"(?:in|during)\ (?:early|morning|afternoon|late)\ trad(?:e|ing)|during\ trading|intra-?day"
_ON = r"on\ the\ day|on\ (?:mon|tues|wednes|thurs|fri)day|today|(?:at|by)\ the\ close|on\ \d{1,2}\ [a-z]+|to\ close"
# What is the highest or the most since a time is not up by a figure since that time.
_UP_TO_PERIOD = r"(?:(?!\b(?:highest|lowest|most|biggest|largest|best|worst)\b)[^.,;:%]){0,45}?"
_AFTER = re.compile(
    rf"""{_UP_TO_PERIOD}(?:\b(?P<ytd>{_YEAR})\b|\bsince\ (?P<when>{WHEN})|\b{_PAST}\b
        |\b(?:in|during)\ (?P<within>{WHEN})|\b(?P<within2>last\ (?:week|month|quarter|year))\b
        |\b(?P<day>{_ON}|{_TRADING})\b)""",
    re.VERBOSE,
)
_PLACE = re.compile(r"\ (?:in|on)\ (?:hong\ kong|new\ york|shanghai|shenzhen|wall\ street)\b", re.VERBOSE)
_BEFORE = re.compile(rf"(?P<ytd>{_YEAR})|\bsince\ (?P<when>{WHEN})|\b{_PAST}\b", re.VERBOSE)
_ZH_BEFORE = re.compile(
    rf"""(?P<ytd>(?<![一二两三四五六七八九十\d])年内|今年以来|年初以来|年初至今|[较自比]年初
            |今年(?:累计)?(?=[涨升跌上下]|股价|累))
      | (?:自)?(?P<when>{ZH_WHEN})(?:份)?以来 | (?:过去|最近|(?<!接)近){ZH_COUNT}(?:以来|来|内)?
      | (?P<within>{ZH_WHEN}|去年)(?!以来)(?=.{{0,6}}$)
      | (?P<day>当[日天]|今[日天]|全[日天]|盘中|早盘|午后|收盘|收[涨跌升高低市报]|一度)""",
    re.VERBOSE,
)
_CLOSED = re.compile(
    r"""\b(?:closed|ended|finished)\ (?!the\ (?:week|month|quarter|year))(?:the\ (?:day|session)\ )?
        (?:up|down|higher|lower)?\b|收[涨跌升]""",
    re.VERBOSE,
)
# Before the opening and after the close there is no session to be tested.
_OUT_OF_HOURS = re.compile(r"\b(?:pre-?market|after[ -]hours|extended[ -]hours)\b|盘前|(?<!开)盘后|夜盘")
_PEAK = re.compile(r"as much as|up to")
_CHINESE = re.compile(r"[一-鿿]")
_MORE = re.compile(r"(?:more than|at least|over|above|beyond|逾|超过?|高于|至少)\s*$")
_NEARLY = re.compile(r"(?:nearly|almost|近|接近|将近)\s*$")
_ABOUT = re.compile(r"(?:about|around|roughly|约)\s*$")
_LESS = re.compile(r"(?:less than|under|below|at most|不到|低于)\s*$")


class _Period(NamedTuple):
    """From when; to when, if it is over; a day alone where nothing else."""

    since: Span | None = None
    until: date | None = None


def gains_said(sentence: Sentence) -> Iterator[Claim]:
    """Yield changes in per cent, of a period or of a day; what names neither is left alone."""
    said = sentence.said
    for found in figures(said):
        if found.kind is not Figure.PERCENT or found.value is None or "point" in found.text or "点" in found.text:
            continue
        moved = _verb(said, found)
        if (
            moved is None
            or found.text[0] in "-−"
            or _OUT_OF_HOURS.search(said, max(0, found.start - 12), found.end + 30)
        ):
            continue
        start, way = moved
        end, period = _period(sentence, start, found)
        if period is None or not is_of_prices(said, start, found.end) or is_open(said, start):
            continue
        least, most = _bounds(said, found)
        size = abs(found.value)
        yield Claim(
            Kind.CHANGE if period.since else Kind.DAY,
            way,
            *sentence.place(start, max(end, found.end)),
            period.since,
            period.until,
            size if way is Way.UP else -size,
            least,
            most,
            Measure.CLOSE if period.since else measure_of(said, start, max(end, found.end)),
        )


def _verb(said: str, found: Found) -> tuple[int, Way] | None:
    """Where the word begins that says whether it is up or down, and which."""
    for start, end, way in reversed(ways(said, max(0, found.start - 45), found.start)):
        if _FILLER.fullmatch(said, end, found.start):
            return start, way
        break
    after = _NOUN_AFTER.match(said, found.end)
    if after:
        return found.start, ways(said, *after.span())[0][2]
    return None


def _period(sentence: Sentence, start: int, found: Found) -> tuple[int, _Period | None]:
    """The period that is spoken of, and where its words end behind the figure, if they stand there."""
    said = sentence.said
    if _CHINESE.search(said, max(0, start - 1), found.end):
        before = [*_ZH_BEFORE.finditer(said[max(0, start - 30) : found.start])]
        return found.end, _read(before[-1], sentence.published) if before else None
    after = _AFTER.match(said, found.end)
    if after:
        day = after.groupdict().get("day")
        return (found.end if day else after.end()), _read(after, sentence.published)
    before = [*_BEFORE.finditer(said[max(0, start - 70) : start])]
    if before:
        return found.end, _read(before[-1], sentence.published)
    closed = _CLOSED.search(said, max(0, start - 25), found.end) or _PLACE.match(said, found.end)
    closed = closed or _PEAK.search(said, start, found.start)
    return found.end, _Period() if closed else None


def _read(match: re.Match[str], published: date) -> _Period | None:
    groups = match.groupdict()
    if groups.get("ytd"):
        return _Period(this_year(published))
    if groups.get("when"):
        since = named(groups["when"], published)
        return _Period(since) if since else None
    if groups.get("n") or groups.get("one"):
        return _Period(_counted_back(match, published))
    within = groups.get("within") or groups.get("within2")
    if within:
        return _within(within, published)
    return _Period()


def _counted_back(match: re.Match[str], published: date) -> Span:
    number, unit = amount(match)[:2] if match.groupdict().get("n") else (1, match["one"])
    day = back(published, number, unit)
    return Span(day, day, Grain.COUNTED)


def _within(when: str, published: date) -> _Period | None:
    span = named(when, published)
    if span is None or span.grain is Grain.DAY:
        return _Period() if span else None
    return _Period(span, None if span.last >= published else span.last)


def _bounds(said: str, found: Found) -> tuple[Decimal, Decimal | None]:
    """How small and how large a change may be that is written so: it is rounded at its last digit."""
    size = abs(found.value or Decimal(0))
    digits = re.search(r"\d(?:[\d,]*)(?:\.(\d+))?", found.text)
    unit = Decimal(1).scaleb(-len(digits[1] or "") if digits else 0)
    before = said[max(0, found.start - 12) : found.start]
    if _MORE.search(before):
        return size, None
    if _NEARLY.search(before):
        return size - 2 * unit, size + unit / 2
    if _LESS.search(before):
        return Decimal(0), size
    margin = unit * 3 / 2 if _ABOUT.search(before) else unit / 2
    return size - margin, size + margin
