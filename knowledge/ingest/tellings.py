"""What an article tells, as far as it matters for whether another tells the same. Pure."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from knowledge.figures import Kind, figures
from knowledge.ingest.subject import named
from knowledge.periods import without_periods
from knowledge.text import CHINESE, fold, language_of, sentences

# Sentences beyond these say little that those before do not: live blogs and long reads.
_MOST_SENTENCES = 60
_MOST_CHARACTERS = 20_000
# What is longer was never cut: a page of digits, a table without its ends.
_LONGEST_SENTENCE = 1_000
_NAME = re.compile(r"[A-Z][\w&.'’-]*\w|[A-Z]{2,}")
_QUOTED = re.compile(rf"[《“「]([{CHINESE}\w·\- ]{{2,20}})[》”」]")
_CODE = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)\w+\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A folded sentence, with what its figures come to and whom of the subject it names."""

    text: str
    figures: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Telling:
    """The parts of an article that are compared.

    ``figures`` are what the figures of the whole come to, ``headline`` those of the title and the first sentence.
    ``names`` is everything written as a name, folded; ``subjects`` whom of the subject the title names. ``day`` is the
    day of publication.
    """

    language: str
    title: str
    sentences: tuple[Sentence, ...]
    figures: frozenset[str]
    headline: frozenset[str]
    names: frozenset[str]
    subjects: frozenset[str]
    day: date | None


@lru_cache(maxsize=512)
def read_telling(title: str, body: str, day: date | None) -> Telling:
    """Take an article apart; of a long one, its first twenty thousand characters."""
    title, body = title[:_LONGEST_SENTENCE], body[:_MOST_CHARACTERS]
    cut = [sentence[:_LONGEST_SENTENCE] for sentence in sentences(body)[:_MOST_SENTENCES]]
    read = tuple(Sentence(fold(sentence), values([sentence]), named(sentence)) for sentence in cut)
    of_title = values([title])
    return Telling(
        language=language_of(f"{title}\n{body}"),
        title=fold(title),
        sentences=read,
        figures=of_title.union(*(sentence.figures for sentence in read)),
        headline=of_title.union(*(sentence.figures for sentence in read[:1])),
        names=named(f"{title}\n{body}") | _names([title, *cut]),
        subjects=named(title),
        day=day,
    )


def values(texts: Iterable[str]) -> frozenset[str]:
    """What the figures of texts come to, so that 33.4 billion and 334亿 are one; percentages apart from the rest."""
    found = set()
    for text in texts:
        for figure in figures(without_periods(text)):
            if (value := figure.value) is not None:
                found.add(f"{value.normalize():f}{'%' if figure.kind is Kind.PERCENT else ''}")
    return frozenset(found)


def weight(figure: str) -> float:
    """How much it says that two texts share a figure: 33,400,000,000 is no chance, 3% may be one."""
    digits = figure.rstrip("%").replace(".", "").replace("-", "").strip("0")
    return 1.0 if len(digits) >= 3 else 0.6 if len(digits) == 2 else 0.25


def _names(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    common = _common()
    for text in texts:
        written = (fold(match.group()).removesuffix("'s").removesuffix("’s") for match in _NAME.finditer(text))
        found.update(name for name in written if name.rstrip(".") not in common)
        found.update(fold(match[1]) for match in _QUOTED.finditer(text))
        found.update(fold(match.group()) for match in _CODE.finditer(text))
    return frozenset(found)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    data = tomllib.loads(resources.files(__package__).joinpath("tellings.toml").read_text("utf-8"))
    return frozenset(word for table in data.values() for word in table)
