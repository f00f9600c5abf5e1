"""``rallybot quote``, ``history`` and ``chart``: prices in the terminal."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from bot.app import now, open_prices
from bot.assistant.prices.comparing import in_one_currency
from bot.assistant.prices.lookup import Wanted
from bot.errors import RallybotError, UsageError
from bot.market.arithmetic.rows import nothing_after, nothing_before
from bot.market.charts import MOST_LINES
from bot.market.errors import MarketError, NoData, UnknownSymbol, Why
from bot.market.model import History, Listing, Row, Security
from bot.market.prices import Prices
from bot.market.symbols import symbols, yahoo_symbol
from bot.settings import Settings
from bot.terminal.charting import picture, stories_of
from bot.terminal.console import newsroom, note, print_json, print_line, start
from bot.terminal.prices import (
    failure_document,
    failure_lines,
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
    wanted, failed = _wanted(typed)
    quotes, missed = _asking_prices(_start(), lambda prices: prices.quotes(wanted))
    failed = _suggesting([*failed, *missed])
    if as_json:
        print_json({"quotes": [quote_document(one, now()) for one in quotes], "failed": _documents(failed)})
    elif quotes:
        print_line("\n\n".join(quote_text(one, now()) for one in quotes))
    _close(failed, nothing=not quotes)


def history(typed: str, first: date | None, last: date | None, *, as_json: bool) -> None:
    """Print the sessions of a symbol, or of each listing of a name, between two days; fails when there are none."""
    first, last = _days(first, last, _USUAL_DAYS)
    wanted, failed = _wanted([typed])
    asked = _asking_prices(_start(), lambda prices: _gathered([_between(prices, one, first, last) for one in wanted]))
    found, failed = asked[0], _suggesting([*failed, *asked[1]])
    if as_json:
        print_json({"histories": [history_document(one) for one in found], "failed": _documents(failed)})
    elif found:
        print_line("\n\n".join(history_text(one, now()) for one in found))
    _close(failed, nothing=not found)


def chart(
    typed: Sequence[str], first: date | None, last: date | None, out: Path, events: int, *, as_json: bool
) -> None:
    """Draw one symbol, or several rebased to 100, into a PNG file, and print its caption.

    Of a name, one listing is drawn, in the currency of the others where there is such; up to ``events`` stories of one
    name are marked by number.
    """
    _refuse_misplaced(out)
    first, last = _days(first, last, _CHARTED_DAYS)
    named, failed = _named(typed)
    settings = _start()
    asked = _asking_prices(
        settings, lambda prices: _gathered([_charted(prices, symbol, first, last) for symbol, _ in named])
    )
    found, failed = asked[0], _suggesting([*failed, *asked[1]])
    subject = named[0][1] if len(named) == 1 and found else None
    stories = _stories(settings, subject, first, last, events) if subject and events else []
    caption, trouble = None, None
    if found:
        try:
            drawn, caption = picture(found, stories, first, last)
            out.write_bytes(drawn)
        except MarketError as error:
            failed.append(error)
        except OSError as error:
            trouble = RallybotError(f"{out} cannot be written ({error.strerror}): choose another place with -o.")
    written = caption is not None and trouble is None
    if as_json:
        print_json({"picture": str(out) if written else None, "caption": caption, "failed": _documents(failed)})
    elif caption is not None and written:
        print_line(caption)
    if trouble:
        raise trouble
    _close(failed, nothing=not written)


def _refuse_misplaced(out: Path) -> None:
    """Say what is wrong with the place for a picture before anything takes long."""
    if not out.name.lower().endswith(".png"):
        raise UsageError(f"{out} is no PNG file: call it {out.stem or 'chart'}.png.")
    if out.is_dir():
        raise UsageError(f"{out} is a folder: choose another name for the picture.")
    if not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent}: make it first, or choose another place.")


def _stories(settings: Settings, subject: Security, first: date, last: date, most: int) -> list[Hit]:
    """The stories of a name in a period that the newsroom has, oldest first; none where it cannot be read."""
    try:
        with newsroom(settings) as news:
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
        found, missing = _meant(one)
        unlisted += missing
        if found is None:
            choices.append([Wanted(yahoo_symbol(one), one, None)])
        elif found[1]:
            choices.append([Wanted(listing.symbol, found[0].en, listing) for listing in found[1]])
            securities |= {listing.symbol: found[0] for listing in found[1]}
    chosen = dict.fromkeys(wanted.symbol for wanted in in_one_currency(choices))
    if len(chosen) > MOST_LINES:
        raise UsageError(f"a chart holds {MOST_LINES} lines at most, and {len(chosen)} were asked for: leave some out.")
    return [(symbol, securities.get(symbol)) for symbol in chosen], unlisted


def _meant(typed: str) -> tuple[tuple[Security, Sequence[Listing]] | None, list[NoData]]:
    """What was typed, its listings, and what has no price of its own; of a part, what it belongs to."""
    found = symbols().resolve(typed)
    if found is None and (part := symbols().part(typed)):
        name, owner = part
        reason = f"{name} is a part of {owner.en} and has no price of its own"
        return (owner, symbols().choose(owner, typed)), [NoData(typed, reason, Why.A_PART), *_unlisted(owner.en, owner)]
    return found, _unlisted(typed, found[0]) if found else []


def _unlisted(called: str, security: Security) -> list[NoData]:
    if security.listings:
        return []
    return [NoData(called, f"{security.en} is not listed on an exchange", Why.NOT_LISTED)]


def _wanted(typed: Sequence[str]) -> tuple[list[str], list[MarketError]]:
    """The symbols of what was typed, each once, and what has none."""
    wanted: dict[str, None] = {}
    failed: list[MarketError] = []
    for one in typed:
        found, missing = _meant(one)
        failed += missing
        if found is None:
            wanted[yahoo_symbol(one)] = None
        wanted |= dict.fromkeys(listing.symbol for listing in (found[1] if found else ()))
    return list(wanted), failed


def _days(first: date | None, last: date | None, usual: int) -> tuple[date, date]:
    """The days of a period, those that were not named filled in.

    Raises:
        UsageError: it is reversed, or yet to come.
    """
    today = now().date()
    if first and last and first > last:
        raise UsageError(f"--from {first} is after --to {last}: exchange them.")
    if first and first > today:
        raise UsageError(f"--from {first} is in the future: there are no prices yet.")
    last = last or today
    return first or min(last, today) - timedelta(days=usual), last


async def _between(prices: Prices, symbol: str, first: date, last: date) -> History:
    """The sessions from a day to another; raises NoData, with what there is instead, where there are none."""
    history = await prices.history(symbol, first)
    return replace(history, rows=_held(history, first, last))


async def _charted(prices: Prices, symbol: str, first: date, last: date) -> History:
    """What a chart is drawn from: of an index that does not reach so far, the history of its proxy."""
    history = await prices.for_changes(symbol, first)
    _held(history, first, last)
    return history


def _held(history: History, first: date, last: date) -> tuple[Row, ...]:
    """The rows of a period; raises NoData where there are none."""
    rows = tuple(row for row in history.rows if first <= row.day <= last)
    if rows:
        return rows
    if last < history.rows[0].day:
        raise nothing_before(history)
    if first > history.rows[-1].day:
        raise nothing_after(history)
    raise NoData(history.symbol, f"no session was held from {first} to {last}", Why.NO_SESSION, [first, last])


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


def _start() -> Settings:
    # What goes wrong with the source is told by the command itself; the log would only say it again.
    return start("ERROR")


def _asking_prices(settings: Settings, work: Callable[[Prices], Awaitable[_Found]]) -> _Found:
    async def working() -> _Found:
        with open_prices(settings) as prices:
            return await work(prices)

    return asyncio.run(working())


def _suggesting(failed: Sequence[MarketError]) -> list[MarketError]:
    """The failures, with names and tickers of our own table that are nearly spelt so where the source has none."""
    return [
        UnknownSymbol(error.symbol, [near for near in symbols().near(error.symbol) if near != error.symbol])
        if isinstance(error, UnknownSymbol) and not error.near
        else error
        for error in failed
    ]


def _documents(failed: Sequence[MarketError]) -> list[dict[str, object]]:
    return [failure_document(one) for one in failed]


def _close(failed: Sequence[MarketError], *, nothing: bool) -> None:
    """Tell what failed: as the command's failure when nothing was found, otherwise beside what was."""
    lines = failure_lines(failed)
    if nothing and lines:
        raise RallybotError(" ".join(lines))
    for line in lines:
        note(f"rallybot: {line}")
