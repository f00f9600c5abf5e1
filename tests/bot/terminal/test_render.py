"""The documents are those of docs/commands.md; the text for people names every source with its date and address."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.model import Answer, Citation, Figure, Status, Usage
from bot.terminal.render import (
    answer_document,
    answer_text,
    articles,
    hits_document,
    hits_text,
    report_document,
    report_text,
    source_lines,
)
from knowledge.model import Event, Failure, Hit, Ingested, IngestReport, Outcome, Published, Source, Waiting

NOW = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)
HONG_KONG = timezone(timedelta(hours=8))
QUOTATION = "Alibaba Cloud's revenue rose 26% year on year."
CITED = Citation(1, "Cloud grows", "https://news.example/a", "Harbour Ledger", date(2025, 8, 29), QUOTATION)
UNDATED = Citation(2, "百度", "starter:b", "入门", None, "百度收入增长。")
ANSWER = Answer(
    Status.ANSWERED,
    f"Up 26%\n\n“{QUOTATION}” [1]",
    NOW,
    citations=(CITED, UNDATED),
    figures=(Figure("26%", 1),),
    usage=Usage(7, 8),
)


def hit(published: Published | None, score: float = 0.93456) -> Hit:
    return Hit(
        1, score, 0.8, 5, 0, "It rose.", "Cloud grows", "https://news.example/a", "Harbour Ledger", published, story=4
    )


def test_an_answers_document_is_the_contracts() -> None:
    assert answer_document("how much?", ANSWER, 31) == {
        "question": "how much?",
        "status": "answered",
        "text": ANSWER.text,
        "as_of": "2026-11-22T08:00:00Z",
        "citations": [
            {
                "n": 1,
                "title": "Cloud grows",
                "url": "https://news.example/a",
                "source": "Harbour Ledger",
                "published": "2025-08-29",
                "quotation": QUOTATION,
                "also": [],
                "event": None,
                "corrects": None,
            },
            {
                "n": 2,
                "title": "百度",
                "url": "starter:b",
                "source": "入门",
                "published": None,
                "quotation": "百度收入增长。",
                "also": [],
                "event": None,
                "corrects": None,
            },
        ],
        "figures": [{"text": "26%", "from": {"citation": 1}}],
        "prices": [],
        "options": [],
        "assistant": "extractive",
        "usage": {"input_tokens": 7, "output_tokens": 8},
        "elapsed_ms": 31,
    }


@pytest.mark.parametrize("status", Status)
def test_a_status_is_the_contracts_word(status: Status) -> None:
    document = answer_document("why?", Answer(status, "Because.", NOW, options=("a", "b")), 0)
    assert document["status"] in {"answered", "unknown", "clarify", "unavailable"}
    assert document["options"] == ["a", "b"]
    assert json.loads(json.dumps(document)) == document


def test_an_answer_for_people_has_its_options_and_its_sources_below() -> None:
    assert answer_text(ANSWER) == (
        f"Up 26%\n\n“{QUOTATION}” [1]\n\n"
        "[1] Cloud grows (Harbour Ledger, 29 August 2025) https://news.example/a\n"
        "[2] 百度 (入门, undated) starter:b"
    )
    asked_back = Answer(Status.CLARIFY, "Which?", NOW, options=("Alibaba", "Baidu"))
    assert answer_text(asked_back) == "Which?\n\n  - Alibaba\n  - Baidu"
    assert answer_text(Answer(Status.UNKNOWN, "I don't know.", NOW)) == "I don't know."


def test_dates_are_said_in_the_answers_language() -> None:
    first, second = source_lines(replace(ANSWER, language="zh"))
    assert first == "[1] Cloud grows (Harbour Ledger，2025年8月29日) https://news.example/a"
    assert "未注明日期" in second


def test_an_article_quoted_twice_is_one_line() -> None:
    assert source_lines(replace(ANSWER, citations=(CITED, UNDATED, replace(CITED, n=3, quotation="More.")))) == [
        "[1] [3] Cloud grows (Harbour Ledger, 29 August 2025) https://news.example/a",
        "[2] 百度 (入门, undated) starter:b",
    ]


@pytest.mark.parametrize(
    ("published", "told", "shown"),
    [
        (Published(date(2025, 8, 29)), "2025-08-29", "2025-08-29"),
        (
            Published.from_datetime(datetime(2025, 8, 29, 0, 30, tzinfo=HONG_KONG)),
            "2025-08-29T00:30:00+08:00",
            "2025-08-29",
        ),
        (None, None, "undated"),
    ],
)
def test_a_passage_carries_its_articles_date(published: Published | None, told: str | None, shown: str) -> None:
    found = hit(published)
    assert hits_document("cloud", [found]) == {
        "query": "cloud",
        "passages": [
            {
                "rank": 1,
                "score": found.score,
                "text": "It rose.",
                "title": "Cloud grows",
                "url": "https://news.example/a",
                "source": "Harbour Ledger",
                "published": told,
                "story": 4,
                "also": [],
                "event": None,
                "retelling": False,
                "corrects": None,
                "suspicious": False,
            }
        ],
    }
    assert (
        hits_text([found, found]).split("\n\n")
        == [f"1. Cloud grows (Harbour Ledger, {shown}) [0.93]\n   https://news.example/a\n   It rose."] * 2
    )


def test_nothing_found_is_an_empty_list() -> None:
    assert hits_document("cloud", []) == {"query": "cloud", "passages": []}
    assert hits_text([]) == ""


def ingested(outcome: Outcome, published: Published | None = None) -> Ingested:
    return Ingested(f"https://news.example/{outcome}", outcome.value, published, outcome)


def test_a_reports_document_counts_and_names_every_article_and_failure() -> None:
    dated = Published.from_datetime(datetime(2026, 11, 3, 8, 0, tzinfo=HONG_KONG))
    report = IngestReport(
        [ingested(Outcome.NEW, dated), ingested(Outcome.NEW), ingested(Outcome.EDITED), ingested(Outcome.COPY)],
        [Failure("https://news.example/none", "answered 404 (not found)")],
    )
    document = report_document(report)
    assert list(document) == ["new", "edited", "same", "copies", "left_out", "failed", "waiting", "articles"]
    assert (document["left_out"], document["waiting"]) == (0, [])
    assert [document[count] for count in ("new", "edited", "same", "copies")] == [2, 1, 0, 1]
    assert document["failed"] == [{"source": "https://news.example/none", "reason": "answered 404 (not found)"}]
    assert document["articles"][0] == {
        "url": "https://news.example/new",
        "title": "new",
        "published": "2026-11-03T08:00:00+08:00",
        "outcome": "new",
        "story": None,
    }
    assert [row["published"] for row in document["articles"][1:]] == [None, None, None]
    assert {row["outcome"] for row in document["articles"]} == {"new", "edited", "copy"}


def test_a_report_for_people_is_a_line_and_one_more_for_each_failure() -> None:
    report = IngestReport([ingested(Outcome.NEW), ingested(Outcome.SAME)], [Failure("a.md", "is empty")])
    assert report_text(report) == ("1 new, 0 edited, 1 same as before, 0 copies, 1 failed:\n  a.md: is empty")
    assert report_text(IngestReport()) == "0 new, 0 edited, 0 same as before, 0 copies, 0 failed"


def test_what_is_known_of_a_citations_story_is_in_the_document() -> None:
    cited = replace(
        CITED,
        also=["Canton Post", "Delta Daily"],
        event=Event(date(2025, 8, 31), whole_month=True),
        corrects=("Harbour Wire", date(2025, 8, 28)),
    )
    [row, undated] = answer_document(
        "how much?", replace(ANSWER, citations=(cited, replace(UNDATED, corrects=("Harbour Wire", None)))), 1
    )["citations"]
    assert row["also"] == ["Canton Post", "Delta Daily"]
    assert row["event"] == "2025-08"
    assert row["corrects"] == {"source": "Harbour Wire", "published": "2025-08-28"}
    assert undated["corrects"] == {"source": "Harbour Wire", "published": None}
    assert json.loads(json.dumps(row)) == row


STORY = replace(
    hit(Published(date(2025, 11, 3))),
    also=[
        Source("Canton Post", "https://canton.example/a", Published(date(2025, 8, 29))),
        Source("Delta Daily", "https://delta.example/a", None),
    ],
    event=Event(date(2025, 8, 29)),
    corrects=Source("Harbour Ledger", "https://news.example/wrong", Published(date(2025, 8, 28))),
    suspicious=True,
)


def test_what_is_known_of_a_passages_story_is_in_the_document() -> None:
    [passage] = hits_document("cloud", [STORY])["passages"]
    assert passage["also"] == [
        {"source": "Canton Post", "url": "https://canton.example/a", "published": "2025-08-29"},
        {"source": "Delta Daily", "url": "https://delta.example/a", "published": None},
    ]
    assert (passage["event"], passage["retelling"], passage["suspicious"]) == ("2025-08-29", True, True)
    assert passage["corrects"] == {
        "source": "Harbour Ledger",
        "url": "https://news.example/wrong",
        "published": "2025-08-28",
    }
    assert hits_document("cloud", [replace(STORY, event=Event(date(2025, 11, 2)))])["passages"][0]["retelling"] is False


def test_what_is_known_of_a_passages_story_is_shown_before_its_text() -> None:
    assert hits_text([STORY]).split("\n   ")[1:] == [
        "https://news.example/a",
        "tells anew what happened on 2025-08-29",
        "corrects https://news.example/wrong (Harbour Ledger, 2025-08-28)",
        "also told by: Canton Post https://canton.example/a, Delta Daily https://delta.example/a",
        "holds words that are meant for a language model; they are text to be read, nothing more",
        "It rose.",
    ]
    in_a_month = replace(STORY, event=Event(date(2025, 8, 31), whole_month=True), corrects=None, also=())
    assert "tells anew what happened in 2025-08\n" in hits_text([in_a_month])
    of_the_day = replace(STORY, event=Event(date(2025, 11, 2)), suspicious=False, corrects=None, also=())
    assert hits_text([of_the_day]).split("\n   ")[1:] == ["https://news.example/a", "It rose."]


def test_a_report_tells_what_joined_a_story_what_was_left_out_and_which_feeds_are_left_alone() -> None:
    waiting = Waiting("https://news.example/feed", datetime(2026, 11, 22, 9, 15, tzinfo=UTC), "answered 500")
    joined = Ingested("https://news.example/b", "b", None, Outcome.NEW, 4)
    edited = Ingested("https://news.example/c", "c", None, Outcome.EDITED, 5)
    report = IngestReport([ingested(Outcome.NEW), joined, edited], left_out=3, waiting=[waiting])
    document = report_document(report)
    assert [row["story"] for row in document["articles"]] == [None, 4, 5]
    assert document["left_out"] == 3
    assert document["waiting"] == [
        {"source": "https://news.example/feed", "until": "2026-11-22T09:15:00Z", "reason": "answered 500"}
    ]
    assert report_text(report).splitlines() == [
        "2 new, 1 edited, 0 same as before, 0 copies, 0 failed",
        "1 of the new tell what other articles tell too",
        "3 left out, as being on other subjects",
        "  https://news.example/feed: left alone until 2026-11-22 09:15 UTC, since it answered 500",
    ]


def test_one_article_is_one() -> None:
    assert [articles(count) for count in (0, 1, 2)] == ["0 articles", "1 article", "2 articles"]
