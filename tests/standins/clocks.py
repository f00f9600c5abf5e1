"""Event loops whose time passes faster, so that a test of waiting need not wait."""

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Fast(selectors.DefaultSelector):
    """Waits only the ``speed``-th part of what it is told to."""

    speed = 1.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout / self.speed if timeout else timeout)


class FastLoop(asyncio.SelectorEventLoop):
    """Runs so many seconds in one; connections work as ever, so time-outs must be long enough for them."""

    def __init__(self, speed: float) -> None:
        selector = _Fast()
        selector.speed = self._speed = speed
        super().__init__(selector)

    def time(self) -> float:
        return time.monotonic() * self._speed


class _Leaping(selectors.DefaultSelector):
    """Does not wait at all: it says how long it would have."""

    leapt = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everything waits, and nothing will end it"
        self.leapt += timeout
        return super().select(0)


class LeapingLoop(asyncio.SelectorEventLoop):
    """Leaps from one timer to the next, so that times are exact; for what does not talk to anything outside."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return 1000 + self._leaping.leapt


def leaping(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, leaping over every wait."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)


def fast(work: Coroutine[Any, Any, T], speed: float = 50) -> T:
    """Run to the end with so many seconds in one."""
    with asyncio.Runner(loop_factory=lambda: FastLoop(speed)) as runner:
        return runner.run(work)
