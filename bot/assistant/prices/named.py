"""The securities that a question names. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.assistant.lexicon import lexicon
from bot.market.model import Kind
from bot.market.symbols import Symbols, symbols, yahoo_symbol
from knowledge.text import fold, whole

_OVER_THE_COUNTER = "OTC"
_HANG_SENG = "hsi"
# A code of Hong Kong with less than four digits means something only beside the place.
_BESIDE_HONG_KONG = re.compile(
    r"(?<![\w.,$])(?:hk\s?:\s?|hk\s)([0-9]{1,4})(?![\w.,%])|(?<![\w.,$:])([0-9]{1,4})\s?hk(?![\w$])(?!\s*dollar)"
)
# All that is traded in Hong Kong, where nothing else is named, is what its first index tells.
_HONG_KONG_SHARES = re.compile(
    r"(?<![a-z])(?:the )?(?:hk|hong kong)(?:'s)? (?:stock ?markets?|stocks|shares|markets?)(?![a-z])"
    r"|港股(?:市场|大盘)?|香港股市|香港大盘"
)
_FEW = 2
_IN_CAPITALS = re.compile(r"(?<![A-Za-z0-9.$^=&@_/'-])[A-Z]{2,5}(?![A-Za-z0-9=&@_/-])(?!\.[A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Named:
    """A name at ``start`` to ``end`` of a folded text.

    ``id`` is the security's in the table of names, nothing where it stands in none. ``symbol`` is the ticker by which
    it was called, as Yahoo Finance writes it, nothing where it was called by its name: a ticker means the share and
    not the company, and one listing of it. ``traded`` says that it is an index or a fund.
    """

    start: int
    end: int
    id: str | None
    symbol: str | None
    traded: bool = False


def named(text: str) -> tuple[Named, ...] | None:
    """The securities in a text, in order; nothing at all where a product or a unit of a company is named."""
    folded = fold(text)
    if any(mention.name.id != mention.name.subject or mention.name.concept for mention in lexicon().mentions(folded)):
        return None
    table = symbols()
    found = tuple(
        Named(
            found.start,
            found.end,
            found.security.id if found.security else None,
            found.symbol,
            traded=found.security is not None and found.security.kind is not Kind.SHARE,
        )
        for found in table.find(text)
    )
    return _in_order([*_codes(folded, table), *found])


# "NEXT FRIDAY" is a day, and "next" alone no word of prices.
_OF_DAYS = frozenset({"NEXT", "LAST", "THIS", "PAST", "PREVIOUS", "COMING"})


def with_capitals(text: str, known: tuple[Named, ...], is_word: Callable[[str], bool]) -> tuple[Named, ...]:
    """Besides the securities that are known, words in capitals that no table knows: "TSLA price".

    There are none where all is in capitals but two words beside Chinese; none is a term of the newsroom's or, as
    ``is_word`` says, a word of prices.
    """
    cased = unicodedata.normalize("NFKC", whole(text)).replace("’", "'")
    in_chinese = re.search(r"[\u4e00-\u9fff]", cased) and len(re.findall(r"[A-Z]+", cased)) <= _FEW
    if len(cased) != len(fold(text)) or not (in_chinese or re.search(r"[a-z]", cased)):
        return known
    unknown = [
        Named(match.start(), match.end(), None, match.group())
        for match in _IN_CAPITALS.finditer(cased)
        if not (_means_something(match.group()) or match.group() in _OF_DAYS or is_word(match.group().lower()))
    ]
    return _in_order([*known, *unknown])


def hong_kong_shares(text: str) -> tuple[Named, ...]:
    """The index that stands for Hong Kong's shares, where a text speaks of these and names none."""
    match = _HONG_KONG_SHARES.search(fold(text))
    return (Named(match.start(), match.end(), _HANG_SENG, None, traded=True),) if match else ()


def listed_in_several(one: Named) -> bool:
    """Whether it is traded in more places than one, so that to name a place is to ask for a listing."""
    listings = symbols().security(one.id).listings if one.id else ()
    return len({at.calendar for at in listings if at.exchange != _OVER_THE_COUNTER}) > 1


def _codes(folded: str, table: Symbols) -> Iterator[Named]:
    for match in _BESIDE_HONG_KONG.finditer(folded):
        symbol = yahoo_symbol(f"{match[1] or match[2]}.HK")
        if known := table.listing(symbol):
            yield Named(match.start(), match.end(), known[0].id, symbol)


def _means_something(word: str) -> bool:
    items = lexicon().items(word)
    known = items.names or items.concepts or items.weak
    return bool(known)


def _in_order(securities: list[Named]) -> tuple[Named, ...]:
    """Each where it stands; of those that overlap the first and longest."""
    kept: list[Named] = []
    for one in sorted(securities, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
