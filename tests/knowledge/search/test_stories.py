"""Each story once: its best and newest telling leads, and the other places are named."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from knowledge.model import Event, Hit
from knowledge.search.searcher import Searcher
from knowledge.store.records import Records
from knowledge.store.rows import Placing
from tests.knowledge.articles import NOW, make_article
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.search.conftest import Searching

DAY = date(2025, 9, 1)
TODAY = NOW.date()
EMBEDDER = HashEmbedder()


class Told:
    """Stores tellings of stories as a test places them."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(self, name: str, words: str, day: int, placing: Placing | None = None, source: str = "") -> int:
        article = make_article(
            name, words, title="Cloud", published=DAY + timedelta(days=day), source=source or f"The {name}"
        )
        made = EMBEDDER.passages([f"Cloud\n{words}"])
        return self._records.add(article, [words], made, EMBEDDER.name, NOW, placing or Placing())


@pytest.fixture
def told(records: Records) -> Told:
    return Told(records)


@pytest.fixture
def searcher(engine: Engine) -> Searcher:
    return Searching(engine).make(EMBEDDER)


def found(searcher: Searcher, as_of: date | None = None) -> list[Hit]:
    return searcher.search("cloud sales rose", 9, TODAY, as_of)


def test_a_story_comes_once_with_its_newest_telling_and_names_the_others_once_a_publisher(
    told: Told, searcher: Searcher
) -> None:
    story = told("a", "Cloud sales rose.", 0)
    told("b", "Cloud sales rose.", 1, Placing(story), source="Ledger")
    told("c", "Cloud sales rose.", 2, Placing(story), source="Ledger")
    told("d", "Cloud sales rose.", 3, Placing(story), source="The d")
    told("e", "Cloud sales rose.", 2, Placing(story), source="The d")
    told("z", "Food delivery lost money.", 4)
    hit, other = found(searcher)
    assert (hit.url[-1], hit.story, [source.name for source in hit.also]) == ("d", story, ["The a", "Ledger"])
    assert (other.url[-1], list(other.also)) == ("z", [])
    [then] = found(searcher, DAY + timedelta(days=1))
    assert (then.url[-1], [source.name for source in then.also]) == ("b", ["The a"])


def test_a_telling_that_hardly_fits_does_not_lead_for_being_newer(told: Told, searcher: Searcher) -> None:
    story = told("a", "Cloud sales rose.", 0)
    told("b", "Weather, food, trains, ships, planes and gardens were spoken of at length.", 5, Placing(story))
    assert found(searcher)[0].url[-1] == "a"


def test_a_retelling_is_not_newer_than_what_it_tells_anew(told: Told, searcher: Searcher) -> None:
    story = told("a", "Cloud sales rose.", 0)
    told("b", "Cloud sales rose.", 15, Placing(story, event=Event(DAY)))
    [hit] = found(searcher)
    assert (hit.url[-1], hit.retelling) == ("a", False)
    assert [source.name for source in hit.also] == ["The b"]


def test_several_tellings_of_a_story_are_read_but_none_that_was_replaced(told: Told, searcher: Searcher) -> None:
    story = told("a", "Cloud sales rose 5%.", 0)
    told("b", "Cloud sales rose, said the firm.", 1, Placing(story))
    told("c", "Cloud sales rose 6%.", 2, Placing(story, corrects=1, replaces=[1]))
    read = searcher.articles("cloud sales rose", 1, TODAY)
    assert {hits[0].url[-1] for hits in read} == {"b", "c"}
    [right] = [hits[0] for hits in read if hits[0].url.endswith("c")]
    assert right.corrects is not None
    assert right.corrects.url[-1] == "a"
    before = searcher.articles("cloud sales rose", 1, TODAY, DAY + timedelta(days=1))
    assert {hits[0].url[-1] for hits in before} == {"a", "b"}


def test_as_many_stories_come_as_were_asked_for(told: Told, searcher: Searcher) -> None:
    for at in range(5):
        story = told(f"a{at}", f"Cloud sales rose in place {at}.", at)
        told(f"b{at}", f"Cloud sales rose in place {at}, too.", at, Placing(story))
    hits = searcher.search("cloud sales rose", 3, TODAY)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert len({hit.story for hit in hits}) == 3
