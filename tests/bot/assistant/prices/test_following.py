"""A brief question goes on from one of prices; one that stands for itself is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.prices.asking import Measure, price_inquiry
from bot.assistant.prices.following import follow, language_said

TODAY = date(2026, 11, 24)
LAST_MONTH = (date(2026, 10, 1), date(2026, 10, 31))
SINCE_AUGUST = (date(2026, 8, 1), TODAY)
RISEN = "How much has Alibaba risen this year?"


@pytest.mark.parametrize(
    ("before", "text", "names", "measure", "days"),
    [
        (RISEN, "since August?", ("alibaba",), Measure.CHANGE, SINCE_AUGUST),
        (RISEN, "what about last month?", ("alibaba",), Measure.CHANGE, LAST_MONTH),
        (RISEN, "那上个月呢", ("alibaba",), Measure.CHANGE, LAST_MONTH),
        (RISEN, "and yesterday?", ("alibaba",), Measure.CHANGE, (date(2026, 11, 23),) * 2),
        (RISEN, "volume?", ("alibaba",), Measure.VOLUME, (date(2026, 1, 1), TODAY)),
        ("阿里巴巴今年涨了多少？", "那上个月呢", ("alibaba",), Measure.CHANGE, LAST_MONTH),
        ("阿里巴巴今年涨了多少？", "since August?", ("alibaba",), Measure.CHANGE, SINCE_AUGUST),
        ("阿里巴巴股价", "8月以来呢", ("alibaba",), Measure.CHANGE, SINCE_AUGUST),
        ("Baidu closing price on 3 March", "and yesterday?", ("baidu",), Measure.CLOSE, (date(2026, 11, 23),) * 2),
        ("Hang Seng Tech Index", "since August?", ("hstech",), Measure.CHANGE, SINCE_AUGUST),
        ("Alibaba vs Tencent shares", "since August?", ("alibaba", "tencent"), Measure.VERSUS, SINCE_AUGUST),
        # Of what has no price by its bare name, the share is meant.
        ("BABA", "and Baidu?", ("baidu",), Measure.QUOTE, (None, None)),
        ("恒生科技指数", "那百度呢", ("baidu",), Measure.QUOTE, (None, None)),
        ("Hang Seng Tech Index today", "and JD?", ("jd",), Measure.QUOTE, (None, None)),
        ("BABA", "and Baidu since August?", ("baidu",), Measure.CHANGE, SINCE_AUGUST),
        # To a comparison another is added.
        ("Alibaba vs Tencent shares", "and Baidu?", ("alibaba", "tencent", "baidu"), Measure.VERSUS, None),
    ],
)
def test_what_is_new_is_asked_of_what_was_spoken_of(
    before: str, text: str, names: tuple[str, ...], measure: Measure, days: tuple[date | None, date | None] | None
) -> None:
    asked = follow(text, before, TODAY)
    assert asked is not None
    inquiry = price_inquiry(asked, TODAY)
    assert inquiry is not None
    assert (inquiry.names, inquiry.measure) == (names, measure)
    assert days is None or (inquiry.first, inquiry.last) == days


@pytest.mark.parametrize(
    ("before", "text", "exchange"),
    [
        (RISEN, "and in Hong Kong?", "XHKG"),
        ("BABA", "and in Hong Kong?", "XHKG"),
        ("9988.HK price", "in New York?", "XNYS"),
        ("阿里巴巴股价", "那港股呢", "XHKG"),
        ("TME share price", "and in Hong Kong?", "XHKG"),
    ],
)
def test_a_place_asks_for_the_listing_there_whatever_ticker_was_named(before: str, text: str, exchange: str) -> None:
    asked = follow(text, before, TODAY)
    inquiry = price_inquiry(asked or "", TODAY)
    assert inquiry is not None
    assert (inquiry.exchanges, inquiry.tickers) == ((exchange,), (None,))


def test_a_ticker_stays_the_ticker_it_was() -> None:
    for before in ("TME share price", "9988.HK price", "$ZZZZ price"):
        asked = price_inquiry(follow("since August?", before, TODAY) or "", TODAY)
        earlier = price_inquiry(before, TODAY)
        assert asked is not None
        assert earlier is not None
        assert (asked.names, asked.tickers, asked.symbols) == (earlier.names, earlier.tickers, earlier.symbols)


def test_a_currency_is_added() -> None:
    inquiry = price_inquiry(follow("in US dollars?", "Tencent share price", TODAY) or "", TODAY)
    assert inquiry is not None
    assert (inquiry.names, inquiry.currency) == (("tencent",), "USD")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (RISEN, "why did it fall?"),
        (RISEN, "why?"),
        (RISEN, "what happened yesterday?"),
        (RISEN, "who is its CEO?"),
        (RISEN, "and cloud revenue?"),
        (RISEN, "What's new at Tencent?"),
        (RISEN, "How much is Tencent worth?"),
        (RISEN, "How much did Baidu earn since August?"),
        (RISEN, "and Alibaba Cloud?"),
        (RISEN, "thanks"),
        (RISEN, ""),
        (RISEN, "?"),
        (RISEN, "and what did the chief executive say about it in the end, last month?"),
        ("What is new at Alibaba?", "since August?"),
        ("why did Alibaba fall?", "and yesterday?"),
        ("Is Hong Kong open?", "and tomorrow?"),
        ("", "since August?"),
    ],
)
def test_what_is_no_question_of_prices_does_not_become_one(before: str, text: str) -> None:
    assert follow(text, before, TODAY) is None


def test_as_of_a_day_last_month_is_the_one_before_it() -> None:
    as_of = date(2026, 9, 10)
    asked = follow("what about last month?", RISEN, TODAY, as_of)
    inquiry = price_inquiry(asked or "", TODAY, as_of)
    assert inquiry is not None
    assert (inquiry.first, inquiry.last) == (date(2026, 8, 1), date(2026, 8, 31))


@given(
    st.text(max_size=45), st.sampled_from([RISEN, "BABA", "阿里巴巴股价", "$ZZZZ price", "Alibaba vs Tencent shares"])
)
def test_what_follows_is_always_a_question_of_prices(text: str, before: str) -> None:
    asked = follow(text, before, TODAY)
    assert asked is None or price_inquiry(asked, TODAY) is not None


@given(st.text(max_size=45), st.text(max_size=45))
def test_nothing_goes_on_from_what_is_no_question_of_prices(text: str, before: str) -> None:
    if price_inquiry(before, TODAY) is None:
        assert follow(text, before, TODAY) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("那百度呢", "zh"),
        ("百度？", "zh"),
        ("BABA呢", "zh"),
        ("8月以来呢", "zh"),
        ("and 百度?", "en"),
        ("since August?", "en"),
        ("Baidu?", "before"),
        ("$BABA", "before"),
        ("9988.HK?", "before"),
        ("?", "before"),
    ],
)
def test_an_answer_goes_on_in_the_language_of_what_was_said_last(text: str, language: str) -> None:
    assert language_said(text, "before") == language
