"""One fetch for all who want the same at the same time, in threads of its own, whatever loop they wait in."""

import asyncio
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Flights:
    """The fetches that are under way, by key.

    Nothing here belongs to an event loop, so that one instance serves several ``asyncio.run`` after another.
    """

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="market")
        self._under_way: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    def board(self, key: Hashable, fetch: Callable[[], T]) -> tuple[Future[T], bool]:
        """Start a fetch, or join the one under way; says whether it was joined."""
        with self._lock:
            under_way = self._under_way.get(key)
            if under_way is not None:
                return under_way, True
            flight = self._pool.submit(fetch)
            self._under_way[key] = flight
        flight.add_done_callback(lambda _: self._under_way.pop(key, None))
        return flight, False

    def close(self) -> None:
        """Start nothing more; what is under way ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


async def landing(flight: Future[T], within_s: float) -> T:
    """Wait for a fetch without holding the loop. Whoever stops waiting leaves the fetch to the others.

    Raises:
        TimeoutError: it has not ended in time.
    """
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def tell(_: object) -> None:
        with suppress(RuntimeError):  # the loop of this waiter is closed
            loop.call_soon_threadsafe(done.set)

    flight.add_done_callback(tell)
    async with asyncio.timeout(within_s):
        await done.wait()
    return flight.result()
