"""Updates that Telegram brings to the webhook."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

if TYPE_CHECKING:
    from bot.metrics import Metrics

logger = logging.getLogger(__name__)

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 (the name of the header)
_HANG_UP = {"connection": "close"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates, what it shows with them, and who records them.

    ``deliver`` returns when the update is recorded for good; whatever it raises makes Telegram bring it again.
    ``within_s`` is how long an update may take to come in.
    """

    path: str
    secret: str = field(repr=False)
    deliver: Callable[[dict[str, Any]], Awaitable[None]]
    within_s: float = 10.0


class Inlet:
    """Takes updates from Telegram, and from nobody else; answers with a status alone."""

    def __init__(self, updates: Webhook, metrics: "Metrics") -> None:
        self.path = updates.path
        self.closed = False
        self._secret = updates.secret.encode()
        self._deliver = updates.deliver
        self._within_s = updates.within_s
        self._metrics = metrics
        self._trouble = ""
        self._strangers = False

    async def receive(self, request: Request) -> Response:
        """Record an update, and only then say that it has arrived."""
        status = await self._received(request)
        self._metrics.webhook(status)
        return Response(status_code=status, headers=_HANG_UP if status == HTTPStatus.REQUEST_TIMEOUT else None)

    async def _received(self, request: Request) -> HTTPStatus:
        if self.closed:
            return HTTPStatus.SERVICE_UNAVAILABLE
        if not hmac.compare_digest(request.headers.get(_SECRET_HEADER, "").encode("latin-1"), self._secret):
            self._note_stranger()
            return HTTPStatus.UNAUTHORIZED
        try:
            async with asyncio.timeout(self._within_s):
                document = json.loads(await request.body())
        except TimeoutError:
            return HTTPStatus.REQUEST_TIMEOUT
        except (ValueError, RecursionError, ClientDisconnect):
            return HTTPStatus.BAD_REQUEST
        if not isinstance(document, dict):
            return HTTPStatus.BAD_REQUEST
        return await self._recorded(document)

    async def _recorded(self, document: dict[str, Any]) -> HTTPStatus:
        if self.closed:  # the body was long in coming
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            await self._deliver(document)
        except Exception as error:  # noqa: BLE001 (whatever it is: Telegram still has the update)
            self._note(type(error).__name__)
            return HTTPStatus.SERVICE_UNAVAILABLE
        self._note("")
        return HTTPStatus.OK

    def _note(self, trouble: str) -> None:
        before, self._trouble = self._trouble, trouble
        if trouble and trouble != before:
            logger.error("updates cannot be recorded, and Telegram is left to bring them again: %s", trouble)
        elif before and not trouble:
            logger.info("updates are recorded again")

    def _note_stranger(self) -> None:
        if not self._strangers:
            logger.warning("refused what came to the webhook without Telegram's secret; told once")
        self._strangers = True
