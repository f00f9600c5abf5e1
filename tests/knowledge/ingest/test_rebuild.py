"""Finding the stories anew, as the ingest found them."""

from datetime import date

import pytest
from sqlalchemy import Engine

from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.rebuild import Stories
from knowledge.ingest.relations import Relations
from knowledge.search.keywords import KeywordIndex
from knowledge.store.records import Records
from knowledge.store.upkeep import Upkeep
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import faults, make_article
from tests.knowledge.embedder import HashEmbedder

CLOUD = (
    "Alibaba Cloud revenue rose 26% to 33.4 billion yuan in the June quarter, the company said on Friday. "
    "Capital spending came to 38.6 billion yuan, and 8,120 customers were new."
)
COLUMNS = "id, story_id, from_day, until_day, replaced_by, corrects, event"


def places(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT {COLUMNS} FROM articles ORDER BY id")
        return [tuple(row) for row in found]


@pytest.fixture
def stories(records: Records, engine: Engine, vectors: VectorRecords, embedder: HashEmbedder) -> Stories:
    return Stories(records, Upkeep(engine), vectors, embedder)


@pytest.fixture
def relations(records: Records, engine: Engine) -> Relations:
    return Relations(records, KeywordIndex(engine), None)


@pytest.fixture
def told(relating: Pipeline, engine: Engine) -> list[tuple[object, ...]]:
    """Two stories, one with an edit, a rewrite, a correction of both and a retelling; their places."""
    title = "Alibaba Cloud grows 26%"
    for name, words, headline, day in (
        ("a", CLOUD, title, date(2025, 8, 29)),
        ("b", f"{CLOUD} Analysts had hoped for it.", title, date(2025, 8, 30)),
        ("c", "Meituan opened a school for riders in Chengdu.", "Meituan", date(2025, 9, 1)),
        ("d", CLOUD.replace("33.4", "33.5"), f"CORRECTED-{title}", date(2025, 9, 2)),
        ("e", f"{CLOUD} It was long ago.", title, date(2025, 9, 12)),
    ):
        relating.keep(make_article(name, words, title=headline, published=day))
    relating.keep(make_article("c", "Meituan opened two schools for riders.", title="Meituan"))
    return places(engine)


def test_what_the_ingest_found_is_found_again(
    told: list[tuple[object, ...]], stories: Stories, relations: Relations, engine: Engine
) -> None:
    assert len({row[1] for row in told}) == 2
    assert {row[4] for row in told} > {None, 4}
    how_far: list[tuple[int, int]] = []
    stories.rebuild(relations, lambda done, total: how_far.append((done, total)))
    assert places(engine) == told
    assert how_far == [(done, 6) for done in range(7)]
    assert faults(engine) == []


@pytest.mark.parametrize("stop", range(6))
def test_one_that_was_cut_short_is_made_whole_by_another(
    told: list[tuple[object, ...]], stories: Stories, relations: Relations, engine: Engine, stop: int
) -> None:
    def cut(done: int, _total: int) -> None:
        if done == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stories.rebuild(relations, cut)
    assert faults(engine) == []
    stories.rebuild(relations, lambda done, total: None)
    assert places(engine) == told
