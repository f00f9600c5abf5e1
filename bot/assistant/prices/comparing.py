"""Changes of several listings over one period, side by side."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.assistant.prices import lines, wording
from bot.assistant.prices.lookup import Lookup, Of, Wanted
from bot.assistant.prices.telling import Told
from bot.market.arithmetic.changes import Change
from bot.market.arithmetic.comparisons import versus
from bot.market.errors import MarketError
from bot.market.words import Failed, currency_name

_Found = TypeVar("_Found")
# The exchange whose day begins last: a day that has begun there has begun everywhere that is compared.
_LAST_ZONE = ZoneInfo("America/New_York")
# Of so many all combinations of their listings are looked through.
_COMPARED = 8


async def attempt(work: Awaitable[_Found], wanted: Wanted, language: str) -> _Found | Failed:
    """What the work gives, or why it failed."""
    try:
        return await work
    except MarketError as error:
        name = wanted.name or wanted.symbol
        if wanted.name and wanted.symbol:
            name = f"{wanted.name}（{wanted.symbol}）" if language == "zh" else f"{wanted.name} ({wanted.symbol})"
        return Failed(error, name, wanted.kind)


async def compare(
    lookup: Lookup, choices: Sequence[Sequence[Wanted]], now: datetime, language: str
) -> list[Told | Failed]:
    """The changes of several, each by one of its listings: in one currency where all have one in it.

    Two are set against each other; more are told from the largest rise to the largest fall.
    """
    wanted = in_one_currency(choices)
    calendars = {one.calendar for one in wanted}
    until: date | None = None
    if len(calendars) > 1 or None in calendars:
        until = now.astimezone(_LAST_ZONE).date()
    found = await _changed(lookup, wanted, until, language)
    failed = [one for one in found if isinstance(one, Failed)]
    changed = [one for one in found if not isinstance(one, Failed)]
    if len(changed) == 2:
        (one, a), (other, b) = changed
        return [lookup.aged(lines.comparison(versus(one, other), a.telling, b.telling), [a, b]), *failed]
    changed.sort(key=lambda one: one[0].pct, reverse=True)
    told: list[Told | Failed] = [lookup.aged(lines.change(of.telling, change), [of]) for change, of in changed]
    currencies = list(dict.fromkeys(change.currency for change, _ in changed))
    if told and len(currencies) > 1:
        names = [currency_name(currency, language) for currency in currencies]
        last = told[-1]
        if isinstance(last, Told):
            told[-1] = replace(last, text=f"{last.text}\n{wording.mixed_currencies(names, language)}")
    return [*told, *failed]


async def _changed(
    lookup: Lookup, wanted: Sequence[Wanted], until: date | None, language: str
) -> list[tuple[Change, Of] | Failed]:
    """The changes; where some were not traded yet when the period began, of all from the day on which all were."""
    found = await asyncio.gather(*(attempt(lookup.changed(one, until), one, language) for one in wanted))
    changes = [one[0] for one in found if not isinstance(one, Failed)]
    if len({(change.first, change.last, change.from_close_before) for change in changes}) < 2:
        return found
    since, last = max(change.first for change in changes), min(change.last for change in changes)
    again = await asyncio.gather(*(attempt(lookup.changed(one, last, since), one, language) for one in wanted))
    return [
        (new[0], replace(new[1], listed=one[1].listed))
        if not isinstance(one, Failed) and not isinstance(new, Failed)
        else new
        for one, new in zip(found, again, strict=True)
    ]


def in_one_currency(choices: Sequence[Sequence[Wanted]]) -> list[Wanted]:
    """Of each one listing, such that they are in as few currencies as can be; of equal choices the first of each."""
    if len(choices) > _COMPARED:
        return [listings[0] for listings in choices]
    return list(min(product(*choices), key=_currencies))


def _currencies(choice: Iterable[Wanted]) -> int:
    return len({one.listing.currency if one.listing else "" for one in choice})
