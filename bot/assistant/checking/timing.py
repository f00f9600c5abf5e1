"""Whether an amount is said of the time that a source gives it for. Pure."""

import re
from datetime import timedelta

from bot.assistant.checking import kinds
from bot.assistant.checking.amounts import Amount
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.times import Time
from bot.assistant.checking.told import Said, Told

REPORTED = (3, 6, 9)
"""Lengths of the periods that companies report on, in months, besides the year."""
_OF_COMPANIES = frozenset({"revenue", "profit"})
_TO = re.compile(r"\bto\s*$|[至到]\s*$")
_FROM = re.compile(r"\b(?:from|after|since)\s*(?:only |just |about )?$|[由自从]\s*$", re.IGNORECASE)
_BEHIND = 6  # characters
_NEAR = timedelta(days=7)  # a change "this year" is from the last close of the year before


def same_period(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether the times said with an amount are those of a fact, as far as they are told."""
    told = said.told
    same_time = any(mine.same(its.first, its.last) for mine in told.own_times for its in fact.told.own_times)
    if kinds.apart(told.kinds, fact.told.kinds):
        return False
    of_before = fact.told.origin or kinds.back(fact.told.kinds)
    past = said.past and not _TO.search(said.sentence[: told.amount.start])
    if of_before and not (told.origin or past or same_time or kinds.back(told.kinds)):
        return False
    if (
        kinds.back(told.kinds)
        and not of_before
        and not same_time
        and _has_before(told, fact, ground.sources[fact.source])
    ):
        return False
    spans = [time for time in (told.own_times if said.past else told.times) if not time.of_day]
    if _FROM.search(said.sentence[: told.amount.start]):
        # Where something came from is not of the time that is told before it.
        spans = [time for time in spans if time.start > told.amount.start]
    days = [time for time in told.own_times or _days_before(said) if time.of_day]
    source = ground.sources[fact.source]
    fit = [_day_fits(time, fact) for time in days]
    return all(_spans_fit(time, fact, source) for time in spans[:1]) and (not fit or any(fit))


def _has_before(told: Told, fact: Fact, source: Source) -> bool:
    """Whether the sentence of a fact gives another amount for the time before."""
    return any(
        kinds.back(other.told.kinds) == kinds.back(told.kinds)
        and other.at == fact.at
        and other.amount.unit is fact.amount.unit
        and other.amount.value != fact.amount.value
        for other in source.facts
    )


def _days_before(said: Said) -> list[Time]:
    """The times of the sentence that stand before an amount, with no other amount between."""
    start = said.told.amount.start
    return [
        time
        for time in said.told.times
        if time.start < start
        and not any(time.start < other.start < start or _right_behind(said, other, time) for other in said.others)
    ]


def _spans_fit(time: Time, fact: Fact, source: Source) -> bool:
    if fact.reckoned or (fact.told.own_times and not fact.told.clause):
        return _within(time, fact)
    if any(time.same(period.start, period.end) or (time.ending and period.end == time.last) for period in fact.periods):
        return True
    if time.months in REPORTED:
        return False
    if time.months == 12 and any(
        own.months == 12 and not (own.relative and time.relative and own.text == time.text)
        for own in fact.told.own_times
    ):
        return False
    return _in_year(time, fact) if time.months == 12 else _in_stretch(time, fact, source)


def _in_year(time: Time, fact: Fact) -> bool:
    """Whether a fact is of a year: told or happened in it, and no quarter's revenue taken for the year's."""
    if time.relative and not fact.periods:
        return True
    days = [period.end for period in fact.periods] + [day.last for day in fact.days]
    if fact.reported is not None:
        days.append(fact.reported)
    quarters = any(period.months in REPORTED for period in fact.periods)
    whole = not quarters or time.relative or not fact.told.metrics & _OF_COMPANIES
    return whole and any(time.holds(day) for day in days)


def _in_stretch(time: Time, fact: Fact, source: Source) -> bool:
    """Whether a fact is of a month: told or happened in it, or in an article that speaks of that month alone."""
    if not fact.told.times and any(time.same(other.first, other.last) for other in source.times):
        return True
    reported = fact.reported is not None and time.holds(fact.reported)
    within = any(time.holds(period.start) and time.holds(period.end) for period in fact.periods)
    return reported or within or any(time.holds(day.first) for day in fact.days)


def _within(time: Time, fact: Fact) -> bool:
    """Whether the days of a tool's value are those that are named, from the close before on."""
    if not fact.told.own_times:
        return True
    first, last = fact.told.own_times[0].first, fact.told.own_times[-1].last
    if time.ending and abs(time.last - first) <= _NEAR:
        return True
    return time.first - _NEAR <= first and (time.holds(last) or time.same(first, last))


def _day_fits(time: Time, fact: Fact) -> bool:
    own = [one for one in fact.told.own_times if one.of_day]
    if own:
        return any(time.fits(one.last) for one in own)
    days = [one.last for one in fact.days] or [period.end for period in fact.periods]
    if fact.reported is not None:
        days.append(fact.reported)
    return any(time.fits(day) for day in days)


def _right_behind(said: Said, other: Amount, time: Time) -> bool:
    """Whether a day stands right behind another amount and is that one's: "from 3 on 5 May to 4"."""
    return 0 <= time.start - other.end < _BEHIND and said.sentence[other.end : time.start].strip(" (（") in (
        "",
        "on",
        "of",
    )
