"""Questions longer than a message: a reader's application cuts them, and sends the parts right after each other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.telegram.incoming import Heard
from bot.telegram.questions import is_long

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class _Begun:
    """The part that came last, by its update, the first one, and whether there may be more."""

    first: int
    latest: int
    goes_on: bool
    at: datetime


class Joining:
    """Tells which question a message goes on: the one right before it, if that was as long as Telegram lets it be."""

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._begun: dict[tuple[int, int | None], _Begun] = {}

    def first_part(self, heard: Heard, now: datetime) -> int | None:
        """Give the update whose text a question goes on; asked again about the same question, it says the same."""
        key, number = (heard.chat_id, heard.user_id), heard.update_id
        before = self._begun.get(key)
        if heard.edited or (before and before.latest > number):
            return None
        first = number
        if before and (before.latest == number or (before.goes_on and now - before.at <= self._within)):
            first = before.first
        self._keep(key, _Begun(first, number, is_long(heard.text), now))
        return first if first != number else None

    def _keep(self, key: tuple[int, int | None], begun: _Begun) -> None:
        if not begun.goes_on and begun.first == begun.latest:
            self._begun.pop(key, None)
            return
        self._begun[key] = begun
        if len(self._begun) > _MOST:
            self._begun = {one: last for one, last in self._begun.items() if begun.at - last.at <= self._within}
