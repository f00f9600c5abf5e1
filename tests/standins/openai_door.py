"""The HTTP of the model's server: whole replies and streams in their own time, and connections that break off."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from tests.standins.openai_faults import SORRY, Fault, Refusal
from tests.standins.openai_wire import Piece

_RUBBISH = b'data: {"id":"chatcmpl-standin","object":"chat.completion.ch\xff\xfe\n\n'


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a model speaks: seconds to the first word, then words a second (0 for all of them at once)."""

    first: float = 0
    rate: float = 0


@dataclass(slots=True)
class Timing:
    """When a call came, when the first words of the answer left, and when it was done, by ``time.monotonic``.

    ``words`` counts the events that brought something of the answer; ``hung_up`` says that the caller left before
    the end.
    """

    at: float = field(default_factory=time.monotonic)
    first_word_at: float | None = None
    ended_at: float | None = None
    words: int = 0
    hung_up: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: ``body`` at once or, if it is a stream, ``pieces``; spoilt by the fault, if there is one."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterator[Piece] | None = None
    length: int = 0
    fault: Fault = field(default_factory=Fault)
    pace: Pace = field(default_factory=Pace)
    timing: Timing = field(default_factory=Timing)


def refused(refusal: Refusal) -> Reply:
    return Reply(refusal.status, refusal.body, headers=refusal.headers)


Serve = Callable[[str, str, str, bytes], Reply]


class Door(Starlette):
    """Hands each request to ``serve`` as method, path, key and body.

    An application without routing: only so is the connection itself in reach, and a call costs less.
    """

    def __init__(self, serve: Serve) -> None:
        super().__init__()
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        while (event := await receive())["type"] == "http.request":
            body += event["body"]
            if not event.get("more_body"):
                break
        key = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), "")
        reply = self._serve(scope["method"], scope["path"], key.removeprefix("Bearer "), bytes(body))
        await _Line(reply, receive, send).answer()


class _Line:
    """One request's way back."""

    def __init__(self, reply: Reply, receive: Receive, send: Send) -> None:
        self._reply = reply
        self._receive = receive
        self._send = send
        self._timing = reply.timing
        self._begins = reply.timing.at + reply.pace.first

    async def answer(self) -> None:
        self._gone = asyncio.ensure_future(self._hears_the_end())
        fault = self._reply.fault
        try:
            if not fault.after and fault.happens in ("cut", "hangs"):
                await self._spoils(fault.happens)
                return
            await (self._whole() if self._reply.pieces is None else self._streamed(self._reply.pieces))
        finally:
            self._timing.ended_at = time.monotonic()
            self._gone.cancel()

    async def _hears_the_end(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _until(self, moment: float) -> bool:
        """Wait; say whether the caller is still there."""
        if (left := moment - time.monotonic()) > 0:
            await asyncio.wait([self._gone], timeout=left)
        if self._gone.done():
            self._timing.hung_up = True
        return not self._timing.hung_up

    async def _whole(self) -> None:
        reply, happens = self._reply, self._reply.fault.happens
        each = reply.fault.trickle or (1 / reply.pace.rate if reply.pace.rate else 0)
        if not await self._until(self._begins + each * reply.length):
            return
        if happens in ("cut", "hangs"):
            await (self._breaks_off() if happens == "cut" else self._hangs())
            return
        error = Refusal(500, SORRY, "server_error").body
        body = {"ends": reply.body[: len(reply.body) // 2], "garbage": _RUBBISH, "error": error}.get(
            happens, reply.body
        )
        self._timing.first_word_at = time.monotonic() if reply.length else None
        self._timing.words = reply.length
        await self._start({**reply.headers, "content-length": str(len(body))})
        await self._send({"type": "http.response.body", "body": body})

    async def _streamed(self, pieces: Iterator[Piece]) -> None:
        """Send each word when it is due; what is due at the same time goes in one."""
        await self._start({"cache-control": "no-cache", **self._reply.headers})
        if not await self._until(self._begins):
            return
        ready = bytearray()
        fault, happened = self._reply.fault, False
        each = fault.trickle or (1 / self._reply.pace.rate if self._reply.pace.rate else 0)
        for index, piece in enumerate(pieces):
            out_of_words = index > 0 and not piece.word
            if fault.happens and not happened and (self._timing.words >= fault.after or out_of_words):
                happened = True
                await self._write(ready)
                if not await self._spoils(fault.happens):
                    return
            if piece.word and each and self._timing.words:
                await self._write(ready)
                if not await self._until(self._begins + each * self._timing.words):
                    return
            ready += piece.data
            if piece.word:
                self._counts(piece)
        await self._write(ready)
        await self._send({"type": "http.response.body", "body": b""})

    def _counts(self, piece: Piece) -> None:
        self._timing.words += 1
        if piece.text and self._timing.first_word_at is None:
            self._timing.first_word_at = time.monotonic()

    async def _spoils(self, happens: str) -> bool:
        """Do what the fault says; say whether the answer goes on."""
        if happens == "garbage":
            await self._write(bytearray(_RUBBISH))
            return True
        if happens == "cut":
            await self._breaks_off()
        elif happens == "hangs":
            await self._hangs()
        else:
            body = Refusal(500, SORRY, "server_error").body if happens == "error" else b""
            last = b"data: " + body + b"\n\n" if body else b""
            await self._send({"type": "http.response.body", "body": last})
        return False

    async def _hangs(self) -> None:
        await self._gone
        self._timing.hung_up = True

    async def _breaks_off(self) -> None:
        # What was written before is on its way when the loop has turned.
        await asyncio.sleep(0.02)
        cycle: Any = self._send
        cycle.__self__.transport.abort()
        await self._gone

    async def _start(self, headers: Mapping[str, str]) -> None:
        kind = self._reply.content_type if self._reply.pieces is None else "text/event-stream; charset=utf-8"
        sent = {"content-type": kind, **headers}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
        await self._send({"type": "http.response.start", "status": self._reply.status, "headers": raw})

    async def _write(self, ready: bytearray) -> None:
        if ready:
            await self._send({"type": "http.response.body", "body": bytes(ready), "more_body": True})
            ready.clear()
