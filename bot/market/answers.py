"""From a reply to an answer, and how long an answer holds. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.market.errors import MarketError, NoData, RateLimited, TimedOut, Unavailable, Unreached
from bot.market.model import History, Kind, Listing, Quote, Session, State, Unrenewed
from bot.market.rows import Chart

# Hong Kong's prices come a quarter of an hour late; and a share may go without a trade for a while.
LATE = timedelta(minutes=30)
_LONGEST_HOLIDAY = timedelta(days=12)  # and so the furthest that the session before may lie back
_LONGEST_BREAK = timedelta(minutes=90)
_LONGEST_SILENCE = timedelta(days=4)  # where no calendar tells: a long week-end
_OPEN_QUOTE = timedelta(seconds=15)
_BREAK_QUOTE = timedelta(minutes=1)
_CLOSED_QUOTE = timedelta(minutes=10)
_OPEN_ROWS = timedelta(minutes=15)
_UNSETTLED_ROWS = timedelta(minutes=5)
_CLOSED_ROWS = timedelta(hours=1)
_CALENDARS = {"America/New_York": "XNYS", "Asia/Hong_Kong": "XHKG", "Asia/Shanghai": "XSHG"}
_EVERYTHING = date(1960, 1, 1)


def quote_of(chart: Chart, listing: Listing | None, session: Session) -> Quote:
    """Make a quote; the close before is that of the last row before the day of the price.

    Raises:
        NoData: the reply names no price, or not its time or its currency.
    """
    currency = chart.currency or (listing.currency if listing else None)
    if chart.price is None or chart.at is None or currency is None:
        raise NoData(chart.symbol, "Yahoo Finance gives no price for it")
    today = chart.at.astimezone(ZoneInfo(chart.zone)).date()
    before = next((row for row in reversed(chart.rows) if row.day < today), None) if chart.daily else None
    if before and today - before.day > _LONGEST_HOLIDAY:
        before = None
    return Quote(
        symbol=chart.symbol,
        name=chart.name,
        kind=chart.kind,
        price=chart.price,
        currency=currency,
        exchange=listing.exchange if listing else chart.exchange,
        zone=chart.zone,
        at=chart.at,
        fetched_at=chart.fetched_at,
        session=session,
        previous=before.close if before else None,
        previous_day=before.day if before else None,
        low=chart.low,
        high=chart.high,
        volume=chart.volume,
    )


def history_of(chart: Chart, listing: Listing | None, start: date) -> History:
    """Make a history asked from ``start`` on; of a symbol without a long history it starts with its first row.

    Raises:
        NoData: there is no row, or no currency.
        Unavailable: the rows are not days.
    """
    if not chart.daily:
        raise Unavailable(chart.symbol, "Yahoo Finance answered with other rows than days")
    currency = chart.currency or (listing.currency if listing else None)
    if not chart.rows or currency is None:
        begins = f"; its first day there is {chart.first_day}" if chart.first_day else ""
        raise NoData(chart.symbol, f"Yahoo Finance has no price of it since {start}{begins}")
    return History(
        symbol=chart.symbol,
        name=chart.name,
        kind=chart.kind,
        currency=currency,
        exchange=listing.exchange if listing else chart.exchange,
        zone=chart.zone,
        rows=chart.rows,
        start=chart.rows[0].day if chart.short else start,
        first_day=chart.first_day,
        fetched_at=chart.fetched_at,
    )


def settled(history: History, session: Session, now: datetime) -> History:
    """Take the calendar's word that the last day is over: of a half day, the source may know nothing."""
    last = history.rows[-1]
    over = session.day == last.day and session.closes is not None and now > session.closes + LATE
    if not (last.partial and over):
        return history
    return replace(history, rows=(*history.rows[:-1], replace(last, partial=False)))


def calendar_of(kind: Kind, zone: str) -> str | None:
    """The calendar that a listing outside the table keeps, by where it is traded; a rate keeps none."""
    return None if kind is Kind.RATE else _CALENDARS.get(zone)


def is_stale(at: datetime, zone: str, before: Session, now: datetime) -> bool:
    """Whether there must be a newer price than that of ``at``.

    ``before`` is how the exchange stood :data:`LATE` ago: what was traded since then may not have come yet.
    """
    if before.state is State.OPEN:
        return at < now - LATE
    if before.state is State.BREAK and before.until is not None:
        return at < before.until - _LONGEST_BREAK - LATE
    if before.day is not None:
        return at.astimezone(ZoneInfo(zone)).date() < before.day
    return now - at > _LONGEST_SILENCE


def unrenewed_quote(last: Quote, session: Session, error: MarketError) -> Quote:
    """The last good quote, where the source failed: stale unless the exchange has been closed since it was read."""
    if not last.stale and _is_over(last.fetched_at, session):
        return replace(last, session=session)
    return replace(last, session=session, stale=True, unrenewed=_cause(error))


def unrenewed_history(last: History, session: Session, error: MarketError) -> History:
    """The last good history, where the source failed: stale unless it has the last session and there was none since."""
    row = last.rows[-1]
    whole = session.day is not None and row.day >= session.day and not row.partial
    if whole and _is_over(last.fetched_at, session):
        return last
    return replace(last, stale=True, unrenewed=_cause(error))


def _is_over(fetched_at: datetime, session: Session) -> bool:
    """Whether all that was traded up to now had come by an instant."""
    return session.state is State.CLOSED and session.closes is not None and fetched_at >= session.closes + LATE


def _cause(error: MarketError) -> Unrenewed:
    causes = ((RateLimited, Unrenewed.LIMITED), (TimedOut, Unrenewed.SILENT), (Unreached, Unrenewed.UNREACHED))
    return next((cause for kind, cause in causes if isinstance(error, kind)), Unrenewed.UNUSABLE)


def quote_holds(session: Session, now: datetime) -> datetime:
    """Until when a quote fetched now is given again without asking."""
    if session.state is State.BREAK:
        return _no_later(now + _BREAK_QUOTE, session)
    if session.state is State.CLOSED:
        fresh = session.closes is not None and now < session.closes + LATE
        return _no_later(now + (_BREAK_QUOTE if fresh else _CLOSED_QUOTE), session)
    return now + _OPEN_QUOTE


def history_holds(session: Session, now: datetime, *, partial: bool) -> datetime:
    """Until when rows fetched now are given again without asking; ``partial`` is that of the last row."""
    if session.state is State.CLOSED:
        return _no_later(now + (_UNSETTLED_ROWS if partial else _CLOSED_ROWS), session)
    return _no_later(now + _OPEN_ROWS, session)


def reach_back(start: date, today: date) -> date:
    """The day to ask from, so that the next questions need no request: one or two years, five or six, or everything."""
    for years in (1, 5):
        generous = date(today.year - years, 1, 1)
        if start >= generous:
            return generous
    return min(start, _EVERYTHING)


def covers(history: History, start: date) -> bool:
    """Whether the rows hold all there is from ``start`` on."""
    return history.start <= start or (history.first_day is not None and history.start <= history.first_day)


def _no_later(moment: datetime, session: Session) -> datetime:
    return min(moment, session.until) if session.until else moment
