"""What the quotations of an answer claim of prices, and of which listings. Pure.

To call an article wrong that is not is worse than to pass over one that is. So a claim counts only where it is plain
whose shares are spoken of and when: what is told of the past, of a stretch of days, of a rival, or of a market while a
company is named, is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.market.claims import Claim, claims
from bot.market.claims.sentence import Sentence, sentences
from bot.market.model import Kind, Listing, Security
from bot.market.symbols import Found, Symbols
from bot.model import Citation
from knowledge.search.timewish import time_wish
from knowledge.text import fold

_OTC = "OTC"
# Between a company and what is claimed: words that may make it a claim on another's shares, or on a market.
_ANOTHER = re.compile(
    r"""\b(?:stocks|equities|ind(?:ex|ices)|gauge|benchmark|markets?|sector|peers?|rivals?|competitors?|suppliers?
        |affiliates?|units?|subsidiar(?:y|ies)|parent|owner|backer|founder|partners?|spin-?off
        |(?:shares?|stock)\ (?:of|in)\ (?!hong\ kong|new\ york))\b
      | 指数|大盘|板块|同行|对手|概念股|股市|港股|美股|a股|供应商|子公司|旗下|母公司|股东|恒指|科指""",
    re.VERBOSE,
)
_ANOTHER_THAN_AN_INDEX = re.compile(r"\b(?:shares?|stocks?|adrs?)\b|股价|股票|个股|概念股|成[分份]股")
# "Nvidia shares", "Foo's stock", for what stands in no table.
_SOMEBODYS = re.compile(r"([A-Z][\w&.-]*)(?:['’]s)?\s+(?:[Ss]hares?|[Ss]tock)\b")
_NOBODY = frozenset({"The", "Its", "Their", "Hong", "Kong", "York", "US", "ADR", "ADS", "H", "A"})
_PAST = re.compile(
    r"\b(?:had(?!\ (?:its|their|an?|the)\b)|once|previously|earlier|then|last)\b|曾|当时|此前|去年|前年|上[周月]"
)
_REFERRING = re.compile(
    r"\b(?:the|its|their|company's)\ (?:hong\ kong-|us-)?(?:listed\ )?(?:shares?|stock|adrs?)\b|股价|该股|公司股"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in the quotation of citation ``n``, published on a day.

    It is of one of ``listings``, those that the sentence means; it may be borne out by any of ``witnesses``, which are
    these and whatever else it may be said of.
    """

    n: int
    published: date
    claim: Claim
    security: Security
    listings: tuple[Listing, ...]
    witnesses: tuple[Listing, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """The same for what says the same, in whatever words."""
        claim = self.claim
        day = claim.session or self.published
        return (self.security.id, claim.kind, claim.way, claim.since, claim.until, claim.figure, claim.measure, day)


def said(citations: Sequence[Citation], symbols: Symbols) -> tuple[Said, ...]:
    """What citations claim of prices, in their order; undated ones claim nothing that can be tested."""
    return tuple(
        one
        for citation in citations
        if citation.published is not None
        for one in _of_citation(citation, citation.published, symbols)
    )


def _of_citation(citation: Citation, published: date, symbols: Symbols) -> Iterator[Said]:
    text = citation.quotation
    found = claims(text, published)
    for sentence in sentences(text, published) if found else ():
        own = [one for one in found if sentence.offset <= one.start < sentence.offset + len(sentence.written)]
        if any(one.session is None for one in own) and _names_a_stretch(sentence, own):
            continue
        for claim in own:
            whose = None if _is_past(sentence, claim) else _whose(citation, sentence, claim, symbols)
            if whose is not None and whose[0].listings:
                security, others = whose
                listings = symbols.choose(security, sentence.written)
                wider = _wider(listings, security, symbols)
                also = tuple(listing for other in others for listing in symbols.choose(other, ""))
                yield Said(citation.n, published, claim, security, listings, tuple(dict.fromkeys([*wider, *also])))


def _names_a_stretch(sentence: Sentence, own: Sequence[Claim]) -> bool:
    """Whether a sentence names a time beside its claims: a record "in October 2020" is none of today's."""
    rest = sentence.written
    for claim in own:
        start, end = claim.start - sentence.offset, claim.end - sentence.offset
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return time_wish(rest, sentence.published).window is not None


def _is_past(sentence: Sentence, claim: Claim) -> bool:
    return claim.session is None and _PAST.search(sentence.said, 0, claim.start - sentence.offset) is not None


def _whose(
    citation: Citation, sentence: Sentence, claim: Claim, symbols: Symbols
) -> tuple[Security, tuple[Security, ...]] | None:
    """Of whose price a claim is, and of whose else it might be; nothing where that is not plain."""
    start, end = claim.start - sentence.offset, claim.end - sentence.offset
    named = _named(sentence.written, symbols)
    if not named:
        return _referred_to(citation, sentence, start, symbols)
    before = [one for one in named if one.end <= start]
    if before:
        subject, between = before[-1], (before[-1].end, start)
    elif len({one.security for one in named}) == 1:
        subject, between = named[0], (end, named[0].start)
    else:
        return None
    security = subject.security
    if security is None or _is_of_another(sentence, security, *between):
        return None
    others = dict.fromkeys(one.security for one in named if one.security and one.security != security)
    return security, tuple(others)


def _named(text: str, symbols: Symbols) -> tuple[Found, ...]:
    return symbols.find(text) if len(fold(text)) == len(text) else ()


def _referred_to(
    citation: Citation, sentence: Sentence, start: int, symbols: Symbols
) -> tuple[Security, tuple[Security, ...]] | None:
    """Whose "the shares" are: the one company that is named before, in the quotation or else in the title."""
    if _REFERRING.search(sentence.said) is None or _is_somebodys(sentence.written[:start]):
        return None
    earlier = _named(citation.quotation[: sentence.offset], symbols) or _named(citation.title, symbols)
    securities = {one.security for one in earlier}
    security = next(iter(securities)) if len(securities) == 1 else None
    if security is None or _is_of_another(sentence, security, 0, start):
        return None
    return security, ()


def _is_of_another(sentence: Sentence, security: Security, start: int, end: int) -> bool:
    """Whether what stands between a name and a claim speaks of something else that has a price."""
    another = _ANOTHER if security.kind is Kind.SHARE else _ANOTHER_THAN_AN_INDEX
    between = sentence.written[start:end]
    return another.search(sentence.said, start, end) is not None or _is_somebodys(between)


def _is_somebodys(between: str) -> bool:
    names = [match[1] for match in _SOMEBODYS.finditer(between)]
    return any(name not in _NOBODY and not name.endswith(("-listed", "-traded")) for name in names)


def _wider(listings: tuple[Listing, ...], security: Security, symbols: Symbols) -> tuple[Listing, ...]:
    """The listings meant; where no place is named, all that are not merely traded over the counter."""
    if listings != symbols.choose(security, ""):
        return listings
    return tuple(dict.fromkeys([*listings, *(one for one in security.listings if one.exchange != _OTC)]))
