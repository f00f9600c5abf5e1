"""What an update asks of the bot. Pure: who may ask, and what is done about it, is decided elsewhere."""

from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.telegram.addressing import Me, addresses, command_in, without_mention
from bot.telegram.cut import has_words
from bot.telegram.draft import clean

__all__ = ["Heard", "Kind", "Me", "understand"]

# An account that speaks for an anonymous administrator of a group: nobody in particular.
_ANONYMOUS = 1087968824
_OUT = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


class Kind(StrEnum):
    """What kind of thing was heard."""

    QUESTION = "question"
    COMMAND = "command"
    BUTTON = "button"
    INLINE = "inline"
    UNREADABLE = "unreadable"
    """A voice, a picture or whatever else is not text."""
    MEMBERSHIP = "membership"
    """The bot was added, removed, blocked or unblocked."""
    MOVED = "moved"
    """A group became a supergroup, which has another id."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one update says, in the form in which it is kept.

    ``text`` is the question, what follows a command, the data of a button or the words of an inline query; ``status``
    is the bot's new status in the chat, as the Bot API names it, and ``left`` whenever it is no longer in it.
    ``user_id`` is absent where somebody speaks for a group or a channel. ``chat_id`` of an inline query is its
    sender's. ``pressed`` is a question that a button asked.
    """

    update_id: int
    kind: Kind
    chat_id: int
    private: bool
    user_id: int | None = None
    thread_id: int | None = None
    message_id: int | None = None
    language: str | None = None
    text: str = ""
    command: str = ""
    query_id: str = ""
    edited: bool = False
    album: str | None = None
    moved_to: int | None = None
    status: str = ""
    pressed: bool = False


def understand(update: Update, me: Me) -> Heard | None:
    """Say what an update asks of the bot; nothing where it asks nothing, whatever its kind."""
    if update.message:
        return _message(update.update_id, update.message, me, edited=False)
    if update.edited_message:
        heard = _message(update.update_id, update.edited_message, me, edited=True)
        return heard if heard and heard.kind is Kind.QUESTION else None
    if update.callback_query:
        return _button(update.update_id, update.callback_query)
    if update.inline_query:
        return _inline(update.update_id, update.inline_query)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _message(update_id: int, message: Message, me: Me, *, edited: bool) -> Heard | None:
    if moved := _move(update_id, message):
        return moved
    sender = message.from_user if message.sender_chat is None else None
    if (message.from_user and message.from_user.is_bot and message.from_user.id != _ANONYMOUS) or message.via_bot:
        return None
    user = sender if sender and sender.id != _ANONYMOUS else None
    heard = Heard(
        update_id,
        Kind.UNREADABLE,
        message.chat_id,
        message.chat.type == ChatType.PRIVATE,
        user_id=user.id if user else None,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        message_id=message.message_id,
        language=user.language_code if user else None,
        edited=edited,
        album=message.media_group_id,
    )
    if message.text is not None:
        return _text(message, clean(message.text), me, heard)
    return heard if _is_unreadable(message) and (heard.private or addresses(message, me)) else None


def _move(update_id: int, message: Message) -> Heard | None:
    """A group that became a supergroup, of which both tell, whoever made it one."""
    if new := message.migrate_to_chat_id:
        return Heard(update_id, Kind.MOVED, message.chat_id, private=False, moved_to=new)
    if old := message.migrate_from_chat_id:
        return Heard(update_id, Kind.MOVED, old, private=False, moved_to=message.chat_id)
    return None


def _is_unreadable(message: Message) -> bool:
    """Whether it has content that is not text; a notice of the chat, or of a payment, has none."""
    if message.successful_payment or message.invoice:
        return False
    return bool(message.effective_attachment or message.paid_media or message.story or message.checklist)


def _text(message: Message, text: str, me: Me, heard: Heard) -> Heard | None:
    if command := command_in(message, text, me):
        if not command.mine:
            return None
        kind = Kind.QUESTION if command.name == "ask" and command.rest else Kind.COMMAND
        return replace(heard, kind=kind, text=command.rest, command="" if kind is Kind.QUESTION else command.name)
    if not heard.private and not addresses(message, me):
        return None
    if has_words(said := without_mention(message, text, me)):
        return replace(heard, kind=Kind.QUESTION, text=said)
    return replace(heard, kind=Kind.COMMAND, command="help")


def _button(update_id: int, query: CallbackQuery) -> Heard | None:
    message = query.message
    if message is None or not query.data:
        return None
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Heard(
        update_id,
        Kind.BUTTON,
        message.chat.id,
        message.chat.type == ChatType.PRIVATE,
        user_id=query.from_user.id,
        thread_id=topic,
        message_id=message.message_id,
        language=query.from_user.language_code,
        text=clean(query.data),
        query_id=query.id,
    )


def _inline(update_id: int, query: InlineQuery) -> Heard:
    user: User = query.from_user
    return Heard(
        update_id,
        Kind.INLINE,
        user.id,
        private=False,
        user_id=user.id,
        language=user.language_code,
        text=clean(query.query).strip(),
        query_id=query.id,
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Heard | None:
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if change.chat.type == ChatType.CHANNEL or was_in == is_in:
        return None
    return Heard(
        update_id,
        Kind.MEMBERSHIP,
        change.chat.id,
        change.chat.type == ChatType.PRIVATE,
        user_id=change.from_user.id,
        language=change.from_user.language_code,
        status=change.new_chat_member.status if is_in else ChatMemberStatus.LEFT,
    )


def _is_in(member: ChatMember) -> bool:
    """Whether it is in the chat; what a member may do there may be restricted, and what somebody may who is not."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in _OUT
