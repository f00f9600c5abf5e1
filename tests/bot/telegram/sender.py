"""An outbox alone, without the rest of the bot, sending to the stand-in."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.telegram.outbox import Outbox
from bot.telegram.pace import Limits, Pace
from bot.telegram.reply import Destination, Outcome
from tests.standins.telegram import READER, TOKEN

HERE = Destination(READER)
GROUP = -1001000000200
THERE = Destination(GROUP, private=False)


@dataclass(slots=True)
class Count:
    """What the outbox says has become of messages, and how long it was told to wait."""

    outcomes: list[Outcome] = field(default_factory=list)
    floods: list[float] = field(default_factory=list)

    def sent(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def flooded(self, seconds: float) -> None:
        self.floods.append(seconds)


@dataclass(frozen=True, slots=True)
class Sender:
    outbox: Outbox
    pace: Pace
    count: Count


@asynccontextmanager
async def sender(
    url: str,
    *,
    limits: Limits | None = None,
    typing_every: float = 4,
    timeout: float = 0.5,  # noqa: ASYNC109 (of the connection)
) -> AsyncIterator[Sender]:
    """An outbox that gives up a request after ``timeout`` seconds of the event loop."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    request = HTTPXRequest(read_timeout=timeout, write_timeout=timeout, connect_timeout=timeout)
    pace, count = Pace(asyncio.get_running_loop().time, limits or Limits()), Count()
    outbox = Outbox(Bot(TOKEN, f"{url}/bot", request=request), pace, typing_every=typing_every, told=count)
    try:
        yield Sender(outbox, pace, count)
    finally:
        await request.shutdown()
