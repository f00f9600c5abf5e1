"""Figures are found as they are written, and nothing else is taken for one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import Found, Kind, figures


def _found(text: str) -> list[Found]:
    return list(figures(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revenue rose 26% to 33.4 billion yuan", [("26%", "percent"), ("33.4 billion yuan", "money")]),
        ("同比增长26%，达到334亿元", [("26%", "percent"), ("334亿元", "money")]),
        ("fell 5 percent, or 5 per cent", [("5 percent", "percent"), ("5 per cent", "percent")]),
        ("a net loss of RMB 1.2bn", [("RMB 1.2bn", "money")]),
        ("HK$180.50 a share", [("HK$180.50", "money")]),
        ("US$2.18 billion", [("US$2.18 billion", "money")]),
        ("11.8 trillion won", [("11.8 trillion won", "money")]),
        ("1,234 stores and 2.6 million rides", [("1,234", "number"), ("2.6 million", "number")]),
        ("a triple-digit rate", [("triple-digit", "percent")]),
        ("保持三位数增长", [("三位数", "percent")]),
        ("用户达8.3万", [("8.3万", "number")]),
    ],
)
def test_a_figure_is_kept_as_it_is_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.text, found.kind.value) for found in _found(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "on 29 August 2025",
        "2025年8月29日",
        "in Q2 2026 and 1H25",
        "in fiscal 2025",
        "9988.HK",
        "at 10:30",
        "the 3rd time",
        "第八个季度",
        "the source [1]",
        "the SU7 and the YU9",
        "2026-01-05",
        "FY25",
    ],
)
def test_dates_periods_codes_and_names_are_no_figures(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("rose more than 3%", "more than 3%"),
        ("fell below 9 yuan", "below 9 yuan"),
        ("上涨超过3%", "超过3%"),
        ("an urban 58%", "58%"),
        ("about 7 billion yuan", "about 7 billion yuan"),
    ],
)
def test_what_limits_a_figure_goes_with_it(text: str, limited: str) -> None:
    assert [found.limited for found in _found(text)] == [limited]


def test_what_a_number_counts_goes_with_it_and_joining_words_do_not() -> None:
    assert [found.counted for found in _found("1.2 million parcels in October")] == ["1.2 million parcels"]
    assert [found.counted for found in _found("4.1 million fully driverless rides")] == [
        "4.1 million fully driverless rides"
    ]
    assert [found.counted for found in _found("12 to 15")] == ["12", "15"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("33.4 billion yuan", "334亿元"),
        ("RMB 33.4 billion", "33.4bn yuan"),
        ("176,000", "17.6万"),
        ("26%", "26 percent"),
        ("triple-digit", "三位数"),
        ("1.2 trillion yuan", "1.2万亿元"),
    ],
)
def test_the_same_value_is_the_same_however_it_is_written(one: str, other: str) -> None:
    first, second = _found(one)[0], _found(other)[0]
    assert first.kind is second.kind
    assert first.value == second.value


def test_values_are_exact() -> None:
    assert _found("33.4 billion yuan")[0].value == Decimal("33400000000")


@given(st.text())
def test_any_text_is_read_and_every_figure_stands_where_it_says(text: str) -> None:
    for found in figures(text):
        assert text[found.start : found.end] == found.text
        assert found.limited.endswith(found.text)
        assert found.counted.startswith(found.text)
        assert found.kind in Kind


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_every_percentage_is_found(whole: int, part: int) -> None:
    written = f"{whole:,}.{part:02d}%"
    assert [found.text for found in figures(f"it rose {written} today")] == [written]
