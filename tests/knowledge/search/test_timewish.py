"""What a question says of time is read as its asker would read it, and nothing is read into it."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from knowledge.search.timewish import TimeWish, time_wish
from knowledge.search.windows import EARLIEST

TODAY = date(2025, 9, 18)  # a Thursday
FIRST = EARLIEST.isoformat()
LAST = TODAY.isoformat()
TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

# Each line: a first and a last day, and the questions that ask for the days between.
WINDOWS: list[tuple[str, str, list[str]]] = [
    # days that are seen from today
    ("2025-09-18", LAST, ["what did Tencent announce today?", "Alibaba this morning", "腾讯今天回购了多少",
     "今早港股"]),
    ("2025-09-17", "2025-09-17", ["Tencent buybacks yesterday", "昨天美团宣布了什么", "昨日恒科指", "昨晚中概股"]),
    ("2025-09-16", "2025-09-16", ["Baidu the day before yesterday", "前天的南向资金"]),
    ("2025-09-17", LAST, ["JD news since yesterday", "the past 24 hours at Xiaomi", "过去24小时的消息"]),
    ("2025-09-16", LAST, ["chips in the last 48 hours"]),
    # days of the week
    ("2025-09-15", "2025-09-15", ["Hang Seng Tech on Monday", "this Monday's flows", "周一的走势", "本周一美团",
     "星期一"]),
    ("2025-09-18", LAST, ["what came out on Thursday"]),
    ("2025-09-11", "2025-09-11", ["what came out last Thursday", "上周四的公告", "上个星期四"]),
    ("2025-09-12", "2025-09-12", ["the fall on Friday", "last Friday's fall", "周五的下跌", "上周五"]),
    ("2025-09-14", "2025-09-14", ["who spoke on Sunday?", "上周日", "上星期天"]),
    ("2025-09-12", LAST, ["buybacks since Friday", "上周五以来的回购"]),
    # weeks, months, quarters and years that are seen from today
    ("2025-09-15", LAST, ["Nvidia this week", "本周小米手机消息", "这周", "这个星期"]),
    ("2025-09-08", "2025-09-14", ["southbound flows last week", "the previous week", "上周腾讯回购", "上个星期",
     "上礼拜"]),
    ("2025-09-01", "2025-09-07", ["the week before last", "上上周", "上上个星期", "Meituan two weeks ago"]),
    ("2025-09-01", LAST, ["Temu this month", "本月恒生科技指数", "这个月", "当月的版号"]),
    ("2025-08-01", "2025-08-31", ["Baidu last month", "上个月版号", "上月"]),
    ("2025-07-01", "2025-07-31", ["the month before last", "上上个月", "BYD 2 months ago", "两个月前的比亚迪"]),
    ("2025-07-01", LAST, ["Xiaomi this quarter", "本季度", "这个季度"]),
    ("2025-04-01", "2025-06-30", ["launches last quarter", "上季度", "上个季度"]),
    ("2025-01-01", LAST, ["BYD's target this year", "year to date", "今年比亚迪销量目标", "年初以来", "年内",
     "2025年"]),
    ("2024-01-01", "2024-12-31", ["licences last year", "the previous year", "去年", "in 2024", "during 2024",
     "2024年的消息"]),
    ("2023-01-01", "2023-12-31", ["the year before last", "前年", "in 2023", "two years ago", "2023年", "二〇二三年"]),
    # so and so long
    ("2025-09-15", LAST, ["the past three days", "over the last 3 days", "近三天阿里云", "过去3天", "这几天",
     "最近三天内"]),
    ("2025-09-11", LAST, ["the past week", "in the last week", "近一周", "最近7天", "过去一周", "一周以来"]),
    ("2025-09-04", LAST, ["the past two weeks", "last couple of weeks", "过去两周中芯国际", "两周内"]),
    ("2025-08-19", LAST, ["over the past month", "within the last month", "近一个月", "最近30天"]),
    ("2025-09-03", LAST, ["近半个月", "过去半个月"]),
    ("2025-06-20", LAST, ["the last three months", "近三个月", "过去3个月"]),
    ("2025-03-20", LAST, ["过去半年", "近半年"]),
    ("2024-09-18", LAST, ["over the past year", "in the last year", "近一年", "过去一年里"]),
    ("2025-09-15", "2025-09-15", ["three days ago", "3 days ago", "三天前", "3天之前"]),
    ("2025-09-12", LAST, ["a few days ago", "几天前"]),
    # days that are named
    ("2025-09-05", "2025-09-05", [
        "Hong Kong on 5 September", "on September 5", "on 5th September 2025", "the 5th of September", "Sept. 5, 2025",
        "2025-09-05", "2025/9/5", "2025.09.05", "9月5日", "9月5号", "2025年9月5日", "今年9月5日", "九月五日",
        "二零二五年九月五日",
    ]),
    ("2024-12-24", "2024-12-24", ["on 24 December", "December 24", "12月24日", "去年12月24日", "十二月二十四日"]),
    ("2025-05-10", "2025-05-10", ["what fell on 10 May", "news of 10 May in Beijing"]),
    ("2024-02-29", "2024-02-29", ["on 29 February", "2月29日", "29 February 2024"]),
    ("2025-09-10", LAST, ["Hang Seng Tech since 10 September", "9月10日以来", "自9月10日", "9月10日至今", "9月10日起"]),
    ("2025-08-28", LAST, ["what followed after 28 August", "8月28日之后", "8月28日后"]),
    (FIRST, "2025-08-31", ["before 1 September", "until 1 September", "9月1日之前", "9月1日前"]),
    # ranges
    ("2025-08-01", "2025-08-10", [
        "between 1 and 10 August", "from 1 to 10 August", "between August 1 and 10", "between August 1 and August 10",
        "1-10 August", "from 1st August to 10th August 2025", "8月1日至10日", "8月1日到8月10日", "8月1-10日",
    ]),
    ("2025-07-28", "2025-08-03", ["between 28 July and 3 August", "July 28 to August 3", "7月28日至8月3日"]),
    ("2024-12-20", "2025-01-05", [
        "between 20 December and 5 January", "from 20 December 2024 to 5 January 2025", "12月20日至1月5日",
        "from 20 December 2024 to 5 January", "2024年12月20日至2025年1月5日",
    ]),
    ("2025-09-15", LAST, ["between 15 and 20 September", "9月15日至20日"]),
    ("2025-06-01", "2025-08-31", [
        "between June and August", "from June to August 2025", "from June 2025 to August", "6月至8月", "6月到8月的版号",
        "6至8月",
    ]),
    ("2024-11-01", "2025-02-28", ["from November to February", "from November 2024 to February", "去年11月到今年2月"]),
    # months
    ("2025-08-01", "2025-08-31", [
        "Analysts on Alibaba in August", "during August", "8月美团海外扩张", "8月份", "in Aug. 2025", "今年8月",
        "八月的消息",
        "August 2025", "throughout August", "this August",
    ]),
    ("2025-09-01", LAST, ["in September", "9月"]),
    ("2024-10-01", "2024-10-31", [
        "Hang Seng Tech in October", "in October 2024", "in October last year", "targets of October, 2024", "去年10月",
        "十月",
        "2024年10月",
    ]),
    ("2025-05-01", "2025-05-31", ["What did Tencent do in May?", "this May?", "Meituan in May", "5月"]),
    ("2025-03-01", "2025-03-31", ["Xiaomi in March", "in march of 2025", "3月"]),
    ("2025-08-01", LAST, ["Chips since August", "8月以来南向资金", "自8月", "自8月以来", "since the start of August"]),
    ("2025-09-01", LAST, ["deals after August", "8月之后", "8月后"]),
    (FIRST, "2025-04-30", ["repurchases before May 2025", "until May", "5月之前", "5月以前", "up to May"]),
    (FIRST, "2025-08-31", ["by the end of August", "until the end of August"]),
    ("2025-08-11", LAST, ["Tencent since mid-August", "since the middle of August", "8月中旬以来"]),
    ("2025-09-01", "2025-09-10", ["in early September", "early September", "the beginning of September", "9月初",
     "9月上旬"]),
    ("2025-08-11", "2025-08-20", ["in mid-August", "mid August", "8月中旬"]),
    ("2025-08-21", "2025-08-31", ["in late August", "at the end of August", "8月底大行", "8月下旬", "8月末"]),
    # halves and parts of years
    ("2025-01-01", "2025-06-30", ["the first half of 2025", "first half of this year", "今年上半年", "上半年",
     "2025年上半年"]),
    ("2024-07-01", "2024-12-31", ["the second half of 2024", "second half of last year", "去年下半年", "2024年下半年"]),
    ("2025-07-01", LAST, ["下半年"]),
    ("2025-01-01", "2025-02-28", ["年初南向资金", "今年初", "at the start of 2025", "the beginning of this year"]),
    ("2024-12-01", "2024-12-31", ["去年底", "2024年底", "年底", "at the end of 2024", "去年年底"]),
    ("2024-10-01", "2024-12-31", ["in late 2024", "late last year"]),
    ("2025-01-01", "2025-03-31", ["in early 2025"]),
    ("2024-01-01", LAST, ["since 2024", "2024年以来", "自2024年"]),
    (FIRST, "2023-12-31", ["before 2024", "2024年之前"]),
]  # fmt: skip
CASES = [(question, first, last) for first, last, questions in WINDOWS for question in questions]


@pytest.mark.parametrize(("question", "first", "last"), CASES, ids=[case[0] for case in CASES])
def test_a_window_is_read(question: str, first: str, last: str) -> None:
    window = (date.fromisoformat(first), date.fromisoformat(last))
    assert time_wish(question, TODAY) == TimeWish(windows=(window,))


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(
    "question",
    [
        "Alibaba September quarter 2024 results",
        "profit in the three months to June",
        "What did Baidu earn in the second quarter?",
        "Q3 results of Meituan",
        "JD.com fourth-quarter 2024 revenue growth",
        "first-half results of BYD",
        "How many cars did BYD sell in the whole of 2024?",
        "Alibaba's fiscal year 2026 targets",
        "Lenovo fiscal 2025 sales",
        "the 2024 annual report of Tencent",
        "quarter ended June 30, 2025 at PDD",
        "三季度业绩",
        "快手2024年三季度经调整净利润",
        "理想汽车2024年全年交付量",
        "百度2025年一季度智能云增长多少",
        "去年第四季度南向资金",
        "阿里巴巴截至12月底季度的云业务增速",
        "阿里巴巴三月当季净利润",
        "阿里2025财年收入",
        "上半年业绩",
        "May shares fall once a buyback programme has ended?",
        "Who is May Tsang?",
        "Could this may be a problem?",
        "Why the top 10 may fall",
        "The march of BYD through Latin America",
        "costs of last mile delivery in China",
        "the last straw for Temu",
        "Black Friday sales of AliExpress",
        "Which results come next Friday?",
        "What sold more than last year?",
        "Was it better than in August?",
        "compared with last quarter, how did Kuaishou do?",
        "收入比去年高多少",
        "今日头条的广告收入",
        "周六福的门店数",
        "半导体的资本周期",
        "下周一公布什么",
        "每周一的会议",
        "一周一次的更新",
        "五月天演唱会与腾讯音乐",
        "小米汽车五月之约是什么活动",
        "三年内投资3800亿元",
        "用户接近三年新高",
        "What is the 996 work week?",
        "What is a variable interest entity?",
        "best week on record for the Hang Seng Tech",
        "in 2099",
        "on 31 February",
        "13月的消息",
        "下个月的新品",
        "tomorrow's listing",
        "",
    ],
)
def test_what_names_no_time_of_publication_is_no_wish(question: str) -> None:
    assert time_wish(question, TODAY) == TimeWish()


@pytest.mark.parametrize(
    "question",
    [
        "the latest on SMIC",
        "SMIC: newest quarterly figures",
        "most recent earnings of PDD",
        "What's new with Meituan?",
        "What is new at JD?",
        "any news on Kuaishou",
        "Has anything new come out of Kling?",
        "recent developments in chips",
        "What has JD.com said lately about food delivery?",
        "current analysts' targets for Alibaba",
        "What are regulators doing now?",
        "Where does Keeta stand today?",
        "京东最新业绩",
        "美团最近有什么新动向",
        "大行目前给阿里的目标价",
        "近期监管有何要求",
        "腾讯最新一季业绩",
        "南向资金近况",
    ],
)
def test_the_latest_is_wished_for(question: str) -> None:
    assert time_wish(question, TODAY) == TimeWish(latest=True)


def test_recent_only_describes_in_a_long_question() -> None:
    question = "why did the recent rise of the share price come with so little trading in the stock on the mainland?"
    assert time_wish(question, TODAY) == TimeWish()


@pytest.mark.parametrize(
    ("question", "windows"),
    [
        ("Hang Seng Tech on 5 September and on 8 September", [("2025-09-05",) * 2, ("2025-09-08",) * 2]),
        ("compare July 2024 with July 2025", [("2024-07-01", "2024-07-31"), ("2025-07-01", "2025-07-31")]),
        ("9月5日和9月8日的走势", [("2025-09-05",) * 2, ("2025-09-08",) * 2]),
        ("7月和8月的版号", [("2025-07-01", "2025-07-31"), ("2025-08-01", "2025-08-31")]),
        ("in 2023 and in 2024", [("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")]),
        ("buybacks today and yesterday", [("2025-09-17",) * 2, ("2025-09-18",) * 2]),
    ],
)
def test_two_times_in_one_question_are_two_windows(question: str, windows: list[tuple[str, str]]) -> None:
    wish = time_wish(question, TODAY)
    assert sorted((first.isoformat(), last.isoformat()) for first, last in wish.windows) == windows
    assert wish.window is None


def test_one_time_said_twice_is_one_window() -> None:
    assert time_wish("yesterday, that is 17 September 2025", TODAY).window == (date(2025, 9, 17),) * 2
    assert time_wish("in August, 8月", TODAY).window == (date(2025, 8, 1), date(2025, 8, 31))


@pytest.mark.parametrize(
    ("today", "question", "first", "last"),
    [
        # at the turn of the year
        ("2025-01-01", "yesterday", "2024-12-31", "2024-12-31"),
        ("2025-01-01", "last week", "2024-12-23", "2024-12-29"),
        ("2025-01-01", "上个月", "2024-12-01", "2024-12-31"),
        ("2025-01-01", "last quarter", "2024-10-01", "2024-12-31"),
        ("2025-01-01", "this week", "2024-12-30", "2025-01-01"),
        ("2025-01-01", "in December", "2024-12-01", "2024-12-31"),
        ("2025-01-01", "on 31 December", "2024-12-31", "2024-12-31"),
        ("2025-01-01", "今年", "2025-01-01", "2025-01-01"),
        ("2025-01-01", "since December", "2024-12-01", "2025-01-01"),
        ("2024-12-31", "this quarter", "2024-10-01", "2024-12-31"),
        ("2025-03-03", "下半年", "2024-07-01", "2024-12-31"),
        # on a leap day
        ("2024-02-29", "last month", "2024-01-01", "2024-01-31"),
        ("2024-02-29", "this month", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "29 February", "2024-02-29", "2024-02-29"),
        ("2024-02-29", "去年2月", "2023-02-01", "2023-02-28"),
        ("2024-02-29", "over the past year", "2023-03-01", "2024-02-29"),
        ("2024-02-29", "late February", "2024-02-21", "2024-02-29"),
        # on the first of a month
        ("2025-09-01", "this month", "2025-09-01", "2025-09-01"),
        ("2025-09-01", "last month", "2025-08-01", "2025-08-31"),
        ("2025-09-01", "in September", "2025-09-01", "2025-09-01"),
        ("2025-10-01", "上季度", "2025-07-01", "2025-09-30"),
        ("2025-03-01", "yesterday", "2025-02-28", "2025-02-28"),
        # on a Monday and on a Sunday
        ("2025-09-15", "on Monday", "2025-09-15", "2025-09-15"),
        ("2025-09-15", "last Monday", "2025-09-08", "2025-09-08"),
        ("2025-09-15", "this week", "2025-09-15", "2025-09-15"),
        ("2025-09-15", "last week", "2025-09-08", "2025-09-14"),
        ("2025-09-15", "周日", "2025-09-14", "2025-09-14"),
        ("2025-09-14", "this week", "2025-09-08", "2025-09-14"),
        ("2025-09-14", "上周", "2025-09-01", "2025-09-07"),
    ],
)
def test_the_calendars_corners_are_turned(today: str, question: str, first: str, last: str) -> None:
    wish = time_wish(question, date.fromisoformat(today))
    assert [(one.isoformat(), other.isoformat()) for one, other in wish.windows] == [(first, last)]


PIECES = st.sampled_from(
    [*(question for question, _, _ in CASES), "since ", "before ", "by the end of ", "之前", "以来", "自", "latest ",
     "999 ", "31 "]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=4))).map(" ".join)), st.dates(date(1995, 1, 1)))
def test_any_text_is_read_and_its_windows_lie_in_the_past(question: str, today: date) -> None:
    wish = time_wish(question, today)
    assert all(first <= last <= today for first, last in wish.windows)
    assert len(set(wish.windows)) == len(wish.windows)
    assert not (wish.latest and wish.windows)


@settings(deadline=None)
@given(st.dates(date(1995, 1, 1), date(2099, 12, 31)), st.integers(0, 364))
def test_a_day_that_is_written_out_is_that_day(today: date, back: int) -> None:
    day = date.fromordinal(today.toordinal() - back)
    forms = [f"{day:%d %B %Y}", f"{day:%B} {day.day}, {day.year}", f"{day.year}年{day.month}月{day.day}日", f"{day}"]
    if (day.month, day.day) != (2, 29):
        forms += [f"on {day.day} {day:%B}", f"on {day:%b} {day.day}", f"{day.month}月{day.day}日"]
    assert {form: time_wish(form, today).window for form in forms} == dict.fromkeys(forms, (day, day))


def test_case_width_and_kind_of_character_do_not_matter() -> None:
    traditional = OpenCC("s2t").convert
    for question, _, _ in CASES:
        wish = time_wish(question, TODAY)
        for form in (question.upper(), question.lower(), question.translate(TO_FULL_WIDTH), traditional(question)):
            assert time_wish(form, TODAY) == wish, form


@pytest.mark.parametrize(
    "piece",
    ["5 September ", "since ", "1 ", "in ", "in-", "二", "三月", "9月", "since the past 3 ", "20", "2025年", "-",
     "周一", "一", "may ", "between 1 and "],
)  # fmt: skip
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        time_wish(text, TODAY)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(50_000) < 0.5
