"""One search: by meaning and by words, joined; as time counts; each story once."""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Embedder, Vectors
from knowledge.errors import EmbedderError, StoreError
from knowledge.model import Hit
from knowledge.search.dense import DenseIndex, ExactIndex, closest
from knowledge.search.fusion import fuse_ranks, fuse_scores
from knowledge.search.keywords import KeywordIndex
from knowledge.search.telling import Teller
from knowledge.search.timewish import TimeWish, time_wish
from knowledge.search.timing import Weights, time_merits
from knowledge.store.catalogue import Catalogue, Snapshot
from knowledge.store.records import Records
from knowledge.store.vector_records import VectorRecords

logger = logging.getLogger(__name__)

Found = list[tuple[int, float]]
"""Passage ids with scores, best first."""
Pool = NDArray[np.bool_]
"""Which of a snapshot's passages may be found."""

# How deep each side is read before they are joined.
DEPTH = 100
# How many questions are embedded side by side; the bundled embedder takes one at a time.
_ASIDE = 4
# The share of meaning in the joint score; measured by `rallybot eval`, see docs/measured.md.
DENSE_WEIGHT = 0.7
# Of less than this share of the passages the vectors are compared exactly: the index would have to be read too deep.
_BROAD = 0.5
# Where the latest is wanted, candidates of so many days are looked for besides, lest old news crowd them out.
_RECENT = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Rankings:
    """One question's rankings of passage ids with scores, best first, side by side for comparison.

    ``ranks`` and ``fused`` join the first two; in ``fused`` time counts as well.
    """

    dense: Found
    keywords: Found
    ranks: Found
    fused: Found


@dataclass(frozen=True, slots=True)
class Parts:
    """What a searcher is made of."""

    records: Records
    vectors: VectorRecords
    catalogue: Catalogue
    keywords: KeywordIndex
    embedder: Embedder | None
    dense: DenseIndex
    exact: ExactIndex


class Searcher:
    """Searches the newsroom. Blocking; safe to call from several threads."""

    def __init__(self, parts: Parts, weights: Weights | None = None) -> None:
        self.parts = parts
        self._weights = weights or Weights()
        self._teller = Teller(parts.records)
        self._aside = ThreadPoolExecutor(_ASIDE, "question")

    def weighing(self, weights: Weights) -> "Searcher":
        """The same search with other weights of time."""
        return Searcher(self.parts, weights)

    def search(self, query: str, k: int, today: date, as_of: date | None = None) -> list[Hit]:
        """The ``k`` best passages, of each story one; with ``as_of`` as things stood at the end of that day.

        Where the embedder fails, what the words alone find is returned and the failure logged.
        """
        rankings, snapshot = self._rank(query, today, as_of)
        return self._teller.stories(rankings.fused, dict(rankings.dense), snapshot, k, as_of)

    def articles(self, query: str, n: int, today: date, as_of: date | None = None, also: str = "") -> list[list[Hit]]:
        """The articles of the ``n`` best stories, each as its passages in order, for reading.

        ``also`` are words to look for beside those of the query, such as the same in another language.

        A passage that the search did not find itself has rank and score 0 and no similarity; of a long article only
        those near one that was found are given.
        """
        rankings, snapshot = self._rank(query, today, as_of, also)
        return self._teller.articles(rankings.fused[:DEPTH], dict(rankings.dense), snapshot, n, as_of)

    def rank(self, query: str, today: date, as_of: date | None = None, also: str = "") -> Rankings:
        """Rank every candidate by meaning, by words, and by both joined."""
        return self._rank(query, today, as_of, also)[0]

    def _rank(self, query: str, today: date, as_of: date | None, also: str = "") -> tuple[Rankings, Snapshot]:
        snapshot = self.parts.catalogue.snapshot()
        today = min(today, as_of) if as_of else today
        wish = time_wish(query, today)
        pools = _pools(snapshot, wish, today, as_of)
        # The question is embedded while its words are looked up: both leave the interpreter to others.
        embedded = self._aside.submit(self._embedded, query)
        keywords = _union(self._by_words(f"{query} {also}", snapshot, pool) for pool in pools)
        dense, completed = self._compared(embedded.result(), keywords, snapshot, pools)
        fused = fuse_scores(dict(completed), dict(keywords), DENSE_WEIGHT if completed else 0)
        fused = self._timed(fused, snapshot, wish, today)
        return Rankings(completed, keywords, fuse_ranks(dense, keywords), fused), snapshot

    def _timed(self, fused: Found, snapshot: Snapshot, wish: TimeWish, today: date) -> Found:
        """Let time count, and keep the scores between 0 and 1."""
        at = snapshot.find([id_ for id_, _ in fused])
        merits = time_merits(wish, snapshot.published[at], snapshot.told[at], today, self._weights)
        if not merits.any():
            return fused
        most = 1 + float(merits.max())
        scored = [(id_, (score + float(merit)) / most) for (id_, score), merit in zip(fused, merits, strict=True)]
        return sorted(scored, key=lambda item: (-item[1], item[0]))

    def _embedded(self, query: str) -> Vectors | EmbedderError | None:
        """The question's vector; nothing without an embedder, the error where it fails."""
        try:
            return self.parts.embedder.query(query) if self.parts.embedder else None
        except EmbedderError as error:
            return error

    def _compared(
        self, vector: Vectors | EmbedderError | None, keywords: Found, snapshot: Snapshot, pools: Sequence[Pool]
    ) -> tuple[Found, Found]:
        """What the meaning finds; the same with what only the words found. Nothing where the embedder fails."""
        if vector is None or self.parts.embedder is None:
            return [], []
        try:
            if isinstance(vector, EmbedderError):
                raise vector
            dense = _union(self._by_meaning(vector, snapshot, pool) for pool in pools)
            return dense, self._complete(self.parts.embedder.name, vector, dense, keywords)
        except EmbedderError as error:
            logger.error("question not embedded, searching by words alone: %s", error)
            return [], []

    def _by_words(self, query: str, snapshot: Snapshot, pool: Pool) -> Found:
        if pool.all():
            return _kept(self.parts.keywords.best(query, DEPTH), snapshot, pool)
        return self.parts.keywords.best_among(query, DEPTH, snapshot.ids[pool])

    def _by_meaning(self, vector: Vectors, snapshot: Snapshot, pool: Pool) -> Found:
        share = float(pool.mean()) if len(pool) else 1.0
        if share >= _BROAD:
            depth = DEPTH if share == 1 else int(DEPTH / share * 1.2) + 10
            try:
                found = self.parts.dense.nearest(vector, depth)
            except StoreError as error:
                logger.error("vector index failed, comparing with every passage: %s", error)
                found = self.parts.exact.nearest(vector, depth)
            kept = _kept(found, snapshot, pool)[:DEPTH]
            if len(kept) == DEPTH or len(found) < depth:
                return kept
        return self.parts.exact.nearest_among(vector, DEPTH, snapshot.ids[pool])

    def _complete(self, embedder: str, vector: Vectors, dense: Found, keywords: Found) -> Found:
        """Give what only the words found its true cosine, or it would count as unlike the question."""
        seen = {id_ for id_, _ in dense}
        ids, vectors = self.parts.vectors.read(embedder, [id_ for id_, _ in keywords if id_ not in seen])
        more = closest(np.array(ids, np.int64), vectors, vector, len(ids))
        return sorted([*dense, *more], key=lambda item: (-item[1], item[0]))


def _pools(snapshot: Snapshot, wish: TimeWish, today: date, as_of: date | None) -> list[Pool]:
    """The passages to search among: all that stand and, where time matters, those of the days that are wanted."""
    standing = snapshot.standing(as_of)
    windows = wish.windows or (((today - _RECENT, today),) if wish.latest else ())
    days = snapshot.told if wish.latest else snapshot.published
    pools = [standing & (days >= first.toordinal()) & (days <= last.toordinal()) for first, last in windows]
    return [standing, *(pool for pool in pools if pool.any())]


def _kept(found: Found, snapshot: Snapshot, pool: Pool) -> Found:
    """What is found in a pool: an index may still name a passage that is gone, or already one that came meanwhile."""
    at = snapshot.find([id_ for id_, _ in found])
    return [item for item, where in zip(found, at, strict=True) if where >= 0 and pool[where]]


def _union(rankings: Iterable[Found]) -> Found:
    merged = {id_: score for ranking in rankings for id_, score in ranking}
    return sorted(merged.items(), key=lambda item: (-item[1], item[0]))
