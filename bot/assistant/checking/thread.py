"""What goes on from one amount of a sentence to the next, and where an amount stands in it."""

from dataclasses import dataclass

from bot.assistant.checking.amounts import Unit
from bot.assistant.checking.times import Time


@dataclass(slots=True)
class Thread:
    """What was said of the amount before holds for the next, until that says otherwise; see ``Told`` for the fields.

    ``pointing`` marks a sentence that begins with "it" or "the company": the names in it are not whom it is about.
    """

    owners: frozenset[str]
    named: bool = False
    parts: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    whole: bool = False
    moved: int = 0
    loss: bool | None = None
    unit: Unit | None = None
    pointing: bool = False
    fresh: bool = False
    own_topic: bool = False
    own_parts: bool = False
    times: tuple[Time, ...] = ()
    back: str = ""
    extent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amount stands: its clause from ``start`` to ``end``.

    ``plain`` is the sentence with its times blanked. ``begins`` is where the amount's own words begin, ``previous``
    where the amount before ended, ``at`` and ``stop`` where this one stands, ``until`` where the next begins or the
    clause ends; ``counted`` is what the amount before counts.
    """

    text: str
    plain: str
    start: int
    end: int
    begins: int
    previous: int
    at: int
    stop: int
    until: int
    counted: str

    @property
    def before(self) -> str:
        """The amount's own words before it; what the amount before counts is none of them."""
        words = self.plain[self.begins : self.at]
        stripped = words.lstrip()
        return stripped[len(self.counted) :] if self.counted and stripped.startswith(self.counted) else words

    @property
    def since(self) -> str:
        """The words since the amount before."""
        return self.plain[self.previous : self.at]

    @property
    def after(self) -> str:
        """The words behind it, up to the next amount or the end of the clause."""
        return self.plain[self.stop : self.until]
