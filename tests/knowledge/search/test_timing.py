"""Time counts as far as a question wants it, and never more than its weight."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search.timewish import TimeWish
from knowledge.search.timing import Weights, time_merits
from knowledge.store.catalogue import Days

TODAY = date(2025, 9, 18)
WEEK = (date(2025, 9, 8), date(2025, 9, 14))
LATEST = TimeWish(latest=True)
WEIGHTS = Weights(window=0.6, latest=0.5, half_life=21.0, always=0.0)

days = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))
spans = st.tuples(st.dates(date(2020, 1, 1), TODAY), st.integers(0, 400)).map(
    lambda said: (said[0], min(said[0] + timedelta(days=said[1]), TODAY))
)
wishes = st.just(LATEST) | st.lists(spans, max_size=3).map(lambda windows: TimeWish(windows=tuple(windows)))
weights = st.builds(
    Weights, *(st.floats(0, 1) for _ in range(2)), half_life=st.floats(0.1, 1000), always=st.floats(0, 1)
)


def ordinals(*given_days: date | None) -> Days:
    return np.array([day.toordinal() if day else 0 for day in given_days], np.int32)


def merits(wish: TimeWish, *published: date | None, told: list[date | None] | None = None) -> list[float]:
    happened = list(published) if told is None else told
    return [float(one) for one in time_merits(wish, ordinals(*published), ordinals(*happened), TODAY, WEIGHTS)]


@settings(deadline=None)
@given(wishes, st.lists(st.tuples(days, days), max_size=20), weights)
def test_merits_lie_between_nothing_and_the_weight(
    wish: TimeWish, passages: list[tuple[date | None, date | None]], weighed: Weights
) -> None:
    published, told = ordinals(*(one for one, _ in passages)), ordinals(*(other for _, other in passages))
    found = time_merits(wish, published, told, TODAY, weighed)
    most = weighed.window if wish.windows else weighed.latest if wish.latest else weighed.always
    assert found.shape == (len(passages),)
    assert ((found >= 0) & (found <= most)).all()


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), TODAY), st.dates(date(2000, 1, 1), TODAY))
def test_where_the_latest_is_wanted_older_news_never_gets_more(one: date, other: date) -> None:
    older, newer = merits(LATEST, *sorted((one, other)))
    assert older <= newer


def test_news_of_today_gets_all_and_half_a_half_life_later() -> None:
    today, later = merits(LATEST, TODAY, TODAY - timedelta(days=21))
    assert (today, later) == (0.5, 0.25)


def test_news_dated_tomorrow_is_no_newer_than_todays() -> None:
    assert merits(LATEST, TODAY + timedelta(days=1)) == merits(LATEST, TODAY)


@settings(deadline=None)
@given(wishes)
def test_what_has_no_date_gets_nothing(wish: TimeWish) -> None:
    assert merits(wish, None) == [0.0]


def test_only_what_was_published_in_a_window_gets_its_weight() -> None:
    first, last = WEEK
    day = timedelta(days=1)
    assert merits(TimeWish(windows=(WEEK,)), first - day, first, last, last + day) == [0.0, 0.6, 0.6, 0.0]


def test_an_old_event_told_anew_counts_half_in_a_window() -> None:
    published = date(2025, 9, 10)
    found = merits(TimeWish(windows=(WEEK,)), published, published, told=[date(2024, 10, 8), date(2025, 9, 9)])
    assert found == [0.3, 0.6]


def test_an_old_event_told_anew_is_no_latest_news() -> None:
    old, new = merits(LATEST, TODAY, TODAY, told=[date(2024, 10, 8), TODAY])
    assert old < 0.001
    assert new == 0.5


def test_of_two_windows_each_counts_and_none_twice() -> None:
    other = (date(2025, 9, 10), date(2025, 9, 20))
    wish = TimeWish(windows=(WEEK, other))
    assert merits(wish, date(2025, 9, 9), date(2025, 9, 12), date(2025, 9, 18)) == [0.6, 0.6, 0.6]


@settings(deadline=None)
@given(st.lists(days, max_size=10))
def test_no_wish_changes_nothing(published: list[date | None]) -> None:
    assert merits(TimeWish(), *published) == [0.0] * len(published)
