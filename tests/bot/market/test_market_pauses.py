from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.answers import calendar_of, history_holds, is_stale, quote_holds, reach_back
from bot.market.backoff import Backoff
from bot.market.errors import RateLimited, TimedOut
from bot.market.model import Kind, Session, State
from bot.market.recent import Recent
from tests.bot.market.market_world import HONG_KONG, weekday_sessions

NOW = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)
LATE = timedelta(minutes=30)


def hong_kong(text: str) -> datetime:
    """An instant in March 2026: "18 11:00" is a Wednesday."""
    return datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=HONG_KONG)


@pytest.mark.parametrize(
    ("now", "at", "stale"),
    [
        ("18 11:00", "18 10:44", False),
        ("18 11:00", "18 10:29", True),
        ("18 09:35", "17 16:08", False),
        ("18 09:35", "16 16:08", True),
        ("18 10:05", "17 16:08", True),
        ("18 12:20", "18 11:59", False),
        ("18 12:45", "18 11:59", False),
        ("18 12:45", "18 10:30", True),
        ("18 13:10", "18 11:59", False),
        ("18 13:29", "18 11:59", False),
        ("18 13:31", "18 11:59", True),
        ("18 16:10", "18 15:55", False),
        ("18 20:00", "18 16:08", False),
        ("18 20:00", "17 16:08", True),
        ("22 12:00", "20 16:08", False),
        ("23 09:40", "20 16:08", False),
    ],
)
def test_a_price_is_stale_when_the_exchange_must_have_traded_since(now: str, at: str, stale: bool) -> None:
    before = weekday_sessions("XHKG", hong_kong(now) - LATE)
    assert is_stale(hong_kong(at), "Asia/Hong_Kong", before, hong_kong(now)) is stale


def test_where_no_calendar_tells_a_price_may_be_as_old_as_a_long_week_end() -> None:
    unknown = weekday_sessions(None, NOW)
    assert not is_stale(NOW - timedelta(days=3), "Europe/London", unknown, NOW)
    assert is_stale(NOW - timedelta(days=5), "Europe/London", unknown, NOW)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [("18 11:00", 15), ("18 12:10", 60), ("18 16:10", 60), ("18 20:00", 600), ("19 09:29", 60)],
)
def test_how_long_a_quote_holds_goes_by_the_session(now: str, seconds: int) -> None:
    moment = hong_kong(now)
    assert quote_holds(weekday_sessions("XHKG", moment), moment) - moment == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("now", "partial", "minutes"),
    [
        ("18 11:00", True, 15),
        ("18 15:50", True, 10),
        ("18 16:10", True, 5),
        ("18 20:00", False, 60),
        ("19 09:00", False, 30),
    ],
)
def test_how_long_rows_hold_goes_by_the_session(now: str, partial: bool, minutes: int) -> None:
    moment = hong_kong(now)
    holds = history_holds(weekday_sessions("XHKG", moment), moment, partial=partial)
    assert holds - moment == timedelta(minutes=minutes)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_it_is_asked_from_the_day_wanted_or_earlier(start: date, today: date) -> None:
    begin = reach_back(start, today)
    assert begin <= start
    assert begin in {date(today.year - 1, 1, 1), date(today.year - 5, 1, 1), date(1960, 1, 1), start}


def test_the_calendar_of_a_listing_outside_the_table_goes_by_where_it_is_traded() -> None:
    assert calendar_of(Kind.SHARE, "America/New_York") == "XNYS"
    assert calendar_of(Kind.RATE, "America/New_York") is None
    assert calendar_of(Kind.SHARE, "Europe/Berlin") is None


def test_pauses_after_429_double_to_half_an_hour_and_end_with_an_answer() -> None:
    backoff, now, pauses = Backoff(), NOW, []
    for _ in range(8):
        until, new = backoff.limited(now, now)
        assert new
        pauses.append((until - now).total_seconds() / 60)
        now = until
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]
    backoff.succeeded(now)
    assert backoff.limited(now, now)[0] - now == timedelta(minutes=1)


def test_answers_and_refusals_that_were_under_way_change_no_pause() -> None:
    backoff = Backoff()
    until, _ = backoff.limited(NOW, NOW)
    assert backoff.limited(NOW, NOW) == (until, False)
    backoff.succeeded(NOW)
    assert isinstance(backoff.refusal("BABA", NOW), RateLimited)
    assert backoff.refusal("BABA", until) is None


def test_a_named_end_of_the_pause_is_kept_when_it_is_later() -> None:
    backoff = Backoff()
    assert backoff.limited(NOW + timedelta(hours=2), NOW)[0] == NOW + timedelta(hours=2)


DOWN = TimedOut("JD", "no reply in 8 s")


def test_one_failure_makes_no_pause_and_the_second_one_does() -> None:
    backoff = Backoff()
    assert backoff.failed(DOWN, NOW)
    assert backoff.refusal("BABA", NOW) is None
    assert backoff.failed(DOWN, NOW)
    assert isinstance(backoff.refusal("BABA", NOW), TimedOut)
    assert not backoff.failed(DOWN, NOW)
    assert backoff.refusal("BABA", NOW + timedelta(seconds=5)) is None
    backoff.succeeded(NOW)
    assert backoff.refusal("BABA", NOW) is None


def test_what_was_asked_for_least_recently_is_forgotten_first() -> None:
    recent: Recent[str, int] = Recent(2)
    for key in ("a", "b"):
        recent.put(key, 1, NOW)
    recent.get("a", NOW - LATE)
    recent.put("c", 1, NOW)
    assert [recent.last(key) for key in ("a", "b", "c")] == [1, None, 1]


def test_what_no_longer_holds_is_the_last_that_was_known() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 7, NOW)
    assert recent.get("a", NOW) is None
    assert recent.last("a") == 7


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 9))))
def test_no_more_than_the_limit_is_kept_but_for_the_newest(puts: list[tuple[str, int]]) -> None:
    recent: Recent[str, int] = Recent(10, lambda value: value)
    for key, value in puts:
        recent.put(key, value, NOW)
        assert recent.last(key) == value
        assert sum(recent.last(each) or 0 for each in "abcdef") <= 10


def test_an_open_session_is_no_word_on_how_the_next_one_begins() -> None:
    assert quote_holds(Session(State.UNKNOWN, "UTC"), NOW) - NOW == timedelta(seconds=15)
