"""The bot: its parts put together, and its life from the first call to the last."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from telegram.ext import ApplicationBuilder, ExtBot, Updater
from telegram.request import HTTPXRequest

from bot.assistant import Assistant
from bot.telegram.commands import Commands
from bot.telegram.failures import Failures
from bot.telegram.outbox import Outbox
from bot.telegram.polling import PollingRequest
from bot.telegram.questions import Questions
from bot.telegram.routes import add_routes
from bot.telegram.session import Session, Timing
from bot.telegram.words import Vocabulary

logger = logging.getLogger(__name__)

_USUAL = Timing()


class TelegramBot:
    """Answers the readers in ``allowed``, a set of Telegram ids, in private chats.

    ``api_url`` is the base address: calls go to ``<api_url>/bot<token>/<method>``.
    """

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        assistant: Assistant,
        allowed: AbstractSet[int],
        vocabulary: Vocabulary,
        clock: Callable[[], datetime],
        timing: Timing = _USUAL,
    ) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._assistant = assistant
        self._allowed = allowed
        self._vocabulary = vocabulary
        self._clock = clock
        self._timing = timing

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set, then let running answers finish.

        Raises:
            RallybotError: Telegram refuses the token, or does not answer at the start.
        """
        if not self._allowed:
            logger.warning(
                "nobody may ask yet: send the bot /start, and put the id it tells you into RALLYBOT_ALLOWED in .env"
            )
        session = self._open()
        try:
            await _until(stop, session.sign_in())
            if not stop.is_set():
                await _until(stop, session.attend())
        finally:
            await session.close()

    def _open(self) -> Session:
        # Without it the library warns at every flood wait that its spans of time will change their type.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        timeout = self._timing.request
        polling = PollingRequest(timeout)
        bot: ExtBot[None] = ExtBot(
            self._token,
            base_url=f"{self._api_url}/bot",
            base_file_url=f"{self._api_url}/file/bot",
            request=HTTPXRequest(read_timeout=timeout, write_timeout=timeout, connect_timeout=timeout),
            get_updates_request=polling,
        )
        updates: asyncio.Queue[object] = asyncio.Queue()
        updater = Updater(bot, updates)
        application = ApplicationBuilder().updater(updater).concurrent_updates(True).job_queue(None).build()
        outbox = Outbox(bot, self._timing.typing_every)
        questions = Questions(self._assistant, outbox, self._vocabulary, self._clock)
        commands, failures = Commands(outbox, self._vocabulary), Failures(outbox, self._vocabulary)
        add_routes(application, self._allowed, commands, questions, failures)
        return Session(application, updater, polling, questions, self._vocabulary, self._timing)


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work to its end, or leave it when ``stop`` is set."""
    tasks = [asyncio.create_task(work), asyncio.create_task(stop.wait())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcome, _ = await asyncio.gather(*tasks, return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome
