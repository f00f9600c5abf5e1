"""Finding passages by their words: SQLite's full-text index, with English stems and pairs of Chinese characters."""

from collections.abc import Sequence
from importlib import resources
from itertools import islice

import numpy as np
from sqlalchemy import Connection, Engine

from knowledge.store.catalogue import Ids
from knowledge.store.engine import guarded
from knowledge.text import fold, words

# A word of the title counts half beside one of the passage: measured with `rallybot eval`.
_TITLE_WEIGHT, _TEXT_WEIGHT = 0.5, 1.0
_LONGEST_QUERY = 64  # words; the index takes no endless ORs
# To weigh a passage costs a microsecond: of common words only so many are weighed that this many passages are.
_WEIGHED = 12_000
_BEST = (
    f"SELECT rowid, -bm25(keywords, {_TITLE_WEIGHT}, {_TEXT_WEIGHT}) AS score FROM keywords "  # noqa: S608 (numbers of ours)
    "WHERE keywords MATCH ? AND rowid BETWEEN ? AND ? ORDER BY score DESC, rowid LIMIT ?"
)
_COUNT = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"
_GROWN = 1.1
_EVERYWHERE = (0, 2**62)


class KeywordIndex:
    """BM25 over titles and passages. Blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # How many passages hold a word, counted when it is first asked for and anew once the newsroom has grown.
        self._counts: dict[str, int] = {}
        self._counted = 0

    def best(self, query: str, k: int) -> list[tuple[int, float]]:
        """The ids of the ``k`` best passages with their BM25 scores (greater is better), best first.

        In a large newsroom the commonest words of a query with rarer ones are left out: they say least.
        """
        return self._ask(query_words(query), _EVERYWHERE, k)

    def best_among(self, query: str, k: int, allowed: Ids) -> list[tuple[int, float]]:
        """The same of the passages that are allowed (by ascending id), and no others.

        News comes in by and by, so that those of a window of days have ids of a narrow range: the index need look at
        no others.
        """
        wanted = query_words(query)
        if not wanted or not len(allowed):
            return []
        between = int(allowed[0]), int(allowed[-1])
        depth = k + k * (between[1] - between[0]) // len(allowed)
        while True:
            found = self._ask(wanted, between, depth)
            ids = np.fromiter((id_ for id_, _ in found), np.int64, len(found))
            at = np.minimum(np.searchsorted(allowed, ids), len(allowed) - 1)
            kept = [item for item, there in zip(found, allowed[at] == ids, strict=True) if there]
            if len(kept) >= k or len(found) < depth:
                return kept[:k]
            depth *= 8

    def _ask(self, wanted: Sequence[str], between: tuple[int, int], k: int) -> list[tuple[int, float]]:
        if not wanted:
            return []
        with guarded(), self._engine.connect() as connection:
            telling = self._telling(connection, wanted, between)
            rows = connection.exec_driver_sql(_BEST, (_any(telling), *between, k))
            return [(int(row[0]), float(row[1])) for row in rows]

    def _telling(self, connection: Connection, wanted: Sequence[str], between: tuple[int, int]) -> Sequence[str]:
        """The rarest of the words, as many as may be weighed; all of them where passages are few."""
        last = int(connection.exec_driver_sql("SELECT max(rowid) FROM keywords").scalar() or 0)
        asked = min(between[1], last) - max(between[0], 1) + 1
        if asked <= _WEIGHED:
            return wanted
        if last > self._counted * _GROWN:
            self._counted, self._counts = last, {}
        for word in wanted:
            if word not in self._counts:
                self._counts[word] = connection.exec_driver_sql(_COUNT, (_any([word]),)).scalar_one()
        kept: list[str] = []
        left = _WEIGHED * last / asked
        for word in sorted(wanted, key=self._counts.__getitem__):
            if kept and self._counts[word] > left:
                break
            kept.append(word)
            left -= self._counts[word]
        return kept


def _any(wanted: Sequence[str]) -> str:
    """Any of these words, quoted so that none is taken for an operator."""
    return " OR ".join(f'"{word}"' for word in wanted)


def query_words(query: str) -> list[str]:
    """The words of a query that say what it is about, folded; none when only stop words are left."""
    wanted = (word for word in dict.fromkeys(words(fold(query))) if word not in STOP_WORDS)
    return list(islice(wanted, _LONGEST_QUERY))


def _stop_words() -> frozenset[str]:
    lines = resources.files("knowledge.search").joinpath("stop_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS = _stop_words()
"""Words that say nothing of what a question is about, folded: English ones, and pairs of Chinese characters."""
