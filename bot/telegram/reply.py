"""What is sent: one message, with what stands on it and below it."""

from dataclasses import dataclass
from enum import Enum, auto

from telegram import MessageEntity

from bot.errors import RallybotError


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: ``text`` as it is shown, ``data`` as it comes back (64 bytes in UTF-8 at most)."""

    text: str
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: at most 4,096 UTF-16 units, entities counted in the same.

    ``buttons`` are rows of buttons; ``preview`` is the address whose preview is shown below the text, if any.
    """

    text: str
    entities: tuple[MessageEntity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a reply goes: a chat, a topic in it, and the message that it answers.

    ``private`` is a chat with one reader, which has other limits than a group.
    """

    chat_id: int
    thread_id: int | None = None
    answering: int | None = None
    private: bool = True


class Outcome(Enum):
    """What became of a message."""

    ARRIVED = auto()
    UNCERTAIN = auto()
    """May have arrived: Telegram did not say. It is never sent again, for there is no way to say "once only"."""
    REFUSED = auto()
    """Telegram will not take this message, whatever its form."""
    GONE = auto()
    """The chat cannot be written to: the reader has blocked the bot, or it was removed from the group."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message, the number that Telegram gave it, and the chat where it is now.

    ``chat_id`` is another than it was sent to when a group has become a supergroup.
    """

    outcome: Outcome
    chat_id: int
    message_id: int | None = None


class LeavingError(RallybotError):
    """The bot is being stopped: what had to wait was not sent, and may be sent at the next start."""
