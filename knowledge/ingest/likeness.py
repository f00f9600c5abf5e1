"""Whether two articles tell the same story. Pure.

A story is one event: its copies, rewrites, versions, translations and later retellings belong to it; the same template
with another company, number or day does not. What speaks for the same story is above all that the figures agree; what
speaks against it, that sentences are alike but for their figures and names. Each is counted, weighed and added up; the
weights are those of a logistic regression over the labelled pairs of ``benchmarks/stories`` (half ``dev``), and
``python -m benchmarks.stories`` prints how well they do on the other half.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.ingest.tellings import Sentence, Telling, weight

# Two sentences this alike (of 100) are the same sentence, reworded at most; and this alike, the same word for word.
_ALIKE, _TO_THE_WORD = 75, 92
_UNDATED = 3  # days that are taken to lie between two articles of which one has no date
_ENOUGH_FIGURES = 5.0
_FEW_FIGURES = 1.0  # that one figure of one agrees says little


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two articles are alike, in numbers between 0 and 1 (``days`` is a logarithm).

    ``figures`` how much weight the figures have that both hold, ``agreeing`` which share that is of the one with fewer,
    less where it has but one or two; ``no_figures`` that one has none; ``same`` the share of the shorter one's text
    that stands in the other, figures and names included, ``stamped`` the share that does but for figures or names;
    ``names`` the share of names; ``others`` that the titles name other companies; ``translated`` that the languages
    differ; ``headline`` the share of figures at the top, ``contrary`` that none of those agrees; ``days`` how far apart
    they were published.
    """

    figures: float
    agreeing: float
    no_figures: float
    same: float
    stamped: float
    names: float
    others: float
    translated: float
    headline: float
    contrary: float
    days: float
    copied: bool


WEIGHTS = {
    "figures": 4.02, "agreeing": 10.14, "no_figures": 0.44, "same": 1.93, "stamped": -6.38, "names": 2.01,
    "others": -1.06, "translated": 2.50, "headline": 0.27, "contrary": -1.01, "days": -0.69,
}  # fmt: skip
"""What each of these counts, by the names of :class:`Likeness`."""
BIAS = -3.75
ENOUGH = 1.0
"""The log-odds from which on two are one story: a story too many costs a reader a glance, a story hidden more."""
_COPIED = 0.8
"""The share of the shorter text that makes it a copy, whatever else."""


def likeness(one: Telling, other: Telling) -> Likeness:
    """Compare two articles; the order does not matter."""
    common = one.figures & other.figures
    shared = _weight(common)
    shares = _sentences_shared(one, other)
    top = one.headline & other.headline
    contrary = bool(one.headline and other.headline) and not top
    others = bool(one.subjects and other.subjects) and not one.subjects & other.subjects
    days = abs((one.day - other.day).days) if one.day and other.day else _UNDATED
    return Likeness(
        figures=min(shared, _ENOUGH_FIGURES) / _ENOUGH_FIGURES,
        agreeing=shared / (_FEW_FIGURES + min(_weight(one.figures), _weight(other.figures))),
        no_figures=float(not one.figures or not other.figures),
        same=shares.same,
        stamped=shares.stamped,
        names=_share(one.names, other.names),
        others=float(others),
        translated=float(one.language != other.language),
        headline=len(top) / max(1, min(len(one.headline), len(other.headline))),
        contrary=float(contrary),
        days=math.log1p(days),
        copied=shares.copied and not contrary and not others,
    )


def measures(alike: Likeness) -> tuple[float, ...]:
    """What is weighed, in the order of the weights."""
    return tuple(getattr(alike, name) for name in WEIGHTS)


def log_odds(alike: Likeness) -> float:
    """The weighed sum: above 0 it is likelier than not that both tell one story."""
    return BIAS + sum(value * by for value, by in zip(measures(alike), WEIGHTS.values(), strict=True))


def is_same_story(alike: Likeness) -> bool:
    """Whether two articles tell the same story."""
    return alike.copied or log_odds(alike) >= ENOUGH


def _weight(figures: Iterable[str]) -> float:
    return math.fsum(weight(figure) for figure in figures)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


class _Shares(NamedTuple):
    """Which share of the shorter text stands in the longer: whole, and but for figures and names."""

    same: float = 0.0
    stamped: float = 0.0
    copied: bool = False


def _sentences_shared(one: Telling, other: Telling) -> _Shares:
    from rapidfuzz import fuzz, process

    short, long = sorted((one.sentences, other.sentences), key=lambda read: (len(read), _length(read)))
    if not short or not long:
        return _Shares()
    ratios = process.cdist([read.text for read in short], [read.text for read in long], scorer=fuzz.ratio)
    alike, agreeing = ratios >= _ALIKE, _agree(short, long)
    exact = np.any(alike & agreeing, axis=1)
    to_the_word = np.any((ratios >= _TO_THE_WORD) & agreeing, axis=1)
    lengths = np.array([len(read.text) for read in short], float)
    whole = float(lengths.sum()) or 1.0
    stamped = float(lengths[np.any(alike, axis=1) & ~exact].sum()) / whole
    leads = bool(exact[0]) or bool(np.any((alike & agreeing)[:, 0]))
    copied = leads and stamped < 1 - _COPIED and float(lengths[to_the_word].sum()) / whole >= _COPIED
    return _Shares(float(lengths[exact].sum()) / whole, stamped, copied)


def _agree(short: tuple[Sentence, ...], long: tuple[Sentence, ...]) -> NDArray[np.bool_]:
    """For each pair of sentences whether figures and names are the same."""
    return np.array([[a.figures == b.figures and a.names == b.names for b in long] for a in short], np.bool_)


def _length(read: tuple[Sentence, ...]) -> int:
    return sum(len(sentence.text) for sentence in read)
