"""Figures held against each other, against the time before, against forecasts, and under the heads of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.checking import Verdict
from bot.assistant.checking.counts import runs
from bot.assistant.checking.kinds import apart, kinds
from bot.assistant.checking.tables import heads
from tests.bot.assistant.checking.told import CLOUD, evidence, verdicts

STAFF = "JD.com has 930,000 employees, among them 180,000 riders."
BEAT = "Tencent's net profit was 60.6 billion yuan in the June quarter of 2026; analysts expected 58.9 billion yuan."
SHARE = "Meituan had 51% of the orders in October 2026. A year ago, Meituan had 58%."
ZH = "比亚迪拒绝评论该收购计划。公司称，价格竞争加剧是利润下滑的主要原因。"


@pytest.mark.parametrize(
    ("source", "truth", "lie"),
    [
        (STAFF, "JD.com has 930,000 staff, of whom 180,000 ride.", "JD.com has 180,000 staff, of whom 930,000 ride."),
        (
            BEAT,
            "Tencent earned 60.6 billion yuan, more than analysts expected.",
            "Tencent earned 60.6 billion yuan, less than analysts expected.",
        ),
        (SHARE, "Meituan's share fell to 51% from 58% a year ago.", "Meituan's share is 58%, after 51% a year ago."),
        (
            SHARE,
            "Meituan's share is 7 percentage points lower than a year ago, when it was 58%; now it is 51%.",
            "Meituan's share is 9 percentage points lower than a year ago, when it was 58%; now it is 51%.",
        ),
        (CLOUD, "Cloud revenue rose 26% to 33.4 billion yuan.", "Cloud revenue rose 34.4% to 33.4 billion yuan."),
        (ZH, "BYD blames price competition for lower profit.", "BYD blames a strike at a factory for lower profit."),
    ],
)
def test_one_way_round_is_true_and_the_other_is_not(source: str, truth: str, lie: str) -> None:
    assert verdicts(truth, evidence(source)) == set()
    assert verdicts(lie, evidence(source))


def test_a_cell_is_read_under_the_head_of_its_column() -> None:
    told = evidence("JD.com's revenue was 317.3 billion yuan. Its net income was 6.7 billion yuan.")
    table = "| | Revenue | Net income |\n|---|---|---|\n| JD.com | {} billion yuan | {} billion yuan | [1]"
    assert verdicts(table.format("317.3", "6.7"), told) == set()
    assert Verdict.WRONG_SUBJECT in verdicts(table.format("6.7", "317.3"), told)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("revenue rose ", " from a year earlier", "basis:year"),
        ("环比增长", "", "basis:quarter"),
        ("against ", " a year earlier", "back:year"),
        ("(a year earlier: ", ")", "back:year"),
        ("users number ", " a day", "pace:daily"),
        ("经营利润为", "", "profit:operating"),
    ],
)
def test_the_words_about_an_amount_tell_its_kind(before: str, after: str, found: str) -> None:
    assert found in kinds(before, after)


def test_what_follows_is_not_of_the_year_before_that_comes_after_it() -> None:
    assert kinds("the loss was ", " (a year earlier: ") == frozenset()


def test_kinds_are_apart_only_where_both_tell() -> None:
    assert apart(kinds("同比增长", ""), kinds("环比增长", ""))
    assert not apart(kinds("同比增长", ""), kinds("增长", ""))


@pytest.mark.parametrize(
    ("text", "count"),
    [("its sixth fall in a row", 6), ("13 quarters running", 13), ("连续八个季度", 8), ("five straight gains", 5)],
)
def test_what_runs_is_counted(text: str, count: int) -> None:
    assert runs(text) == {count}


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_have_kinds_and_senses(before: str, after: str) -> None:
    told = kinds(before, after)
    assert not apart(told, told)
    assert all(count >= 0 for count in runs(before))


@given(st.lists(st.lists(st.text("ab 1|-\n", max_size=5), max_size=4), max_size=6))
def test_heads_stand_inside_their_text(rows: list[list[str]]) -> None:
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    for start, row in heads(text).items():
        assert 0 <= start <= len(text)
        assert all(0 <= head.start < head.end <= len(text) for head in row)
