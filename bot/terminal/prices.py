"""Quotes and histories as the terminal shows them: text for people, documents for programs. Pure."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.market.errors import MarketError, NoData, Why
from bot.market.model import History, Quote, Row, State, Unrenewed
from bot.market.session_words import age_words, moment_words, state_words
from bot.market.symbols import kind_of, symbols
from bot.market.words import Failed, currency_name, failures, money, signed, unrenewed
from bot.terminal.render import instant


def quote_text(quote: Quote, now: datetime) -> str:
    """A quote in three lines: which listing, its price and change with their time, the state of the exchange."""
    price = money(quote.price, quote.currency, quote.kind, "en")
    change = quote.change_pct
    moved = f"  {signed(change)}" if change is not None else ""
    at = f"{moment_words(quote.at, quote.zone, now, 'en')} ({age_words(quote.at, now, 'en')})"
    lines = [f"{quote.symbol}  {quote.name} ({quote.exchange})", f"  {price}{moved}  {at}"]
    if quote.stale:
        lines.append(f"  {_why_old(quote)}")
    state = state_words(quote.session, now, "en")
    about = [f"{quote.exchange}: {state}" if quote.session.state is State.UNKNOWN else f"{quote.exchange} is {state}"]
    if quote.previous is not None and quote.previous_day is not None:
        before = money(quote.previous, quote.currency, quote.kind, "en")
        about.append(f"close before: {before} ({quote.previous_day:%a %d %b %Y})")
    return "\n".join([*lines, "  " + "; ".join(about) + f"; {quote.source}"])


def _why_old(quote: Quote) -> str:
    # What could not be renewed need not be old: it may have been read a minute ago.
    if quote.unrenewed is None:
        return f"This price is old: {quote.source} has given nothing newer."
    return f"This price could not be renewed: {unrenewed(quote.unrenewed, 'en', quote.source)}."


def quote_document(quote: Quote, now: datetime) -> dict[str, Any]:
    """An entry of ``quotes`` in the document of ``quote --json``; prices are numbers in ``currency``."""
    change = quote.change_pct
    return {
        "symbol": quote.symbol,
        "name": quote.name,
        "price": float(quote.price),
        "currency": quote.currency,
        "change_pct": round(float(change), 4) if change is not None else None,
        "at": instant(quote.at),
        "session": quote.session.state.value,
        "stale": quote.stale,
        "age_s": max(0, round((now - quote.at).total_seconds())),
        "source": quote.source,
        "exchange": quote.exchange,
        "kind": quote.kind.value,
        "previous_close": _number(quote.previous),
        "previous_day": quote.previous_day.isoformat() if quote.previous_day else None,
        "day_low": _number(quote.low),
        "day_high": _number(quote.high),
        "volume": quote.volume,
        "fetched_at": instant(quote.fetched_at),
        "until": instant(quote.session.until) if quote.session.until else None,
    }


def history_text(history: History, now: datetime) -> str:
    """A table of sessions, oldest first, with what its columns are in above it and what is to be known below."""
    unit = "points" if history.kind == "index" else currency_name(history.currency, "en")
    lines = [
        f"{history.symbol}  {history.name} ({history.exchange}), {unit}",
        f"{'day':10}  {'open':>10}  {'high':>10}  {'low':>10}  {'close':>10}  {'adjusted':>12}  {'volume':>15}",
        *(_row(row) for row in history.rows),
        "open to close as traded (splits taken off); adjusted: dividends taken off too. "
        f"{history.source}, {age_words(history.fetched_at, now, 'en')}",
    ]
    if history.rows[-1].partial:
        lines.append("* the session was not over: the latest price stands in place of the close")
    if history.stale:
        why = unrenewed(history.unrenewed or Unrenewed.UNUSABLE, "en", history.source)
        lines.append(f"These rows could not be renewed: {why}.")
    return "\n".join(lines)


def _row(row: Row) -> str:
    prices = (row.open, row.high, row.low, row.close)
    cells = [f"{'' if price is None else f'{price:,f}':>10}" for price in prices]
    cells += [f"{row.adjusted:>12,f}", f"{'' if row.volume is None else f'{row.volume:,}':>15}"]
    return "  ".join([row.day.isoformat(), *cells]) + (" *" if row.partial else "")


def history_document(history: History) -> dict[str, Any]:
    """An entry of ``histories`` in the document of ``history --json``; prices are numbers in ``currency``."""
    return {
        "symbol": history.symbol,
        "name": history.name,
        "currency": history.currency,
        "exchange": history.exchange,
        "kind": history.kind.value,
        "source": history.source,
        "fetched_at": instant(history.fetched_at),
        "first_day": history.first_day.isoformat() if history.first_day else None,
        "stale": history.stale,
        "rows": [
            {
                "day": row.day.isoformat(),
                "open": _number(row.open),
                "high": _number(row.high),
                "low": _number(row.low),
                "close": float(row.close),
                "adjusted": float(row.adjusted),
                "volume": row.volume,
                "partial": row.partial,
            }
            for row in history.rows
        ],
    }


def _number(price: Decimal | None) -> float | None:
    return None if price is None else float(price)


def failure_document(error: MarketError) -> dict[str, Any]:
    """An entry of ``failed``: the symbol, what kind of failure, and why."""
    return {"symbol": error.symbol, "kind": error.kind, "reason": error.reason}


def failure_lines(failed: Sequence[MarketError]) -> list[str]:
    """Failures for people, a sentence for each cause, with the reason for the operator."""
    return failures([Failed(error, _called(error), kind_of(error.symbol)) for error in failed], "en", reasons=True)


def _called(error: MarketError) -> str:
    """What a failure is of: what was typed, or the name of a company that has no symbol."""
    company = symbols().resolve(error.symbol) if isinstance(error, NoData) and error.why is Why.NOT_LISTED else None
    return company[0].en if company else error.symbol
