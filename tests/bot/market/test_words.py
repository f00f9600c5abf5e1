"""Prices, changes and failures in words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.errors import MarketError, NoData, RateLimited, Unavailable, UnknownSymbol, Why
from bot.market.model import Kind
from bot.market.words import (
    Failed,
    currency_name,
    exchange_name,
    failure,
    failures,
    listed,
    money,
    moved,
    percent,
    signed,
)

AT = datetime(2026, 11, 24, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "currency", "kind", "en", "zh"),
    [
        ("161.30", "HKD", Kind.SHARE, "HK$161.30", "161.30港元"),
        ("1250.00", "USD", Kind.FUND, "US$1,250.00", "1,250.00美元"),
        ("12.30", "CNY", Kind.SHARE, "CN¥12.30", "12.30元人民币"),
        ("5641.25", "HKD", Kind.INDEX, "5,641.25 points", "5,641.25点"),
        ("7.7842", "HKD", Kind.RATE, "7.7842", "7.7842"),
        ("9.5", "BRL", Kind.SHARE, "9.5 BRL", "9.5 BRL"),
        ("1E+3", "USD", Kind.SHARE, "US$1,000", "1,000美元"),
    ],
)
def test_a_price_has_its_currency_and_an_index_its_points(
    value: str, currency: str, kind: Kind, en: str, zh: str
) -> None:
    assert money(Decimal(value), currency, kind, "en") == en
    assert money(Decimal(value), currency, kind, "zh") == zh


@pytest.mark.parametrize(
    ("value", "size", "sign", "en", "zh"),
    [
        ("2.05", "2.1%", "+2.1%", "up 2.1%", "上涨2.1%"),
        ("-2.05", "2.1%", "-2.1%", "down 2.1%", "下跌2.1%"),
        ("0", "0.0%", "0.0%", "unchanged", "持平"),
        ("0.04", "0.0%", "0.0%", "hardly changed", "几乎没有变化"),
        ("-0.04", "0.0%", "0.0%", "hardly changed", "几乎没有变化"),
        ("1234.56", "1,234.6%", "+1,234.6%", "up 1,234.6%", "上涨1,234.6%"),
    ],
)
def test_a_change_is_rounded_to_one_decimal(value: str, size: str, sign: str, en: str, zh: str) -> None:
    change = Decimal(value)
    assert (percent(change), signed(change)) == (size, sign)
    assert (moved(change, "en"), moved(change, "zh")) == (en, zh)


@given(st.decimals("-1e6", "1e6", places=4))
def test_a_change_and_its_opposite_differ_by_the_sign_alone(change: Decimal) -> None:
    assert percent(change) == percent(-change)
    assert signed(change).lstrip("+-") == signed(-change).lstrip("+-")


def test_exchanges_have_chinese_names_where_they_are_usual() -> None:
    assert [exchange_name(one, "zh") for one in ("HKEX", "NYSE", "OTC")] == ["港交所", "纽交所", "OTC"]
    assert exchange_name("HKEX", "en") == "HKEX"


def test_names_stand_in_a_row() -> None:
    assert [listed(list("ABC")[:count], "en") for count in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert listed(["A", "B", "C"], "zh") == "A、B和C"


def test_a_currency_without_a_name_here_goes_by_its_code() -> None:
    assert [currency_name(one, "en") for one in ("HKD", "BRL")] == ["Hong Kong dollars", "BRL"]
    assert currency_name("USD", "zh") == "美元"


DAY = date(2026, 12, 5)


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        (RateLimited("BABA", AT), "can be looked up again from 03:05 UTC on.", "03:05 UTC之后才能再查"),
        (Unavailable("BABA", "no reply in 8 s"), "gives no price of Alibaba right now", "没有给出Alibaba的价格"),
        (UnknownSymbol("BABBA"), "knows no symbol Alibaba.", "没有代码为Alibaba的证券。"),
        (UnknownSymbol("BABBA", ["BABA", "BIDU"]), "did you mean BABA, BIDU?", "您是否要找：BABA、BIDU？"),
        (NoData("BABA", "it is in the future", Why.FUTURE, [DAY]), "Alibaba: it is in the future.", "还没有到"),
        (NoData("BABA", "no price before", Why.BEFORE_TRADING, [DAY]), "no price before.", "数据始于2026年12月5日"),
        (NoData("BABA", "the prices begin later", Why.BEFORE_ROWS, [DAY]), "begin later.", "现有数据始于2026年12月5日"),
        (NoData("BABA", "the prices end", Why.AFTER_ROWS, [DAY]), "the prices end.", "现有数据截至2026年12月5日"),
        (NoData("BABA", "reversed", Why.REVERSED), "reversed.", "起点晚于终点"),
        (NoData("BABA", "none held", Why.NO_SESSION, [DAY, DAY]), "none held.", "2026年12月5日至2026年12月5日没有交易"),
        (NoData("BABA", "none held", Why.NO_SESSION), "none held.", "没有所问的价格"),
        (NoData("BABA", "not over", Why.NOT_OVER, [DAY]), "not over.", "2026年12月5日的交易尚未结束"),
        (NoData("BABA", "other"), "Alibaba: other.", "没有所问的价格"),
    ],
)  # fmt: skip
def test_why_there_is_no_price_is_a_sentence_in_both_languages(error: MarketError, en: str, zh: str) -> None:
    assert en in failure(error, "Alibaba", "en")
    assert zh in failure(error, "Alibaba", "zh")
    for language in ("en", "zh"):
        said = failure(error, "Alibaba", language)
        assert said[-1] in ".?。？"
        assert ".." not in said
        assert "delisted" not in said


ERRORS = st.sampled_from(
    [
        RateLimited("BABA", AT),
        Unavailable("BABA", "status 500"),
        UnknownSymbol("BABA"),
        UnknownSymbol("BABA", ["JD"]),
        NoData("BABA", "other"),
        NoData("BABA", "not listed", Why.NOT_LISTED),
    ]
)
FAILED = st.builds(Failed, ERRORS, st.sampled_from("ABCDE"), st.sampled_from(Kind))


@given(st.lists(FAILED, max_size=6), st.sampled_from(["en", "zh"]), st.booleans())
def test_of_several_failures_each_is_named_and_no_sentence_comes_twice(
    failed: list[Failed], language: str, reasons: bool
) -> None:
    said = failures(failed, language, reasons=reasons)
    assert len(said) == len(set(said))
    assert all(one.name in " ".join(said) for one in failed)
    assert all(sentence[-1] in ".?。？" and sentence[-2] not in ".?。？" for sentence in said)


@pytest.mark.parametrize(
    ("kinds", "en", "zh"),
    [
        ([Kind.INDEX], "no level of A right now; that says nothing about the index itself.", "点位。这不说明该指数"),
        ([Kind.INDEX, Kind.INDEX], "about the indices themselves.", "这些指数"),
        ([Kind.SHARE, Kind.SHARE], "about the shares themselves.", "这些证券"),
        ([Kind.SHARE, Kind.INDEX], "about any of them.", "这些证券"),
        ([Kind.RATE], "no rate of A right now; that says nothing about the rate itself.", "价格"),
    ],
)
def test_a_fault_of_the_source_is_no_news_of_what_is_quoted(kinds: list[Kind], en: str, zh: str) -> None:
    failed = [Failed(Unavailable(name, "down"), name, kind) for name, kind in zip("AB", kinds, strict=False)]
    assert en in failures(failed, "en")[0]
    assert zh in failures(failed, "zh")[0]
