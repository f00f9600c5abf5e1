"""An application served on loopback from a thread of its own."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette


class _Server(uvicorn.Server):
    """Ends at once where uvicorn would look for the end, and wait for its connections, in steps of 0.1 s."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.005)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


@contextmanager
def serving(app: Starlette, port: int = 0) -> Iterator[str]:
    """Serve while the block runs, on a free port unless one is given; the value is the base address."""
    listener = socket.create_server(("127.0.0.1", port))
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.002)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
