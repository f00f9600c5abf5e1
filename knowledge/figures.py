"""Finding figures in text: percentages, sums of money, counts. Pure.

A figure is kept as it is written. Years, days of the month, quarters and codes of shares are not figures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a figure counts."""

    PERCENT = "percent"
    MONEY = "money"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Found:
    """A figure as written, with what limits it ("more than 3%"), what it counts ("1.2 million parcels"), its place."""

    text: str
    kind: Kind
    start: int
    end: int
    limited: str
    counted: str

    @property
    def value(self) -> Decimal | None:
        """What it comes to, percentages as they are written and sums in single units; absent for figures in words."""
        match = re.search(_DIGITS, self.text)
        if match is None:
            return _WORDS.get(self.text.lower().replace(" ", "-"))
        unit = self.text[match.end() :].lower().translate(_SIMPLIFIED)
        scale = next((size for word, size in _SCALES if word in unit), Decimal(1))
        return Decimal(match.group().replace(",", "")) * scale


_SCALES = tuple(
    (word, Decimal(10) ** power)
    for word, power in (
        ("万亿", 12), ("trillion", 12), ("tn", 12), ("tr", 12), ("千亿", 11), ("百亿", 10), ("billion", 9), ("bn", 9),
        ("亿", 8), ("千万", 7), ("百万", 6), ("million", 6), ("mn", 6), ("万", 4), ("thousand", 3),
    )
)  # fmt: skip
_SIMPLIFIED = str.maketrans("億萬", "亿万")
# Both languages' words for the same number of digits.
_WORDS = {
    "single-digit": Decimal("-1"), "一位数": Decimal("-1"), "double-digit": Decimal("-2"), "两位数": Decimal("-2"),
    "二位数": Decimal("-2"), "triple-digit": Decimal("-3"), "三位数": Decimal("-3"),
}  # fmt: skip
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:trillion|billion|million|thousand|bn|mn|tn|tr|[mbk](?![a-z]))"
_UNIT = (
    r"(?:yuan|renminbi|rmb|cny|(?:u\.?s\.?|hong\ kong|hk)\ ?dollars?|dollars?|usd|hkd|euros?|yen|won|rupees?|francs?"
    r"|kron[ao]r?|pounds?)"
)
_SIGN = r"(?:us\$|hk\$|rmb|cny|usd|hkd|[$¥€£￥])"
_ZH_SCALE = r"(?:[万萬][亿億]|[千百]?[亿億]|[千百]?[万萬])"
_ZH_UNIT = r"(?:元人民[币幣]|人民[币幣]|美元|港元|港[币幣]|[欧歐]元|日[元圆圓]|[韩韓]元|元)"
_DIGIT_WORD = r"(?:single|double|triple|low\ single|mid\ single|high\ single)[- ]digit"
_PATTERN = re.compile(
    rf"""
    (?P<percent>
        [+\-−]?(?:{_DIGITS})\ ?(?:%|％|per\ ?cent\b|percentage\ points?\b|个百分点)
      | {_DIGIT_WORD} | (?:一|[两兩]|二|三)位[数數] | 百分之[一二三四五六七八九十百点零]+
    )
  | (?P<money>
        {_SIGN}\ ?(?:{_DIGITS})\ ?(?:{_ZH_SCALE}|-?\ ?{_SCALE}\b)?(?:\ {_UNIT}\b)?
      | (?:{_DIGITS})\ ?-?(?:{_SCALE}\ )?{_UNIT}\b
      | (?:{_DIGITS})\ ?{_ZH_SCALE}?{_ZH_UNIT}
    )
  | (?P<number>
        (?:{_DIGITS})\ ?(?:{_SCALE}\b|{_ZH_SCALE}|倍) | (?:{_DIGITS})
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The word after a bare number is what it counts, unless it only joins.
_JOINS = "to|in|from|by|of|at|a|an|per|and|or|on|for|with|while|as|than|since|but|after|before|year"
_COUNTED = re.compile(rf"(?:\s(?!(?:{_JOINS})\b)[a-z][a-z-]{{2,}}\b){{1,3}}|[名个家辆台件单人座款][\u4e00-\u9fff]?")
_LIMIT = re.compile(
    r"(?:\b(?:more than|less than|at least|at most|nearly|almost|about|around|over|under|above|below|beyond|up to|"
    r"roughly)|超过|高于|低于|逾|约|近|接近|至少|不到|将近)\s*$",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
# Places where a bare number is part of a date, a period, a name or a list mark.
_NOT_FIGURES = re.compile(
    rf"""
    \b\d{{4}}-\d\d-\d\d\b | \b(?:19|20)\d\d\b(?!\s?(?:%|percent|per\ cent|元|亿|万)) | \d{{1,2}}\s?[年月日号]
  | \b\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH}(?![a-z]) | {_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?\b
  | \b[qh][1-4]\b | \b[1-4][qh]\d\d\b | \bfy\ ?\d{{2,4}}\b | \d+:\d\d(?::\d\d)? | \d{{4}}年
  | \b0?\d{{4,5}}\.hk\b | \[\d+\] | \b\d{{1,2}}(?:st|nd|rd|th)\b | 第\d+
  | \b[a-z]+[-.]?\d+(?:\.\d+)*\b | \b\d+(?-i:(?![BMK]\b)[A-Z])\w*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def figures(text: str) -> Iterator[Found]:
    """Yield each figure of a text, in order, as it is written there."""
    taken = [match.span() for match in _NOT_FIGURES.finditer(text)]
    for match in _PATTERN.finditer(text):
        kind = Kind(str(match.lastgroup))
        start, end = match.span()
        if kind is Kind.NUMBER and any(start < stop and end > begin for begin, stop in taken):
            continue
        written = match.group().rstrip()
        limit = _LIMIT.search(text, max(0, start - 20), start)
        before = limit.group() if limit else ""
        after = _COUNTED.match(text, start + len(written)) if kind is Kind.NUMBER else None
        yield Found(
            written, kind, start, start + len(written), before + written, written + after.group() if after else written
        )
