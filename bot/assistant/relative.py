"""Periods named by another: "the quarter before", "a year earlier", 上一季度, counted from what was answered. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.model import Turn
from bot.period_words import period as in_words
from knowledge.periods import Period, periods
from knowledge.text import fold

# Months of the period asked for (0: as long as the other), how many such lengths later, and the words.
_SAID = (
    (3, -1, r"(?:quarter before|(?:previous|prior|preceding) quarter|(?:a |one )?quarter (?:earlier|ago))"),
    (3, 1, r"(?:quarter after|(?:next|following) quarter)"),
    (12, -1, r"(?:year before|(?:previous|prior|preceding) year|(?:a |one )?year (?:earlier|ago))"),
    (12, -1, r"same (?:quarter|period|half) (?:a year (?:earlier|before|ago)|last year|(?:of |in )?the (?:year before|"
     r"previous year|prior year))"),
    (12, 1, r"(?:year after|(?:next|following) year)"),
    (6, -1, r"(?:half before|(?:previous|prior|preceding) half)"),
    (0, -1, r"(?:one before|period before|(?:previous|prior|preceding) (?:one|period))"),
    (3, -1, r"(?:上|前)一?个?季度?"),
    (3, 1, r"(?:下|后)一?个?季度?"),
    (12, -1, r"(?:去年|上年|前一年|上一年)(?:的?同期|同季)?|一年前|(?:上|前)一年"),
    (12, 1, r"(?:次年|下一年|后一年)(?:的?同期)?"),
    (6, -1, r"(?:上|前)一?个?半年"),
)  # fmt: skip
_POINTING = r"(?:(?:what|how|how much) (?:was|were|did|about|is) (?:it|they|that|this)(?: grow| rise| do| fall| be)? )?"
_AND_THAT = r"(?: that| it| this)?"
_ENDS = r"[\s?？。.!！]*"


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a period lies from another: ``steps`` lengths of ``months`` months; 0 months are as many as it has."""

    months: int
    steps: int

    def of(self, period: Period) -> Period:
        """The period that lies so far from another; of a year away, the same part of the year."""
        months = self.months or period.months
        if months in (12, period.months):
            return _moved(period, months * self.steps)
        # The quarter before a half year is the last before it began.
        start = _months(period.start) - months if self.steps < 0 else _months(period.end) + 1
        return _span(start, months, month_named=False)


def shift_only(text: str) -> Shift | None:
    """What a text asks for that names nothing but a period relative to another; nothing where it says more."""
    return next((shift for shift, alone, _ in _patterns() if alone.fullmatch(fold(text).strip())), None)


def with_period(text: str, answered: Period, language: str) -> str:
    """A text that ends in such words after "in" or "for", or begins with them in Chinese, with the period put in."""
    folded = fold(text)
    for shift, _, inside in _patterns() if len(folded) == len(text) else ():
        if match := inside.search(folded):
            return f"{text[: match.start()]}{placed_words(shift.of(answered), language)}{text[match.end() :]}"
    return text


def placed_words(period: Period, language: str) -> str:
    """A period as a question names it: ``in the March quarter of 2025``, ``in 2024``, 2025年3月当季."""
    words = in_words(period, language)
    if language == "zh":
        return words
    return f"in the {words}" if period.months in (3, 6) and not words[0].isdigit() else f"in {words}"


def answered_period(turn: Turn) -> Period | None:
    """The period that a turn was about: of its question, else the first that its answer or its first source names."""
    answer = turn.answer
    if answer.prices:
        return None
    near = answer.citations[0].published if answer.citations else None
    texts: Sequence[tuple[str, date | None]] = [(turn.question, None)]
    if answer.citations:
        texts = [*texts, (answer.text, near), (answer.citations[0].quotation, near)]
    for text, day in texts:
        for found in periods(fold(text), day):
            if found.months in (1, 3, 6, 9, 12):
                return Period(found.start, found.end, found.month_named)
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Shift, re.Pattern[str], re.Pattern[str]], ...]:
    found = []
    for months, steps, said in _SAID:
        if said.isascii():
            alone = rf"{_POINTING}(?:(?:in|for|during) )?(?:the |its )?{said}{_AND_THAT}{_ENDS}"
            inside = rf"\b(?:in|for|during) (?:the |its )?{said}{_AND_THAT}(?={_ENDS}$)"
        else:
            alone, inside = rf"(?:在)?(?:{said})的?{_ENDS}", rf"^(?:{said})的?"
        found.append((Shift(months, steps), re.compile(alone, re.I), re.compile(inside, re.I)))
    return tuple(found)


def _moved(period: Period, months: int) -> Period:
    return _span(_months(period.start) + months, period.months, month_named=period.month_named)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _span(first: int, months: int, *, month_named: bool) -> Period:
    last = first + months
    end = date.fromordinal(date(last // 12, last % 12 + 1, 1).toordinal() - 1)
    return Period(date(first // 12, first % 12 + 1, 1), end, month_named)
