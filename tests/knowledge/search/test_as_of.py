"""What is seen as of a day had been public by its end, and nothing that came later changes it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.relations import Relations
from knowledge.model import Article, Hit, Source
from knowledge.search.keywords import KeywordIndex
from knowledge.store.engine import migrate, open_engine
from tests.knowledge.articles import Clock, make_article
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.search.conftest import Searching

FIRST = date(2025, 9, 1)
TODAY = date(2025, 9, 30)
COMPANIES = ("Alibaba", "Baidu", "Meituan")
Read = tuple[int, Article]
"""The day on which an article was read, from :data:`FIRST` on, and the article."""


def body(company: str, figure: int) -> str:
    return (
        f"{company} said its cloud revenue rose {figure}% to {figure}.4 billion yuan in the June quarter. "
        f"Spending came to {figure + 40}.6 billion yuan, and 8,{figure}0 customers of {company} were new."
    )


@st.composite
def readings(draw: st.DrawFn) -> list[Read]:
    """News in the order of its days: of a few addresses, so that some is edited, copied, corrected and told again.

    An address gives its date at each reading or at none: one that is learnt later is filled in for all days.
    """
    read, published, dates = list[Read](), dict[str, int](), dict[str, bool]()
    for day in sorted(draw(st.lists(st.integers(0, 9), min_size=1, max_size=7))):
        name, company = draw(st.sampled_from("abcde")), draw(st.sampled_from(COMPANIES))
        figure = draw(st.sampled_from([26, 31]))
        published.setdefault(name, day)
        dated = FIRST + timedelta(days=published[name]) if dates.setdefault(name, draw(st.booleans())) else None
        title = f"{'CORRECTED-' if draw(st.integers(0, 4)) == 0 else ''}{company} cloud grows {figure}%"
        source = f"The {name.upper()}"
        read.append((day, make_article(name, body(company, figure), title=title, published=dated, source=source)))
    return read


def newsroom(folder: Path, read: Sequence[Read]) -> Searching:
    engine = open_engine(folder / "newsroom.db")
    migrate(engine)
    searching, clock = Searching(engine), Clock(FIRST)
    relations = Relations(searching.records, KeywordIndex(engine), None)
    pipeline = Pipeline(searching.records, HashEmbedder(), None, clock, relations)
    for day, article in read:
        clock.day = FIRST + timedelta(days=day)
        pipeline.keep(article)
    return searching


def said(hit: Hit) -> tuple[object, ...]:
    """All that a hit says, but for scores: these depend on how often a word is used in all news."""
    return (
        hit.passage_id, hit.text, hit.title, hit.url, hit.source, hit.published, hit.story, hit.event, hit.corrects,
        hit.similarity,
    )  # fmt: skip


def seen(searching: Searching, day: date) -> tuple[object, ...]:
    searcher = searching.make(HashEmbedder())
    query = "cloud revenue of Alibaba Baidu Meituan"
    return (
        # Which telling leads a story may turn on the weight of its words; that all are read does not.
        {hit.story for hit in searcher.search(query, 50, TODAY, day)},
        {said(hit) for hits in searcher.articles(query, 50, TODAY, day) for hit in hits},
        searching.records.count_articles(day),
    )


def places(searching: Searching, day: date) -> dict[int, set[Source]]:
    """The other places that each passage is said to stand."""
    found = searching.make(HashEmbedder()).articles("cloud revenue of Alibaba Baidu Meituan", 50, TODAY, day)
    return {hit.passage_id: set(hit.also) for hits in found for hit in hits}


@given(readings(), st.integers(0, 10))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_seen_as_of_a_day_is_what_was_seen_on_that_day(
    tmp_path_factory: pytest.TempPathFactory, read: list[Read], day: int
) -> None:
    whole = newsroom(tmp_path_factory.mktemp("whole"), read)
    then = newsroom(tmp_path_factory.mktemp("then"), [one for one in read if one[0] <= day])
    as_of = FIRST + timedelta(days=day)
    assert seen(whole, as_of) == seen(then, as_of)
    # An address that has left a copy for other words since is no longer named for that day; none is named too early.
    named, named_then = places(whole, as_of), places(then, as_of)
    assert all(also <= named_then[passage] for passage, also in named.items())


def test_a_correction_does_not_name_words_that_came_only_later_to_an_address_of_a_copy(tmp_path: Path) -> None:
    def article(name: str, company: str, title: str, day: date | None) -> Article:
        return make_article(name, body(company, 26), title=title, published=day, source=f"The {name.upper()}")

    second = FIRST + timedelta(days=1)
    read = [
        (0, article("a", "Baidu", "Baidu cloud grows 26%", None)),
        (0, article("a", "Alibaba", "CORRECTED-Alibaba cloud grows 26%", None)),
        (1, article("b", "Baidu", "Baidu cloud grows 26%", second)),
        (2, article("b", "Alibaba", "Alibaba cloud grows 26%", second)),
    ]
    [told] = newsroom(tmp_path, read).make(HashEmbedder()).articles("Alibaba cloud", 50, TODAY, second)
    assert [hit.corrects for hit in told] == [None]


def test_a_passage_is_withdrawn_only_from_the_day_of_the_note(tmp_path: Path) -> None:
    wrong = "Alibaba said its cloud revenue rose 62% in the June quarter. "
    rest = "Nothing else was said of the matter that day by anybody at all in Hangzhou. " * 20
    note = "An article on 1 September misstated the rise in Alibaba cloud revenue as 62%; it was 26%."
    searching = newsroom(
        tmp_path,
        [
            (0, make_article("a", wrong + rest, title="Alibaba cloud", published=FIRST)),
            (4, make_article("b", note, title="Correction: Alibaba cloud", published=FIRST + timedelta(days=4))),
        ],
    )
    searcher = searching.make(HashEmbedder())
    texts = {
        day: [hit.text for hits in searcher.articles("Alibaba cloud 62%", 9, TODAY, as_of) for hit in hits]
        for day, as_of in ((3, FIRST + timedelta(days=3)), (4, FIRST + timedelta(days=4)), (9, None))
    }
    assert any(text.startswith(wrong) for text in texts[3])
    assert not any(text.startswith(wrong) for text in texts[4] + texts[9])
    assert note in texts[4]
    assert note not in texts[3]
