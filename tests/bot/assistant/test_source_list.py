"""The sources below an answer: one line an article."""

from datetime import date

from bot.assistant.source_list import source_list
from bot.model import Answer, Citation, Status
from tests.bot.assistant.newsroom import NOW


def _answer(*citations: Citation, language: str = "en") -> Answer:
    return Answer(Status.ANSWERED, "...", NOW, language, citations)


def _cited(n: int, url: str, published: date | None = date(2025, 8, 29), source: str = "Harbour Wire") -> Citation:
    return Citation(n, f"Title of {url}", url, source, published, "words")


def test_quotations_of_one_article_share_a_line() -> None:
    lines = source_list(_answer(_cited(1, "a"), _cited(2, "b"), _cited(3, "a")))
    assert [(line.numbers, line.url) for line in lines] == [("[1] [3]", "a"), ("[2]", "b")]


def test_a_source_tells_its_publisher_and_its_day_in_the_language_of_the_answer() -> None:
    assert source_list(_answer(_cited(1, "a")))[0].place == "Harbour Wire, 29 August 2025"
    assert source_list(_answer(_cited(1, "a"), language="zh"))[0].place == "Harbour Wire，2025年8月29日"


def test_an_article_without_a_date_is_called_undated() -> None:
    assert source_list(_answer(_cited(1, "a", None)))[0].place == "Harbour Wire, undated"
    assert source_list(_answer(_cited(1, "a", None, ""), language="zh"))[0].place == "未注明日期"
