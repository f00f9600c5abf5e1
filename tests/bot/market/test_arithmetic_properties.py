"""The arithmetic against a naive reckoning: fractions, every pair of rows, every stretch."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from bot.market.arithmetic.changes import change
from bot.market.arithmetic.closes import close_on
from bot.market.arithmetic.extremes import extremes
from bot.market.arithmetic.falls import drawdown, from_high
from bot.market.arithmetic.moves import best_and_worst
from bot.market.arithmetic.records import highest_since, largest_move_since, lowest_since
from bot.market.arithmetic.rows import Way
from bot.market.arithmetic.runs import longest_streak, streak
from bot.market.arithmetic.volumes import volume
from bot.market.errors import NoData
from bot.market.model import History, Row
from tests.bot.market.histories import histories

TODAY = date(2026, 1, 5)
DAYS = st.integers(0, 200).map(lambda back: TODAY - timedelta(days=back))
NEAR = Fraction(1, 10**20)
Result = TypeVar("Result")


def whole(history: History) -> list[Row]:
    return [row for row in history.rows if not row.partial]


def adjusted(row: Row) -> Fraction:
    return Fraction(row.adjusted)


def found(reckon: Callable[[], Result]) -> Result | None:
    """What is reckoned, or nothing where there is no data for it."""
    try:
        return reckon()
    except NoData:
        return None


def in_period(history: History, first: date, last: date) -> list[Row] | None:
    """The sessions of a period, nothing where there are none or some are missing."""
    rows = whole(history)
    known = history.first_day == history.rows[0].day or first >= history.rows[0].day
    inside = [row for row in rows if first <= row.day <= last]
    return inside if inside and known else None


def before(history: History, row: Row) -> Row | None:
    earlier = [one for one in history.rows if one.day < row.day]
    return max(earlier, key=lambda one: one.day) if earlier else None


def percent(one: Fraction, other: Fraction) -> Fraction:
    return 100 * (other - one) / one


def same(result: object, expected: Fraction) -> bool:
    return abs(Fraction(str(result)) - expected) < NEAR


@given(histories(), DAYS)
def test_a_close_is_that_of_the_latest_row_not_after_the_day(history: History, day: date) -> None:
    close = found(lambda: close_on(history, day, TODAY))
    candidates = [row for row in history.rows if row.day <= day]
    if close is None:
        assert not candidates
        return
    assert close.row.day == max(row.day for row in candidates)
    assert close.moved == all(row.day != day for row in history.rows)
    assert close.previous == before(history, close.row)


@given(histories(), DAYS, DAYS, st.booleans())
def test_a_change_is_the_ratio_of_the_right_two_closes(
    history: History,
    first: date,
    last: date,
    close_before: bool,
) -> None:
    result = found(lambda: change(history, first, last, TODAY, from_close_before=close_before))
    starts = [row for row in history.rows if row.day < first or (row.day == first and not close_before)]
    ends = [row for row in history.rows if row.day <= last]
    possible = first <= last and bool(starts) and len(ends) > len(starts)
    assert (result is not None) == possible
    if result is not None:
        assert same(result.pct, percent(adjusted(starts[-1]), adjusted(ends[-1])))
        assert same(result.pct_as_traded, percent(Fraction(starts[-1].close), Fraction(ends[-1].close)))
        assert result.partial == ends[-1].partial


@given(histories(), DAYS, DAYS)
def test_nothing_of_a_period_lies_beyond_its_extremes(history: History, first: date, last: date) -> None:
    result = found(lambda: extremes(history, first, last))
    rows = in_period(history, first, last)
    assert (result is None) == (rows is None)
    if result is None or rows is None:
        return
    assert sorted(map(adjusted, rows))[-1] == result.high.value
    assert sorted(map(adjusted, rows))[0] == result.low.value
    assert result.high_as_traded.value == sorted(row.close for row in rows)[-1]
    assert result.low_as_traded.value == sorted(row.close for row in rows)[0]
    equal = [row for row in rows if row.adjusted == result.high.value]
    assert (result.high.row, result.high.times) == (equal[0], len(equal))
    highs = sorted(row.high for row in rows if row.high is not None)
    lows = sorted(row.low for row in rows if row.low is not None)
    assert (result.intraday_high.value if result.intraday_high else None) == (highs[-1] if highs else None)
    assert (result.intraday_low.value if result.intraday_low else None) == (lows[0] if lows else None)


def last_beyond(rows: Sequence[Row], value: Callable[[Row], Fraction], sign: int) -> Row | None:
    beyond = [row for row in rows[:-1] if sign * (value(row) - value(rows[-1])) > 0]
    return beyond[-1] if beyond else None


@given(histories(), DAYS)
def test_between_a_high_and_the_one_it_is_the_highest_since_nothing_was_higher(history: History, day: date) -> None:
    rows = [row for row in whole(history) if row.day <= day]
    for reckon, sign in ((highest_since, 1), (lowest_since, -1)):
        since = found(lambda reckon=reckon: reckon(history, day))  # type: ignore[misc]
        assert (since is None) == (len(rows) < 2)
        if since is None:
            continue
        assert since.row == rows[-1]
        assert since.earlier == last_beyond(rows, adjusted, sign)
        assert since.earlier_as_traded == last_beyond(rows, lambda row: Fraction(row.close), sign)
        after = rows[rows.index(since.earlier) + 1 : -1] if since.earlier else rows[:-1]
        equal = [row for row in after if row.adjusted == since.row.adjusted]
        assert since.equalled == (equal[-1] if equal else None)
        assert since.complete == (history.first_day == history.rows[0].day)


@given(histories(min_size=2))
def test_since_the_largest_move_none_was_larger(history: History) -> None:
    rows = whole(history)
    for way, sign in ((Way.UP, 1), (Way.DOWN, -1)):
        since = found(lambda way=way: largest_move_since(history, way))  # type: ignore[misc]
        assert (since is None) == (len(rows) < 2)
        if since is None:
            continue
        moves = [(row, percent(adjusted(one), adjusted(row))) for one, row in pairwise(rows)]
        larger = [row for row, pct in moves[:-1] if sign * pct > sign * moves[-1][1]]
        assert (since.earlier.row if since.earlier else None) == (larger[-1] if larger else None)


@given(histories(), DAYS, DAYS)
def test_no_pair_of_closes_fell_further_than_the_deepest_fall(history: History, first: date, last: date) -> None:
    fall = found(lambda: drawdown(history, first, last))
    rows = in_period(history, first, last)
    assert (fall is None) == (rows is None)
    if fall is None or rows is None:
        return
    falls = [percent(adjusted(one), adjusted(other)) for one, other in combinations(rows, 2)]
    assert same(fall.pct, min([*falls, Fraction(0)]))
    regained = [row for row in whole(history) if row.day > fall.trough.day and row.adjusted >= fall.peak.adjusted]
    assert fall.recovered == (regained[0] if regained and fall.peak is not fall.trough else None)
    assert fall.peak.day <= fall.trough.day


@given(histories())
def test_a_close_is_never_above_its_own_high(history: History) -> None:
    below = found(lambda: from_high(history, TODAY))
    rows = whole(history)
    span = rows[-1].day - timedelta(days=363) if rows else None
    assert (below is None) == (span is None or in_period(history, span, TODAY) is None)
    if below is None or span is None:
        return
    assert same(below.pct_from_record, percent(max(map(adjusted, rows)), adjusted(rows[-1])))
    year = [row for row in rows if row.day >= span]
    assert same(
        below.pct_from_year_as_traded, percent(Fraction(max(row.close for row in year)), Fraction(rows[-1].close))
    )


def is_run(rows: Sequence[Row]) -> int:
    """1 or -1 where each close is higher, or lower, than the one before it, else 0."""
    signs = {(two.close > one.close) - (two.close < one.close) for one, two in pairwise(rows)}
    return signs.pop() if len(signs) == 1 else 0


@given(histories(), DAYS)
def test_a_run_cannot_be_made_longer(history: History, day: date) -> None:
    rows = [row for row in whole(history) if row.day <= day]
    run = found(lambda: streak(history, day))
    assert (run is None) == (not rows)
    if run is None:
        return
    lengths = [size for size in range(1, len(rows)) if is_run(rows[-size - 1 :])]
    assert run.sessions == max(lengths, default=0)
    assert run.way == (None if not lengths else {1: Way.UP, -1: Way.DOWN}[is_run(rows[-2:])])
    assert run.start == rows[-1 - run.sessions]


def with_one_before(history: History, first: date, last: date) -> list[tuple[Row, Row]] | None:
    """The sessions of a period with the one before each; nothing where a close before is needed and missing."""
    inside = in_period(history, first, last)
    if inside is None:
        return None
    pairs = [(one, row) for row in inside if (one := before(history, row)) is not None]
    incomplete = len(pairs) < len(inside) and history.first_day != history.rows[0].day
    return None if incomplete or not pairs else pairs


@given(histories(), DAYS, DAYS)
def test_the_longest_runs_are_the_longest_of_all_stretches(history: History, first: date, last: date) -> None:
    runs = found(lambda: longest_streak(history, first, last))
    pairs = with_one_before(history, first, last)
    assert (runs is None) == (pairs is None)
    if runs is None or pairs is None:
        return
    rows = [pairs[0][0], *(row for _, row in pairs)]
    for run, sign in ((runs.up, 1), (runs.down, -1)):
        lengths = [
            (size, -start)
            for start in range(len(rows))
            for size in range(1, len(rows) - start)
            if is_run(rows[start : start + size + 1]) == sign
        ]
        assert (run is None) == (not lengths)
        if run is not None:
            assert (run.sessions, run.start) == (max(lengths)[0], rows[-max(lengths)[1]])


@given(histories(), DAYS, DAYS)
def test_the_best_and_worst_days_are_the_first_and_last_of_all_sorted(
    history: History, first: date, last: date
) -> None:
    days = found(lambda: best_and_worst(history, first, last))
    pairs = with_one_before(history, first, last)
    assert (days is None) == (pairs is None)
    if days is None or pairs is None:
        return
    moves = [(percent(adjusted(one), adjusted(row)), row) for one, row in pairs]
    ordered = sorted(moves, key=lambda move: move[0])
    assert same(days.worst.pct, ordered[0][0])
    assert days.worst.row == ordered[0][1]
    assert same(days.best.pct, ordered[-1][0])
    traded = sorted(percent(Fraction(one.close), Fraction(row.close)) for one, row in pairs)
    assert same(days.worst_as_traded.pct_as_traded, traded[0])
    assert same(days.best_as_traded.pct_as_traded, traded[-1])


@given(histories(), DAYS, DAYS)
def test_an_average_volume_is_the_sum_over_the_count(history: History, first: date, last: date) -> None:
    traded = found(lambda: volume(history, first, last))
    rows = in_period(history, first, last)
    latest: list[Row | None] = [*whole(history)[-1:]] or [None]
    volumes = [row.volume for row in rows or [] if row.volume is not None and row != latest[0]]
    assert (traded is None) == (not volumes or latest[0] is None or latest[0].volume is None)
    if traded is not None:
        assert same(traded.average, Fraction(sum(volumes), len(volumes)))
