"""What was found lately, each with the instant until which it holds."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Finds by key, for several threads. What no longer holds is kept as the last that was known.

    Those that nobody has asked for longest are forgotten when all together weigh more than ``limit``; each weighs one
    unless told otherwise.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int] = lambda _: 1) -> None:
        self._limit = limit
        self._weigh = weigh
        self._weight = 0
        self._finds: OrderedDict[K, tuple[V, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: K, value: V, until: datetime) -> None:
        """Keep a find in place of the one before; the newest is kept, whatever it weighs."""
        with self._lock:
            self._drop(key)
            self._finds[key] = (value, until)
            self._weight += self._weigh(value)
            while self._weight > self._limit and len(self._finds) > 1:
                self._drop(next(iter(self._finds)))

    def get(self, key: K, now: datetime) -> V | None:
        """What holds at ``now``."""
        with self._lock:
            find = self._finds.get(key)
            if find is None or now >= find[1]:
                return None
            self._finds.move_to_end(key)
            return find[0]

    def last(self, key: K) -> V | None:
        """What was found last, whether it still holds or not."""
        with self._lock:
            find = self._finds.get(key)
            return find[0] if find else None

    def _drop(self, key: K) -> None:
        find = self._finds.pop(key, None)
        if find is not None:
            self._weight -= self._weigh(find[0])
