"""The Bot API's HTTP: parameters from wherever it takes them, and connections that break off."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from tests.standins.bot_api_spec import Params, Upload

_PATH = re.compile(r"/bot([^/]*)/(\w+)")
_DISPOSITION = re.compile(r'(?:^|[;\s])(name|filename)="([^"]*)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back over the wire."""

    status: int
    body: bytes
    content_type: str = "application/json"


Answer = Callable[[str, str, Params], Awaitable[Reply | None]]


class Door(Starlette):
    """Hands each call to ``answer`` as token, method and parameters; an answer of None breaks the connection off.

    An application without routing: only so is the connection itself in reach, and a call costs less.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _PATH.fullmatch(scope["path"])
        if found is None:
            reply: Reply | None = Reply(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
        else:
            try:
                params = await _parameters(scope, receive)
            except ClientDisconnect:
                return
            except ValueError:
                reply = Reply(
                    400, b'{"ok":false,"error_code":400,"description":"Bad Request: can\'t parse the request"}'
                )
            else:
                reply = await self._answer(found[1], found[2], params)
        if reply is None:
            await _break_off(receive, send)
            return
        headers = [
            (b"content-type", reply.content_type.encode()),
            (b"content-length", str(len(reply.body)).encode()),
        ]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})


async def _break_off(receive: Receive, send: Send) -> None:
    cycle: Any = send
    cycle.__self__.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _parameters(scope: Scope, receive: Receive) -> Params:
    """Read them from address, form, form of several parts, or JSON.

    Raises:
        ClientDisconnect: the caller ended before it had said all; nothing is carried out then.
        ValueError: they cannot be read.
    """
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnect
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    params: Params = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kind = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"content-type"), "")
    if kind.startswith("application/json"):
        decoded: Any = json.loads(body)
        if not isinstance(decoded, dict):
            raise ValueError
        return {**params, **decoded}
    if kind.startswith("multipart/form-data"):
        return {**params, **_parts(bytes(body), kind.partition("boundary=")[2].strip('"'))}
    return {**params, **dict(parse_qsl(body.decode(), keep_blank_values=True))}


def _parts(body: bytes, boundary: str) -> Params:
    params: Params = {}
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        fields = dict(_DISPOSITION.findall(head.decode()))
        if "filename" in fields:
            kind = re.search(rb"content-type: *([^\r\n]*)", head, re.IGNORECASE)
            params[fields["name"]] = Upload(fields["filename"], kind[1].decode() if kind else "", content)
        else:
            params[fields["name"]] = content.decode()
    attached = {name: value for name, value in params.items() if isinstance(value, Upload)}
    for name, value in params.items():
        if isinstance(value, str) and value.startswith("attach://"):
            params[name] = attached.pop(value.removeprefix("attach://"), value)
    named = {f"attach://{name}" for name in attached}
    return {name: value for name, value in params.items() if f"attach://{name}" not in named or name in attached}
