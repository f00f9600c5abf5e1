"""Prices in another currency, at a rate that is shown."""

from pathlib import Path

import pytest

from bot.market.errors import Unavailable
from bot.model import Status
from tests.bot.assistant.prices.desk import Told, answer


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tells("0700.HK", ("2026-11-20", "600.00"), ("2026-11-23", "624.00"))
    told.tells("BABA", ("2026-11-20", "150.00"), ("2026-11-23", "160.00"))
    told.tells("^HSI", ("2026-11-20", "25000.00"), ("2026-11-23", "26000.00"))
    told.tells("HKD=X", ("2026-11-20", "7.5000"), ("2026-11-23", "7.8000"))
    told.tells("CNY=X", ("2026-11-20", "7.0000"), ("2026-11-23", "7.1000"))
    return told


def test_a_latest_price_is_converted_at_the_latest_rate(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Tencent price in US dollars")
    assert "US$80.00" in found.text
    assert "7.8000 Hong Kong dollars (HKD=X)" in found.text
    [figure] = [one for one in found.figures if one.text == "US$80.00"]
    assert [price.symbol for price in figure.prices] == ["0700.HK", "HKD=X"]


def test_a_close_is_converted_at_the_rate_of_its_day(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "what did Tencent close at on 20 November in US dollars")
    assert "HK$600.00" in found.text
    assert "US$80.00" in found.text
    assert "7.5000" in found.text


def test_from_hong_kong_dollars_to_yuan_it_goes_over_both_rates(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "腾讯股价多少人民币")
    assert "568.00元人民币" in found.text
    assert "HKD=X" in found.text
    assert "CNY=X" in found.text


def test_a_price_in_its_own_currency_needs_no_rate(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Tencent price in Hong Kong dollars")
    assert "HKD=X" not in found.text
    assert told.asked == ["0700.HK"]


def test_the_points_of_an_index_are_no_money(told: Told, tmp_path: Path) -> None:
    assert "HKD=X" not in answer(told, tmp_path, "Hang Seng index price in US dollars").text


def test_a_rate_that_is_not_to_be_had_is_said_and_the_price_stands(told: Told, tmp_path: Path) -> None:
    told.fails(Unavailable("HKD=X", "no reply in 8 s"))
    found = answer(told, tmp_path, "Tencent price in US dollars")
    assert found.status is Status.ANSWERED
    assert "HK$624.00" in found.text
    assert "HKD=X" in found.text
    assert "US$" not in found.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("how much has Tencent risen since August in US dollars", "A percentage has no currency: it is that of the"),
        ("腾讯8月以来涨了多少美元", "百分比没有币种"),
        ("Tencent highest close this year in US dollars", "These prices are in Hong Kong dollars; they are not conv"),
        ("Hang Seng Index in US dollars", "An index is counted in points, which have no currency."),
    ],
)
def test_what_is_not_in_the_currency_that_was_asked_for_says_so(
    told: Told, tmp_path: Path, text: str, words: str
) -> None:
    told.tells("^HSI", ("2026-11-20", "25000"), ("2026-11-23", "25100"))
    told.tells("0700.HK", ("2025-12-31", "400"), ("2026-07-31", "480"), ("2026-11-23", "624"))
    assert words in answer(told, tmp_path, text).text


def test_what_is_in_that_currency_is_not_said_to_lack_it(told: Told, tmp_path: Path) -> None:
    for text in ("Tencent price in US dollars", "how much has Alibaba risen since August in US dollars"):
        told.tells("BABA", ("2026-07-31", "100"), ("2026-11-23", "150"))
        found = answer(told, tmp_path, text).text
        assert "no currency" not in found
        assert "not converted" not in found
