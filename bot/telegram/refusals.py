"""What Telegram means when it does not take a message: its errors, by their words, in one table."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.telegram.reply import Destination, Reply


class Trouble(Enum):
    """Why a message has not arrived, by what can be done about it."""

    FLOOD = auto()
    """Too many at once: it may go after a wait."""
    UNSENT = auto()
    """Telegram was not reached, or did not know the bot's token: surely not sent."""
    UNCERTAIN = auto()
    """It may have arrived."""
    MOVED = auto()
    """The group has become a supergroup, with another id."""
    GONE = auto()
    """The chat cannot be written to."""
    FORM = auto()
    """The entities of the text are not taken."""
    BUTTONS = auto()
    PREVIEW = auto()
    TOPIC = auto()
    """The topic of the group is no more."""
    ANSWERED = auto()
    """The message that it answers is no more."""
    SAME = auto()
    """The edited message says this already."""
    LOST = auto()
    """The message to edit is no more, or cannot be edited."""
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A trouble, with the seconds to wait for FLOOD, and the new id of the chat for MOVED."""

    trouble: Trouble
    seconds: float = 0.0
    chat_id: int | None = None


# The first of them that occurs in Telegram's words, in lower case. Those with underscores are codes of its inner
# servers, handed through; the wording of the others changes now and then, so that only a part is looked for.
_WORDS: tuple[tuple[str, Trouble], ...] = (
    ("message is not modified", Trouble.SAME),
    ("message to edit not found", Trouble.LOST),
    ("message can't be edited", Trouble.LOST),
    ("no text in the message to edit", Trouble.LOST),
    ("message_id_invalid", Trouble.LOST),
    ("message_edit_time_expired", Trouble.LOST),
    ("message thread not found", Trouble.TOPIC),
    ("topic_deleted", Trouble.TOPIC),
    ("topic_id_invalid", Trouble.TOPIC),
    # There is one, and its admins want nothing more in it, nor said elsewhere.
    ("topic_closed", Trouble.REFUSED),
    ("replied not found", Trouble.ANSWERED),
    ("message to reply not found", Trouble.ANSWERED),
    ("reply message not found", Trouble.ANSWERED),
    ("reply_message_id_invalid", Trouble.ANSWERED),
    ("reply_to_invalid", Trouble.ANSWERED),
    ("chat not found", Trouble.GONE),
    ("chat was deactivated", Trouble.GONE),
    ("chat_write_forbidden", Trouble.GONE),
    ("chat_restricted", Trouble.GONE),
    ("channel_private", Trouble.GONE),
    ("chat_send_plain_forbidden", Trouble.GONE),
    ("user is deactivated", Trouble.GONE),
    ("input_user_deactivated", Trouble.GONE),
    ("user_is_blocked", Trouble.GONE),
    ("peer_id_invalid", Trouble.GONE),
    ("have no rights to send", Trouble.GONE),
    ("not enough rights", Trouble.GONE),
    ("need administrator rights", Trouble.GONE),
    ("bot is not a member", Trouble.GONE),
    ("button", Trouble.BUTTONS),
    ("inline keyboard", Trouble.BUTTONS),
    ("reply markup", Trouble.BUTTONS),
    ("reply_markup", Trouble.BUTTONS),
    ("webpage", Trouble.PREVIEW),
    ("link_preview", Trouble.PREVIEW),
    ("http url", Trouble.PREVIEW),
    ("entit", Trouble.FORM),
    ("message text is empty", Trouble.FORM),
    ("text must be non-empty", Trouble.FORM),
)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNTOLD_WAIT = 5.0
_PLAIN = re.compile(r"[A-Za-z_]+(?:'[a-z]+)?(?: [A-Za-z_]+(?:'[a-z]+)?)*")
_LONGEST = 80


def judge(error: Exception) -> Judgement:
    """Say what became of a message whose sending raised ``error``; what is not known may have arrived."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Judgement(Trouble.FLOOD, wait.total_seconds() if isinstance(wait, timedelta) else wait)
    if isinstance(error, ChatMigrated):
        return Judgement(Trouble.MOVED, chat_id=error.new_chat_id)
    if isinstance(error, Forbidden):
        return Judgement(Trouble.GONE)
    if isinstance(error, BadRequest):
        return Judgement(_read(error))
    return _judge_silence(error)


def without(trouble: Trouble, to: Destination, reply: Reply) -> tuple[Destination, Reply] | None:
    """Leave out what Telegram does not take; None when there is nothing to leave out."""
    simpler = {
        Trouble.FORM: (to, replace(reply, entities=())),
        Trouble.BUTTONS: (to, replace(reply, buttons=())),
        Trouble.PREVIEW: (to, replace(reply, preview=None)),
        Trouble.TOPIC: (replace(to, thread_id=None), reply),
        Trouble.ANSWERED: (replace(to, answering=None), reply),
    }.get(trouble)
    return None if simpler == (to, reply) else simpler


def outline(error: Exception) -> str:
    """Give Telegram's words up to where they begin to quote, as it quotes the message that it does not take."""
    if not isinstance(error, BadRequest | Forbidden):
        return type(error).__name__
    begun = _PLAIN.match(error.message.removeprefix("Forbidden: "))
    return begun.group()[:_LONGEST] if begun else type(error).__name__


def _read(error: BadRequest) -> Trouble:
    words = outline(error).lower()
    return next((trouble for said, trouble in _WORDS if said in words), Trouble.REFUSED)


def _judge_silence(error: Exception) -> Judgement:
    """Judge what is not Telegram's own word on the message."""
    if isinstance(error, InvalidToken) or isinstance(error.__cause__, _UNSENT):
        return Judgement(Trouble.UNSENT)
    if isinstance(error, NetworkError) and error.message.lower().startswith("too many requests"):
        # From a server in between, without the number of seconds that Telegram's own has.
        return Judgement(Trouble.FLOOD, _UNTOLD_WAIT)
    return Judgement(Trouble.UNCERTAIN)
