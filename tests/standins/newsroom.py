"""A news site on loopback: it answers what a test told it to, and remembers what it was asked."""

import gzip
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class QuietServer(ThreadingHTTPServer):
    """Says nothing of readers who hang up, as a reader with limits does."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show what is not a hang-up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one path answers; ``delay`` in seconds, ``etag`` and ``modified`` make it conditional."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came, its header names in lower case."""

    path: str
    headers: Mapping[str, str]


class Newsroom:
    """A site under ``address``. Unknown paths answer 404."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.busiest = 0
        self._answers: dict[str, Answer] = {}
        self._lock = threading.Lock()
        self._busy = 0
        self._closing = threading.Event()
        self._server = QuietServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def page(
        self,
        path: str,
        body: str | bytes,
        *,
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
        etag: str | None = None,
        modified: str | None = None,
    ) -> str:
        """Publish a page; its address."""
        content = body.encode() if isinstance(body, str) else body
        kind = {"Content-Type": content_type} if content_type else {}
        self._answers[path] = Answer(content, status, {**kind, **(headers or {})}, delay, etag, modified)
        return self.address + path

    def feed(self, path: str, body: str | bytes, *, etag: str | None = None, modified: str | None = None) -> str:
        """Publish a feed; its address."""
        return self.page(path, body, content_type="application/rss+xml; charset=utf-8", etag=etag, modified=modified)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Send whoever asks for ``path`` on to ``to``."""
        return self.page(path, "moved", status=status, headers={"Location": to})

    def packed(self, path: str, body: bytes, *, encoding: str = "gzip") -> str:
        """Publish a page packed by gzip, under whatever name ``encoding`` gives it."""
        return self.page(path, gzip.compress(body), headers={"Content-Encoding": encoding})

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return Counter(request.path for request in self.requests)[path]

    def close(self) -> None:
        """Stop at once; slow answers are cut short."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        answer = self._answers.get(request.path, Answer(b"nothing here", 404))
        self._closing.wait(answer.delay)
        same_tag = answer.etag and request.headers.get("if-none-match") == answer.etag
        same_time = answer.modified and request.headers.get("if-modified-since") == answer.modified
        with self._lock:
            self._busy -= 1
        return Answer(b"", 304) if same_tag or same_time else answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        newsroom = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
                answer = newsroom._answer(asked)
                with suppress(ConnectionError):
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    if answer.etag:
                        self.send_header("ETag", answer.etag)
                    if answer.modified:
                        self.send_header("Last-Modified", answer.modified)
                    if answer.status != 304:
                        self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    if answer.status != 304:
                        self.wfile.write(answer.body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing on the console."""

        return Handler


@contextmanager
def open_newsroom() -> Iterator[Newsroom]:
    """Run a news site for as long as a test needs it."""
    newsroom = Newsroom()
    try:
        yield newsroom
    finally:
        newsroom.close()
