"""The sources below an answer: one line an article."""

from dataclasses import replace
from datetime import date

import pytest

from bot.assistant.source_list import source_list
from bot.model import Answer, Citation, Status
from knowledge.model import Event
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


def place(citation: Citation, language: str = "en") -> str:
    """What stands after publisher and day."""
    [source] = source_list(_answer(citation, language=language))
    return source.place.removeprefix("Harbour Wire, 29 August 2025").removeprefix("Harbour Wire，2025年8月29日")


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [
        ([], "", ""),
        (["A"], ", also A", "，A也有报道"),
        (["A", "B"], ", also A, B", "，A、B也有报道"),
        (["A", "B", "C"], ", also A, B and 1 more", "，A、B等3家也有报道"),
        (["A", "B", "C", "D"], ", also A, B and 2 more", "，A、B等4家也有报道"),
    ],
)
def test_others_that_tell_the_same_are_named_two_of_them_and_the_rest_counted(
    names: list[str], english: str, chinese: str
) -> None:
    cited = replace(_cited(1, "a"), also=names)
    assert (place(cited), place(cited, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (Event(date(2024, 8, 31), whole_month=True), ", telling of August 2024", "，讲述2024年8月的事"),
        (Event(date(2024, 8, 5)), ", telling of 5 August 2024", "，讲述2024年8月5日的事"),
    ],
)
def test_an_old_event_told_anew_is_named_with_its_day_or_month(event: Event, english: str, chinese: str) -> None:
    cited = replace(_cited(1, "a"), event=event)
    assert (place(cited), place(cited, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("corrects", "english", "chinese"),
    [
        (
            ("Canton Post", date(2025, 8, 28)),
            ", correcting Canton Post, 28 August 2025",
            "，更正Canton Post，2025年8月28日的报道",
        ),
        (("Canton Post", None), ", correcting Canton Post", "，更正Canton Post的报道"),
        (("", date(2025, 8, 28)), ", correcting 28 August 2025", "，更正2025年8月28日的报道"),
    ],
)
def test_a_correction_names_what_it_corrects(corrects: tuple[str, date | None], english: str, chinese: str) -> None:
    cited = replace(_cited(1, "a"), corrects=corrects)
    assert (place(cited), place(cited, "zh")) == (english, chinese)


def test_what_is_known_of_a_story_stands_in_one_order() -> None:
    cited = replace(
        _cited(1, "a"),
        also=["A"],
        event=Event(date(2025, 7, 31), whole_month=True),
        corrects=("Canton Post", date(2025, 8, 28)),
    )
    assert place(cited) == ", telling of July 2025, correcting Canton Post, 28 August 2025, also A"
