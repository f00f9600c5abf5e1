"""What is forgotten in time: conversations, what was delivered, and the jobs that were about it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.telegram.records import Records
from knowledge.errors import StoreError

logger = logging.getLogger(__name__)

_EVERY_S = 3_600.0
# An update is needed for as long as Telegram might bring it again, or its sender edit it.
_DELIVERIES = timedelta(days=3)


class Erasing(Protocol):
    """The durable jobs, as far as they can be erased."""

    async def erase(self, update_ids: Sequence[int]) -> None:
        """Leave no trace of these updates' jobs."""
        ...


class Upkeep:
    """Forgets conversations after ``kept``, and what was delivered for them sooner."""

    def __init__(self, records: Records, jobs: Erasing, clock: Callable[[], datetime], kept: timedelta) -> None:
        self._records = records
        self._jobs = jobs
        self._clock = clock
        self._kept = kept

    async def run(self) -> None:
        """Forget, every hour, until cancelled; what fails is tried again an hour later."""
        while True:
            try:
                await self.forget()
            except StoreError as error:
                logger.warning("old conversations not removed: %s", error)
            await asyncio.sleep(_EVERY_S)

    async def forget(self) -> None:
        """Forget what is too old by now."""
        store, now = self._records.store, self._clock()
        await store.call(self._records.conversations.prune, now - self._kept)
        removed = await store.call(self._records.deliveries.prune, now - min(self._kept, _DELIVERIES))
        await self._jobs.erase(removed)
