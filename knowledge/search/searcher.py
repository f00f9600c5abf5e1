"""One search: by meaning and by words, joined."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge.embeddings import Embedder, Vectors
from knowledge.errors import EmbedderError, StoreError
from knowledge.model import Hit
from knowledge.search.dense import DenseIndex, ExactIndex, closest
from knowledge.search.fusion import fuse_ranks, fuse_scores
from knowledge.search.keywords import KeywordIndex
from knowledge.store.records import Records, Stored

logger = logging.getLogger(__name__)

Found = list[tuple[int, float]]
"""Passage ids with scores, best first."""

# How deep each side is read before they are joined.
DEPTH = 100
# How many passages before and after a found one are read with it.
_CONTEXT = 3
# The share of meaning in the joint score; measured by `rallybot eval`, see docs/measured.md.
DENSE_WEIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Rankings:
    """One question's rankings of passage ids with scores, best first, side by side for comparison."""

    dense: Found
    keywords: Found
    ranks: Found
    fused: Found


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
        stored = self._records.passages([id_ for id_, _ in rankings.fused])
        # The vector index may still name a passage that an edit has just replaced.
        there = [(id_, score) for id_, score in rankings.fused if id_ in stored][:k]
        return [_hit(rank, score, cosines.get(id_), stored[id_]) for rank, (id_, score) in enumerate(there, start=1)]

    def articles(self, query: str, n: int, as_of: date | None = None, also: str = "") -> list[list[Hit]]:
        """The ``n`` articles with the best passages, each as its passages in order, for reading.

        ``also`` are words to look for beside those of the query, such as the same in another language.

        A passage that the search did not find itself has rank and score 0 and no similarity; of a long article only
        those near one that was found are given.
        """
        rankings = self.rank(query, as_of, also)
        cosines = dict(rankings.dense)
        found = {id_: (rank, score) for rank, (id_, score) in enumerate(rankings.fused[:DEPTH], start=1)}
        best: dict[str, list[Hit]] = {}
        stored = self._records.passages(list(found))
        urls = list(dict.fromkeys(stored[id_].url for id_ in found if id_ in stored))[:n]
        for passage in self._records.passages_of(urls):
            rank, score = found.get(passage.passage_id, (0, 0.0))
            hit = _hit(rank, score, cosines.get(passage.passage_id), passage)
            best.setdefault(passage.url, []).append(hit)
        return [_near_found(best[url]) for url in urls if url in best]

    def rank(self, query: str, as_of: date | None = None, also: str = "") -> Rankings:
        """Rank every candidate by meaning, by words, and by both joined."""
        allowed = None if as_of is None else self._records.published_until(as_of)
        keywords = self._by_words(f"{query} {also}", allowed)
        dense, completed = self._compared(query, keywords, allowed)
        fused = fuse_scores(dict(completed), dict(keywords), DENSE_WEIGHT if completed else 0)
        return Rankings(completed, keywords, fuse_ranks(dense, keywords), fused)

    def _compared(self, query: str, keywords: Found, allowed: Collection[int] | None) -> tuple[Found, Found]:
        """What the meaning finds; the same with what only the words found. Nothing where the embedder fails."""
        if self._embedder is None:
            return [], []
        try:
            vector = self._embedder.query(query)
            dense = self._by_meaning(vector, allowed)
            return dense, self._complete(self._embedder.name, vector, dense, keywords)
        except EmbedderError as error:
            logger.error("question not embedded, searching by words alone: %s", error)  # noqa: TRY400
            return [], []

    def _by_words(self, query: str, allowed: Collection[int] | None) -> Found:
        return _deepened(lambda k: self._keywords.best(query, k), allowed)

    def _by_meaning(self, vector: Vectors, allowed: Collection[int] | None) -> Found:
        if allowed is not None:
            return self._exact.nearest_among(vector, DEPTH, allowed)
        try:
            return self._dense.nearest(vector, DEPTH)
        except StoreError as error:
            logger.error("vector index failed, comparing with every passage: %s", error)  # noqa: TRY400
            return self._exact.nearest(vector, DEPTH)

    def _complete(self, embedder: str, vector: Vectors, dense: Found, keywords: Found) -> Found:
        """Give what only the words found its true cosine, or it would count as unlike the question."""
        seen = {id_ for id_, _ in dense}
        ids, vectors = self._records.vectors(embedder, [id_ for id_, _ in keywords if id_ not in seen])
        more = closest(np.array(ids, np.int64), vectors, vector, len(ids))
        return sorted([*dense, *more], key=lambda item: (-item[1], item[0]))


def _deepened(read: Callable[[int], Found], allowed: Collection[int] | None) -> Found:
    """Read deeper until enough of what is allowed has been found, or there is no more."""
    depth = DEPTH
    while True:
        found = read(depth)
        if allowed is None:
            return found
        kept = [item for item in found if item[0] in allowed]
        if len(kept) >= DEPTH or len(found) < depth:
            return kept[:DEPTH]
        depth *= 8


def _near_found(hits: list[Hit]) -> list[Hit]:
    """The passages within :data:`_CONTEXT` of one that was found, and the first: it says what an article is about."""
    found = [at for at, hit in enumerate(hits) if hit.rank]
    return [hit for at, hit in enumerate(hits) if at == 0 or any(abs(at - other) <= _CONTEXT for other in found)]


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
