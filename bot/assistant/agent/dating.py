"""Writing beside a company's figures of which period they are, and when they were reported. Pure.

A model says "revenue rose 26%"; the period and the day stand in the source, where the check of the answer found them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.assistant.checking import Finding, Report, Sentence
from bot.assistant.checking.times import Time, times
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import EXPECTS, items_of
from bot.assistant.statement import METRICS
from bot.assistant.wording import reported as reported_words
from bot.period_words import period as period_words
from knowledge.model import Published
from knowledge.periods import Period

# Told of a day rather than of a period; and a law, a plan or a stake has no period that it is the result of.
_OF_PRICES = frozenset({"share", "market-value", "valuation"})
_REFERENCES = re.compile(r"(?:\s*[\[【]\s*P?\d+(?:\s*[,，、;–-]\s*P?\d+)*\s*[\]】])+", re.IGNORECASE)
# "2025) [1]" twice in a line is cut as a numbered list would be, unless the year holds on to its month.
_LAST_NUMBER = re.compile(r" (?=\d+$)")
_QUARTER = 3
_UNBROKEN = "\N{NO-BREAK SPACE}"
_END = re.compile(r"[\s.。!！;；]*$")
_PRICED = re.compile(r"\b(?:clos(?:e[sd]?|ing)|trad(?:e[sd]?|ing))\b|收盘|收报|收于|收市", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:guides?|should|estimated?)\b|指引|预期")
_BEFORE = re.compile(
    r"\b(?:year|quarter|month)s? (?:earlier|ago|before)\b|\bprior[- ]year\b|去年|上年|上季|上一?季度", re.IGNORECASE
)
_SAME = re.compile(r"\bsame (?:period|quarter|half|month|year)\b|\bquarters\b|同期|同季|[个两几]季度")


def dated(text: str, report: Report, language: str, today: date) -> str:
    """An answer that a check has borne out, with period and day of report in brackets before the references.

    A sentence on a company's results gets them where it does not name them itself and all its figures agree on them:
    ``Alibaba Cloud grew 26% (June quarter of 2025, reported 29 August 2025) [1].`` Within a line the same is not said
    twice in a row. ``today`` is what a day without a year counts from.
    """
    known = tuple(finding.period for sentence in report.sentences for finding in sentence.findings if finding.period)
    pieces: list[str] = []
    end, line, before = 0, -1, ""
    for sentence in report.sentences:
        note = _note(sentence, known, language, today)
        place = text.count("\n", 0, sentence.start)
        if not note or (place, note) == (line, before):
            continue
        line, before = place, note
        at = sentence.start + _place(sentence.text)
        pieces += [text[end:at], note]
        end = at
    return "".join([*pieces, text[end:]])


def _note(sentence: Sentence, known: Sequence[Period], language: str, today: date) -> str:
    """What is missing beside the figures of a sentence, in brackets; nothing where nothing is, or it is not plain."""
    figures = [finding for finding in sentence.findings if finding.is_figure]
    if not sentence.passes or not figures or not _is_of_results(sentence.text):
        return ""
    if any(finding.reported is None or _of_prices(finding) for finding in figures):
        return ""
    # Without a company and a period it may be a law, or the cost of living.
    if not (items_of(sentence.text).subjects or any(finding.period for finding in figures)):
        return ""
    named = times(sentence.text, today)
    period = _period(figures, named, sentence.text)
    parts = [period_words(_best_named(period, known), language)] if period else []
    parts += _reported(figures, named, language)
    if not parts:
        return ""
    if language == "zh":
        return f"（{'，'.join(parts)}）"
    return f" ({_LAST_NUMBER.sub(_UNBROKEN, ', '.join(parts))})"


def _is_of_results(text: str) -> bool:
    """Whether a sentence tells what a company made, sold or has, as it was: no price, no forecast, no table row."""
    if text.lstrip().startswith(("|", "#")) or EXPECTS.search(text) or _AHEAD.search(text):
        return False
    items = items_of(text)
    if items.concepts & _OF_PRICES or _PRICED.search(text):
        return False
    return bool(items.concepts & METRICS) or any(lexicon().concepts[concept].moves for concept in items.concepts)


def _of_prices(finding: Finding) -> bool:
    return any(label.upper().startswith("P") for label in finding.supports)


def _period(figures: Sequence[Finding], named: Sequence[Time], text: str) -> Period | None:
    """The period that all figures are of, where the sentence names none that may be it."""
    first = figures[0].period
    if first is None or not all(one.period is not None and one.period.same_days(first) for one in figures):
        return None
    if len(figures) > 1 and _BEFORE.search(text):
        # Two times are spoken of, and only one of them by its name, if any.
        return None
    # "June" alone is no name of a period for a reader.
    plain = first.months >= _QUARTER or (first.months > 0 and first.year_given)
    return None if not plain or _SAME.search(text) or any(_may_be(time, first) for time in named) else first


def _best_named(period: Period, known: Sequence[Period]) -> Period:
    """The same period as the source that names it best does: by its month, with its year."""
    return max(
        (one for one in known if one.same_days(period)),
        key=lambda one: (one.year_given, one.month_named),
        default=period,
    )


def _may_be(time: Time, period: Period) -> bool:
    if time.of_day:
        return False
    meets = time.first <= period.end and period.start <= time.last
    return meets or time.holds(period.start) or time.holds(period.end)


def _reported(figures: Sequence[Finding], named: Sequence[Time], language: str) -> Iterator[str]:
    """The day of the report in words, where all figures have one and the sentence does not name it."""
    days = {finding.reported for finding in figures}
    day = days.pop() if len(days) == 1 else None
    if day is not None and not any(time.of_day and time.fits(day) for time in named):
        yield reported_words(Published(day), language)


def _place(sentence: str) -> int:
    """Where a note goes: before the references at the end, or the full stop, where there are none."""
    end = _END.search(sentence)
    stop = end.start() if end else len(sentence)
    references = [match for match in _REFERENCES.finditer(sentence) if match.end() == stop]
    if not references:
        return stop
    before = _END.search(sentence[: references[-1].start()])
    return before.start() if before else references[-1].start()
