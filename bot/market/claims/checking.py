"""Testing a claim against price rows. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bot.market.arithmetic.changes import Change, change
from bot.market.arithmetic.moves import DayMove
from bot.market.arithmetic.records import MoveSince, Since, highest_since, largest_move_since, lowest_since
from bot.market.arithmetic.rows import ALLOWANCE, Basis, Way, percent, place, rounded, said
from bot.market.arithmetic.runs import streak
from bot.market.claims.claim import Claim, Grain, Kind, Measure, Span, Verdict
from bot.market.errors import NoData
from bot.market.model import History, Row

_BASES = (Basis.ADJUSTED, Basis.AS_TRADED)
_BEYOND = {Way.UP: "higher", Way.DOWN: "lower"}
_MOVED = {Way.UP: "rise", Way.DOWN: "fall"}


def check(claim: Claim, history: History, on: date) -> Verdict:
    """Whether a claim holds of a listing.

    It is tested at the session that its sentence names; where it names none, at that of ``on``, by the exchange's
    calendar, or the last before it. A running session proves nothing but what is said of prices within it.
    """
    day = claim.session or on
    at = place(history.rows, day)
    if at < 0 or day - history.rows[at].day > ALLOWANCE or (claim.session and history.rows[at].day != day):
        return Verdict(None, f"there is no session of {said(day)} among the rows at hand")
    row = history.rows[at]
    if row.partial and claim.measure not in {Measure.INTRADAY, Measure.PEAK}:
        return Verdict(None, f"the session of {said(row.day)} is not over")
    try:
        return _TESTS[claim.kind](claim, history, row)
    except NoData as error:
        return Verdict(None, error.reason)


def _extreme(claim: Claim, history: History, row: Row) -> Verdict:
    tested = list(_extremes(claim, history, row))
    if not tested:
        return Verdict(None, f"{history.source} gives no prices within the session of {said(row.day)}")
    results = [(_reached(claim.since, since, since.earlier_on(basis)), since, basis) for since, basis in tested]
    holds = _any([held for held, _, _ in results])
    actual = next((since for held, since, _ in results if held), tested[0][0])
    bases = tuple(dict.fromkeys(basis for held, _, basis in results if held))
    return Verdict(holds, _extreme_reason(actual), actual, bases)


def _extremes(claim: Claim, history: History, row: Row) -> Iterator[tuple[Since, Basis]]:
    """What the price is highest since, in every way in which the claim may be meant."""
    reckon = highest_since if claim.way is Way.UP else lowest_since
    if claim.measure in {Measure.CLOSE, Measure.UNSAID}:
        since = reckon(history, row.day)
        yield from ((since, basis) for basis in _BASES)
    price = row.high if claim.way is Way.UP else row.low
    if claim.measure is not Measure.CLOSE and price is not None:
        yield reckon(history, row.day, intraday=True, with_partial=row.partial), Basis.AS_TRADED


def _reached(span: Span | None, found: Since | MoveSince, earlier: Row | None) -> bool | None:
    """Whether the last row beyond this one lies among the days that were named; without days, whether there is none."""
    if earlier is not None:
        return span is not None and (span.first or date.min) <= earlier.day <= span.last
    if span is None:
        return found.complete or None
    if found.begins.day > span.last:
        return None
    if span.first is None:
        return True
    return False if found.complete or found.begins.day <= span.first else None


def _any(held: list[bool | None]) -> bool | None:
    return True if True in held else None if None in held else False


def _extreme_reason(since: Since) -> str:
    what, beyond = "price" if since.intraday else "close", _BEYOND[since.way]
    if since.earlier is None:
        reason = f"no {what} before was {beyond}, in rows that begin on {said(since.begins.day)}"
    else:
        reason = f"the last {beyond} {what} before {said(since.row.day)} was that of {said(since.earlier.day)}"
    if not since.differs:
        return reason
    traded = said(since.earlier_as_traded.day) if since.earlier_as_traded else "no day"
    return f"{reason}, with dividends counted in; as traded, that of {traded}"


def _move(claim: Claim, history: History, row: Row) -> Verdict:
    since = largest_move_since(history, claim.way, row.day)
    held = {basis: _reached(claim.since, since, since.earlier_on(basis)) for basis in _BASES}
    pct = since.move.pct
    if pct == 0 or (pct > 0) is not (claim.way is Way.UP):
        return Verdict(False, f"it moved by {rounded(pct)}% on {said(row.day)}", since)
    if since.earlier:
        reason = f"the last larger {_MOVED[claim.way]} was that of {said(since.earlier.row.day)}"
    else:
        reason = f"no {_MOVED[claim.way]} before was larger, in rows that begin on {said(since.begins.day)}"
    return Verdict(_any([*held.values()]), reason, since, tuple(basis for basis in _BASES if held[basis]))


def _change(claim: Claim, history: History, row: Row) -> Verdict:
    """A change over a period; where the words leave open which close it counts from, any that fits will do."""
    candidates = list(_changes(claim, history, row))
    if not candidates:
        raise NoData(history.symbol, _no_start(claim, history))
    fits = [(found, basis) for found in candidates for basis in _BASES if _fits(claim, found.on(basis))]
    actual = fits[0][0] if fits else candidates[0]
    bases = tuple(basis for basis in _BASES if (actual, basis) in fits)
    reason = f"from the close of {said(actual.start.day)} to that of {said(actual.end.day)}"
    reason += f" it changed by {rounded(actual.pct)}%"
    if actual.differs:
        reason += f" with dividends counted in, {rounded(actual.pct_as_traded)}% as traded"
    return Verdict(bool(fits), reason, actual, bases)


def _changes(claim: Claim, history: History, row: Row) -> Iterator[Change]:
    """The changes that may be meant, finance's own convention first."""
    span = claim.since
    if span is None or span.first is None:
        return
    end = min(claim.until or row.day, row.day)
    starts = [(span.first, True)]
    if span.grain in {Grain.DAY, Grain.COUNTED}:
        starts = [(span.first, False), (span.first, True), (span.first + timedelta(days=1), False)]
    elif span.grain is Grain.PART and claim.until is None:
        starts += [(one.day, False) for one in history.rows if span.first <= one.day <= span.last]
    for first, from_close_before in starts:
        try:
            yield change(history, first, end, row.day, from_close_before=from_close_before)
        except NoData:
            continue


def _no_start(claim: Claim, history: History) -> str:
    span = claim.since
    begun = f"the prices at hand begin on {said(history.rows[0].day)}"
    return begun if span and span.first and span.first <= history.rows[0].day else "there is no session in that period"


def _fits(claim: Claim, pct: Decimal) -> bool:
    """Whether a change has the direction and the size that are claimed."""
    size = pct if claim.way is Way.UP else -pct
    return claim.least <= size and (claim.most is None or size <= claim.most)


def _day(claim: Claim, history: History, row: Row) -> Verdict:
    at = place(history.rows, row.day)
    if at == 0:
        raise NoData(history.symbol, f"there is no close before {said(row.day)} at hand")
    move = DayMove(row, history.rows[at - 1])
    if claim.measure in {Measure.INTRADAY, Measure.PEAK}:
        return _within_session(claim, history, move)
    bases = tuple(basis for basis in _BASES if _fits(claim, move.on(basis)))
    if not bases and claim.measure is Measure.UNSAID and row.high is not None and row.low is not None:
        within = _within_session(claim, history, move)
        if within.holds:
            return Verdict(None, f"{within.reason}, and closed {rounded(move.pct_as_traded)}% from it", move)
    reason = f"it closed {rounded(move.pct_as_traded)}% from the close before on {said(row.day)}"
    return Verdict(bool(bases), reason, move, bases)


def _within_session(claim: Claim, history: History, move: DayMove) -> Verdict:
    """A price at some time holds where the session's range reached it, a peak where it went no further."""
    row = move.row
    furthest, nearest = (row.high, row.low) if claim.way is Way.UP else (row.low, row.high)
    if furthest is None or nearest is None:
        raise NoData(history.symbol, f"{history.source} gives no prices within the session of {said(row.day)}")
    far, near = percent(move.before.close, furthest), percent(move.before.close, nearest)
    size, least = (far, near) if claim.way is Way.UP else (-far, -near)
    if claim.measure is Measure.PEAK:
        holds = _fits(claim, far)
    else:
        holds = claim.least <= size and (claim.most is None or least <= claim.most)
    reason = f"within the session of {said(row.day)} it went as far as {rounded(far)}% from the close before"
    return Verdict(holds, reason, move, (Basis.AS_TRADED,) if holds else ())


def _streak(claim: Claim, history: History, row: Row) -> Verdict:
    run = streak(history, row.day)
    same_way = run.way is claim.way
    holds: bool | None = same_way and run.sessions == claim.least
    if same_way and run.cut and run.sessions < claim.least:
        holds = None
    moved = {Way.UP: "higher", Way.DOWN: "lower", None: "unchanged"}[run.way]
    reason = f"on {said(row.day)} it closed {moved}" + (f", {_sessions(run.sessions)} in a row" if run.way else "")
    return Verdict(holds, reason, run, (Basis.AS_TRADED,) if holds else ())


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


_TESTS = {
    Kind.EXTREME: _extreme,
    Kind.RECORD: _extreme,
    Kind.MOVE: _move,
    Kind.CHANGE: _change,
    Kind.DAY: _day,
    Kind.STREAK: _streak,
}
