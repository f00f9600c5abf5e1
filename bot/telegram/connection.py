"""The bot's connection to Telegram: signing in, and updates that cannot be read."""

import asyncio
import logging
import os
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.errors import RallybotError
from bot.telegram.failures import outline
from bot.telegram.incoming import Me
from bot.telegram.polling import PollingRequest
from bot.telegram.words import Vocabulary

logger = logging.getLogger(__name__)

_TRIES = 3
# The pool looks at every connection for every call: hundreds of them cost more than all the rest. So many carry more
# calls than Telegram takes.
_CONNECTIONS = 8
_POOL_S = 60.0
REFUSED = "Telegram refused the token: check TELEGRAM_BOT_TOKEN in .env (from @BotFather)."


@dataclass(frozen=True, slots=True)
class ConnectionTiming:
    """In seconds: ``request`` is for one call, ``retry`` the pause before the second try to sign in (then twice it)."""

    request: float = 15.0
    retry: float = 2.0


class Receiver(ExtBot[None]):
    """A bot that reads each update by itself: one that the library cannot read takes no others with it."""

    async def get_updates(self, *_: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Ask as the library does; an update that cannot be read has nothing in it but its number."""
        # The library logs all of them, texts and all, when it stumbles over one.
        held = await self._post(
            "getUpdates",
            {name: kwargs.get(name) for name in ("offset", "timeout", "allowed_updates")},
            read_timeout=(self._request[0].read_timeout or 0.0) + kwargs.get("timeout", 0),
        )
        if not isinstance(held, list):
            raise TelegramError("what Telegram gave is no list of updates")
        return tuple(update for document in held if (update := self._read(document)))

    def _read(self, document: Any) -> Update | None:
        """The update, or its number alone, so that it is confirmed all the same; nothing where it has none."""
        number = document.get("update_id") if isinstance(document, dict) else None
        if not isinstance(number, int):
            logger.warning("something passed over that is no update")
            return None
        try:
            return Update.de_json(document, self)
        except Exception as error:  # noqa: BLE001 (whatever it is, it would come again and again)
            logger.warning("update passed over, it cannot be read: update=%s\n%s", number, outline(error))
            return Update(number)


class Connection:
    """One bot at one address of the Bot API: calls go to ``<api_url>/bot<token>/<method>``."""

    def __init__(self, token: str, api_url: str, timing: ConnectionTiming) -> None:
        # Without it the library warns at every flood wait that its spans of time will change their type.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._api_url = api_url.rstrip("/")
        self._timing = timing
        timeout = timing.request
        self.polling = PollingRequest(timeout)
        self.bot = Receiver(
            token,
            base_url=f"{self._api_url}/bot",
            base_file_url=f"{self._api_url}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=_CONNECTIONS,
                read_timeout=timeout,
                write_timeout=timeout,
                connect_timeout=timeout,
                pool_timeout=_POOL_S,
            ),
            get_updates_request=self.polling,
        )

    async def sign_in(self) -> Me:
        """Learn who the bot is.

        Raises:
            RallybotError: the token is refused, or Telegram does not answer.
        """
        for tried in range(1, _TRIES + 1):
            try:
                await self.bot.initialize()
            except InvalidToken:
                # Without "from": the library's message holds the token.
                raise RallybotError(REFUSED) from None
            except TelegramError as error:
                if tried == _TRIES:
                    raise RallybotError(
                        f"Telegram does not answer at {self._api_url}: check the network and RALLYBOT_TELEGRAM_API_URL."
                    ) from error
                logger.warning("telegram does not answer, trying again: %s", type(error).__name__)
                await asyncio.sleep(self._timing.retry * tried)
            else:
                break
        return Me(self.bot.id, self.bot.username)

    async def announce(self, vocabulary: Vocabulary) -> None:
        """Tell Telegram the commands, in every language; a failure is logged and no more."""
        try:
            await self.bot.set_my_commands(vocabulary.english.commands)
            await self.bot.set_my_commands(vocabulary.chinese.commands, language_code="zh")
        except TelegramError as error:
            logger.warning("list of commands not set: %s", type(error).__name__)

    async def close(self) -> None:
        """Hang up."""
        await self.bot.shutdown()
