"""Why two reports give different figures for the same thing, as far as their own words tell. Pure."""

import re
from decimal import Decimal
from enum import Enum

from bot.assistant.findings import Finding
from knowledge.figures import Found
from knowledge.text import fold


class Difference(Enum):
    """What sets two figures for the same thing apart."""

    ADJUSTED = "adjusted"
    SHAREHOLDERS = "shareholders"
    CURRENCY = "currency"
    BASIS = "basis"
    INTRADAY = "intraday"
    REVISED = "revised"
    PRELIMINARY = "preliminary"
    ROUNDED = "rounded"


# Said of the one figure and not of the other, these tell what sets them apart.
_ADJUSTED = re.compile(
    r"\b(?:non-?gaap|non-?ifrs|adjusted|exclud(?:es|ed|ing)|underlying|like-for-like|comparable)\b"
    r"|经调整|调整后|非公认|非通用|非国际|不计|剔除|同口径"
)
_SHAREHOLDERS = re.compile(r"\battributable to\b|归母|归属")
_CURRENCY = re.compile(r"\bconstant (?:currenc(?:y|ies)|exchange rates?)\b|固定汇率|不变汇率")
_REVISED = re.compile(r"\b(?:revis(?:es|ed|ion)|restat(?:es|ed|ement)|correct(?:s|ed|ion))\b|修订|重述|更正|修正")
_PRELIMINARY = re.compile(r"\b(?:preliminary|provisional|flash estimate|unaudited)\b|初步|未经审计")
_ONE_ALONE = (
    (Difference.ADJUSTED, _ADJUSTED),
    (Difference.SHAREHOLDERS, _SHAREHOLDERS),
    (Difference.CURRENCY, _CURRENCY),
    (Difference.PRELIMINARY, _PRELIMINARY),
)
# One on this side and the other on that.
_TURNED = (
    (
        Difference.INTRADAY,
        re.compile(r"\bintraday\b|\bduring (?:the )?(?:day|session|trad\w+)\b|\bas (?:much|high|low) as\b|盘中|一度"),
        re.compile(r"\bclos(?:e|es|ed|ing)\b|\bended\b|\bfinished\b|收盘|收市|收报|收于|收涨|收跌"),
    ),
    (
        Difference.BASIS,
        re.compile(r"year[- ](?:on|over)[- ]year|\byoy\b|from a year (?:earlier|ago)|同比|按年"),
        re.compile(r"quarter[- ](?:on|over)[- ]quarter|\bqoq\b|from the (?:previous|prior) quarter|环比|按季"),
    ),
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def difference(one: Finding, lead: Finding) -> Difference | None:
    """What sets the figure of one apart from that of the lead; nothing where their sentences do not tell."""
    texts = fold(one.sentence.text), fold(lead.sentence.text)
    later = max((one, lead), key=lambda finding: finding.told.isoformat() if finding.told else "")
    revised = later.sentence.hit.corrects is not None or _REVISED.search(fold(later.sentence.text))
    if revised and one.told != lead.told:
        return Difference.REVISED
    for which, pattern in _ONE_ALONE:
        if bool(pattern.search(texts[0])) != bool(pattern.search(texts[1])):
            return which
    for which, here, there in _TURNED:
        if _apart(texts, here, there) or _apart(texts[::-1], here, there):
            return which
    if one.statement and lead.statement and is_rounded(one.statement.figure, lead.statement.figure):
        return Difference.ROUNDED
    return None


def _apart(texts: tuple[str, str], here: re.Pattern[str], there: re.Pattern[str]) -> bool:
    first, second = texts
    return bool(here.search(first) and not here.search(second) and there.search(second) and not there.search(first))


def is_rounded(one: Found, other: Found) -> bool:
    """Whether either figure is the other with fewer decimals, as they are written: 26% of 25.8%, 334亿 of 33.4bn."""
    if one.kind is not other.kind or one.value is None or other.value is None:
        return False
    return _rounds(one, other) or _rounds(other, one)


def _rounds(rough: Found, exact: Found) -> bool:
    """Whether the exact value lies within half a unit of the last digit of the rough one."""
    written = _NUMBER.search(rough.text)
    if written is None:
        return False
    shown = Decimal(written.group().replace(",", ""))
    rough_value, exact_value = Decimal(str(rough.value)), Decimal(str(exact.value))
    if not shown or not rough_value:
        return False
    exponent = shown.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * abs(rough_value / shown)
    return rough_value != exact_value and abs(rough_value - exact_value) <= unit / 2
