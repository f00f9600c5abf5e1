"""Who may ask."""

from collections.abc import Container
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

# Telegram's stand-ins for a sender without a name: the service itself (posts of a linked channel), a channel that
# writes in a group, and whoever manages a group without showing it. Nobody can tell who of many it was.
_NOBODY = frozenset({777000, 136817688, 1087968824})


class Mode(StrEnum):
    """Whom the operator lets in."""

    PRIVATE = "private"
    """The ids in the settings."""
    INVITE = "invite"
    """Those, and who was invited by an admin: users and groups."""
    OPEN = "open"
    """Everybody, in every group."""


class Standing(Enum):
    """What the sender of a message is to the bot."""

    READER = auto()
    """Is answered."""
    STRANGER = auto()
    """Writes in private and is not let in: is told, on /start and /help only, how to be."""
    OUTSIDE = auto()
    """Writes where the bot was not let in, is not let in themselves, or has no name: is not answered at all."""


@dataclass(frozen=True, slots=True)
class Access:
    """The operator's rules: ``allowed`` holds ids of users (positive) and groups (negative), ``admins`` of users."""

    mode: Mode
    allowed: frozenset[int]
    admins: frozenset[int]

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this user may invite and remove others, wherever they write."""
        return user_id is not None and _is_person(user_id) and user_id in self.admins

    def lets_in(self, one: int, members: Container[int]) -> bool:
        """Whether this user or group (negative) needs no invitation; ``members`` are those who have had one."""
        if one in _NOBODY:
            return False
        listed = one in self.allowed or (one > 0 and one in self.admins)
        return listed or self.mode is Mode.OPEN or (self.mode is Mode.INVITE and one in members)

    def standing(
        self,
        *,
        user_id: int | None,
        chat_id: int,
        private: bool,
        members: Container[int],
        for_a_chat: bool = False,
    ) -> Standing:
        """Judge the sender of a message.

        ``private`` is a chat with nobody else in it. In any other both the chat and the sender have to be let in: no
        stranger asks through a group, no reader brings the bot's answers where it was not let in. ``for_a_chat`` is a
        message that a person sent in the name of a group or a channel (it has a ``sender_chat``).
        """
        if for_a_chat or user_id is None or not _is_person(user_id):
            return Standing.OUTSIDE
        let_in = self.lets_in(user_id, members)
        if private:
            return Standing.READER if let_in else Standing.STRANGER
        return Standing.READER if let_in and self.lets_in(chat_id, members) else Standing.OUTSIDE

    def people(self, members: AbstractSet[int]) -> int | None:
        """How many users may ask; nothing when everybody may."""
        if self.mode is Mode.OPEN:
            return None
        known = self.allowed | self.admins | (members if self.mode is Mode.INVITE else frozenset())
        return sum(map(_is_person, known))


def _is_person(one: int) -> bool:
    return one > 0 and one not in _NOBODY
