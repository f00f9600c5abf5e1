"""Both rates of a check: the lies that got through, the truths that were blocked. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WIDE = 42
# Of what went wrong so many are shown.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """How one kind of lie, or of truth, fared; ``wrong`` are the lies that got through and the truths that did not."""

    what: str
    told: int
    wrong: tuple[str, ...] = ()
    lies: bool = True
    note: str = ""

    @property
    def fine(self) -> bool:
        """Whether all went as it must, and anything was told at all."""
        return not self.wrong and self.told > 0


def table(title: str, rates: Sequence[Rate]) -> Iterator[str]:
    """The rates as lines, what went wrong below."""
    yield f"\n{title}"
    yield f"  {'':{_WIDE}}{'told':>6}{'caught':>8}{'through':>9}{'blocked':>9}"
    for rate in rates:
        wrong = len(rate.wrong)
        through, blocked = (str(wrong), "") if rate.lies else ("", str(wrong))
        caught = str(rate.told - wrong) if rate.lies else ""
        note = f"   {rate.note}" if rate.note else ""
        yield f"  {rate.what:{_WIDE}}{rate.told:>6}{caught:>8}{through:>9}{blocked:>9}{note}"
    for rate in rates:
        for one in rate.wrong[:_SHOWN]:
            yield f"  ! {rate.what}: {' '.join(one.split())[:300]}"
        if len(rate.wrong) > _SHOWN:
            yield f"  ! {rate.what}: and {len(rate.wrong) - _SHOWN} more"
        if not rate.told:
            yield f"  ! {rate.what}: nothing was told, so that nothing is shown"
