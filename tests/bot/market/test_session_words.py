from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market import session_words as words
from bot.market.holidays import holidays
from bot.market.model import Session, State, Unrenewed
from bot.market.sessions import Closure, Reason, session_at

ZONES = {
    "XHKG": ZoneInfo("Asia/Hong_Kong"),
    "XNYS": ZoneInfo("America/New_York"),
    "XSHG": ZoneInfo("Asia/Shanghai"),
}
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # Tuesday, 14:00 in Hong Kong
LANGUAGES = ("en", "zh")


def local(calendar: str, when: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=ZONES[calendar])


@pytest.mark.parametrize(
    ("calendar", "when", "en", "zh"),
    [
        (
            "XHKG", "2026-11-24 10:00",
            "open until its lunch break at 12:00 Hong Kong time", "交易中，香港时间12:00午休",
        ),
        ("XHKG", "2026-11-24 12:30", "at its lunch break until 13:00 Hong Kong time", "午休至香港时间13:00"),
        ("XHKG", "2026-11-24 14:00", "open until 16:00 Hong Kong time", "交易中，香港时间16:00收市"),
        ("XNYS", "2026-11-24 14:00", "open until 16:00 New York time", "交易中，纽约时间16:00收市"),
        ("XHKG", "2026-11-24 08:00", "closed; opens Tuesday 09:30 Hong Kong time", "未开市，周二香港时间09:30开市"),
        ("XHKG", "2026-11-24 18:00", "closed; opens Wednesday 09:30 Hong Kong time", "已收市，周三香港时间09:30开市"),
        ("XHKG", "2026-11-20 18:00", "closed; opens Monday 09:30 Hong Kong time", "已收市，周一香港时间09:30开市"),
        ("XHKG", "2026-11-21 18:00", "closed for the weekend until Monday", "周末休市，周一开市"),
        (
            "XHKG", "2026-12-24 11:00",
            "open; closes early today, at 12:00 Hong Kong time", "交易中，今日提前于香港时间12:00收市",
        ),
        (
            "XHKG", "2026-12-24 12:00",
            "closed early today; opens Monday 09:30 Hong Kong time", "今日已提前收市，周一香港时间09:30开市",
        ),
        ("XHKG", "2026-10-01 11:00", "closed for National Day until 2 October", "国庆节休市，10月2日开市"),
        ("XSHG", "2025-10-02 11:00", "closed for Golden Week until 9 October", "黄金周休市，10月9日开市"),
        ("XSHG", "2026-10-03 11:00", "closed for Golden Week until 8 October", "黄金周休市，10月8日开市"),
        (
            "XSHG", "2026-09-30 18:00",
            "closed; opens Thursday 8 October 09:30 Shanghai time", "已收市，10月8日（周四）北京时间09:30开市",
        ),
        (
            "XHKG", "2027-02-06 11:00",
            "closed for the weekend and Lunar New Year until 10 February", "周末及春节休市，2月10日开市",
        ),
        (
            "XHKG", "2026-04-04 11:00",
            "closed for the weekend and Easter Monday until 8 April", "周末及复活节星期一休市，4月8日开市",
        ),
        ("XNYS", "2026-11-26 11:00", "closed for Thanksgiving until 27 November", "感恩节休市，11月27日开市"),
        ("XNYS", "2025-01-09 11:00", "closed for a day of mourning until 10 January", "国家哀悼日休市，1月10日开市"),
        ("XNYS", "2012-10-29 11:00", "closed exceptionally until 31 October", "临时休市，10月31日开市"),
        ("XHKG", "2024-09-06 11:00", "closed for a typhoon until 9 September", "台风休市，9月9日开市"),
        ("XSHG", "2026-12-31 18:00", "closed", "已收市"),
        ("XSHG", "2027-01-04 11:00", "trading hours not known", "交易时间不详"),
    ],
)  # fmt: skip
def test_how_an_exchange_stands_is_said_shortly(calendar: str, when: str, en: str, zh: str) -> None:
    now = local(calendar, when)
    session = session_at(calendar, now)
    assert words.state_words(session, now, "en") == en
    assert words.state_words(session, now, "zh") == zh


def test_the_place_may_be_left_out_where_it_was_said_before() -> None:
    session = session_at("XHKG", NOW)
    assert words.state_words(session, NOW, "en", place=False) == "open until 16:00"
    assert words.state_words(session, NOW, "zh", place=False) == "交易中，16:00收市"
    evening = local("XHKG", "2026-11-20 18:00")
    assert words.state_words(session_at("XHKG", evening), evening, "en", place=False) == "closed; opens Monday 09:30"


def test_an_opening_in_another_year_says_which() -> None:
    now = local("XSHG", "2019-12-31 18:00")
    session = Session(State.CLOSED, "Asia/Shanghai", until=local("XSHG", "2020-01-09 09:30"), holiday="new-year")
    assert words.state_words(session, now, "en") == "closed for New Year's Day until 9 January 2020"
    assert words.state_words(session, now, "zh") == "元旦休市，2020年1月9日开市"


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (-86400, "just now", "刚刚"),
        (-2, "just now", "刚刚"),
        (0, "just now", "刚刚"),
        (59, "just now", "刚刚"),
        (60, "1 minute ago", "1分钟前"),
        (12 * 60 + 30, "12 minutes ago", "12分钟前"),
        (3599, "59 minutes ago", "59分钟前"),
        (3600, "1 hour ago", "1小时前"),
        (3 * 3600, "3 hours ago", "3小时前"),
        (86399, "23 hours ago", "23小时前"),
        (86400, "1 day ago", "1天前"),
        (2 * 86400, "2 days ago", "2天前"),
    ],
)
def test_a_prices_age_is_rounded_down(seconds: int, en: str, zh: str) -> None:
    at = NOW - timedelta(seconds=seconds)
    assert (words.age_words(at, NOW, "en"), words.age_words(at, NOW, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("at", "zone", "en", "zh"),
    [
        ("2026-11-24T08:00Z", "Asia/Hong_Kong", "16:00 Hong Kong time today", "香港时间今日16:00"),
        ("2026-11-23T23:30Z", "Asia/Hong_Kong", "07:30 Hong Kong time today", "香港时间今日07:30"),
        (
            "2026-11-20T21:00Z", "America/New_York",
            "16:00 New York time on Friday 20 November", "纽约时间11月20日（周五）16:00",
        ),
        (
            "2025-11-20T07:00Z", "Asia/Shanghai",
            "15:00 Shanghai time on Thursday 20 November 2025", "北京时间2025年11月20日（周四）15:00",
        ),
        (
            "2026-11-24T01:00Z", "America/Argentina/Buenos_Aires",
            "22:00 Buenos Aires time on Monday 23 November", "Buenos Aires时间11月23日（周一）22:00",
        ),
        ("2026-11-24T01:00Z", "UTC", "01:00 UTC today", "UTC今日01:00"),
        ("2026-11-24T01:00Z", "Mars/Olympus_Mons", "01:00 UTC today", "UTC今日01:00"),
        ("2026-11-24T01:00Z", "", "01:00 UTC today", "UTC今日01:00"),
    ],
)  # fmt: skip
def test_a_moment_is_told_by_the_clock_of_its_place(at: str, zone: str, en: str, zh: str) -> None:
    moment = datetime.fromisoformat(at)
    assert words.moment_words(moment, zone, NOW, "en") == en
    assert words.moment_words(moment, zone, NOW, "zh") == zh


def test_a_close_needs_no_clock() -> None:
    friday = local("XHKG", "2026-11-20 16:00")
    assert words.moment_words(friday, "Asia/Hong_Kong", NOW, "en", close=True) == "the close on Friday 20 November"
    assert words.moment_words(friday, "Asia/Hong_Kong", NOW, "zh", close=True) == "11月20日（周五）收市"
    assert words.moment_words(friday, "Asia/Hong_Kong", friday, "en", close=True) == "today's close"
    assert words.moment_words(friday, "Asia/Hong_Kong", friday, "zh", close=True) == "今日收市"


def test_a_day_has_its_year_only_when_that_is_another() -> None:
    assert words.day_words(date(2026, 11, 20), date(2026, 11, 24), "en") == "Friday 20 November"
    assert words.day_words(date(2026, 11, 20), date(2026, 11, 24), "zh") == "11月20日（周五）"
    assert words.day_words(date(2025, 11, 20), date(2026, 11, 24), "en") == "Thursday 20 November 2025"
    assert words.day_words(date(2025, 11, 20), date(2026, 11, 24), "zh") == "2025年11月20日（周四）"


def test_a_source_that_lags_is_named() -> None:
    at = NOW - timedelta(hours=3)
    session = session_at("XHKG", NOW)
    assert words.stale_words(at, session, NOW, "en", None) == (
        "This price is 3 hours old though Hong Kong is trading: Yahoo Finance has given nothing newer."
    )
    assert words.stale_words(at, session, NOW, "zh", None) == (
        "这是3小时前的价格，而香港正在交易：雅虎财经没有给出更新的价格。"
    )


def test_a_source_that_could_not_be_asked_is_not_said_to_lag() -> None:
    at = NOW - timedelta(minutes=12)
    session = session_at("XHKG", NOW)
    assert words.stale_words(at, session, NOW, "en", Unrenewed.SILENT) == (
        "This price is 12 minutes old and could not be renewed: Yahoo Finance did not answer in time."
    )
    assert words.stale_words(at, session, NOW, "zh", Unrenewed.LIMITED) == (
        "这是12分钟前的价格，未能更新：雅虎财经暂时限制查询次数。"
    )


def test_a_closed_exchange_is_never_said_to_trade() -> None:
    saturday = local("XHKG", "2026-11-21 16:00")
    session = session_at("XHKG", saturday)
    before, after = local("XHKG", "2026-11-19 16:00"), local("XHKG", "2026-11-20 16:00")
    assert words.stale_words(before, session, saturday, "en", None) == (
        "This price is 2 days old and Hong Kong has traded since: Yahoo Finance has given nothing newer."
    )
    assert words.stale_words(after, session, saturday, "en", None) == (
        "This price is 1 day old: Yahoo Finance has given nothing newer."
    )


def test_a_day_without_a_session_is_explained() -> None:
    day = date(2026, 10, 1)
    assert words.why_words(Closure(day, Reason.HOLIDAY, "national-day"), "en") == "National Day"
    assert words.why_words(Closure(day, Reason.WEEKEND, "golden-week"), "zh") == "周末"
    assert words.why_words(Closure(day, Reason.UNSCHEDULED, "unscheduled"), "en") == "an unscheduled closure"
    assert words.why_words(Closure(day, Reason.HOLIDAY, "no-such-id"), "zh") == "假日"


START = datetime(2016, 1, 1, tzinfo=UTC)
moments = st.integers(0, 12 * 365 * 86400).map(lambda seconds: START + timedelta(seconds=seconds))
made = st.builds(
    Session,
    state=st.sampled_from(State),
    zone=st.sampled_from(["Asia/Hong_Kong", "America/New_York", "UTC", "", "../etc", "Nowhere/At_All"]),
    day=st.none() | st.dates(date(1990, 1, 1), date(2049, 12, 1)),
    opened=st.none() | moments,
    closes=st.none() | moments,
    until=st.none() | moments,
    holiday=st.none() | st.sampled_from([*holidays(), "no-such-id"]),
    weekend=st.booleans(),
    early=st.booleans(),
)
real = st.builds(session_at, st.sampled_from([*ZONES, None]), moments)


@given(made | real, moments, moments, st.sampled_from(LANGUAGES), st.booleans(), st.sampled_from([None, *Unrenewed]))
@settings(max_examples=300, deadline=None)
def test_whatever_the_session_there_are_words_without_litter(
    session: Session, at: datetime, now: datetime, language: str, flag: bool, cause: Unrenewed | None
) -> None:
    phrases = (
        words.state_words(session, now, language, place=flag),
        words.moment_words(at, session.zone, now, language, close=flag),
        words.age_words(at, now, language),
        words.day_words(at.date(), now.date(), language),
    )
    sentence = words.stale_words(at, session, now, language, cause)
    for text in (*phrases, sentence):
        assert text == text.strip()
        assert text
        assert not set("{}") & set(text)
        assert "None" not in text
        assert "  " not in text
        assert "-" not in text.replace("Mid-Autumn", "")
    assert all(text[-1] not in ".。,，;；" for text in phrases)
    assert sentence[-1] in ".。"
    assert sentence[-2] not in ".。,，:："


def test_an_exchange_whose_place_we_do_not_know_is_called_one() -> None:
    session = Session(State.OPEN, "Nowhere/At_All")
    assert words.stale_words(NOW, session, NOW, "en", None) == (
        "This price is less than a minute old though the exchange is trading: Yahoo Finance has given nothing newer."
    )


def test_every_holiday_has_both_its_names() -> None:
    for holiday in holidays().values():
        assert holiday.en
        assert holiday.zh
