"""Whether an amount goes the way that a source says: up or down, profit or loss, a fact or foreseen. Pure."""

import re

from bot.assistant.checking import kinds, signs
from bot.assistant.checking.amounts import Unit
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.told import Said

# The furthest of a session is not its close.
_PEAK = re.compile(r"\bas much as\b|\bup to\b|\bintraday\b|盘中|一度|最多", re.IGNORECASE)
_TO = re.compile(r"(?:\bto|[至到])\s*$")
_TO_COME = re.compile(r"\b(?:next|coming) (?:\w+ )?(?:years?|months?|quarters?)\b|\banalysts?\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:invested|spent|paid|built|bought|sold|opened|launched|hired|raised|lifted|cut|bought back"
    r"|issued)\b|已经?|了$"
)
_CLOSED = re.compile(r"\bclos(?:ed|es|ing)\b|\bended\b|收盘|收[涨跌报于]", re.IGNORECASE)


def same_direction(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether a fact goes the way that is said, as far as both tell."""
    told, its = said.told, fact.told
    if told.moved and its.moved and told.moved != its.moved and not _either_way(said, fact):
        return False
    turned = told.moved and not its.moved and _TO.search(told.before) and _went_otherwise(told.moved, fact, ground)
    if turned or (told.loss is not None and its.loss is not None and told.loss is not its.loss):
        return False
    if told.denied != its.denied and not (its.denied and signs.denies_softly(said.sentence)):
        return its.denied is False and told.denied and signs.denies_softly(fact.said)
    if its.foreseen and not (told.expected and not _happened(said)):
        return False
    if _PEAK.search(its.before) and _CLOSED.search(told.before) and not _CLOSED.search(its.before):
        return False
    return not (told.origin and not its.origin and _has_origin(fact, ground))


def _went_otherwise(moved: int, fact: Fact, ground: Ground) -> bool:
    """Whether the source gives the same of a year before, and it went the other way since."""
    return any(
        kinds.back(other.told.kinds) == "back:year"
        and other.told.direct
        and fact.told.direct
        and other.amount.unit is fact.amount.unit
        and other.told.owners == fact.told.owners
        and other.told.metrics == fact.told.metrics
        and (fact.amount.value - other.amount.value) * moved < 0
        for other in ground.sources[fact.source].facts
        if other is not fact and not kinds.back(fact.told.kinds)
    )


def _happened(said: Said) -> bool:
    """Whether it is told as done, though of the years to come: "invested 3 billion over the next three years"."""
    rest = _TO_COME.sub(" ", said.sentence)
    return bool(_DONE.search(said.told.before)) and not signs.EXPECTED.search(rest)


def _either_way(said: Said, fact: Fact) -> bool:
    """Whether the move is not of this amount: a level ("to 5.1 billion") named beside a move of something else."""
    level = fact.amount.unit in (Unit.MONEY, Unit.NUMBER) and not fact.told.origin
    return level and not (
        said.told.metrics & fact.told.metrics or (said.told.own_topic and said.told.topic & fact.told.topic)
    )


def _has_origin(fact: Fact, ground: Ground) -> bool:
    """Whether its sentence says where this amount came from, so that it is no origin itself."""
    return any(
        other.told.origin and other.said == fact.said and other.amount.unit is fact.amount.unit
        for other in ground.sources[fact.source].facts
    )
