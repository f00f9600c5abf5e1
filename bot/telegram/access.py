"""Who may ask."""

from collections.abc import Set as AbstractSet
from enum import Enum, auto


class Standing(Enum):
    """What the sender of a message is to the bot."""

    READER = auto()
    """Is answered."""
    STRANGER = auto()
    """Is told, on /start and /help only, which id the operator would have to add."""
    OUTSIDE = auto()
    """Writes in a group or a channel, or has no name: is not answered at all."""


def standing(user_id: int | None, *, private: bool, allowed: AbstractSet[int]) -> Standing:
    """Judge the sender of a message; ``private`` is a chat with nobody else in it."""
    if user_id is None or not private:
        return Standing.OUTSIDE
    return Standing.READER if user_id in allowed else Standing.STRANGER
