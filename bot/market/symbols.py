"""What is meant by a name or a ticker, and which of its listings: "Alibaba", 阿里, "9988", "$BABA". Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.market.model import Kind, Listing, Security
from bot.market.tickers import Ticker, tickers, yahoo_symbol
from bot.names import Named, Names, name_table
from knowledge.text import fold, whole

__all__ = ["Found", "Symbols", "kind_of", "symbols", "yahoo_symbol"]

_OTC = "OTC"
_MAINLAND = "XSHG"
# Tickers as short as these are words and initials too often to count in lower case.
_SHORT = 3
_PLACES = {
    "XHKG": re.compile(
        r"(?<![a-z])(?:hong kong(?!(?:'s)? dollar)|hk(?!\$|d|\s*dollar)|hkex|sehk|h[- ]?shares?)(?![a-z])"
        r"|港股|h股|香港|在港|港交所|联交所"
    ),
    "XNYS": re.compile(
        r"(?<![a-z])(?:new york|nyse|nasdaq|wall street|adrs?|american depositary|us[- ](?:listed|listing|shares?"
        r"|stocks?|market|price|line)|(?:in|on) the (?:us|states)|in america)(?![a-z])|(?<![a-z])u\.s\.(?!\s*dollar)"
        r"|纽约|纳斯达克|美股|美国上市|在美国|美国存托"
    ),
    _MAINLAND: re.compile(r"(?<![a-z])(?:a[- ]shares?|shanghai|shenzhen|mainland)(?![a-z])|a股|沪市|深市|上海|深圳"),
}
# In capitals: "us" and "ads" are words.
_NEW_YORK_CASED = re.compile(r"(?<![A-Za-z])(?:US(?!\s*[Dd]ollar|\$)|ADSs?)(?![A-Za-z])")
_OVER_THE_COUNTER = re.compile(r"(?<![a-z])(?:otc|over[- ]the[- ]counter|pink sheets?)(?![a-z])|场外")
_CURRENCIES = {
    "HKD": re.compile(r"(?<![a-z])(?:hkd(?![a-z])|hk\$|(?:hong kong|hk) dollars?)|港元|港币"),
    "USD": re.compile(r"(?<![a-z])(?:usd(?![a-z])|us\$|(?<!kong )(?<!hk )dollars?(?![a-z]))|美元|美金"),
    "CNY": re.compile(r"(?<![a-z])(?:cny|rmb|yuan|renminbi)(?![a-z])|人民币"),
}
# What may stand beside a name and the place of its listing without meaning anything else.
_BESIDE_A_NAME = re.compile(
    r"(?<![a-z])(?:us|in|the|group|holdings?|inc|ltd|limited|corp(?:oration)?|company|shares?|stock)(?![a-z])"
    r"|集团|控股|股份|有限公司|公司|股票|的"
)
_MOST_NEAR = 3
# Letters that may be wrong, missing, too many or swapped, in a short word and in a long one.
_WRONG, _WRONG_IN_LONG, _LONG = 1, 2, 7


@dataclass(frozen=True, slots=True)
class Found:
    """A security in a text, at ``start`` to ``end`` of ``knowledge.text.fold(text)``.

    ``symbol`` is the ticker where one was written, as Yahoo Finance writes it, and ``listing`` the listing that it
    names. ``security`` is absent for a ticker that the table does not have, which Yahoo Finance may well know.
    """

    start: int
    end: int
    security: Security | None
    symbol: str | None = None
    listing: Listing | None = None


@dataclass(frozen=True)
class Symbols:
    """The table of names as the market reads it. Immutable; :func:`symbols` gives the one of this product."""

    _names: Names
    _securities: Mapping[str, Security]
    _listings: Mapping[str, tuple[Security, Listing]]
    _codes: Mapping[str, str]

    def all(self) -> tuple[Security, ...]:
        """Every security of the table in its order, companies that are not listed among them."""
        return tuple(self._securities.values())

    def members(self) -> tuple[Security, ...]:
        """The members of the Hang Seng Tech Index."""
        return tuple(security for security in self.all() if security.member)

    def security(self, id: str) -> Security:
        """The security of an id; raises KeyError when there is none."""
        return self._securities[id]

    def listing(self, symbol: str) -> tuple[Security, Listing] | None:
        """The listing of a symbol as Yahoo Finance writes it."""
        return self._listings.get(symbol)

    def resolve(self, typed: str) -> tuple[Security, tuple[Listing, ...]] | None:
        """What an argument of a command means: a ticker its one listing, a name those that :meth:`choose` finds in it.

        A company that is not listed has none. Nothing for what the table does not know, which is a ticker to look up.
        """
        known = self._known(typed)
        if known:
            return known[0], (known[1],)
        found = self.find(typed)
        if len(found) != 1 or found[0].security is None:
            return None
        folded = _folded(typed)
        if _says_more(folded[: found[0].start] + folded[found[0].end :]):
            return None
        return found[0].security, self.choose(found[0].security, typed)

    def part(self, typed: str) -> tuple[str, Security] | None:
        """Where an argument is the name of a product or a unit ("alibaba cloud"): its name, and whose it is."""
        folded = _folded(typed)
        for spotted in self._names.quoted.spot(folded):
            rest = folded[: spotted.start] + folded[spotted.end :]
            if spotted.named.id not in self._securities and not _says_more(rest):
                return spotted.named.en_label, self._securities[spotted.named.subject]
        return None

    def find(self, text: str) -> tuple[Found, ...]:
        """The securities named in a text, in order.

        Of names that overlap the longest counts. Products and units ("Alibaba Cloud") have no price and are passed
        over, and with them the company's name in theirs. A bare number counts only where it is a code of the table and
        neither a year nor an amount, a short ticker only in capitals.
        """
        spans = sorted(self._candidates(text), key=lambda one: (one[0].start, -one[0].end, one[0].symbol is None))
        found: list[Found] = []
        end = 0
        for one, passed_over in spans:
            if one.start >= end:
                end = one.end
                found += [] if passed_over else [one]
        return tuple(found)

    def choose(self, security: Security, text: str) -> tuple[Listing, ...]:
        """The listings of a security that a text wants: by ticker, by place, by currency; else the usual ones.

        Usual are those in New York and Hong Kong, without those over the counter and in the mainland unless there are
        no others. Where a text names a place that there is no listing in, these are the usual, too.
        """
        found = self.find(text)
        by_ticker = {one.symbol for one in found if one.security == security and one.listing}
        if by_ticker:
            return tuple(listing for listing in security.listings if listing.symbol in by_ticker)
        folded, cased = _folded(text), _cased(text)
        for one in found:
            # "Hang Seng" and "Tracker Fund of Hong Kong" name no place.
            blank = " " * (one.end - one.start)
            folded, cased = (part[: one.start] + blank + part[one.end :] for part in (folded, cased))
        return _wanted(security.listings, folded, cased)

    def near(self, typed: str) -> tuple[str, ...]:
        """Tickers and names of the table that are nearly spelt like this, nearest first; to be shown and typed."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        shown = {fold(symbol): symbol for symbol in self._listings}
        for row in self._names.rows.values():
            if row.id in self._securities:
                shown |= {fold(name): name for name in (*row.en, *row.quoted, *row.zh) if not name.isdecimal()}
        asked = fold(yahoo_symbol(typed))
        wrong = _WRONG_IN_LONG if len(asked) >= _LONG and asked.isalpha() else _WRONG
        close = process.extract(asked, shown.keys(), scorer=OSA.distance, score_cutoff=wrong, limit=_MOST_NEAR)
        return tuple(shown[match] for match, _, _ in close if match[0] == asked[0])

    def _candidates(self, text: str) -> Iterator[tuple[Found, bool]]:
        """Everything that may be meant, and whether it only hides what is in it: a product, a unit."""
        folded, cased = _folded(text), _cased(text)
        for spotted in self._names.quoted.spot(folded):
            if not folded[spotted.start : spotted.end].isdecimal():
                security = self._securities.get(spotted.named.id)
                yield Found(spotted.start, spotted.end, security), security is None
        for ticker in tickers(folded, cased):
            known = self._known(ticker.written) if ticker.marked else self._bare(ticker)
            if known:
                yield Found(ticker.start, ticker.end, known[0], known[1].symbol, known[1]), False
            elif ticker.marked:
                yield Found(ticker.start, ticker.end, None, yahoo_symbol(ticker.written)), False

    def _known(self, typed: str) -> tuple[Security, Listing] | None:
        symbol = yahoo_symbol(typed)
        return self._listings.get(symbol) or self._listings.get(self._codes.get(fold(typed).strip(), symbol))

    def _bare(self, ticker: Ticker) -> tuple[Security, Listing] | None:
        written, symbol = ticker.written, ticker.written.upper()
        if symbol in self._names.spoken:
            return None
        if (len(symbol) <= _SHORT or symbol in self._names.words) and not written.isupper():
            return None
        return self._known(written)


def _wanted(listings: Sequence[Listing], folded: str, cased: str) -> tuple[Listing, ...]:
    places = {calendar for calendar, pattern in _PLACES.items() if pattern.search(folded)}
    if _NEW_YORK_CASED.search(cased):
        places.add("XNYS")
    currencies = {currency for currency, pattern in _CURRENCIES.items() if pattern.search(folded)}
    over_the_counter = [listing for listing in listings if listing.exchange == _OTC]
    if over_the_counter and _OVER_THE_COUNTER.search(folded):
        return tuple(over_the_counter)
    placed = [listing for listing in listings if listing.calendar in places]
    # What is hardly traded over the counter is no better answer than a price that is converted.
    paid = [listing for listing in listings if listing.currency in currencies and listing.exchange != _OTC]
    chosen = placed or paid or list(listings)
    usual = [listing for listing in chosen if listing.exchange != _OTC]
    if not placed and not paid:
        usual = [listing for listing in usual if listing.calendar != _MAINLAND] or usual
    return tuple(usual or chosen)


def _says_more(rest: str) -> bool:
    """Whether what stands beside a name is more than the place of a listing."""
    for pattern in (*_PLACES.values(), *_CURRENCIES.values(), _OVER_THE_COUNTER, _BESIDE_A_NAME):
        rest = pattern.sub(" ", rest)
    return any(character.isalnum() for character in rest)


def _folded(text: str) -> str:
    return fold(text).replace("’", "'")


def _cased(text: str) -> str:
    """The text folded but for its case; in lower case where a letter grows longer with it ("İ")."""
    cased = unicodedata.normalize("NFKC", whole(text)).replace("’", "'")
    folded = _folded(text)
    return cased if len(cased) == len(folded) else folded


@lru_cache(maxsize=1)
def symbols() -> Symbols:
    """The table of this product, read when first needed."""
    names = name_table()
    securities = {row.id: _security(row) for row in names.rows.values() if row.subject == row.id}
    listings = {listing.symbol: (security, listing) for security, listing in _listed(securities.values())}
    codes = {symbol.partition(".")[0]: symbol for symbol in listings if symbol[:6].isdecimal()}
    return Symbols(names, securities, listings, codes)


def kind_of(symbol: str) -> Kind:
    """What is quoted under a symbol, as far as can be told without asking: a share where it is in no table."""
    known = symbols().listing(symbol)
    if known:
        return known[0].kind
    return Kind.RATE if symbol.endswith("=X") else Kind.INDEX if symbol.startswith("^") else Kind.SHARE


def _security(row: Named) -> Security:
    return Security(
        id=row.id,
        en=row.en_label,
        zh=row.zh_label,
        kind=Kind(row.kind),
        listings=tuple(Listing(at.symbol, at.exchange, at.calendar, at.currency) for at in row.venues),
        member=row.member,
        proxy=row.proxy,
    )


def _listed(securities: Iterable[Security]) -> Iterator[tuple[Security, Listing]]:
    return ((security, listing) for security in securities for listing in security.listings)
