"""Fetching a page: bounded in time, size, redirects and requests at once, with reasons in plain words."""

import asyncio
import ssl
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from socket import gaierror
from types import TracebackType
from typing import Self

import httpx

from knowledge.errors import KnowledgeError, SourceError

USER_AGENT = "rallybot/0.1 (+news reader)"
_LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")
_PACKED = {"gzip": zlib.MAX_WBITS | 32, "x-gzip": zlib.MAX_WBITS | 32, "deflate": zlib.MAX_WBITS | 32}
_STEP = 64 * 1024
_LAST_PORT = 65535
_LEADS_AWAY = "leads to what is not a web address"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost: seconds, bytes after unpacking, redirects, and requests at once."""

    connect_s: float = 5.0
    whole_s: float = 20.0
    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 5
    at_once: int = 8
    per_host: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: ``url`` after redirects, ``content`` unpacked, ``content_type`` in lower case without parameters.

    ``etag`` and ``modified`` are what to hand in next time; ``not_modified`` says that nothing changed, and then
    ``content`` is empty.
    """

    url: str
    content: bytes
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    not_modified: bool = False


class Fetcher:
    """Fetches over HTTP, a few at once; used as ``async with Fetcher() as fetcher``.

    A proxy named in the environment is used, except for loopback addresses.
    """

    def __init__(self, limits: FetchLimits | None = None) -> None:
        self._limits = limits or FetchLimits()
        self._overall = asyncio.Semaphore(self._limits.at_once)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(self._limits.per_host))
        try:
            self._client = httpx.AsyncClient(
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(self._limits.whole_s, connect=self._limits.connect_s),
                mounts=dict.fromkeys(_LOOPBACK),
            )
        except (ValueError, ImportError) as error:
            raise KnowledgeError(f"the proxy named in the environment cannot be used: {error}") from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Page:
        """Fetch an address; raise SourceError with a reason for a person when it gives no page.

        ``etag`` and ``modified`` of an earlier page make the fetch conditional.
        """
        host = _host(url)
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value and value.isascii()}
        # The wait for a place is not the site's fault: the clock starts after it.
        async with self._hosts[host], self._overall:
            try:
                async with asyncio.timeout(self._limits.whole_s):
                    return await self._page(url, headers)
            except TimeoutError as error:
                raise SourceError(url, f"no answer within {self._limits.whole_s:g} s") from error
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                raise SourceError(url, _reason(error, self._limits)) from error

    async def _page(self, url: str, headers: dict[str, str]) -> Page:
        async with self._answer(url, headers) as response:
            not_modified = response.status_code == HTTPStatus.NOT_MODIFIED
            if not response.is_success and not not_modified:
                raise SourceError(url, f"answered {_status(response.status_code)}")
            content = b"" if not_modified else await self._content(url, response)
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Page(
                str(response.url),
                content,
                kind,
                response.charset_encoding,
                response.headers.get("etag"),
                response.headers.get("last-modified"),
                not_modified,
            )

    @asynccontextmanager
    async def _answer(self, url: str, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """Follow redirects without reading their bodies, which may be as large as they like."""
        request = self._client.build_request("GET", url, headers=headers)
        for _ in range(self._limits.max_redirects + 1):
            _require_web(request.url, url, _LEADS_AWAY)
            response = await self._client.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    yield response
                    return
                request = response.next_request or request
            finally:
                await response.aclose()
        raise SourceError(url, "too many redirects")

    async def _content(self, url: str, response: httpx.Response) -> bytes:
        most = self._limits.max_bytes
        too_large = SourceError(url, f"is larger than {_size(most)}")
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            raise too_large
        unpacker = _Unpacker(url, response.headers.get("content-encoding", ""))
        content = bytearray()
        async for raw in response.aiter_raw():
            for piece in unpacker.feed(raw):
                content += piece
                if len(content) > most:
                    raise too_large
        return bytes(content)


class _Unpacker:
    """Unpacks a stream a little at a time, so that a small answer cannot grow large in memory unseen."""

    def __init__(self, url: str, encoding: str) -> None:
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", *_PACKED}:
            raise SourceError(url, f"is packed in a way that is not read ({encoding})")
        self._url = url
        self._stream = zlib.decompressobj(_PACKED[encoding]) if encoding in _PACKED else None

    def feed(self, raw: bytes) -> Iterator[bytes]:
        if self._stream is None:
            yield raw
            return
        while raw and not self._stream.eof:
            try:
                yield self._stream.decompress(raw, _STEP)
            except zlib.error as error:
                raise SourceError(self._url, "is damaged: it cannot be unpacked") from error
            raw = self._stream.unconsumed_tail


def _host(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise SourceError(url, "is not a web address") from error
    _require_web(parsed, url, "is not a web address")
    return parsed.host


def _require_web(address: httpx.URL, source: str, reason: str) -> None:
    """Refuse what is no address of a page; a port beyond the last would break the library below."""
    if address.scheme not in {"http", "https"} or not address.host or (address.port or 0) > _LAST_PORT:
        raise SourceError(source, reason)


def _status(code: int) -> str:
    try:
        return f"{code} ({HTTPStatus(code).phrase.lower()})"
    except ValueError:
        return str(code)


def _size(most: int) -> str:
    megabytes = most / (1024 * 1024)
    return f"{megabytes:g} MB" if megabytes >= 1 else f"{most:,} bytes"


def _reason(error: Exception, limits: FetchLimits) -> str:
    """Say in plain words why a request failed."""
    if isinstance(error, httpx.ConnectError):
        return _unreachable(error)
    reasons: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
        ((httpx.ConnectTimeout,), f"could not be reached within {limits.connect_s:g} s"),
        ((httpx.TimeoutException,), f"no answer within {limits.whole_s:g} s"),
        ((httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError), _LEADS_AWAY),
        ((httpx.ProxyError,), "could not be reached through the proxy"),
        ((httpx.RemoteProtocolError,), "broke off, or did not answer as a web server does"),
        ((httpx.NetworkError,), "the connection broke"),
    )
    return next((reason for kinds, reason in reasons if isinstance(error, kinds)), "could not be fetched")


def _unreachable(error: BaseException) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, gaierror) for cause in causes):
        return "name could not be resolved"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "could not be reached: no secure connection, its certificate may be wrong"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "could not be reached: connection refused"
    return "could not be reached"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """List an error and what lies beneath it; a host with several addresses fails in a group."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__
