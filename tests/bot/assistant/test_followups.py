"""Follow-ups are read in the light of the question before, and questions that stand alone are left as they are."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.followups import resolve
from bot.model import Answer, Status, Turn
from tests.bot.assistant.newsroom import NOW


def after(*questions: str) -> Sequence[Turn]:
    return [Turn(question, Answer(Status.ANSWERED, "...", NOW)) for question in questions]


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("how much did Alibaba cloud grow?", "and Baidu?", "how much did Baidu AI Cloud grow?"),
        ("how much did Alibaba cloud grow?", "what about Tencent?", "how much did Tencent Cloud grow?"),
        ("how much did Alibaba cloud grow?", "Baidu?", "how much did Baidu AI Cloud grow?"),
        ("what was Alibaba's revenue?", "and JD.com?", "what was JD.com's revenue?"),
        ("阿里云增长了多少？", "那百度呢？", "百度智能云增长了多少？"),
        ("阿里巴巴的收入是多少？", "腾讯呢？", "腾讯的收入是多少？"),
        ("how did Meituan do?", "why did it fall?", "why did Meituan fall?"),
        ("how did Meituan do?", "and its profit?", "Meituan's profit?"),
        ("how did Meituan do?", "and profit?", "Meituan profit?"),
        ("how much did Alibaba cloud grow?", "why?", "why did Alibaba cloud grow?"),
        ("阿里云增长了多少？", "为什么？", "为什么阿里云增长？"),
        ("how much did Baidu grow?", "and in Q1 2025?", "how much did Baidu grow in Q1 2025?"),
        ("百度增长了多少？", "2025年第一季度呢？", "2025年第一季度百度增长了多少？"),
        (
            "how much did Baidu grow in Q2 2025?",
            "and in the first quarter of 2025?",
            "how much did Baidu grow in the first quarter of 2025?",
        ),
    ],
)
def test_a_follow_up_means_the_question_before_with_what_it_changes(before: str, text: str, meant: str) -> None:
    assert resolve(text, after(before)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "how much did Baidu grow?",
        "what did Meituan do?",
        "why are Chinese tech shares rising?",
        "which company trains AI on its own chips?",
        "who won the football?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(text: str) -> None:
    assert resolve(text, after("how much did Alibaba cloud grow?")) == text


def test_without_a_conversation_nothing_changes() -> None:
    assert resolve("and Baidu?", ()) == "and Baidu?"


def test_the_last_question_counts_not_the_first() -> None:
    before = after("how much did Alibaba cloud grow?", "is Meituan profitable?")
    assert resolve("and JD.com?", before) == "is JD.com profitable?"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_read_after_any_other(before: str, text: str) -> None:
    assert isinstance(resolve(text, after(before)), str)
