"""Articles for reading: whole where they are short, in order, the best first, and no later than asked."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Article, Published
from knowledge.store.records import Records
from tests.knowledge.articles import NOW, clock
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.search.conftest import Searching

Search = Callable[..., list[list[str]]]


@pytest.fixture
def search(records: Records, engine: Engine) -> Search:
    """Searches two articles: a long one on chips, and a short one, later and in Chinese, on clouds."""
    embedder = HashEmbedder()
    pipeline = Pipeline(records, embedder, None, clock)
    long = " ".join(
        f"Sentence {at} of a long article that goes on about nothing much at all, part {at}." for at in range(90)
    )
    body = f"The first paragraph says what it is about. {long} Then silicon wafers are told of. {long}"
    pipeline.keep(Article("https://a.example/long", "A long one", "A", body, Published(date(2025, 5, 1))))
    pipeline.keep(Article("https://a.example/cloud", "阿里云", "A", "阿里云收入增长。", Published(date(2025, 9, 1))))
    searcher = Searching(engine).make(embedder)

    def texts(query: str, n: int, as_of: date | None = None, also: str = "") -> list[list[str]]:
        return [[hit.text for hit in hits] for hits in searcher.articles(query, n, NOW.date(), as_of, also)]

    return texts


def test_an_article_comes_as_its_passages_in_order_with_its_first(search: Search) -> None:
    first, *_ = search("silicon wafers", 1)
    assert first[0].startswith("The first paragraph")
    numbers = [int(text.split()[1]) for text in first[1:] if text.startswith("Sentence")]
    assert any("silicon wafers" in text for text in first)
    assert len(numbers) > 3


def test_no_article_comes_twice_and_no_more_than_asked_for(search: Search) -> None:
    assert len(search("article cloud 阿里云", 9)) == 2
    assert len(search("article cloud 阿里云", 1)) == 1


def test_words_of_another_language_find_what_the_question_alone_does_not(search: Search) -> None:
    assert search("how did it grow", 1, None, "阿里云 增长")[0] == ["阿里云收入增长。"]


def test_what_was_published_later_is_not_read(search: Search) -> None:
    assert search("阿里云收入", 9, date(2025, 6, 1)) != []
    assert all("阿里云" not in text for texts in search("阿里云收入", 9, date(2025, 6, 1)) for text in texts)
