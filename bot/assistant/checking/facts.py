"""The amounts that a source gives, each with what its sentence says of it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.checking.amounts import Amount
from bot.assistant.checking.kinds import back
from bot.assistant.checking.matters import PARTS, mentions, parts_of
from bot.assistant.checking.times import Time, names_same_span
from bot.assistant.checking.told import Context, Told, tell
from bot.assistant.checking.when import without_compared
from bot.assistant.reading import Sentence, items_of
from knowledge.periods import Period, periods

# "The company" is the one that an article is about, whoever was named last.
_THE_COMPANY = re.compile(r"\b(?:the|this) (?:company|group|firm)\b|公司|该集团", re.IGNORECASE)
_STRANGER = re.compile(r"(?:^|[，,、；;])\s*(?!其中|同比|环比)[\u4e00-\u9fff]{2,8}(?:占|为|达|是)\s*$")
_REPORTED = (3, 6, 9)


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount that a source gives, and what the source says of it.

    ``told`` is the reading of its sentence; ``about`` are the companies that its sentence may mean. ``near`` are the
    parts that its sentence speaks of or may mean, ``around`` those of the sentence before and of the title too.
    ``periods`` are those of its sentence, or for want of one that of its article. ``said`` is the sentence, number
    ``at`` of its source, or -1 for the title. ``reckoned`` marks what a tool computed: it is given unrounded.
    ``of_stranger`` marks one whose clause gives it to somebody the table of names does not know.
    """

    source: str
    told: Told
    about: frozenset[str]
    near: frozenset[str]
    around: frozenset[str]
    periods: tuple[Period, ...]
    days: tuple[Time, ...]
    reported: date | None
    said: str
    at: int
    reckoned: bool = False
    of_stranger: bool = False

    @property
    def amount(self) -> Amount:
        """The amount."""
        return self.told.amount


def facts_of(
    label: str, title: str, sentences: Sequence[Sentence], near: date | None, reported: date | None
) -> Iterator[Fact]:
    """Yield the amounts of an article's sentences and of its title; ``near`` is the day it was written."""
    title_parts = parts_of(title)
    before: frozenset[str] = frozenset()
    main = _main(title, sentences, near)
    last = frozenset(mention.name.subject for mention in mentions(title))
    lead = last or frozenset(sentences[0].subjects[:1] if sentences else ())
    for at, sentence in enumerate(sentences):
        parts = frozenset(name.concept for name in sentence.names if name.concept) & PARTS
        context = Context(
            owners=last if sentence.own and sentence.points_back and last else frozenset(sentence.subjects),
            parts=(parts or before) if sentence.points_back else frozenset(),
            near=near,
        )
        own = parts_of(sentence.text)
        for told in tell(sentence.text, context):
            stranger = not told.direct and bool(_STRANGER.search(told.before)) and not items_of(told.before).concepts
            owners = told.owners or frozenset(sentence.subjects)
            if _THE_COMPANY.search(sentence.text) and not told.named:
                owners = owners | lead
            yield Fact(
                source=label,
                told=told,
                about=frozenset() if stranger else owners | (frozenset() if told.named else last),
                near=own | parts | context.parts,
                around=own | before | title_parts | parts,
                periods=_periods(told, sentence, main),
                days=tuple(time for time in told.times if time.of_day),
                reported=reported,
                said=sentence.text,
                at=at,
                of_stranger=stranger,
            )
        last = (frozenset(sentence.subjects) if sentence.own and not sentence.points_back else last) or last
        before = own or (before if sentence.points_back else frozenset())
    # The title tells as well.
    for told in tell(title, Context(near=near)):
        about = told.owners or frozenset(mention.name.subject for mention in mentions(title))
        about_periods = next((sentence.spans for sentence in sentences if sentence.spans), ())
        own_periods = tuple(time.period for time in told.times if not time.of_day)
        yield Fact(label, told, about, title_parts, title_parts, own_periods or about_periods, (), reported, title, -1)


def _periods(told: Told, sentence: Sentence, main: tuple[Period, ...]) -> tuple[Period, ...]:
    """What an amount is of: what it names, else its sentence, else its article; a year before where it says so."""
    own = tuple(time.period for time in told.own_times if not time.of_day)
    if own:
        return own
    spans = tuple(time.period for time in told.times if not time.of_day)
    if not spans:
        # A period that is named for comparison is not that of what is compared with it.
        if not sentence.spans and not told.origin and not list(periods(sentence.text, None)):
            spans = () if _ANOTHER.search(sentence.text) else main
            return tuple(_year_before(span) for span in spans) if back(told.kinds) == "back:year" else spans
        taken_over = sentence.spans and (names_same_span(sentence.text) or not (sentence.own_spans or told.origin))
        spans = main if taken_over and main else sentence.spans
    return tuple(_year_before(span) for span in spans) if back(told.kinds) == "back:year" else spans


def _year_before(span: Period) -> Period:
    try:
        return replace(
            span, start=span.start.replace(year=span.start.year - 1), end=span.end.replace(year=span.end.year - 1)
        )
    except ValueError:
        return span


_ANOTHER = re.compile(
    r"\b(?:so far|year to date|full[- ]year|this year|annual|next|coming|previous|prior)\b|全年|今年"
    r"|去年|明年|上一?季|预计",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:will|expects?|guid(?:es?|ed|ance)|plans?|forecasts)\b|预计|预期|将", re.IGNORECASE)


def _main(title: str, sentences: Sequence[Sentence], near: date | None) -> tuple[Period, ...]:
    """The period that an article is about: the first that it names for itself, not for comparison nor as to come."""
    for text in (title, *(one.text for one in sentences if not _AHEAD.search(one.text))):
        spans = [span for span in periods(without_compared(text), near) if span.months in _REPORTED]
        if len({(span.start, span.end) for span in spans}) == 1:
            return (spans[0],)
    return ()
