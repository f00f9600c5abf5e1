"""What is done at once, beside the queue of questions: commands, presses, inline queries, memberships."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol

from bot.telegram.failures import outline
from bot.telegram.feed import Feed
from bot.telegram.incoming import Heard
from bot.telegram.records import Records, written
from bot.telegram.reply import LeavingError
from knowledge.errors import StoreError

logger = logging.getLogger(__name__)

_FAREWELL_S = 2.0


class Beside(Protocol):
    """What is done at once, beside the queue of questions."""

    async def handle(self, heard: Heard) -> Heard | None:
        """Do what is asked. What turns out to be a question is given back as one, to be queued."""
        ...

    async def turn_away(self, heard: Heard) -> None:
        """Tell a stranger, if at all, how to be let in."""
        ...

    async def slow_down(self, heard: Heard, seconds: int, *, tell: bool) -> None:
        """Let a reader who asks too fast know when to ask again, in words if ``tell``."""
        ...

    async def apologise(self, heard: Heard) -> None:
        """Tell a reader that something could not be done."""
        ...


class Errands:
    """Runs what goes beside the queue. A bug in it is logged here and goes no further."""

    def __init__(self, beside: Beside, records: Records, feed: Feed, again_s: float) -> None:
        self._beside = beside
        self._records = records
        self._feed = feed
        self._again_s = again_s
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, heard: Heard, received_at: datetime) -> None:
        """Do what is recorded, and note that it is done; what the stop cuts short is left for the next start."""
        self._spawn(self._do(heard, received_at))

    def run(self, heard: Heard, work: Awaitable[object]) -> None:
        """Do what is not recorded, and is lost with the process."""
        self._spawn(self._guarded(heard, work))

    async def close(self) -> None:
        """Wait a little for what is under way, and leave the rest."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_FAREWELL_S)
        for task in self._tasks:
            task.cancel()

    async def _do(self, heard: Heard, received_at: datetime) -> None:
        question = None
        try:
            question = await self._beside.handle(heard)
        except LeavingError:
            return
        except Exception as error:  # noqa: BLE001 (bugs end here)
            _log(heard, error)
            await self._guarded(heard, self._beside.apologise(heard))
        while True:
            try:
                await self._note_done(heard, question, received_at)
            except StoreError:
                await asyncio.sleep(self._again_s)
            else:
                return

    async def _note_done(self, heard: Heard, question: Heard | None, received_at: datetime) -> None:
        store, deliveries = self._records.store, self._records.deliveries
        if question is None:
            await store.call(deliveries.finish, heard.update_id)
            return
        await store.call(deliveries.reword, heard.update_id, question.kind.value, written(question))
        await self._feed.add(heard.update_id, heard.chat_id, received_at)

    async def _guarded(self, heard: Heard, work: Awaitable[object]) -> None:
        try:
            await work
        except LeavingError:
            return
        except Exception as error:  # noqa: BLE001 (bugs end here)
            _log(heard, error)

    def _spawn(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _log(heard: Heard, error: Exception) -> None:
    logger.error("%s failed: update=%s\n%s", heard.kind.value, heard.update_id, outline(error))
