"""Whether another figure of the evidence fits what is said of an amount better: the one that was swapped. Pure."""

import re
from collections.abc import Sequence

from bot.assistant.checking.agreeing import agrees
from bot.assistant.checking.amounts import Unit
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.kinds import back
from bot.assistant.checking.matters import PARTS, topic_in
from bot.assistant.checking.told import Said
from bot.assistant.reading import items_of
from bot.assistant.statement import METRICS

# What rises and falls need not be called shares.
_OF_PRICES = frozenset({"share", "price", "high", "low"})
_SHARE_OF = re.compile(r"\s*(?:of\b|的)")


def same_topic(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether no other figure of the same kind nearby is plainly the one that is spoken of.

    Only what both texts say in their own words counts, so nothing is made of texts in two languages but products and
    matters.
    """
    source = ground.sources[fact.source]
    mine, its = said.told.more - items_of(source.publisher).words - _OF_PRICES, _of(fact) - _OF_PRICES
    if "total" in said.told.kinds - fact.told.kinds and any(_counts_all(other, fact) for other in source.facts):
        return False
    rivals = [other for other in source.facts if _rivals(other, fact) and _may_mean(said, other)]
    beside = [other for other in rivals if other.said == fact.said]
    if not (mine and its):
        # A bare "dropped 5%" beside "a 33% slide in profit" is not of profit.
        return not any(mine & METRICS & other.told.metrics for other in beside)
    if said.told.amount.unit is Unit.DIGITS and any(_other_digits(said, mine, fact, other) for other in source.facts):
        return False
    if mine & its:
        return not any(_is_nearer(mine, its, other, fact) for other in rivals)
    compared = fact.amount.unit is not Unit.NUMBER and source.language == said.language
    digits = Unit.DIGITS in (said.told.amount.unit, fact.amount.unit)
    if digits or (compared and _meant_beside(said, fact, beside)):
        return False
    return not said.told.own_topic or _nothing_nearer(said, mine, fact, rivals, ground)


def _counts_all(other: Fact, fact: Fact) -> bool:
    """Whether another figure is the total of what a fact counts part of."""
    same = other.amount.unit is fact.amount.unit is Unit.NUMBER and other.amount.value > fact.amount.value
    return same and "total" in other.told.kinds and bool(_last(other) & _last(fact))


def _last(fact: Fact) -> frozenset[str]:
    """The stems of what a figure counts."""
    return items_of(fact.amount.counted).words | items_of(fact.amount.counted).weak


def _of(fact: Fact) -> frozenset[str]:
    """What a figure is of; what merely grows, grows in revenue."""
    told = fact.told
    grows = told.moved and not told.metrics and told.loss is None and fact.amount.unit in (Unit.PERCENT, Unit.MONEY)
    return told.more | {"revenue"} if grows else told.more


def _other_digits(said: Said, mine: frozenset[str], fact: Fact, other: Fact) -> bool:
    """Whether a source says itself of how many digits it is, and says another number of them."""
    told, its = said.told.amount, other.amount
    if fact.amount.unit is Unit.DIGITS or its.unit is not Unit.DIGITS or its.value == told.value:
        return False
    return len(mine & other.told.more) >= len(mine & fact.told.more)


def _is_nearer(mine: frozenset[str], its: frozenset[str], other: Fact, fact: Fact) -> bool:
    """Whether another figure shares more of what is said, all that this one shares among it."""
    theirs = other.told.more
    if len(mine & theirs) <= len(mine & its) or (mine & its) - theirs:
        return False
    # In another sentence it counts only where this one is of something of its own.
    distinct = fact.amount.unit is not Unit.NUMBER and (its - mine - theirs or fact.told.whole)
    return other.said == fact.said or bool(distinct)


def _nothing_nearer(said: Said, mine: frozenset[str], fact: Fact, rivals: Sequence[Fact], ground: Ground) -> bool:
    """Whether, where this figure's own words share nothing, no other's do, nor does its sentence share nothing."""
    foreign = ground.sources[fact.source].language != said.language
    wanted = mine & METRICS if said.told.fresh and not foreign else frozenset()
    if fact.told.own_topic and any(wanted & other.told.more for other in rivals if other.told.own_topic):
        # It has words of its own, and another has what is asked for.
        return False
    counting = fact.amount.unit is Unit.NUMBER
    shared = [(mine & (other.told.more if counting else other.told.topic), other) for other in rivals]
    best = max((len(words) for words, _ in shared), default=0)
    wide = len(mine & spoken_of(fact, ground))
    if best:
        if any(words and other.said == fact.said for words, other in shared):
            return False
        named = any(words & METRICS or (other.told.own_topic and words - PARTS) for words, other in shared)
        return wide >= best or (not named and _stands_beside(said, fact, ground))
    return foreign or bool(wide) or _shares_sentence(said, fact, ground)


def _stands_beside(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether the sentence of a fact gives another amount of the answer's sentence as well."""
    return any(
        other.at == fact.at and other is not fact and other.amount.value == mine.value and agrees(mine, other.amount)
        for mine in said.others
        for other in ground.sources[fact.source].facts
    )


def _shares_sentence(said: Said, fact: Fact, ground: Ground) -> bool:
    """Whether the whole sentences share a word, or one of them has none to share."""
    items = items_of(said.sentence)
    mine = items.concepts | items.words | items.weak
    return not mine or bool(mine & spoken_of(fact, ground))


def _may_mean(said: Said, other: Fact) -> bool:
    """Whether a figure may be what is spoken of: no other company's, and no origin for what is none."""
    told, its = said.told, other.told
    apart = told.named and its.named and not told.owners & its.owners
    if told.moved and (is_ratio(other) or (not its.moved and _SHARE_OF.match(other.said, its.amount.end))):
        # A share is not what a change may be taken for.
        return False
    before, then = told.origin or bool(back(told.kinds)), its.origin or bool(back(its.kinds))
    return before == then and not apart


def _rivals(other: Fact, fact: Fact) -> bool:
    """Whether another figure of the source counts the same and could be meant instead."""
    return (
        other is not fact
        and other.amount.unit is fact.amount.unit
        and other.amount.value != fact.amount.value
        and other.told.more != fact.told.more
    )


def _meant_beside(said: Said, fact: Fact, beside: Sequence[Fact]) -> bool:
    """Whether the answer's sentence speaks of what another figure of the fact's sentence is of, and not of what it is.

    Figures that the answer gives as well may be what it speaks of.
    """
    spoken = topic_in(said.sentence)
    if fact.told.own_topic and spoken & fact.told.topic:
        return False
    values = {other.value for other in said.others}
    return any(
        spoken & other.told.topic - METRICS - PARTS and other.told.own_topic
        for other in beside
        if other.amount.value not in values
    )


def is_ratio(fact: Fact) -> bool:
    """Whether a share is a margin, and so no growth."""
    its = fact.told
    return (
        fact.amount.unit is Unit.PERCENT and not its.moved and its.fresh and its.own_topic and its.metrics == {"margin"}
    )


def spoken_of(fact: Fact, ground: Ground) -> frozenset[str]:
    """All that the sentence of a fact speaks of."""
    source = ground.sources[fact.source]
    if fact.at < 0:
        return source.items.concepts | source.items.words
    items = source.sentences[fact.at].items
    names = frozenset(f"@{mention.name.id}" for mention in items.names)
    before = source.sentences[fact.at - 1].items if fact.at and source.sentences[fact.at].points_back else items
    return names | items.concepts | items.words | items.weak | before.concepts | before.words | fact.told.more
