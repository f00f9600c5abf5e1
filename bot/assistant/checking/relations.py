"""How the amounts of one sentence stand to each other: part and whole, from what to what, against forecasts. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.assistant.checking import signs
from bot.assistant.checking.agreeing import agrees, same_kind
from bot.assistant.checking.amounts import Amount, Unit
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.times import times, without_times
from bot.assistant.checking.told import Told

_TO = re.compile(r"(?:\bto|[至到])\s*$")
_FROM_BEHIND = re.compile(
    r"[^,;，；]{0,40}, (?:up |down )?(?:from|after|against|compared (?:with|to)|versus)\b[^,;]{0,20}"
)
_BEFORE = re.compile(
    r"\b(?:previously|formerly|before that|earlier target)\b|此前|先前|原先|原目标|原定", re.IGNORECASE
)
_CLAUSES = re.compile(r"[;；]|[,，](?!\d{3})")
_REACH = 40  # characters
_BARE = 3  # characters
_BETTER = re.compile(r"\b(?:improv\w+|better|worse\w*|deteriorat\w+)\b|改善|好转|恶化", re.IGNORECASE)
_OF_WHOLE = re.compile(
    r"\s*(?:\w+ )?(?:out )?of (?:the |its |their |a total of |all |some |about |roughly |around |nearly "
    r"|over |more than )*",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"[^;；.]{0,40}\b(?:of|among) (?:which|whom|them|these)\b[^;；.]{0,25}|[^;；。]{0,20}其中[^;；。]{0,15}"
)
_EXPECTED = (
    r"analysts?|expect\w*|forecasts?|estimates?|consensus|predict\w*|pencilled|looking for|guidance"
    r"|分析师|预期|预测|预估"
)
_AGAINST = re.compile(
    rf"(?:(?P<above>\b(?:(?:more|better|higher|greater) than|above|ahead of|beat(?:s|ing|en)?|exceed\w*"
    rf"|topp?(?:ed|ing|s)"
    rf"|surpass\w*|over)\b|好于|高于|超出|超过|优于|超)|(?P<below>\b(?:(?:less|worse|lower|fewer|smaller) than|below"
    rf"|short of|miss(?:es|ed|ing)?|behind|under)\b|差于|低于|不及|逊于|未达|少于))[^;；.。]{{0,50}}?(?:{_EXPECTED})",
    re.IGNORECASE,
)
_FORESEEN = re.compile(_EXPECTED, re.IGNORECASE)
_LEVEL_BEHIND = re.compile(
    r"\s*,?\s*(?:(?:lower|higher|more|less|up|down),? )?(?:to(?: reach| stand at)?|at|[至到]"
    r"|，?达到?)\s*(?:about |around |roughly |约)?",
    re.IGNORECASE,
)
_CHANGE_BEHIND = re.compile(
    r"(?:\s*\b(?:for|in|during|on|the)\b)*\s*(?:[(（]\s*(?:up |down )?|, (?:up |down )?|(?:, | was "
    r"| were | is | are )(?:up |down )?"
    r"|, an? (?:decrease|increase|rise|fall|drop|decline|gain|growth|improvement) of |，同比(?:增长|下降"
    r"|上升|减少|增加)?)",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\s*(?:[)）]|higher|lower|more|less|fewer|\s*$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A change in per cent with the level that it led to, as a sentence names the two in one breath."""

    change: Amount
    level: Amount


def runs_backwards(one: Told, told: Sequence[Told], sentence: str) -> bool:
    """Whether something falls to more than it fell from, or rises to less: "cut to 5.5 from 4.6 million"."""
    before = sentence[: one.amount.start]
    moved = one.moved or signs.moved(_clause(before))
    if not moved or not _TO.search(before) or (one.loss and _BETTER.search(before)):
        return False
    return any(
        _is_origin(one, other, sentence)
        and other.amount.unit is one.amount.unit
        and not (one.amount.sign or other.amount.sign)
        and (one.amount.value - other.amount.value) * moved < 0
        for other in told
    )


def _clause(before: str) -> str:
    """The last clause of what stands before an amount, with the one before it where it is no more than "to"."""
    clauses = _CLAUSES.split(before)
    return clauses[-1] if len(clauses[-1].strip()) > _BARE else "".join(clauses[-2:])


def _is_origin(one: Told, other: Told, sentence: str) -> bool:
    """Whether another amount is where this one came from: "to 5.5 from 4.6", "to 5.5; the target was 4.6 before"."""
    if other.amount.start > one.amount.end and _BEFORE.search(other.before):
        return not any(mark in sentence[one.amount.end : other.amount.start] for mark in ";；。")
    between = _FROM_BEHIND.fullmatch(sentence, one.amount.end, other.amount.start)
    return other.origin and bool(other.clause == one.clause or between)


def part_exceeds_whole(one: Told, told: Sequence[Told], sentence: str) -> bool:
    """Whether more is said to be part of less: "180,000 people, of whom 930,000 ride"."""
    amounts = [other.amount for other in told]
    at = amounts.index(one.amount)
    if not at:
        return False
    whole, part = amounts[at - 1], one.amount
    if _OF_WHOLE.fullmatch(sentence, whole.end, part.start):
        whole, part = part, whole
    elif not _OF_WHICH.fullmatch(sentence, whole.end, part.start):
        return False
    return whole.unit is part.unit and whole.currency == part.currency and part.value > whole.value


@lru_cache(maxsize=2_000)
def _speaks_of_forecasts(sentence: str) -> bool:
    return bool(_FORESEEN.search(sentence))


def misses_forecast(one: Told, told: Sequence[Told], fact: Fact | None, sentence: str, ground: Ground) -> bool:
    """Whether an amount is said to beat what was expected though it fell short of that, or the other way round."""
    if not _speaks_of_forecasts(sentence):
        return False
    if _reverses_forecast(one, told, sentence):
        return True
    match = _AGAINST.search(sentence, one.amount.end)
    between = [other.amount for other in told if match and one.amount.end <= other.amount.start < match.start()]
    if match is None or any(other.unit is one.amount.unit for other in between):
        return False
    above = bool(match["above"])
    named = [
        other.amount for other in told if other.amount.start >= match.start() and _comparable(other.amount, one.amount)
    ]
    if named and named[0].start < match.end() + 30:
        return (one.amount.value > named[0].value) is not above and one.amount.value != named[0].value
    if fact is None or fact.at < 0:
        return False
    return any(
        (fact.amount.value > other.amount.value) is not above
        for other in ground.sources[fact.source].facts
        if other.at == fact.at and _comparable(other.amount, fact.amount) and _is_forecast(other)
    )


def _reverses_forecast(one: Told, told: Sequence[Told], sentence: str) -> bool:
    """Whether "it beat expectations: 111 billion versus the 114 billion that analysts forecast" is said of itself."""
    match = _AGAINST.search(sentence, 0, one.amount.start)
    amounts = [other.amount for other in told]
    at = amounts.index(one.amount)
    if (
        match is None
        or at + 1 == len(amounts)
        or any(match.end() <= other.start < one.amount.start for other in amounts)
    ):
        return False
    other = amounts[at + 1]
    behind = sentence[other.end : other.end + _REACH]
    if not _comparable(one.amount, other) or not _FORESEEN.search(behind):
        return False
    return (one.amount.value > other.value) is not bool(match["above"])


def _comparable(one: Amount, other: Amount) -> bool:
    return one is not other and one.unit is other.unit and same_kind(one, other) and one.value != other.value


def _is_forecast(fact: Fact) -> bool:
    return bool(_FORESEEN.search(fact.told.clause))


def pairs(told: Sequence[Told], sentence: str) -> Iterator[Pair]:
    """Yield the changes and levels that are named in one breath: "rose 9% to 60.6 billion", "2.1 billion (+6.5%)"."""
    if len(told) < 2:
        return
    sentence = without_times(sentence, times(sentence, None))
    for one, other in pairwise(one.amount for one in told):
        if one.unit is Unit.PERCENT and other.unit in (Unit.MONEY, Unit.NUMBER):
            if _LEVEL_BEHIND.fullmatch(sentence, one.end, other.start):
                yield Pair(one, other)
        elif other.unit is Unit.PERCENT and one.unit in (Unit.MONEY, Unit.NUMBER):
            behind = _CHANGE_BEHIND.fullmatch(sentence, one.end, other.start)
            if behind and (_CHANGED.match(sentence, other.end) or len(behind.group().strip()) > 1):
                yield Pair(other, one)


def torn(pair: Pair, sound: Mapping[Amount, Sequence[Fact]], ground: Ground) -> bool:
    """Whether every source of a change names another level in one breath with it."""
    changes, levels = sound.get(pair.change, ()), sound.get(pair.level, ())
    return bool(changes and levels) and all(_with_another(change, pair.level, ground) for change in changes)


def _with_another(change: Fact, level: Amount, ground: Ground) -> bool:
    told = [
        fact.told for fact in ground.sources[change.source].facts if fact.at == change.at and fact.said == change.said
    ]
    return any(
        pair.change is change.amount and same_kind(pair.level, level) and not agrees(level, pair.level)
        for pair in pairs(told, change.said)
    )
