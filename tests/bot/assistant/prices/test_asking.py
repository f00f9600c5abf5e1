"""Questions of prices are told from questions for the newsroom, and understood."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.prices_understood import Labelled, labelled, misread, taken_from_the_newsroom
from bot.assistant.prices.asking import Measure, Problem, price_inquiry
from bot.assistant.prices.days import day_of_the_month

TODAY = date(2026, 11, 24)
THIS_YEAR = (date(2026, 1, 1), TODAY)
SEEN = list(labelled("seen"))


@pytest.mark.parametrize("asked", SEEN, ids=lambda asked: asked.question)
def test_a_labelled_question_is_understood(asked: Labelled) -> None:
    assert misread(asked, price_inquiry(asked.question, TODAY)) is None


def test_of_the_half_not_tuned_on_nineteen_in_twenty_are_understood() -> None:
    held = list(labelled("held"))
    wrong = [asked.question for asked in held if misread(asked, price_inquiry(asked.question, TODAY))]
    assert len(wrong) <= len(held) / 20, wrong


def test_of_the_newsrooms_own_questions_only_those_of_prices_are_taken() -> None:
    answers = {question for name, question, _ in taken_from_the_newsroom() if name == "answers"}
    assert answers <= {
        "恒生科技指数2026年10月9日跌了多少？",
        "恒生科技指数2026年10月20日涨了多少",
        "How far did Lenovo fall on 9 October 2026?",
    }


def test_of_what_impatient_people_type_nineteen_in_twenty_are_found_and_no_news_is_taken() -> None:
    second = [(asked, misread(asked, price_inquiry(asked.question, TODAY))) for asked in labelled("second")]
    assert [asked.question for asked, what in second if asked.kind == "news" and what] == []
    wrong = [asked.question for asked, what in second if what]
    assert len(wrong) <= 6, wrong


@pytest.mark.parametrize(
    "opener",
    [
        "hey ",
        "hi there, ",
        "pls ",
        "Hey Rally, ",
        "can you tell me ",
        "quick question: ",
        "请问",
        "帮我查一下",
        "老哥，",
    ],
)
def test_politeness_changes_nothing(opener: str) -> None:
    inquiry = price_inquiry(f"{opener}腾讯股价" if not opener.isascii() else f"{opener}tencent px", TODAY)
    assert inquiry
    assert (inquiry.measure, inquiry.names) == (Measure.QUOTE, ("tencent",))


@pytest.mark.parametrize(
    ("text", "name"),
    [("alibba share price", "alibaba"), ("hows tencnet doing today", "tencent"), ("bilibli px pls", "bilibili")],
)
def test_a_misspelt_name_is_understood(text: str, name: str) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert inquiry.names == (name,)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("TSLA price", ("TSLA",)),
        ("AAPL股价", ("AAPL",)),
        ("did TSLA go up yesterday", ("TSLA",)),
        ("AMD vs TSLA ytd", ("AMD", "TSLA")),
    ],
)
def test_a_word_in_capitals_beside_words_of_prices_is_a_ticker(text: str, symbols: tuple[str, ...]) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert inquiry.symbols == symbols


@pytest.mark.parametrize(
    "text",
    [
        "GPU prices",
        "TSLA",
        "EV price war",
        "IPO price",
        "TSLA DELIVERIES UP",
        "is AI up or down",
        "TSLA recall price",
        "Xiaomi 17 price",
        "小米17多少钱",
        "Meituan in Hong Kong",
        "美团香港",
        "港股为什么跌",
        "why is Hong Kong up today",
        "Hong Kong market crash",
        "what is the 2nd best day of BABA",
        "how much did BABA rise from the 10th to the 15th",
        "腾讯5日涨幅",
        "Tencent results on 30 February",
    ],
)
def test_what_only_looks_like_a_ticker_or_a_listing_is_for_the_newsroom(text: str) -> None:
    assert price_inquiry(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "names", "exchanges"),
    [
        ("Alibaba in Hong Kong", ("alibaba",), ("XHKG",)),
        ("港股阿里", ("alibaba",), ("XHKG",)),
        ("京东 美股", ("jd",), ("XNYS",)),
        ("HK:700", ("tencent",), ()),
        ("700 hk", ("tencent",), ()),
        ("港股今天咋样", ("hsi",), ()),
        ("how are Hong Kong stocks doing today", ("hsi",), ()),
    ],
)
def test_a_place_is_enough_to_ask_for_a_price(text: str, names: tuple[str, ...], exchanges: tuple[str, ...]) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.measure, inquiry.names, inquiry.exchanges) == (Measure.QUOTE, names, exchanges)


@pytest.mark.parametrize(
    ("text", "today", "first"),
    [
        ("BABA past three months", date(2026, 5, 31), date(2026, 2, 28)),
        ("BABA近一个月", date(2026, 3, 31), date(2026, 2, 28)),
        ("BABA近半年走势", TODAY, date(2026, 5, 24)),
        ("BABA past year", date(2028, 2, 29), date(2027, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(text: str, today: date, first: date) -> None:
    inquiry = price_inquiry(text, today)
    assert inquiry
    assert (inquiry.first, inquiry.last) == (first, today)


def test_the_highest_close_since_a_day_is_no_distance_from_it() -> None:
    inquiry = price_inquiry("BABA since highest close this year", TODAY)
    assert inquiry
    assert inquiry.measure is not Measure.DRAWDOWN


def test_a_close_that_rose_is_a_change() -> None:
    inquiry = price_inquiry("did baba close higher yesterday", TODAY)
    assert inquiry
    assert (inquiry.measure, inquiry.direction) == (Measure.CHANGE, "up")


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("how much has Baidu risen since August", "close_before"),
        ("how much has Baidu risen since 15 August", "close_on"),
        ("how much did Baidu rise from 3 March to 5 June", "close_on"),
        ("how much did Baidu rise last week", "close_before"),
        ("how much did Baidu rise this year", "close_before"),
        ("Baidu ytd", "close_before"),
        ("how much did Baidu rise yesterday", "close_before"),
        ("how much has Baidu risen since yesterday", "close_on"),
        ("how much has Baidu risen in the past three months", "close_on"),
        ("百度8月以来涨了多少", "close_before"),
        ("百度自8月15日以来涨了多少", "close_on"),
        ("百度从上周五到今天涨了多少", "close_on"),
    ],
)
def test_a_change_counts_from_the_close_that_is_meant(text: str, opening: str) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert inquiry.measure is Measure.CHANGE
    assert inquiry.opening == opening


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("highest price of Alibaba", date(2025, 11, 24), TODAY),
        ("how far is Alibaba below its high", date(2025, 11, 24), TODAY),
        ("worst day of Alibaba", *THIS_YEAR),
        ("Alibaba shares vs Tencent shares", *THIS_YEAR),
        ("how much did Alibaba rise", None, None),
        ("Alibaba closing price", None, None),
    ],
)
def test_where_no_days_are_named_others_stand_in(text: str, first: date | None, last: date | None) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.first, inquiry.last, inquiry.assumed) == (first, last, first is not None)


def test_the_highest_since_nobody_said_when_is_of_all_history() -> None:
    inquiry = price_inquiry("is Tencent at its highest?", TODAY)
    assert inquiry
    assert (inquiry.measure, inquiry.all_time, inquiry.assumed) == (Measure.SINCE, True, True)


@pytest.mark.parametrize(
    ("text", "problem", "first", "last"),
    [
        ("what will Tencent close at tomorrow", Problem.FUTURE, date(2026, 11, 25), date(2026, 11, 25)),
        ("腾讯下周五收盘价", Problem.FUTURE, date(2026, 12, 4), date(2026, 12, 4)),
        ("Alibaba price on 5 May 2027", Problem.FUTURE, date(2027, 5, 5), date(2027, 5, 5)),
        (
            "how much did Baidu rise from 5 June 2026 to 3 March 2026",
            Problem.REVERSED,
            date(2026, 6, 5),
            date(2026, 3, 3),
        ),
        ("how much did Baidu rise from 2026-06-05 to 2026-03-03", Problem.REVERSED, date(2026, 6, 5), date(2026, 3, 3)),
        ("how much did Baidu rise on 3 March and 5 May", Problem.SEVERAL, None, None),
        # A year that nobody said is the one that makes sense of it.
        ("how much did Baidu rise from 5 June to 3 March", None, date(2025, 6, 5), date(2026, 3, 3)),
    ],
)
def test_days_that_cannot_be_answered_for_are_told(
    text: str, problem: Problem | None, first: date | None, last: date | None
) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.problem, inquiry.first, inquiry.last) == (problem, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "will Tencent rise tomorrow",
        "can Baidu go higher",
        "should I buy Alibaba shares",
        "why did Tencent shares fall yesterday",
        "Alibaba Cloud price",
        "萝卜快跑价格",
        "how much did it rise",
        "Alibaba market share",
        "how much did Alibaba grow this year",
        "how did Alibaba do last quarter",
        "what did Meituan do?",
        "Tencent",
        "what is the Hang Seng Tech Index",
        "how much did JD lower the price",
        "小米涨价了吗",
        "腾讯有多少股东",
        "",
        "???",
    ],
)
def test_what_only_sounds_like_prices_is_for_the_newsroom(text: str) -> None:
    assert price_inquiry(text, TODAY) is None


def test_the_listing_and_the_currency_that_are_asked_for_are_heard() -> None:
    inquiry = price_inquiry("Alibaba price in Hong Kong in US dollars", TODAY)
    assert inquiry
    assert (inquiry.exchanges, inquiry.currency) == (("XHKG",), "USD")
    inquiry = price_inquiry("阿里美股多少港元", TODAY)
    assert inquiry
    assert (inquiry.exchanges, inquiry.currency, inquiry.language) == (("XNYS",), "HKD", "zh")


def test_a_ticker_that_no_table_knows_is_kept_as_it_is() -> None:
    inquiry = price_inquiry("$xyz and 1234.hk, what are they at", TODAY)
    assert inquiry is None
    inquiry = price_inquiry("price of $xyz and 34.hk", TODAY)
    assert inquiry
    assert (inquiry.names, inquiry.symbols) == ((), ("XYZ", "0034.HK"))


def test_a_ticker_tells_which_listing_is_meant() -> None:
    tickers = {"Alibaba price": None, "BABA": "BABA", "$baba": "BABA", "9988": "9988.HK", "09988.HK price": "9988.HK"}
    for text, ticker in tickers.items():
        inquiry = price_inquiry(text, TODAY)
        assert inquiry
        assert (inquiry.names, inquiry.tickers) == (("alibaba",), (ticker,)), text


def test_the_index_is_the_one_that_all_of_this_is_about() -> None:
    inquiry = price_inquiry("has Baidu beaten the index this year?", TODAY)
    assert inquiry
    assert inquiry.names == ("baidu", "hstech")


def test_a_fall_is_told_from_a_rise() -> None:
    said = {
        "up": ["how much has JD risen since May", "京东今年涨了多少", "best day for JD"],
        "down": ["how much has JD fallen since May", "京东今年跌了多少", "is JD at its lowest"],
        None: ["JD up or down this year?", "京东今年涨跌"],
    }
    for direction, texts in said.items():
        for text in texts:
            inquiry = price_inquiry(text, TODAY)
            assert inquiry
            assert inquiry.direction == direction, text


def test_the_deepest_fall_of_a_period_is_told_from_the_distance_to_its_high() -> None:
    deepest, distance = (
        price_inquiry(text, TODAY) for text in ("max drawdown of JD this year", "how far is JD below its high")
    )
    assert deepest
    assert distance
    assert (deepest.measure, deepest.deepest) == (Measure.DRAWDOWN, True)
    assert (distance.measure, distance.deepest) == (Measure.DRAWDOWN, False)


def test_a_question_as_of_an_earlier_day_counts_from_there() -> None:
    inquiry = price_inquiry("how much did Baidu rise yesterday", TODAY, as_of=date(2026, 3, 3))
    assert inquiry
    assert inquiry.first == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("is Hong Kong open on Friday", date(2026, 11, 27)),
        ("is Hong Kong open on Tuesday", TODAY),
        ("is Hong Kong open on Christmas Day", date(2026, 12, 25)),
        ("国庆港股开市吗", date(2027, 10, 1)),
        ("was Hong Kong open yesterday", TODAY - timedelta(days=1)),
        ("美股几点收盘", None),
    ],
)
def test_an_exchange_is_asked_about_days_to_come(text: str, day: date | None) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.measure, inquiry.first, inquiry.last) == (Measure.CALENDAR, day, day)
    assert inquiry.names == ()


_DAYS = """since|from|to|until|before|between|and|3 March|5 June 2026|2026-01-31|last week|next Friday|tomorrow|in 2021
ytd|52-week|all-time|year to date|99 years ago|in three years|300 months|31 February|29 February|29/8/2025|0/0/2025
8月|上周|明天|今年|从|到|以来|去年年底|三年新高|99月99日|二〇二六年十月|国庆
Monday|Q3|to now|2019-2030""".replace("\n", "|").split("|")
_ASKING = """how much did Alibaba fall|Tencent closing price|百度涨了多少|恒生科技指数收盘价|Alibaba high|阿里最低
JD vs Meituan shares|is JD the highest|百度最大回撤|best day of JD|is Hong Kong open|price of $XYZ
what will Tencent close at|volume of BABA|腾讯连涨几天""".replace("\n", "|").split("|")
_WHEN = st.lists(st.sampled_from(_DAYS), max_size=4).map(" ".join)
_ASKED = st.tuples(_WHEN, st.sampled_from(_ASKING), _WHEN).map(" ".join)


@settings(max_examples=400)
@given(_ASKED | st.text(max_size=60), st.dates(date(2004, 2, 29), date(2060, 1, 1)))
def test_whatever_is_asked_the_days_are_in_order_and_not_to_come(text: str, today: date) -> None:
    inquiry = price_inquiry(text, today)
    if inquiry is None:
        return
    assert (inquiry.first is None) == (inquiry.last is None)
    if inquiry.first is None or inquiry.last is None:
        return
    assert (inquiry.first <= inquiry.last) == (inquiry.problem is not Problem.REVERSED)
    if inquiry.problem is None and inquiry.measure is not Measure.CALENDAR:
        assert inquiry.last <= today
    if inquiry.problem is Problem.FUTURE:
        assert inquiry.last > today


@given(_ASKED)
@example(" 阿里最低 next Friday")
def test_capitals_and_question_marks_change_nothing(text: str) -> None:
    one, other = price_inquiry(text, TODAY), price_inquiry(f"  {text.upper()}?? ", TODAY)
    assert (one and (one.measure, one.names, one.first, one.last)) == (
        other and (other.measure, other.names, other.first, other.last)
    )


def test_the_price_of_a_share_that_is_not_listed_is_a_question_of_prices_all_the_same() -> None:
    inquiry = price_inquiry("Huawei share price", TODAY)
    assert inquiry
    assert inquiry.names == ("huawei",)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("is Shanghai open on 5 October 2026", date(2026, 10, 5)),
        ("is HK closed on October 1, 2025", date(2025, 10, 1)),
        ("港股2026年10月1日开市吗", date(2026, 10, 1)),
        ("is Shanghai open on 5 October", date(2027, 10, 5)),
    ],
)
def test_of_an_exchange_a_day_with_its_year_is_that_day_and_one_without_the_next(text: str, day: date) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.measure, inquiry.first) == (Measure.CALENDAR, day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("腾讯昨收", date(2026, 11, 23), date(2026, 11, 23)),
        ("美团10.9收盘价", date(2026, 10, 9), date(2026, 10, 9)),
        ("阿里巴巴YTD涨幅", *THIS_YEAR),
        ("阿里股价是22年以来最高吗", date(2022, 1, 1), TODAY),
    ],
)
def test_days_in_few_figures_and_letters_are_not_passed_over(text: str, first: date, last: date) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.first, inquiry.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["小米14日股价", "百度股价30天", "BABA price 5d", "腾讯收盘价13.45", "Tencent price 17"]
)
def test_a_number_that_is_not_understood_is_never_passed_over(text: str) -> None:
    assert price_inquiry(text, TODAY) is None


def test_two_tickers_of_one_company_are_compared() -> None:
    inquiry = price_inquiry("BABA vs 9988.HK this year", TODAY)
    assert inquiry
    assert inquiry.measure is Measure.VERSUS
    assert list(zip(inquiry.names, inquiry.tickers, strict=True)) == [("alibaba", "BABA"), ("alibaba", "9988.HK")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tencent price on 30 February", "30 February"),
        ("BABA close on February 30th", "February 30th"),
        ("BABA close on 2026-02-30", "2026-02-30"),
        ("BABA close on 31/2/2026", "31/2/2026"),
        ("BABA close on 29 February 2026", "29 February 2026"),
        ("how much did Tencent rise since 31 June", "31 June"),
        ("how much did Tencent rise from June 1 to 31", "June 1 to 31"),
        ("腾讯2月30日收盘价", "2月30日"),
        ("腾讯二月三十日收盘价", "2月30日"),
        ("is Hong Kong open on 30 February", "30 February"),
    ],
)
def test_a_day_that_no_calendar_has_is_understood_to_be_none(text: str, said: str) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.problem, inquiry.impossible) == (Problem.NO_SUCH_DAY, said)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("BABA close on the 15th", date(2026, 11, 15), date(2026, 11, 15)),
        ("what did BABA close at on the 31st?", date(2026, 10, 31), date(2026, 10, 31)),
        ("how much has Tencent risen since the 15th", date(2026, 11, 15), TODAY),
        ("阿里15号收盘价", date(2026, 11, 15), date(2026, 11, 15)),
        ("阿里25日收盘价", date(2026, 10, 25), date(2026, 10, 25)),
        ("腾讯自15日涨了多少", date(2026, 11, 15), TODAY),
        ("is Hong Kong open on the 10th", date(2026, 12, 10), date(2026, 12, 10)),
        ("is Hong Kong open on December 25th", date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_a_day_of_the_month_is_the_latest_of_that_number_and_of_an_exchange_the_next(
    text: str, first: date, last: date
) -> None:
    inquiry = price_inquiry(text, TODAY)
    assert inquiry
    assert (inquiry.first, inquiry.last, inquiry.problem) == (first, last, None)


@given(st.integers(0, 99), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.booleans())
def test_a_day_of_the_month_has_its_number_and_lies_within_two_months(number: int, today: date, ahead: bool) -> None:
    found = day_of_the_month(f"close on the {number}th", today, ahead=ahead)
    assert (found is not None) == (1 <= number <= 31)
    if found:
        day = found[1]
        assert day.day == number
        assert 0 <= (day - today).days * (1 if ahead else -1) <= 62
