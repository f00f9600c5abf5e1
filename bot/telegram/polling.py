"""Polling: asking Telegram for updates, and what is said when none can be had."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.telegram.failures import outline
from bot.telegram.insisting import insist
from bot.telegram.refusals import judge

logger = logging.getLogger(__name__)

WANTED = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]
_POLL_S = 25
_LONGEST_PAUSE_S = 10.0
_FAREWELL_S = 3.0


class PollingRequest(HTTPXRequest):
    """Polls, and logs once when it stops working and once when it works again.

    ``heard_at`` is when Telegram last answered, on the clock of :func:`time.monotonic`.
    """

    def __init__(self, timeout: float) -> None:
        super().__init__(connection_pool_size=1, read_timeout=timeout, connect_timeout=timeout)
        self.heard_at = time.monotonic()
        self._trouble = ""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask as the library does."""
        try:
            code, payload = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            self._note(type(error).__name__)
            raise
        if code == HTTPStatus.OK:
            self.heard_at = time.monotonic()
        self._note("" if code == HTTPStatus.OK else f"status {code}")
        return code, payload

    def _note(self, trouble: str) -> None:
        before, self._trouble = self._trouble, trouble
        if trouble == before:
            return
        if trouble == f"status {HTTPStatus.CONFLICT:d}":
            logger.error("another program takes this bot's updates (409 Conflict): stop it, or use a token of its own")
        elif trouble:
            logger.warning("no updates from Telegram, trying on: %s", trouble)
        else:
            logger.info("updates from Telegram come in again")


class Polling:
    """Takes updates in by asking for them. Each is handed to ``take`` before those after it are asked for.

    ``take`` returns when the update is recorded: only then is it confirmed to Telegram. ``pause_s`` lies between a poll
    that failed and the next one; it grows up to ten seconds.
    """

    def __init__(
        self, bot: Bot, request: PollingRequest, take: Callable[[Update], Awaitable[None]], pause_s: float
    ) -> None:
        self._bot = bot
        self._request = request
        self._take = take
        self._pause_s = pause_s
        self._next: int | None = None
        self._taking = False
        self._polling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the bot off any webhook, trying on while Telegram does not answer, and begin.

        Raises:
            TelegramError: Telegram refuses the token.
        """
        await self._leave_webhook()
        self._polling = asyncio.create_task(self._poll_on())

    @property
    def heard_at(self) -> float:
        """When Telegram last answered, on the clock of :func:`time.monotonic`; now, while there is nothing to ask."""
        return time.monotonic() if self._taking else self._request.heard_at

    async def ended(self) -> None:
        """Wait until no more updates can come in; raises the InvalidToken that it came of."""
        if self._polling:
            await asyncio.wait({self._polling})
            self._polling.result()

    async def stop(self) -> None:
        """Ask for nothing more; what was taken is confirmed to Telegram."""
        if self._polling is None:
            return
        self._polling.cancel()
        await asyncio.wait({self._polling})
        if self._next is not None:
            with suppress(TimeoutError, TelegramError):
                async with asyncio.timeout(_FAREWELL_S):
                    await self._ask(0)

    async def _poll_on(self) -> None:
        pause = self._pause_s
        while True:
            try:
                await self._poll()
            except InvalidToken:
                raise
            except RetryAfter as error:
                pause = judge(error).seconds
            except TelegramError as error:
                logger.debug("poll failed: %s", type(error).__name__)  # said by the request
            except Exception as error:  # noqa: BLE001 (a bug must not leave a bot that hears nothing)
                logger.error("polling failed, trying on:\n%s", outline(error))
            else:
                pause = self._pause_s
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    async def _poll(self) -> None:
        try:
            updates = await self._ask(_POLL_S)
        except Conflict as error:
            if "webhook" in str(error):
                await self._leave_webhook()
            raise
        self._taking = True
        try:
            for update in updates:
                await self._take(update)
                # Not the highest: after a week without updates Telegram begins to count anew, anywhere.
                self._next = update.update_id + 1
        finally:
            self._taking = False
            self._request.heard_at = time.monotonic()

    async def _ask(self, seconds: int) -> tuple[Update, ...]:
        return await self._bot.get_updates(offset=self._next, timeout=seconds, allowed_updates=WANTED)

    async def _leave_webhook(self) -> None:
        def failed(error: TelegramError) -> None:
            logger.warning("the bot cannot be taken off its webhook, trying on: %s", type(error).__name__)

        await insist(self._bot.delete_webhook, failed, self._pause_s)
