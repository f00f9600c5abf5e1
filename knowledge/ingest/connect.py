"""Connections that lead only where a request's reach allows.

A name is resolved once and the connection made to one of the very addresses that were checked, so that a name that
answers differently the next moment gains nothing. The library above still knows the host by its name: the Host header
and the check of the certificate are its own, and an open connection is used again for the same name only.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from knowledge.ingest.address import is_ip, is_loopback, place_of
from knowledge.ingest.reach import PUBLIC, Reach

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the IP addresses of a host, the best first; raises OSError where there are none."""

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
_OPEN, _IDLE, _IDLE_S = 100, 20, 5.0
_LOOK_S = 1.0
_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class PrivateAddressError(httpx.TransportError):
    """A host leads to an address that is not public, and is not the place that was typed."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} leads to a private address")
        self.host = host


async def resolve(host: str, port: int) -> list[str]:
    """Resolve a host as the system does."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Gate(httpx.AsyncBaseTransport):
    """Sends each request on to where its extension ``reach`` allows; without one, to public addresses.

    A proxy named in the environment is used, except for this machine and for what the environment excepts. The proxy
    resolves names, so that it alone sees the address in the end. Refused before it is asked are private literals,
    names that lead to a private address from here, and names that mean a place nearby. What remains its business: a
    name that leads to a private address only where the proxy stands.
    """

    def __init__(self, resolve: Resolve, connect_s: float) -> None:
        self._resolve = resolve
        self._connect_s = connect_s
        self._unseen: set[str] = set()
        context = httpx.create_ssl_context()
        # Apart, so that a connection to the typed place is never used for a request that may not go there.
        self._checked = _pool(_Connector(resolve, PUBLIC.allows), context)
        self._typed = _pool(_Connector(resolve, lambda host, port, address: True), context)
        self._proxies = {
            scheme: httpx.AsyncHTTPTransport(verify=context, proxy=proxy) for scheme, proxy in _named_proxies().items()
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raise PrivateAddressError where it may not go, else what httpx raises."""
        reach: Reach = request.extensions.get("reach", PUBLIC)
        host, port = place_of(request.url)
        if not reach.allows_name(host, port):
            raise PrivateAddressError(host)
        proxy = self._proxies.get(request.url.scheme)
        if proxy is not None and not is_loopback(host) and not proxy_bypass(host):
            await self._look(host, port, reach)
            return await proxy.handle_async_request(request)
        return await _send(self._typed if reach.covers(host, port) else self._checked, request)

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in (self._checked, self._typed):
            await pool.aclose()
        for proxy in self._proxies.values():
            await proxy.aclose()

    async def _look(self, host: str, port: int, reach: Reach) -> None:
        """Refuse what leads to a private address from here."""
        if host in self._unseen or reach.covers(host, port):
            return
        try:
            async with asyncio.timeout(min(self._connect_s, _LOOK_S)):
                found = await self._resolve(host, port)
        except OSError:
            # Behind a proxy many names lead nowhere from here, and it may take long to learn of each.
            self._unseen.add(host)
            return
        if not all(reach.allows(host, port, address) for address in found):
            raise PrivateAddressError(host)


class _Connector(httpcore.AsyncNetworkBackend):
    """Resolves, checks and connects.

    A name is refused as soon as one of its addresses is not allowed: a site of the public internet has no reason to
    point at a private network, and which of its addresses is tried must not be left to chance.
    """

    def __init__(self, resolve: Resolve, allowed: Callable[[str, int, str], bool]) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the signature is the library's)
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._addresses(host, port)
                return await self._first(addresses, port, timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host} could not be reached in time") from error

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = [host] if is_ip(host) else await self._resolve(host, port)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise _failed(f"{host} has no address", error) from error
        if not addresses:
            raise _failed(f"{host} has no address", socket.gaierror(socket.EAI_NONAME, "no address"))
        if not all(self._allowed(host, port, address) for address in addresses):
            raise PrivateAddressError(host)
        return addresses

    async def _first(self, addresses: Sequence[str], port: int, within_s: float | None) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; each gets its share of what time is left."""
        clock = asyncio.get_running_loop().time
        ends = None if within_s is None else clock() + within_s
        failed: list[Exception] = []
        for number, address in enumerate(addresses):
            share = None if ends is None else max(ends - clock(), 0) / (len(addresses) - number)
            try:
                return await self._network.connect_tcp(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed.append(error)
        if all(isinstance(error, httpcore.ConnectTimeout) for error in failed):
            raise httpcore.ConnectTimeout("no address answered in time") from failed[-1]
        raise _failed("no address could be reached", ExceptionGroup("each address failed", failed))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _failed(message: str, why: Exception) -> httpcore.ConnectError:
    """Make an error that keeps its reason: the pool raises it again from nothing, which spares the context only."""
    error = httpcore.ConnectError(message)
    error.__context__ = why
    return error


class _Body(httpx.AsyncByteStream):
    """An answer's body, whose failures are httpx's own."""

    def __init__(self, stream: httpcore.Response) -> None:
        self._answer = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for piece in self._answer.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        with _as_httpx():
            await self._answer.aclose()


async def _send(pool: httpcore.AsyncConnectionPool, request: httpx.Request) -> httpx.Response:
    url = request.url
    address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    asked = httpcore.Request(
        request.method, address, headers=request.headers.raw, content=b"", extensions=request.extensions
    )
    with _as_httpx():
        answer = await pool.handle_async_request(asked)
    return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Turn the failures of a connection into those of the client above, which bear the same names."""
    try:
        yield
    except _FAILURES as error:
        kind = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise kind(str(error)) from error


def _pool(connector: _Connector, context: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        context,
        max_connections=_OPEN,
        max_keepalive_connections=_IDLE,
        keepalive_expiry=_IDLE_S,
        network_backend=connector,
    )


def _named_proxies() -> dict[str, str]:
    """The proxies of the environment by scheme, each as an address."""
    named = getproxies()
    found = {scheme: named.get(scheme) or named.get("all", "") for scheme in ("http", "https")}
    return {scheme: proxy if "://" in proxy else f"http://{proxy}" for scheme, proxy in found.items() if proxy}
