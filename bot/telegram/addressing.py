"""Whom a message is for: commands, and mentions of the bot. Pure.

Telegram counts its entities in UTF-16 units and says nothing of what they cover; offsets that fit no text are none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from telegram import Message, MessageEntity

from bot.telegram.draft import clean

_AFTER_A_NAME = ",:，： "


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    user_id: int
    username: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command at the beginning of a message: its name in lower case, and what follows; ``mine`` if not another's."""

    name: str
    rest: str
    mine: bool


def command_in(message: Message, text: str, me: Me) -> Command | None:
    """The command that a text begins with, be it after a mention of the bot."""
    start = _past_mentions(message, text, me)
    for entity in message.entities:
        if entity.type != MessageEntity.BOT_COMMAND or entity.offset != start:
            continue
        word, after = _split(text, entity)[1:]
        name, _, bot = word.partition("@")
        mine = not bot or bot.casefold() == me.username.casefold()
        return Command(name.removeprefix("/").lower(), after.strip(), mine)
    return None


def addresses(message: Message, me: Me) -> bool:
    """Whether a message in a group is for the bot: it answers one of the bot's, or names the bot."""
    answered = message.reply_to_message
    # In a topic whatever answers nothing is said to answer the notice that it was opened.
    if answered and answered.from_user and answered.from_user.id == me.user_id and not answered.forum_topic_created:
        return True
    text = clean(message.text or message.caption or "")
    return any(True for _ in _mentions(message, text, me))


def without_mention(message: Message, text: str, me: Me) -> str:
    """The text without the words that only name the bot."""
    for entity in sorted(_mentions(message, text, me), key=lambda each: each.offset, reverse=True):
        before, _, after = _split(text, entity)
        text = _joined(before, after)
    return text.strip()


def _joined(before: str, after: str) -> str:
    """What stood around a name, put together as if the name had never been there."""
    if not before.strip():
        return after.lstrip(_AFTER_A_NAME)
    if not any(char.isalnum() for char in after):
        return before.rstrip(_AFTER_A_NAME) + after.lstrip(" ")
    spaced = before.endswith(" ") or after.startswith(" ")
    before, after = before.rstrip(" "), after.lstrip(" ")
    if before.endswith((",", "，")):
        after, spaced = after.lstrip(_AFTER_A_NAME), spaced or before.endswith(",")
    return before + (" " if spaced and after[0].isalnum() else "") + after


def _mentions(message: Message, text: str, me: Me) -> Iterator[MessageEntity]:
    for entity in message.entities or message.caption_entities:
        words = _split(text, entity)[1]
        by_name = entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == me.user_id
        if by_name or (entity.type == MessageEntity.MENTION and words.casefold() == f"@{me.username}".casefold()):
            yield entity


def _past_mentions(message: Message, text: str, me: Me) -> int:
    """Where a text goes on after mentions that it begins with, in UTF-16 units."""
    units, start = text.encode("utf-16-le"), 0
    for entity in sorted(_mentions(message, text, me), key=lambda each: each.offset):
        if entity.offset != start:
            break
        _, _, after = _split(text, entity)
        end = min(len(units) // 2, entity.offset + entity.length)
        start = end + len(after) - len(after.lstrip(_AFTER_A_NAME))
    return start


def _split(text: str, entity: MessageEntity) -> tuple[str, str, str]:
    """What is before, in and after an entity; of a character that it divides, nothing."""
    units = text.encode("utf-16-le")
    start = 2 * max(0, entity.offset)
    end = max(start, 2 * (entity.offset + entity.length))
    before, words, after = (
        part.decode("utf-16-le", "ignore") for part in (units[:start], units[start:end], units[end:])
    )
    return before, words, after
