"""Fetching a page: bounded in time, size, redirects, reach and requests at once, with reasons in plain words."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx

from knowledge.errors import FetchError, KnowledgeError
from knowledge.ingest.address import is_web, place_of, web_address
from knowledge.ingest.body import Body, BodyError, too_large
from knowledge.ingest.connect import Gate, Resolve, resolve
from knowledge.ingest.reach import PUBLIC, Reach
from knowledge.ingest.reasons import LEADS_AWAY, NO_ADDRESS, failure, refusal
from knowledge.ingest.turns import AskedToWaitError, Turns, retry_at

USER_AGENT = "rallybot/0.1 (+news reader)"
_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_OVERLOADED = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost: seconds, bytes after unpacking, redirects, and requests at once.

    ``pause_s`` lies between two requests to one host, this machine aside.
    """

    connect_s: float = 5.0
    whole_s: float = 20.0
    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 5
    at_once: int = 8
    per_host: int = 2
    pause_s: float = 0.2


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: ``url`` after redirects, ``content`` unpacked, ``content_type`` in lower case without parameters.

    ``etag`` and ``modified`` are what to hand in next time; ``not_modified`` says that nothing changed, and then
    ``content`` is empty. ``moved_to`` is the new address where the site says that it has moved there for good.
    """

    url: str
    content: bytes
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    not_modified: bool = False
    status: int = int(HTTPStatus.OK)
    moved_to: str | None = None


class Fetcher:
    """Fetches over HTTP, a few at once; used as ``async with Fetcher() as fetcher``.

    A proxy named in the environment is used, except for loopback addresses; see ``Gate`` for what it may reach.
    ``clock`` gives the present in UTC, ``resolve`` the addresses of a name.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolve: Resolve = resolve,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._clock = clock
        self._overall = asyncio.Semaphore(self._limits.at_once)
        self._turns = Turns(self._limits.per_host, self._limits.pause_s, clock)
        try:
            self._client = httpx.AsyncClient(
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(self._limits.whole_s, connect=self._limits.connect_s),
                transport=Gate(resolve, self._limits.connect_s),
            )
        except (ValueError, ImportError) as error:
            raise KnowledgeError(f"the proxy named in the environment cannot be used: {error}") from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(
        self, url: str, *, reach: Reach = PUBLIC, etag: str | None = None, modified: str | None = None
    ) -> Page:
        """Fetch an address; raise FetchError with a reason for a person when it gives no page.

        Neither the address nor a redirect may lead beyond ``reach``. ``etag`` and ``modified`` of an earlier page make
        the fetch conditional.
        """
        async with self.page(url, reach=reach, etag=etag, modified=modified) as page:
            return page

    @asynccontextmanager
    async def page(
        self, url: str, *, reach: Reach = PUBLIC, etag: str | None = None, modified: str | None = None
    ) -> AsyncIterator[Page]:
        """Fetch as :meth:`get` does, and count the page among those at once until the block ends.

        So no more pages are in memory than ``at_once``. Within the block nothing may be fetched.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value and value.isascii()}
        async with AsyncExitStack() as held:
            yield await self._fetch(self._request(url, headers, reach), url, held)

    def _request(self, url: str, headers: Mapping[str, str], reach: Reach) -> httpx.Request:
        address = web_address(url)
        if address is None:
            raise FetchError(url, NO_ADDRESS)
        return self._client.build_request("GET", address, headers=headers, extensions={"reach": reach})

    async def _fetch(self, request: httpx.Request, source: str, held: AsyncExitStack) -> Page:
        """Follow redirects to a page, whose place among those at once then belongs to ``held``."""
        moved = True
        left_s = self._limits.whole_s
        clock = asyncio.get_running_loop().time
        for hop in range(self._limits.max_redirects + 1):
            # Each hop has a turn at its own host and none at another. Waiting for a turn or a place is not the site's
            # fault: the clock runs only after it.
            async with self._turn(request, source), AsyncExitStack() as place:
                await place.enter_async_context(self._overall)
                started = clock()
                answer = await self._answer(request, source, left_s, moved_for_good=moved and hop > 0)
                if isinstance(answer, Page):
                    held.push_async_exit(place.pop_all())
                    return answer
                left_s -= clock() - started
                request, permanent = answer
                moved = moved and permanent
        raise FetchError(source, "too many redirects")

    @asynccontextmanager
    async def _turn(self, request: httpx.Request, source: str) -> AsyncIterator[None]:
        host, _ = place_of(request.url)
        try:
            async with self._turns.turn(host):
                yield
        except AskedToWaitError as error:
            raise FetchError(source, str(error), retry_after=error.until) from error

    async def _answer(
        self, request: httpx.Request, source: str, left_s: float, *, moved_for_good: bool
    ) -> Page | tuple[httpx.Request, bool]:
        """Give a page, or the request to go on with and whether it is the new address for good."""
        try:
            async with asyncio.timeout(left_s):
                response = await self._client.send(request, stream=True)
                try:
                    if response.next_request is None:
                        return await self._page(response, source, moved_for_good=moved_for_good)
                finally:
                    # A redirect's body is not read: it may be as large as it likes.
                    await response.aclose()
        except BodyError as error:
            raise FetchError(source, str(error), status=response.status_code) from error
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            reason = failure(error, self._limits.connect_s, self._limits.whole_s)
            raise FetchError(source, reason) from error
        if not is_web(response.next_request.url):
            raise FetchError(source, LEADS_AWAY)
        return response.next_request, response.status_code in _PERMANENT

    async def _page(self, response: httpx.Response, source: str, *, moved_for_good: bool) -> Page:
        status = response.status_code
        not_modified = status == HTTPStatus.NOT_MODIFIED
        if not response.is_success and not not_modified:
            raise self._refused(response, source)
        url = str(response.url)
        return Page(
            url,
            b"" if not_modified else await self._content(response),
            response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            response.charset_encoding,
            response.headers.get("etag"),
            response.headers.get("last-modified"),
            not_modified,
            status,
            url if moved_for_good else None,
        )

    def _refused(self, response: httpx.Response, source: str) -> FetchError:
        """The error of an answer that is no page; a site that asks to be left alone then is."""
        status = response.status_code
        asked = response.headers.get("retry-after", "") if status in _OVERLOADED else ""
        until = retry_at(asked, self._clock())
        if until is not None:
            self._turns.leave_alone(place_of(response.url)[0], until)
        return FetchError(source, refusal(status, until), status=status, retry_after=until)

    async def _content(self, response: httpx.Response) -> bytes:
        most = self._limits.max_bytes
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            raise too_large(most)
        body = Body(response.headers.get("content-encoding", ""), most)
        async for raw in response.aiter_raw():
            body.add(raw)
            if body.complete:
                break
        return body.finish()
