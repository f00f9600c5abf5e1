"""From a question of prices to its answer, over prices that a test tells."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.market.errors import NoData, RateLimited, TimedOut, Unavailable, UnknownSymbol, Unreached
from bot.market.model import Row, Unrenewed
from bot.model import Answer, Status
from tests.bot.assistant.prices.desk import NOW, TODAY, Told, answer, reply

DAYS = [
    ("2025-12-31", "100.00"), ("2026-06-30", "160.00"), ("2026-07-31", "120.00"), ("2026-08-14", "125.00"),
    ("2026-08-31", "130.00"), ("2026-11-16", "140.00"), ("2026-11-17", "141.00"), ("2026-11-18", "142.00"),
    ("2026-11-19", "143.00"), ("2026-11-20", "144.00"), ("2026-11-23", "150.00"), ("2026-11-24", "153.00"),
]  # fmt: skip


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tells("9988.HK", *DAYS)
    told.tells("BABA", *DAYS[:-1])
    told.tells("0700.HK", *((day, str(Decimal(close) * 4)) for day, close in DAYS))
    return told


def head(found: Answer) -> str:
    return found.text.partition("\n")[0]


def symbols_of(found: Answer) -> set[str]:
    return {price.symbol for price in found.prices}


def test_both_listings_are_given_where_it_is_open_which_is_meant(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Alibaba price")
    assert symbols_of(found) == {"BABA", "9988.HK"}
    assert "HK$153.00" in found.text
    assert "US$150.00" in found.text


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Alibaba price in Hong Kong", "9988.HK"),
        ("Alibaba ADR price", "BABA"),
        ("9988 price", "9988.HK"),
        ("$BABA price", "BABA"),
        ("阿里巴巴美股股价", "BABA"),
        ("Alibaba price in HKD", "9988.HK"),
    ],
)
def test_one_listing_is_given_where_place_ticker_or_currency_name_it(
    told: Told, tmp_path: Path, text: str, symbol: str
) -> None:
    assert symbols_of(answer(told, tmp_path, text)) == {symbol}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did Tencent close at last Friday", "HK$576.00"),
        ("腾讯昨天收盘价", "600.00港元"),
        ("how much has Tencent risen since August", "up 27.5%"),
        ("how much has Tencent risen since 14 August", "up 22.4%"),
        ("Tencent ytd", "up 53.0%"),
        ("腾讯8月以来涨了多少", "上涨27.5%"),
        ("how much did Tencent rise yesterday", "up 4.2%"),
        ("Tencent highest close this year", "HK$640.00"),
        ("Tencent lowest close this year", "HK$480.00"),
        ("how far is Tencent below its high", "4.4%"),
        ("how many days in a row has Tencent risen", "9 sessions in a row"),
        ("best day of Tencent since 17 November", "+4.2%"),
        ("is Tencent at its highest since July", "No"),
        ("is Tencent at its highest since August", "Yes"),
    ],
)
def test_each_measure_is_answered(told: Told, tmp_path: Path, text: str, expected: str) -> None:
    found = answer(told, tmp_path, text)
    assert found.status is Status.ANSWERED
    assert expected in found.text
    assert symbols_of(found) == {"0700.HK"}
    assert "Yahoo Finance" in found.text or "雅虎财经" in found.text


def test_a_change_stands_on_the_two_closes_it_is_reckoned_from(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "how much has Tencent risen since August")
    [figure] = [one for one in found.figures if one.text == "27.5%"]
    assert [(price.at, price.value) for price in figure.prices] == [
        (date(2026, 7, 31), Decimal("480.00")),
        (date(2026, 11, 24), Decimal("612.00")),
    ]
    assert "612.00 ÷ 480.00 − 1 = +27.5%" in found.text


def test_dividends_count_in_changes_and_not_in_closes(told: Told, tmp_path: Path) -> None:
    rows = [
        Row(date(2026, 7, 31), Decimal("100"), Decimal("95")),
        Row(date(2026, 11, 23), Decimal("110"), Decimal("110")),
    ]
    told.has("0700.HK", rows)
    change = answer(told, tmp_path, "how much has Tencent risen since August")
    assert "up 15.8%" in head(change)
    assert "as traded" in change.text
    assert "+10.0%" in change.text
    assert "HK$100" in answer(told, tmp_path, "what did Tencent close at on 31 July 2026").text


def test_of_a_day_without_a_session_the_last_close_before_it_is_given_and_why(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "what did Tencent close at on Sunday")
    assert "HK$576.00" in head(found)
    assert "20 November" in head(found)
    assert "weekend" in found.text


def test_of_a_day_of_the_month_it_is_said_which_was_taken(told: Told, tmp_path: Path) -> None:
    assert "on Friday 20 November" in head(answer(told, tmp_path, "what did Tencent close at on the 20th?"))
    weekend = answer(told, tmp_path, "what did Tencent close at on the 22nd?")
    assert "There was no session on Sunday 22 November" in weekend.text


def test_what_is_asked_of_a_session_that_runs_is_not_called_a_close(told: Told, tmp_path: Path) -> None:
    rows = [
        Row(date(2026, 11, 23), Decimal("600"), Decimal("600")),
        Row(TODAY, Decimal("612"), Decimal("612"), partial=True),
    ]
    told.has("0700.HK", rows)
    found = answer(told, tmp_path, "what did Tencent close at today")
    assert "closed at" not in head(found)
    assert "HK$600" in found.text
    assert any(price.partial for price in found.prices)


def test_a_share_that_was_listed_within_the_period_counts_from_its_first_close(told: Told, tmp_path: Path) -> None:
    told.tells("0700.HK", ("2026-09-01", "100"), ("2026-11-24", "150"))
    found = answer(told, tmp_path, "how much has Tencent risen this year")
    assert "up 50.0%" in head(found)
    assert "1 September" in found.text


def test_one_listing_that_fails_does_not_cost_the_other(told: Told, tmp_path: Path) -> None:
    told.fails(Unavailable("BABA", "no reply in 8 s"))
    found = answer(told, tmp_path, "Alibaba price")
    assert found.status is Status.ANSWERED
    assert symbols_of(found) == {"9988.HK"}
    assert "(BABA)" in found.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Unavailable("0700.HK", "no reply in 8 s"), Status.UNAVAILABLE),
        (RateLimited("0700.HK", NOW), Status.UNAVAILABLE),
        (UnknownSymbol("0700.HK"), Status.UNKNOWN),
        (NoData("0700.HK", "Yahoo Finance has no price of it"), Status.UNKNOWN),
    ],
)
@pytest.mark.parametrize("text", ["Tencent price", "how much has Tencent risen since August", "腾讯股价"])
def test_where_there_is_no_price_it_is_said_why_and_the_news_may_help(
    told: Told, tmp_path: Path, text: str, error: Exception, status: Status
) -> None:
    told.fails(error)  # type: ignore[arg-type]
    found = reply(told, tmp_path, text)
    assert found
    assert found.news_may_help
    assert found.answer.status is status
    assert "0700.HK" in found.answer.text
    assert not found.answer.figures


def test_both_listings_that_the_source_keeps_back_are_told_in_one_sentence(told: Told, tmp_path: Path) -> None:
    for symbol in ("BABA", "9988.HK"):
        told.fails(Unavailable(symbol, "no reply in 8 s"))
    found = answer(told, tmp_path, "Alibaba price")
    assert found.text.count("Yahoo Finance") == 1
    assert "BABA" in found.text
    assert "9988.HK" in found.text


def test_a_price_that_could_not_be_renewed_is_given_as_old(told: Told, tmp_path: Path) -> None:
    read_at = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    told.tells("0700.HK", *DAYS, stale=True, fetched_at=read_at, unrenewed=Unrenewed.LIMITED)
    quote = answer(told, tmp_path, "Tencent price")
    assert "could not be renewed: Yahoo Finance limits how often it may be asked." in quote.text
    assert all(price.stale for price in quote.prices if price.what == "latest")
    change = answer(told, tmp_path, "how much has Tencent risen since August").text
    assert "read at 16:30" in change
    assert "Yahoo Finance limits how often it may be asked" in change
    assert "雅虎财经暂时限制查询次数" in answer(told, tmp_path, "腾讯8月以来涨了多少").text


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("what will Tencent close at on 5 December 2026", Status.UNKNOWN, "yet to come"),
        ("腾讯2026年12月5日收盘价", Status.UNKNOWN, "还没有到"),
        ("how much did Tencent rise from 5 October 2026 to 3 March 2026", Status.CLARIFY, "after its end"),
        ("BABA close on 31 June", Status.CLARIFY, "“31 June”: that day does not exist"),
        ("阿里2月30日收盘价", Status.CLARIFY, "“2月30日”，这一天并不存在"),
        ("Huawei share price", Status.UNKNOWN, "not listed"),
        ("华为股价", Status.UNKNOWN, "没有上市"),
    ],
)
def test_what_cannot_be_answered_is_said_and_nothing_is_looked_up(
    told: Told, tmp_path: Path, text: str, status: Status, words: str
) -> None:
    found = answer(told, tmp_path, text)
    assert found.status is status
    assert words in found.text
    assert told.asked == []


def test_a_ticker_that_no_table_knows_is_looked_up_as_it_stands(told: Told, tmp_path: Path) -> None:
    told.tells("AAPL", ("2026-11-20", "240.00"), ("2026-11-23", "244.90"))
    found = answer(told, tmp_path, "$AAPL price")
    assert "AAPL Limited" in head(found)
    assert "US$244.90" in head(found)


@pytest.mark.parametrize("text", ["tencnet share price", "how much has tencnet risen since August"])
def test_a_misspelt_name_is_read_as_the_nearest_and_that_is_said(told: Told, tmp_path: Path, text: str) -> None:
    found = answer(told, tmp_path, text)
    assert head(found) == "I read “tencnet” as “Tencent”."
    assert symbols_of(found) == {"0700.HK"}


def test_hours_need_no_price(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "is Hong Kong open")
    assert found.status is Status.ANSWERED
    assert "closed" in found.text
    assert "Christmas" in answer(told, tmp_path, "is Hong Kong open on 25 December").text
    assert "09:30" in answer(told, tmp_path, "港股明天几点开市").text
    assert "1 October" in answer(told, tmp_path, "is Hong Kong open", as_of=date(2026, 10, 1)).text
    assert told.asked == []


def test_as_of_a_day_no_later_row_is_used_and_a_quote_is_that_days_close(told: Told, tmp_path: Path) -> None:
    found = answer(told, tmp_path, "Tencent price", as_of=date(2026, 9, 1))
    assert "HK$520.00" in head(found)
    assert "31 August" in head(found)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 11, 18)])
@pytest.mark.parametrize(
    "text",
    [
        "Tencent price",
        "how much did Tencent rise since August",
        "Tencent highest close this year",
        "how far is Tencent below its high",
        "how many days in a row has Tencent risen",
        "is Tencent at its highest",
        "best day of Tencent this year",
        "Alibaba vs Tencent this year",
    ],
)
def test_as_of_a_day_nothing_stands_on_a_later_price(told: Told, tmp_path: Path, text: str, day: date) -> None:
    found = answer(told, tmp_path, text, as_of=day)
    for price in found.prices:
        at = price.at.date() if isinstance(price.at, datetime) else price.at
        assert at <= day


PIECES = [
    "Tencent", "腾讯", "price", "since", "August", "highest", "涨", "多少", "vs", "Alibaba", "2026", "today", "昨天",
    "?", "9988", "$XYZ", "in dollars", "收盘", "open", "31 February",
]  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join))
def test_whatever_is_asked_there_is_an_answer_or_it_is_for_the_news(told: Told, tmp_path: Path, text: str) -> None:
    found = reply(told, tmp_path, text)
    assert found is None or found.answer.text.strip()


def test_the_index_is_told_by_its_own_closes_as_far_as_they_reach_and_then_by_a_fund(
    told: Told, tmp_path: Path
) -> None:
    own = [Row(date(2026, 11, day), Decimal(5000 + 10 * day), Decimal(5000 + 10 * day)) for day in (17, 18, 19, 20, 23)]
    told.has("HSTECH.HK", own, first_day=date(2020, 7, 27))
    told.tells("3033.HK", ("2025-12-31", "5.00"), ("2026-11-23", "5.50"))
    near = answer(told, tmp_path, "how much has HSTECH risen since 18 November")
    assert symbols_of(near) == {"HSTECH.HK"}
    assert "5,180 points" in near.text
    far = answer(told, tmp_path, "how much has the Hang Seng Tech Index risen this year")
    assert symbols_of(far) == {"3033.HK"}
    assert "up 10.0%" in head(far)
    assert "never for its level" in far.text
    assert answer(told, tmp_path, "HSTECH all time high").status is Status.UNKNOWN
    level = answer(told, tmp_path, "what did HSTECH close at on 2 January 2026")
    assert level.status is Status.UNKNOWN
    assert "3033" not in level.text


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        (TimedOut("0700.HK", "no reply in 8 s"), "did not answer in time at 12:00 UTC", "没有及时得到答复"),
        (Unreached("0700.HK", "no route"), "could not be reached at 12:00 UTC on 24 November 2026", "无法连接"),
        (Unavailable("0700.HK", "503"), "gave no answer that could be used", "没有得到可用的答复"),
    ],
)
def test_a_failure_says_what_failed_of_whom_when_and_what_to_do(
    told: Told, tmp_path: Path, error: Unavailable, en: str, zh: str
) -> None:
    told.fails(error)
    text = answer(told, tmp_path, "how much has Tencent risen since August").text
    assert "Tencent (0700.HK)" in text
    assert en in text
    assert "I keep no earlier price of it" in text
    assert "ask again in a minute" in text
    assert zh in answer(told, tmp_path, "腾讯8月以来涨了多少").text


def test_where_a_history_fails_the_last_price_that_is_kept_is_told(told: Told, tmp_path: Path) -> None:
    told.keeps_only_the_last(Unreached("0700.HK", "no route"))
    found = answer(told, tmp_path, "how much has Tencent risen since August")
    assert found.status is Status.UNAVAILABLE
    assert "The last price I have:" in found.text
    assert "HK$612.00" in found.text
    assert "this price is" in found.text.lower()
    assert found.prices


@pytest.mark.parametrize(
    "question",
    [
        "What happened to Tencent's shares last week?",
        "腾讯股价上周怎么了？",
        "what happened to the Tencent share price last week",
    ],
)
def test_what_happened_to_shares_is_asked_of_prices_in_both_languages(
    told: Told, tmp_path: Path, question: str
) -> None:
    assert answer(told, tmp_path, question).prices
    told.fails(Unreached("0700.HK", "no route"))
    found = answer(told, tmp_path, question)
    assert found.status is Status.UNAVAILABLE
    assert "Yahoo" in found.text or "雅虎" in found.text
