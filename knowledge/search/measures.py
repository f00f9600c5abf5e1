"""How good a ranking is, by the field's usual measures. Pure.

Each takes a ranking without repeats, best first, and what is relevant, none of it missing from the newsroom by
assumption: what was never ingested counts against the ranking.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from math import log2
from statistics import fmean

CUT = 10


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures between 0 and 1, for one question or as the mean over many."""

    hits_at_4: float
    hits_at_10: float
    mrr_at_10: float
    map_at_10: float
    ndcg_at_10: float


def measure(ranking: Sequence[str], relevant: Collection[str]) -> Measures:
    """Measure one ranking; ``relevant`` must not be empty."""
    found = [item in relevant for item in ranking[:CUT]]
    first = next((rank for rank, hit in enumerate(found, start=1) if hit), None)
    return Measures(
        hits_at_4=float(any(found[:4])),
        hits_at_10=float(any(found)),
        mrr_at_10=1 / first if first else 0.0,
        map_at_10=_average_precision(found, len(relevant)),
        ndcg_at_10=_gain(found) / _gain([True] * min(CUT, len(relevant))),
    )


def mean(measured: Sequence[Measures]) -> Measures:
    """The mean of each figure over questions; at least one is needed."""
    return Measures(*(fmean(getattr(one, field.name) for one in measured) for field in fields(Measures)))


def _average_precision(found: Sequence[bool], relevant: int) -> float:
    precisions = [sum(found[:rank]) / rank for rank, hit in enumerate(found, start=1) if hit]
    return sum(precisions) / min(CUT, relevant)


def _gain(found: Sequence[bool]) -> float:
    return sum(1 / log2(rank + 1) for rank, hit in enumerate(found, start=1) if hit)
