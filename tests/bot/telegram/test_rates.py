from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rates import Pace, Rates, Strangers, wait_for

START = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANNA, BEN = 5, 6


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_twenty_questions_in_a_minute_are_answered_and_the_next_has_to_wait(clock: Clock) -> None:
    rates = Rates(20, clock)
    for _ in range(20):
        assert rates.ask(ANNA) == Pace()
        clock.pass_(1)
    assert rates.ask(ANNA) == Pace(wait=40, tell=True)
    assert rates.ask(BEN) == Pace()


def test_a_warned_user_is_warned_once_in_each_wait(clock: Clock) -> None:
    rates = Rates(2, clock)
    assert [rates.ask(ANNA) for _ in range(4)] == [Pace(), Pace(), Pace(60, True), Pace(60, False)]
    clock.pass_(59.5)
    assert rates.ask(ANNA) == Pace(1, False)
    clock.pass_(0.5)
    assert [rates.ask(ANNA) for _ in range(4)] == [Pace(), Pace(), Pace(60, True), Pace(60, False)]


def test_a_new_wait_that_begins_as_the_last_one_ends_is_told(clock: Clock) -> None:
    rates = Rates(2, clock)
    rates.ask(ANNA)
    clock.pass_(30)
    assert [rates.ask(ANNA) for _ in range(2)] == [Pace(), Pace(30, True)]
    clock.pass_(30)
    assert [rates.ask(ANNA) for _ in range(3)] == [Pace(), Pace(30, True), Pace(30, False)]


def test_what_comes_too_soon_makes_no_wait_longer(clock: Clock) -> None:
    rates = Rates(1, clock)
    rates.ask(ANNA)
    for _ in range(59):
        clock.pass_(1)
        assert rates.ask(ANNA).wait
    clock.pass_(1)
    assert rates.ask(ANNA) == Pace()


STEPS = st.lists(
    st.tuples(st.sampled_from([ANNA, BEN]), st.timedeltas(timedelta(), timedelta(seconds=70))), max_size=60
)


@given(st.integers(1, 5), STEPS)
def test_exactly_so_many_are_answered_in_any_minute(per_minute: int, steps: list[tuple[int, timedelta]]) -> None:
    clock = Clock()
    rates = Rates(per_minute, clock)
    answered: list[tuple[int, datetime]] = []
    for user, passed in steps:
        clock.now += passed
        lately = [at for one, at in answered if one == user and at > clock.now - MINUTE]
        pace = rates.ask(user)
        assert (pace.wait == 0) == (len(lately) < per_minute)
        assert 0 <= pace.wait <= 60
        if not pace.wait:
            answered.append((user, clock.now))
        else:
            assert lately[-per_minute] + MINUTE <= clock.now + timedelta(seconds=pace.wait)


@given(st.integers(1, 5), STEPS)
def test_two_warnings_are_never_nearer_than_the_wait_that_the_first_told(
    per_minute: int, steps: list[tuple[int, timedelta]]
) -> None:
    clock = Clock()
    rates = Rates(per_minute, clock)
    until = {ANNA: START, BEN: START}
    for user, passed in steps:
        clock.now += passed
        pace = rates.ask(user)
        if pace.wait and not pace.tell:
            assert clock.now < until[user]
        if pace.tell:
            assert pace.wait
            assert clock.now > until[user] - timedelta(seconds=1)
            until[user] = clock.now + timedelta(seconds=pace.wait)


INSTANTS = st.timedeltas(timedelta(days=-9_999), timedelta(days=9_999)).map(lambda passed: START + passed)


@given(st.lists(INSTANTS, max_size=5), st.integers(1, 5), INSTANTS)
def test_a_wait_is_never_longer_than_the_span_whatever_the_clock_did(
    taken: list[datetime], most: int, now: datetime
) -> None:
    assert timedelta() <= wait_for(deque(taken, maxlen=most), now, HOUR) <= HOUR


def test_a_clock_that_is_set_back_shuts_nobody_out(clock: Clock) -> None:
    rates, strangers = Rates(1, clock), Strangers(clock, per_hour=1)
    assert (rates.ask(ANNA), strangers.tell(BEN)) == (Pace(), True)
    clock.pass_(-86_400)
    assert (rates.ask(ANNA), strangers.tell(BEN)) == (Pace(), True)


def test_a_hundred_thousand_users_leave_no_more_behind_than_the_last_minutes(clock: Clock) -> None:
    rates = Rates(20, clock)
    most = 0
    for user in range(100_000):
        clock.pass_(0.01)
        rates.ask(user)
        most = max(most, len(rates))
    assert most <= 6_000
    clock.pass_(60)
    rates.ask(ANNA)
    assert len(rates) == 1


def test_a_flood_of_users_at_one_moment_is_held_to_the_latest(clock: Clock) -> None:
    rates = Rates(1, clock, most_users=100)
    for user in range(1_000):
        rates.ask(user)
    assert len(rates) == 100
    assert rates.ask(999).wait
    assert rates.ask(900).wait


def test_of_too_many_the_one_who_has_been_quiet_longest_is_forgotten(clock: Clock) -> None:
    rates = Rates(2, clock, most_users=2)
    assert [rates.ask(user).wait for user in (ANNA, BEN, ANNA, 7)] == [0, 0, 0, 0]
    assert rates.ask(ANNA).wait
    assert len(rates) == 2


def test_a_stranger_is_told_once_an_hour(clock: Clock) -> None:
    strangers = Strangers(clock)
    assert [strangers.tell(ANNA), strangers.tell(ANNA), strangers.tell(BEN)] == [True, False, True]
    clock.pass_(3_599)
    assert not strangers.tell(ANNA)
    clock.pass_(1)
    assert strangers.tell(ANNA)


def test_a_flood_of_strangers_is_told_thirty_times_an_hour(clock: Clock) -> None:
    strangers = Strangers(clock)
    assert sum(strangers.tell(user) for user in range(10_000)) == 30
    clock.pass_(3_600)
    assert sum(strangers.tell(user) for user in range(10_000)) == 30


@given(st.lists(st.tuples(st.integers(1, 6), st.timedeltas(timedelta(), timedelta(minutes=40))), max_size=40))
def test_no_hour_holds_more_than_its_share_and_none_stranger_twice(steps: list[tuple[int, timedelta]]) -> None:
    clock = Clock()
    strangers = Strangers(clock, per_hour=3)
    told: list[tuple[int, datetime]] = []
    for user, passed in steps:
        clock.now += passed
        lately = [one for one, at in told if at > clock.now - HOUR]
        assert strangers.tell(user) == (user not in lately and len(lately) < 3)
        if user not in lately and len(lately) < 3:
            told.append((user, clock.now))
