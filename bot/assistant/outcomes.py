"""What was found for each subject of a question: what answers it, what contradicts it, or what comes nearest. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.assistant.evidence import in_window, weigh
from bot.assistant.findings import Finding, Findings, find
from bot.assistant.inquiry import Inquiry, Wants
from bot.assistant.premise import contradicting, contradicts, supposed, turned
from bot.assistant.reading import Sentence
from bot.period_words import MONTHS
from knowledge.periods import Period
from knowledge.text import fold

# News told so long after a month that it names may still be counting that month.
_COUNTED_LATER = timedelta(days=100)
# Articles so near to the one that is nearest in time are of the same news.
_SAME_NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found on ``subjects``, one company or index, or none where the question names none.

    ``against`` is a figure that moved the other way than the question takes for granted; ``findings`` then say why it
    did, as far as that is told. ``beside`` says that nothing is of the days asked for, and this is of the nearest.
    """

    subjects: tuple[str, ...]
    findings: Findings | None = None
    against: Finding | None = None
    beside: bool = False

    @property
    def answers(self) -> bool:
        """Whether there is anything to tell."""
        return self.findings is not None or self.against is not None


def outcomes(inquiry: Inquiry, sentences: Sequence[Sentence]) -> tuple[Outcome, ...]:
    """What was found, subject by subject in the order of the question."""
    subjects = inquiry.subjects
    about: list[tuple[str, ...]] = [(subject,) for subject in subjects] if len(subjects) > 1 else [subjects]
    found = tuple(_outcome(inquiry, sentences, one) for one in about)
    if not inquiry.open_window or any(outcome.answers for outcome in found):
        return found
    # "Orders in July" are counted in August; and where nothing is told of July, what is nearest is told as such.
    undated = replace(inquiry, window=None)
    counting = [sentence for sentence in sentences if _counts_the_month(inquiry, sentence)]
    found = tuple(_outcome(undated, counting, one) for one in about)
    if any(outcome.answers for outcome in found):
        return found
    return tuple(replace(_outcome(undated, _nearest(inquiry, sentences, one), one), beside=True) for one in about)


def newest(inquiry: Inquiry, sentences: Sequence[Sentence]) -> date | None:
    """The day of the newest article that answers, whatever days were asked for; nothing where none does."""
    undated = replace(inquiry, window=None, period=None, order=None)
    days = [
        sentence.hit.published.day
        for sentence in sentences
        if sentence.hit.published and not sentence.hit.retelling and weigh(undated, sentence, inquiry.subjects)
    ]
    return max(days, default=None)


def _outcome(inquiry: Inquiry, sentences: Sequence[Sentence], about: tuple[str, ...]) -> Outcome:
    found = find(inquiry, sentences, about)
    way = supposed(inquiry)
    if inquiry.wants is Wants.FIGURE:
        against = found.lead if found and way and contradicts(way, found) else None
        return Outcome(about, found, against)
    if against := contradicting(inquiry, sentences, about):
        why = find(turned(inquiry), sentences, about)
        return Outcome(about, None if why is None or why.unexplained else why, against)
    return Outcome(about, found)


def _counts_the_month(inquiry: Inquiry, sentence: Sentence) -> bool:
    """Whether a sentence, told after the month that is asked for, speaks of that month by its name."""
    published, window = sentence.hit.published, inquiry.window
    if window is None or published is None:
        return False
    first, last = window
    if any(Period(first, last).holds(span) for span in (*sentence.spans, *sentence.days)):
        return True
    told_of = re.search(rf"\b{MONTHS[first.month - 1]}\b|(?<!\d){first.month}月".lower(), fold(sentence.text))
    return bool(told_of) and first <= published.day <= last + _COUNTED_LATER


def _nearest(inquiry: Inquiry, sentences: Sequence[Sentence], about: tuple[str, ...]) -> list[Sentence]:
    """Those that answer but for their days: of the same month of the latest year, else of the articles nearest in time.

    Who asks for August and names no year may well mean the last one that there is news of.
    """
    undated = replace(inquiry, window=None)
    able = [sentence for sentence in sentences if sentence.hit.published and weigh(undated, sentence, about)]
    distances = {id(sentence): _distance(inquiry, sentence) for sentence in able}
    least = min(distances.values(), default=(True, timedelta(0)))
    return [
        sentence
        for sentence in able
        if distances[id(sentence)][0] == least[0] and distances[id(sentence)][1] <= least[1] + _SAME_NEWS
    ]


def _distance(inquiry: Inquiry, sentence: Sentence) -> tuple[bool, timedelta]:
    published, window = sentence.hit.published, inquiry.window
    if window is None or published is None or in_window(inquiry, sentence):
        return False, timedelta(0)
    first, last = window
    apart = first - published.day if published.day < first else published.day - last
    return published.day.month != first.month, apart
