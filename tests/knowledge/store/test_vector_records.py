import numpy as np

from knowledge.store.records import Records
from knowledge.store.removal import Removal
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import NOW, make_article
from tests.knowledge.embedder import HashEmbedder

EMBEDDER = HashEmbedder()


def add(records: Records, name: str, *texts: str) -> None:
    records.add(make_article(name, "\n".join(texts)), texts, EMBEDDER.passages(texts), EMBEDDER.name, NOW)


def test_an_empty_newsroom_has_no_vectors(vectors: VectorRecords) -> None:
    assert vectors.count("hash") == 0
    assert vectors.read("hash", [1])[0] == vectors.sample("hash", 5)[0] == []
    assert list(vectors.after("hash", 0)) == []
    assert vectors.unindexed(9) == []


def test_vectors_come_for_those_asked_for(records: Records, vectors: VectorRecords) -> None:
    texts = [f"Text {number}." for number in range(600)]
    add(records, "a", *texts)
    ids, every = vectors.read("hash", range(1, 601))
    assert every.shape == (len(ids), 32) == (600, 32)
    assert every.dtype == np.float32
    assert all(np.array_equal(every[at], EMBEDDER.query(texts[id_ - 1])) for at, id_ in enumerate(ids))
    for wanted in ([3, 5, 999], range(1, 581)):
        few, some = vectors.read("hash", wanted)
        assert set(few) == set(wanted) - {999}
        assert all(np.array_equal(some[at], every[ids.index(id_)]) for at, id_ in enumerate(few))
    assert vectors.read("hash", [])[0] == []
    # More than one statement takes.
    assert len(vectors.read("hash", range(1, 5_000))[0]) == 600


def test_vectors_are_read_on_from_where_a_reader_was(records: Records, vectors: VectorRecords) -> None:
    add(records, "a", *(f"Text {number}." for number in range(5_000)))
    read, last = list[int](), 0
    for ids, some, at in vectors.after("hash", 0):
        assert len(ids) == len(some) <= 4_096
        read += ids
        last = at
    assert read == list(range(1, 5_001))
    assert list(vectors.after("hash", last)) == []
    add(records, "b", "One more.")
    [(ids, some, _)] = vectors.after("hash", last)
    assert ids == [5_001]
    assert np.array_equal(some[0], EMBEDDER.query("One more."))


def test_a_sample_reaches_from_the_oldest_to_the_newest(records: Records, vectors: VectorRecords) -> None:
    add(records, "a", *(f"Text {number}." for number in range(100)))
    assert sorted(vectors.sample("hash", 5)[0]) == [1, 25, 50, 75, 100]
    assert len(vectors.sample("hash", 500)[0]) == 100


def test_passages_that_an_embedder_has_not_seen_are_known(records: Records, vectors: VectorRecords) -> None:
    add(records, "a", "One.", "Two.")
    assert vectors.without("hash", 9) == []
    assert vectors.without("other", 9) == [(1, "About a", "One."), (2, "About a", "Two.")]
    other = HashEmbedder(8, "other")
    vectors.add([1], other.passages(["One."]), other.name)
    assert [id_ for id_, _, _ in vectors.without("other", 9)] == [2]
    assert (vectors.count("hash"), vectors.count("other")) == (2, 1)
    assert vectors.read("other", [1, 2])[1].shape == (1, 8)


def test_the_vectors_of_one_embedder_go_or_those_of_every_other(records: Records, vectors: VectorRecords) -> None:
    add(records, "a", "One.", "Two.")
    for name in ("second", "third"):
        vectors.add([1], HashEmbedder(8, name).passages(["One."]), name)
    assert vectors.forget("third", but=False) == 1
    assert vectors.forget("second", but=True) == 2
    assert [vectors.count(name) for name in ("hash", "second", "third")] == [0, 1, 0]
    assert vectors.forget("none", but=False) == 0


def test_the_index_is_owed_every_change_until_it_has_acknowledged_it(
    records: Records, vectors: VectorRecords, removal: Removal
) -> None:
    add(records, "a", "One.", "Two.")
    assert vectors.unindexed(9) == [(1, "add"), (2, "add")]
    vectors.indexed([1])
    assert vectors.unindexed(9) == [(2, "add")]
    # The old words stay, for questions as of an earlier day.
    records.replace(1, make_article("a"), ["Three."], EMBEDDER.passages(["Three."]), "hash", NOW)
    assert vectors.unindexed(9) == [(2, "add"), (3, "add")]
    add(records, "b", "Four.")
    removal.forget("https://news.example/a", NOW)
    assert vectors.unindexed(9) == [(1, "remove"), (2, "remove"), (3, "remove"), (4, "add")]
    vectors.queue_all("hash")
    assert vectors.unindexed(9) == [(4, "add")]
    assert vectors.unindexed(0) == []
