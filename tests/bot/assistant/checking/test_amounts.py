"""Amounts are read in every form, and one stands for another only where it is the same or truly rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.checking.agreeing import agrees, is_ratio
from bot.assistant.checking.amounts import Amount, amounts


def one(text: str) -> Amount:
    (amount,) = amounts(text)
    return amount


@pytest.mark.parametrize(
    ("text", "unit", "value", "currency"),
    [
        ("26%", "percent", "26", ""),
        ("twenty-six per cent", "percent", "26", ""),
        ("百分之二十六", "percent", "26", ""),
        ("0.26 of the market", "percent", "26", ""),
        ("-3%", "percent", "3", ""),
        ("2.1个百分点", "points", "2.1", ""),
        ("40 percentage points", "points", "40", ""),
        ("RMB33.4bn", "money", "33400000000", "CNY"),
        ("33,400 million yuan", "money", "33400000000", "CNY"),
        ("三百三十四亿元", "money", "33400000000", "CNY"),
        ("$2.71 billion", "money", "2710000000", "USD"),
        ("HK$180.50", "money", "180.5", "HKD"),
        ("NT$50", "money", "50", "TWD"),
        ("2.14亿欧元", "money", "214000000", "EUR"),
        ("38 million dollars", "money", "38000000", "USD"),
        ("1.412 billion users", "number", "1412000000", ""),
        ("17.6万人", "number", "176000", ""),
        ("2.5 times", "times", "2.5", ""),
        ("doubled", "times", "2", ""),
        ("增加逾一倍", "times", "2", ""),
        ("three quarters of them", "fraction", "75", ""),
        ("三成", "fraction", "30", ""),
        ("三分之一", "fraction", None, ""),
        ("triple-digit", "digits", "3", ""),
    ],
)
def test_every_form_is_read(text: str, unit: str, value: str | None, currency: str) -> None:
    amount = one(text)
    assert (amount.unit.value, amount.currency) == (unit, currency)
    assert value is None or amount.value == Decimal(value)


@pytest.mark.parametrize("text", ["in the first half", "a quarter-century", "Q2 2026", "[12]", "the SU7", "10月20日"])
def test_periods_names_and_references_are_no_amounts(text: str) -> None:
    assert amounts(text) == ()


def test_the_first_of_a_range_has_the_unit_of_the_second() -> None:
    assert [(found.unit.value, found.value) for found in amounts("5-7%")] == [
        ("percent", Decimal(5)),
        ("percent", Decimal(7)),
    ]
    assert [found.value for found in amounts("240 to 250 billion yuan")] == [240 * 10**9, 250 * 10**9]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("more than 26%", "26.4%"),
        ("nearly 27%", "26.4%"),
        ("about 26%", "26.4%"),
        ("roughly 33 billion yuan", "33.4 billion yuan"),
        ("近四成", "39.4%"),
        ("超过26%", "26.4%"),
        ("less than 27%", "26.4%"),
        ("more than half", "52.4%"),
        ("half", "50%"),
        ("20%", "one fifth"),
        ("33%", "one third"),
        ("doubled", "rose 100%"),
        ("33.4 billion", "33.4 billion yuan"),
        ("334亿元", "RMB 33.4bn"),
        ("more than 3%", "超过3%"),
    ],
)
def test_the_same_in_another_form_and_true_rounding_agree(said: str, stands: str) -> None:
    assert agrees(one(said), one(stands))


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("more than 26%", "25.9%"),
        ("more than 26%", "26%"),
        ("nearly 26%", "26.4%"),
        ("about 30%", "26.4%"),
        ("26%", "26.4%"),
        ("33 billion yuan", "33.4 billion yuan"),
        ("33.4 billion dollars", "33.4 billion yuan"),
        ("33.4 million yuan", "33.4 billion yuan"),
        ("26%", "26 percentage points"),
        ("more than two thirds", "52.4%"),
        ("half", "52.4%"),
        ("20.1%", "one fifth"),
        ("33.4 billion users", "33.4 billion yuan"),
        ("double-digit", "triple-digit"),
        ("less than half", "more than half"),
    ],
)
def test_another_amount_and_false_rounding_do_not(said: str, stands: str) -> None:
    assert not agrees(one(said), one(stands))


def test_a_ratio_in_words_may_be_that_of_two_sums_beside_it() -> None:
    sums = amounts("US$837 million and US$1.6 billion")
    assert is_ratio(one("about half"), sums)
    assert not is_ratio(one("about a third"), sums)
    assert not is_ratio(one("48%"), sums)


@given(st.integers(1, 999), st.sampled_from(["", "0", "5"]), st.sampled_from(["%", " billion yuan", "亿元", " times"]))
def test_an_amount_agrees_with_itself(value: int, more: str, unit: str) -> None:
    amount = one(f"{value}.{more or '1'}{unit}")
    assert agrees(amount, amount)


@given(st.text(max_size=80))
def test_any_text_is_read_and_every_amount_stands_where_it_says(text: str) -> None:
    for amount in amounts(text):
        assert text[amount.start : amount.end] == amount.text
        assert amount.value >= 0
