from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.budget import Limits, Verdict, left, renewal, wait_words
from prompts import load

OK, USER_SPENT, ALL_SPENT = Verdict.OK, Verdict.USER_SPENT, Verdict.ALL_SPENT
MANY = 10**9


def judged(limits: Limits, user: int, everybody: int, active: int = 1) -> Verdict:
    return left(limits, spent_user=user, spent_all=everybody, active_users=active)


def test_without_limits_nothing_is_ever_spent() -> None:
    assert judged(Limits(), MANY, MANY) is OK
    assert judged(Limits(people=1), MANY, MANY) is OK


@pytest.mark.parametrize(
    ("user", "everybody", "expected"),
    [(0, 999, OK), (99, 500, OK), (100, 500, USER_SPENT), (100, 1_000, ALL_SPENT), (0, 1_000, ALL_SPENT)],
)
def test_both_limits_hold_as_they_were_set(user: int, everybody: int, expected: Verdict) -> None:
    assert judged(Limits(whole=1_000, per_user=100), user, everybody) is expected


def test_a_limit_for_each_user_alone_stops_nobody_else() -> None:
    assert judged(Limits(per_user=100), 100, MANY) is USER_SPENT
    assert judged(Limits(per_user=100), 99, MANY) is OK


@pytest.mark.parametrize(
    ("user", "everybody", "expected"),
    [(499, 499, OK), (500, 500, USER_SPENT), (249, 750, OK), (250, 750, USER_SPENT), (0, 999, OK)],
)
def test_where_anybody_may_come_a_user_stops_at_what_is_left_for_the_others(
    user: int, everybody: int, expected: Verdict
) -> None:
    assert judged(Limits(whole=1_000), user, everybody) is expected


def test_who_is_alone_with_the_bot_may_use_the_whole_day() -> None:
    assert judged(Limits(whole=1_000, people=1), 999, 999) is OK
    assert judged(Limits(whole=1_000, people=1), 1_000, 1_000) is ALL_SPENT


def test_once_all_have_come_each_has_an_equal_share() -> None:
    two = Limits(whole=1_000, people=2)
    assert judged(two, 499, 999, active=2) is OK
    assert judged(two, 500, 600, active=2) is USER_SPENT


TOKENS = st.integers(0, 2_000)
PEOPLE = st.none() | st.integers(1, 5)
LIMITS = st.builds(Limits, st.none() | st.integers(1, 1_000), st.none() | st.integers(1, 1_000), PEOPLE)


def spend(limits: Limits, questions: list[tuple[int, int]]) -> tuple[Counter[int], list[Verdict]]:
    """A day: each question is of a user and costs so much, if it is answered."""
    spent: Counter[int] = Counter()
    verdicts = []
    for user, cost in questions:
        verdict = left(
            limits, spent_user=spent[user], spent_all=spent.total(), active_users=len((+spent).keys() | {user})
        )
        if verdict is OK:
            spent[user] += cost
        verdicts.append(verdict)
    return spent, verdicts


QUESTIONS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 300)), max_size=60)


@given(LIMITS, QUESTIONS)
def test_a_day_goes_beyond_its_limits_by_less_than_one_answer(limits: Limits, questions: list[tuple[int, int]]) -> None:
    spent, _ = spend(limits, questions)
    dearest = max((cost for _, cost in questions), default=0)
    assert spent.total() < (limits.whole or MANY) + max(dearest, 1)
    assert max(spent.values(), default=0) < (limits.per_user or MANY) + max(dearest, 1)


@given(st.integers(1, 1_000), PEOPLE, TOKENS, TOKENS, st.integers(1, 5))
def test_nobody_may_go_on_who_has_had_half_of_the_day_while_others_have_asked_or_may_come(
    whole: int, people: int | None, user: int, others: int, active: int
) -> None:
    verdict = judged(Limits(whole, people=people), user, user + others, active)
    if verdict is OK and (active > 1 or people != 1):
        assert 2 * user < whole


@given(st.integers(1, 1_000), PEOPLE, TOKENS, st.integers(1, 5))
def test_who_comes_new_is_answered_while_anything_is_left(
    whole: int, people: int | None, everybody: int, active: int
) -> None:
    assert judged(Limits(whole, people=people), 0, everybody, active) is (OK if everybody < whole else ALL_SPENT)


@given(st.integers(100, 1_000), st.lists(st.integers(1, 4), max_size=30))
def test_one_who_never_stops_leaves_something_for_whoever_comes_after(whole: int, before: list[int]) -> None:
    greedy = 5
    spent, verdicts = spend(Limits(whole), [*((user, 1) for user in before), *[(greedy, 1)] * whole])
    assert verdicts[-1] is USER_SPENT
    assert whole - spent.total() >= (whole - len(before)) // 2


@given(st.integers(1, 1_000), st.integers(1, 5), TOKENS, TOKENS)
def test_once_all_have_come_nobody_is_stopped_short_of_an_equal_share(
    whole: int, people: int, user: int, others: int
) -> None:
    if user * people < whole and user + others < whole:
        assert judged(Limits(whole, people=people), user, user + others, people) is OK


@given(st.integers(1, 5), st.integers(1, 20), st.integers(1, 1_000))
def test_those_who_ask_in_turn_share_the_whole_day(people: int, cost: int, whole: int) -> None:
    rounds = whole // (people * cost) + 2
    spent, _ = spend(Limits(whole, people=people), [(user, cost) for user in range(people)] * rounds)
    shares = [spent[user] for user in range(people)]
    assert max(shares) - min(shares) <= cost
    assert spent.total() >= whole


@given(LIMITS, TOKENS, TOKENS, TOKENS, st.integers(1, 5))
def test_more_that_was_spent_never_makes_room(limits: Limits, user: int, others: int, more: int, active: int) -> None:
    if judged(limits, user, user + others, active) is not OK:
        assert judged(limits, user, user + others + more, active) is not OK
        assert judged(limits, user + more, user + others + more, active) is not OK


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        (datetime(2026, 11, 24, 21, 0, tzinfo=UTC), timedelta(hours=3)),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), timedelta(days=1)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), timedelta(seconds=1)),
        (datetime(2026, 11, 25, 7, 30, tzinfo=timezone(timedelta(hours=8))), timedelta(minutes=30)),
    ],
)
def test_a_budget_renews_at_midnight_in_utc(now: datetime, wait: timedelta) -> None:
    assert renewal(now) == wait


@pytest.mark.parametrize(
    ("wait", "english", "chinese"),
    [
        (timedelta(hours=3), "3 hours", "3 小时"),
        (timedelta(hours=2, seconds=1), "3 hours", "3 小时"),
        (timedelta(hours=1, minutes=59), "119 minutes", "119 分钟"),
        (timedelta(hours=2), "2 hours", "2 小时"),
        (timedelta(seconds=61), "2 minutes", "2 分钟"),
        (timedelta(seconds=1), "1 minute", "1 分钟"),
        (timedelta(), "1 minute", "1 分钟"),
    ],
)
def test_a_wait_is_said_in_hours_or_minutes(wait: timedelta, english: str, chinese: str) -> None:
    assert (wait_words(wait, "en"), wait_words(wait, "zh")) == (english, chinese)


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=1)))
def test_after_the_wait_that_was_said_the_budget_is_renewed(wait: timedelta) -> None:
    number, unit = wait_words(wait, "en").split()
    said = timedelta(**{unit.rstrip("s") + "s": int(number)})
    assert wait <= said <= wait + timedelta(hours=1)


@pytest.mark.parametrize("name", ["budget_user", "budget_all"])
def test_a_reader_is_told_when_the_budget_renews(name: str) -> None:
    assert "at midnight UTC, in 3 hours." in load(f"{name}.en").format(wait=wait_words(timedelta(hours=3), "en"))
    assert "3 小时" in load(f"{name}.zh").format(wait=wait_words(timedelta(hours=3), "zh"))
