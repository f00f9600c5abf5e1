"""Arithmetic that an answer does with figures it stands on: a difference in points, a change in per cent. Pure.

Only what anybody can do over again with two figures at hand: what is reckoned of more is left to tools.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from bot.assistant.checking.agreeing import same_kind
from bot.assistant.checking.amounts import Amount, Limit, Unit
from bot.assistant.checking.facts import Fact
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.kinds import back
from bot.assistant.checking.told import Said

_SUMS = frozenset({Unit.MONEY, Unit.NUMBER})
_OFF = Decimal("0.05")  # how far "about" may be off, as a share


def is_reckoned(said: Said, ground: Ground, cited: Iterable[str]) -> bool:
    """Whether an amount is what comes out of two others: of its sentence, or of one company at two times."""
    amount = said.told.amount
    if amount.unit is Unit.POINTS:
        found = [abs(one - other) for one, other in _shares_of(said, ground, cited)]
        return any(_comes_to(amount, value) for value in found)
    if amount.unit is Unit.PERCENT and amount.limit is Limit.ABOUT and all(label.startswith("P") for label in cited):
        return any(_comes_to(amount, value) for value in _changes(said))
    return False


def _comes_to(amount: Amount, value: Decimal) -> bool:
    off = abs(amount.value - value)
    if amount.limit is Limit.EXACT:
        return off == 0
    return off <= max(amount.step / 2, amount.value * _OFF)


def _changes(said: Said) -> Iterator[Decimal]:
    """The changes in per cent between sums of the sentence, the way that is said."""
    sums = [other for other in said.others if other.unit in _SUMS and other.value]
    for base in sums:
        for other in sums:
            if other is base or other.unit is not base.unit or not same_kind(other, base):
                continue
            change = (other.value - base.value) / base.value * 100
            if not said.told.moved or change * said.told.moved > 0:
                yield abs(change)


def _shares_of(said: Said, ground: Ground, cited: Iterable[str]) -> Iterator[tuple[Decimal, Decimal]]:
    """Two shares side by side in the sentence, else two of the same in what is cited, one of a time before."""
    amounts = [other for other in said.others if other.unit is Unit.PERCENT]
    yield from ((one.value, other.value) for one in amounts for other in amounts if one is not other)
    for label in cited:
        facts = [fact for fact in ground.sources[label].facts if fact.amount.unit is Unit.PERCENT]
        earlier = [fact for fact in facts if fact.told.origin or back(fact.told.kinds)]
        yield from (
            (one.amount.value, other.amount.value) for one in facts for other in earlier if _of_same(one, other, facts)
        )


def _of_same(one: Fact, other: Fact, facts: Sequence[Fact]) -> bool:
    """Whether two shares are of one thing at two times: called the same, and not the same share."""
    if one is other or one.told.origin or back(one.told.kinds):
        return False
    if one.at == other.at and other.told.origin:
        return True
    mine, its = one.told.topic - _common(facts, one.at), other.told.topic - _common(facts, other.at)
    return bool(mine & its) if mine or its else bool(one.about & other.about)


def _common(facts: Sequence[Fact], at: int) -> frozenset[str]:
    """What all shares of a sentence are of."""
    topics = [fact.told.topic for fact in facts if fact.at == at]
    return frozenset.intersection(*topics) if len(topics) > 1 else frozenset()
