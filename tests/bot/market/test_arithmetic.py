"""Worked examples, reckoned by hand: what a reader is told of closes, changes, extremes, records, falls and runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from bot.market.arithmetic.changes import change, on_the_day, over_days, over_months, year_to_date
from bot.market.arithmetic.closes import close_on
from bot.market.arithmetic.comparisons import converted, versus
from bot.market.arithmetic.extremes import extremes
from bot.market.arithmetic.falls import drawdown, from_high
from bot.market.arithmetic.moves import best_and_worst
from bot.market.arithmetic.records import highest_since, largest_move_since, lowest_since
from bot.market.arithmetic.rows import Basis, Way, months_before, rounded
from bot.market.arithmetic.runs import longest_streak, streak
from bot.market.arithmetic.volumes import volume
from bot.market.errors import NoData
from bot.market.model import History, Kind
from tests.bot.market.histories import closes, history, row

TODAY = date(2026, 8, 18)
SUMMER = history(
    closes(
        ("2025-12-30", "90"),
        ("2025-12-31", "100"),
        ("2026-07-30", "118"),
        ("2026-07-31", "120"),
        ("2026-08-03", "126"),
        ("2026-08-14", "130"),
        ("2026-08-17", "132"),
    ),
    first_day=date(2019, 11, 20),
)
LISTED = replace(SUMMER, first_day=date(2025, 12, 30))


def reason_of(asked: Callable[[], object]) -> str:
    with pytest.raises(NoData) as raised:
        asked()
    return raised.value.reason


def test_a_close_is_the_close_as_traded_of_that_day() -> None:
    paid = history([row("2026-08-13", "100", "95"), row("2026-08-14", "97")])
    close = close_on(paid, date(2026, 8, 13), TODAY)
    assert (close.price, close.moved, close.currency, close.basis) == (Decimal(100), False, "HKD", Basis.AS_TRADED)


def test_on_a_weekend_the_last_session_before_is_given_and_said() -> None:
    close = close_on(SUMMER, date(2026, 8, 16), TODAY)
    assert (close.row.day, close.asked, close.moved) == (date(2026, 8, 14), date(2026, 8, 16), True)


def test_a_running_session_has_no_close_yet_and_the_one_before_is_offered() -> None:
    running = replace(SUMMER, rows=[*SUMMER.rows[:-1], replace(SUMMER.rows[-1], partial=True)])
    close = close_on(running, date(2026, 8, 17), TODAY)
    assert close.partial
    assert close.previous is SUMMER.rows[-2]


def test_a_day_to_come_has_no_close() -> None:
    assert reason_of(lambda: close_on(SUMMER, date(2026, 11, 28), TODAY)) == "28 November 2026 is in the future"


def test_before_the_first_session_there_is_no_close() -> None:
    assert reason_of(lambda: close_on(LISTED, date(2025, 1, 2), TODAY)) == (
        "there is no price before 30 December 2025, the first day of trading that Yahoo Finance has"
    )


def test_rows_that_were_not_asked_for_are_no_proof_that_nothing_was_traded() -> None:
    assert (
        reason_of(lambda: close_on(SUMMER, date(2025, 1, 2), TODAY)) == "the prices at hand begin on 30 December 2025"
    )


def test_long_after_the_last_row_its_close_is_not_passed_on() -> None:
    assert reason_of(lambda: close_on(SUMMER, date(2026, 9, 30), date(2026, 10, 1))) == (
        "the prices at hand end on 17 August 2026"
    )


def test_august_counts_from_the_last_close_of_july() -> None:
    since = change(SUMMER, date(2026, 8, 1), TODAY, TODAY, from_close_before=True)
    assert (since.start.day, since.end.day, since.pct) == (date(2026, 7, 31), date(2026, 8, 17), Decimal(10))


def test_a_named_day_counts_from_its_own_close() -> None:
    since = change(SUMMER, date(2026, 8, 3), date(2026, 8, 14), TODAY)
    assert since.start.close == 126
    assert rounded(since.pct) == Decimal("3.2")  # 130 / 126 = 1.0317...


def test_year_to_date_counts_from_the_last_close_of_last_year() -> None:
    assert (year_to_date(SUMMER, TODAY).start.day, year_to_date(SUMMER, TODAY).pct) == (date(2025, 12, 31), Decimal(32))


def test_past_days_and_months_count_from_the_close_of_that_day() -> None:
    assert over_days(SUMMER, 15, TODAY).start.day == date(2026, 8, 3)
    assert over_months(SUMMER, 1, TODAY).start.day == date(2025, 12, 31)


def test_a_day_is_set_against_the_close_before_it() -> None:
    assert on_the_day(SUMMER, date(2026, 8, 3), TODAY).pct == 5


def test_dividends_count_in_a_change_and_the_change_as_traded_stands_beside_it() -> None:
    paid = history([row("2026-08-13", "100", "95"), row("2026-08-14", "95")])
    since = change(paid, date(2026, 8, 13), date(2026, 8, 14), TODAY)
    assert (since.pct, since.pct_as_traded, since.differs, since.basis) == (
        Decimal(0),
        Decimal(-5),
        True,
        Basis.ADJUSTED,
    )


def test_a_change_into_a_running_session_is_marked() -> None:
    running = replace(SUMMER, rows=[*SUMMER.rows[:-1], replace(SUMMER.rows[-1], partial=True)])
    assert year_to_date(running, TODAY).partial
    assert not year_to_date(SUMMER, TODAY).partial


@pytest.mark.parametrize(
    ("first", "last", "before", "reason"),
    [
        ("2026-08-14", "2026-08-03", False, "the period begins after its end"),
        ("2026-08-03", "2026-08-19", False, "19 August 2026 is in the future"),
        ("2025-01-02", "2026-08-14", False, "the prices at hand begin on 30 December 2025"),
        ("2025-12-30", "2026-08-14", True, "the prices at hand begin on 30 December 2025"),
        ("2026-08-15", "2026-08-16", False, "no session was held after 14 August 2026 and up to 16 August 2026"),
        ("2026-08-15", "2026-08-16", True, "no session was held after 14 August 2026 and up to 16 August 2026"),
    ],
)
def test_a_change_that_cannot_be_reckoned_says_why(first: str, last: str, before: bool, reason: str) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert reason_of(lambda: change(SUMMER, *days, TODAY, from_close_before=before)) == reason


def test_one_is_ahead_of_another_by_percentage_points() -> None:
    index = history(closes(("2025-12-31", "50"), ("2026-08-17", "55")), symbol="KWEB", currency="USD")
    ahead = versus(year_to_date(SUMMER, TODAY), year_to_date(index, TODAY))
    assert (ahead.points, ahead.currencies_differ, ahead.days_differ) == (Decimal(22), True, False)


def test_a_holiday_on_one_exchange_shows_in_the_days() -> None:
    index = history(closes(("2025-12-31", "50"), ("2026-08-14", "55")))
    assert versus(year_to_date(SUMMER, TODAY), year_to_date(index, TODAY)).days_differ


def test_different_periods_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same period"):
        versus(year_to_date(SUMMER, TODAY), over_days(SUMMER, 15, TODAY))


def test_a_change_is_converted_with_rates_that_can_be_seen() -> None:
    rates = history(closes(("2025-12-31", "7.8"), ("2026-08-17", "7.722")), symbol="HKD=X", kind=Kind.RATE)
    dollars = converted(year_to_date(SUMMER, TODAY), rates, "USD")
    # HK$100 were US$12.82 and HK$132 are US$17.09: 1.32 * 7.8 / 7.722 = 1.3333...
    assert (dollars.currency, rounded(dollars.pct, 2)) == ("USD", Decimal("33.33"))
    assert dollars.conversion is not None
    assert (dollars.conversion.start.close, dollars.conversion.end.close) == (Decimal("7.8"), Decimal("7.722"))


def test_a_rate_quoted_the_other_way_round_multiplies() -> None:
    rates = history(
        closes(("2025-12-31", "0.10"), ("2026-08-15", "0.11")), symbol="HKDUSD=X", currency="USD", kind=Kind.RATE
    )
    assert rounded(converted(year_to_date(SUMMER, TODAY), rates, "USD").pct, 4) == Decimal("45.2000")


def test_what_is_in_the_currency_already_is_left_alone_and_a_rate_of_others_refused() -> None:
    gain = year_to_date(SUMMER, TODAY)
    assert converted(gain, SUMMER, "HKD") is gain
    with pytest.raises(ValueError, match="converts no HKD"):
        converted(gain, replace(SUMMER, currency="EUR"), "USD")


def test_a_rate_that_does_not_reach_back_converts_nothing() -> None:
    rates = history(closes(("2026-08-14", "7.8"), ("2026-08-17", "7.7")), symbol="HKD=X", kind=Kind.RATE)
    assert reason_of(lambda: converted(year_to_date(SUMMER, TODAY), rates, "USD")) == (
        "the prices at hand begin on 14 August 2026"
    )


DIVIDEND = history(
    [
        row("2026-08-10", "110", "99", high="112", low="104"),
        row("2026-08-11", "108", "97.2", high="115", low="106"),
        row("2026-08-12", "100", high="101", low="96"),
        row("2026-08-13", "98"),
        row("2026-08-14", "100"),
    ]
)


def test_the_highest_close_is_told_with_dividends_and_as_traded() -> None:
    most = extremes(DIVIDEND, date(2026, 8, 10), date(2026, 8, 16))
    assert (most.high.row.day, most.high.value, most.high.times) == (date(2026, 8, 12), Decimal(100), 2)
    assert (most.high_as_traded.row.day, most.high_as_traded.value) == (date(2026, 8, 10), Decimal(110))
    assert (most.low.value, most.low_as_traded.value) == (Decimal("97.2"), Decimal(98))
    assert most.high_differs
    assert most.low_differs


def test_intraday_highs_and_lows_are_those_that_rows_have() -> None:
    most = extremes(DIVIDEND, date(2026, 8, 10), date(2026, 8, 14))
    assert most.intraday_high is not None
    assert most.intraday_low is not None
    assert (most.intraday_high.value, most.intraday_low.value) == (Decimal(115), Decimal(96))
    assert extremes(SUMMER, date(2026, 8, 3), TODAY).intraday_high is None


def test_the_highest_close_since_another_says_which() -> None:
    baidu = history(
        closes(("2021-02-19", "330"), ("2023-09-12", "139"), ("2023-09-13", "132"), ("2025-09-17", "137")),
        first_day=date(2005, 8, 5),
    )
    since = highest_since(baidu)
    assert since.earlier is not None
    assert (since.earlier.day, since.all_of_history) == (date(2023, 9, 12), False)


def test_a_record_says_whether_the_rows_begin_with_the_first_session() -> None:
    assert highest_since(SUMMER).all_of_history
    assert not highest_since(SUMMER).complete
    assert highest_since(LISTED).complete
    assert highest_since(LISTED).begins.day == date(2025, 12, 30)


def test_dividends_move_the_day_since_when_a_close_is_the_highest() -> None:
    since = highest_since(DIVIDEND, date(2026, 8, 12))
    assert since.earlier is None
    assert since.earlier_as_traded is DIVIDEND.rows[1]
    assert since.differs


def test_a_close_that_only_equals_an_earlier_one_says_so() -> None:
    assert highest_since(DIVIDEND).equalled is DIVIDEND.rows[2]


def test_the_lowest_close_since() -> None:
    assert lowest_since(DIVIDEND, date(2026, 8, 13)).earlier is DIVIDEND.rows[1]
    assert lowest_since(DIVIDEND, date(2026, 8, 13)).earlier_as_traded is None


def test_intraday_highs_are_compared_with_intraday_highs() -> None:
    assert highest_since(DIVIDEND, date(2026, 8, 12), intraday=True).earlier is DIVIDEND.rows[1]
    assert (
        reason_of(lambda: highest_since(SUMMER, intraday=True)) == "Yahoo Finance gives only the close of that session"
    )


def test_one_row_alone_is_the_highest_of_nothing() -> None:
    alone = history(closes(("2026-08-14", "100")))
    assert reason_of(lambda: highest_since(alone)) == "the prices at hand begin on 14 August 2026"


def test_the_largest_rise_since_another() -> None:
    days = history(closes(("2026-08-10", "100"), ("2026-08-11", "110"), ("2026-08-12", "110"), ("2026-08-13", "117.7")))
    since = largest_move_since(days, Way.UP)
    assert since.move.pct == 7
    assert since.earlier_on(Basis.ADJUSTED) is days.rows[1]
    assert largest_move_since(days, Way.UP, date(2026, 8, 11)).earlier is None


FALL = history(
    closes(
        ("2026-08-03", "100"), ("2026-08-04", "80"), ("2026-08-05", "120"), ("2026-08-06", "90"), ("2026-08-07", "121")
    )
)  # fmt: skip


def test_the_deepest_fall_has_a_peak_a_trough_and_a_recovery() -> None:
    fall = drawdown(FALL, date(2026, 8, 3), date(2026, 8, 6))
    assert (fall.peak.close, fall.trough.close, fall.pct) == (Decimal(120), Decimal(90), Decimal(-25))
    assert fall.recovered is FALL.rows[4]


def test_a_price_that_only_rose_has_fallen_by_nothing() -> None:
    fall = drawdown(FALL, date(2026, 8, 4), date(2026, 8, 5))
    assert (fall.pct, fall.recovered) == (Decimal(0), None)
    assert fall.peak is fall.trough


def test_a_close_is_so_far_below_its_high_of_52_weeks_and_of_all() -> None:
    long = history(
        closes(("2024-01-02", "200"), ("2025-08-18", "160"), ("2025-08-19", "150"), ("2026-08-17", "120")),
        first_day=date(2024, 1, 2),
    )
    below = from_high(long, TODAY)
    assert (below.pct_from_year, below.pct_from_record, below.complete) == (Decimal(-20), Decimal(-40), True)


def test_a_high_of_52_weeks_needs_rows_of_52_weeks_unless_it_was_listed_later() -> None:
    assert from_high(LISTED, TODAY).pct_from_year == 0
    assert reason_of(lambda: from_high(SUMMER, TODAY)) == "the prices at hand begin on 30 December 2025"


RUN = history(
    closes(
        ("2026-08-03", "10"),
        ("2026-08-04", "11"),
        ("2026-08-05", "12"),
        ("2026-08-06", "12"),
        ("2026-08-07", "11"),
        ("2026-08-10", "12"),
        ("2026-08-11", "13"),
        ("2026-08-12", "14"),
    )
)


def test_a_run_of_rises_ends_where_a_close_was_unchanged() -> None:
    run = streak(RUN)
    assert (run.way, run.sessions, run.start.day, run.cut) == (Way.UP, 3, date(2026, 8, 7), False)
    assert rounded(run.pct) == Decimal("27.3")
    assert streak(RUN, date(2026, 8, 6)).sessions == 0
    assert streak(RUN, date(2026, 8, 7)).way is Way.DOWN


def test_a_run_from_the_first_row_at_hand_may_have_been_longer() -> None:
    assert streak(RUN, date(2026, 8, 5)).cut


def test_the_longest_runs_of_a_period() -> None:
    runs = longest_streak(RUN, date(2026, 8, 4), date(2026, 8, 10))
    assert runs.up is not None
    assert runs.down is not None
    assert (runs.up.sessions, runs.up.end.day, runs.down.sessions) == (2, date(2026, 8, 5), 1)


def test_the_best_and_the_worst_day_of_a_period() -> None:
    days = best_and_worst(FALL, date(2026, 8, 4), date(2026, 8, 6))
    assert (days.best.row.day, days.best.pct) == (date(2026, 8, 5), Decimal(50))
    assert (days.worst.row.day, days.worst.pct) == (date(2026, 8, 6), Decimal(-25))


def test_a_dividend_is_no_bad_day() -> None:
    days = best_and_worst(DIVIDEND, date(2026, 8, 11), date(2026, 8, 14))
    assert (days.worst.row.day, days.worst_as_traded.row.day) == (date(2026, 8, 13), date(2026, 8, 12))


def test_the_first_day_of_trading_has_no_close_to_be_set_against() -> None:
    assert best_and_worst(LISTED, date(2025, 12, 1), date(2025, 12, 31)).best.row.day == date(2025, 12, 31)
    assert reason_of(lambda: best_and_worst(SUMMER, date(2025, 12, 30), TODAY)) == (
        "the prices at hand begin on 30 December 2025"
    )


def test_the_latest_volume_is_set_against_the_average_before_it() -> None:
    busy = [*closes(("2026-08-13", "1"), ("2026-08-14", "1")), replace(row("2026-08-17", "1"), volume=2500)]
    traded = volume(history(busy), date(2026, 8, 13), TODAY)
    assert (traded.average, traded.sessions, traded.times) == (Decimal(1000), 2, Decimal("2.5"))
    assert reason_of(lambda: volume(history(busy), date(2026, 8, 17), TODAY)) == (
        "Yahoo Finance gives no volume to compare"
    )


WINDOWED: list[Callable[[History, date, date], object]] = [
    extremes, drawdown, best_and_worst, longest_streak, volume,
]  # fmt: skip


@pytest.mark.parametrize("reckon", WINDOWED)
def test_a_period_without_sessions_says_why(reckon: Callable[[History, date, date], object]) -> None:
    reasons = {
        ("2026-08-14", "2026-08-03"): "the period begins after its end",
        ("2026-08-15", "2026-08-16"): "no session was held from 15 August 2026 to 16 August 2026",
        ("2026-08-19", "2026-08-20"): "the prices at hand end on 17 August 2026",
        ("2025-11-01", "2026-08-14"): "the prices at hand begin on 30 December 2025",
        ("2025-11-01", "2025-11-30"): "the prices at hand begin on 30 December 2025",
    }
    for (first, last), reason in reasons.items():
        asked = partial(reckon, SUMMER, date.fromisoformat(first), date.fromisoformat(last))
        assert reason_of(asked) == reason


def test_of_today_alone_nothing_is_reckoned_before_its_session_is_over() -> None:
    running = replace(SUMMER, rows=[*SUMMER.rows[:-1], replace(SUMMER.rows[-1], partial=True)])
    day = SUMMER.rows[-1].day
    assert reason_of(lambda: extremes(running, day, day)) == "no session is over from 17 August 2026 to 17 August 2026"
    assert extremes(running, day, day, with_partial=True).high.value == 132


def test_a_listing_whose_only_session_still_runs_has_nothing_to_reckon_with() -> None:
    first = history([replace(row("2026-08-17", "10"), partial=True)])
    assert reason_of(lambda: streak(first)) == "the session of 17 August 2026 is not over, and there is none before"


def test_figures_are_rounded_half_away_from_nought_and_never_to_a_negative_nought() -> None:
    rounding = [str(rounded(Decimal(figure))) for figure in ("0.25", "-0.25", "-0.04", "26", "1E+3")]
    assert rounding == ["0.3", "-0.3", "0.0", "26.0", "1000.0"]


def test_a_month_before_the_31st_is_the_last_of_the_month() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 3, 31), 15) == date(2024, 12, 31)
