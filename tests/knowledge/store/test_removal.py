"""What the operator has forgotten, and what has grown too old, is gone from everywhere."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Ingested, Outcome
from knowledge.search.keywords import KeywordIndex
from knowledge.store.catalogue import Catalogue
from knowledge.store.records import Records
from knowledge.store.removal import Removal, Removed
from knowledge.store.rows import Placing
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import NOW, Clock, faults, make_article
from tests.knowledge.conftest import MakeIndex
from tests.knowledge.embedder import HashEmbedder

DAY = date(2025, 8, 29)


def standing(engine: Engine) -> list[str]:
    snapshot = Catalogue(engine).snapshot()
    return [stored.text for stored in Records(engine).passages(snapshot.ids[snapshot.standing(None)].tolist()).values()]


@pytest.mark.parametrize(
    ("what", "left"),
    [
        ("https://news.example/a", ["Words of b.", "Words of c."]),
        ("harbour ledger", ["Words of c."]),
        ("news.example", []),
        ("www.News.example", []),
        ("example", ["Words of a.", "Words of b.", "Words of c."]),
        ("", ["Words of a.", "Words of b.", "Words of c."]),
        ("www.", ["Words of a.", "Words of b.", "Words of c."]),
    ],
)
def test_an_address_or_all_of_a_source_is_forgotten_by_name_or_host(
    pipeline: Pipeline, removal: Removal, engine: Engine, vectors: VectorRecords, what: str, left: list[str]
) -> None:
    for name, source in (("a", "Harbour Ledger"), ("b", "Harbour Ledger"), ("c", "Other Ledger")):
        pipeline.keep(make_article(name, f"Words of {name}.", source=source))
    assert removal.forget(what, NOW) == Removed(3 - len(left), 3 - len(left))
    assert removal.forget(what, NOW) == Removed(0, 0)
    assert standing(engine) == left
    assert vectors.count("hash") == len(KeywordIndex(engine).best("words", 9)) == len(left)
    assert faults(engine) == []


def test_the_lines_of_a_file_are_forgotten_with_it(records: Records, removal: Removal) -> None:
    for number in range(3):
        article = make_article("x", f"Line {number}.")
        line = type(article)(f"file:///news_%25.jsonl#{number}", article.title, "File", article.body)
        records.add(line, [line.body], None, "", NOW)
    assert removal.forget("file:///news_%25.json", NOW) == Removed(0, 0)
    assert removal.forget("file:///news_%25.jsonl", NOW) == Removed(3, 3)


def test_words_that_another_address_carries_too_stay_under_that_one(
    pipeline: Pipeline, removal: Removal, records: Records, engine: Engine
) -> None:
    pipeline.keep(make_article("a", title="T", published=DAY))
    pipeline.keep(make_article("b", title="T", published=date(2025, 9, 2), source="Other Ledger"))
    assert removal.forget("https://news.example/a", NOW) == Removed(1, 0)
    [stored] = records.passages([1]).values()
    assert (stored.url, stored.source) == ("https://news.example/b", "Other Ledger")
    assert stored.published is not None
    assert stored.published.day == date(2025, 9, 2)
    assert (records.count_articles(date(2025, 9, 1)), records.count_articles(date(2025, 9, 2))) == (0, 1)
    assert faults(engine) == []
    assert removal.forget("https://news.example/b", NOW) == Removed(1, 1)
    assert standing(engine) == []


def test_every_version_of_an_address_is_forgotten(pipeline: Pipeline, removal: Removal, records: Records) -> None:
    for words in ("First.", "Second.", "Third."):
        pipeline.keep(make_article("a", words))
    assert removal.forget("https://news.example/a", NOW) == Removed(1, 3)
    assert records.kept(range(9)) == []


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_forgotten_correction_had_corrected_stands_again(
    records: Records, removal: Removal, engine: Engine, whole: bool
) -> None:
    records.add(make_article("a", published=DAY), ["Wrong.", "Right."], None, "", NOW)
    placing = Placing(1, corrects=1, replaces=[1]) if whole else Placing(1, corrects=1, withdraws=[1])
    records.add(make_article("b", "It was 5%."), ["It was 5%."], None, "", NOW, placing)
    assert standing(engine) == (["It was 5%."] if whole else ["Right.", "It was 5%."])
    removal.forget("https://news.example/b", NOW)
    assert standing(engine) == ["Wrong.", "Right."]
    assert faults(engine, vectors=False) == []


def test_what_is_forgotten_is_known_to_be_until_it_is_read_again(pipeline: Pipeline, removal: Removal) -> None:
    pipeline.keep(make_article("a"))
    assert not removal.is_forgotten("https://news.example/a")
    removal.forget("https://news.example/a", NOW)
    assert removal.is_forgotten("https://news.example/a")
    told = pipeline.keep(make_article("a"))
    assert isinstance(told, Ingested)
    assert told.outcome is Outcome.NEW
    assert not removal.is_forgotten("https://news.example/a")


def test_the_vector_index_lets_go_of_what_is_removed(
    pipeline: Pipeline, removal: Removal, embedder: HashEmbedder, make_index: MakeIndex
) -> None:
    for name in "abc":
        pipeline.keep(make_article(name, f"Words of {name}."))
    index = make_index()
    index.open()
    removal.forget("https://news.example/b", NOW)
    index.catch_up()
    assert {id_ for id_, _ in index.nearest(embedder.query("words"), 9)} == {1, 3}
    assert index.expected == 2


def test_what_is_old_goes_by_the_later_of_reading_and_publication_with_the_history_of_what_is_not(
    records: Records, embedder: HashEmbedder, removal: Removal, engine: Engine
) -> None:
    clock = Clock(date(2025, 7, 1))
    pipeline = Pipeline(records, embedder, None, clock)
    pipeline.keep(make_article("old", "Old."))
    pipeline.keep(make_article("ahead", "Read early.", published=date(2025, 9, 9)))
    pipeline.keep(make_article("edited", "First version."))
    clock.day = date(2025, 9, 1)
    pipeline.keep(make_article("archive", "Read late.", published=date(2020, 1, 1)))
    pipeline.keep(make_article("edited", "Second version."))
    assert removal.older_than(clock() - timedelta(days=30), NOW) == 1
    assert {kept.body for kept in records.kept(range(9))} == {
        "Read early.", "First version.", "Second version.", "Read late.",
    }  # fmt: skip
    assert faults(engine) == []
    assert removal.older_than(clock() - timedelta(days=30), NOW) == 0
    assert removal.older_than(clock() + timedelta(days=30), NOW) == 4
    # A feed that has it still does not bring it back; a reading on purpose does.
    assert removal.is_forgotten("https://news.example/old")
    pipeline.keep(make_article("old", "Old."))
    assert not removal.is_forgotten("https://news.example/old")


def test_what_a_correction_had_replaced_does_not_outlive_it(records: Records, removal: Removal) -> None:
    records.add(make_article("b", "Right."), ["Right."], None, "", NOW - timedelta(days=3))
    wrong = make_article("a", "Wrong.")
    records.add(wrong, ["Wrong."], None, "", NOW, Placing(1, replaced_by=1))
    assert removal.older_than(NOW - timedelta(days=1), NOW) == 2
    assert records.count_articles() == 0
