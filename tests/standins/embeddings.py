"""An embedding server on loopback that speaks OpenAI's API, and answers what a test told it to."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.standins.loopback import serving

Embed = Callable[[str], Iterable[float]]
Rewrite = Callable[[list[dict[str, Any]]], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came: its texts, the model it named, and its key."""

    texts: list[str]
    model: str
    key: str


class EmbeddingServer:
    """Answers ``/embeddings`` with what ``embed`` makes of each text, until told to answer otherwise."""

    def __init__(self, embed: Embed) -> None:
        self.address = ""
        self.asked: list[Asked] = []
        self._embed = embed
        self._answer: tuple[int, bytes, str] | None = None
        self._rewrite: Rewrite = lambda rows: {"object": "list", "data": rows, "model": "stand-in", "usage": _USAGE}
        self.app = Starlette(routes=[Route("/embeddings", self._embeddings, methods=["POST"])])

    def answers(self, status: int, body: str | bytes, content_type: str = "application/json") -> None:
        """Answer this, whatever is asked."""
        self._answer = (status, body.encode() if isinstance(body, str) else body, content_type)

    def rewrites(self, rewrite: Rewrite) -> None:
        """Pass the rows of a good answer through this; what it gives is the document that is sent."""
        self._rewrite = rewrite

    def recovers(self) -> None:
        """Answer as at first."""
        self._answer = None

    async def _embeddings(self, request: Request) -> Response:
        try:
            asked = await request.json()
        except ClientDisconnect:  # killed, as some tests do
            return Response(status_code=400)
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.asked.append(Asked(asked["input"], asked["model"], key))
        # A client that would wait before it asks again need not.
        hurry = {"retry-after-ms": "1"}
        if self._answer:
            status, body, kind = self._answer
            return Response(body, status, {"content-type": kind, **hurry})
        rows = [
            {"object": "embedding", "index": index, "embedding": [float(number) for number in self._embed(text)]}
            for index, text in enumerate(asked["input"])
        ]
        return Response(json.dumps(self._rewrite(rows)), 200, {"content-type": "application/json"})


_USAGE = {"prompt_tokens": 1, "total_tokens": 1}


@contextmanager
def open_embeddings(embed: Embed) -> Iterator[EmbeddingServer]:
    """Run an embedding server for as long as a test needs it."""
    server = EmbeddingServer(embed)
    with serving(server.app) as address:
        server.address = address
        yield server
