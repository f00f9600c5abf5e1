"""Of which kind an amount is where a text gives two of one matter: a day's or a month's, against which time. Pure."""

import re
from functools import lru_cache

_YEAR_BACK = (
    r"\ba year (?:earlier|ago|before)|\bone year (?:earlier|ago|before)|\bthe year before\b"
    r"|\b(?:the )?(?:previous|prior|preceding) year(?!['’]s (?:end|close))\b|\b(?:prior-year|year-earlier|year-ago)\b"
    r"|\bthe same (?:quarter|period|month|months|three months|time)\b(?: (?:of|in) (?:(?:19|20)\d\d|the (?:previous"
    r"|prior) year|last year)| last year| a year (?:earlier|ago|before)| the year before)"
    r"|上年同期|去年同期|上年同季|去年同季|一年前"
)
_QUARTER_BACK = (
    r"\bthe (?:previous|prior|preceding) (?:quarter|three months)|\bthe quarter (?:before|earlier)\b"
    r"|\ba quarter (?:earlier|ago|before)|上一?季度?|前一?季度?"
)
_AGAINST = r"(?:from|than|on|over|compared (?:with|to)|against|versus|vs\.?)"
_ON_YEAR = re.compile(
    rf"\byear[- ](?:on|over)[- ]year\b|\by[/-]?o[/-]?y\b|\b{_AGAINST} (?:in |its level )?(?:{_YEAR_BACK})(?!,? when\b)"
    rf"|\b{_AGAINST} (?:in )?last year\b|\bannual(?:ly)? (?:rise|growth|drop|fall|increase|decline)"
    r"|(?:[与和比较]|相较于?)(?:上年同期|去年同期|上年同季|去年同季|一年前|去年|上年)(?!的)|同比",
    re.IGNORECASE,
)
_ON_QUARTER = re.compile(
    rf"\bquarter[- ](?:on|over)[- ]quarter\b|\bq[/-]?o[/-]?q\b|\bsequential(?:ly)?\b"
    rf"|\b{_AGAINST} (?:in )?(?:{_QUARTER_BACK})|(?:[与和比较]|相较于?)(?:上一?季度?|前一?季度?)(?!的)|环比",
    re.IGNORECASE,
)
_DAILY = re.compile(r"\b(?:daily|(?:a|per|each|every) day)\b|日均|日活|每日|每天", re.IGNORECASE)
_MONTHLY = re.compile(r"\b(?:monthly|(?:a|per|each|every) month)\b|月均|月活|每月", re.IGNORECASE)
_OPERATING = re.compile(
    r"\boperating (?:profit|income|loss)|\bincome from operations\b|经营利润|经营亏损|经营溢利|营业利润", re.IGNORECASE
)
_NET = re.compile(r"\bnet (?:profit|income|loss)\b|净利|净亏|纯利", re.IGNORECASE)
_FULL_YEAR = re.compile(
    r"\b(?:(?:full|whole|entire)[- ](?:fiscal |financial )?year|fiscal year)\b|全年|财年", re.IGNORECASE
)
_OF_QUARTER = re.compile(r"\bquarter(?:ly)?\b|\bthree months\b|季", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:total|group|overall) (?:net )?(?:revenues?|sales)\b|总收入|总营收", re.IGNORECASE)
_PART = re.compile(r"其中")
_TOTAL = re.compile(r"\b(?:in (?:all|total)|altogether|a total of)\b|[共合总]计|一共|共(?=\s*$)", re.IGNORECASE)
_YEAR = re.compile(_YEAR_BACK, re.IGNORECASE)
_QUARTER = re.compile(_QUARTER_BACK, re.IGNORECASE)
_WHEN = re.compile(rf"(?:{_YEAR_BACK}),? when\b", re.IGNORECASE)
_FIRST = re.compile(rf"^(?:(?!\b{_AGAINST}\b|\b(?:after|up|down)\b|[较比,，;；:：(（]).){{0,30}}$", re.IGNORECASE)
_NOW = re.compile(r"\bnow\b|\btoday\b|\bthis (?:time|year|quarter)\b|[;；]|如今|现在|现已|今年", re.IGNORECASE)
_GROUPS = ("pace", "span", "extent", "profit", "basis", "back")


# Each pattern with words of which it needs one: most texts have none, and are not searched.
_KINDS = (
    ("basis:year", _ON_YEAR, ("year", "yoy", "y/y", "y-o-y", "y/o/y", "same", "annual", "年", "同")),
    ("basis:quarter", _ON_QUARTER, ("quarter", "qoq", "q/q", "q-o-q", "three months", "sequential", "季", "环比")),
    ("pace:daily", _DAILY, ("dai", "day", "日", "天")),
    ("pace:monthly", _MONTHLY, ("month", "月")),
    ("total", _TOTAL, ("total", "in all", "altogether", "计", "共")),
    ("extent:whole", _WHOLE, ("total", "group", "overall", "总")),
    ("extent:part", _PART, ("其中",)),
    ("profit:operating", _OPERATING, ("operati", "营")),
    ("profit:net", _NET, ("net ", "净", "纯利")),
)
_LOOKING_BACK = (
    "year", "quarter", "earlier", "ago", "before", "previous", "prior", "preceding", "same", "年", "季",
)  # fmt: skip


def kinds(before: str, after: str) -> frozenset[str]:
    """The kinds that the words about an amount tell: ``pace:daily``, ``basis:year``, ``back:year``.

    A basis is what a change is against, of levels too that it is named beside; ``back`` is the time of a level that is
    named for comparison.
    """
    back = looked_back(before, lead=True) or looked_back(after, lead=False)
    found = _named(before) | _named(after)
    return found | {back} if back else found


@lru_cache(maxsize=8_000)
def _named(text: str) -> frozenset[str]:
    lowered = text.lower()
    return frozenset(
        kind for kind, pattern, hints in _KINDS if any(hint in lowered for hint in hints) and pattern.search(text)
    )


@lru_cache(maxsize=8_000)
def looked_back(text: str, *, lead: bool) -> str:
    """The time before that is named: at the end of what leads up to an amount, or right behind it; or nothing."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _LOOKING_BACK):
        return ""
    rest = _ON_QUARTER.sub("", _ON_YEAR.sub("", text))
    for kind, pattern in (("back:year", _YEAR), ("back:quarter", _QUARTER)):
        for match in pattern.finditer(rest):
            if lead or (
                _FIRST.match(rest[: match.start()]) and not rest[match.end() :].lstrip().startswith((":", "："))
            ):
                return kind
    return ""


@lru_cache(maxsize=8_000)
def span_of(sentence: str) -> frozenset[str]:
    """Whether a sentence speaks of a whole year or of a quarter, where it speaks of one of them alone."""
    year, quarter = _FULL_YEAR.search(sentence), _OF_QUARTER.search(sentence)
    if bool(year) is bool(quarter):
        return frozenset()
    return frozenset({"span:year" if year else "span:quarter"})


def then_was(between: str) -> bool:
    """Whether the words between two amounts go back to a year before: "lower than a year ago, when it was"."""
    return " when" in between and bool(_WHEN.search(between))


def still(between: str) -> bool:
    """Whether what was said of the time of one amount still holds behind these words."""
    return not _NOW.search(between)


def apart(mine: frozenset[str], its: frozenset[str]) -> bool:
    """Whether two amounts are of different kinds, as far as both tell."""
    for group in _GROUPS:
        one, other = ({kind for kind in of if kind.startswith(group)} for of in (mine, its))
        if one and other and not one & other:
            return True
    return False


def back(of: frozenset[str]) -> str:
    """The time before that an amount is of, ``back:year`` or ``back:quarter``; or nothing."""
    return next((kind for kind in of if kind.startswith("back")), "")
