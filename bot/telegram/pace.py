"""Waiting for one's turn: Telegram's limits, kept by everything that is sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from bot.telegram.reply import LeavingError
from bot.telegram.turns import USUAL, Allowance, Limits, Ticket, Turns, Urgency

__all__ = ["Allowance", "Limits", "Pace", "Rests", "Urgency"]

Key = TypeVar("Key")

_MANY = 1000
_LEAVING = "the bot is being stopped: what waited to be sent was not sent"


class Pace:
    """Lets messages go as Telegram takes them.

    ``clock`` gives seconds and never goes back; it must run as fast as the timers of the event loop.
    """

    def __init__(self, clock: Callable[[], float], limits: Limits = USUAL) -> None:
        self.clock = clock
        self._turns = Turns(limits)
        self._waiting: dict[Ticket, asyncio.Future[bool]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._stopped = asyncio.Event()

    @asynccontextmanager
    async def turn(self, chat_id: int, *, private: bool, urgency: Urgency = Urgency.ANSWER) -> AsyncIterator[None]:
        """Wait until a message may go to the chat; the block sends it.

        Answers go before broadcasts, and otherwise who came first; a chat that has to wait keeps no other waiting.

        Raises:
            LeavingError: the bot is being stopped.
        """
        ticket = await self._wait(chat_id, private, urgency)
        try:
            yield
        finally:
            self._turns.landed(ticket, self.clock())
            # Not before the sender has said whether Telegram wants its chat held.
            asyncio.get_running_loop().call_soon(self._go)

    async def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            LeavingError: the bot is being stopped.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        if self._stopped.is_set():
            raise LeavingError(_LEAVING)

    def hold(self, chat_id: int, seconds: float) -> None:
        """Send nothing to the chat for as long as Telegram said.

        When another chat is told to wait a few seconds later, it is the limit on all chats that was met, and all of
        them wait.
        """
        self._turns.hold(chat_id, seconds, self.clock())

    def held(self, chat_id: int) -> bool:
        """Say whether Telegram wants nothing sent to the chat now."""
        return self._turns.held(chat_id, self.clock())

    def spare(self, chat_id: int, *, private: bool) -> bool:
        """Say whether a draft (in a group, an edit that shows progress) may go now; it is counted if so."""
        return not self._stopped.is_set() and self._turns.spare(chat_id, private=private, now=self.clock())

    def stop(self) -> None:
        """Let nobody go any more: who waits, and who comes, gets LeavingError."""
        self._stopped.set()
        if self._timer:
            self._timer.cancel()
        waiting, self._waiting = self._waiting, {}
        for going in waiting.values():
            if not going.done():
                going.set_result(False)

    async def _wait(self, chat_id: int, private: bool, urgency: Urgency) -> Ticket:
        if self._stopped.is_set():
            raise LeavingError(_LEAVING)
        going: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        ticket = self._turns.ask(chat_id, private=private, urgency=urgency, now=self.clock())
        self._waiting[ticket] = going
        self._go()
        try:
            went = await going
        except asyncio.CancelledError:
            self._give_up(ticket)
            raise
        if not went:
            raise LeavingError(_LEAVING)
        return ticket

    def _give_up(self, ticket: Ticket) -> None:
        """Leave the queue, or the turn that came at the same moment."""
        self._waiting.pop(ticket, None)
        self._turns.forget(ticket, self.clock())
        self._turns.landed(ticket, self.clock())
        self._go()

    def _go(self) -> None:
        if self._stopped.is_set():
            return
        now = self.clock()
        for ticket in self._turns.due(now):
            going = self._waiting.pop(ticket)
            if not going.done():
                going.set_result(True)
        self._wind(self._turns.next_at(), now)

    def _wind(self, at: float | None, now: float) -> None:
        """Come back at ``at``, or earlier: a timer that stands earlier already costs less than a new one."""
        if at is None or (self._timer and self._timer_at <= at):
            return
        if self._timer:
            self._timer.cancel()
        self._timer_at = at
        self._timer = asyncio.get_running_loop().call_later(max(0.0, at - now), self._come_back)

    def _come_back(self) -> None:
        self._timer = None
        self._go()


class Rests(Generic[Key]):
    """How long something is left alone, by key. What is over is forgotten."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[Key, float] = {}
        self._sweep_above = _MANY

    def rest(self, key: Key, seconds: float) -> None:
        """Leave something alone for so long from now on, or as long as was said before if that is longer."""
        now = self._clock()
        if len(self._until) >= self._sweep_above:
            self._until = {known: until for known, until in self._until.items() if until > now}
            self._sweep_above = max(_MANY, 2 * len(self._until))
        self._until[key] = max(now + seconds, self._until.get(key, now))

    def left(self, key: Key) -> float:
        """Say how many seconds of rest are left, none or less when it is over."""
        return self._until.get(key, float("-inf")) - self._clock()
