"""Finding passages by their words: SQLite's full-text index, with English stems and pairs of Chinese characters."""

from importlib import resources

from sqlalchemy import Engine, text

from knowledge.store.engine import guarded
from knowledge.text import fold, words

# A word of the title counts half beside one of the passage: measured with `rallybot eval`.
_TITLE_WEIGHT, _TEXT_WEIGHT = 0.5, 1.0
_LONGEST_QUERY = 64  # words; the index takes no endless ORs
_QUERY = text(
    "SELECT rowid, -bm25(keywords, :title, :text) AS score FROM keywords "
    "WHERE keywords MATCH :match ORDER BY score DESC LIMIT :k"
)


class KeywordIndex:
    """BM25 over titles and passages. Blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def best(self, query: str, k: int) -> list[tuple[int, float]]:
        """The ids of the ``k`` best passages with their BM25 scores (greater is better), best first."""
        match = match_expression(query)
        if not match:
            return []
        values = {"match": match, "k": k, "title": _TITLE_WEIGHT, "text": _TEXT_WEIGHT}
        with guarded(), self._engine.connect() as connection:
            return [(row.rowid, row.score) for row in connection.execute(_QUERY, values)]


def match_expression(query: str) -> str:
    """Any of the query's words, quoted so that none is taken for an operator; empty when only stop words are left."""
    wanted = [word for word in dict.fromkeys(words(fold(query))) if word not in STOP_WORDS]
    return " OR ".join(f'"{word}"' for word in wanted[:_LONGEST_QUERY])


def _stop_words() -> frozenset[str]:
    lines = resources.files("knowledge.search").joinpath("stop_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS = _stop_words()
"""Words that say nothing of what a question is about, folded: English ones, and pairs of Chinese characters."""
