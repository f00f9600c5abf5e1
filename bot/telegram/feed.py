"""The way of recorded questions to the jobs."""

from datetime import datetime
from typing import Protocol

from bot.telegram.durations import Durations


class Asking(Protocol):
    """The jobs that answer questions."""

    async def ask(self, update_id: int, chat_id: int) -> None:
        """Have a question answered in its turn."""
        ...

    async def ask_again(self, update_id: int, chat_id: int) -> None:
        """Have a question answered that an earlier process was asked."""
        ...


class Feed:
    """Hands questions on to the jobs, which take one without waiting for anything, and measures from here on."""

    def __init__(self, jobs: Asking, durations: Durations) -> None:
        self._jobs = jobs
        self._durations = durations

    async def add(self, update_id: int, chat_id: int, received_at: datetime) -> None:
        """Hand on a question that is recorded."""
        self._durations.received(update_id, chat_id, received_at)
        await self._jobs.ask(update_id, chat_id)

    async def add_again(self, update_id: int, chat_id: int, received_at: datetime) -> None:
        """Hand on a question that an earlier process has recorded."""
        self._durations.received(update_id, chat_id, received_at)
        await self._jobs.ask_again(update_id, chat_id)
