"""Whether an amount of an answer is borne out, by which sources, and where it goes wrong if it is not. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP

from bot.assistant.checking import signs
from bot.assistant.checking.agreeing import agrees, is_ratio
from bot.assistant.checking.amounts import PLAIN, Amount, Limit, Unit
from bot.assistant.checking.direction import same_direction
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.model import Verdict
from bot.assistant.checking.reckoning import is_reckoned
from bot.assistant.checking.sameness import same_matter, same_subject
from bot.assistant.checking.timing import REPORTED, same_period
from bot.assistant.checking.told import Said
from knowledge.periods import Period

_COMPARES = re.compile(r"\b(?:after|previous|quarter before|earlier)\b|此前|上一?季")
_SPAN = re.compile(
    r"(?:consecutive |straight )?(?:quarters?|years?|months?|weeks?|days?|sessions?)\b|个?(?:季度|年|月|周|日|交易日)"
)


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found of an amount.

    ``best`` is the fact that comes nearest, ``supports`` are the sources that bear it out, ``newer`` is a later figure
    of the same, ``sound`` are all facts that bear it out.
    """

    verdict: Verdict
    supports: tuple[str, ...]
    best: Fact | None
    newer: Fact | None = None
    sound: tuple[Fact, ...] = ()


def match(said: Said, ground: Ground, cited: Iterable[str]) -> Matched:
    """Look an amount up in the evidence, in the sources that are cited first."""
    wanted = set(cited)
    facts = _alike(said.told.amount, ground)
    if not facts:
        return _without_facts(said, ground, wanted)
    judged = [(faults(said, fact, ground), fact) for fact in facts]
    sound = [fact for found, fact in judged if not found]
    if sound:
        supports = tuple(dict.fromkeys(fact.source for fact in sound))
        best = next((fact for fact in sound if fact.source in wanted), sound[0])
        if newer := _newer(said, best, ground):
            return Matched(Verdict.WRONG_PERIOD, supports, best, newer)
        right = not wanted or bool(wanted & set(supports))
        if not right and is_ratio(said.told.amount, said.others):
            return Matched(Verdict.SUPPORTED, tuple(sorted(wanted)), None)
        return Matched(Verdict.SUPPORTED if right else Verdict.WRONG_SOURCE, supports, best, sound=tuple(sound))
    told_so = any(fact.amount.unit is Unit.DIGITS for fact in ground.facts if not wanted or fact.source in wanted)
    if is_ratio(said.told.amount, said.others) and not (said.told.amount.unit is Unit.DIGITS and told_so):
        return Matched(Verdict.SUPPORTED, tuple(sorted(wanted)), None)
    found, best = min(judged, key=lambda one: (one[1].source not in wanted if wanted else False, len(one[0])))
    return Matched(_gravest(found), (), best)


def _alike(amount: Amount, ground: Ground) -> list[Fact]:
    """The facts whose amount may be told so."""
    facts: Iterable[Fact] = ground.facts
    if amount.limit is Limit.EXACT and amount.unit in PLAIN:
        same = ground.by_value.get(amount.value, ())
        facts = (*same, *(fact for fact in ground.loose if fact.amount.value != amount.value))
    return [fact for fact in facts if _agrees(amount, fact)]


def _agrees(amount: Amount, fact: Fact) -> bool:
    if agrees(amount, fact.amount):
        return True
    if not fact.reckoned or amount.limit is not Limit.EXACT or amount.unit is not fact.amount.unit:
        return False
    # What a tool reckoned comes unrounded: to one decimal or more it may be given without a word.
    return amount.step < 1 and fact.amount.value.quantize(amount.step, ROUND_HALF_UP) == amount.value


def _without_facts(said: Said, ground: Ground, wanted: set[str]) -> Matched:
    amount = said.told.amount
    if is_ratio(amount, said.others) or is_reckoned(said, ground, wanted or ground.sources):
        return Matched(Verdict.SUPPORTED, tuple(sorted(wanted)), None)
    runs = _runs_so_long(amount, ground)
    if runs:
        return Matched(Verdict.SUPPORTED if not wanted or wanted & set(runs) else Verdict.WRONG_SOURCE, runs, None)
    return Matched(Verdict.NOT_FOUND, (), None)


def _runs_so_long(amount: Amount, ground: Ground) -> tuple[str, ...]:
    """The sources that count so many in a row in words: "the thirteenth quarter running" for 13 quarters."""
    if amount.unit is not Unit.NUMBER or not _SPAN.match(amount.counted):
        return ()
    return tuple(label for label, source in ground.sources.items() if amount.value in source.runs)


def _gravest(found: Sequence[Verdict]) -> Verdict:
    order = (Verdict.WRONG_SUBJECT, Verdict.WRONG_DIRECTION, Verdict.WRONG_PERIOD)
    return next(verdict for verdict in order if verdict in found)


def faults(said: Said, fact: Fact, ground: Ground) -> list[Verdict]:
    """What is wrong with saying this of a fact whose amount agrees; nothing when it may be said."""
    found = []
    if not same_subject(said, fact, ground) or not same_matter(said, fact, ground):
        found.append(Verdict.WRONG_SUBJECT)
    if not same_direction(said, fact, ground):
        found.append(Verdict.WRONG_DIRECTION)
    if not same_period(said, fact, ground):
        found.append(Verdict.WRONG_PERIOD)
    return found


def _newer(said: Said, best: Fact, ground: Ground) -> Fact | None:
    """A newer figure for the same thing, where the answer gives no time and does not call its own an older one."""
    told = said.told
    if (
        told.times
        or said.past
        or told.origin
        or _is_to_come(said, best)
        or _COMPARES.search(said.sentence)
        or not best.told.metrics | best.told.parts
    ):
        return None
    mine = _period_of(best)
    if mine is None:
        return None
    newer = [
        fact
        for source in ground.sources.values()
        for fact in source.facts
        if (its := _period_of(fact)) and its.months == mine.months and its.end > mine.end and _same_thing(best, fact)
    ]
    return max(newer, key=_end, default=None)


def _is_to_come(said: Said, best: Fact) -> bool:
    return best.told.foreseen or (said.told.expected and bool(signs.FORESEEN.search(best.said)))


def _end(fact: Fact) -> date:
    period = _period_of(fact)
    return period.end if period else date.min


def _period_of(fact: Fact) -> Period | None:
    return fact.periods[0] if len(fact.periods) == 1 and fact.periods[0].months in (*REPORTED, 12) else None


def _same_thing(one: Fact, other: Fact) -> bool:
    mine, its = one.told, other.told
    return (
        one.amount.unit is other.amount.unit
        and one.amount.currency == other.amount.currency
        and bool(one.about & other.about)
        and mine.metrics == its.metrics
        and mine.parts == its.parts
        and (mine.whole == its.whole or not (mine.parts or its.parts))
        and mine.loss == its.loss
        and (bool(mine.moved) == bool(its.moved) or one.amount.unit is not Unit.PERCENT)
        and not (its.foreseen or its.origin or mine.origin)
        and bool(mine.topic & its.topic)
    )
