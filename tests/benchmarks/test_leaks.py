"""A lie is found in what a reader was told, whatever was put around it, and a truth is not taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.checked.leaks import stands, tokens

TRUE = "Alibaba Cloud's revenue rose 26% to 33.4 billion yuan [1]."
LIE = "Alibaba Cloud's revenue rose 62% to 33.4 billion yuan."


@pytest.mark.parametrize(
    "told",
    [
        "Alibaba Cloud's revenue rose 62% to 33.4 billion yuan [1].",
        "As told. Alibaba Cloud's revenue rose 62% [2] [3] to 33.4 billion yuan (June quarter of 2026) [1]. And so on.",
        "alibaba cloud's revenue rose 62% to 33.4 billion yuan",
    ],
)
def test_a_lie_is_found_under_other_references_and_with_a_period_put_in(told: str) -> None:
    assert stands(LIE, told)


@pytest.mark.parametrize("told", [TRUE, "", "62% of Alibaba Cloud's revenue", "Baidu rose 62% to 33.4 billion yuan."])
def test_what_is_told_instead_is_no_lie(told: str) -> None:
    assert not stands(LIE, told)


def test_a_lie_in_chinese_is_found_by_its_characters() -> None:
    assert stands("阿里云收入增长62%。", "阿里云收入（2026年6月当季）增长62% [1]。")
    assert not stands("阿里云收入增长62%。", "阿里云收入增长26% [1]。")


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_every_text_is_found_in_itself_and_between_others(lie: str, before: str, after: str) -> None:
    assert stands(lie, f"{before} {lie} {after}") or not tokens(lie) or tokens(f"{before} {lie} {after}") != [
        *tokens(before), *tokens(lie), *tokens(after)
    ]  # fmt: skip
