import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.state.engine import open_state
from bot.state.usage import Spent, Usage
from knowledge.errors import StoreError

DAY = date(2026, 11, 24)
YESTERDAY = DAY - timedelta(days=1)
ANNA, BEN = 5, 6


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def usage(engine: Engine) -> Usage:
    return Usage(engine)


def test_answers_of_a_day_are_summed_by_user_and_for_all(usage: Usage) -> None:
    usage.add(ANNA, DAY, input=1_000, output=200)
    usage.add(ANNA, DAY, input=500, output=100)
    usage.add(BEN, DAY, input=4_000, output=0)
    usage.add(BEN, YESTERDAY, input=9, output=9)
    assert usage.spent(ANNA, DAY) == Spent(1_500, 300, 2)
    assert usage.spent(ANNA, DAY).tokens == 1_800
    assert usage.total(DAY) == Spent(5_500, 300, 3)
    assert list(usage.by_user(DAY)) == [BEN, ANNA]
    assert usage.by_user(DAY)[BEN] == Spent(4_000, 0, 1)


def test_a_day_on_which_nobody_asked_has_cost_nothing(usage: Usage) -> None:
    assert usage.spent(ANNA, DAY) == usage.total(DAY) == Spent()
    assert usage.by_user(DAY) == {}


def test_old_days_are_dropped(usage: Usage) -> None:
    for days in range(5):
        usage.add(ANNA, DAY - timedelta(days=days), input=1, output=1)
    assert usage.prune(YESTERDAY) == 3
    assert usage.spent(ANNA, YESTERDAY) == usage.spent(ANNA, DAY) == Spent(1, 1, 1)


def test_a_user_is_forgotten_and_nobody_else(usage: Usage) -> None:
    for user in (ANNA, BEN):
        for day in (YESTERDAY, DAY):
            usage.add(user, day, input=1, output=1)
    assert usage.erase(ANNA) == 2
    assert usage.total(DAY) == usage.spent(BEN, DAY) == Spent(1, 1, 1)


def test_whoever_asks_to_be_forgotten_has_no_new_budget_the_same_day(usage: Usage) -> None:
    usage.add(ANNA, YESTERDAY, input=1, output=1)
    usage.add(ANNA, DAY, input=700, output=1)
    assert usage.erase(ANNA, keeping=DAY) == 1
    assert usage.spent(ANNA, DAY) == Spent(700, 1, 1)


def test_answers_that_end_together_are_all_counted(usage: Usage) -> None:
    def answer() -> None:
        for _ in range(20):
            usage.add(ANNA, DAY, input=2, output=1)

    threads = [threading.Thread(target=answer) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert usage.spent(ANNA, DAY) == Spent(200, 100, 100)


ANSWERS = st.lists(
    st.tuples(st.sampled_from([ANNA, BEN, 7]), st.sampled_from([YESTERDAY, DAY]), st.integers(0, 10**9)), max_size=15
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS)
def test_the_whole_is_the_sum_of_its_users(usage: Usage, answers: list[tuple[int, date, int]]) -> None:
    usage.prune(date.max)
    counted: Counter[int] = Counter()
    for user, day, tokens in answers:
        usage.add(user, day, input=tokens, output=tokens // 3)
        counted[user] += (tokens + tokens // 3) * (day == DAY)
    assert usage.total(DAY).tokens == counted.total()
    assert {user: spent.tokens for user, spent in usage.by_user(DAY).items() if spent.tokens} == +counted


def test_a_table_that_is_gone_is_told_in_one_line(usage: Usage, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE usage")
    with pytest.raises(StoreError, match=r"^the bot's store's database failed"):
        usage.total(DAY)


def test_days_are_told_from_the_oldest_on_with_what_everybody_spent(usage: Usage) -> None:
    usage.add(1, date(2026, 11, 24), input=10, output=1)
    usage.add(2, date(2026, 11, 24), input=20, output=2)
    usage.add(1, date(2026, 11, 22), input=5, output=5)
    usage.add(1, date(2026, 10, 1), input=7, output=7)
    days = usage.by_day(date(2026, 11, 1))
    assert list(days.items()) == [(date(2026, 11, 22), Spent(5, 5, 1)), (date(2026, 11, 24), Spent(30, 3, 2))]
