from datetime import date, datetime

import numpy as np
import pytest
from sqlalchemy import Engine

from knowledge.model import Published
from knowledge.store.records import Records
from tests.knowledge.articles import NOW, faults, make_article
from tests.knowledge.embedder import HashEmbedder

DAY = date(2025, 8, 29)
EMBEDDER = HashEmbedder()


def add(records: Records, name: str, *texts: str, published: date | datetime | None = None) -> None:
    texts = texts or (f"All about {name}.",)
    article = make_article(name, "\n".join(texts), published=published)
    records.add(article, texts, EMBEDDER.passages(texts), EMBEDDER.name, NOW)


def test_an_empty_newsroom_counts_nothing(records: Records) -> None:
    assert (records.count_articles(), records.count_passages(), records.count_vectors("hash")) == (0, 0, 0)
    assert records.state("hash") == (0, 0)
    assert records.vectors("hash")[0] == records.sample("hash", 5)[0] == []
    assert records.passages([1, 2]) == {}
    assert records.known("https://news.example/a") is None
    assert records.with_digest("0") is None
    assert records.fact("a") is None


@pytest.mark.parametrize(
    "published",
    [
        None,
        Published(DAY),
        Published.from_datetime(datetime.fromisoformat("2025-08-29T00:30:00+08:00")),
        Published.from_datetime(datetime.fromisoformat("2025-08-29T23:59:59.123456-04:00")),
        Published.from_datetime(datetime.fromisoformat("2025-08-29T10:00:00+00:00")),
    ],
)
def test_a_date_comes_back_as_the_publisher_wrote_it(records: Records, published: Published | None) -> None:
    article = make_article("a", published=(published.at or published.day) if published else None)
    records.add(article, ["Text."], None, "", NOW)
    [stored] = records.passages([1]).values()
    assert stored.published == published
    if published and published.at:
        assert stored.published is not None
        assert stored.published.isoformat() == published.isoformat()


def test_passages_come_by_id_and_those_that_are_gone_are_left_out(records: Records) -> None:
    add(records, "a", "One.", "Two.")
    found = records.passages([2, 99])
    assert list(found) == [2]
    assert (found[2].text, found[2].position, found[2].title) == ("Two.", 1, "About a")


def test_the_passages_of_an_article_come_in_its_own_order(records: Records) -> None:
    add(records, "a", "One.", "Two.", "Three.")
    add(records, "b", "Four.")
    urls = ["https://news.example/b", "https://news.example/a", "https://news.example/none"]
    assert [stored.text for stored in records.passages_of(urls)] == ["One.", "Two.", "Three.", "Four."]


def test_a_day_counts_what_was_out_by_its_end_and_never_the_undated(records: Records) -> None:
    add(records, "before", published=date(2025, 8, 28))
    add(records, "that-day", published=datetime.fromisoformat("2025-08-29T23:00:00-04:00"))
    add(records, "after", published=date(2025, 8, 30))
    add(records, "undated")
    assert records.count_articles() == 4
    assert records.count_articles(DAY) == 2
    assert records.published_until(DAY) == {1, 2}


def test_vectors_come_for_all_or_for_those_asked_for(records: Records) -> None:
    add(records, "a", *(f"Text {number}." for number in range(600)))
    ids, vectors = records.vectors("hash")
    assert vectors.shape == (len(ids), 32) == (600, 32)
    assert vectors.dtype == np.float32
    for wanted in ([3, 5, 999], range(1, 581)):
        few, some = records.vectors("hash", wanted)
        assert set(few) == set(wanted) - {999}
        assert all(np.array_equal(some[at], vectors[ids.index(id_)]) for at, id_ in enumerate(few))
    assert records.vectors("hash", [])[0] == []


def test_a_sample_reaches_from_the_oldest_to_the_newest(records: Records) -> None:
    add(records, "a", *(f"Text {number}." for number in range(100)))
    assert records.sample("hash", 5)[0] == [1, 25, 50, 75, 100]
    assert len(records.sample("hash", 500)[0]) == 100


def test_the_state_changes_with_every_change_of_the_vectors(records: Records) -> None:
    states = [records.state("hash")]
    add(records, "a", "One.", "Two.")
    states.append(records.state("hash"))
    records.replace(1, make_article("a"), ["Three.", "Four."], EMBEDDER.passages(["Three.", "Four."]), "hash", NOW)
    states.append(records.state("hash"))
    records.replace(1, make_article("a"), ["Five."], EMBEDDER.passages(["Five."]), "hash", NOW)
    states.append(records.state("hash"))
    assert len(set(states)) == len(states)


def test_passages_that_an_embedder_has_not_seen_are_known(records: Records) -> None:
    add(records, "a", "One.", "Two.")
    assert records.without_vector("hash", 9) == []
    assert records.without_vector("other", 9) == [(1, "About a", "One."), (2, "About a", "Two.")]
    other = HashEmbedder(8, "other")
    records.add_vectors([1], other.passages(["One."]), other.name)
    assert [id_ for id_, _, _ in records.without_vector("other", 9)] == [2]
    assert (records.count_vectors("hash"), records.count_vectors("other")) == (2, 1)
    assert records.vectors("other")[1].shape == (1, 8)


def test_the_index_is_owed_every_change_until_it_has_acknowledged_it(records: Records) -> None:
    add(records, "a", "One.", "Two.")
    assert records.unindexed(9) == [(1, "add"), (2, "add")]
    records.indexed([1])
    assert records.unindexed(9) == [(2, "add")]
    records.replace(1, make_article("a"), ["Three."], EMBEDDER.passages(["Three."]), "hash", NOW)
    assert records.unindexed(9) == [(1, "remove"), (2, "remove"), (3, "add")]
    records.queue_all("hash")
    assert records.unindexed(9) == [(3, "add")]
    assert records.unindexed(0) == []


def test_small_things_are_remembered_by_name(records: Records) -> None:
    records.remember("a", "1")
    records.remember("a", "2")
    assert (records.fact("a"), records.fact("b")) == ("2", None)


def test_validators_are_kept_by_feed_and_overwritten(records: Records) -> None:
    assert records.validators("f") == (None, None)
    records.keep_validators("f", '"1"', "Fri", NOW)
    records.keep_validators("f", None, None, NOW)
    records.keep_validators("g", '"2"', None, NOW)
    assert (records.validators("f"), records.validators("g")) == ((None, None), ('"2"', None))


def test_an_article_that_fails_half_way_is_not_stored_at_all(records: Records, engine: Engine) -> None:
    add(records, "a")
    with pytest.raises(ValueError, match="zip"):
        records.add(make_article("b"), ["One.", "Two."], EMBEDDER.passages(["One."]), "hash", NOW)
    with pytest.raises(ValueError, match="zip"):
        records.replace(1, make_article("a"), ["One.", "Two."], EMBEDDER.passages(["One."]), "hash", NOW)
    with pytest.raises(ValueError, match="without words"):
        records.add(make_article("c"), [], None, "", NOW)
    assert records.count_articles() == 1
    assert [stored.text for stored in records.passages(range(9)).values()] == ["All about a."]
    assert faults(engine) == []
