"""Whether an amount may be said where another stands: the same in another form, or rounded as it says. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from bot.assistant.checking.amounts import Amount, Limit, Unit

# How far "about" and "nearly" may be off, and "more than" fall short, as a share of what is said.
_OFF = Decimal("0.05")
_SHORT = Decimal("0.1")
_SHARE = frozenset({Unit.PERCENT, Unit.FRACTION})
# A share in words is no exact figure: "half", a third, 三成.
_AROUND = Decimal("1.5")


def agrees(said: Amount, stands: Amount) -> bool:
    """Whether ``said`` is a true way to say ``stands``: unit, currency and size; of signs and subjects nothing."""
    return same_kind(said, stands) and _size(said, stands)


def same_kind(said: Amount, stands: Amount) -> bool:
    """Whether the two count the same: no yuan for dollars, no percentage points for per cent."""
    if said.unit in _SHARE and stands.unit in _SHARE:
        return True
    if Unit.DIGITS in (said.unit, stands.unit):
        return {said.unit, stands.unit} <= {Unit.DIGITS, Unit.PERCENT}
    if said.unit is Unit.TIMES and stands.unit is Unit.PERCENT:
        return said.value == 2 or said.sign < 0 or stands.value >= 100
    if {said.unit, stands.unit} == {Unit.MONEY, Unit.NUMBER}:
        # Where one text leaves the currency to the reader; counted things are no money.
        bare = said if said.unit is Unit.NUMBER else stands
        return not bare.counted
    if said.unit is Unit.MONEY and said.currency and stands.currency:
        return said.currency == stands.currency and stands.unit is Unit.MONEY
    return said.unit is stands.unit


def _size(said: Amount, stands: Amount) -> bool:
    if said.unit is Unit.DIGITS or stands.unit is Unit.DIGITS:
        return _digits(said, stands)
    if said.unit is Unit.TIMES and stands.unit is Unit.PERCENT:
        return _doubled(said, stands)
    if said.unit is Unit.FRACTION or stands.unit is Unit.FRACTION:
        return _shares(said, stands)
    return (said.value == stands.value and _as_limited(said, stands)) or rounds(said, stands.value)


def _as_limited(said: Amount, stands: Amount) -> bool:
    """Whether the same number is limited in the same way: what is 26% is not more than 26%."""
    if said.limit in (Limit.EXACT, Limit.ABOUT):
        return True
    if said.limit is Limit.MORE:
        return stands.limit is Limit.MORE
    return stands.limit in (Limit.LESS, Limit.NEARLY)


def rounds(said: Amount, value: Decimal) -> bool:
    """Whether a rounding that is stated is a true one."""
    size = said.value
    most = max(said.step, size * _SHORT)
    match said.limit:
        case Limit.ABOUT:
            return abs(size - value) <= max(said.step / 2, size * Decimal("0.01")) and abs(size - value) <= size * _OFF
        case Limit.NEARLY:
            return size * (1 - _OFF) <= value < size
        case Limit.MORE:
            return size < value <= size + most
        case Limit.LESS:
            return size - most <= value < size
        case _:
            return False


def _digits(said: Amount, stands: Amount) -> bool:
    if said.unit is stands.unit:
        return said.value == stands.value
    digits, percent = (said, stands) if said.unit is Unit.DIGITS else (stands, said)
    return said is digits and len(str(int(percent.value))) == int(digits.value)


def _doubled(said: Amount, stands: Amount) -> bool:
    """Tell "doubled" of a rise by a hundred per cent, "halved" of a fall by a half."""
    if said.sign < 0:
        return _near(said.limit, Decimal(50), stands.value, Decimal(3))
    return _near(said.limit, (said.value - 1) * 100, stands.value, Decimal(8))


def _shares(said: Amount, stands: Amount) -> bool:
    if said.unit is stands.unit:
        return said.value == stands.value and _as_limited(said, stands)
    if said.unit is Unit.FRACTION:
        return _near(said.limit, said.value, stands.value, _AROUND)
    # "One third" may be said as 33%; "one fifth" is 20% and no 20.1%.
    endless = stands.value != stands.value.to_integral_value() and said.step >= 1
    return said.value == stands.value or (endless and abs(said.value - stands.value) < Decimal("0.5"))


def _near(limit: Limit, said: Decimal, stands: Decimal, around: Decimal) -> bool:
    if limit is Limit.MORE:
        return said < stands <= said + 15
    if limit is Limit.LESS:
        return said - 15 <= stands < said
    if limit is Limit.NEARLY:
        return said - 4 <= stands <= said
    return abs(said - stands) <= around * (2 if limit is Limit.ABOUT else 1)


def is_ratio(said: Amount, others: Iterable[Amount]) -> bool:
    """Whether a share or multiple in words is that of two sums said beside it: "half of", "twice as many".

    Anybody can check it at a glance, and so can we; a ratio in digits is arithmetic, which is left to tools.
    """
    if said.unit is Unit.DIGITS:
        shares = [other for other in others if other.unit is Unit.PERCENT]
        return bool(shares) and all(_digits(said, other) for other in shares)
    if said.unit is Unit.FRACTION:
        ratio = said.value / 100
    elif said.unit is Unit.TIMES and not said.text[:1].isdigit():
        ratio = said.value
    else:
        return False
    sums = [other for other in others if other.unit in (Unit.MONEY, Unit.NUMBER, Unit.PERCENT) and other.value]
    return any(
        one is not other and same_kind(one, other) and _ratio_fits(said.limit, ratio, one.value / other.value)
        for one in sums
        for other in sums
    )


def _ratio_fits(limit: Limit, said: Decimal, is_: Decimal) -> bool:
    off = is_ / said
    low, high = {
        Limit.MORE: (Decimal(1), Decimal("1.3")),
        Limit.LESS: (Decimal("0.7"), Decimal(1)),
        Limit.NEARLY: (Decimal("0.9"), Decimal(1)),
        Limit.ABOUT: (Decimal("0.9"), Decimal("1.1")),
    }.get(limit, (Decimal("0.96"), Decimal("1.04")))
    return low <= off <= high
