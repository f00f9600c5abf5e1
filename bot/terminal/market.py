"""``rallybot quote``, ``history`` and ``chart``: prices in the terminal."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from bot.app import now, open_prices
from bot.assistant.prices.comparing import in_one_currency
from bot.assistant.prices.lookup import Wanted
from bot.errors import RallybotError, UsageError
from bot.market.charts import MOST_LINES
from bot.market.errors import MarketError, NoData
from bot.market.model import History, Security
from bot.market.prices import Prices
from bot.market.symbols import symbols, yahoo_symbol
from bot.terminal.charting import picture, stories_of
from bot.terminal.console import newsroom, note, print_json, print_line, start
from bot.terminal.prices import (
    failure_document,
    failure_line,
    history_document,
    history_text,
    quote_document,
    quote_text,
)
from knowledge.errors import KnowledgeError
from knowledge.model import Hit

_Found = TypeVar("_Found")
# What a history and a chart show when no day is given.
_USUAL_DAYS, _CHARTED_DAYS = 30, 365


def quote(typed: Sequence[str], *, as_json: bool) -> None:
    """Print the latest price of each symbol or name; fails when there is none of any."""
    wanted, unlisted = _wanted(typed)
    quotes, failed = _asking_prices(lambda prices: prices.quotes(wanted))
    failed = [*unlisted, *failed]
    if as_json:
        print_json({"quotes": [quote_document(one, now()) for one in quotes], "failed": _documents(failed)})
    elif quotes:
        print_line("\n\n".join(quote_text(one, now()) for one in quotes))
    _close(failed, nothing=not quotes)


def history(typed: str, first: date | None, last: date | None, *, as_json: bool) -> None:
    """Print the sessions of a symbol, or of each listing of a name, between two days; fails when there are none."""
    first, last = _days(first, last, _USUAL_DAYS)
    wanted, failed = _wanted([typed])
    found, missed = _asking_prices(lambda prices: _histories(prices, wanted, first, last))
    failed = [*failed, *missed]
    if as_json:
        print_json({"histories": [history_document(one) for one in found], "failed": _documents(failed)})
    elif found:
        print_line("\n\n".join(history_text(one, now()) for one in found))
    _close(failed, nothing=not found)


def chart(
    typed: Sequence[str], first: date | None, last: date | None, out: Path, events: int, *, as_json: bool
) -> None:
    """Draw one symbol, or several rebased to 100, into a PNG file, and print its caption.

    Of a name, the listing that readers mean first is drawn; up to ``events`` stories of one name are marked by number.
    """
    if out.suffix.lower() != ".png":
        raise UsageError(f"{out} is no PNG file: call it {out.stem or 'chart'}.png.")
    first, last = _days(first, last, _CHARTED_DAYS)
    named, failed = _named(typed)
    if len(named) > MOST_LINES:
        raise UsageError(
            f"a chart holds {MOST_LINES} symbols at most, and {len(named)} were asked for: leave some out."
        )
    found, missed = _asking_prices(lambda prices: _changes(prices, [symbol for symbol, _ in named], first, last))
    failed = [*failed, *missed]
    if not found:
        if as_json:
            print_json({"picture": None, "caption": None, "failed": _documents(failed)})
        _close(failed, nothing=True)
    subject = named[0][1] if len(named) == 1 else None
    stories = _stories(subject, first, last, events) if subject and events else []
    drawn, caption = picture(found, stories, first, last)
    out.write_bytes(drawn)
    if as_json:
        print_json({"picture": str(out), "caption": caption, "failed": _documents(failed)})
    else:
        print_line(caption)
    _close(failed, nothing=False)


def _stories(subject: Security, first: date, last: date, most: int) -> list[Hit]:
    """The stories of a name in a period that the newsroom has, oldest first; none where it cannot be read."""
    try:
        with newsroom(start()) as news:
            return stories_of(news, subject, first, last, most)
    except KnowledgeError as error:
        note(f"rallybot: no stories are marked: {error}")
        return []


def _named(typed: Sequence[str]) -> tuple[list[tuple[str, Security | None]], list[MarketError]]:
    """One listing of each that was typed, in one currency where they have such, and the security where it is known."""
    choices: list[list[Wanted]] = []
    securities: dict[str, Security] = {}
    unlisted: list[MarketError] = []
    for one in typed:
        found = symbols().resolve(one)
        if found is None:
            choices.append([Wanted(yahoo_symbol(one), one, None)])
        elif found[1]:
            choices.append([Wanted(listing.symbol, found[0].en, listing) for listing in found[1]])
            securities |= {listing.symbol: found[0] for listing in found[1]}
        else:
            unlisted.append(NoData(one, f"{found[0].en} is not listed on an exchange"))
    chosen = dict.fromkeys(wanted.symbol for wanted in in_one_currency(choices))
    return [(symbol, securities.get(symbol)) for symbol in chosen], unlisted


def _wanted(typed: Sequence[str]) -> tuple[list[str], list[MarketError]]:
    """The symbols of what was typed, each once, and what is traded nowhere."""
    wanted: dict[str, None] = {}
    unlisted: list[MarketError] = []
    for one in typed:
        found = symbols().resolve(one)
        if found is None:
            wanted[yahoo_symbol(one)] = None
        elif not found[1]:
            unlisted.append(NoData(one, f"{found[0].en} is not listed on an exchange"))
        wanted |= dict.fromkeys(listing.symbol for listing in (found[1] if found else ()))
    return list(wanted), unlisted


def _days(first: date | None, last: date | None, usual: int) -> tuple[date, date]:
    today = now().date()
    last = last or today
    first = first or last - timedelta(days=usual)
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}: exchange them.")
    if first > today:
        raise UsageError(f"--from {first} is in the future: there are no prices yet.")
    return first, last


async def _histories(
    prices: Prices, wanted: Sequence[str], first: date, last: date
) -> tuple[list[History], list[MarketError]]:
    """The histories cut to the days, and what failed."""
    return await _gathered([prices.between(symbol, first, last) for symbol in wanted])


async def _changes(
    prices: Prices, wanted: Sequence[str], first: date, last: date
) -> tuple[list[History], list[MarketError]]:
    """The histories that a chart is drawn from: of an index that does not reach so far, those of its proxy."""
    return await _gathered([prices.for_changes(symbol, first) for symbol in wanted])


async def _gathered(asked: Sequence[Awaitable[History]]) -> tuple[list[History], list[MarketError]]:
    found: list[History] = []
    failed: list[MarketError] = []
    for outcome in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(outcome, MarketError):
            failed.append(outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            found.append(outcome)
    return found, failed


def _asking_prices(work: Callable[[Prices], Awaitable[_Found]]) -> _Found:
    settings = start()

    async def working() -> _Found:
        with open_prices(settings) as prices:
            return await work(prices)

    return asyncio.run(working())


def _documents(failed: Sequence[MarketError]) -> list[dict[str, object]]:
    return [failure_document(one) for one in failed]


def _close(failed: Sequence[MarketError], *, nothing: bool) -> None:
    """Tell what failed: as the command's failure when nothing was found, otherwise beside what was."""
    if nothing and failed:
        raise RallybotError("; ".join(failure_line(one) for one in failed))
    for one in failed:
        note(f"rallybot: {failure_line(one)}")
