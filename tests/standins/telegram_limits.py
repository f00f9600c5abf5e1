"""How fast a bot may be, as far as Telegram lets one know: every rate is a number that a test may shrink."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

_MESSAGES = {"sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup"}
_LIGHT = {"sendMessageDraft", "sendChatAction"}
_ALL = "all chats"
_ROUNDING = 1e-9
_Key = tuple[int | str, bool]


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages, edits among them, and apart from them the light calls: drafts and chat actions.

    In a private chat ``private_burst`` at once, and ``private_per_second`` on end; in a group ``group_count`` within
    any ``group_seconds``; ``overall_per_second`` in all chats together; light calls ``light_per_second`` a chat, with
    as many at once.
    """

    private_per_second: float = 1
    private_burst: int = 3
    group_count: int = 20
    group_seconds: float = 60
    overall_per_second: int = 30
    light_per_second: float = 4


@dataclass(frozen=True, slots=True)
class IgnoredWait:
    """A call that came although Telegram had said to wait, so many seconds too soon."""

    method: str
    chat: int
    early: float


@dataclass(slots=True)
class _Bucket:
    """A bucket that is full at first and fills at a steady rate; a call takes one."""

    capacity: float
    rate: float
    level: float
    at: float

    def short(self, now: float) -> float:
        """Say how many seconds are missing until one may be taken."""
        self.level = min(self.capacity, self.level + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.level) / self.rate)

    def take(self, _: float) -> None:
        self.level -= 1


@dataclass(slots=True)
class _Window:
    """So many calls within any stretch of so many seconds."""

    count: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def short(self, now: float) -> float:
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        return self.taken[0] + self.seconds - now if len(self.taken) >= self.count else 0.0

    def take(self, now: float) -> None:
        self.taken.append(now)


class Pace:
    """Keeps count, and says how long a call has to wait; waits that were told are enforced until they are over.

    Without ``limits`` nothing is refused: only the waits that a test injects are watched.
    """

    def __init__(self, limits: Limits | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.ignored: list[IgnoredWait] = []
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[_Key, float] = {}
        self._meters: dict[_Key, _Bucket | _Window] = {}

    def wait(self, method: str, chat: int) -> int:
        """Count a call and give the whole seconds that it has to wait; 0 lets it pass.

        A chat's wait holds for every call to it; one for light calls, only for those.
        """
        light = method in _LIGHT
        with self._lock:
            now = self._clock()
            left = max(self._until.get(key, 0.0) - now for key in self._held_by(chat, light=light))
            if left > 0:
                self.ignored.append(IgnoredWait(method, chat, left))
                return math.ceil(left) if self.limits else 0
            if self.limits is None or (not light and method not in _MESSAGES):
                return 0
            return self._charge(self.limits, chat, now, light=light)

    def told(self, method: str, chat: int, seconds: int) -> None:
        """Take note of a wait that the bot was told beside the limits."""
        with self._lock:
            self._until[chat, method in _LIGHT] = self._clock() + seconds

    @staticmethod
    def _held_by(chat: int, *, light: bool) -> list[_Key]:
        keys: list[_Key] = [(chat, False), (_ALL, False)]
        return [*keys, (chat, True)] if light else keys

    def _charge(self, limits: Limits, chat: int, now: float, *, light: bool) -> int:
        keys: list[_Key] = [(chat, True)] if light else [(_ALL, False), (chat, False)]
        for key in keys:
            if key not in self._meters:
                self._meters[key] = _meter(limits, key, now)
            short = self._meters[key].short(now)
            if short > _ROUNDING:
                seconds = max(1, math.ceil(short))
                self._until[key] = now + seconds
                return seconds
        for key in keys:
            self._meters[key].take(now)
        return 0


def _meter(limits: Limits, key: _Key, now: float) -> _Bucket | _Window:
    chat, light = key
    if light:
        return _Bucket(limits.light_per_second, limits.light_per_second, limits.light_per_second, now)
    if isinstance(chat, str):
        return _Window(limits.overall_per_second, 1)
    if chat < 0:
        return _Window(limits.group_count, limits.group_seconds)
    return _Bucket(limits.private_burst, limits.private_per_second, limits.private_burst, now)
