"""The bot's file as the event loop sees it: one thread works through what is to be read and written, in order."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy import Engine, delete, false

from bot.state.engine import guarded, open_state
from bot.state.tables import updates
from knowledge.errors import StoreError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Store:
    """The open file; ``engine`` is for the classes that know its tables. Raises StoreError when it cannot be opened.

    SQLite takes one writer at a time: a queue of our own is shorter than its waiting for a lock.
    """

    def __init__(self, data_dir: Path) -> None:
        self.engine: Engine = open_state(data_dir)
        self._used = self._written = True
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="state")

    async def call(self, work: Callable[_Given, _Result], /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        """Do blocking work on the file in its thread, after what was handed in before it."""
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._thread, partial(work, *given, **named))
        except StoreError:
            self._used = False
            raise
        self._used = True
        return result

    @property
    def works(self) -> bool:
        """Whether the file could be used when it was needed last, and written when it was last watched."""
        return self._used and self._written

    async def watch(self, every_s: float) -> None:
        """Find out for ever whether the file can be written: while nobody asks, nothing else would."""
        while True:
            try:
                await self.call(self._write)
                self._written = True
            except StoreError:
                self._written = False
            await asyncio.sleep(every_s)

    def _write(self) -> None:
        with guarded(), self.engine.begin() as connection:
            connection.execute(delete(updates).where(false()))
            # The first says that the tables are there; this one, of a number that nobody reads, needs room on the disk.
            connection.exec_driver_sql("PRAGMA user_version = 1")

    def close(self) -> None:
        """Finish what was handed in, and let go of the file."""
        self._thread.shutdown()
        self.engine.dispose()
