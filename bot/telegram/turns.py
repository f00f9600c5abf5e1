"""Whose turn it is to be sent a message: Telegram's limits for many chats at once, decided with the times handed in.

Telegram publishes no exact figures. What it advises is kept: thirty messages a second in all, one a second in a
private chat, twenty a minute in a group, with short bursts.
"""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from enum import IntEnum
from heapq import heappop, heappush

_SECOND = 1.0
_FLIGHT = 1.0
_MARGIN = 0.25
_TOGETHER = 5.0
_MANY = 1000
_NEVER = float("-inf")


class Urgency(IntEnum):
    """Which of two messages goes first when only one can."""

    ANSWER = 0
    """Somebody is waiting for it."""
    BROADCAST = 1
    """Nobody has asked for it just now."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """``burst`` messages at once and then one every ``every`` seconds; what was not used adds up to ``burst`` again.

    ``spare_every`` seconds lie between two drafts, or edits that show progress.
    """

    burst: int
    every: float
    spare_every: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram takes: ``overall`` messages in any second, and of a chat what its kind is allowed."""

    overall: int = 30
    private: Allowance = Allowance(burst=3, every=1.0, spare_every=0.5)
    # Three at once and seventeen more: twenty in any minute.
    group: Allowance = Allowance(burst=3, every=60 / 17, spare_every=4.0)


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A message's place in the queue: a lower number came first."""

    number: int
    chat_id: int
    urgency: Urgency


@dataclass(slots=True)
class _Chat:
    """What is known of a chat; ``full_at`` is when its allowance is whole again."""

    allowance: Allowance
    full_at: float = _NEVER
    held_until: float = _NEVER
    spared_at: float = _NEVER
    waiting: tuple[list[Ticket], ...] = ()

    @property
    def head(self) -> Ticket | None:
        return next((queue[0] for queue in self.waiting if queue), None)

    def free_at(self, leaving: int = 0) -> float:
        """Say from when on a message may go that leaves room for so many more at once."""
        full_at = self.full_at - (self.allowance.burst - 1 - leaving) * self.allowance.every
        return max(self.held_until, full_at)

    def use(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + self.allowance.every

    def idle(self, now: float) -> bool:
        return self.head is None and max(self.full_at, self.held_until, self.spare_at) <= now

    @property
    def spare_at(self) -> float:
        return self.spared_at + self.allowance.spare_every


class Turns:
    """The queue of all chats. Times are seconds on one clock that never goes back; chats that rest are forgotten.

    Of the messages that may go in a second, broadcasts leave a sixth to answers, and what is spared leaves the half.
    """

    def __init__(self, limits: Limits = USUAL) -> None:
        self._limits, overall = limits, limits.overall
        self._room = {Urgency.ANSWER: overall, Urgency.BROADCAST: overall - overall // 6}
        self._spare_room = max(1, overall // 2)
        # When each of the places of a second is free again, the earliest first. A message is counted for a second from
        # when it has come to Telegram, however long that took: else a slow one and a quick one meet there.
        self._taken: list[float] = []
        self._flying: dict[Ticket, float] = {}
        self._chats: dict[int, _Chat] = {}
        self._sweep_above = _MANY
        self._number = 0
        # Entries of both may be out of date, and are looked at again when they come to the top.
        self._ready: dict[Urgency, list[tuple[int, int]]] = {urgency: [] for urgency in Urgency}
        self._later: list[tuple[float, int]] = []
        self._last_hold: tuple[int, float, float] | None = None
        self._all_held_until = _NEVER

    def __len__(self) -> int:
        """Return how many chats are remembered."""
        return len(self._chats)

    def ask(self, chat_id: int, *, private: bool, urgency: Urgency, now: float) -> Ticket:
        """Queue a message."""
        chat = self._chat(chat_id, private, now)
        chat.waiting = chat.waiting or tuple([] for _ in Urgency)
        self._number += 1
        ticket = Ticket(self._number, chat_id, urgency)
        chat.waiting[urgency].append(ticket)
        if chat.head is ticket:
            self._place(chat_id, now)
        return ticket

    def forget(self, ticket: Ticket, now: float) -> None:
        """Take a message out of the queue, if it is still there."""
        chat = self._chats.get(ticket.chat_id)
        if chat and chat.waiting and ticket in chat.waiting[ticket.urgency]:
            chat.waiting[ticket.urgency].remove(ticket)
            self._place(ticket.chat_id, now)

    def due(self, now: float) -> list[Ticket]:
        """Take what may go now out of the queue, answers first, and otherwise in the order of asking.

        Say of each when it has ``landed``.
        """
        while self._later and self._later[0][0] <= now:
            self._place(heappop(self._later)[1], now)
        gone: list[Ticket] = []
        for urgency, ready in self._ready.items():
            while ready and self._opens_at(self._room[urgency]) <= now:
                number, chat_id = heappop(ready)
                chat = self._chats.get(chat_id)
                head = chat.head if chat else None
                if chat is None or head is None or head.number != number:
                    continue
                if chat.free_at() <= now:
                    self._take(head, chat, now)
                    gone.append(head)
                self._place(chat_id, now)
        return gone

    def landed(self, ticket: Ticket, now: float) -> None:
        """Take note that a message has come to Telegram; one that takes more than a second is taken to have come."""
        free_at = self._flying.pop(ticket, None)
        if free_at is None:
            return
        place = bisect_left(self._taken, free_at)
        if place < len(self._taken) and self._taken[place] == free_at and now + _SECOND < free_at:
            del self._taken[place]
            insort(self._taken, now + _SECOND)

    def next_at(self) -> float | None:
        """Say when to ask for what is due again, after that has been done; None when nothing waits."""
        times = [self._opens_at(self._room[urgency]) for urgency, ready in self._ready.items() if ready]
        if self._later:
            times.append(max(self._later[0][0], self._opens_at(self._room[Urgency.ANSWER])))
        return min(times, default=None)

    def hold(self, chat_id: int, seconds: float, now: float) -> None:
        """Let a chat rest as long as Telegram said, and a little longer.

        When two chats are told to wait within a few seconds, it is the limit on all of them that was met.
        """
        until = now + seconds + _MARGIN
        chat = self._chat(chat_id, chat_id > 0, now)
        chat.held_until = max(chat.held_until, until)
        before, self._last_hold = self._last_hold, (chat_id, now, until)
        if before and before[0] != chat_id and now - before[1] <= _TOGETHER and now < before[2]:
            self._all_held_until = max(self._all_held_until, until, before[2])

    def held(self, chat_id: int, now: float) -> bool:
        """Say whether Telegram wants nothing sent to a chat now."""
        chat = self._chats.get(chat_id)
        return now < max(self._all_held_until, chat.held_until if chat else _NEVER)

    def spare(self, chat_id: int, *, private: bool, now: float) -> bool:
        """Say whether something that need not be sent may go now, and count it if so.

        That is a draft in a private chat, or in a group an edit that shows progress: this counts as a message, and
        goes only while the answer itself could go at once after it.
        """
        chat = self._chat(chat_id, private, now)
        if chat.head or now < max(chat.spare_at, self._opens_at(self._spare_room)):
            return False
        if now < (chat.held_until if private else chat.free_at(leaving=1)):
            return False
        if not private:
            chat.use(now)
        chat.spared_at = now
        self._take_place(now + _SECOND, now)
        return True

    def _chat(self, chat_id: int, private: bool, now: float) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= self._sweep_above:
                self._sweep(now)
            chat = self._chats[chat_id] = _Chat(self._limits.private if private else self._limits.group)
        return chat

    def _sweep(self, now: float) -> None:
        self._chats = {chat_id: chat for chat_id, chat in self._chats.items() if not chat.idle(now)}
        self._sweep_above = max(_MANY, 2 * len(self._chats))

    def _place(self, chat_id: int, now: float) -> None:
        """Put a chat among those that may go, or those that may later, by the first message that waits in it."""
        chat = self._chats.get(chat_id)
        if chat is None or (head := chat.head) is None:
            return
        if (free_at := chat.free_at()) <= now:
            heappush(self._ready[head.urgency], (head.number, chat_id))
        else:
            heappush(self._later, (free_at, chat_id))

    def _take(self, ticket: Ticket, chat: _Chat, now: float) -> None:
        chat.waiting[ticket.urgency].pop(0)
        if chat.head is None:
            chat.waiting = ()
        chat.use(now)
        self._flying[ticket] = now + _FLIGHT + _SECOND
        self._take_place(now + _FLIGHT + _SECOND, now)

    def _take_place(self, until: float, now: float) -> None:
        del self._taken[: bisect_right(self._taken, now)]
        insort(self._taken, until)

    def _opens_at(self, room: int) -> float:
        """Say from when on fewer than ``room`` places of a second are taken."""
        full_until = self._taken[-room] if len(self._taken) >= room else _NEVER
        return max(self._all_held_until, full_until)
