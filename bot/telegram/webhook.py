"""The webhook: Telegram is told where to bring updates, and watched for whether it still brings them here."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.telegram.failures import outline
from bot.telegram.insisting import insist
from bot.telegram.polling import WANTED

logger = logging.getLogger(__name__)

_CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram brings updates, and the secret that it shows with each."""

    url: str
    secret: str = field(repr=False)


class WebhookIntake:
    """Keeps Telegram bringing updates to our address. They stay with Telegram while the bot is off.

    Whether it still brings them here is looked at every ``watched_every_s``; ``pause_s`` lies between a call that
    failed and the next one.
    """

    def __init__(self, bot: Bot, address: WebhookAddress, watched_every_s: float, pause_s: float) -> None:
        self._bot = bot
        self._address = address
        self._watched_every_s = watched_every_s
        self._pause_s = pause_s
        self._watching: asyncio.Task[None] | None = None
        self._trouble = ""
        self._old_trouble_at: datetime | None = None
        self.heard_at = time.monotonic()
        """When Telegram last answered, on the clock of :func:`time.monotonic`."""

    async def start(self) -> None:
        """Tell Telegram the address, trying on while it does not answer.

        Raises:
            TelegramError: Telegram refuses the address or the token.
        """
        await self._claim()
        self._watching = asyncio.create_task(self._watch())

    async def ended(self) -> None:
        """Wait until no more updates can come in; raises the InvalidToken that it came of."""
        if self._watching:
            await asyncio.wait({self._watching})
            self._watching.result()

    async def stop(self) -> None:
        """Watch no longer. Telegram goes on keeping updates for this address."""
        if self._watching:
            self._watching.cancel()
            await asyncio.wait({self._watching})

    async def _claim(self) -> None:
        def failed(error: TelegramError) -> None:
            self._note(f"the address could not be told to Telegram ({type(error).__name__})")

        await insist(self._set, failed, self._pause_s)
        self.heard_at = time.monotonic()

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._address.url,
            secret_token=self._address.secret,
            allowed_updates=WANTED,
            max_connections=_CONNECTIONS,
        )

    async def _watch(self) -> None:
        first = True
        while True:
            await asyncio.sleep(self._watched_every_s)
            try:
                await self._look(first=first)
                first = False
            except InvalidToken:
                raise
            except TelegramError as error:
                self._note(f"Telegram does not answer ({type(error).__name__})")
            except Exception as error:  # noqa: BLE001 (a bug must not leave a bot that hears nothing)
                logger.error("the webhook could not be looked at:\n%s", outline(error))

    async def _look(self, *, first: bool) -> None:
        info = await self._bot.get_webhook_info()
        self.heard_at = time.monotonic()
        if first:
            # Telegram tells the last failure for ever: this one may be of an earlier process.
            self._old_trouble_at = info.last_error_date
        if info.url != self._address.url:
            logger.error("another program takes this bot's updates: its webhook was changed, and is set again")
            await self._claim()
        elif info.pending_update_count and info.last_error_date != self._old_trouble_at:
            self._note(f"Telegram cannot bring updates: {info.last_error_message}")
        else:
            self._note("")

    def _note(self, trouble: str) -> None:
        before, self._trouble = self._trouble, trouble
        if trouble and trouble != before:
            logger.warning("webhook: %s", trouble)
        elif before and not trouble:
            logger.info("webhook: updates come in again")
