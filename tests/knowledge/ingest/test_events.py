"""When it happened is read from the words, and where they leave it open it stays open."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.events import event_of
from knowledge.model import RETOLD_AFTER, Event

PUBLISHED = date(2025, 8, 30)  # a Saturday

NEAR = [
    ("Alibaba reported results on 29 August.", "2025-08-29"),
    ("Results came on Friday, August 29, the company said.", "2025-08-29"),
    ("HONG KONG, Aug 29 (Harbour Wire) - Alibaba reported a rise.", "2025-08-29"),
    ("HONG KONG, Aug. 29, 2025 - Alibaba reported a rise.", "2025-08-29"),
    ("The 29th of August was a good day for the shares.", "2025-08-29"),
    ("2025-08-29: Alibaba reported a rise.", "2025-08-29"),
    ("阿里巴巴8月29日公布业绩。", "2025-08-29"),
    ("阿里巴巴2025年8月29日公布业绩。", "2025-08-29"),
    ("阿里巴巴今年8月29号公布业绩。", "2025-08-29"),
    ("阿里巴巴2025年8月29日公佈業績。", "2025-08-29"),
    ("The bid of 27 August was raised on 29 August.", "2025-08-29"),
    ("Shares rose on 29 August; the company was founded on 4 April 1999.", "2025-08-29"),
    ("腾讯8月29日回购，上次是8月27日。", "2025-08-29"),
    ("The listing of 30 August was a success.", "2025-08-30"),
]
OPEN = [
    "Alibaba said on Monday that sales rose.",
    "Shares fell on Friday after the results.",
    "Earlier this week BYD cut its target.",
    "Alibaba reported a rise.",
    "阿里巴巴昨日公布业绩。",
    "比亚迪周五下调目标。",
    "腾讯今日回购。",
    "美团近日宣布进军巴西。",
    "百度发布新模型。",
    "Shares have doubled since 12 September 2023.",
    "Profit for the quarter ended 30 June rose.",
    "The lock-up ends; it holds until 4 May 2025.",
    "Before 3 March 2025 nobody had heard of it.",
    "Sales grew more than on 11 November 2024.",
    "截至6月30日，云收入增长。",
    "自3月1日以来股价翻倍。",
    "较6月30日上升。",
    "3月1日以来股价翻倍。",
    "The meeting takes place on 5 October 2025.",
    "会议将于2025年10月5日举行。",
    "On Monday the company looked back on 12 September 2023.",
    "Sales in August rose.",
    "In July sales rose.",
    "May 50% of them come back?",
    "It cost 10 may be more.",
    "Version 3.5 March edition.",
    "On 31 February 2025 nothing happened.",
    "13月45日。",
    "",
]
OLD = [
    ("On 8 October 2024 the index fell 12.8%.", "2024-10-08"),
    ("The index fell 12.8% on October 8, last year.", "2024-10-08"),
    ("The index fell 12.8% on 8 October.", "2024-10-08"),
    ("恒生科技指数去年10月8日下跌12.8%。", "2024-10-08"),
    ("恒生科技指数2024年10月8日下跌12.8%。", "2024-10-08"),
    ("恒生科技指数10月8日下跌12.8%。", "2024-10-08"),
    ("前年9月12日，华为发布手机。", "2023-09-12"),
    ("The bid of 1 March was raised on 5 March.", "2025-03-05"),
    ("In October 2024 the index had its worst day.", "2024-10"),
    ("Back in October 2024 the index had its worst day.", "2024-10"),
    ("Last October the index had its worst day.", "2024-10"),
    ("In early October 2024 the index had its worst day.", "2024-10"),
    ("In the second week of October last year the index had its worst day.", "2024-10"),
    ("2024年10月，恒生科技指数创下最大跌幅。", "2024-10"),
    ("去年十月，恒生科技指数创下最大跌幅。", "2024-10"),
    ("去年10月份，恒生科技指数创下最大跌幅。", "2024-10"),
    ("In February 2024 the index had its worst day.", "2024-02"),
]


@pytest.mark.parametrize(("body", "day"), NEAR)
def test_a_near_day_is_when_it_happened(body: str, day: str) -> None:
    assert event_of("Alibaba", body, PUBLISHED) == Event(date.fromisoformat(day))


@pytest.mark.parametrize("body", OPEN)
def test_without_a_day_of_its_own_it_stays_open(body: str) -> None:
    assert event_of("Alibaba", body, PUBLISHED) is None


@pytest.mark.parametrize(("body", "day"), OLD)
def test_only_old_days_at_the_beginning_are_a_retelling(body: str, day: str) -> None:
    event = event_of("What happened then", body, PUBLISHED)
    assert event == Event.from_isoformat(day)
    assert PUBLISHED - event.day > RETOLD_AFTER


def test_a_title_is_read_as_well() -> None:
    assert event_of("8 October 2024, a look back", "It was a bad day.", PUBLISHED) == Event(date(2024, 10, 8))


def test_a_day_deep_in_the_text_is_not_read() -> None:
    body = "Sales rose. Costs rose. Profit rose. Shares fell on 29 August."
    assert event_of("Alibaba", body, PUBLISHED) is None


def test_a_day_without_its_year_is_the_latest_that_was_not_to_come() -> None:
    body = "Results came on 30 December."
    assert event_of("", body, date(2025, 1, 2)) == Event(date(2024, 12, 30))
    assert event_of("", body, date(2025, 12, 31)) == Event(date(2025, 12, 30))


def test_a_leap_day_without_its_year_is_found() -> None:
    assert event_of("", "Results came on 29 February.", date(2024, 3, 1)) == Event(date(2024, 2, 29))
    assert event_of("", "The launch of 29 February was early.", date(2025, 3, 1)) == Event(date(2024, 2, 29))


def test_an_undated_article_has_no_event() -> None:
    assert event_of("", "On 8 October 2024 the index fell.", None) is None


texts = st.text() | st.lists(
    st.sampled_from([body for body, *_ in (*NEAR, *OLD)] + OPEN + ["in ", "on ", " 29 ", "Feb", "二月", "0年", "since"])
).map("".join)


@settings(deadline=None)
@given(texts, texts, st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_text_is_read_and_nothing_happens_after_it_was_published(title: str, body: str, published: date) -> None:
    event = event_of(title, body, published)
    assert event is None or event.day <= published


FORMS = (
    "on {0.day} {0:%B} {0.year}",
    "on {0:%B} {0.day}",
    "{0.day} {0:%b}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.month}月{0.day}日",
)
TELLS = (
    "Alibaba spoke {}.",
    "{} Alibaba spoke.",
    "It fell {}, and rose.",
    "since {} it fell.",
    "到{}为止。",
    "公司{}公布。",
)


@settings(deadline=None)
@given(
    st.dates(date(2001, 1, 1), date(2099, 12, 31)),
    st.lists(st.tuples(st.integers(0, 800), st.sampled_from(FORMS), st.sampled_from(TELLS)), max_size=3),
)
def test_only_a_day_that_is_written_is_given(published: date, written: list[tuple[int, str, str]]) -> None:
    days = [published - timedelta(days=back) for back, _, _ in written]
    body = "\n".join(tell.format(form.format(day)) for day, (_, form, tell) in zip(days, written, strict=True))
    event = event_of("Alibaba", body, published)
    assert event is None or (event.day.month, event.day.day) in {(day.month, day.day) for day in days}


@pytest.mark.parametrize("piece", ["29 August ", "since ", "8月", "a", "in ", "去年", "1 ", "."])
def test_a_huge_text_is_read_in_no_time(piece: str) -> None:
    huge = piece * (1_000_000 // len(piece))
    event_of("", "warm", PUBLISHED)
    start = time.process_time()
    event_of(huge, huge, PUBLISHED)
    assert time.process_time() - start < 0.3
