"""A question of prices that goes on from the one before: "since August?", "and in New York?", 那百度呢. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.assistant.followups import without_link
from bot.assistant.prices.asking import Measure, PriceInquiry, price_inquiry
from bot.assistant.prices.days import read_days
from bot.assistant.prices.heard import hear
from bot.assistant.prices.spoken_days import NAME
from bot.market.symbols import Found, symbols
from knowledge.text import fold, language_of

# What goes on is brief: a longer question stands for itself.
_LONGEST = 40
# A name, and the text that it stands in.
_Spoken = tuple[Found, str]
# What tied the days that give way to their question.
_LEFT_OVER = re.compile(r"\b(?:since|from|in|on|over|during|for|at|of)\b(?=\s*$)|以来|至今|自从?(?=\s|$)")
_ENDS = re.compile(r"[?？!！.。\s]+$")


def follow(text: str, before: str, today: date, as_of: date | None = None) -> str | None:
    """The question as it would stand on its own; nothing where it does not go on from one of prices.

    Days take the place of those asked about before, a name that of the first, but to a comparison it is added; a place,
    a currency or a measure is added.
    """
    asked = _ENDS.sub("", text.strip())
    rest = _ENDS.sub("", without_link(text))
    earlier = price_inquiry(before, today, as_of)
    if earlier is None or earlier.measure is Measure.CALENDAR or not rest or len(rest) > _LONGEST:
        return None
    new = symbols().find(rest)
    said = _filled(_nameless(rest, new), ()) if new else rest
    if new and rest == asked and _speaks(said):
        return None
    meant = {one.security.id if one.security else one.symbol for one in new}
    if not new or earlier.measure is Measure.VERSUS:
        meant |= {*earlier.names, *earlier.symbols}
    added = [(one, rest) for one in new]
    for candidate in _candidates(said, added, earlier, today):
        inquiry = price_inquiry(candidate, today, as_of)
        if inquiry is None or {*inquiry.names, *inquiry.symbols} != meant:
            continue
        # "Thanks" asks nothing new.
        return candidate if replace(inquiry, text="") != replace(earlier, text="") else None
    return None


def language_said(text: str, before: str) -> str:
    """The language of a text; a name alone in Latin letters tells none, and the language ``before`` goes on."""
    rest = _nameless(text, symbols().find(text)).replace(NAME, " ")
    if _speaks(rest):
        return language_of(rest)
    return "zh" if language_of(text) == "zh" else before


def _candidates(said: str, new: Sequence[_Spoken], earlier: PriceInquiry, today: date) -> Iterator[str]:
    """The earlier question with what is new; then its names alone with it."""
    before = _ENDS.sub("", earlier.text)
    chinese, named = language_of(before) == "zh", symbols().find(before)
    frame = _nameless(before, named)
    days = read_days(fold(said), today)
    if days.first is not None or days.all or days.problem is not None:
        frame = _LEFT_OVER.sub(" ", read_days(frame, today).rest)
    # Beside a place, a ticker would still mean its own listing.
    placed = hear(fold(said)).has("hong-kong", "america", "mainland")
    for by_ticker in (False, True) if placed else (True,):
        names = [_called((one, before), by_ticker=by_ticker, chinese=chinese) for one in named]
        if added := ", ".join(_called(one, by_ticker=by_ticker, chinese=chinese) for one in new):
            names = [*names[:-1], f"{names[-1]}, {added}"] if earlier.measure is Measure.VERSUS else [added]
        yield _filled(frame, names, said)
        yield _filled(" ".join(names), (), said)
        yield _filled(" ".join(names), (), "股价" if chinese else "share price", said)


def _nameless(text: str, found: Sequence[Found]) -> str:
    """A text folded, with a mark in the place of each name."""
    folded = fold(text).replace("’", "'")
    for one in reversed(found):
        folded = f"{folded[: one.start]} {NAME} {folded[one.end :]}"
    return folded


def _filled(frame: str, names: Sequence[str], *more: str) -> str:
    """A text with names in the place of the marks; what has no name is left out."""
    for name in names:
        frame = frame.replace(NAME, name, 1)
    return " ".join(" ".join((frame.replace(NAME, " "), *more)).split())


def _called(spoken: _Spoken, *, by_ticker: bool, chinese: bool) -> str:
    found, text = spoken
    if found.security is None:
        return fold(text)[found.start : found.end].upper()
    if found.symbol and by_ticker:
        return found.symbol
    return found.security.zh if chinese else found.security.en


def _speaks(text: str) -> bool:
    return any(character.isalnum() for character in text)
