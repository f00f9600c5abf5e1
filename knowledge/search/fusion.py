"""Joining two rankings into one. Pure."""

from collections.abc import Mapping, Sequence

Ranking = Sequence[tuple[int, float]]
"""Ids with scores, best first."""

# Cormack, Clarke and Buettcher (2009).
_RANK_OFFSET = 60


def fuse_ranks(*rankings: Ranking) -> list[tuple[int, float]]:
    """Reciprocal rank fusion: the sum of 1 / (60 + rank). Kept to be measured against."""
    total: dict[int, float] = {}
    for ranking in rankings:
        for rank, (id_, _) in enumerate(ranking, start=1):
            total[id_] = total.get(id_, 0.0) + 1 / (_RANK_OFFSET + rank)
    return _sorted(total)


def fuse_scores(dense: Mapping[int, float], keywords: Mapping[int, float], weight: float) -> list[tuple[int, float]]:
    """Sum both scores, each spread over 0 to 1 within this search; ``weight`` is the share of ``dense``.

    An id that one side has no score for counts as that side's least. Ties go to the lower id.
    """
    spread_dense, spread_keywords = spread(dense), spread(keywords)
    ids = dense.keys() | keywords.keys()
    return _sorted(
        {id_: weight * spread_dense.get(id_, 0.0) + (1 - weight) * spread_keywords.get(id_, 0.0) for id_ in ids}
    )


def spread(scores: Mapping[int, float]) -> dict[int, float]:
    """Stretch scores so that the least becomes 0 and the greatest 1; all equal become 1."""
    if not scores:
        return {}
    least, greatest = min(scores.values()), max(scores.values())
    if greatest <= least:
        return dict.fromkeys(scores, 1.0)
    return {id_: (score - least) / (greatest - least) for id_, score in scores.items()}


def _sorted(total: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))
