"""Reading articles as a person does: sentence by sentence, minding whom and which period they speak of. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.assistant.lexicon import Items, Name, lexicon
from knowledge.figures import Found, figures
from knowledge.model import Hit
from knowledge.periods import Period, periods
from knowledge.text import language_of, sentences

_POINTS_BACK = re.compile(
    r"\b(?:it|its(?! own)|they|their(?! own)"
    r"|the (?:company|group|firm|index|unit|division|business|service|platform|carmaker|chipmaker)"
    r"|the (?:increase|rise|growth|gain|jump|surge|fall|decline|drop|slump|decrease)(?! of| in))\b"
    r"|该|其|公司|集团|旗下",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:from|than|against|compared (?:with|to)|versus|after|since) [^,.;]*|[，,][^，,]*(?:相比|低于|高于)[^，,]*"
)
EXPECTS = re.compile(
    r"\b(?:will|would|(?:is|are) to|expects?|expected|plans?|planned|forecasts?|aims?|targets?|guid(?:ed|ance)|next)\b"
    r"|将|预计|计划|目标|有望|明年",
    re.IGNORECASE,
)
"""Words of what is to come."""
CAUSES = re.compile(
    r"\b(?:because|so (?:that|as to)|in order to|due to|thanks to|owing to|owed to|on the back of|as a result|amid"
    r"|reasons?|caus(?:e|ed|es)|(?<!\beven )(?<!\byear )(?<!\bday )(?<!\bsoon )after|blam\w+|attribut\w+|which cuts"
    r"|cit(?:ed|es|ing)|stem(?:s|med) from|reflect(?:s|ed|ing)|alleged\w*|suspected|dr[io]ve(?:n|s)?|driving"
    r"|weigh(?:s|ed|ing)? on|hurt|lift(?:ed|s)|help(?:ed|s)|boost(?:ed|s)|squeez(?:ed|es)"
    r"|on (?:hopes|fears|news|worr(?:y|ies)|concerns?|signs|expectations|demand)"
    r"|(?:carried|fuell?ed|led|dragged|pushed|pulled|buoyed|spurred|supported|held back|hit) (?:up |down )?by"
    r"|(?<!known )(?<!such )(?<!same )(?<!seen )(?<!served )"
    r"as (?!well|of|much|many|a|an|part|to|soon|long|far|it)\w+)\b"
    r"|为了|以便|从而|[因由]于|因为|因(?![此而])|推动|带动|驱动|受益|得益|凭借|拖累|提振|导致|所致|源于|归因|归咎|原因"
    r"|涉嫌|受[^，。]{1,16}影响",
    re.IGNORECASE,
)
"""Words that give a reason: what follows them, or stands before them, is said to have brought something about."""
# Lengths of the periods that companies report on, in months: "founded in 2019" says nothing of what follows.
_REPORTED = (3, 6, 9)
_WHOLE = re.compile(r"\b(?:group|total|overall|whole)\b|总收入|集团", re.IGNORECASE)
# "(Corrects the rise in paragraph 1)" before the first sentence is no part of it.
_CORRECTS = re.compile(r"^([(（](?:corrects?\b|refiles?\b|更正|订正|勘误)[^()（）]*[)）])\s*", re.IGNORECASE)
_ANOTHER_PERIOD = re.compile(
    r"\b(?:previous|prior|preceding|earlier) (?:quarter|half|year)\b|\bquarter before\b|上一?季|前一季|上年度",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what it speaks of, by itself or by the words before it.

    ``names`` are those in it or, where it has none, those it must mean; ``own`` tells which, and ``points_back`` that
    it says "it" or "the unit". ``around`` is what title and sentence before speak of, its ``words`` those of the title
    and its ``weak`` those of the sentence. ``spans`` are the periods in it or, where it has none, the one its article
    is about; ``own_spans`` are those in it that are not there for comparison, ``days`` single days in it.
    """

    text: str
    hit: Hit
    language: str
    items: Items
    names: tuple[Name, ...]
    own: bool
    around: Items
    points_back: bool
    figures: tuple[Found, ...]
    spans: tuple[Period, ...]
    own_spans: tuple[Period, ...]
    days: tuple[Period, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The companies and indices it is about."""
        return tuple(dict.fromkeys(name.subject for name in self.names))


def read(articles: Iterable[Sequence[Hit]]) -> Iterator[Sentence]:
    """Read articles, each given as its passages in order."""
    for passages in articles:
        yield from _read_article(passages)


def _read_article(passages: Sequence[Hit]) -> Iterator[Sentence]:
    first = passages[0]
    near = first.published.day if first.published else None
    title = items_of(first.title)
    named = last = _names(title)
    about = tuple(span for span in spans_of(periods(first.title, near)) if span.months in _REPORTED)[:1]
    before = title
    for hit, text in ((passage, text) for passage in passages for text in _sentences(passage.text)):
        items = items_of(text)
        found = tuple(periods(text, near))
        # "Expects revenue to grow in the third quarter" is of the next one: which, its date alone does not tell.
        spans = (
            spans_of(found) if not EXPECTS.search(text) else spans_of(period for period in found if period.year_given)
        )
        # "In the June quarter, faster than in the quarter to March" is of the first.
        spans = spans_of(periods(COMPARED.sub("", text), near)) or spans if len(spans) > 1 else spans
        # What an article says first of its period holds for what follows, until a sentence says otherwise for itself.
        if not about and len(spans) == 1 and spans[0].months in _REPORTED and not EXPECTS.search(text):
            about = spans
        own = _names(items)
        last = own or last
        meant = own or (last if _POINTS_BACK.search(text) or not named else named)
        yield Sentence(
            text=text,
            hit=hit,
            language=language_of(text),
            items=items,
            names=meant,
            own=bool(own),
            around=Items((), title.concepts | before.concepts, title.words, before.words),
            points_back=bool(_POINTS_BACK.search(text) and not _WHOLE.search(text)),
            figures=tuple(figures(text)),
            spans=spans or (() if _ANOTHER_PERIOD.search(COMPARED.sub("", text)) else about),
            own_spans=spans_of(periods(COMPARED.sub("", text), near)) if spans else (),
            days=tuple(period for period in found if not period.months),
        )
        before = items


def _names(items: Items) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(mention.name for mention in items.names))


def spans_of(found: Iterable[Period]) -> tuple[Period, ...]:
    """The periods that are longer than a day, each stretch of days once."""
    return tuple({(period.start, period.end): period for period in found if period.months}.values())


@lru_cache(maxsize=20_000)
def items_of(text: str) -> Items:
    """What a text speaks of; remembered, since the same articles are read for many questions."""
    return lexicon().items(text)


@lru_cache(maxsize=4_000)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(
        part for sentence in sentences(text) for part in _CORRECTS.sub(r"\1\n", sentence, count=1).split("\n") if part
    )
