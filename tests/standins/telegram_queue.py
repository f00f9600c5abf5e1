"""The updates that wait for the bot, whether it fetches them or has them brought."""

import asyncio
import threading
import time
from collections.abc import Callable, Collection
from itertools import islice

from tests.standins.bot_api_spec import Params, RefusedError

_MANY = 100
# Telegram sends these only to a bot that asks for them by name.
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Queue:
    """Updates in order of their ids, each kept until it is confirmed; safe to use from two threads."""

    def __init__(self) -> None:
        self.wanted: list[str] = []
        self._waiting: dict[int, Params] = {}
        self._last = 500
        self._poll = 0
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._waiting)

    def wants(self, kind: str) -> bool:
        """Say whether the bot asked for this kind of update, or named none and it comes unasked."""
        return kind in self.wanted if self.wanted else kind not in _ON_REQUEST

    def add(self, kind: str, content: object) -> int:
        """Queue an update and give its id."""
        with self._lock:
            self._last += 1
            self._waiting[self._last] = {"update_id": self._last, kind: content}
            return self._last

    def fetch(self, limit: int) -> list[Params]:
        """Give the oldest updates, a hundred at most, which stay until they are confirmed."""
        with self._lock:
            return list(islice(self._waiting.values(), max(1, min(limit, _MANY))))

    async def poll(self, params: Params, interrupted: Callable[[], bool]) -> list[Params]:
        """Answer a getUpdates: at once where there are updates, else when one comes or its time is over.

        Raises:
            RefusedError: another poll came meanwhile, or whatever ``interrupted`` raises.
        """
        self.wanted = params.get("allowed_updates", self.wanted)
        self._poll += 1
        mine, until = self._poll, time.monotonic() + params.get("timeout", 0)
        self.confirm(params.get("offset", 0))
        while not interrupted() and not self._waiting and time.monotonic() < until:
            await asyncio.sleep(0.005)
            if mine != self._poll:
                raise conflict(webhook=False)
        return self.fetch(params.get("limit", _MANY))

    def confirm(self, offset: int) -> None:
        """Forget all updates before an id; a negative one counts from the end."""
        with self._lock:
            if offset < 0:
                offset = list(self._waiting)[offset] if len(self._waiting) >= -offset else 0
            for number in [number for number in self._waiting if number < offset]:
                del self._waiting[number]

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def next(self, busy: Collection[int], bringing: Collection[int]) -> Params | None:
        """Give the oldest update that is not being brought, of a chat that is not busy."""
        with self._lock:
            for number, update in self._waiting.items():
                if number not in bringing and lane(update) not in busy:
                    return update
        return None

    def done(self, number: int) -> None:
        with self._lock:
            self._waiting.pop(number, None)


def lane(update: Params) -> int:
    """Give what Telegram keeps in order when it brings updates: a chat's, or else a user's."""
    content = next((value for key, value in update.items() if key != "update_id"), None)
    if not isinstance(content, dict):
        return 0
    place = content.get("message", content)
    for party in (place.get("chat"), content.get("chat"), content.get("from")):
        if isinstance(party, dict) and "id" in party:
            return int(party["id"])
    return 0


def conflict(*, webhook: bool) -> RefusedError:
    """What a poller hears beside another one, or beside a webhook."""
    return RefusedError(409, _WEBHOOK if webhook else _OTHER_POLLER)
