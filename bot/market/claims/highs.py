"""Reading "highest since 2021", "record high", "biggest one-day gain in two years", 创四年新高 in a sentence. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from bot.market.arithmetic.rows import Way
from bot.market.claims.claim import Claim, Kind, Span
from bot.market.claims.sentence import Sentence
from bot.market.claims.spans import COUNT, WHEN, ZH_COUNT, ZH_WHEN, before_this_year, counted, named
from bot.market.claims.words import is_of_prices, is_open, measure_of, ways

_EVER = r"""(?:on\ record|(?:so\ far\ )?ever|in\ (?:its|the|their)\ (?:\w+\ )?history
    |since\ (?:(?:its|the|their)\ (?:listing|ipo|debut|flotation|initial\ public\ offering)
              |(?:it|they)\ (?:listed|went\ public|began\ trading|debuted)))"""
_THIS_YEAR = r"(?:so\ far\ )?this\ year"
_TIME = rf"(?:since\ (?P<when>{WHEN})|in\ {COUNT}\b|(?P<year>{_THIS_YEAR})|(?P<ever>{_EVER}))"
_WHAT = r"(?:\ (?:intra-?day|closing|trading|share))?(?:\ (?:close|closing|level|point|price|finish|mark))?"
_ZH_NEW = r"(?:收盘|盘中)?(?:的)?(?:(?P<up>新高|最高|高位|高点)|(?P<down>新低|最低|低位|低点))"
_ZH_EVER = r"(?:历史|上市以来|有史以来|[纪记]录)(?:的)?"
_MOVES = (
    r"(?:gain|rise|jump|advance|rally|increase|climb|surge|drop|fall|decline|loss|rout|slump|slide|plunge|tumble|day)"
)
_EXTREMES = tuple(
    re.compile(body, re.VERBOSE)
    for body in (
        rf"\b(?:(?P<up>highest|strongest)|(?P<down>lowest|weakest)){_WHAT}\ {_TIME}",
        rf"\b{COUNT}(?:\ (?:closing|intra-?day))?\ (?:(?P<up>high)|(?P<down>low))s?\b",
        r"\b(?P<year>year-to-date|yearly|year's)\ (?:(?P<up>high)|(?P<down>low))\b",
        r"""\b(?P<ever>record|all-time|lifetime)(?:\ (?:closing|intra-?day|share\ price))?
            \ (?:(?P<up>highs?|close|peak)|(?P<down>lows?))\b""",
        r"""\b(?P<ever>(?:at|to|hit|reached|set|notched))\ (?P<up>an?\ (?:new\ |fresh\ )?record)
            (?=\ of\b|\ (?:hk|us)?\$|\s*(?:[.,;]|$))""",
        rf"(?:自)?(?P<when>{ZH_WHEN})(?:份)?以来(?:的)?{_ZH_NEW}",
        rf"{ZH_COUNT}(?:以来|来|内)?(?:的)?{_ZH_NEW}",
        rf"(?P<year>(?<![一二两三四五六七八九十\d])年内|今年以来|今年)(?:的)?{_ZH_NEW}",
        rf"(?P<ever>{_ZH_EVER}){_ZH_NEW}",
    )
)
_LARGEST = tuple(
    re.compile(body, re.VERBOSE)
    for body in (
        rf"""\b(?:biggest|largest|best|sharpest|steepest|strongest|worst)
            (?:\ (?:one-day|single-day|daily|percentage|trading|one-day\ percentage))?\ (?P<noun>{_MOVES})\ {_TIME}""",
        rf"\bthe\ most(?:\ in\ (?:a|one|a\ single)\ (?:day|session))?\ (?P<noun>){_TIME}",
        rf"(?:自)?(?P<when>{ZH_WHEN})(?:份)?以来(?:的)?最大(?:单日|的单日|一日)?(?P<noun>[涨跌升]幅)",
        rf"{ZH_COUNT}(?:以来|来)(?:的)?最大(?:单日)?(?P<noun>[涨跌升]幅)",
        rf"(?P<ever>{_ZH_EVER}|创下?|录得)最大单日(?P<noun>[涨跌升]幅)",
    )
)
_BEST = re.compile(r"best|strongest")


def extremes_said(sentence: Sentence) -> Iterator[Claim]:
    """Yield what is called the highest or lowest, since a time or of all."""
    for match in _matches(_EXTREMES, sentence):
        since = _since(match, sentence.published)
        if since is None and not match.groupdict().get("ever"):
            continue
        way = Way.UP if match["up"] else Way.DOWN
        measure = measure_of(sentence.said, *match.span())
        kind = Kind.EXTREME if since else Kind.RECORD
        yield Claim(kind, way, *sentence.place(*match.span()), since, measure=measure)


def moves_said(sentence: Sentence) -> Iterator[Claim]:
    """Yield what is called the largest move of a day."""
    for match in _matches(_LARGEST, sentence):
        since = _since(match, sentence.published)
        if since is None and not match.groupdict().get("ever"):
            continue
        way = _way(sentence.said, match)
        if way:
            yield Claim(Kind.MOVE, way, *sentence.place(*match.span()), since)


def _way(said: str, match: re.Match[str]) -> Way | None:
    if match["noun"] == "day":
        return Way.UP if _BEST.search(match.group()) else Way.DOWN
    where = match.span("noun") if match["noun"] else (0, match.start())
    found = ways(said, *where) or ([(0, 0, Way.DOWN)] if match["noun"] else [])
    return found[-1][2] if found else None


def _matches(patterns: tuple[re.Pattern[str], ...], sentence: Sentence) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        for match in pattern.finditer(sentence.said):
            of_prices = is_of_prices(sentence.said, *match.span())
            if of_prices and not is_open(sentence.said, match.start()):
                yield match


def _since(match: re.Match[str], published: date) -> Span | None:
    groups = match.groupdict()
    if groups.get("when"):
        return named(groups["when"], published)
    if groups.get("n"):
        return counted(match, published)
    return before_this_year(published) if groups.get("year") else None
