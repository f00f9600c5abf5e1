"""Questions of prices answered: every listing that is meant is looked up, and what failed is said."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.assistant.prices import wording
from bot.assistant.prices.asking import Measure, PriceInquiry, Problem, price_inquiry
from bot.assistant.prices.comparing import attempt, compare
from bot.assistant.prices.converting import RATES
from bot.assistant.prices.following import follow
from bot.assistant.prices.lookup import Lookup, Wanted
from bot.assistant.prices.telling import Told
from bot.assistant.spelling import respelt
from bot.assistant.wording import respelt as read_as
from bot.market.arithmetic.rows import Basis
from bot.market.errors import RateLimited, Unavailable
from bot.market.model import Kind, Security
from bot.market.prices import Prices
from bot.market.sessions import CalendarError, is_session, opens_closes, session_at, why_closed
from bot.market.symbols import Symbols, kind_of
from bot.market.words import Failed, currency_name, failures
from bot.model import Answer, Price, Question, Status

# Prices are told as traded, and what is reckoned from them with dividends, unless it is said otherwise.
_CHANGES = frozenset(
    {Measure.CHANGE, Measure.VERSUS, Measure.SINCE, Measure.DRAWDOWN, Measure.BEST_WORST},
)
_IN_PER_CENT = _CHANGES | {Measure.STREAK}
_UNCONVERTED = frozenset({Measure.OPEN, Measure.HIGH, Measure.LOW, Measure.HIGHEST, Measure.LOWEST})
# The source failed; it is no news of what was asked about.
_DOWN = (Unavailable, RateLimited)
_EXCHANGES = ("XHKG", "XNYS")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on prices; ``news_may_help`` says that there was none, and articles may quote one."""

    answer: Answer
    news_may_help: bool = False


class PriceAnswers:
    """Answers questions of prices and of exchanges' hours. Needs no language model."""

    def __init__(self, prices: Prices, symbols: Symbols) -> None:
        self._prices = prices
        self._symbols = symbols

    def follow(self, text: str, before: str, question: Question) -> str | None:
        """A text as the question of prices that it is in the light of the one before; nothing where it is none."""
        return follow(text, before, *_days(question))

    async def answer(self, question: Question, language: str | None = None) -> Reply | None:
        """The answer; nothing where the question is not one of prices. What was read as another word is said first.

        ``language`` is that of the answer, where it is not the question's: a question may have been completed.
        """
        today, as_of = _days(question)
        inquiry = price_inquiry(question.text, today, as_of)
        if inquiry is None:
            return None
        inquiry = replace(inquiry, language=language or inquiry.language)
        reply = await self._answered(question, inquiry, as_of)
        if inquiry.text == question.text:
            return reply
        changes = respelt(question.text)[1]
        said = "\n".join(read_as(wrong, right, inquiry.language) for wrong, right in changes)
        return replace(reply, answer=replace(reply.answer, text=f"{said}\n\n{reply.answer.text}"))

    async def _answered(self, question: Question, inquiry: PriceInquiry, as_of: date | None) -> Reply:
        if inquiry.problem is not None:
            return Reply(self._on_a_problem(question, inquiry, as_of or question.asked_at.astimezone(UTC).date()))
        if inquiry.measure is Measure.CALENDAR:
            text = await asyncio.to_thread(_exchanges, inquiry, question.asked_at, as_of)
            return Reply(_made(question, inquiry, Status.ANSWERED, text))
        return await self._on_prices(question, inquiry, as_of)

    def _on_a_problem(self, question: Question, inquiry: PriceInquiry, today: date) -> Answer:
        problem = inquiry.problem or Problem.SEVERAL
        if problem is Problem.NO_SUCH_DAY:
            return _made(question, inquiry, Status.CLARIFY, wording.no_such_day(inquiry.impossible, inquiry.language))
        text = wording.problem(problem, inquiry.first, inquiry.last, today, inquiry.language)
        status = Status.UNKNOWN if problem is Problem.FUTURE else Status.CLARIFY
        return _made(question, inquiry, status, text)

    async def _on_prices(self, question: Question, inquiry: PriceInquiry, as_of: date | None) -> Reply:
        securities = [self._symbols.security(name) for name in inquiry.names]
        unlisted = [
            wording.not_listed(_name(one, inquiry.language), inquiry.language) for one in securities if not one.listings
        ]
        lookup = Lookup(self._prices, inquiry, question.asked_at, as_of)
        listed = [
            self._listings(security, ticker, inquiry)
            for security, ticker in zip(securities, inquiry.tickers, strict=True)
            if security.listings
        ]
        looked_up = [[Wanted(symbol, "", None)] for symbol in inquiry.symbols]
        wanted = [one for listings in [*listed, *looked_up] for one in listings]
        if inquiry.measure is Measure.VERSUS:
            outcomes = await compare(lookup, [*listed, *looked_up], question.asked_at, inquiry.language)
        else:
            outcomes = await asyncio.gather(*(attempt(lookup.tell(one), one, inquiry.language) for one in wanted))
        if wanted and all(isinstance(one, Failed) and isinstance(one.error, _DOWN) for one in outcomes):
            kept = [] if inquiry.measure is Measure.QUOTE else await _kept(lookup, wanted)
            return _without_prices(question, inquiry, [one for one in outcomes if isinstance(one, Failed)], kept)
        return _assembled(question, inquiry, outcomes, unlisted)

    def _listings(self, security: Security, ticker: str | None, inquiry: PriceInquiry) -> list[Wanted]:
        """The listing that a ticker named; those that the question wants, where there was none."""
        called = self._symbols.listing(ticker) if ticker else None
        listings = (called[1],) if called else self._symbols.choose(security, inquiry.text)
        return [Wanted(one.symbol, _name(security, inquiry.language), one) for one in listings]


async def _kept(lookup: Lookup, wanted: Sequence[Wanted]) -> list[Told]:
    """The last prices of those that are kept."""
    found = await asyncio.gather(*(lookup.last_known(one) for one in wanted))
    return [one for one in found if one is not None]


def _without_prices(question: Question, inquiry: PriceInquiry, failed: Sequence[Failed], kept: Sequence[Told]) -> Reply:
    """What failed, of whom and when, what was known last, and what to do."""
    error, language = failed[-1].error, inquiry.language
    several = len({one.name for one in failed}) > 1
    said = wording.outage(error, question.asked_at, language, kept=bool(kept), several=several)
    why = failures(failed, language)
    joint = "" if language == "zh" else " "
    text = "\n\n".join([*why[:-1], f"{why[-1]}{joint}{said}", *(one.text for one in kept)])
    answer = _made(question, inquiry, Status.UNAVAILABLE, text)
    figures = tuple(dict.fromkeys(figure for one in kept for figure in one.figures))
    prices = tuple(dict.fromkeys(price for one in kept for price in one.prices))
    return Reply(replace(answer, figures=figures, prices=prices), news_may_help=True)


def _assembled(
    question: Question, inquiry: PriceInquiry, outcomes: Sequence[Told | Failed], unlisted: Sequence[str]
) -> Reply:
    """One answer of what was told, and why the rest was not."""
    told = [one for one in outcomes if isinstance(one, Told)]
    failed = [one for one in outcomes if not isinstance(one, Told)]
    paragraphs = [*(one.text for one in told), *failures(failed, inquiry.language), *unlisted]
    if not told:
        down = any(isinstance(one.error, _DOWN) for one in failed)
        status = Status.UNAVAILABLE if down else Status.UNKNOWN
        return Reply(_made(question, inquiry, status, "\n\n".join(paragraphs)), news_may_help=True)
    prices = tuple(dict.fromkeys(price for one in told for price in one.prices))
    if note := _on_currency(inquiry, prices):
        paragraphs.append(note)
    sources = list(dict.fromkeys(price.source for price in prices))
    if sources:
        paragraphs.append(wording.source_line(sources, _basis(inquiry, prices), inquiry.language))
    answer = _made(question, inquiry, Status.ANSWERED, "\n\n".join(paragraphs))
    figures = tuple(dict.fromkeys(figure for one in told for figure in one.figures))
    return Reply(replace(answer, figures=figures, prices=prices))


def _on_currency(inquiry: PriceInquiry, prices: Sequence[Price]) -> str:
    """Why the answer is not in the currency that was asked for; nothing where it is, or says so itself."""
    own = [price for price in prices if price.symbol not in RATES]
    currencies = list(dict.fromkeys(price.currency for price in own))
    if inquiry.currency is None or len(currencies) != 1 or inquiry.currency in currencies:
        return ""
    if all(kind_of(price.symbol) is Kind.INDEX for price in own):
        return wording.points_alone(inquiry.language)
    if inquiry.measure in _IN_PER_CENT and not any(price.what == "latest" for price in own):
        return wording.percentage_of(currency_name(currencies[0], inquiry.language), inquiry.language)
    if inquiry.measure in _UNCONVERTED:
        return wording.not_converted(currency_name(currencies[0], inquiry.language), inquiry.language)
    return ""


def _basis(inquiry: PriceInquiry, prices: Sequence[Price]) -> Basis | None:
    """On which closes it is reckoned; a latest price needs no such word."""
    if any(price.what == "latest" and price.symbol not in RATES for price in prices):
        return None
    return Basis.ADJUSTED if inquiry.measure in _CHANGES else Basis.AS_TRADED


def _exchanges(inquiry: PriceInquiry, now: datetime, as_of: date | None) -> str:
    """How the exchanges stand, or whether they trade on the day that is asked about."""
    return "\n".join(_exchange(code, inquiry, now, as_of) for code in inquiry.exchanges or _EXCHANGES)


def _exchange(calendar: str, inquiry: PriceInquiry, now: datetime, as_of: date | None) -> str:
    session, language = session_at(calendar, now), inquiry.language
    today = now.astimezone(ZoneInfo(session.zone)).date()
    day = inquiry.first or as_of
    if day is None or day == today:
        return wording.exchange_state(session, now, language)
    try:
        hours = opens_closes(calendar, day) if is_session(calendar, day) else None
        closure = why_closed(calendar, day)
    except CalendarError:
        return wording.hours_unknown(session.zone, day, today, language)
    return wording.exchange_day(session.zone, day, hours, closure, today, language)


def _made(question: Question, inquiry: PriceInquiry, status: Status, text: str) -> Answer:
    as_of = question.asked_at
    if question.as_of is not None:
        as_of = min(as_of, datetime.combine(question.as_of, time(23, 59, 59), UTC))
    return Answer(status, text, as_of, inquiry.language, resolved=inquiry.text)


def _days(question: Question) -> tuple[date, date | None]:
    """The day of a question, and the one it is asked for where that is earlier."""
    today = question.asked_at.astimezone(UTC).date()
    return today, question.as_of if question.as_of and question.as_of < today else None


def _name(security: Security, language: str) -> str:
    return security.zh if language == "zh" else security.en
