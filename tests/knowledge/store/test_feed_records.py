from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from knowledge.store.facts import Facts
from knowledge.store.feed_records import FeedRecords, FeedState
from tests.knowledge.articles import NOW

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-4))])
TIME = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 (bounds)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
STATE = st.builds(
    FeedState,
    checked_at=TIME,
    etag=st.none() | TEXT,
    modified=st.none() | TEXT,
    ok_at=st.none() | TIME,
    failures=st.integers(0, 1_000),
    reason=st.none() | TEXT,
    next_at=st.none() | TIME,
    moved_to=st.none() | TEXT,
    stored=st.integers(0, 10**9),
    left_out=st.integers(0, 10**6),
)


@pytest.fixture
def feeds(engine: Engine) -> FeedRecords:
    return FeedRecords(engine)


def test_a_feed_that_was_never_read_has_no_state(feeds: FeedRecords) -> None:
    assert feeds.state("https://feed.example/") is None
    assert feeds.states([]) == feeds.states(["a", "b"]) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(TEXT, STATE, STATE)
def test_the_last_state_of_a_feed_comes_back_as_it_was_kept(
    feeds: FeedRecords, url: str, first: FeedState, second: FeedState
) -> None:
    feeds.keep(url, first)
    feeds.keep(url, second)
    assert feeds.state(url) == second


def test_each_feed_has_a_state_of_its_own(feeds: FeedRecords) -> None:
    one, other = FeedState(NOW, etag='"1"', stored=3), FeedState(NOW, failures=2, reason="answered 404 Not Found")
    feeds.keep("f", one)
    feeds.keep("g", other)
    assert feeds.states(["f", "g", "h"]) == {"f": one, "g": other}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.text(st.characters(codec="utf-8"), max_size=40), TEXT, TEXT)
def test_small_things_are_remembered_by_name(facts: Facts, name: str, first: str, second: str) -> None:
    facts.keep(name, first)
    facts.keep(name, second)
    assert facts.get(name) == second
    assert facts.get(f"{name} and another") is None
