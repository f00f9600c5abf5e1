"""What stands where in a chart."""

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market.charts import Event, style
from bot.market.charts.header import header
from bot.market.charts.plan import Plan, Text, plan_of, rebase
from bot.market.charts.window import common_day, lines_of
from bot.market.errors import NoData
from bot.market.model import History, Kind
from tests.bot.market.charts.histories import MONDAY, as_lines, history, prices, walks, weekdays


def planned(*histories: History, events: Sequence[Event] = (), title: str | None = None) -> Plan:
    days, lines = as_lines(*histories)
    base = common_day(lines) if len(lines) > 1 else None
    return plan_of(days, lines, events, header(lines, base, title))


def written(plan: Plan) -> list[str]:
    return [text.words for text in plan.texts]


def overlapping(texts: Sequence[Text]) -> list[tuple[str, str]]:
    return [
        (a.words, b.words)
        for a, b in combinations(texts, 2)
        if abs(a.y - b.y) < min(a.size, b.size) * 0.8 and a.span[0] < b.span[1] and b.span[0] < a.span[1]
    ]


def test_one_line_is_drawn_as_traded_with_the_last_price_marked() -> None:
    plan = planned(history([100, "104.5", 102], adjusted=[98, "103.5", 102]))
    assert plan.traces[0].values == [100.0, 104.5, 102.0]
    assert plan.tag is not None
    assert plan.tag.words == "102.00"
    assert plan.tag.y == plan.traces[0].end[1]


def test_the_heading_says_the_price_the_change_and_the_days() -> None:
    words = written(planned(history([100, 104, 102])))
    assert words[:3] == ["Alibaba (9988.HK)", "HK$102.00   +2.0%", "3 Nov 2025 – 5 Nov 2025"]
    assert words[3] == "Yahoo Finance, as of 24 Nov 2025, 16:20 Hong Kong time"


def test_the_heading_says_as_traded_where_dividends_make_a_difference() -> None:
    assert "HK$102.00   +2.0% as traded" in written(planned(history([100, 102], adjusted=[95, 102])))


@pytest.mark.parametrize(
    ("currency", "kind", "unit"),
    [
        ("HKD", Kind.SHARE, "HK$"),
        ("USD", Kind.FUND, "US$"),
        ("CNY", Kind.SHARE, "yuan"),
        ("HKD", Kind.INDEX, "points"),
        ("THB", Kind.SHARE, "THB"),
    ],
)
def test_the_axis_says_what_prices_are_counted_in(currency: str, kind: Kind, unit: str) -> None:
    assert unit in written(planned(history([100, 102], currency=currency, kind=kind)))


def test_a_session_that_is_not_over_and_old_rows_are_said_in_the_picture() -> None:
    plan = planned(history([100, 102], volumes=[500, 100], partial=True, stale=True))
    assert plan.traces[0].open
    assert plan.volume is not None
    assert [bar.open for bar in plan.volume.bars] == [False, True]
    assert any(words.endswith("; HKEX session open; not renewed") for words in written(plan))


def test_an_index_has_no_bars_and_its_line_has_their_room() -> None:
    index = planned(history([5000, 5100], kind=Kind.INDEX, volumes=[0, 0]))
    share = planned(history([5000, 5100], volumes=[10, 20]))
    assert index.volume is None
    assert index.panel.bottom < share.panel.bottom
    assert "volume" in written(share)


def test_sessions_without_a_volume_have_no_bar() -> None:
    plan = planned(history([1, 2, 3], volumes=[100, None, 300]))
    assert plan.volume is not None
    assert len(plan.volume.bars) == 2


def test_bars_of_a_long_period_are_means_of_several_sessions() -> None:
    plan = planned(history([5] * 1300, volumes=[100, 300] * 650))
    assert plan.volume is not None
    assert plan.volume.sessions > 1
    assert len(plan.volume.bars) < 300
    assert "vol./day" in written(plan)


@pytest.mark.parametrize("closes", [[150], [150, 151], [5] * 30, ["0.012", "0.0125"], [25_000, 25_100], [0, 0]])
def test_short_flat_tiny_and_large_prices_stay_in_the_picture(closes: list[float]) -> None:
    plan = planned(history(closes, volumes=[1000] * len(closes)))
    panel = plan.panel
    assert all(panel.left <= x <= panel.right for run in plan.traces[0].runs for x, _ in run)
    assert all(panel.bottom <= y <= panel.top for run in plan.traces[0].runs for _, y in run)
    assert not overlapping(plan.texts)


def test_a_name_that_the_font_cannot_write_gives_way_to_the_symbol() -> None:
    assert written(planned(history([1, 2], name="阿里巴巴")))[0] == "9988.HK"
    assert written(planned(history([1, 2]), title="阿里巴巴"))[0] == "Alibaba (9988.HK)"
    assert written(planned(history([1, 2]), title="Since the results"))[0] == "Since the results"


def test_a_name_that_is_too_long_is_cut_between_words_and_keeps_its_symbol() -> None:
    named = history([1, 2], name="Contemporary Amperex Technology Co., Limited", symbol="300750.SZ")
    assert written(planned(named))[0] == "Contemporary Amperex… (300750.SZ)"


@given(closes=walks, volume=st.booleans(), name=st.text(max_size=60), partial=st.booleans(), apart=st.booleans())
def test_words_in_a_picture_of_one_never_overlap_nor_leave_it(
    closes: list[Decimal], volume: bool, name: str, partial: bool, apart: bool
) -> None:
    drawn = history(
        closes,
        name=name,
        partial=partial,
        volumes=[n * 1000 + 1 for n in range(len(closes))] if volume else None,
        adjusted=[close * 2 for close in closes[:-1]] + closes[-1:] if apart else None,
    )
    plan = planned(drawn)
    tag = [plan.tag] if plan.tag else []
    assert overlapping([*plan.texts, *tag]) == []
    assert all(text.span[0] >= 0 and text.span[1] <= style.WIDTH for text in [*plan.texts, *tag])


def test_a_line_goes_on_over_days_that_only_others_have() -> None:
    days = weekdays(MONDAY, 10)
    whole, holey = history(range(10, 20)), history(range(10, 18), symbol="BABA", days=[*days[:4], *days[6:]])
    plan = planned(whole, holey)
    assert [len(trace.runs) for trace in plan.traces] == [1, 1]
    assert not plan.holes


def test_a_line_breaks_where_its_share_was_suspended_and_the_others_were_not() -> None:
    days = weekdays(MONDAY, 30)
    plan = planned(history(range(10, 40)), history(range(10, 20), symbol="BABA", days=[*days[:5], *days[25:]]))
    assert [[len(run) for run in trace.runs] for trace in plan.traces] == [[30], [5, 5]]
    assert not plan.holes


def test_where_nobody_traded_the_picture_shows_a_hole() -> None:
    days = weekdays(MONDAY, 30)
    plan = planned(history(range(10, 20), days=[*days[:5], *days[25:]]))
    ((left, right),) = plan.holes
    assert plan.traces[0].runs[0][-1][0] == left
    assert plan.traces[0].runs[1][0][0] == right


@given(st.lists(walks, min_size=2, max_size=8))
def test_each_of_several_begins_at_100(walked: list[list[Decimal]]) -> None:
    plan = planned(*(history(closes, symbol=f"{n}.HK") for n, closes in enumerate(walked)))
    assert all(trace.values[0] == 100 for trace in plan.traces)
    assert all(math.isclose(trace.runs[0][0][1], plan.base or 0, abs_tol=0.5) for trace in plan.traces)


@given(prices, prices)
def test_rebased_values_have_dividends_in_them(first: Decimal, last: Decimal) -> None:
    _, (line,) = as_lines(history([1, 1], adjusted=[first, last]))
    assert math.isclose(rebase(line)[-1], float(last / first * 100), rel_tol=1e-9)


def test_lines_are_set_equal_on_the_first_session_that_all_have() -> None:
    days = weekdays(MONDAY, 6)
    plan = planned(
        history([10, 20, 30, 40], days=[days[0], days[2], days[3], days[5]]),
        history([5, 6, 9], symbol="BABA", days=[days[1], days[3], days[4]]),
    )
    assert [list(trace.values) for trace in plan.traces] == [[100.0, pytest.approx(400 / 3)], [100.0, 150.0]]
    assert written(plan)[1:3] == ["6 Nov 2025 = 100", "→ 10 Nov 2025"]


def test_histories_that_share_no_session_cannot_be_compared() -> None:
    days = weekdays(MONDAY, 4)
    apart = [history([1, 2], days=days[:2]), history([1, 2], symbol="BABA", days=days[2:])]
    with pytest.raises(NoData, match=r"9988\.HK, BABA: no session"):
        common_day(lines_of(apart, None, None))


def test_each_line_is_named_at_its_end_with_its_change() -> None:
    plan = planned(history([100, 110]), history([20, 19], symbol="BABA"))
    places = {text.words: text.y for text in plan.texts}
    assert places["9988.HK"] - places["+10.0%"] == places["BABA"] - places["−5.0%"] > 0
    assert all(trace.leader[0] == trace.end for trace in plan.traces)


def test_a_title_with_no_room_for_all_symbols_says_how_many_more() -> None:
    plan = planned(*(history([1, 2], symbol=f"{9000 + n}.HK") for n in range(8)))
    assert written(plan)[0] == "9000.HK, 9001.HK, 9002.HK +5"


@given(st.lists(walks, min_size=2, max_size=8), st.integers(3, 14))
def test_words_in_a_picture_of_several_never_overlap_nor_leave_it(walked: list[list[Decimal]], length: int) -> None:
    plan = planned(*(history(closes, symbol=f"{n}".ljust(length, "W")) for n, closes in enumerate(walked)))
    assert overlapping(plan.texts) == []
    assert all(text.span[0] >= 0 and text.span[1] <= style.WIDTH for text in plan.texts)


def test_an_event_stands_on_the_close_of_its_day_or_of_the_next_session() -> None:
    line = history([10, 11, 12, 13, 14, 15])
    saturday = date(2025, 11, 8)
    plan = planned(line, events=[Event(date(2025, 11, 4), 1), Event(saturday, 2)])
    points = plan.traces[0].runs[0]
    assert [(mark.n, mark.at) for mark in plan.marks] == [(1, points[1]), (2, points[5])]


def test_an_event_after_the_last_session_or_of_another_share_is_not_marked() -> None:
    events = [Event(date(2025, 11, 20), 1), Event(MONDAY, 2, "BABA"), Event(MONDAY, 3, "9988.HK")]
    assert [mark.n for mark in planned(history([10, 11]), events=events).marks] == [3]


def test_an_event_stands_on_the_line_it_belongs_to() -> None:
    plan = planned(history([10, 12]), history([10, 9], symbol="BABA"), events=[Event(date(2025, 11, 4), 1, "BABA")])
    assert plan.marks[0].at == plan.traces[1].end


@settings(max_examples=40)
@given(st.lists(st.integers(0, 59), max_size=20), st.lists(st.floats(10, 20), min_size=60, max_size=60))
def test_numbers_of_events_never_cover_one_another(days: list[int], closes: list[float]) -> None:
    sessions = weekdays(MONDAY, 60)
    events = [Event(sessions[day], n) for n, day in enumerate(days, start=1)]
    plan = planned(history([round(close, 2) for close in closes], volumes=[10] * 60), events=events)
    assert [mark.n for mark in plan.marks] == [event.n for event in events]
    spots = [mark.spot for mark in plan.marks]
    assert all(math.dist(a, b) >= 2 * style.MARK for a, b in combinations(spots, 2))
    panel = plan.panel
    assert all(panel.left <= x - style.MARK and x + style.MARK <= panel.right for x, _ in spots)
    assert all(panel.bottom <= y - style.MARK for _, y in spots)


def labelled(plan: Plan) -> set[float]:
    return {round(text.y, 6) for text in plan.texts}


@given(st.lists(walks, min_size=1, max_size=4), st.booleans())
@settings(max_examples=80, deadline=None)
def test_beside_every_line_across_stands_a_figure(several: list[list[Decimal]], traded: bool) -> None:
    lines = [
        history(closes, symbol=f"{n}.HK", volumes=[1000] * len(closes) if traded else None)
        for n, closes in enumerate(several)
    ]
    plan = planned(*lines)
    across = [*plan.levels, *([plan.base] if plan.base is not None else [])]
    assert {round(y, 6) for y in across} <= labelled(plan)


@pytest.mark.parametrize("last", [101, 150, 1500, 40_000])
def test_the_line_at_100_is_called_so_however_far_the_others_run(last: int) -> None:
    plan = planned(history([100, last]), history([10, 9], symbol="BABA"))
    [base] = [text for text in plan.texts if text.words in {"100", "100.0"}]
    assert base.y == pytest.approx(plan.base)
    assert not overlapping(plan.texts)


def test_an_open_session_is_that_of_a_named_exchange() -> None:
    american = history([1, 2], symbol="JD", exchange="Nasdaq", partial=True)
    beside = planned(history([1, 2]), american)
    assert any("; Nasdaq session open" in words for words in written(beside))
    both = planned(history([1, 2], partial=True), american)
    assert any("; HKEX and Nasdaq session open" in words for words in written(both))
    odd = planned(history([1, 2], exchange="港交所", partial=True))
    assert any("; 9988.HK session open" in words for words in written(odd))
