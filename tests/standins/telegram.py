"""Telegram on loopback: the part of the Bot API that the bot uses, as strict as the real one or stricter.

What the real one would refuse is refused in its words, and every breach is also kept in ``violations``. Breaches
that the real one lets pass (a parameter that it does not know) are kept there too.
"""

import asyncio
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.standins.bot_api import (
    Params,
    RefusedError,
    check_action,
    check_commands,
    check_message,
    load_description,
    read,
)
from tests.standins.loopback import serving

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcA"
READER = 7
_SERVED = {"getMe", "getUpdates", "deleteWebhook", "setWebhook", "setMyCommands", "sendMessage", "sendChatAction"}
_MANY = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call goes wrong: refused, or, with ``hangs``, carried out but never answered."""

    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    hangs: bool = False


def flood(seconds: int) -> Fault:
    return Fault(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


BLOCKED = Fault(403, "Forbidden: bot was blocked by the user")
BROKEN = Fault()
HANGS = Fault(hangs=True)
BAD_ENTITIES = Fault(400, "Bad Request: ENTITY_BOUNDS_INVALID")


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came; ``at`` is on the clock of ``time.monotonic``."""

    method: str
    params: Params
    at: float


class Telegram:
    """The stand-in: a context manager that serves at ``url`` from a thread of its own."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._open = ExitStack()
        self.calls: list[Call] = []
        self.sent: list[Params] = []
        self.violations: list[str] = []
        self.webhook = ""
        self.second_poller = False
        self.revoked = False
        self._description = load_description()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._updates: deque[Params] = deque()
        self._wanted: list[str] = []
        self._chats: dict[int, Params] = {}
        self._messages: set[tuple[int, int]] = set()
        self._last_update = self._last_message = 500
        self._poll = 0
        self._closing = False
        self._lock = threading.RLock()
        self._methods: Mapping[str, Callable[[Params], object]] = {
            "getMe": self._get_me,
            "deleteWebhook": self._delete_webhook,
            "setWebhook": self._set_webhook,
            "setMyCommands": self._set_commands,
            "sendMessage": self._send_message,
            "sendChatAction": self._send_action,
        }

    def __enter__(self) -> Self:
        app = Starlette(routes=[Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])])
        self.url = self._open.enter_context(serving(app, self._port))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._open.close()

    def hears(
        self, text: str | None, *, user: int = READER, chat: int | None = None, language: str = "en", **extra: object
    ) -> int:
        """Queue a message from a user, in the private chat with the bot unless ``chat`` says where; return its id."""
        chat_id = user if chat is None else chat
        place: Params = {"id": chat_id, "type": "private", "first_name": "Ada"}
        if chat_id < 0:
            place = {"id": chat_id, "type": "supergroup", "title": "A group"}
        sender = {"id": user, "is_bot": False, "first_name": "Ada", "language_code": language}
        message: Params = {"date": int(time.time()), "chat": place, "from": sender, **extra}
        if text is not None:
            message["text"] = text
            if text.startswith("/"):
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        with self._lock:
            message["message_id"] = self._new_message(chat_id)
            self._chats[chat_id] = place
            self.queues("message", message)
        return int(message["message_id"])

    def queues(self, kind: str, content: Params, *, wanted: bool = False) -> None:
        """Queue an update of any kind; one that the bot has not asked for only if it is ``wanted`` all the same.

        The real one too hands out such updates: those that were made before the bot said what it wants.
        """
        with self._lock:
            if wanted or not self._wanted or kind in self._wanted:
                self._last_update += 1
                self._updates.append({"update_id": self._last_update, kind: content})

    def fails(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def unconfirmed(self) -> int:
        return len(self._updates)

    async def wait_for(self, n: int, timeout: float = 5, method: str = "sendMessage") -> list[Params]:  # noqa: ASYNC109
        """Wait until ``n`` messages are sent, or another method is called so often; return what was sent."""
        async with asyncio.timeout(timeout):
            while len(self.sent if method == "sendMessage" else self.called(method)) < n:  # noqa: ASYNC110 (another thread)
                await asyncio.sleep(0.005)
        return self.sent

    async def _serve(self, request: Request) -> JSONResponse:
        try:
            return JSONResponse({"ok": True, "result": await self._answer(request)})
        except RefusedError as error:
            body: Params = {"ok": False, "error_code": error.status, "description": error.description}
            if error.retry_after is not None:
                body["parameters"] = {"retry_after": error.retry_after}
            return JSONResponse(body, error.status)

    async def _answer(self, request: Request) -> object:
        token, name = request.path_params["token"], request.path_params["method"]
        if not re.fullmatch(r"\d+:[\w-]{35}", token):
            raise RefusedError(404, "Not Found")
        if token != TOKEN or self.revoked:
            raise RefusedError(401, "Unauthorized")
        method = next((served for served in _SERVED if served.lower() == name.lower()), None)
        if method is None:
            self.violations.append(f"{name}: not served here")
            raise RefusedError(404, "Not Found")
        with self._recorded(method):
            params, passed = read(method, await _sent(request), self._description)
        self.violations += passed
        self.calls.append(Call(method, params, time.monotonic()))
        fault = self._faults[method].popleft() if self._faults[method] else None
        if fault and not fault.hangs:
            raise RefusedError(fault.status, fault.description, fault.retry_after)
        with self._recorded(method):
            result = await self._get_updates(params) if method == "getUpdates" else self._methods[method](params)
        while fault and not self._closing:  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.01)
        return result

    @contextmanager
    def _recorded(self, method: str) -> Iterator[None]:
        try:
            yield
        except RefusedError as error:
            if error.status == 400:
                self.violations.append(f"{method}: {error.description}")
            raise

    async def _get_updates(self, params: Params) -> list[Params]:
        if self.webhook:
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._wanted = params.get("allowed_updates", self._wanted)
        self._poll += 1
        mine, until = self._poll, time.monotonic() + params.get("timeout", 0)
        self._confirm(params.get("offset", 0))
        while not self._updates and time.monotonic() < until and not self._closing and not self.revoked:
            if mine != self._poll or self.second_poller:
                break
            await asyncio.sleep(0.005)
        if mine != self._poll or self.second_poller:
            raise RefusedError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        if self.revoked:
            raise RefusedError(401, "Unauthorized")
        with self._lock:
            return list(self._updates)[: max(1, min(params.get("limit", _MANY), _MANY))]

    def _confirm(self, offset: int) -> None:
        with self._lock:
            if offset < 0:
                offset = self._updates[offset]["update_id"] if len(self._updates) >= -offset else 0
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()

    def _get_me(self, _: Params) -> Params:
        return {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Rally", "username": "rally_test_bot"}

    def _delete_webhook(self, params: Params) -> bool:
        self.webhook = ""
        if params.get("drop_pending_updates"):
            self._updates.clear()
        return True

    def _set_webhook(self, _: Params) -> bool:
        raise RefusedError(400, "Bad Request: bad webhook: this stand-in is polled")

    def _set_commands(self, params: Params) -> bool:
        check_commands(params)
        return True

    def _send_action(self, params: Params) -> bool:
        self._chat(params)
        check_action(params)
        return True

    def _send_message(self, params: Params) -> Params:
        place = self._chat(params)
        check_message(params)
        reply = params.get("reply_parameters", {})
        known = (place["id"], reply.get("message_id")) in self._messages
        if reply and not known and not reply.get("allow_sending_without_reply"):
            raise RefusedError(400, "Bad Request: message to be replied not found")
        with self._lock:
            self.sent.append(params)
            number = self._new_message(place["id"])
        return {
            "message_id": number,
            "date": int(time.time()),
            "chat": place,
            "from": self._get_me({}),
            "text": params["text"],
            "entities": params.get("entities", []),
        }

    def _chat(self, params: Params) -> Params:
        if "chat_id" not in params:
            raise RefusedError(400, "Bad Request: chat_id is empty")
        if params["chat_id"] not in self._chats:
            raise RefusedError(400, "Bad Request: chat not found")
        return self._chats[params["chat_id"]]

    def _new_message(self, chat_id: int) -> int:
        self._last_message += 1
        self._messages.add((chat_id, self._last_message))
        return self._last_message


async def _sent(request: Request) -> Params:
    """Read parameters from wherever the Bot API takes them: address, form, JSON."""
    params: Params = dict(request.query_params)
    body = (await request.body()).decode()
    if request.headers.get("content-type", "").startswith("application/json"):
        decoded: Any = json.loads(body)
        return {**params, **decoded}
    return {**params, **dict(parse_qsl(body, keep_blank_values=True))}
