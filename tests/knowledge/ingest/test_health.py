"""How long a feed is left alone, and what is remembered of it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.health import after_failure, after_success, pause_after
from knowledge.ingest.sources import FeedRead
from knowledge.store.feed_records import FeedState

NOW = datetime(2025, 9, 18, 8, tzinfo=UTC)
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
FAILED = FeedRead(error="answered 500", status=500)
TIMES = st.integers(0, 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))
TEXTS = st.none() | st.text(max_size=9)
STATES = st.none() | st.builds(
    FeedState,
    checked_at=TIMES,
    etag=TEXTS,
    modified=TEXTS,
    ok_at=st.none() | TIMES,
    failures=st.integers(0, 10**6),
    reason=TEXTS,
    next_at=st.none() | TIMES,
    moved_to=TEXTS,
    stored=st.integers(0, 10**6),
    left_out=st.integers(0, 99),
)


@given(st.integers(1, 10**9))
def test_a_pause_doubles_from_a_quarter_of_an_hour_to_a_day_and_no_further(failures: int) -> None:
    pause = pause_after(failures)
    assert QUARTER <= pause <= DAY
    assert pause_after(1) == QUARTER
    assert pause_after(failures + 1) == min(2 * pause, DAY)


@given(STATES, st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), min_size=1, max_size=12))
def test_failures_in_a_row_are_counted_and_keep_what_was_known(before: FeedState | None, gaps: list[timedelta]) -> None:
    state, now = before, NOW
    for gap in gaps:
        now += gap
        state = after_failure(state, FAILED, now)
        assert state.next_at == now + pause_after(state.failures)
    assert state is not None
    known = before or FeedState(NOW)
    assert state.failures == known.failures + len(gaps)
    assert (state.checked_at, state.reason) == (now, "answered 500")
    assert (state.etag, state.modified, state.ok_at) == (known.etag, known.modified, known.ok_at)
    assert (state.moved_to, state.stored, state.left_out) == (known.moved_to, known.stored, known.left_out)


@given(STATES, st.timedeltas(timedelta(days=-2), timedelta(days=2)))
def test_a_later_time_that_the_site_names_itself_counts_and_an_earlier_one_does_not(
    before: FeedState | None, asked: timedelta
) -> None:
    state = after_failure(before, FeedRead(error="answered 503", status=503, retry_after=NOW + asked), NOW)
    assert state.next_at == NOW + max(asked, pause_after(state.failures))


@given(STATES)
def test_a_feed_that_is_gone_is_left_alone_for_thirty_days(before: FeedState | None) -> None:
    state = after_failure(before, FeedRead(error="is gone for good (410)", status=410), NOW)
    assert state.next_at == NOW + timedelta(days=30)


@given(STATES, st.integers(0, 50))
def test_a_success_ends_every_pause(before: FeedState | None, stored: int) -> None:
    read = FeedRead((), '"2"', "today", moved_to="https://news.example/new", left_out=3)
    state = after_success(before, read, stored, NOW, whole=True)
    already = before.stored if before else 0
    assert state == FeedState(
        NOW, '"2"', "today", ok_at=NOW, moved_to="https://news.example/new", stored=already + stored, left_out=3
    )


@given(STATES)
def test_after_a_reading_with_gaps_everything_is_asked_for_again_as_before(before: FeedState | None) -> None:
    state = after_success(before, FeedRead((), '"2"', "today"), 1, NOW, whole=False)
    assert (state.etag, state.modified) == ((before.etag, before.modified) if before else (None, None))
    assert (state.failures, state.next_at, state.ok_at) == (0, None, NOW)


@given(STATES)
def test_a_feed_that_has_not_changed_has_left_out_what_it_left_out_before(before: FeedState | None) -> None:
    state = after_success(before, FeedRead((), '"2"', None, not_modified=True), 0, NOW, whole=True)
    assert state.left_out == (before.left_out if before else 0)
    assert state.stored == (before.stored if before else 0)
