"""The connection that asks Telegram for updates, and what it says when none can be had."""

import asyncio
import logging
from http import HTTPStatus
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

_REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}


class PollingRequest(HTTPXRequest):
    """Polls, and logs once when it stops working and once when it works again.

    ``refused`` is set when the token is no longer good: the library then ends its polling without a word.
    """

    def __init__(self, timeout: float) -> None:
        super().__init__(connection_pool_size=1, read_timeout=timeout, connect_timeout=timeout)
        self.refused = asyncio.Event()
        self._trouble = ""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask as the library does."""
        try:
            code, payload = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            self._note(type(error).__name__)
            raise
        if code in _REFUSALS:
            self.refused.set()
        self._note("" if code == HTTPStatus.OK else f"status {code}")
        return code, payload

    def leave_to_log(self, error: TelegramError) -> None:
        """Take the library's report of a failed poll, which has been noted here."""

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
