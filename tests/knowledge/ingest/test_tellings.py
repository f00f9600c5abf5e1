"""What an article tells is taken from it whole, and figures are the same however they are written."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.tellings import read_telling, values, weight

DAY = date(2025, 8, 29)


@pytest.mark.parametrize(
    "forms",
    [
        [
            "33.4 billion yuan",
            "334亿元",
            "33,400 million yuan",
            "33.4bn yuan",
            "RMB33.4 billion",
            "334億元",
            "33.4 billion",
        ],
        ["26%", "26 percent", "26 per cent", "26％", "26.0%", "26個百分點"[:0] + "26 %"],
        ["7 million", "700万", "7,000,000", "700萬", "7mn"],
        ["HK$550 million", "5.5亿港元", "HK$0.55 billion", "550 million Hong Kong dollars"],
        ["1.2 trillion yuan", "1.2万亿元", "12,000亿元"],
    ],
)
def test_a_figure_is_the_same_in_every_form(forms: list[str]) -> None:
    assert {values([f"It was {form}."]) for form in forms} == {values([forms[0]])}
    assert len(values([forms[0]])) == 1


def test_a_percentage_is_no_count() -> None:
    assert not values(["26%"]) & values(["26 million", "26 stores"])


@pytest.mark.parametrize(
    "text", ["in the second quarter of 2025", "on 29 August 2025", "2025年第二季度", "8月29日", "the SU7 and the A100"]
)
def test_periods_days_and_names_are_no_figures(text: str) -> None:
    assert values([text]) == frozenset()


def test_a_long_figure_says_more_than_a_round_one() -> None:
    assert weight("33400000000") == weight("26.4%") == 1.0
    assert weight("26%") == weight("2600000") == 0.6
    assert weight("3%") == weight("3000000000") == 0.25


def test_figures_at_the_top_are_those_of_the_title_and_the_first_sentence() -> None:
    telling = read_telling("Sales rise 26%", "They came to 33.4 billion yuan. Profit fell 18%.", DAY)
    assert telling.headline == {"26%", "33400000000"}
    assert telling.figures == {"26%", "33400000000", "18%"}


def test_names_are_what_is_written_as_one() -> None:
    telling = read_telling(
        "Lantern Fox's launch", "It makes the game 《星海》 and the XR9 chip. The firm is small.", DAY
    )
    assert {"lantern", "fox", "星海", "xr9"} <= telling.names
    assert not {"the", "it"} & telling.names


def test_the_title_says_whom_it_is_about() -> None:
    assert (
        read_telling("阿里巴巴增长", "京东与美团。", DAY).subjects
        == read_telling("阿里巴巴", "", DAY).subjects
        != frozenset()
    )


@settings(deadline=None)
@given(st.text(), st.text(), st.none() | st.dates())
def test_any_text_is_taken_apart(title: str, body: str, day: date | None) -> None:
    telling = read_telling(title, body, day)
    assert telling.headline <= telling.figures
    assert telling.day == day


@pytest.mark.parametrize(
    "piece", ["Alibaba rose 26%. ", "阿里巴巴增长26%。", "a", "9", "9,", "A.", "《", "2025年", " ", "\n", "单", "1 "]
)
def test_a_megabyte_is_taken_apart_in_no_time(piece: str) -> None:
    huge = piece * (1_000_000 // len(piece))
    read_telling("warm", "Alibaba. 阿里巴巴", DAY)
    start = time.process_time()
    read_telling(huge, huge, DAY)
    assert time.process_time() - start < 0.3
