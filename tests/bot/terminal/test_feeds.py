"""How each feed is doing, for people and for programs."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.feeds import feed_document, feed_line, summary
from knowledge.ingest.feedlist import FeedSource
from knowledge.store.feed_records import FeedState

NOW = datetime(2026, 11, 22, 8, 0, 30, tzinfo=UTC)
FEED = FeedSource("Harbour Ledger", "https://news.example/feed", "en")
WELL = FeedState(NOW, '"1"', None, ok_at=NOW - timedelta(hours=1), stored=12)
FAILING = FeedState(
    NOW,
    ok_at=NOW - timedelta(days=2),
    failures=3,
    reason="answered 500 (internal server error)",
    next_at=NOW + timedelta(hours=1),
    stored=12,
)
NEVER_WELL = FeedState(NOW, failures=1, reason="is not a feed", next_at=NOW)
MOVED = FeedState(NOW, ok_at=NOW, moved_to="https://news.example/new", stored=1, left_out=4)


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        (None, ["  never read  Harbour Ledger  https://news.example/feed"]),
        (WELL, ["  well        Harbour Ledger  https://news.example/feed  read 2026-11-22 07:00 UTC, 12 stored"]),
        (
            FAILING,
            [
                "  failing     Harbour Ledger  https://news.example/feed  read 2026-11-20 08:00 UTC, 12 stored",
                "              answered 500 (internal server error) (3 times in a row, last 2026-11-22 08:00 UTC; "
                "asked again from 2026-11-22 09:00 UTC)",
            ],
        ),
        (
            NEVER_WELL,
            [
                "  failing     Harbour Ledger  https://news.example/feed  read never, 0 stored",
                "              is not a feed (once, last 2026-11-22 08:00 UTC)",
            ],
        ),
        (
            MOVED,
            [
                "  well        Harbour Ledger  https://news.example/feed  read 2026-11-22 08:00 UTC, 1 stored, "
                "4 left out last time",
                "              has moved for good to https://news.example/new: put that into your list of feeds",
            ],
        ),
    ],
)
def test_a_feed_is_a_line_and_below_it_what_is_wrong(state: FeedState | None, lines: list[str]) -> None:
    assert feed_line(FEED, state, NOW).splitlines() == lines


def test_the_last_line_counts() -> None:
    listed = [(FEED, state) for state in (None, None, WELL, MOVED, WELL, FAILING)]
    assert summary(listed, NOW) == "6 feeds: 3 well, 1 failing, 2 never read"


def test_the_document_of_a_feed_that_was_never_read_has_its_listing_alone() -> None:
    assert feed_document(FeedSource("Wire", "https://wire.example/", filter=False), None, NOW) == {
        "name": "Wire",
        "url": "https://wire.example/",
        "language": None,
        "filter": False,
        "state": "unread",
    }


def test_the_document_of_a_feed_tells_its_health() -> None:
    assert feed_document(FEED, FAILING, NOW) == {
        "name": "Harbour Ledger",
        "url": "https://news.example/feed",
        "language": "en",
        "filter": True,
        "state": "failing",
        "checked_at": "2026-11-22T08:00:30Z",
        "ok_at": "2026-11-20T08:00:30Z",
        "failures": 3,
        "reason": "answered 500 (internal server error)",
        "next_at": "2026-11-22T09:00:30Z",
        "moved_to": None,
        "stored": 12,
        "left_out": 0,
    }
    moved = feed_document(FEED, MOVED, NOW)
    assert (moved["state"], moved["moved_to"], moved["left_out"]) == ("well", "https://news.example/new", 4)
    # A pause that is over is none.
    assert feed_document(FEED, NEVER_WELL, NOW)["next_at"] is feed_document(FEED, NEVER_WELL, NOW)["ok_at"] is None


TIMES = st.integers(0, 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(
    st.builds(
        FeedState,
        checked_at=TIMES,
        ok_at=st.none() | TIMES,
        failures=st.integers(0, 9),
        reason=st.none() | st.text(max_size=20),
        next_at=st.none() | TIMES,
        moved_to=st.none() | st.text(max_size=20),
        stored=st.integers(0, 99),
        left_out=st.integers(0, 99),
    ),
    TIMES,
)
def test_the_state_is_what_the_line_and_the_count_say(state: FeedState, at: datetime) -> None:
    document = feed_document(FEED, state, at)
    assert json.loads(json.dumps(document)) == document
    word = document["state"]
    assert feed_line(FEED, state, at).split()[0] == word
    assert f"1 {word}" in summary([(FEED, state)], at)
    assert (document["reason"] is None) == (word == "well" or state.reason is None)
