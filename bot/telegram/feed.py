"""The way of recorded questions to the jobs."""

import asyncio
import logging
from datetime import datetime
from typing import Protocol

from bot.telegram.durations import Durations
from bot.telegram.failures import outline

logger = logging.getLogger(__name__)

_AT_ONCE = 16
# A question that the jobs do not take is tried so often; then it is left for the next start.
_TRIES = 3


class Asking(Protocol):
    """The jobs that answer questions."""

    async def ask(self, update_id: int, chat_id: int) -> None:
        """Have a question answered in its turn."""
        ...

    async def ask_again(self, update_id: int, chat_id: int) -> None:
        """Have a question answered that an earlier process was asked."""
        ...


class Feed:
    """Hands questions on: those of a chat one after the other, different chats side by side."""

    def __init__(self, jobs: Asking, durations: Durations, pause_s: float) -> None:
        self._jobs = jobs
        self._durations = durations
        self._pause_s = pause_s
        self._queued: asyncio.Queue[tuple[int, int]] = asyncio.Queue()

    def add(self, update_id: int, chat_id: int, received_at: datetime) -> None:
        """Hand on a question that is recorded, and come back at once."""
        self._durations.received(update_id, chat_id, received_at)
        self._queued.put_nowait((update_id, chat_id))

    async def add_again(self, update_id: int, chat_id: int, received_at: datetime) -> None:
        """Hand on a question that an earlier process has recorded."""
        self._durations.received(update_id, chat_id, received_at)
        await self._jobs.ask_again(update_id, chat_id)

    async def run(self) -> None:
        """Hand on what is added, until cancelled."""
        while True:
            update_id, chat_id = await self._queued.get()
            batch, later = {chat_id: update_id}, None
            while later is None and not self._queued.empty() and len(batch) < _AT_ONCE:
                update_id, chat_id = self._queued.get_nowait()
                if chat_id in batch:
                    later = update_id, chat_id
                else:
                    batch[chat_id] = update_id
            await asyncio.gather(*(self._hand_on(number, chat) for chat, number in batch.items()))
            if later:
                await self._hand_on(*later)

    async def _hand_on(self, update_id: int, chat_id: int) -> None:
        for tried in range(1, _TRIES + 1):
            try:
                await self._jobs.ask(update_id, chat_id)
            except Exception as error:  # noqa: BLE001 (it stays recorded, and is asked at the next start at the latest)
                logger.error("question not queued: update=%s tried=%s\n%s", update_id, tried, outline(error))
                await asyncio.sleep(self._pause_s)
            else:
                return
