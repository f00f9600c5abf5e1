"""Understanding a question without a language model: whom it is about, what it wants, when. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.assistant.lexicon import Items, lexicon
from bot.assistant.periods import Period, periods
from knowledge.text import fold, language_of


class Wants(StrEnum):
    """The kind of answer a question asks for."""

    FIGURE = "figure"
    DATE = "date"
    REASON = "reason"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, understood.

    ``period`` is the quarter, year or day the answer is to be about; ``window`` are the days in which it is to have
    been published; ``order`` is the number of a quarter named without its year. ``vague`` marks a question that
    points at something never named ("how is it doing?").
    """

    text: str
    language: str
    items: Items
    wants: Wants
    period: Period | None
    order: int | None
    window: tuple[date, date] | None
    vague: bool

    @property
    def subjects(self) -> tuple[str, ...]:
        """The companies and indices asked about."""
        return self.items.subjects


_WANTS = (
    (Wants.REASON, r"\bwhy\b|\breasons?\b|\bwhat (?:drove|drives|is driving|caused|causes)\b|\bhow come\b"
     r"|为什么|为何|原因|怎么会"),
    (Wants.DATE, r"\bwhen\b|\bwhat (?:date|day)\b|\bsince when\b|什么时候|何时|哪天|哪一天|几时"),
    (
        Wants.FIGURE,
        r"\bhow (?:much|many|fast|big|large|high|strong(?:ly)?|quickly)\b"
        r"|\bwhat (?:percent|percentage|share|rate|growth)\b|\bgrowth rate\b|\bby what\b"
        r"|\bhow did .*\b(?:grow|rise|fall)\b|多少|几成|增速|增幅|涨幅|跌幅|百分之几|多快|多大|几倍",
    ),
)  # fmt: skip
_FIGURE_MATTERS = frozenset({"revenue", "profit", "margin", "market-value", "dividend", "spending"})
_POINTING = re.compile(r"\b(?:it|they|them|its|their|this|that|he|she)\b|[它他她]们?|[这那]个?")
_ORDER = re.compile(r"\b(first|second|third|fourth|1st|2nd|3rd|4th) quarter\b|\bq([1-4])\b|第?([一二三四])季度?")
_ORDER_OF = {"first": 1, "1st": 1, "一": 1, "second": 2, "2nd": 2, "二": 2, "third": 3, "3rd": 3, "三": 3}
_BY_MONTH = re.compile(r"\b(march|june|september|december) quarter\b|(3|6|9|12)月(?:当季|季度)")
_BY_MONTH_OF = {"march": 1, "3": 1, "june": 2, "6": 2, "september": 3, "9": 3, "december": 4, "12": 4}


def understand(text: str, today: date) -> Inquiry:
    """Take a question apart; ``today`` is what "yesterday" counts from."""
    folded = fold(text)
    items = lexicon().items(text)
    named = list(periods(text))
    return Inquiry(
        text=text,
        language=language_of(text),
        items=items,
        wants=_wants(folded, items),
        period=named[0] if named else None,
        order=None if named else _order(folded),
        window=_window(folded, today),
        vague=not items.subjects and not items.concepts and not items.words and bool(_POINTING.search(folded)),
    )


def _wants(folded: str, items: Items) -> Wants:
    for wants, pattern in _WANTS:
        if re.search(pattern, folded):
            return wants
    concepts = lexicon().concepts
    if any(concepts[concept].moves for concept in items.concepts) and items.concepts & (_FIGURE_MATTERS | {"cloud"}):
        return Wants.FIGURE
    asks_what = re.search(
        r"\bwhat(?:'s| is| was| were| are| did| does| has| were)\b|是什么|怎样|\b(?:revenue|profit|growth)\s*\?*$",
        folded,
    )
    return (
        Wants.FIGURE if asks_what and items.concepts & _FIGURE_MATTERS and "risk" not in items.concepts else Wants.ANY
    )


def _order(folded: str) -> int | None:
    if match := _BY_MONTH.search(folded):
        return _BY_MONTH_OF[match[1] or match[2]]
    if match := _ORDER.search(folded):
        word = match[1] or match[2] or match[3]
        return int(word) if word.isdecimal() else _ORDER_OF.get(word, 4)
    return None


def _window(folded: str, today: date) -> tuple[date, date] | None:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    for pattern, start, end in (
        (r"\byesterday\b|昨天|昨日", today - timedelta(days=1), today - timedelta(days=1)),
        (r"\btoday\b|今天|今日", today, today),
        (r"\blast week\b|上周|上星期", monday - timedelta(days=7), monday - timedelta(days=1)),
        (r"\bthis week\b|本周|这周|这星期", monday, today),
        (r"\blast month\b|上个?月", last_month, first - timedelta(days=1)),
        (r"\bthis month\b|本月|这个?月", first, today),
    ):
        if re.search(pattern, folded):
            return start, end
    return None
