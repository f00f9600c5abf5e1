import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from knowledge.embeddings import Vectors
from knowledge.errors import EmbedderError, StoreError
from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.sources import Item
from knowledge.model import Article, Failure, Ingested, Outcome, Published
from knowledge.search.keywords import KeywordIndex
from knowledge.store.catalogue import Catalogue
from knowledge.store.engine import open_engine
from knowledge.store.records import Records
from knowledge.store.removal import Removal
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import NOW, Clock, clock, faults, make_article
from tests.knowledge.conftest import MakeIndex
from tests.knowledge.embedder import HashEmbedder

DAY = date(2025, 8, 29)


class GatedEmbedder(HashEmbedder):
    """Waits, once begun, until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.gate = threading.Event(), threading.Event()

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.begun.set()
        assert self.gate.wait(10)
        return super().passages(texts)


class FailingEmbedder(HashEmbedder):
    def passages(self, texts: Sequence[str]) -> Vectors:
        if any("chips" in text for text in texts):
            raise EmbedderError("the server is away")
        return super().passages(texts)


async def each(items: Sequence[Item]) -> AsyncIterator[Item]:
    for item in items:
        yield item


def outcome(pipeline: Pipeline, article: Article) -> Outcome:
    told = pipeline.keep(article)
    assert isinstance(told, Ingested), told
    return told.outcome


def texts(engine: Engine, as_of: date | None = None) -> list[str]:
    """The passages that stand now, or stood at the end of a day."""
    snapshot = Catalogue(engine).snapshot()
    ids = snapshot.ids[snapshot.standing(as_of)].tolist()
    return [passage.text for passage in Records(engine).passages(ids).values()]


def standing(engine: Engine, query: str) -> list[int]:
    """What the words of passages that stand find."""
    snapshot = Catalogue(engine).snapshot()
    return [id_ for id_, _ in KeywordIndex(engine).best_among(query, 9, snapshot.ids[snapshot.standing(None)])]


async def test_the_report_tells_of_each_article_and_each_failure_in_order(pipeline: Pipeline, engine: Engine) -> None:
    items: list[Item] = [
        make_article("a"),
        Failure("https://news.example/b", "answered 404 Not Found"),
        make_article("a"),
        make_article("a", "Cloud sales fell."),
        make_article("c", "Cloud sales fell.", title="About a"),
        make_article("d", " \n "),
    ]
    told: list[Ingested | Failure] = []
    report = await pipeline.run(each(items), told.append)
    assert [(item.url[-1], item.outcome) for item in report.articles] == [
        ("a", Outcome.NEW),
        ("a", Outcome.SAME),
        ("a", Outcome.EDITED),
        ("c", Outcome.COPY),
    ]
    assert [failure.reason for failure in report.failed] == ["answered 404 Not Found", "has no words"]
    assert [item.story for item in report.articles] == [None] * 4
    assert [item for item in told if isinstance(item, Ingested)] == report.articles
    assert [item for item in told if isinstance(item, Failure)] == report.failed
    assert [report.count(one) for one in Outcome] == [1, 1, 1, 1]
    assert faults(engine) == []


def test_the_same_article_again_writes_nothing(pipeline: Pipeline, engine: Engine) -> None:
    pipeline.keep(make_article("a", published=DAY))
    with closing(engine.raw_connection()) as connection:
        before = list(connection.iterdump())
        assert outcome(pipeline, make_article("a")) is Outcome.SAME
        assert outcome(pipeline, make_article("a", published=DAY)) is Outcome.SAME
        assert list(connection.iterdump()) == before


def test_a_new_wording_takes_the_place_of_the_old_one(pipeline: Pipeline, engine: Engine, records: Records) -> None:
    pipeline.keep(make_article("a", "Old words. " * 200, published=DAY))
    assert outcome(pipeline, make_article("a", "New words.")) is Outcome.EDITED
    assert texts(engine) == ["New words."]
    assert records.count_articles() == 1
    assert standing(engine, "old") == []
    assert faults(engine) == []


def test_an_edit_leaves_the_old_words_for_the_days_before_it_was_read(
    records: Records, embedder: HashEmbedder, engine: Engine
) -> None:
    clock = Clock(DAY)
    pipeline = Pipeline(records, embedder, None, clock)
    pipeline.keep(make_article("a", "First words.", published=DAY))
    for day, words in ((date(2025, 9, 2), "Second words."), (date(2025, 9, 9), "Third words.")):
        clock.day = day
        assert outcome(pipeline, make_article("a", words, published=DAY)) is Outcome.EDITED
    seen = {day: texts(engine, date(2025, 9, day)) for day in (1, 2, 8, 9)}
    assert seen == {1: ["First words."], 2: ["Second words."], 8: ["Second words."], 9: ["Third words."]}
    assert texts(engine, date(2025, 8, 28)) == []
    assert faults(engine) == []


def test_words_that_come_back_stand_again_from_the_day_they_do(
    records: Records, embedder: HashEmbedder, engine: Engine
) -> None:
    clock = Clock(DAY)
    pipeline = Pipeline(records, embedder, None, clock)
    for day, words in ((DAY, "First words."), (date(2025, 9, 2), "Second words."), (date(2025, 9, 9), "First words.")):
        clock.day = day
        pipeline.keep(make_article("a", words, published=DAY))
    assert [texts(engine, date(2025, 9, day)) for day in (1, 5, 9)] == [
        ["First words."], ["Second words."], ["First words."],
    ]  # fmt: skip
    assert records.count_articles() == 1
    assert faults(engine) == []


def test_a_summary_never_takes_the_place_of_a_page_and_a_page_leaves_nothing_of_its_summary(
    pipeline: Pipeline, records: Records, vectors: VectorRecords, engine: Engine
) -> None:
    summary = make_article("a", "In short.", published=DAY, partial=True)
    assert outcome(pipeline, summary) is Outcome.NEW
    assert outcome(pipeline, make_article("a", "In short, again.", published=DAY, partial=True)) is Outcome.EDITED
    assert outcome(pipeline, make_article("a", "The whole page.", published=DAY)) is Outcome.EDITED
    assert outcome(pipeline, summary) is Outcome.SAME
    for as_of in (None, DAY):
        assert texts(engine, as_of) == ["The whole page."]
    assert records.kept(range(99)) == records.kept([3])
    assert vectors.unindexed(9) == [(1, "remove"), (2, "remove"), (3, "add")]
    assert faults(engine) == []


def test_a_copy_of_an_earlier_day_is_what_is_shown_and_one_of_a_later_day_only_named(
    pipeline: Pipeline, records: Records, engine: Engine
) -> None:
    pipeline.keep(make_article("b", "Cloud sales rose.", title="Cloud", published=DAY))
    for name, day in (("late", date(2025, 9, 1)), ("early", date(2025, 8, 27))):
        told = make_article(name, "Cloud sales rose.", title="Cloud", published=day, source=f"The {name}")
        assert outcome(pipeline, told) is Outcome.COPY
    [stored] = records.passages([1]).values()
    assert (stored.url, stored.source) == ("https://news.example/early", "The early")
    assert stored.published == Published(date(2025, 8, 27))
    assert [source.name for _, source in records.sources([stored.story])[stored.story]] == [
        "The early", "Harbour Ledger", "The late",
    ]  # fmt: skip
    assert texts(engine, date(2025, 8, 27)) == ["Cloud sales rose."]
    assert texts(engine, date(2025, 8, 26)) == []
    assert faults(engine) == []


def test_an_article_that_turns_into_a_copy_is_no_earlier_home_of_those_words(
    records: Records, embedder: HashEmbedder, engine: Engine
) -> None:
    clock = Clock(DAY)
    pipeline = Pipeline(records, embedder, None, clock)
    pipeline.keep(make_article("a", "First words.", title="T", published=DAY))
    pipeline.keep(make_article("b", "Other words.", title="T", published=date(2025, 9, 5)))
    clock.day = date(2025, 9, 9)
    assert outcome(pipeline, make_article("a", "Other words.", title="T", published=DAY)) is Outcome.COPY
    assert [texts(engine, date(2025, 9, day)) for day in (1, 5, 9)] == [
        ["First words."], ["First words.", "Other words."], ["Other words."],
    ]  # fmt: skip
    assert faults(engine) == []


CLOUD = (
    "Alibaba Cloud revenue rose 26% to 33.4 billion yuan in the June quarter, the company said on Friday. "
    "Capital spending came to 38.6 billion yuan, and 8,120 customers were new."
)


def test_the_report_names_the_story_that_an_article_joins(relating: Pipeline, records: Records) -> None:
    told = [
        relating.keep(make_article("a", CLOUD, title="Alibaba Cloud grows 26%", published=DAY)),
        relating.keep(make_article("b", f"{CLOUD} Analysts had hoped for it.", title="Cloud up 26%", published=DAY)),
        relating.keep(make_article("c", "Meituan opened a school for riders.", title="Meituan", published=DAY)),
        relating.keep(make_article("b", f"{CLOUD} Analysts had feared it.", title="Cloud up 26%", published=DAY)),
    ]
    assert [one.story for one in told if isinstance(one, Ingested)] == [None, 1, None, 1]
    assert [stored.story for stored in records.passages([1, 2, 3, 4]).values()] == [1, 1, 3, 1]


def test_a_correction_hides_what_it_corrects_from_its_own_day_on(relating: Pipeline, engine: Engine) -> None:
    relating.keep(make_article("a", CLOUD, title="Alibaba Cloud grows 26%", published=DAY))
    right = CLOUD.replace("33.4", "33.5")
    relating.keep(make_article("b", right, title="CORRECTED-Alibaba Cloud grows 26%", published=date(2025, 9, 2)))
    assert texts(engine) == texts(engine, date(2025, 9, 2)) == [right]
    assert texts(engine, date(2025, 9, 1)) == [CLOUD]
    assert faults(engine) == []


def test_the_id_of_a_passage_is_never_given_twice(
    pipeline: Pipeline, records: Records, vectors: VectorRecords, removal: Removal
) -> None:
    pipeline.keep(make_article("a", "First wording."))
    pipeline.keep(make_article("a", "Second wording."))
    removal.forget("https://news.example/a", NOW)
    pipeline.keep(make_article("a", "Third wording."))
    assert list(records.passages(range(9))) == [3]
    assert vectors.unindexed(9) == [(1, "remove"), (2, "remove"), (3, "add")]


def test_a_copy_leads_to_the_article_that_is_stored(pipeline: Pipeline, records: Records, engine: Engine) -> None:
    pipeline.keep(make_article("a", title="Cloud"))
    assert outcome(pipeline, make_article("b", title="Cloud", source="Other Ledger")) is Outcome.COPY
    assert (records.count_articles(), len(texts(engine))) == (1, 1)
    known = records.known("https://news.example/b")
    assert known is not None
    assert (known.article_id, known.own) == (1, False)
    assert outcome(pipeline, make_article("b", title="Cloud")) is Outcome.SAME
    assert faults(engine) == []


def test_a_copy_that_goes_its_own_way_becomes_an_article(pipeline: Pipeline, records: Records, engine: Engine) -> None:
    pipeline.keep(make_article("a", title="Cloud"))
    pipeline.keep(make_article("b", title="Cloud"))
    assert outcome(pipeline, make_article("b", "Words of its own.", title="Cloud")) is Outcome.NEW
    assert records.count_articles() == 2
    assert outcome(pipeline, make_article("a", title="Cloud")) is Outcome.SAME
    assert faults(engine) == []


def test_a_copy_that_becomes_a_copy_of_another_is_told_once(pipeline: Pipeline, records: Records) -> None:
    pipeline.keep(make_article("a", "First story.", title="T"))
    pipeline.keep(make_article("b", "Second story.", title="T"))
    pipeline.keep(make_article("c", "First story.", title="T"))
    assert outcome(pipeline, make_article("c", "Second story.", title="T")) is Outcome.COPY
    assert records.count_articles() == 2
    known = records.known("https://news.example/c")
    assert known is not None
    assert known.article_id == 2


def test_a_date_found_later_is_kept_and_one_found_first_stays(pipeline: Pipeline, records: Records) -> None:
    pipeline.keep(make_article("a"))
    assert records.count_articles(DAY) == 0
    assert outcome(pipeline, make_article("a", published=DAY)) is Outcome.SAME
    assert records.count_articles(DAY) == 1
    pipeline.keep(make_article("a", published=date(2025, 9, 9)))
    assert records.count_articles(DAY) == 1


def test_an_edit_without_a_date_leaves_the_date_that_was_known(pipeline: Pipeline, records: Records) -> None:
    pipeline.keep(make_article("a", published=DAY))
    assert outcome(pipeline, make_article("a", "New words.")) is Outcome.EDITED
    assert records.count_articles(DAY) == 1
    [stored] = records.passages([2]).values()
    assert stored.published is not None
    assert stored.published.day == DAY


def test_without_an_embedder_articles_are_kept_for_their_words(
    records: Records, vectors: VectorRecords, engine: Engine
) -> None:
    Pipeline(records, None, None, clock).keep(make_article("a"))
    assert len(KeywordIndex(engine).best("cloud", 9)) == 1
    assert [id_ for id_, _, _ in vectors.without("hash", 9)] == [1]


async def test_an_embedder_that_is_away_costs_no_article_and_is_not_asked_at_once_again(
    records: Records, vectors: VectorRecords, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = Pipeline(records, FailingEmbedder(), None, clock)
    items = [make_article("a"), make_article("b", "All about chips."), make_article("c", "Read all the same.")]
    report = await pipeline.run(each(items), lambda item: None)
    assert [article.outcome for article in report.articles] == [Outcome.NEW] * 3
    assert [id_ for id_, _, _ in vectors.without("hash", 9)] == [2, 3]
    assert len(KeywordIndex(engine).best("chips", 9)) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "the server is away" in caplog.text


def test_vectors_of_another_size_are_not_mixed_with_those_stored(pipeline: Pipeline, records: Records) -> None:
    pipeline.keep(make_article("a"))
    with pytest.raises(EmbedderError, match="gave 8 numbers a passage, and 32 before"):
        Pipeline(records, HashEmbedder(8), None, clock).keep(make_article("b", "Other words."))
    assert records.count_articles() == 1


def test_the_index_is_told_of_each_article_and_of_what_is_removed(
    records: Records, vectors: VectorRecords, removal: Removal, embedder: HashEmbedder, make_index: MakeIndex
) -> None:
    index = make_index()
    index.open()
    pipeline = Pipeline(records, embedder, index, clock)
    pipeline.keep(make_article("a"))
    pipeline.keep(make_article("b", "Chips."))
    assert {id_ for id_, _ in index.nearest(embedder.query("cloud"), 9)} == {1, 2}
    removal.forget("https://news.example/a", NOW)
    pipeline.tell_index()
    assert [id_ for id_, _ in index.nearest(embedder.query("cloud"), 9)] == [2]
    assert vectors.unindexed(9) == []


def test_an_index_that_fails_costs_no_article_and_is_not_asked_again(
    records: Records, embedder: HashEmbedder, make_index: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    index = make_index()
    index.open()
    pipeline = Pipeline(records, embedder, index, clock)
    pipeline.keep(make_article("a"))
    index.close()
    assert outcome(pipeline, make_article("b", "Chips.")) is Outcome.NEW
    assert outcome(pipeline, make_article("c", "Food.")) is Outcome.NEW
    assert caplog.text.count("vector index out of use until the next start") == 1
    again = make_index()
    again.open()
    assert len(again.nearest(embedder.query("cloud"), 9)) == 3


async def test_a_cancelled_run_keeps_whole_articles_and_closing_waits_for_the_one_in_hand(
    records: Records, engine: Engine
) -> None:
    embedder = GatedEmbedder()
    pipeline = Pipeline(records, embedder, None, clock)
    task = asyncio.create_task(pipeline.run(each([make_article("a"), make_article("b", "Chips.")]), lambda item: None))
    await asyncio.to_thread(embedder.begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    closing = asyncio.create_task(asyncio.to_thread(pipeline.close))
    await asyncio.sleep(0.02)
    assert not closing.done()
    embedder.gate.set()
    await closing
    assert records.count_articles() == 1
    assert faults(engine) == []
    with pytest.raises(StoreError, match="is closed"):
        pipeline.keep(make_article("c"))


async def test_two_runs_at_once_store_an_article_once(records: Records, embedder: HashEmbedder, engine: Engine) -> None:
    pipeline = Pipeline(records, embedder, None, clock)
    items = [make_article(f"a{number}", f"Story {number}.") for number in range(15)]
    one, other = await asyncio.gather(
        pipeline.run(each(items), lambda item: None), pipeline.run(each(items), lambda item: None)
    )
    assert one.count(Outcome.NEW) + other.count(Outcome.NEW) == 15
    assert one.count(Outcome.SAME) + other.count(Outcome.SAME) == 15
    assert faults(engine) == []


def test_an_article_is_kept_wholly_or_not_at_all_when_the_disk_is_full(
    tmp_path: Path, pipeline: Pipeline, engine: Engine
) -> None:
    pipeline.keep(make_article("a"))
    full = open_engine(tmp_path / "newsroom.db")
    with full.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        connection.commit()
    cramped = Pipeline(Records(full), HashEmbedder(), None, clock)
    bodies = [" ".join(f"word{number}x{word}." for word in range(2_000)) for number in range(2)]
    for name, body in zip("bc", bodies, strict=True):
        with pytest.raises(StoreError, match=r"^the disk is full\. Free some space .* is kept\.$"):
            cramped.keep(make_article(name, body))
    full.dispose()
    assert faults(engine) == []
    assert Records(engine).count_articles() == 1
    assert outcome(pipeline, make_article("b", bodies[0])) is Outcome.NEW


def test_vectors_are_stored_as_they_were_made(
    pipeline: Pipeline, vectors: VectorRecords, embedder: HashEmbedder
) -> None:
    pipeline.keep(make_article("a", "Cloud sales.", title="Title"))
    ids, made = vectors.read("hash", [1, 2])
    assert ids == [1]
    assert np.array_equal(made[0], embedder.query("Title\nCloud sales."))


async def test_a_long_article_is_given_up_in_its_middle_when_the_run_is_cancelled(records: Records) -> None:
    embedder = GatedEmbedder()
    pipeline = Pipeline(records, embedder, None, clock)
    long = make_article("long", " ".join(f"Sentence {at} goes on for a good while about nothing." for at in range(900)))
    run = asyncio.create_task(pipeline.run(each([make_article("a"), long]), lambda item: None))
    await asyncio.to_thread(embedder.begun.wait, 10)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    embedder.gate.set()
    await asyncio.to_thread(pipeline.close)
    assert records.count_articles() <= 1
