"""Sending: what arrives once, what is tried again, and what is given up."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import httpx
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram.render import Reply

logger = logging.getLogger(__name__)

_TRIES = 3
_PAUSE = 1.0
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Outbox:
    """Sends replies through one bot.

    Telegram has no way to say "once only", so what may have arrived is never sent again.
    """

    def __init__(self, bot: Bot, typing_every: float) -> None:
        self._bot = bot
        self._typing_every = typing_every

    async def send(self, chat_id: int, replies: Sequence[Reply], answering: int | None = None) -> bool:
        """Send in order, the first as a reply to message ``answering``; say whether all of them arrived."""
        for reply in replies:
            if not await self._deliver(chat_id, reply, answering):
                return False
            answering = None
        return True

    @asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        """Show "typing" while the block runs."""
        done = asyncio.Event()
        task = asyncio.create_task(self._type(chat_id, done))
        try:
            yield
        finally:
            done.set()
            # Cancelling a request closes its connection, which the reply would have to open anew.
            await asyncio.wait({task}, timeout=1)
            task.cancel()

    async def _type(self, chat_id: int, done: asyncio.Event) -> None:
        try:
            while True:
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._typing_every):
                        await done.wait()
                if done.is_set():
                    return
        except TelegramError as error:
            logger.debug("typing not shown: chat=%s %s", chat_id, type(error).__name__)

    async def _deliver(self, chat_id: int, reply: Reply, answering: int | None) -> bool:
        for left in reversed(range(_TRIES)):
            try:
                await self._post(chat_id, reply, answering)
            except RetryAfter as error:
                pause = _seconds(error)
            except Forbidden:
                logger.info("reply refused, the reader has blocked the bot: chat=%s", chat_id)
                return False
            except BadRequest as error:
                logger.warning("reply refused as it stands: chat=%s %s", chat_id, error)
                if not (reply.entities or answering):
                    return False
                reply, answering, pause = Reply(reply.text), None, 0.0
            except TelegramError as error:
                if not _surely_unsent(error):
                    logger.warning("reply may not have arrived: chat=%s %s", chat_id, type(error).__name__)
                    return False
                pause = _PAUSE
            else:
                return True
            if left:
                await asyncio.sleep(pause)
        logger.warning("reply given up: chat=%s tries=%s", chat_id, _TRIES)
        return False

    async def _post(self, chat_id: int, reply: Reply, answering: int | None) -> None:
        await self._bot.send_message(
            chat_id,
            reply.text,
            entities=reply.entities or None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_parameters=ReplyParameters(answering, allow_sending_without_reply=True) if answering else None,
        )


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else pause


def _surely_unsent(error: TelegramError) -> bool:
    return isinstance(error, NetworkError) and isinstance(error.__cause__, _UNSENT)
