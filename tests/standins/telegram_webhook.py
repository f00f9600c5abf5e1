"""Bringing updates to a webhook, as Telegram does: a chat's one after another, each until it is taken."""

import asyncio
import json
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.standins.bot_api import Params, RefusedError, check_webhook
from tests.standins.telegram_queue import Queue, lane

_PATIENCE = 60.0
_LONGEST_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Hook:
    """Where updates are brought, with which secret, over how many connections at once."""

    address: str
    secret: str | None
    connections: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One update brought: the status that came back, 0 where none came; ``at`` on ``time.monotonic``."""

    update_id: int
    status: int
    at: float


def address(url: str, hosts: dict[str, str]) -> str:
    """Give the loopback address behind a webhook's.

    Raises:
        RefusedError: it is neither on loopback nor under one of the names in ``hosts``.
    """
    for name, local in hosts.items():
        if url.startswith(name):
            return local + url.removeprefix(name)
    parts = urlsplit(url)
    if parts.scheme != "http":
        raise RefusedError(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known")
    if parts.hostname not in {"127.0.0.1", "localhost"}:
        raise RefusedError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    return url


@dataclass(slots=True)
class Courier:
    """Brings what waits in the queue; runs in the server's event loop while one is set.

    The next ``twice`` updates are brought a second time although they were taken.
    """

    queue: Queue
    hosts: dict[str, str]
    url: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    twice: int = 0
    last_error: str = ""
    last_error_at: int = 0
    first_pause: float = 0.05
    hook: Hook | None = None
    _idle: deque["Line"] = field(default_factory=deque)
    _runner: asyncio.Task[None] | None = None

    def set(self, params: Params) -> bool:
        """Carry out a setWebhook; an empty address deletes."""
        if not params["url"]:
            return self.delete(params)
        check_webhook(params)
        place = address(params["url"], self.hosts)
        self.delete(params)
        self.queue.wanted = params.get("allowed_updates", self.queue.wanted)
        self.url = params["url"]
        self.hook = Hook(place, params.get("secret_token"), params.get("max_connections", 40))
        self._runner = asyncio.get_running_loop().create_task(self._run(self.hook))
        return True

    def delete(self, params: Params) -> bool:
        """Carry out a deleteWebhook."""
        if self._runner:
            self._runner.cancel()
        self._runner = self.hook = None
        self.url = ""
        while self._idle:
            self._idle.pop().close()
        if params.get("drop_pending_updates"):
            self.queue.clear()
        return True

    def info(self, _: Params) -> Params:
        """Carry out a getWebhookInfo."""
        info: Params = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.queue)}
        if self.hook:
            info |= {"max_connections": self.hook.connections, "ip_address": "127.0.0.1"}
        if self.last_error:
            info |= {"last_error_message": self.last_error, "last_error_date": self.last_error_at}
        if self.queue.wanted:
            info["allowed_updates"] = self.queue.wanted
        return info

    async def _run(self, hook: Hook) -> None:
        busy: dict[int, int] = {}
        async with asyncio.TaskGroup() as carriers:
            while True:
                update = None
                if len(busy) < hook.connections:
                    update = self.queue.next(busy.keys(), busy.values())
                if update is None:
                    await asyncio.sleep(0.002)
                    continue
                busy[lane(update)] = update["update_id"]
                carriers.create_task(self._carry(hook, update, busy))

    async def _carry(self, hook: Hook, update: Params, busy: dict[int, int]) -> None:
        pause, body = self.first_pause, json.dumps(update).encode()
        while not 200 <= await self._bring(hook, body, update["update_id"]) < 300:
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        if self.twice:
            self.twice -= 1
            await self._bring(hook, body, update["update_id"])
        self.queue.done(update["update_id"])
        del busy[lane(update)]

    async def _bring(self, hook: Hook, body: bytes, update_id: int) -> int:
        """Post one body and give the status, or 0 where none came."""
        line = self._idle.pop() if self._idle else Line(hook.address)
        status, trouble = 0, ""
        try:
            async with asyncio.timeout(_PATIENCE):
                status = await line.post(body, hook.secret)
        except TimeoutError:
            trouble = "Connection timed out"
        except (OSError, EOFError, ValueError):
            trouble = "Connection refused" if line.fresh else "Connection reset by peer"
        finally:
            if status:
                self._idle.append(line)
            else:
                line.close()
        if status and not 200 <= status < 300:
            trouble = f"Wrong response from the webhook: {status}"
        if trouble:
            self.last_error, self.last_error_at = trouble, int(time.time())
        self.deliveries.append(Delivery(update_id, status, time.monotonic()))
        return status


class Line:
    """A connection that is kept for the next update; HTTP/1.1 written out, since a client costs more than the rest."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    @property
    def fresh(self) -> bool:
        return self._streams is None

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def post(self, body: bytes, secret: str | None) -> int:
        """Post JSON and give the status; a kept connection that was closed meanwhile is made anew."""
        if self._streams and self._streams[0].at_eof():
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._parts.hostname, self._parts.port or 80)
        reader, writer = self._streams
        path = self._parts.path or "/"
        if self._parts.query:
            path += f"?{self._parts.query}"
        head = [f"POST {path} HTTP/1.1", f"Host: {self._parts.netloc}", "Content-Type: application/json"]
        head += [f"Content-Length: {len(body)}"]
        if secret is not None:
            head.append(f"X-Telegram-Bot-Api-Secret-Token: {secret}")
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status, length = int(answer.split()[1]), _length(answer)
        if length is None or "connection: close" in answer:
            self.close()
        else:
            with suppress(asyncio.IncompleteReadError):
                await reader.readexactly(length)
        return status


def _length(head: str) -> int | None:
    for line in head.split("\r\n"):
        if line.startswith("content-length:"):
            return int(line.partition(":")[2])
    return None
