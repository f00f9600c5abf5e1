"""The table of names: companies, indices and funds in both languages, what belongs to them, and where they are quoted.

What answers questions of news and what looks prices up read the same rows, ``names.toml`` beside this file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from knowledge.text import fold


@dataclass(frozen=True, slots=True)
class Venue:
    """Where something is quoted.

    ``symbol`` is as Yahoo Finance writes it, ``exchange`` a name for readers, ``calendar`` the ISO 10383 code of the
    exchange whose sessions it keeps (absent where trading never stops), ``currency`` ISO 4217.
    """

    symbol: str
    exchange: str
    calendar: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class Named:
    """A row of the table: a company, an index, a fund, an exchange rate, or a product or unit of one.

    ``en`` and ``zh`` are found in any text, ``quoted`` only where a price is asked for. ``subject`` is the row it
    belongs to, its own where it is no part of another. ``kind`` is ``share``, ``fund``, ``index`` or ``rate``.
    """

    id: str
    subject: str
    concept: str | None
    en: tuple[str, ...]
    zh: tuple[str, ...]
    quoted: tuple[str, ...]
    kind: str
    venues: tuple[Venue, ...]
    member: bool
    proxy: str | None

    @property
    def en_label(self) -> str:
        """What an English answer calls it."""
        return self.en[0]

    @property
    def zh_label(self) -> str:
        """What a Chinese answer calls it: the English name where it has no other."""
        return next((name for name in self.zh if not name.isdecimal()), self.en[0])


@dataclass(frozen=True, slots=True)
class Spotted:
    """A row's name in a folded text, at ``start`` to ``end``, a possessive included."""

    named: Named
    start: int
    end: int


@dataclass(frozen=True)
class Spellings:
    """Finds the names of the table in folded text. ``aliases`` are folded."""

    aliases: Mapping[str, Named]
    _others: frozenset[str] = field(repr=False)
    _pattern: re.Pattern[str] = field(repr=False)

    def spot(self, folded: str) -> Iterator[Spotted]:
        """Yield the names in a folded text in order, the longest at each place."""
        for match in self._pattern.finditer(folded):
            alias = match.group()
            bare = alias if self._knows(alias) else alias.removesuffix("s").removesuffix("'")
            if bare not in self._others:
                yield Spotted(self.aliases[bare], match.start(), match.end())

    def _knows(self, alias: str) -> bool:
        return alias in self.aliases or alias in self._others


@dataclass(frozen=True)
class Names:
    """The whole table. Immutable; :func:`name_table` gives the one of this product.

    ``rows`` are by id. ``told`` finds what articles and questions of news call them, ``quoted`` what a question of
    prices may, too. ``spoken`` are tickers that are the company's name as well, ``words`` those that are words.
    """

    rows: Mapping[str, Named]
    told: Spellings
    quoted: Spellings
    spoken: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=1)
def name_table() -> Names:
    """The table of this product, read when first needed."""
    data = tomllib.loads(resources.files(__package__).joinpath("names.toml").read_text("utf-8"))
    rows = {row["id"]: _named(row, data["exchange"]) for row in data["name"]}
    others = frozenset(map(fold, data["others"]))
    told = _aliases((row, (*row.en, *row.zh)) for row in rows.values())
    quoted = told | _aliases((row, row.quoted) for row in rows.values())
    return Names(
        rows=rows,
        told=Spellings(told, others, _alternatives({*told, *others})),
        quoted=Spellings(quoted, others, _alternatives({*quoted, *others})),
        spoken=frozenset(data["spoken"]),
        words=frozenset(data["words"]),
    )


def _named(row: Mapping[str, Any], exchanges: Mapping[str, Mapping[str, str]]) -> Named:
    return Named(
        id=row["id"],
        subject=row.get("part_of", row["id"]),
        concept=row.get("concept"),
        en=tuple(row["en"]),
        zh=tuple(row["zh"]),
        quoted=tuple(row.get("quoted", ())),
        kind=row.get("kind", "share"),
        venues=tuple(_venue(listing, exchanges, row.get("currency")) for listing in row.get("listings", ())),
        member=row.get("member", False),
        proxy=row.get("proxy"),
    )


def _venue(listing: str, exchanges: Mapping[str, Mapping[str, str]], currency: str | None) -> Venue:
    symbol, exchange = listing.split(maxsplit=1)
    of_exchange = exchanges[exchange]
    return Venue(symbol, exchange, of_exchange.get("calendar"), currency or of_exchange["currency"])


def _aliases(rows: Iterable[tuple[Named, Iterable[str]]]) -> dict[str, Named]:
    return {fold(alias).removesuffix("'s"): row for row, aliases in rows for alias in aliases}


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the words, longer ones first; grouped, as each group is tried at each place of a text."""
    beginning: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        beginning.setdefault(word[0], []).append(_rest(word))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in beginning.items()))


def _rest(word: str) -> str:
    first, rest = re.escape(word[0]), re.escape(word[1:])
    if not word.isascii():
        return rest
    # In a Chinese sentence a Latin name stands between characters without spaces.
    owning = r"(?![a-z0-9])(?:'s(?![a-z]))?" if len(word) < 5 else r"(?:'?s)?(?![a-z0-9])"
    return rf"(?<![a-z0-9]{first}){rest}{owning}"
