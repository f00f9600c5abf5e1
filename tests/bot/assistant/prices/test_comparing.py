"""Several shares over one period."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.market.errors import Unavailable
from bot.market.model import Row
from bot.model import Status
from tests.bot.assistant.prices.desk import Told, answer

START, END = "2025-12-31", "2026-11-23"


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tells("BABA", (START, "100"), (END, "150"))
    told.tells("9988.HK", (START, "100"), (END, "140"), ("2026-11-24", "145"))
    told.tells("0700.HK", (START, "400"), (END, "480"), ("2026-11-24", "490"))
    told.tells("3690.HK", (START, "100"), (END, "90"), ("2026-11-24", "88"))
    told.tells("PDD", (START, "100"), (END, "110"))
    return told


def test_two_are_compared_by_their_listings_in_one_currency(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Alibaba vs Tencent this year")
    assert {price.symbol for price in found.prices} == {"9988.HK", "0700.HK"}
    assert "Alibaba (9988.HK) is 22.5 percentage points ahead of Tencent (0700.HK)" in found.text
    assert "+45.0%" in found.text
    assert "+22.5%" in found.text
    assert "currency" not in found.text


def test_two_in_different_currencies_are_compared_each_in_its_own_and_that_is_said(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Tencent vs PDD this year")
    assert "Hong Kong dollars and US dollars" in found.text or "Hong Kong dollars, US dollars" in found.text
    assert "nothing is converted" in found.text


def test_two_listings_of_one_company_are_compared(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "BABA vs 9988.HK this year")
    assert {price.symbol for price in found.prices} == {"BABA", "9988.HK"}


def test_of_three_the_one_that_rose_most_comes_first(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Meituan vs Tencent vs Alibaba this year")
    at = [found.text.index(symbol) for symbol in ("9988.HK", "0700.HK", "3690.HK")]
    assert at == sorted(at)


def test_one_that_fails_leaves_the_other_with_its_change(told: Told, tmp_path: Path) -> None:
    told.fails(Unavailable("0700.HK", "no reply in 8 s"))
    found = answer(told, tmp_path, "Alibaba in Hong Kong vs Tencent this year")
    assert found.status is Status.ANSWERED
    assert "+45.0%" in found.text
    assert "0700.HK" in found.text


def test_exchanges_on_different_days_are_compared_up_to_the_day_that_both_have_begun(
    told: Told, tmp_path: Path
) -> None:
    # At three in the morning in London it is the next day in Hong Kong, and still the day before in New York.
    rows = [Row(date(2026, 11, day), Decimal(100 + day), Decimal(100 + day)) for day in (20, 23, 24, 25)]
    told.has("0700.HK", rows)
    told.has("PDD", rows[:3])
    found = answer(told, tmp_path, "Tencent vs PDD since 20 November", now=datetime(2026, 11, 25, 3, tzinfo=UTC))
    assert {price.at for price in found.prices} == {date(2026, 11, 20), date(2026, 11, 24)}


def test_chinese_questions_are_compared_in_chinese(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "阿里和腾讯今年谁涨得多")
    assert "领先腾讯（0700.HK）22.5个百分点" in found.text


def test_of_a_share_listed_within_the_period_both_count_from_its_first_day(told: Told, tmp_path: Path) -> None:
    told.tells("0700.HK", (START, "400"), ("2026-09-01", "500"), (END, "600"))
    told.tells("3690.HK", ("2026-09-01", "100"), (END, "90"))
    found = answer(told, tmp_path, "Tencent vs Meituan this year")
    assert found.status is Status.ANSWERED
    assert "+20.0%" in found.text
    assert "-10.0%" in found.text


def test_what_is_not_listed_is_said_beside_what_is(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Huawei vs Tencent this year")
    assert "+22.5%" in found.text
    assert "Huawei is not listed" in found.text
