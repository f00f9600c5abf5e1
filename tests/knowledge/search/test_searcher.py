from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
import pytest
from sqlalchemy import Engine

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError, StoreError, VectorIndexError
from knowledge.ingest.pipeline import Pipeline
from knowledge.search.dense import DenseIndex
from knowledge.search.searcher import DEPTH, Searcher
from knowledge.store.removal import Removal
from tests.knowledge.articles import NOW, make_article
from tests.knowledge.conftest import MakeIndex
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.search.conftest import Searching, Store

DAY = date(2025, 9, 17)
TODAY = NOW.date()


class DownEmbedder(HashEmbedder):
    """Its server is away."""

    def query(self, text: str) -> Vectors:
        raise EmbedderError("the server is away")

    def passages(self, texts: Sequence[str]) -> Vectors:
        raise EmbedderError("the server is away")


class BrokenIndex:
    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        raise VectorIndexError("the vector index failed")


class StaleIndex:
    """Still names a passage that is gone."""

    def __init__(self, index: DenseIndex, gone: int) -> None:
        self._index, self._gone = index, gone

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        return [(self._gone, 1.0), *self._index.nearest(vector, k)]


def urls(searcher: Searcher, query: str, k: int = 10, as_of: date | None = None) -> list[str]:
    return [hit.url.rpartition("/")[2] for hit in searcher.search(query, k, TODAY, as_of)]


def test_a_hit_says_what_it_is_and_where_it_is_from(store: Store, searcher: Searcher) -> None:
    at = datetime.fromisoformat("2025-08-29T18:30:00+08:00")
    store("cloud", "Cloud sales rose by 26%.", title="Cloud grows", published=at)
    store("food", "Food delivery lost money.", title="Delivery")
    [hit, *_] = searcher.search("cloud sales", 5, TODAY)
    assert (hit.rank, hit.position, hit.text) == (1, 0, "Cloud sales rose by 26%.")
    assert (hit.title, hit.url, hit.source) == ("Cloud grows", "https://news.example/cloud", "Harbour Ledger")
    assert hit.published is not None
    assert hit.published.isoformat() == "2025-08-29T18:30:00+08:00"
    assert hit.score == 1
    assert hit.similarity is not None
    assert 0 < hit.similarity <= 1


def test_hits_are_best_first_and_no_more_than_asked_for(store: Store, searcher: Searcher) -> None:
    for name in "abcdefgh":
        store(name, f"Cloud story {name}." + " And chips." * "abcdefgh".index(name))
    hits = searcher.search("cloud chips", 5, TODAY)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_empty_newsroom_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search("anything", 5, TODAY) == []


def test_as_of_a_day_neither_later_articles_are_found_nor_undated_ones_that_were_read_later(
    store: Store, searcher: Searcher
) -> None:
    store("before", "Cloud sales rose in June.", published=date(2025, 9, 16))
    store("that-day", "Cloud sales rose in July.", published=DAY)
    store("after", "Cloud sales rose in August.", published=date(2025, 9, 18))
    store("undated", "Cloud sales rose in cloud sales.")
    assert set(urls(searcher, "cloud sales")) == {"before", "that-day", "after", "undated"}
    assert set(urls(searcher, "cloud sales", as_of=DAY)) == {"before", "that-day"}
    # The undated is known from the day on which it was read.
    assert set(urls(searcher, "cloud sales", as_of=TODAY)) == {"before", "that-day", "after", "undated"}
    assert urls(searcher, "cloud sales", as_of=date(2020, 1, 1)) == []


def test_a_day_is_the_publishers_own_and_not_the_one_in_utc(store: Store, searcher: Searcher) -> None:
    store("early", "Shanghai opens.", published=datetime.fromisoformat("2025-09-18T07:00:00+08:00"))
    store("late", "New York closes.", published=datetime.fromisoformat("2025-09-17T22:00:00-04:00"))
    assert urls(searcher, "opens closes", as_of=DAY) == ["late"]


def test_as_of_reads_as_deep_as_it_must(store: Store, searcher: Searcher) -> None:
    for number in range(DEPTH + 20):
        store(f"new{number}", f"Cloud cloud cloud {number}.", title="Cloud", published=date(2025, 9, 18))
    store("old", "Long ago somebody said cloud, among very many other words of no interest here.", published=DAY)
    assert urls(searcher, "cloud", as_of=DAY) == ["old"]


def test_what_only_the_words_find_has_its_true_cosine(
    store: Store, searching: Searching, embedder: HashEmbedder
) -> None:
    class NearNothing:
        def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
            return []

    store("cloud", "Cloud sales rose.")
    [hit] = searching.make(embedder, NearNothing()).search("cloud", 5, TODAY)
    [vector] = searching.vectors.read(embedder.name, [1])[1]
    assert hit.similarity == pytest.approx(float(vector @ embedder.query("cloud")), abs=1e-4)


def test_without_an_embedder_the_words_alone_are_searched(store: Store, searching: Searching) -> None:
    store("cloud", "Cloud sales rose.")
    store("food", "Food delivery lost money.")
    [hit] = searching.make(None).search("cloud", 5, TODAY)
    assert (hit.url, hit.similarity, hit.score) == ("https://news.example/cloud", None, 1)


def test_when_the_embedder_fails_the_words_alone_are_searched(
    store: Store, searching: Searching, caplog: pytest.LogCaptureFixture
) -> None:
    store("cloud", "Cloud sales rose.")
    assert urls(searching.make(DownEmbedder()), "cloud") == ["cloud"]
    assert urls(searching.make(DownEmbedder()), "cloud", as_of=DAY) == []
    assert "searching by words alone: the server is away" in caplog.text


def test_when_the_model_behind_the_embedders_name_has_changed_the_words_alone_are_searched(
    store: Store, searching: Searching, caplog: pytest.LogCaptureFixture
) -> None:
    store("cloud", "Cloud sales rose.")
    assert urls(searching.make(HashEmbedder(8)), "cloud") == ["cloud"]
    assert "no longer the same" in caplog.text


def test_when_the_index_fails_every_passage_is_compared(
    store: Store, searching: Searching, embedder: HashEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    store("cloud", "Cloud sales rose.")
    store("food", "Food delivery lost money.")
    broken, exact = searching.make(embedder, BrokenIndex()), searching.make(embedder)
    assert broken.search("sales of clouds", 5, TODAY) == exact.search("sales of clouds", 5, TODAY)
    assert "comparing with every passage: the vector index failed" in caplog.text


def test_chroma_and_the_exact_comparison_find_the_same(
    store: Store, searching: Searching, embedder: HashEmbedder, make_index: MakeIndex
) -> None:
    for number, company in enumerate(("Alibaba", "Baidu", "Tencent", "Meituan", "JD") * 8):
        store(f"s{number}", f"{company} published figure {number} for its cloud.", published=DAY)
    index = make_index()
    index.open()
    by_chroma = searching.make(embedder, index).search("Baidu cloud figure 11", 40, TODAY)
    exactly = searching.make(embedder).search("Baidu cloud figure 11", 40, TODAY)
    assert by_chroma[0].passage_id == exactly[0].passage_id == 12
    assert {hit.passage_id: hit.score for hit in by_chroma} == pytest.approx(
        {hit.passage_id: hit.score for hit in exactly}, abs=2e-4
    )


@pytest.mark.parametrize("as_of", [None, TODAY])
def test_a_passage_that_the_index_names_and_the_database_has_not_is_passed_over(
    store: Store, searching: Searching, embedder: HashEmbedder, removal: Removal, as_of: date | None
) -> None:
    store("gone", "Cloud sales rose once.")
    store("cloud", "Cloud sales rose.")
    store("food", "Food delivery lost money.")
    removal.forget("https://news.example/gone", NOW)
    hits = searching.make(embedder, StaleIndex(searching.exact(embedder), gone=1)).search("cloud", 2, TODAY, as_of)
    assert [hit.passage_id for hit in hits] == [2, 3]


def test_a_passage_that_has_been_replaced_is_passed_over(
    store: Store, searching: Searching, embedder: HashEmbedder, pipeline: Pipeline
) -> None:
    store("cloud", "Cloud sales rose.")
    store("food", "Food delivery lost money.")
    pipeline.keep(make_article("cloud", "Cloud sales rose fast."))
    exact = searching.exact(embedder)
    hits = searching.make(embedder, StaleIndex(exact, gone=1)).search("cloud", 2, TODAY)
    assert [hit.passage_id for hit in hits] == [3, 2]
    assert [hit.rank for hit in hits] == [1, 2]


@pytest.mark.parametrize("query", ["", "\0", "\udcff", "的", '" OR "', "x" * 10_000])
def test_no_question_makes_the_search_fail(store: Store, searcher: Searcher, query: str) -> None:
    store("cloud", "Cloud sales rose.")
    assert len(searcher.search(query, 5, TODAY)) == 1


def test_a_failing_database_is_said_and_not_hidden(searching: Searching, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE vectors")
    with pytest.raises(StoreError, match="database failed"):
        searching.make(HashEmbedder()).search("cloud", 5, TODAY)


def test_the_rankings_stand_side_by_side_for_comparison(store: Store, searcher: Searcher) -> None:
    store("cloud", "Cloud sales rose.")
    store("food", "Food delivery lost money.")
    rankings = searcher.rank("cloud sales", TODAY)
    assert [id_ for id_, _ in rankings.dense] == [1, 2]
    assert [id_ for id_, _ in rankings.keywords] == [1]
    assert [dict(ranking)[1] for ranking in (rankings.fused, rankings.ranks)] == pytest.approx([1, 2 / 61])
    assert np.all(np.diff([score for _, score in rankings.dense]) <= 0)
