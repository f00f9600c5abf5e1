"""How often a reader may ask, and how often a stranger is told anything."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_NO_WAIT = timedelta()
_SECOND = timedelta(seconds=1)
_MOST_USERS = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """What becomes of one more question: answered when ``wait`` is 0, else to be asked again in so many seconds.

    ``tell`` is whether to say so: once in each wait, lest a flood of questions be answered by a flood of warnings.
    """

    wait: int = 0
    tell: bool = False


def wait_for(taken: deque[datetime], now: datetime, span: timedelta) -> timedelta:
    """How long until one more may be taken, of as many within any ``span`` as ``taken`` holds at most.

    Times that lie ahead do not count: a clock that was set back must not shut anybody out.
    """
    if len(taken) != taken.maxlen or taken[0] > now:
        return _NO_WAIT
    return max(taken[0] + span - now, _NO_WAIT)


class Rates:
    """Questions of each user within a minute, in memory: a restart forgets them.

    Of users it holds those of the last minute, and never more than the latest ``most_users`` of them.
    """

    def __init__(self, per_minute: int, clock: Callable[[], datetime], most_users: int = _MOST_USERS) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._most_users = most_users
        self._asking: OrderedDict[int, _Asking] = OrderedDict()

    def __len__(self) -> int:
        return len(self._asking)

    def ask(self, user_id: int) -> Pace:
        """Count one more question, unless it comes too soon; what comes too soon makes no wait longer."""
        now = self._clock()
        self._forget(now)
        asking = self._asking.get(user_id) or _Asking(deque(maxlen=self._per_minute))
        if wait := wait_for(asking.taken, now, _MINUTE):
            return Pace(-(-wait // _SECOND), asking.warn(now, wait))
        asking.taken.append(now)
        self._asking[user_id] = asking
        self._asking.move_to_end(user_id)
        if len(self._asking) > self._most_users:
            self._asking.popitem(last=False)
        return Pace()

    def _forget(self, now: datetime) -> None:
        """Let go of users who have been quiet for a minute; who has been longest stands first."""
        while self._asking and next(iter(self._asking.values())).taken[-1] + _MINUTE <= now:
            self._asking.popitem(last=False)


@dataclass(slots=True)
class _Asking:
    """When a user asked last, and until when they have been told to wait."""

    taken: deque[datetime]
    told_until: datetime | None = None

    def warn(self, now: datetime, wait: timedelta) -> bool:
        if self.told_until is not None and now < self.told_until:
            return False
        self.told_until = now + wait
        return True


class Strangers:
    """What strangers are told: each once an hour, and all of them together so often that a flood stops nothing else.

    Counted in memory. Whoever finds the hour used up is told nothing, and may try again in the next.
    """

    def __init__(self, clock: Callable[[], datetime], per_hour: int = 30) -> None:
        self._clock = clock
        self._told: deque[tuple[datetime, int]] = deque(maxlen=per_hour)

    def tell(self, user_id: int) -> bool:
        """Whether to tell this stranger something now; it counts as told."""
        now = self._clock()
        # No more are ever told within an hour than are held here: whoever is not among them has not been told.
        if any(told == user_id and at <= now < at + _HOUR for at, told in self._told):
            return False
        if wait_for(deque((at for at, _ in self._told), self._told.maxlen), now, _HOUR):
            return False
        self._told.append((now, user_id))
        return True
