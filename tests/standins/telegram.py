"""Telegram on loopback: the part of the Bot API that the bot uses, as strict as the real one or stricter.

What the real one would refuse is refused in its words, and every breach is also kept in ``violations``. Breaches
that the real one lets pass (a parameter that it does not know) are kept there too. What a reader brought about
(a message deleted, a group that moved) is refused and no breach.
"""

import asyncio
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.standins.bot_api import Params, RefusedError, load_description, read
from tests.standins.loopback import serving
from tests.standins.telegram_chats import Chats, Shown
from tests.standins.telegram_door import Door, Reply
from tests.standins.telegram_faults import (
    BAD_ENTITIES,
    BLOCKED,
    BROKEN,
    CUT,
    DONE_THEN_CUT,
    GATEWAY,
    HANGS,
    QUERY_TOO_OLD,
    Fault,
    flood,
    late,
    migrated,
    slow,
)
from tests.standins.telegram_limits import Limits, Pace
from tests.standins.telegram_methods import Draft, Methods
from tests.standins.telegram_queue import Queue, conflict
from tests.standins.telegram_updates import READER, Update, group_message, pressed, private_message, replying
from tests.standins.telegram_webhook import Courier, Line

__all__ = [
    "BAD_ENTITIES", "BLOCKED", "BROKEN", "CUT", "DONE_THEN_CUT", "GATEWAY", "HANGS", "QUERY_TOO_OLD", "READER", "TOKEN",
    "Call", "Draft", "Fault", "Limits", "Shown", "Telegram", "flood", "late", "migrated", "slow",
]  # fmt: skip

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcA"


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came; ``at`` is on the clock of ``time.monotonic``."""

    method: str
    params: Params
    at: float


class Telegram:
    """The stand-in: a context manager that serves at ``url`` from a thread of its own.

    ``hosts`` says which loopback address answers for a public one: ``{"https://bot.example": "http://127.0.0.1:8081"}``.
    ``sent`` are the parameters of each sendMessage, ``ignored_waits`` the calls that came before the end of a wait that
    the bot had been told, ``deliveries`` what was brought to its webhook.
    ``down`` breaks every connection off, and ``turned_away`` counts them; ``slowness`` delays each answer by seconds.
    """

    def __init__(self, port: int = 0, *, limits: Limits | None = None, hosts: dict[str, str] | None = None) -> None:
        self._port = port
        self._open = ExitStack()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.second_poller = False
        self.revoked = False
        self.down = False
        self.turned_away = 0
        self.slowness = 0.0
        self.chats = Chats()
        self._queue = Queue()
        self._courier = Courier(self._queue, hosts or {})
        self._pace = Pace(limits)
        self._carried = Methods(self.chats)
        self.sent = self._carried.sent
        self.drafts = self._carried.drafts
        self.deliveries = self._courier.deliveries
        self.ignored_waits = self._pace.ignored
        self._methods = {
            **self._carried.table(),
            "setWebhook": self._courier.set,
            "deleteWebhook": self._courier.delete,
            "getWebhookInfo": self._courier.info,
        }
        self._names = {name.lower(): name for name in [*self._methods, "getUpdates"]}
        self._description = load_description()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._queries = 0
        self._closing = False
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        self.url = self._open.enter_context(serving(Door(self._serve), self._port))
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
        if chat is None or chat == user:
            update = private_message(text, user=user, language=language, **extra)
        else:
            update = group_message(text, chat=self.chats.places.get(chat, chat), user=user, language=language, **extra)
        return int(self.queues(*update)["message_id"])

    def presses(self, chat: int, button: str, *, user: int | None = None, inaccessible: bool = False) -> str:
        """Press a button that is shown in a chat, the newest of its name; return the query's id."""
        for shown in reversed(self.shown(chat)):
            rows = (shown.reply_markup or {}).get("inline_keyboard", ())
            for each in (each for row in rows for each in row):
                if each["text"] == button and "callback_data" in each:
                    message = self.chats.message(chat, shown.message_id)
                    update = pressed(
                        message, each["callback_data"], user=user or max(chat, READER), inaccessible=inaccessible
                    )
                    return str(self.queues(*update)["id"])
        raise LookupError(f"no button {button!r} is shown in {chat}")

    def replies(self, chat: int, message_id: int, text: str, *, user: int = READER, **extra: object) -> int:
        """Answer a message of the bot's; return the answer's id."""
        update = replying(self.chats.message(chat, message_id), text, user=user, **extra)
        return int(self.queues(*update)["message_id"])

    def deletes(self, chat: int, message_id: int) -> None:
        """Let a reader delete a message, of which the bot hears nothing."""
        with self._lock:
            del self.chats.messages[chat, message_id]
            self.chats.gone.add((chat, message_id))

    def queues(self, kind: str, content: Params, *, wanted: bool = False) -> Params:
        """Queue an update of any kind; one that the bot has not asked for only if it is ``wanted`` all the same.

        The real one too hands out such updates: those that were made before the bot said what it wants.
        An id that is missing is given; the whole content is returned.
        """
        with self._lock:
            if "chat" in content and "date" in content and "message_id" not in content and "message" in kind:
                content = {**content, "message_id": self.chats.number()}
            if kind in {"callback_query", "inline_query"} and "id" not in content:
                self._queries += 1
                content = {**content, "id": str(100_000 + self._queries)}
            self.chats.notice(kind, content)
            if wanted or self._queue.wants(kind):
                self._queue.add(kind, content)
        return content

    def queue_all(self, updates: Iterable[Update]) -> list[Params]:
        """Queue updates one after another, whether the bot asked for them or not."""
        return [self.queues(kind, content, wanted=True) for kind, content in updates]

    def fails(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    def delivers_twice(self, updates: int = 1) -> None:
        """Bring the next updates to the webhook a second time although they were taken."""
        self._courier.twice += updates

    async def poses_as_telegram(self, body: Params | bytes, secret: str | None) -> int:
        """Post anything to the bot's webhook with any secret, or with none; return the status."""
        assert self._courier.hook, "no webhook is set"
        line = Line(self._courier.hook.address)
        try:
            return await line.post(body if isinstance(body, bytes) else json.dumps(body).encode(), secret)
        finally:
            line.close()

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def shown(self, chat: int, *, everyone: bool = False) -> list[Shown]:
        """Give the bot's messages in a chat, or ``everyone``'s, as a reader sees them after edits and deletions."""
        with self._lock:
            return self.chats.shown(chat, everyone=everyone)

    @property
    def webhook(self) -> str:
        """The address that updates are brought to, if any; set by a test, it only keeps the bot from polling."""
        return self._courier.url

    @webhook.setter
    def webhook(self, url: str) -> None:
        self._courier.url = url

    @property
    def unconfirmed(self) -> int:
        return len(self._queue)

    async def wait_for(self, n: int, timeout: float = 5, method: str = "sendMessage") -> list[Params]:  # noqa: ASYNC109
        """Wait until ``n`` messages are sent, or another method is called so often; return what was sent."""
        async with asyncio.timeout(timeout):
            while len(self.sent if method == "sendMessage" else self.called(method)) < n:  # noqa: ASYNC110 (another thread)
                await asyncio.sleep(0.005)
        return self.sent

    async def _serve(self, token: str, name: str, sent: Params) -> Reply | None:
        if self.down:
            self.turned_away += 1
            return None
        try:
            answer = await self._answer(token, name, sent)
        except RefusedError as error:
            body: Params = {"ok": False, "error_code": error.status, "description": error.description}
            if error.parameters:
                body["parameters"] = error.parameters
            return Reply(error.status, json.dumps(body).encode())
        if answer is None or isinstance(answer, Reply):
            return answer
        return Reply(200, json.dumps({"ok": True, "result": answer}).encode())

    async def _answer(self, token: str, name: str, sent: Params) -> object:
        if not re.fullmatch(r"\d+:[\w-]{35}", token):
            raise RefusedError(404, "Not Found")
        if token != TOKEN or self.revoked:
            raise RefusedError(401, "Unauthorized")
        method = self._names.get(name.lower())
        if method is None:
            self.violations.append(f"{name}: not served here")
            raise RefusedError(404, "Not Found")
        with self._recorded(method):
            params, passed = read(method, sent, self._description)
        self.violations += passed
        self.calls.append(Call(method, params, time.monotonic()))
        self._paced(method, params)
        if self.slowness:
            await asyncio.sleep(self.slowness)
        fault = self._faults[method].popleft() if self._faults[method] else None
        if fault is None:
            return await self._carry_out(method, params)
        return await self._goes_wrong(fault, method, params)

    def _paced(self, method: str, params: Params) -> None:
        chat = params.get("chat_id")
        seconds = self._pace.wait(method, chat) if isinstance(chat, int) else 0
        if seconds:
            raise RefusedError(429, f"Too Many Requests: retry after {seconds}", seconds)

    async def _goes_wrong(self, fault: Fault, method: str, params: Params) -> object:
        if fault.refuses:
            if fault.retry_after and isinstance(params.get("chat_id"), int):
                self._pace.told(method, params["chat_id"], fault.retry_after)
            raise RefusedError(fault.status, fault.description, fault.retry_after, migrate_to=fault.migrate_to)
        if fault.body is not None:
            return Reply(fault.status, fault.body, "text/html")
        if fault.cuts == "before":
            return None
        await asyncio.sleep(fault.waits)
        result = await self._carry_out(method, params)
        await asyncio.sleep(fault.late)
        while fault.hangs and not self._closing:  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.01)
        return None if fault.cuts else result

    async def _carry_out(self, method: str, params: Params) -> object:
        with self._recorded(method):
            if method == "getUpdates":
                return await self._get_updates(params)
            with self._lock:
                return self._methods[method](params)

    @contextmanager
    def _recorded(self, method: str) -> Iterator[None]:
        try:
            yield
        except RefusedError as error:
            if not error.circumstance:
                self.violations.append(f"{method}: {error.description}")
            raise

    async def _get_updates(self, params: Params) -> list[Params]:
        if self.webhook:
            raise conflict(webhook=True)
        return await self._queue.poll(params, self._interrupted)

    def _interrupted(self) -> bool:
        """Say whether a poll has to come back with what there is."""
        if self.second_poller:
            raise conflict(webhook=False)
        if self.revoked:
            raise RefusedError(401, "Unauthorized")
        return self._closing
