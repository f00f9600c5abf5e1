"""The server itself, in the bot's own event loop."""

import asyncio
import errno
import logging
import os
import socket
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import RallybotError
from bot.web.inlet import Inlet, Webhook
from bot.web.pages import Health, Pages

if TYPE_CHECKING:
    from bot.metrics import Metrics

logger = logging.getLogger(__name__)

_LARGEST = 1_000_000
_GOODBYE_S = 0.5
_BACKLOG = 128


class WebServer:
    """Serves in the event loop of its caller, to whom it leaves the signals. It is started once and stopped once.

    ``listen`` is ``host:port`` as the settings have judged it. ``health`` must not block: it tells what is known.
    """

    def __init__(
        self, listen: str, health: Callable[[], Health], metrics: "Metrics", updates: Webhook | None = None
    ) -> None:
        self.address = listen
        """Where it listens; once it is started, with the port that it got where 0 was asked for."""
        self._inlet = Inlet(updates, metrics) if updates else None
        self._server = uvicorn.Server(
            uvicorn.Config(
                _application(Pages(health, metrics), self._inlet),
                http="h11",  # httptools would take any number of headers
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                workers=1,
            )
        )
        self._listener: socket.socket | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen from now on.

        Raises:
            RallybotError: the address cannot be had; the message says which and why.
        """
        self._listener = await _listener(self.address)
        self.address = f"{self.address.rpartition(':')[0]}:{self._listener.getsockname()[1]}"
        # Not uvicorn's serve(), which would take Ctrl-C and SIGTERM away from the caller: these are its steps.
        self._server.config.load()
        self._server.lifespan = self._server.config.lifespan_class(self._server.config)
        await self._server.startup(sockets=[self._listener])
        self._ticking = asyncio.create_task(self._server.main_loop())
        logger.info("web server listens: %s", self.address)

    async def stop(self, within_s: float = 5.0) -> None:
        """Take nothing more in, let the requests under way finish, and cut short those that do not in time."""
        if self._ticking is None or self._listener is None:
            return
        self.refuse_updates()
        self._ticking.cancel()
        ending = asyncio.create_task(self._server.shutdown(sockets=[self._listener]))
        await asyncio.wait({ending}, timeout=within_s)
        if not ending.done():
            await self._cut_short()
            await asyncio.wait({ending}, timeout=_GOODBYE_S)
        ending.cancel()
        self._ticking = None

    def refuse_updates(self) -> None:
        """Record no more updates, so that Telegram keeps them; the pages are served until the stop."""
        if self._inlet:
            self._inlet.closed = True

    async def _cut_short(self) -> None:
        state = self._server.server_state
        logger.warning("web requests cut short by the stop: %s", len(state.tasks))
        tasks = set(state.tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_GOODBYE_S)
        for connection in set(state.connections):
            connection.transport.abort()


def _application(pages: Pages, inlet: Inlet | None) -> Starlette:
    routes = [_route("/healthz", pages.health, "GET"), _route("/metrics", pages.metrics, "GET")]
    if inlet:
        routes.append(_route(inlet.path, inlet.receive, "POST"))
    application = Starlette(routes=routes, exception_handlers={Exception: _failed})
    application.router.redirect_slashes = False  # it would send back the host that the request names
    return application


def _route(path: str, endpoint: Callable[[Request], Awaitable[Response]], method: str) -> Route:
    route = Route(path, endpoint, methods=[method], max_body_size=_LARGEST)
    route.methods = {method}  # without HEAD, which comes with GET
    return route


async def _failed(_: Request, error: Exception) -> Response:
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("a page could not be given: %s\n%s", type(error).__name__, places)
    return Response(status_code=HTTPStatus.INTERNAL_SERVER_ERROR)


async def _listener(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        return _bound(socket.socket(family, kind, protocol), address)
    except OSError as error:
        raise RallybotError(f"{listen} {_refusal(error.errno)}") from error
    except UnicodeError as error:  # no name can be so
        raise RallybotError(f"{listen} {_refusal(None)}") from error


def _bound(listener: socket.socket, address: tuple[Any, ...]) -> socket.socket:
    # Not socket.create_server(): its sockets do not name their protocol, asyncio then leaves Nagle's delay on, and each
    # answer with a body waits 40 ms.
    try:
        if os.name == "posix":  # elsewhere this would let two programs have one address
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _refusal(number: int | None) -> str:
    if number == errno.EADDRINUSE:
        return "is in use by another program: stop it, or set RALLYBOT_LISTEN to another port."
    if number in (errno.EACCES, errno.EPERM):
        return "may not be listened on by this user: set RALLYBOT_LISTEN to a port above 1023."
    return "cannot be listened on: set RALLYBOT_LISTEN to an address of this machine."
