"""A server on loopback that answers each request with whatever bytes a test likes, in its own time."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Say = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Wire:
    """The server: its port, and the heads of the requests that came."""

    port: int = 0
    heads: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def wire(say: Say | bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    """Serve while the block runs; bytes are said and the connection closed."""
    served = Wire()
    answering: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        answering.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            while True:
                served.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
                if isinstance(say, bytes):
                    writer.write(say)
                    await writer.drain()
                    break
                await say(writer)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


def reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection off as a crash does, without a farewell."""
    opened: socket.socket = writer.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def names(**places: Sequence[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """A resolver that knows names: ``names(**{"news.example": "127.0.0.1"})``."""

    async def resolve(host: str, port: int) -> list[str]:
        if host not in places:
            raise socket.gaierror(socket.EAI_NONAME, "unknown name")
        found = places[host]
        return [found] if isinstance(found, str) else list(found)

    return resolve
