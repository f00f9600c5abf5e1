import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market import sessions
from bot.market.model import Session, State
from bot.market.sessions import CalendarError, Reason, session_at

HONG_KONG, NEW_YORK, SHANGHAI = "XHKG", "XNYS", "XSHG"
ZONES = {
    HONG_KONG: ZoneInfo("Asia/Hong_Kong"),
    NEW_YORK: ZoneInfo("America/New_York"),
    SHANGHAI: ZoneInfo("Asia/Shanghai"),
}
LAST = {HONG_KONG: date(2027, 12, 31), NEW_YORK: date(2027, 12, 31), SHANGHAI: date(2026, 12, 31)}
SECOND = timedelta(seconds=1)


def local(calendar: str, when: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=ZONES[calendar])


def at(calendar: str, when: str) -> Session:
    return session_at(calendar, local(calendar, when))


@lru_cache(maxsize=4)
def reference(calendar: str) -> Any:
    import exchange_calendars

    return exchange_calendars.get_calendar(calendar, start="2014-12-01", end=LAST[calendar].isoformat())


@st.composite
def instants(draw: st.DrawFn) -> tuple[str, datetime]:
    """Any second from 2015 on, and often one of the edges of a session."""
    calendar = draw(st.sampled_from(list(ZONES)))
    # The last days are left out: at the end of what is known there is no next opening.
    last = LAST[calendar] - timedelta(days=10)
    if draw(st.booleans()):
        seconds = int(
            (datetime.combine(last, datetime.min.time(), UTC) - datetime(2015, 1, 1, tzinfo=UTC)).total_seconds()
        )
        return calendar, datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, seconds)))
    day = draw(st.dates(date(2015, 1, 1), last))
    edge = draw(st.sampled_from(["00:00", "09:30", "11:30", "12:00", "13:00", "15:00", "16:00", "23:59"]))
    shift = timedelta(seconds=draw(st.sampled_from([-1, 0, 1, 59])))
    return calendar, local(calendar, f"{day} {edge}") + shift


@given(instants())
@settings(max_examples=400, deadline=None)
def test_at_any_instant_we_and_the_calendar_say_the_same(case: tuple[str, datetime]) -> None:
    calendar, when = case
    session = session_at(calendar, when)
    minute = when.astimezone(UTC).replace(second=0)
    trades = reference(calendar).is_open_on_minute(minute, ignore_breaks=False)
    in_session = reference(calendar).is_open_on_minute(minute, ignore_breaks=True)
    expected = State.OPEN if trades else State.BREAK if in_session else State.CLOSED
    assert session.state is expected
    today = when.astimezone(ZONES[calendar]).date()
    assert (session.weekend or session.holiday is not None) is not sessions.is_session(calendar, today)


@given(instants())
@settings(max_examples=300, deadline=None)
def test_a_state_ends_at_the_instant_it_says_and_not_before(case: tuple[str, datetime]) -> None:
    calendar, when = case
    session = session_at(calendar, when)
    assert session.until is not None
    assert session.until > when
    assert session_at(calendar, session.until - SECOND).state is session.state
    assert session_at(calendar, session.until).state is not session.state
    assert session.day is not None
    assert session.opened is not None
    assert session.opened <= when
    assert (session.opened, session.closes) == sessions.opens_closes(calendar, session.day)


@given(st.sampled_from(list(ZONES)), st.dates(date(2015, 1, 1), date(2026, 12, 1)), st.integers(0, 800))
@settings(max_examples=150, deadline=None)
def test_the_days_of_trading_are_those_of_the_calendar(calendar: str, start: date, length: int) -> None:
    end = min(start + timedelta(days=length), date(2026, 12, 1))
    expected = tuple(
        stamp.date() for stamp in reference(calendar).sessions_in_range(start.isoformat(), end.isoformat())
    )
    assert sessions.session_days(calendar, start, end) == expected
    assert sessions.last_session(calendar, end) <= end < sessions.next_session(calendar, end)
    assert sessions.is_session(calendar, sessions.last_session(calendar, end))
    if expected:
        assert sessions.last_session(calendar, end) == expected[-1]
        assert sessions.next_session(calendar, start - timedelta(days=1)) == expected[0]


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("2026-11-24 09:29:59", State.CLOSED),
        ("2026-11-24 09:30:00", State.OPEN),
        ("2026-11-24 11:59:59", State.OPEN),
        ("2026-11-24 12:00:00", State.BREAK),
        ("2026-11-24 12:59:59", State.BREAK),
        ("2026-11-24 13:00:00", State.OPEN),
        ("2026-11-24 15:59:59", State.OPEN),
        ("2026-11-24 16:00:00", State.CLOSED),
    ],
)
def test_hong_kong_opens_rests_and_closes_to_the_second(when: str, state: State) -> None:
    session = at(HONG_KONG, when)
    assert session.state is state
    assert session.zone == "Asia/Hong_Kong"
    assert session.day == (date(2026, 11, 23) if when.endswith("09:29:59") else date(2026, 11, 24))


def test_shanghai_rests_longer() -> None:
    session = at(SHANGHAI, "2026-11-24 11:30")
    assert (session.state, session.until) == (State.BREAK, local(SHANGHAI, "2026-11-24 13:00"))
    assert at(SHANGHAI, "2026-11-24 15:00").state is State.CLOSED


def test_new_york_has_no_lunch_break() -> None:
    session = at(NEW_YORK, "2026-11-24 12:15")
    assert (session.state, session.until) == (State.OPEN, local(NEW_YORK, "2026-11-24 16:00"))


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2026-03-06", "14:30"),  # standard time
        ("2026-03-09", "13:30"),  # the Monday after clocks went forward
        ("2026-10-30", "13:30"),  # the Friday before they go back
        ("2026-11-02", "14:30"),
    ],
)
def test_new_york_keeps_its_clock_when_it_changes(day: str, opens: str) -> None:
    expected = datetime.fromisoformat(f"{day} {opens}").replace(tzinfo=UTC)
    assert sessions.opens_closes(NEW_YORK, date.fromisoformat(day))[0] == expected
    assert session_at(NEW_YORK, expected - SECOND).state is State.CLOSED
    assert session_at(NEW_YORK, expected).state is State.OPEN


@pytest.mark.parametrize("friday", ["2026-03-06", "2026-10-30"])
def test_over_a_weekend_on_which_clocks_change_it_is_closed_until_half_past_nine_on_monday(friday: str) -> None:
    session = at(NEW_YORK, f"{friday} 20:00")
    assert session.until is not None
    opening = session.until.astimezone(ZONES[NEW_YORK])
    assert f"{opening:%A %H:%M}" == "Monday 09:30"


@pytest.mark.parametrize(
    ("calendar", "day", "closes"),
    [
        (HONG_KONG, "2026-02-16", "12:00"),  # the eve of Lunar New Year
        (HONG_KONG, "2026-12-24", "12:00"),
        (HONG_KONG, "2026-12-31", "12:00"),
        (HONG_KONG, "2027-02-05", "12:00"),
        (NEW_YORK, "2026-11-27", "13:00"),  # the day after Thanksgiving
        (NEW_YORK, "2026-12-24", "13:00"),
        (NEW_YORK, "2025-07-03", "13:00"),
    ],
)
def test_on_a_half_day_it_closes_early(calendar: str, day: str, closes: str) -> None:
    session = at(calendar, f"{day} 11:00")
    assert (session.state, session.early) == (State.OPEN, True)
    assert session.until == session.closes == local(calendar, f"{day} {closes}")
    assert at(calendar, f"{day} {closes}").state is State.CLOSED
    assert at(calendar, f"{day} 12:30").state is (State.OPEN if calendar == NEW_YORK else State.CLOSED)


@pytest.mark.parametrize(
    ("calendar", "day", "holiday", "last", "until"),
    [
        (HONG_KONG, "2026-10-01", "national-day", "2026-09-30", "2026-10-02"),
        (HONG_KONG, "2026-02-17", "lunar-new-year", "2026-02-16", "2026-02-20"),
        (HONG_KONG, "2026-04-03", "good-friday", "2026-04-02", "2026-04-08"),
        (HONG_KONG, "2026-04-06", "easter-monday", "2026-04-02", "2026-04-08"),
        (HONG_KONG, "2026-04-07", "qingming", "2026-04-02", "2026-04-08"),
        (HONG_KONG, "2026-05-25", "buddhas-birthday", "2026-05-22", "2026-05-26"),
        (HONG_KONG, "2026-06-19", "dragon-boat", "2026-06-18", "2026-06-22"),
        (HONG_KONG, "2026-07-01", "hksar-day", "2026-06-30", "2026-07-02"),
        (HONG_KONG, "2026-10-19", "chung-yeung", "2026-10-16", "2026-10-20"),
        (HONG_KONG, "2026-12-25", "christmas", "2026-12-24", "2026-12-28"),
        (HONG_KONG, "2025-12-26", "boxing-day", "2025-12-24", "2025-12-29"),
        (HONG_KONG, "2027-02-09", "lunar-new-year", "2027-02-05", "2027-02-10"),
        (HONG_KONG, "2027-09-16", "mid-autumn", "2027-09-15", "2027-09-17"),
        (SHANGHAI, "2026-10-01", "golden-week", "2026-09-30", "2026-10-08"),
        (SHANGHAI, "2026-10-07", "golden-week", "2026-09-30", "2026-10-08"),
        (SHANGHAI, "2025-10-08", "golden-week", "2025-09-30", "2025-10-09"),
        (SHANGHAI, "2026-02-23", "lunar-new-year", "2026-02-13", "2026-02-24"),
        (SHANGHAI, "2026-05-05", "labour-day", "2026-04-30", "2026-05-06"),
        (SHANGHAI, "2026-09-25", "mid-autumn", "2026-09-24", "2026-09-28"),
        (SHANGHAI, "2026-01-02", "new-year", "2025-12-31", "2026-01-05"),
        (NEW_YORK, "2026-11-26", "thanksgiving", "2026-11-25", "2026-11-27"),
        (NEW_YORK, "2026-07-03", "independence-day", "2026-07-02", "2026-07-06"),
        (NEW_YORK, "2026-04-03", "good-friday", "2026-04-02", "2026-04-06"),
        (NEW_YORK, "2026-09-07", "labor-day-us", "2026-09-04", "2026-09-08"),
        (NEW_YORK, "2026-06-19", "juneteenth", "2026-06-18", "2026-06-22"),
        (NEW_YORK, "2025-01-09", "mourning", "2025-01-08", "2025-01-10"),
        (HONG_KONG, "2024-09-06", "typhoon", "2024-09-05", "2024-09-09"),
        (NEW_YORK, "2012-10-29", "unscheduled", "2012-10-26", "2012-10-31"),
    ],
)
def test_a_holiday_is_named_and_ends_with_the_next_session(
    calendar: str, day: str, holiday: str, last: str, until: str
) -> None:
    for when in ("00:00:00", "12:00:00", "23:59:59"):
        session = at(calendar, f"{day} {when}")
        assert (session.state, session.holiday, session.weekend) == (State.CLOSED, holiday, False)
        assert session.day == date.fromisoformat(last)
        assert session.until == local(calendar, f"{until} 09:30")


def test_what_is_planned_is_told_from_what_is_not() -> None:
    reasons = {
        date(2025, 1, 9): Reason.UNSCHEDULED,
        date(2012, 10, 30): Reason.UNSCHEDULED,
        date(2026, 11, 26): Reason.HOLIDAY,
        date(2026, 11, 22): Reason.WEEKEND,
    }
    for day, reason in reasons.items():
        closure = sessions.why_closed(NEW_YORK, day)
        assert closure is not None
        assert closure.reason is reason
    assert sessions.why_closed(NEW_YORK, date(2026, 11, 27)) is None


def test_a_weekend_is_one_and_knows_the_holiday_it_runs_into() -> None:
    plain = at(HONG_KONG, "2026-11-21 10:00")
    assert (plain.weekend, plain.holiday, plain.day) == (True, None, date(2026, 11, 20))
    golden = at(SHANGHAI, "2026-10-03 10:00")
    assert (golden.weekend, golden.holiday, golden.day) == (True, "golden-week", date(2026, 9, 30))
    before = at(HONG_KONG, "2027-02-06 10:00")
    assert (before.weekend, before.holiday, before.until) == (
        True,
        "lunar-new-year",
        local(HONG_KONG, "2027-02-10 09:30"),
    )


def test_friday_evening_is_not_yet_the_weekend() -> None:
    assert not at(HONG_KONG, "2026-11-20 23:59:59").weekend
    assert at(HONG_KONG, "2026-11-21 00:00:00").weekend


def test_the_day_is_that_of_the_exchange() -> None:
    monday_evening_in_new_york = local(NEW_YORK, "2026-11-23 21:00")
    assert session_at(HONG_KONG, monday_evening_in_new_york).day == date(2026, 11, 24)
    assert session_at(NEW_YORK, monday_evening_in_new_york).day == date(2026, 11, 23)


def test_a_leap_day_is_a_day_like_others() -> None:
    assert sessions.is_session(HONG_KONG, date(2028, 2, 29))
    assert sessions.is_session(NEW_YORK, date(2028, 2, 29))
    assert sessions.next_session(NEW_YORK, date(2028, 2, 28)) == date(2028, 2, 29)


@pytest.mark.parametrize("calendar", [None, "", "XXXX", "NASDAQ", "xhkg", "XHKG.HK", "../XHKG", "24/7"])
def test_of_an_exchange_that_we_do_not_know_nothing_is_said(calendar: str | None) -> None:
    assert session_at(calendar, datetime(2026, 11, 24, 3, tzinfo=UTC)) == Session(State.UNKNOWN, zone="UTC")
    assert not sessions.covers(calendar, date(2026, 11, 24))
    with pytest.raises(CalendarError):
        sessions.is_session(calendar, date(2026, 11, 24))


def test_what_shanghai_has_not_announced_is_not_guessed() -> None:
    assert sessions.covers(SHANGHAI, date(2026, 12, 31))
    evening = at(SHANGHAI, "2026-12-31 18:00")
    assert (evening.state, evening.until) == (State.CLOSED, None)
    for when in ("2027-01-01 00:00:00", "2027-03-01 10:00", "2035-06-01 10:00"):
        assert at(SHANGHAI, when) == Session(State.UNKNOWN, zone="Asia/Shanghai")
    with pytest.raises(CalendarError, match="XSHG around 2026-12-31"):
        sessions.next_session(SHANGHAI, date(2026, 12, 31))
    with pytest.raises(CalendarError):
        sessions.session_days(SHANGHAI, date(2026, 12, 1), date(2027, 1, 5))
    with pytest.raises(CalendarError):
        sessions.why_closed(SHANGHAI, date(2027, 1, 1))


@pytest.mark.parametrize("calendar", [HONG_KONG, NEW_YORK])
def test_a_year_ahead_and_a_quarter_of_a_century_back_are_known(calendar: str) -> None:
    for year in (*range(2000, 2030), 2049):
        assert sessions.covers(calendar, date(year, 1, 1))
        assert sessions.covers(calendar, date(year, 12, 31))
        assert 240 < len(sessions.session_days(calendar, date(year, 1, 1), date(year, 12, 31))) < 256
    assert not sessions.covers(calendar, date(2050, 1, 1))


@pytest.mark.parametrize("year", [1, 1900, 1979, 2050, 2261, 2263, 9998])
def test_far_off_years_are_not_known(year: int) -> None:
    for calendar in ZONES:
        assert session_at(calendar, datetime(year, 6, 1, tzinfo=UTC)).state is State.UNKNOWN
        assert not sessions.covers(calendar, date(year, 6, 1))


def test_a_reversed_period_has_no_days() -> None:
    assert sessions.session_days(HONG_KONG, date(2026, 11, 24), date(2026, 11, 23)) == ()


def test_a_day_without_a_session_has_no_hours() -> None:
    with pytest.raises(ValueError, match="no session of XHKG on 2026-11-22"):
        sessions.opens_closes(HONG_KONG, date(2026, 11, 22))


def test_every_closure_of_hong_kong_and_new_york_in_this_century_has_a_reason() -> None:
    unscheduled = {
        HONG_KONG: [],
        NEW_YORK: [*(date(2001, 9, day) for day in range(11, 15)), date(2012, 10, 29), date(2012, 10, 30)],
    }
    for calendar, expected in unscheduled.items():
        days = (date(2000, 1, 1) + timedelta(days=number) for number in range(28 * 365))
        closures = [closure for day in days if (closure := sessions.why_closed(calendar, day))]
        assert [closure.day for closure in closures if closure.holiday == "unscheduled"] == expected
        assert not [closure.day for closure in closures if closure.holiday == "holiday"]


def test_many_who_ask_at_once_get_one_answer() -> None:
    code = (
        "import datetime as d, concurrent.futures as c; from bot.market.sessions import session_at;"
        "now = d.datetime(2026, 11, 24, 3, tzinfo=d.UTC); pool = c.ThreadPoolExecutor(20);"
        "print(len(set(pool.map(lambda _: session_at('XHKG', now), range(100)))))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"


def test_nothing_heavy_is_loaded_until_a_calendar_is_needed() -> None:
    code = (
        "import sys, bot.market.sessions, bot.market.session_words as words, datetime as d;"
        "words.age_words(d.datetime.now(d.UTC), d.datetime.now(d.UTC), 'en');"
        "print([name for name in ('pandas', 'numpy', 'exchange_calendars') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
