"""The table of names: what must hold of every row."""

from collections import Counter

import pytest

from bot.names import name_table
from knowledge.text import fold

_ROWS = list(name_table().rows.values())


def test_every_name_leads_to_one_row() -> None:
    written = Counter(
        alias for row in _ROWS for alias in {fold(name).removesuffix("'s") for name in (*row.en, *row.zh, *row.quoted)}
    )
    assert [alias for alias, times in written.items() if times > 1] == []


def test_every_row_is_found_by_each_of_its_names_and_by_nothing_shorter_in_them() -> None:
    table = name_table()
    for row in _ROWS:
        for name in (*row.en, *row.zh, *row.quoted):
            assert [spotted.named.id for spotted in table.quoted.spot(fold(name))] == [row.id], name
        for name in (*row.en, *row.zh):
            assert [spotted.named.id for spotted in table.told.spot(fold(name))] == [row.id], name


def test_what_belongs_to_a_company_belongs_to_one_of_the_table() -> None:
    rows = name_table().rows
    assert all(rows[row.subject].subject == row.subject for row in _ROWS)


def test_every_part_of_a_company_has_no_listing() -> None:
    assert not [row.id for row in _ROWS if row.subject != row.id and row.venues]


def test_everything_listed_has_an_english_and_a_chinese_name() -> None:
    for row in (row for row in _ROWS if row.venues):
        assert row.en_label.isascii(), row.id
        assert not row.zh_label.isascii(), row.id


@pytest.mark.parametrize("text", ["JD Sports", "JD Vance's speech", "JD Wetherspoon"])
def test_what_only_looks_like_a_name_is_passed_over(text: str) -> None:
    assert list(name_table().told.spot(fold(text))) == []


def test_a_name_that_means_too_much_else_is_known_only_where_a_price_is_asked_for() -> None:
    table = name_table()
    assert list(table.told.spot("posted on weibo")) == []
    assert [spotted.named.id for spotted in table.quoted.spot("weibo share price")] == ["weibo"]


def test_the_possessive_belongs_to_the_name() -> None:
    (spotted,) = name_table().told.spot("alibaba's shares")
    assert (spotted.start, spotted.end) == (0, len("alibaba's"))
