"""Amounts in a text, in every form in which one is written, read to one form that can be compared. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from bot.assistant.checking import numerals
from knowledge.figures import Found, figures
from knowledge.figures import Kind as Figured


class Unit(StrEnum):
    """What an amount counts."""

    PERCENT = "percent"
    POINTS = "points"
    """Percentage points."""
    MONEY = "money"
    NUMBER = "number"
    TIMES = "times"
    """A multiple: "2.5 times", "doubled"."""
    FRACTION = "fraction"
    """A share in words, in per cent: "half", 三成."""
    DIGITS = "digits"
    """A number of digits: "double-digit"."""


PLAIN = frozenset({Unit.PERCENT, Unit.POINTS, Unit.MONEY, Unit.NUMBER})
"""Units of figures in digits, which are either the same or not."""


class Limit(StrEnum):
    """How exactly it is said."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount, at ``start`` to ``end`` of its text.

    ``value`` is in single units (per cent as written), not below 0; ``sign`` is that of a written "-3%". ``currency``
    is ISO 4217, empty where none is named, ``counted`` what stands after a number. ``step`` is the worth of the last
    digit that is not a trailing zero: what the figure is rounded to, at most.
    """

    unit: Unit
    value: Decimal
    currency: str
    limit: Limit
    sign: int
    step: Decimal
    counted: str
    text: str
    start: int
    end: int


_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = (
    ("万亿", 12), ("萬億", 12), ("trillion", 12), ("tn", 12), ("千亿", 11), ("百亿", 10), ("billion", 9), ("bn", 9),
    ("亿", 8), ("億", 8), ("千万", 7), ("百万", 6), ("million", 6), ("mn", 6), ("万", 4), ("萬", 4), ("thousand", 3),
)  # fmt: skip
_LETTERS = {"b": 9, "m": 6, "k": 3}
_CURRENCIES = (
    ("HKD", r"hk\s?\$|hkd|hong kong dollars?|hk dollars?|港元|港币|港幣"),
    ("TWD", r"nt\s?\$|twd|新台币|新臺幣"),
    ("SGD", r"s\$|sgd|singapore dollars?"),
    ("USD", r"us\s?\$|usd|u\.?s\.? ?dollars?|美元|\bdollars?|(?<![a-z])\$"),
    ("JPY", r"jp¥|jpy|\byen|日元|日圆|日圓"),
    ("CNY", r"rmb|cny|cn¥|yuan|renminbi|人民币|人民幣|元|¥|￥"),
    ("EUR", r"€|euros?|欧元|歐元"),
    ("GBP", r"£|pounds?|英镑"),
    ("KRW", r"won\b|韩元|韓元"),
    ("INR", r"rupees?"),
    ("CHF", r"francs?"),
    ("SEK", r"kron[ao]r?"),
)
_CURRENCY = re.compile("|".join(f"(?P<{code}>{words})" for code, words in _CURRENCIES), re.IGNORECASE)
_MORE = (
    r"(?:more|greater|higher|bigger|larger) than|(?:just |well |a little )?over|(?:just )?above|exceed(?:s|ed|ing)?"
    r"|(?:sur)?pass(?:es|ed|ing)?|topped|beyond|at least|no less than|north of"
    r"|超过|超過|逾|超|突破|高于|不少于|不低于|至少"
)
_LESS = r"(?:less|fewer|lower|smaller) than|(?:just )?(?:under|below|shy of)|at most|不到|不足|低于|少于|至多"
_NEARLY = r"nearly|almost|close to|just (?:under|below|shy of)|接近|将近|將近|近"
_ABOUT = r"about|around|roughly|approximately|circa|some|an estimated|~|≈|大约|大約|大概|约|約"
_LIMIT = re.compile(
    rf"(?:(?P<nearly>{_NEARLY})|(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))\s*(?:a|an|one)?\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s?(?:(?P<about>左右|上下|or so\b)|(?P<more>以上|多(?=[亿万元])|余|or more\b|有余))")
_RANGE = re.compile(r"\s?(?:%|percent)?\s?(?:to|and|[-–—~～至到])\s?")
_TAIL = (
    r"[ -]?(?:per ?cent|percentage points?|(?:trillion|billion|million|thousand)(?: [A-Za-z.]+(?: dollars?)?)?"
    r"|fold|times)\b"
)
_SPELT = re.compile(
    rf"(?P<en>{numerals.ENGLISH})(?P<tail>{_TAIL})"
    rf"|百分之(?P<pc>{numerals.CHINESE})"
    rf"|(?<![第\d])(?P<zh>{numerals.CHINESE})(?P<zhtail>个百分点|個百分點|[万萬]?[亿億][\u4e00-\u9fff]{{0,3}}|[万萬][\u4e00-\u9fff]{{0,3}}"
    r"|[美港欧歐日韩韓]?元|倍)",
    re.IGNORECASE,
)
_THIRD = Decimal(100) / 3
_FRACTIONS = (
    ("two[- ]thirds", 2 * _THIRD), ("three[- ](?:quarters|fourths)(?= of| the)", Decimal(75)),
    ("(?:one|a)[- ]third", _THIRD), ("(?:one|a)[- ]fifth", Decimal(20)), ("(?:one|a)[- ]tenth", Decimal(10)),
    ("(?:one|a)[- ]quarter(?= of| less| more| lower| higher| smaller| larger| from| fewer| \\()|(?<=by )a quarter",
     Decimal(25)),
    ("two[- ]fifths", Decimal(40)), ("three[- ]fifths", Decimal(60)), ("four[- ]fifths", Decimal(80)),
    ("(?<!second )(?<!first )(?<!latter )(?<!other )(?<!this )half(?! ?(?:an|year|hour|day|-year))", Decimal(50)),
)  # fmt: skip
_BETTER_HALF = re.compile(r"\b(?:the|its|their) (?:[\w-]+ )?[\w-]+(?:er|est|ing) $", re.IGNORECASE)
_FRACTION = re.compile(
    "|".join(rf"(?P<f{at}>\b(?:{words})\b)" for at, (words, _) in enumerate(_FRACTIONS))
    + rf"|(?P<cheng>{numerals.CHINESE})成(?![立为本员交功长果就都熟])"
    + rf"|(?P<below>{numerals.CHINESE})分之(?P<above>{numerals.CHINESE})"
    + r"|(?P<zhhalf>过半|逾半|半数|近半|一半)",
    re.IGNORECASE,
)
_MULTIPLES = re.compile(
    r"\b(?P<x2>doubl(?:e|es|ed|ing)(?!-digit)|twofold|twice)\b|\b(?P<x3>tripl(?:e|es|ed|ing)(?!-digit)|threefold|trebled)\b"
    r"|\b(?P<x4>quadrupl(?:e|es|ed|ing)|fourfold)\b|\b(?P<half>halv(?:e|es|ed|ing))\b|(?P<zh2>翻一?番|翻倍|翻了?一倍|(?:增加?|增长|逾|超过?){1,2}一倍)",
    re.IGNORECASE,
)
_TIMES_VALUES = {"x2": Decimal(2), "x3": Decimal(3), "x4": Decimal(4), "half": Decimal("0.5"), "zh2": Decimal(2)}


@lru_cache(maxsize=8_000)
def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount of a text, in order; ranges give both their ends."""
    found = [amount for figure in figures(text) if (amount := _of_figure(text, figure))]
    taken = [(amount.start, amount.end) for amount in found]
    for one in (*_multiples(text), *_spelt(text), *_fractions(text)):
        if not any(one.start < end and start < one.end for start, end in taken):
            found.append(one)
            taken.append((one.start, one.end))
    return tuple(_ranges(text, sorted(found, key=lambda amount: amount.start)))


def _of_figure(text: str, found: Found) -> Amount | None:
    written, start = found.text, found.start
    match = _DIGITS.search(written)
    if match is None:
        return _digit_words(text, found)
    digits = match.group().replace(",", "").rstrip(".")
    scale = _scale(written[match.end() :])
    unit = _unit(text, found)
    value = Decimal(digits) * scale
    # "0.26 of the market" is a share of it.
    if unit is Unit.NUMBER and scale == 1 and digits.startswith("0.") and re.match(r" of\b", text[found.end :]):
        return _amount(text, Unit.PERCENT, value * 100, found.start, found.end)
    # The dash of "5-7%" is no sign.
    if written[0] in "-−" and start and text[start - 1].isdigit():
        start, written = start + 1, written[1:]
    one = _amount(text, unit, value, start, found.end, step=_step(digits) * scale)
    counted = found.counted[len(written) :].strip() if unit is Unit.NUMBER else ""
    currency = _currency(text, found) if unit is Unit.MONEY else ""
    return replace(one, currency=currency, sign=_sign(text, written, start), counted=counted)


def _sign(text: str, written: str, start: int) -> int:
    before = text[start - 1 : start] if written[0] in "$€£¥￥HRUhru" and start else ""
    sign = written[0] if written[0] in "+-−" else before
    return -1 if sign in ("-", "−") and not text[max(0, start - 2) : start - 1].isalnum() else int(sign == "+")


def _digit_words(text: str, found: Found) -> Amount | None:
    value = found.value
    return None if value is None else _amount(text, Unit.DIGITS, -value, found.start, found.end)


def _unit(text: str, found: Found) -> Unit:
    lowered = found.text.lower()
    if found.kind is Figured.PERCENT:
        return Unit.POINTS if "point" in lowered or "点" in lowered else Unit.PERCENT
    if found.kind is Figured.MONEY:
        return Unit.MONEY
    after = text[found.end : found.end + 12].lower()
    if lowered.endswith("倍") or re.match(r"[ -]?(?:times\b(?! (?:a|per|in)\b)|fold\b|x\b|×)", after):
        return Unit.TIMES
    if re.match(r"[ -]?(?:pp|ppts?)\b|\s?個百分點|\s?个百分点", after):
        return Unit.POINTS
    if re.match(r"\s?(?:us\b|u\.s\. |hk\b|yuan|rmb|usd|hkd|cny|dollars)", after):
        return Unit.MONEY
    return Unit.NUMBER


def _scale(unit: str) -> Decimal:
    lowered = unit.lower()
    for word, power in _SCALES:
        if word in lowered:
            return Decimal(10) ** power
    letter = re.match(r"\s?([bmk])(?![a-z])", lowered)
    return Decimal(10) ** _LETTERS[letter[1]] if letter else Decimal(1)


def _step(digits: str) -> Decimal:
    whole, _, decimals = digits.partition(".")
    if decimals:
        return Decimal(1).scaleb(-len(decimals))
    return Decimal(1).scaleb(len(whole) - len(whole.rstrip("0"))) if whole.strip("0") else Decimal(1)


def _currency(text: str, found: Found) -> str:
    window = text[max(0, found.start - 2) : found.start] if found.text[0] in "$¥￥" else ""
    after = text[found.end : found.end + 18] if not _CURRENCY.search(found.text) else ""
    match = _CURRENCY.search(window + found.text) or _CURRENCY.match(after.lstrip())
    return str(match.lastgroup) if match else ""


def _amount(text: str, unit: Unit, value: Decimal, start: int, end: int, *, step: Decimal = Decimal(1)) -> Amount:
    return Amount(unit, value, "", _limit(text, start, end), 0, step, "", text[start:end], start, end)


def _limit(text: str, start: int, end: int) -> Limit:
    match = _LIMIT.search(text, max(0, start - 24), start) or _AFTER.match(text, end)
    return Limit(str(match.lastgroup)) if match else Limit.EXACT


def _spelt(text: str) -> Iterator[Amount]:
    for match in _SPELT.finditer(text):
        if match["en"]:
            digits = f"{numerals.english(match['en'])}{match['tail'].replace('-', ' ')}"
        else:
            digits = (
                f"{numerals.chinese(match['pc'])}%" if match["pc"] else numerals.chinese(match["zh"]) + match["zhtail"]
            )
        parsed = next(iter(figures(digits)), None)
        one = _of_figure(digits, parsed) if parsed else None
        if one is not None:
            end = match.end() - (len(digits) - one.end if not match["pc"] else 0)
            limit = _limit(text, match.start(), end)
            yield replace(one, text=text[match.start() : end], start=match.start(), end=end, limit=limit)


def _fractions(text: str) -> Iterator[Amount]:
    for match in _FRACTION.finditer(text):
        if match.group().lower() == "half" and _BETTER_HALF.search(text, 0, match.start()):
            continue
        kind = str(match.lastgroup)
        if match["cheng"]:
            value = Decimal(numerals.chinese(match["cheng"])) * 10
        elif match["above"]:
            below = Decimal(numerals.chinese(match["below"]))
            value = Decimal(numerals.chinese(match["above"])) * 100 / below if below else Decimal(0)
        else:
            value = Decimal(50) if kind == "zhhalf" else _FRACTIONS[int(kind[1:])][1]
        one = _amount(text, Unit.FRACTION, value, match.start(), match.end(), step=Decimal(10))
        limits = {"过半": Limit.MORE, "逾半": Limit.MORE, "近半": Limit.NEARLY}
        yield replace(one, limit=limits.get(match.group(), one.limit))


def _multiples(text: str) -> Iterator[Amount]:
    for match in _MULTIPLES.finditer(text):
        kind = str(match.lastgroup)
        one = _amount(text, Unit.TIMES, _TIMES_VALUES[kind], match.start(), match.end(), step=Decimal("0.5"))
        over = any(mark in match.group() for mark in "逾超") or text[match.end() : match.end() + 1] == "多"
        yield replace(one, sign=-1 if kind == "half" else 1, limit=Limit.MORE if over else one.limit)


def _ranges(text: str, found: list[Amount]) -> Iterator[Amount]:
    """The amounts, the bare first of a range in the unit of its second: "5-7%", "240 to 250 billion yuan"."""
    for one, other in pairwise([*found, None]):
        if one is None:
            continue
        bare = one.unit is Unit.NUMBER and not one.counted and one.text.replace(",", "").replace(".", "").isdigit()
        if other is None or not bare or other.unit is Unit.NUMBER or not _RANGE.fullmatch(text, one.end, other.start):
            yield one
            continue
        match = _DIGITS.search(other.text)
        scale = _scale(other.text[match.end() :]) if match else Decimal(1)
        yield replace(one, unit=other.unit, value=one.value * scale, step=one.step * scale, currency=other.currency)
