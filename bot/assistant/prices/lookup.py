"""From a question of prices and one listing to what is told: which rows are read, and what is reckoned from them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.assistant.prices import lines, peaks, wording
from bot.assistant.prices.asking import Measure, PriceInquiry
from bot.assistant.prices.converting import converted
from bot.assistant.prices.telling import Telling, Told, subject_of
from bot.market.arithmetic.changes import Change, change, on_the_day
from bot.market.arithmetic.closes import close_on
from bot.market.arithmetic.extremes import extremes
from bot.market.arithmetic.falls import drawdown, from_high
from bot.market.arithmetic.moves import best_and_worst
from bot.market.arithmetic.records import highest_since, lowest_since
from bot.market.arithmetic.rows import Way, is_complete, place, place_at
from bot.market.arithmetic.runs import streak
from bot.market.arithmetic.volumes import volume
from bot.market.errors import MarketError, NoData, Why
from bot.market.model import History, Kind, Listing
from bot.market.prices import BEFORE, Prices
from bot.market.session_words import why_words
from bot.market.sessions import CalendarError, session_at, why_closed
from bot.market.symbols import kind_of, symbols

EVER = date(1980, 1, 1)
"""Before any share here was listed: all history there is."""
_YEAR = timedelta(weeks=53)
_AVERAGE = timedelta(days=90)
# The source has just failed: a price that is kept comes at once, or there is none.
_WAIT_FOR_KEPT_S = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """One listing that is asked about: what readers call it, and, where our table has it, the ``listing``."""

    symbol: str
    name: str
    listing: Listing | None

    @property
    def calendar(self) -> str | None:
        """The calendar of its exchange."""
        return self.listing.calendar if self.listing else None

    @property
    def kind(self) -> Kind:
        """What it is, as far as our table knows."""
        return kind_of(self.symbol)


@dataclass(frozen=True, slots=True)
class Of:
    """What a result is of: the history that it was reckoned from, and how it is told.

    ``listed`` is the first day of all that there are prices of, where the period had begun before.
    """

    telling: Telling
    history: History
    listed: date | None = None


class Lookup:
    """Answers one question on one listing after another; ``as_of`` is the day it is asked for, if not for now."""

    def __init__(self, prices: Prices, inquiry: PriceInquiry, now: datetime, as_of: date | None) -> None:
        self._prices = prices
        self._inquiry = inquiry
        self._as_of = as_of
        # As things stood at the end of that day: rows after it are cut off.
        self._now = datetime(as_of.year, as_of.month, as_of.day, 23, 59, tzinfo=UTC) if as_of else now
        self._today = self._now.date()

    async def tell(self, wanted: Wanted) -> Told:
        """What is to be told of one listing; raises MarketError where there is no price."""
        return await self._measures()[self._inquiry.measure](wanted)

    def _measures(self) -> dict[Measure, Callable[[Wanted], Awaitable[Told]]]:
        return {
            Measure.QUOTE: self._quote,
            Measure.CLOSE: self._close,
            Measure.OPEN: self._of_the_day,
            Measure.HIGH: self._of_the_day,
            Measure.LOW: self._of_the_day,
            Measure.CHANGE: self._change,
            Measure.HIGHEST: self._extreme,
            Measure.LOWEST: self._extreme,
            Measure.SINCE: self._since,
            Measure.DRAWDOWN: self._drawdown,
            Measure.STREAK: self._streak,
            Measure.BEST_WORST: self._best_and_worst,
            Measure.VOLUME: self._volume,
        }

    async def _quote(self, wanted: Wanted) -> Told:
        if self._as_of is not None:
            return await self._close(wanted)
        quote = await self._prices.quote(wanted.symbol)
        session = session_at(wanted.calendar, self._now) if wanted.calendar else quote.session
        quote = replace(quote, session=session)
        telling = Telling(subject_of(wanted.name or quote.name, quote), self._inquiry.language, self._now)
        told = await self._also_in(telling, lines.quote(telling, quote), quote.price, None)
        if not quote.stale:
            return told
        old = wording.old_price(quote, self._now, session, self._inquiry.language)
        return replace(told, text=f"{told.text}\n{old}")

    async def last_known(self, wanted: Wanted) -> Told | None:
        """The last price that is kept, with how old it is, without waiting for the source; nothing where none is."""
        if self._as_of is not None:
            return None
        try:
            async with asyncio.timeout(_WAIT_FOR_KEPT_S):
                return await self._quote(wanted)
        except (MarketError, TimeoutError):
            return None

    async def _also_in(self, telling: Telling, told: Told, value: Decimal, day: date | None) -> Told:
        """What is told, and the price in the currency that was asked for, where it is another."""
        into = self._inquiry.currency
        if into is None or into == telling.subject.currency:
            return told
        return telling.told(told.text, await converted(self._prices, telling, value, into, day))

    async def _close(self, wanted: Wanted) -> Told:
        day = self._inquiry.last or self._as_of
        history = await self._prices.around(wanted.symbol, day or self._today)
        telling = self._telling(wanted, history)
        if day is None:
            # "The closing price" without a day is the last one.
            day = next((row.day for row in reversed(history.rows) if not row.partial), self._today)
        one = close_on(self._cut(history), min(day, telling.today), telling.today)
        why = await self._why(wanted, one.asked) if one.moved else ""
        told = await self._also_in(telling, lines.close(telling, one, why), one.price, one.row.day)
        return self.aged(told, [Of(telling, history)])

    async def _why(self, wanted: Wanted, day: date) -> str:
        return await asyncio.to_thread(_why, wanted.calendar, day, self._inquiry.language)

    async def _of_the_day(self, wanted: Wanted) -> Told:
        day = self._inquiry.last or self._today
        history = self._cut(await self._prices.around(wanted.symbol, day))
        telling = self._telling(wanted, history)
        day = min(day, telling.today)
        row = history.rows[place_at(history, history.rows, day, telling.today)]
        why = await self._why(wanted, day) if row.day != day else ""
        told = lines.of_the_day(telling, self._inquiry.measure.value, row, day, why)
        if not told.prices:
            raise NoData(wanted.symbol, f"{history.source} gives only the close of that session")
        return self.aged(told, [Of(telling, history)])

    async def _change(self, wanted: Wanted) -> Told:
        if self._inquiry.first is None and self._as_of is None and not self._inquiry.all_time:
            return await self._quote(wanted)
        one, of = await self.changed(wanted, None)
        return self.aged(lines.change(of.telling, one), [of])

    async def changed(self, wanted: Wanted, until: date | None, since: date | None = None) -> tuple[Change, Of]:
        """The change over the days asked for, not beyond ``until``, and what it is of.

        With ``since`` it counts from the close of that day, whatever was asked.
        """
        first, last = self._days()
        before = self._inquiry.opening == "close_before"
        history = await self._of_period(wanted, first, first - timedelta(days=before))
        of = Of(self._telling(wanted, history), history)
        today = of.telling.today
        last = min(last, until or today, today)
        if self._inquiry.last is None:
            last = min(last, history.rows[-1].day)
        if since is not None:
            return change(history, since, last, today), of
        if self._inquiry.all_time:
            return change(history, history.rows[0].day, last, today), of
        if first >= last:
            return on_the_day(history, last, today), of
        try:
            return change(history, first, last, today, from_close_before=before), of
        except NoData as error:
            # Of a share that was listed within the period, what it did since.
            if error.why is not Why.BEFORE_TRADING or error.days[0] >= last:
                raise
            return change(history, error.days[0], last, today), replace(of, listed=error.days[0])

    async def _extreme(self, wanted: Wanted) -> Told:
        first, last = self._days()
        history = self._cut(await self._prices.history(wanted.symbol, EVER if self._inquiry.all_time else first))
        telling = self._telling(wanted, history)
        if self._inquiry.all_time:
            # Of what goes back to no first day, nobody knows the highest of all time.
            first = history.rows[0].day if is_complete(history) else EVER
        way = Way.UP if self._inquiry.measure is Measure.HIGHEST else Way.DOWN
        return self.aged(peaks.extreme(telling, extremes(history, first, last), way), [Of(telling, history)])

    async def _since(self, wanted: Wanted) -> Told:
        history = self._cut(await self._prices.for_changes(wanted.symbol, EVER))
        telling, asked = self._telling(wanted, history), self._inquiry.first
        down = self._inquiry.direction == "down"
        found = lowest_since(history) if down else highest_since(history)
        before = history.rows[place(history.rows, found.row.day) - 1]
        beyond = None
        if asked is not None and asked <= found.row.day:
            period = extremes(history, asked, found.row.day)
            beyond = period.low if down else period.high
        return self.aged(peaks.since(telling, found, before, asked, beyond), [Of(telling, history)])

    async def _drawdown(self, wanted: Wanted) -> Told:
        first, last = self._days()
        history = self._cut(await self._prices.for_changes(wanted.symbol, EVER))
        telling = self._telling(wanted, history)
        first = history.rows[0].day if self._inquiry.all_time else first
        fall = drawdown(history, first, last)
        high = from_high(history, telling.today)
        return self.aged(peaks.below_high(telling, high, fall, deepest=self._inquiry.deepest), [Of(telling, history)])

    async def _streak(self, wanted: Wanted) -> Told:
        history = self._cut(await self._prices.for_changes(wanted.symbol, self._today - _YEAR))
        telling = self._telling(wanted, history)
        return self.aged(lines.streak(telling, streak(history, self._inquiry.last)), [Of(telling, history)])

    async def _best_and_worst(self, wanted: Wanted) -> Told:
        first, last = self._days()
        history = await self._of_period(wanted, first, first - timedelta(days=1))
        telling = self._telling(wanted, history)
        first = history.rows[0].day if self._inquiry.all_time else first
        ways = {"up": (Way.UP,), "down": (Way.DOWN,), None: (Way.UP, Way.DOWN)}[self._inquiry.direction]
        found = best_and_worst(history, first, last)
        return self.aged(peaks.best_and_worst(telling, found, ways), [Of(telling, history)])

    async def _volume(self, wanted: Wanted) -> Told:
        last = self._inquiry.last or self._today
        history = self._cut(await self._prices.history(wanted.symbol, last - _AVERAGE))
        rows = tuple(row for row in history.rows if row.day <= last)
        if not rows:
            raise NoData(wanted.symbol, f"no session was held up to {last}", Why.NO_SESSION)
        telling = self._telling(wanted, history)
        found = volume(replace(history, rows=rows), last - _AVERAGE + timedelta(days=1), last)
        return self.aged(lines.volume(telling, found), [Of(telling, history)])

    async def _of_period(self, wanted: Wanted, first: date, reach: date) -> History:
        """The sessions for changes from ``first`` on and some before; an index's own where they begin by ``reach``."""
        if self._inquiry.all_time:
            return self._cut(await self._prices.for_changes(wanted.symbol, EVER))
        return self._cut(await self._prices.for_changes(wanted.symbol, first - BEFORE, reach))

    def _days(self) -> tuple[date, date]:
        """The days asked for; without any, those of the latest session."""
        last = self._inquiry.last or self._today
        return self._inquiry.first or last, last

    def _cut(self, history: History) -> History:
        """The rows up to the day that the question is asked for."""
        if self._as_of is None:
            return history
        rows = tuple(row for row in history.rows if row.day <= self._as_of)
        if not rows:
            raise NoData(
                history.symbol, f"there is no price up to {self._as_of}", Why.BEFORE_ROWS, [history.rows[0].day]
            )
        return replace(history, rows=rows)

    def _telling(self, wanted: Wanted, history: History) -> Telling:
        name = wanted.name if history.proxy_for is None else history.name
        return Telling(subject_of(name or history.name, history), self._inquiry.language, self._now)

    def aged(self, told: Told, reckoned_from: Sequence[Of]) -> Told:
        """What is told, with a line where rows that it is reckoned from are old, or those of a proxy."""
        language = self._inquiry.language
        added: dict[str, None] = {}
        for of in reckoned_from:
            history = of.history
            if of.listed:
                added[wording.listed_later(of.telling.called, of.telling.day(of.listed), language)] = None
            if history.proxy_for:
                known = symbols().listing(history.proxy_for)
                index = (known[0].zh if language == "zh" else known[0].en) if known else history.proxy_for
                added[wording.proxy_note(index, history.symbol, language)] = None
            if history.stale:
                added[wording.old_rows(history, self._now, language)] = None
        return replace(told, text="\n".join([told.text, *added]))


def _why(calendar: str | None, day: date, language: str) -> str:
    """Why there was no session on a day, where that is known."""
    try:
        closure = why_closed(calendar, day)
    except CalendarError:
        return ""
    return why_words(closure, language) if closure else ""
