"""One search: by meaning and by words, joined."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge.embeddings import Embedder, Vectors
from knowledge.errors import EmbedderError, StoreError
from knowledge.model import Hit
from knowledge.search.dense import DenseIndex, ExactIndex
from knowledge.search.fusion import fuse_ranks, fuse_scores
from knowledge.search.keywords import KeywordIndex
from knowledge.store.records import Records, Stored

logger = logging.getLogger(__name__)

# How deep each side is read before they are joined.
DEPTH = 100
# The share of meaning in the joint score; measured by `rallybot eval`, see docs/search.md.
DENSE_WEIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Rankings:
    """One question's rankings of passage ids with scores, best first, side by side for comparison."""

    dense: list[tuple[int, float]]
    keywords: list[tuple[int, float]]
    ranks: list[tuple[int, float]]
    fused: list[tuple[int, float]]


class Searcher:
    """Searches the newsroom. Blocking; safe to call from several threads."""

    def __init__(
        self, records: Records, keywords: KeywordIndex, embedder: Embedder | None, dense: DenseIndex, exact: ExactIndex
    ) -> None:
        self._records = records
        self._keywords = keywords
        self._embedder = embedder
        self._dense = dense
        self._exact = exact

    def search(self, query: str, k: int, as_of: date | None = None) -> list[Hit]:
        """The ``k`` best passages; with ``as_of`` only from articles dated that day or earlier.

        Where the embedder fails, what the words alone find is returned and the failure logged.
        """
        rankings = self.rank(query, as_of)
        cosines = dict(rankings.dense)
        top = rankings.fused[:k]
        stored = self._records.passages([id_ for id_, _ in top])
        there = [(id_, score) for id_, score in top if id_ in stored]
        return [_hit(rank, score, cosines.get(id_), stored[id_]) for rank, (id_, score) in enumerate(there, start=1)]

    def rank(self, query: str, as_of: date | None = None) -> Rankings:
        """Rank every candidate by meaning, by words, and by both joined."""
        allowed = None if as_of is None else self._records.published_until(as_of)
        keywords = self._by_words(query, allowed)
        vector = self._embed(query)
        dense = [] if vector is None else self._by_meaning(vector, allowed)
        joined = dense if vector is None else self._complete(vector, dense, keywords)
        fused = fuse_scores(dict(joined), dict(keywords), DENSE_WEIGHT)
        return Rankings(joined, keywords, fuse_ranks(dense, keywords), fused)

    def _embed(self, query: str) -> Vectors | None:
        if self._embedder is None:
            return None
        try:
            return self._embedder.query(query)
        except EmbedderError as error:
            logger.error("question not embedded, searching by words alone: %s", error)  # noqa: TRY400
            return None

    def _by_words(self, query: str, allowed: Collection[int] | None) -> list[tuple[int, float]]:
        return _deepened(lambda k: self._keywords.best(query, k), allowed)

    def _by_meaning(self, vector: Vectors, allowed: Collection[int] | None) -> list[tuple[int, float]]:
        if allowed is not None:
            return self._exact.nearest_among(vector, DEPTH, allowed)
        try:
            return self._dense.nearest(vector, DEPTH)
        except StoreError as error:
            logger.error("vector index failed, comparing with every passage: %s", error)  # noqa: TRY400
            return self._exact.nearest(vector, DEPTH)

    def _complete(
        self, vector: Vectors, dense: list[tuple[int, float]], keywords: list[tuple[int, float]]
    ) -> list[tuple[int, float]]:
        """Give what only the words found its true cosine, or it would count as unlike the question."""
        if self._embedder is None:
            return dense
        seen = {id_ for id_, _ in dense}
        ids, vectors = self._records.vectors(self._embedder.name, [id_ for id_, _ in keywords if id_ not in seen])
        more = zip(ids, (vectors @ vector).tolist() if ids else (), strict=True)
        return sorted([*dense, *more], key=lambda item: (-item[1], item[0]))


def _deepened(
    best: Callable[[int], list[tuple[int, float]]], allowed: Collection[int] | None
) -> list[tuple[int, float]]:
    """Read deeper until enough of what is allowed has been found, or there is no more."""
    depth = DEPTH
    while True:
        found = best(depth)
        if allowed is None:
            return found
        kept = [item for item in found if item[0] in allowed]
        if len(kept) >= DEPTH or len(found) < depth:
            return kept[:DEPTH]
        depth *= 8


def _hit(rank: int, score: float, cosine: float | None, stored: Stored) -> Hit:
    return Hit(
        rank=rank,
        score=round(score, 4),
        similarity=None if cosine is None else round(float(np.clip(cosine, -1, 1)), 4),
        passage_id=stored.passage_id,
        position=stored.position,
        text=stored.text,
        title=stored.title,
        url=stored.url,
        source=stored.source,
        published=stored.published,
    )
