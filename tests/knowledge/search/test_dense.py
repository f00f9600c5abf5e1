from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sqlalchemy import Engine, event

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError
from knowledge.ingest.pipeline import Pipeline
from knowledge.search.dense import ExactIndex, closest
from knowledge.store.catalogue import Catalogue, Ids
from knowledge.store.engine import migrate, open_engine
from knowledge.store.records import Records
from knowledge.store.removal import Removal
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import NOW, clock, make_article
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.search.conftest import Store

# Few values, so that there are ties.
NUMBER = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])
MATRIX = st.integers(1, 30).flatmap(lambda rows: arrays(np.float32, (rows, 3), elements=NUMBER))


@pytest.fixture
def exact(vectors: VectorRecords, catalogue: Catalogue, embedder: HashEmbedder) -> ExactIndex:
    return ExactIndex(vectors, catalogue, embedder.name)


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


def test_it_reads_what_is_stored(
    store: Store, exact: ExactIndex, embedder: HashEmbedder, vectors: VectorRecords
) -> None:
    for name in ("cloud sales", "chip exports", "food delivery"):
        store(name, f"All about {name}.", title=name)
    ids, every = vectors.read(embedder.name, [1, 2, 3])
    vector = embedder.query("chip exports")
    assert dict(exact.nearest(vector, 2)) == pytest.approx(dict(naive(ids, every, vector, 2)))
    assert exact.nearest(vector, 1)[0][0] == 2


def test_only_what_is_allowed_is_found(store: Store, exact: ExactIndex, embedder: HashEmbedder) -> None:
    for name in "abcd":
        store(name, f"Story {name}.")
    assert {id_ for id_, _ in exact.nearest_among(embedder.query("story a"), 9, np.array([2, 4, 99]))} == {2, 4}
    assert exact.nearest_among(embedder.query("story a"), 9, np.array([], np.int64)) == []


def test_an_empty_newsroom_has_nothing_near(exact: ExactIndex, embedder: HashEmbedder) -> None:
    assert exact.nearest(embedder.query("anything"), 5) == []
    assert exact.nearest_among(embedder.query("anything"), 5, np.array([1])) == []


def test_what_is_stored_or_edited_later_is_found(
    store: Store, exact: ExactIndex, embedder: HashEmbedder, pipeline: Pipeline
) -> None:
    store("a", "Story a.")
    assert [id_ for id_, _ in exact.nearest(embedder.query("story"), 9)] == [1]
    store("b", "Story b.")
    assert {id_ for id_, _ in exact.nearest(embedder.query("story"), 9)} == {1, 2}
    # The old words are kept for the days before.
    pipeline.keep(make_article("a", "Another story a."))
    assert {id_ for id_, _ in exact.nearest(embedder.query("story"), 9)} == {1, 2, 3}


def test_what_is_removed_is_not_found_nor_what_took_its_place_missed(
    store: Store, exact: ExactIndex, embedder: HashEmbedder, removal: Removal
) -> None:
    for name in "abc":
        store(name, f"Story {name}.")
    assert len(exact.nearest(embedder.query("story"), 9)) == 3
    removal.forget("https://news.example/c", NOW)
    store("d", "Story d.")
    assert {id_ for id_, _ in exact.nearest(embedder.query("story"), 9)} == {1, 2, 4}
    removal.forget("news.example", NOW)
    assert exact.nearest(embedder.query("story"), 9) == []


def test_it_reads_only_what_is_new(store: Store, exact: ExactIndex, embedder: HashEmbedder, engine: Engine) -> None:
    read: list[object] = []

    def note(_conn: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if "vector FROM vectors" in statement:
            read.append(values)

    store("a", "Story a.")
    exact.nearest(embedder.query("story"), 9)
    event.listen(engine, "before_cursor_execute", note)
    store("b", "Story b.")
    exact.nearest(embedder.query("story"), 9)
    exact.nearest(embedder.query("story"), 9)
    assert read == [("hash", 1), ("hash", 2), ("hash", 2)]


class Growing:
    """A newsroom of vectors that grows and shrinks, with an index that was there all the time."""

    def __init__(self, engine: Engine) -> None:
        self.records, self.removal, self.vectors = Records(engine), Removal(engine), VectorRecords(engine)
        self.catalogue = Catalogue(engine)
        self.exact = ExactIndex(self.vectors, self.catalogue, "hash")
        self.held: dict[int, Vectors] = {}

    def add(self, passages: int) -> None:
        texts = [f"Passage {len(self.held) * 7 + at} of {at % 3}." for at in range(passages)]
        made = HashEmbedder(8).passages(texts)
        name = f"n{len(self.held)}-{max(self.held, default=0)}"
        article = self.records.add(make_article(name, name), texts, made, "hash", NOW)
        ids = [stored.passage_id for stored in self.records.passages_of([article])]
        self.held.update(zip(ids, made, strict=True))

    def remove(self, which: int) -> None:
        passage = sorted(self.held)[which % len(self.held)]
        stored = self.records.passages([passage])[passage]
        for other in self.records.passages_of([stored.article_id]):
            del self.held[other.passage_id]
        self.removal.forget(stored.url, NOW)

    def agrees(self, vector: Vectors, k: int, allowed: Ids | None) -> None:
        ids = sorted(self.held if allowed is None else self.held.keys() & set(allowed.tolist()))
        exact = self.exact
        found = exact.nearest(vector, k) if allowed is None else exact.nearest_among(vector, k, allowed)
        expected = naive(ids, np.array([self.held[id_] for id_ in ids], np.float32).reshape(-1, 8), vector, k)
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-6)
        assert len({id_ for id_, _ in found}) == len(found)
        for id_, score in found:
            assert id_ in ids
            assert score == pytest.approx(float(self.held[id_] @ vector), abs=1e-6)


@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_and_goes_it_finds_what_a_naive_comparison_of_all_that_is_there_finds(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    engine = open_engine(tmp_path_factory.mktemp("growing") / "newsroom.db")
    migrate(engine)
    news = Growing(engine)
    for _ in range(data.draw(st.integers(1, 8))):
        if news.held and data.draw(st.integers(0, 3)) == 0:
            news.remove(data.draw(st.integers(0, 99)))
        else:
            news.add(data.draw(st.integers(1, 30)))
        # Before the first search of all, few are read from the database each time.
        vector = HashEmbedder(8).query(f"passage {data.draw(st.integers(0, 99))}")
        most = max(news.held, default=1) + 3
        allowed = data.draw(
            st.none() | st.lists(st.integers(1, most), unique=True).map(lambda ids: np.array(sorted(ids), np.int64))
        )
        news.agrees(vector, data.draw(st.integers(0, 40)), allowed)
    engine.dispose()


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.99])
def test_many_or_few_of_a_large_newsroom_are_compared_alike(engine: Engine, share: float) -> None:
    news, chance = Growing(engine), np.random.default_rng(20250829)
    news.add(1_500)
    for _ in range(2):
        ids = np.array(sorted(news.held), np.int64)
        allowed = ids[chance.random(len(ids)) < share]
        news.agrees(HashEmbedder(8).query("passage 7 of 2"), 25, allowed)
        news.agrees(HashEmbedder(8).query("passage 9"), 25, None)
        news.add(300)


def test_vectors_of_another_embedder_are_never_compared(
    store: Store, records: Records, vectors: VectorRecords, catalogue: Catalogue
) -> None:
    store("a", "Story a.")
    other = HashEmbedder(8, "other")
    Pipeline(records, other, None, clock).keep(make_article("b", "Story b."))
    exact = ExactIndex(vectors, catalogue, other.name)
    assert exact.nearest_among(other.query("story"), 9, np.array([1])) == []
    assert [id_ for id_, _ in exact.nearest(other.query("story"), 9)] == [2]
    assert exact.nearest_among(other.query("story"), 9, np.array([1])) == []


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
