"""Persons and places in an answer that its sources, of whichever language, do not name. Pure."""

import re
from collections.abc import Iterator, Sequence

from bot.assistant.checking.answers import Statement
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.surnames import SURNAMES

_OFFICE = (
    r"(?:co-?)?(?:chair(?:man|woman|person)?|ceo|cfo|coo|cto|president|chief(?: [a-z]+){1,2}|founder"
    r"|director|vice[ -]president"
    r"|executive)"
)
_NAMED = re.compile(rf"\b(?i:{_OFFICE}),? (?P<a>[A-Z][a-z]+(?:-[a-z]+)?) (?P<b>[A-Z][a-z]+(?:-[a-z]+)?)\b")
_NAMED_FIRST = re.compile(
    rf"\b(?P<a>[A-Z][a-z]+(?:-[a-z]+)?) (?P<b>[A-Z][a-z]+(?:-[a-z]+)?),? (?:\([^)]*|(?:the|its"
    rf"|[A-Z]\w+['’]s) )(?i:{_OFFICE})\b"
)
# Where shares are listed: each place with what may be told so.
_PLACES = (
    (r"\bHong Kong\b|香港|港股", r"hong kong|\bhk|hkex|香港|港交所|港股|港元|\.hk"),
    (r"\bNew York\b|纽约", r"new york|nyse|nasdaq|\bu\.s\.(?!\$)|\bus-listed|american"
        r"|\badrs?\b|\badss?\b|wall street|纽约|美股|美国|纳斯达克|纽交所"),
    (r"\bShanghai\b|上海", r"shanghai|上海|上交所|科创板|star market|a[- ]shares?|a股"),
    (r"\bShenzhen\b|深圳", r"shenzhen|深圳|深交所|a[- ]shares?|a股"),
    (r"\bLondon\b|伦敦", r"london|伦敦|british|英国"),
    (r"\bSingapore\b|新加坡", r"singapore|新加坡|sgx"),
    (r"\bTokyo\b|东京", r"tokyo|东京|japan|日本"),
)  # fmt: skip
_ANY_PLACE = re.compile("|".join(said for said, _ in _PLACES))
_LISTING = tuple((re.compile(said), re.compile(stands, re.IGNORECASE)) for said, stands in _PLACES)


def unnamed(statement: Statement, ground: Ground, cited: Sequence[Source]) -> Iterator[tuple[str, int, int]]:
    """Yield persons and places that no source that is cited names, each with where it stands in the statement."""
    text = statement.bare
    told = (ground.question, *(source.whole for source in cited))
    for said, stands in _LISTING if _ANY_PLACE.search(text) else ():
        match = said.search(text)
        if match and not any(stands.search(one) for one in told):
            yield match.group(), match.start(), match.end()
    if any(source.language == "en" for source in cited):
        return
    for pattern in (_NAMED, _NAMED_FIRST):
        for match in pattern.finditer(text):
            if not any(_may_be(match["a"], match["b"], one) for one in told):
                yield f"{match['a']} {match['b']}", match.start("a"), match.end("b")


def _may_be(first: str, last: str, whole: str) -> bool:
    """Whether a Chinese text may name a person of these two names, one of them a surname if any is known."""
    if first in whole or last in whole:
        return True
    known = [SURNAMES[name] for name in (first.lower(), last.lower()) if name in SURNAMES]
    return not known or any(character in whole for characters in known for character in characters)
