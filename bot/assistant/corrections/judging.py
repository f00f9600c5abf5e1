"""Whether price history refutes what an article claims. Pure.

An article is wrong only where nothing bears it out: none of the listings that may be meant, none of the sessions, no
way of counting, and not the rounding that newspapers allow themselves either.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.assistant.corrections.said import Said
from bot.market.arithmetic.records import MoveSince, Since
from bot.market.arithmetic.rows import Basis, Way, place
from bot.market.claims import Claim, Kind, Measure, Verdict, check
from bot.market.claims.claim import Result
from bot.market.model import History, Listing

EVER = date(1980, 1, 1)
"""Before any share here was listed: all history there is."""
_BEFORE = timedelta(days=21)
_RUN = timedelta(days=90)
# How many sessions an article may speak of that names none: New York closes after the day in Asia, and a quotation
# of one day's move or run may be from anywhere in an article on the week.
_LATEST, _OF_THE_WEEK = 2, 6
_SLACK = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Refuted:
    """What a listing's history shows in place of a claim.

    ``otherwise`` tells that the claim holds of the other prices: of those within the session where it is said of a
    close, of the close where it is said of prices within the session.
    """

    said: Said
    listing: Listing
    history: History
    verdict: Verdict
    otherwise: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is refuted, by each listing that is meant; nothing where the claim stands, or, as ``unsure`` tells, may."""

    refuted: tuple[Refuted, ...] = ()
    unsure: str = ""


def reach(claim: Claim, published: date) -> date:
    """The day from which on a history has to be known to test a claim."""
    day = claim.session or published
    if claim.kind in {Kind.EXTREME, Kind.RECORD, Kind.MOVE}:
        return EVER
    if claim.kind is Kind.CHANGE and claim.since and claim.since.first:
        return claim.since.first - _BEFORE
    return day - (_RUN if claim.kind is Kind.STREAK else _BEFORE)


def judge(said: Said, histories: Mapping[str, History]) -> Judgement:
    """Test a claim against the histories of its listings, by symbol."""
    refuted: dict[Listing, Refuted] = {}
    for listing in said.witnesses:
        history = histories.get(listing.symbol)
        if history is None:
            return Judgement(unsure=f"there is no history of {listing.symbol}")
        outcome = _outcome(said, listing, history)
        if isinstance(outcome, str):
            return Judgement(unsure=outcome)
        if outcome is None:
            return Judgement()
        refuted[listing] = outcome
    return Judgement(tuple(refuted[listing] for listing in said.listings))


def _outcome(said: Said, listing: Listing, history: History) -> Refuted | str | None:
    """What refutes a claim of one listing; nothing where it is borne out, and why where that is not known."""
    claim = said.claim
    first: Verdict | None = None
    for day in _days(said, history):
        verdict = check(_generous(claim), history, day)
        if verdict.holds is None:
            return f"{listing.symbol}: {verdict.reason}"
        if verdict.holds or not _overstated(claim, verdict.actual) or _stands_within(claim, history, day):
            return None
        if _is_misread(claim, history, day):
            return None
        first = first or verdict
    if first is None:
        return f"{listing.symbol}: there is no session to test it at"
    return Refuted(said, listing, history, first, _otherwise(said, history))


def _days(said: Said, history: History) -> Iterator[date]:
    """The day that is spoken of, or those that may be, the latest first."""
    claim = said.claim
    if claim.session or claim.until:
        yield claim.session or said.published
        return
    many = _OF_THE_WEEK if claim.kind in {Kind.DAY, Kind.STREAK} else _LATEST
    last = place(history.rows, said.published)
    yield said.published
    for row in reversed(history.rows[max(0, last - many + 1) : max(0, last)]):
        yield row.day


def _generous(claim: Claim) -> Claim:
    """A claim with half a digit more of room: some newspapers round 5.6% down, and sources differ by a tick."""
    if claim.figure is None or claim.kind is Kind.STREAK:
        return claim
    exponent = claim.figure.as_tuple().exponent
    half = Decimal(5).scaleb(min(0, exponent if isinstance(exponent, int) else 0) - 1)
    return replace(claim, least=claim.least - half, most=None if claim.most is None else claim.most + half)


def _overstated(claim: Claim, actual: Result | None) -> bool:
    """Whether a claim says more than is true; "highest since 2021" of what is highest since 2019 is true enough."""
    if isinstance(actual, MoveSince) and (actual.move.pct > 0) is not (actual.way is Way.UP):
        return True
    if isinstance(actual, Since | MoveSince):
        last = claim.since.last + _SLACK if claim.since else date.min
        earlier = [actual.earlier_on(basis) for basis in Basis]
        return all(row is not None and row.day > last for row in earlier)
    return True


def _is_misread(claim: Claim, history: History, day: date) -> bool:
    """Whether just so much the other way is true: "gave up 1.6%" is more often misread than an article is wrong."""
    if claim.kind not in {Kind.CHANGE, Kind.DAY}:
        return False
    other = Way.DOWN if claim.way is Way.UP else Way.UP
    return check(replace(_generous(claim), way=other), history, day).holds is True


def _stands_within(claim: Claim, history: History, day: date) -> bool:
    """Whether what is said of no particular price may be meant of prices within the session, and is no lie there."""
    if claim.measure is not Measure.UNSAID or claim.kind not in {Kind.EXTREME, Kind.RECORD}:
        return False
    verdict = check(replace(claim, measure=Measure.INTRADAY), history, day)
    return verdict.actual is not None and not _overstated(claim, verdict.actual)


def _otherwise(said: Said, history: History) -> Verdict | None:
    """That the claim holds of prices within the session and not of the close, or the other way round."""
    claim = said.claim
    if claim.measure is Measure.UNSAID or claim.kind not in {Kind.EXTREME, Kind.RECORD, Kind.DAY}:
        return None
    other = Measure.INTRADAY if claim.measure is Measure.CLOSE else Measure.CLOSE
    for day in _days(said, history):
        verdict = check(replace(_generous(claim), measure=other), history, day)
        if verdict.holds:
            return verdict
    return None
