import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.fusion import fuse_ranks, fuse_scores, spread

SCORE = st.floats(-100, 100).map(lambda score: round(score, 3))
SCORES = st.dictionaries(st.integers(1, 30), SCORE, max_size=20)
WEIGHT = st.floats(0, 1)


def naive_spread(scores: dict[int, float], id_: int) -> float:
    if id_ not in scores:
        return 0.0
    values = sorted(scores.values())
    return 1.0 if values[0] == values[-1] else (scores[id_] - values[0]) / (values[-1] - values[0])


@given(SCORES, SCORES, WEIGHT)
def test_the_fused_score_is_the_weighted_sum_of_both_spread_scores(
    dense: dict[int, float], keywords: dict[int, float], weight: float
) -> None:
    fused = dict(fuse_scores(dense, keywords, weight))
    assert fused.keys() == set(dense) | set(keywords)
    for id_, score in fused.items():
        expected = weight * naive_spread(dense, id_) + (1 - weight) * naive_spread(keywords, id_)
        assert score == pytest.approx(expected)


@given(SCORES, SCORES, WEIGHT)
def test_the_fused_ranking_is_best_first_with_ties_to_the_lower_id(
    dense: dict[int, float], keywords: dict[int, float], weight: float
) -> None:
    fused = fuse_scores(dense, keywords, weight)
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)


@given(SCORES.filter(bool), st.floats(0.5, 20), SCORE)
def test_spreading_heeds_neither_scale_nor_offset(scores: dict[int, float], scale: float, offset: float) -> None:
    moved = {id_: score * scale + offset for id_, score in scores.items()}
    if len(set(moved.values())) == len(set(scores.values())):
        assert spread(moved) == pytest.approx(spread(scores), abs=1e-6)


def test_one_side_alone_keeps_its_order() -> None:
    assert [id_ for id_, _ in fuse_scores({}, {3: 9.0, 4: 12.0, 5: 1.0}, 0.7)] == [4, 3, 5]
    assert fuse_scores({}, {}, 0.7) == []


def test_a_worked_example() -> None:
    fused = fuse_scores({1: 0.9, 2: 0.8, 3: 0.7}, {2: 12.0, 4: 2.0}, 0.7)
    assert fused == [(1, pytest.approx(0.7)), (2, pytest.approx(0.65)), (3, 0.0), (4, 0.0)]


@given(st.lists(st.lists(st.integers(1, 30), unique=True, max_size=15), max_size=3))
def test_rank_fusion_agrees_with_its_formula(orders: list[list[int]]) -> None:
    fused = dict(fuse_ranks(*[[(id_, 0.0) for id_ in order] for order in orders]))
    assert fused.keys() == {id_ for order in orders for id_ in order}
    for id_, score in fused.items():
        assert score == pytest.approx(sum(1 / (61 + order.index(id_)) for order in orders if id_ in order))
