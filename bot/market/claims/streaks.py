"""Reading "extended gains to a fifth day", "three-day losing streak", 连涨五日 in a sentence. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.market.arithmetic.rows import Way
from bot.market.claims.claim import Claim, Kind, Measure
from bot.market.claims.sentence import Sentence
from bot.market.claims.words import is_of_prices, is_open, ways
from knowledge.search.timewords import NUMBER, number_of

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh")
_NTH = rf"(?:{'|'.join(_ORDINALS[1:])}|\d{{1,2}}(?:st|nd|rd|th))"
_DAYS = r"(?:trading\ )?(?:day|session)s?"
_PATTERNS = tuple(
    re.compile(body, re.VERBOSE)
    for body in (
        rf"\b(?P<nth>{_NTH})\ (?:straight|consecutive|successive|running)\ {_DAYS}(?:\ of\ (?P<word>[a-z]+))?\b",
        rf"\b(?P<nth>{_NTH})\ {_DAYS}\ in\ a\ row\b",
        rf"\b(?:to|into|for)\ an?\ (?P<nth>{_NTH})\ {_DAYS}\b",
        rf"""\b(?P<n>{NUMBER})-(?:day|session)\ (?:(?P<word>winning|losing)\ (?:streak|run)
            |(?:streak|run)\ of\ (?P<word2>[a-z]+))\b""",
        rf"\b(?P<n>{NUMBER})\ (?:straight|consecutive|successive)\ {_DAYS}(?:\ of\ (?P<word>[a-z]+))?\b",
        rf"\b(?P<n>{NUMBER})\ {_DAYS}\ in\ a\ row\b",
        rf"连续?(?P<word>[涨升跌挫])(?P<n>{NUMBER})(?:日|天|个?交易日)",
        rf"(?P<n>{NUMBER})连(?P<word>[涨升跌])",
        rf"连续第?(?P<n>{NUMBER})(?:日|天|个?交易日)(?P<word>上涨|走高|收[涨高升]|上升|[涨升]|下跌|走低|收[跌低]|[跌挫])",
    )
)


def streaks_said(sentence: Sentence) -> Iterator[Claim]:
    """Yield what is said of sessions in a row; weeks and months in a row are left alone."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence.said):
            groups = match.groupdict()
            days = _ordinal(groups["nth"]) if groups.get("nth") else number_of(groups["n"])
            way = _way(sentence.said, match)
            if way is None or days < 2 or is_open(sentence.said, match.start()):
                continue
            if is_of_prices(sentence.said, *match.span()):
                figure = Decimal(days if way is Way.UP else -days)
                place = sentence.place(*match.span())
                yield Claim(Kind.STREAK, way, *place, figure=figure, least=Decimal(days), most=Decimal(days),
                            measure=Measure.CLOSE)  # fmt: skip


def _ordinal(written: str) -> int:
    return _ORDINALS.index(written) + 1 if written in _ORDINALS else int(written[:-2])


def _way(said: str, match: re.Match[str]) -> Way | None:
    """Up or down as the words themselves say, else the nearest before them, else the first after."""
    inside, before = ways(said, *match.span()), ways(said, 0, match.start())
    after = ways(said, match.end(), len(said))
    found = inside[:1] or before[-1:] or after[:1]
    return found[0][2] if found else None
