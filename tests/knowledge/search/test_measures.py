from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.measures import Measures, mean, measure

ITEMS = [f"a{number}" for number in range(25)]
RANKING = st.lists(st.sampled_from(ITEMS), unique=True, max_size=20)
RELEVANT = st.sets(st.sampled_from(ITEMS), min_size=1, max_size=15)


def values(measures: Measures) -> list[float]:
    return [
        measures.hits_at_4,
        measures.hits_at_10,
        measures.mrr_at_10,
        measures.map_at_10,
        measures.ndcg_at_10,
    ]


def test_a_ranking_measured_by_hand() -> None:
    # Relevant: b, e and one that was never found. b is second, e is fifth.
    ideal = 1 + 1 / log2(3) + 1 / log2(4)
    assert values(measure(["a", "b", "c", "d", "e", "f"], {"b", "e", "x"})) == pytest.approx(
        [1, 1, 1 / 2, (1 / 2 + 2 / 5) / 3, (1 / log2(3) + 1 / log2(6)) / ideal]
    )


def test_a_hit_in_fifth_place_is_a_hit_of_ten_and_not_of_four() -> None:
    measured = measure(["a", "b", "c", "d", "e"], {"e"})
    assert (measured.hits_at_4, measured.hits_at_10, measured.mrr_at_10) == (0, 1, 1 / 5)


def test_what_stands_in_eleventh_place_is_not_seen() -> None:
    assert values(measure(ITEMS[:11], {ITEMS[10]})) == [0, 0, 0, 0, 0]


def test_more_relevant_than_places_can_still_be_perfect() -> None:
    assert values(measure(ITEMS[:10], set(ITEMS[:15]))) == pytest.approx([1, 1, 1, 1, 1])


@given(RANKING, RELEVANT)
def test_every_figure_lies_between_nothing_and_all(ranking: list[str], relevant: set[str]) -> None:
    assert all(0 <= value <= 1 + 1e-9 for value in values(measure(ranking, relevant)))


@given(RELEVANT, RANKING)
def test_all_that_is_relevant_first_is_perfect(relevant: set[str], others: list[str]) -> None:
    ranking = [*sorted(relevant), *[item for item in others if item not in relevant]]
    assert values(measure(ranking, relevant)) == pytest.approx([1, 1, 1, 1, 1])


@given(RANKING.filter(lambda ranking: len(ranking) > 1), RELEVANT, st.data())
def test_moving_something_relevant_up_by_one_never_makes_it_worse(
    ranking: list[str], relevant: set[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(ranking) - 1))
    if ranking[at] in relevant and ranking[at - 1] not in relevant:
        better = [*ranking[: at - 1], ranking[at], ranking[at - 1], *ranking[at + 1 :]]
        pairs = zip(values(measure(better, relevant)), values(measure(ranking, relevant)), strict=True)
        assert all(after >= before - 1e-12 for after, before in pairs)


def test_the_mean_is_taken_figure_by_figure() -> None:
    assert mean([Measures(1, 1, 1, 1, 1), Measures(0, 1, 0.5, 0, 0.2)]) == Measures(0.5, 1, 0.75, 0.5, 0.6)
