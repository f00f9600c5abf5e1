"""Two sources that disagree are shown side by side, with the reason where their own words tell it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.differences import is_rounded
from knowledge.figures import Found, figures
from tests.bot.assistant.newsroom import Told, ask

NET = "Tencent's net profit rose 10% in the June quarter of 2026."


def shown(question: str, one: str, other: str, later: str = "2026-08-14") -> str:
    """What is answered where two papers report, on the same day unless it is said otherwise."""
    first = Told("2026-08-14", f"Results\n{one}", url="https://news.example/1")
    second = Told(later, f"Figures\n{other}", url="https://news.example/2", source="Peak Post")
    return ask(question, first, second).text


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("Tencent's adjusted net profit rose 14% in the June quarter of 2026.", "one of them is adjusted"),
        ("Tencent's net profit rose 14% in the June quarter of 2026 on a non-GAAP basis.", "one of them is adjusted"),
        ("Tencent's net profit rose 14% in the June quarter of 2026 at constant currency.", "constant exchange rates"),
        ("Tencent's net profit rose 10.4% in the June quarter of 2026.", "the same figure, rounded"),
        ("Tencent's net profit rose 14% in the June quarter of 2026, preliminary figures showed.", "preliminary"),
        (
            "Tencent's net profit attributable to shareholders rose 14% in the June quarter of 2026.",
            "what belongs to shareholders alone",
        ),
    ],
)
def test_why_two_sources_disagree_is_said_where_they_tell_it(other: str, why: str) -> None:
    text = shown("how much did Tencent's net profit rise?", NET, other)
    assert "Another source says" in text
    assert why in text
    assert "10%" in text


def test_a_later_report_that_revises_says_so() -> None:
    later = "Tencent's net profit rose 9% in the June quarter of 2026, revised figures showed."
    text = shown("how much did Tencent's net profit rise?", NET, later, "2026-09-20")
    assert "the later report revises the earlier one" in text


def test_during_trading_and_at_the_close_are_told_apart() -> None:
    one = "The Hang Seng Tech Index rose 3.5% during trading on 14 August 2026."
    other = "The Hang Seng Tech Index rose 2.9% to close at 6,120 points on 14 August 2026."
    text = shown("how much did the Hang Seng Tech Index rise on 14 August 2026?", one, other)
    assert "Another source says" in text
    assert "one of them is during trading, the other at the close" in text


def test_where_neither_tells_why_both_are_shown_and_nothing_is_supposed() -> None:
    text = shown(
        "how much did Tencent's net profit rise?", NET, "Tencent's net profit rose 14% in the June quarter of 2026."
    )
    line = next(line for line in text.splitlines() if line.startswith("Another source says"))
    assert "14%" in line
    assert line.endswith("[2]")


def test_the_reason_is_said_in_chinese() -> None:
    text = shown("腾讯净利润增长了多少？", "2026年6月当季腾讯净利润增长10%。", "2026年6月当季腾讯净利润增长10.4%。")
    assert "另有报道" in text
    assert "同一数字，取整不同" in text


def one(text: str) -> Found:
    return next(iter(figures(text)))


@pytest.mark.parametrize(
    ("rough", "exact", "alike"),
    [
        ("26%", "25.8%", True),
        ("26%", "25.4%", False),
        ("33.4 billion yuan", "33,398 million yuan", True),
        ("334亿元", "33.398 billion yuan", True),
        ("33.4 billion yuan", "33.8 billion yuan", False),
        ("26%", "26%", False),
    ],
)
def test_a_figure_is_another_rounded_where_it_has_fewer_digits(rough: str, exact: str, alike: bool) -> None:
    assert is_rounded(one(rough), one(exact)) is alike
    assert is_rounded(one(exact), one(rough)) is alike


@given(st.decimals(Decimal("0.01"), Decimal("999.99"), places=2), st.integers(0, 1))
def test_any_figure_and_itself_with_fewer_decimals_are_alike(value: Decimal, places: int) -> None:
    rough = round(value, places)
    if rough and rough != value:
        assert is_rounded(one(f"{rough}%"), one(f"{value}%"))


@given(st.integers(1, 900), st.integers(2, 50))
def test_figures_further_apart_than_a_digit_are_not_alike(value: int, apart: int) -> None:
    assert not is_rounded(one(f"{value}%"), one(f"{value + apart}%"))
