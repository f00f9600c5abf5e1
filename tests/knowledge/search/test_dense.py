from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.ingest.pipeline import Pipeline
from knowledge.search.dense import ExactIndex, closest
from knowledge.store.records import Records
from tests.knowledge.articles import clock, make_article
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.search.conftest import Store

# Few values, so that there are ties.
NUMBER = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])
MATRIX = st.integers(1, 30).flatmap(lambda rows: arrays(np.float32, (rows, 3), elements=NUMBER))


@pytest.fixture
def exact(records: Records, embedder: HashEmbedder) -> ExactIndex:
    return ExactIndex(records, embedder.name)


def naive(ids: list[int], vectors: Vectors, vector: Vectors, k: int) -> list[tuple[int, float]]:
    cosines = [
        (id_, float(sum(a * b for a, b in zip(row, vector, strict=True))))
        for id_, row in zip(ids, vectors, strict=True)
    ]
    return sorted(cosines, key=lambda item: (-item[1], item[0]))[:k]


@given(MATRIX, arrays(np.float32, 3, elements=NUMBER), st.integers(0, 40), st.randoms())
def test_the_closest_are_those_that_a_naive_comparison_finds(
    vectors: Vectors,
    vector: Vectors,
    k: int,
    random: "st.random.Random",  # type: ignore[name-defined]
) -> None:
    ids = random.sample(range(1, 100), len(vectors))
    assert closest(np.array(ids, np.int64), vectors, vector, k) == naive(ids, vectors, vector, k)


def test_it_reads_what_is_stored(store: Store, exact: ExactIndex, embedder: HashEmbedder, records: Records) -> None:
    for name in ("cloud sales", "chip exports", "food delivery"):
        store(name, f"All about {name}.", title=name)
    ids, vectors = records.vectors(embedder.name)
    vector = embedder.query("chip exports")
    assert dict(exact.nearest(vector, 2)) == pytest.approx(dict(naive(ids, vectors, vector, 2)))
    assert exact.nearest(vector, 1)[0][0] == 2


def test_only_what_is_allowed_is_found(store: Store, exact: ExactIndex, embedder: HashEmbedder) -> None:
    for name in "abcd":
        store(name, f"Story {name}.")
    assert {id_ for id_, _ in exact.nearest_among(embedder.query("story a"), 9, {2, 4, 99})} == {2, 4}
    assert exact.nearest_among(embedder.query("story a"), 9, set()) == []


def test_an_empty_newsroom_has_nothing_near(exact: ExactIndex, embedder: HashEmbedder) -> None:
    assert exact.nearest(embedder.query("anything"), 5) == []
    assert exact.nearest_among(embedder.query("anything"), 5, {1}) == []


def test_what_is_stored_or_edited_later_is_found(
    store: Store, exact: ExactIndex, embedder: HashEmbedder, pipeline: Pipeline
) -> None:
    store("a", "Story a.")
    assert [id_ for id_, _ in exact.nearest(embedder.query("story"), 9)] == [1]
    store("b", "Story b.")
    assert {id_ for id_, _ in exact.nearest(embedder.query("story"), 9)} == {1, 2}
    pipeline.keep(make_article("a", "Another story a."))
    assert {id_ for id_, _ in exact.nearest(embedder.query("story"), 9)} == {2, 3}


def test_vectors_of_another_embedder_are_never_compared(store: Store, records: Records) -> None:
    store("a", "Story a.")
    other = HashEmbedder(8, "other")
    Pipeline(records, other, None, clock).keep(make_article("b", "Story b."))
    assert [id_ for id_, _ in ExactIndex(records, other.name).nearest(other.query("story"), 9)] == [2]


def test_a_vector_of_another_size_is_refused_in_one_line(store: Store, exact: ExactIndex) -> None:
    store("a", "Story a.")
    with pytest.raises(EmbedderError, match="has 8 numbers and the passages' 32"):
        exact.nearest(HashEmbedder(8).query("story"), 5)


def test_threads_that_read_while_another_writes_see_whole_newsrooms(
    store: Store, exact: ExactIndex, embedder: HashEmbedder
) -> None:
    vector = embedder.query("story")

    def ask(_: int) -> int:
        return len(exact.nearest(vector, 99))

    with ThreadPoolExecutor(4) as threads:
        asked = threads.map(ask, range(200))
        for number in range(20):
            store(f"s{number}", f"Story {number}.")
        assert all(0 <= seen <= 20 for seen in asked)
    assert ask(0) == 20
