"""One stay with Telegram: signing in, polling, and an end that loses no answer under way."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot, Updater

from bot.errors import RallybotError
from bot.telegram.polling import PollingRequest
from bot.telegram.questions import Questions
from bot.telegram.words import Vocabulary

logger = logging.getLogger(__name__)

_TRIES = 3
_POLL = 25
_REFUSED = "Telegram refused the token: check TELEGRAM_BOT_TOKEN in .env (from @BotFather)."


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds.

    ``request`` is for one call of the Bot API, ``retry`` the pause before the second try to sign in (the third waits
    twice as long), ``finish`` what running answers get when the bot is stopped, ``farewell`` each step after that.
    """

    typing_every: float = 4.0
    request: float = 15.0
    retry: float = 2.0
    finish: float = 10.0
    farewell: float = 3.0


class Session:
    """The library's parts, started and stopped in the one order that works."""

    def __init__(
        self,
        application: Application[ExtBot[None], Any, Any, Any, Any, Any],
        updater: Updater,
        polling: PollingRequest,
        questions: Questions,
        vocabulary: Vocabulary,
        timing: Timing,
    ) -> None:
        self._application = application
        self._updater = updater
        self._polling = polling
        self._questions = questions
        self._vocabulary = vocabulary
        self._timing = timing

    async def sign_in(self) -> None:
        """Learn who the bot is, take it off any webhook, and begin to take updates in.

        Raises:
            RallybotError: the token is refused, or Telegram does not answer.
        """
        for tried in range(1, _TRIES + 1):
            try:
                await self._application.initialize()
                await self._start_polling()
            except InvalidToken:
                # Without "from": the library's message holds the token.
                raise RallybotError(_REFUSED) from None
            except TelegramError as error:
                if tried == _TRIES:
                    raise RallybotError(
                        f"Telegram does not answer at {self._address}: check the network and RALLYBOT_TELEGRAM_API_URL."
                    ) from error
                logger.warning("telegram does not answer, trying again: %s", type(error).__name__)
                await asyncio.sleep(self._timing.retry * tried)
            else:
                return

    async def attend(self) -> None:
        """Answer for as long as Telegram accepts the token, and raise RallybotError when it no longer does."""
        await self._application.start()
        logger.info("listening: @%s", self._application.bot.username)
        await self._announce()
        await self._polling.refused.wait()
        raise RallybotError(_REFUSED)

    async def close(self) -> None:
        """Take nothing more in, let running answers finish or tell their readers, and hang up."""
        if self._updater.running:
            await self._stop_polling()
        if self._application.running:
            await self._finish()
        await self._application.shutdown()
        await self._application.bot.shutdown()

    @property
    def _address(self) -> str:
        return self._application.bot.base_url.removesuffix(f"/bot{self._application.bot.token}")

    async def _start_polling(self) -> None:
        await self._updater.start_polling(
            timeout=_POLL,
            allowed_updates=[UpdateType.MESSAGE],
            error_callback=self._polling.leave_to_log,
        )

    async def _announce(self) -> None:
        bot = self._application.bot
        try:
            await bot.set_my_commands(self._vocabulary.english.commands)
            await bot.set_my_commands(self._vocabulary.chinese.commands, language_code="zh")
        except TelegramError as error:
            logger.warning("list of commands not set: %s", type(error).__name__)

    async def _stop_polling(self) -> None:
        # The library would wait out its pause after a failed poll, up to 30 s, and hands on the refusal of a token.
        with suppress(TimeoutError, InvalidToken):
            async with asyncio.timeout(self._timing.farewell):
                await self._updater.stop()

    async def _finish(self) -> None:
        stopping = asyncio.create_task(self._application.stop())
        await asyncio.wait({stopping}, timeout=self._timing.finish)
        if not stopping.done():
            logger.warning("answers cut short by the stop: %s", self._questions.interrupt())
            await asyncio.wait({stopping}, timeout=self._timing.farewell)
        stopping.cancel()
