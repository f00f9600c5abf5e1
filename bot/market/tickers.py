"""Tickers, as people write them and as Yahoo Finance does: "$baba", "09988", "HK:9988", 港股9988. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS_IN_HONG_KONG = 4
_AROUND = re.compile(r"^[\s$]+|\s+$")
_HONG_KONG = re.compile(r"(?:(?:HKEX|SEHK|HKG|HK|港股|港交所|香港)\s*[:.]?\s*)?([0-9]{1,5})(?:\s*\.?\s*HK)?")
_MAINLAND = re.compile(r"(?:(SSE|SHA|SH|SZSE|SHE|SZ|A股)\s*[:.]?\s*)?([0-9]{6})(?:\s*[. ]\s*(SS|SH|SZ))?")
_EXCHANGES = {"SSE": "SS", "SHA": "SS", "SH": "SS", "SS": "SS", "SZSE": "SZ", "SHE": "SZ", "SZ": "SZ"}
# By the first digit: shares and funds of Shanghai, then of Shenzhen. Yahoo Finance has no others.
_FIRST_DIGITS = {"6": "SS", "5": "SS", "9": "SS", "0": "SZ", "3": "SZ", "1": "SZ", "2": "SZ"}
_LETTERS = r"[A-Z]{1,6}(?:[.\-][AB])?"
_AMERICAN = re.compile(
    rf"(?:(?:NYSE(?:\s?ARCA)?|NASDAQ|AMEX|OTC(?:MKTS)?|US|美股)\s*[:.]\s*|美股\s*)({_LETTERS})|({_LETTERS})\s*[. ]\s*US"
)
_CLASS = re.compile(r"([A-Z]{1,6})\.([AB])")

# In running text, folded: what is a ticker whatever stands around it ...
_MARKED = re.compile(
    r"""
      (?<![a-z0-9.])\$?(?:(?:[0-9]{1,5}|hstech)\.hk|[0-9]{6}\.(?:ss|sh|sz))(?![a-z0-9])           # 9988.HK
    | (?<![a-z0-9.])(?:(?:hkex|sehk|hkg)\s?:\s?[0-9]{1,5}|hk(?:[:.]\s?)?0?[0-9]{4})(?![a-z0-9%]) # HK:9988
    | (?<![a-z0-9.])(?:nyse(?:\s?arca)?|nasdaq|amex|otc)\s?:\s?[a-z]{1,6}(?:\.[ab])?(?![a-z0-9]) # NYSE: BABA
    | (?<![a-z0-9.])[a-z]{1,5}\.us(?![a-z0-9])                                                 # BABA.US
    | (?<![a-z0-9$])\$(?!(?:bn|mn|tn|mln|bln)(?![a-z]))[a-z]{1,6}(?:[.\-][ab])?(?![a-z0-9])    # $BABA
    | (?<![a-z0-9^])\^[a-z]{2,6}(?![a-z0-9])                                                   # ^HSI
    | (?<![a-z0-9.])[a-z]{3,6}=x(?![a-z0-9])                                                   # HKD=X
    | (?<![a-z0-9.,+\-$¥€£])(?<![0-9]/)0[0-9]{4}(?![a-z0-9%])(?![.,/\-][0-9])                  # 09988
    """,
    re.VERBOSE,
)
# ... and what may be one. "9988.5", "1,810" and "2015-18" are no codes, nor is what is part of a longer word.
_NUMBER = re.compile(
    r"(?<![a-z0-9.,+\-$¥€£])(?<![0-9]/)(?:hk |港股\s?)?([0-9]{6}|[0-9]{4})"
    r"(?:\s?hk(?![a-z0-9$])(?!\s*dollar))?(?![a-z0-9%])(?![.,/\-][0-9])"
)
_WORD = re.compile(r"(?<![a-z0-9.$^=&@_])([a-z]{2,6})(?![a-z0-9=&_])(?!\.[a-z0-9])(?:'s(?![a-z]))?")
_AMOUNT_BEFORE = re.compile(
    r"(?:[$¥€£]|(?<![a-z])(?:rmb|hkd|usd|cny|above|below|over|under|than)|港元|美元|人民币|第|破|至|超过|高于|低于)\s*$"
)
_AMOUNT = re.compile(
    r"\s*(?:%|percent|per cent|thousand|million|billion|trillion|(?:mn|bn|tn|m|k)(?![a-z])|points?|pts|yuan|rmb|cny|hkd"
    r"|usd|hk\$|us\$|[a-z]* ?dollars?|cents?|shares(?! price)|vehicles|cars|units|users|people|employees|staff|jobs"
    r"|stores|times|days|hours|[gm]wh|[年月日](?!线)|股(?![价票份])|[元%千万亿点号台辆个名人家倍次只项吨张套天]|小时|港元|港币|美元|人民币)"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Ticker:
    """A ticker in a folded text, at ``start`` to ``end``.

    ``written`` is as it stands in the text, in its own case. ``marked`` tells what can be nothing else ("9988.HK",
    "$BABA") from what only may be one: a number that is neither year nor amount, a word.
    """

    written: str
    start: int
    end: int
    marked: bool


def yahoo_symbol(typed: str) -> str:
    """What is typed as one ticker, as Yahoo Finance writes it; what looks like none, as it was typed.

    Hong Kong codes have four digits, five where the first is no zero ("80700.HK", a counter in yuan).
    """
    plain = _AROUND.sub("", unicodedata.normalize("NFKC", typed).upper())
    if code := _HONG_KONG.fullmatch(plain):
        return f"{int(code[1]):0{_DIGITS_IN_HONG_KONG}}.HK"
    if code := _MAINLAND.fullmatch(plain):
        exchange = _EXCHANGES.get(code[3] or code[1] or "") or _FIRST_DIGITS.get(code[2][0])
        return f"{code[2]}.{exchange}" if exchange else code[2]
    if code := _AMERICAN.fullmatch(plain):
        plain = code[1] or code[2]
    if code := _CLASS.fullmatch(plain):
        return f"{code[1]}-{code[2]}"
    return plain if plain.isascii() else typed.strip()


def tickers(folded: str, cased: str) -> Iterator[Ticker]:
    """What is or may be a ticker in a text: ``cased`` is the folded text before it was put in lower case.

    What is yielded may overlap.
    """
    for match in _MARKED.finditer(folded):
        written = cased[match.start() : match.end()]
        if len(written) > len("$F") or written[-1].isupper():
            yield Ticker(written, match.start(), match.end(), marked=True)
    for match in _NUMBER.finditer(folded):
        if not _is_amount(match, folded):
            yield Ticker(match.group(), match.start(), match.end(), marked=False)
    for match in _WORD.finditer(folded):
        yield Ticker(cased[match.start() : match.end(1)], match.start(), match.end(), marked=False)


def _is_amount(match: re.Match[str], folded: str) -> bool:
    """Whether it is a year or an amount rather than a code."""
    return bool(
        _YEAR.fullmatch(match[1])
        or _AMOUNT.match(folded, match.end())
        or _AMOUNT_BEFORE.search(folded[: match.start()])
    )
