"""One message on its way: posted in its turn, and again in a simpler form or later where that is no risk."""

import logging
from dataclasses import dataclass
from typing import Protocol

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import TelegramError

from bot.telegram.pace import Pace, Urgency
from bot.telegram.refusals import Judgement, Trouble, judge, outline, without
from bot.telegram.reply import Destination, Outcome, Reply, Sent

logger = logging.getLogger(__name__)

# What the library raises of a reply that it cannot read, it raises after the message has arrived.
FAILURES = (TelegramError, KeyError, TypeError, ValueError)
_LONGEST_PAUSE = 30.0
_LONGEST_FLOOD = 3600.0
_DOUBTS = 3
_MOVES = 3
_GENERAL = 1
_BARE = LinkPreviewOptions(is_disabled=True)


class Counted(Protocol):
    """Somebody who counts what is sent."""

    def sent(self, outcome: Outcome) -> None:
        """Note what became of a message or of an edit, once for each; what was given back at the stop is not noted."""

    def flooded(self, seconds: float) -> None:
        """Note that Telegram has made a message wait."""


@dataclass(slots=True)
class Letter:
    """A message in the form in which it is tried now; ``message_id`` is of the one that it edits, if any."""

    to: Destination
    reply: Reply
    urgency: Urgency
    message_id: int | None = None
    flooded: float = 0.0
    unsent: int = 0
    doubts: int = 0
    moves: int = 0

    @property
    def editing(self) -> bool:
        """Whether another message is changed by it."""
        return self.message_id is not None


class Delivery:
    """Brings letters to their end."""

    def __init__(self, bot: Bot, pace: Pace, told: Counted) -> None:
        self._bot = bot
        self._pace = pace
        self._told = told

    async def deliver(self, letter: Letter) -> Sent:
        """Say what became of a letter.

        Raises:
            LeavingError: the bot is being stopped, and the letter was not sent.
        """
        outcome: Outcome | None = None
        message_id = letter.message_id
        while outcome is None:
            try:
                async with self._pace.turn(letter.to.chat_id, private=letter.to.private, urgency=letter.urgency):
                    message_id = await self._post(letter)
                outcome = Outcome.ARRIVED
            except FAILURES as error:
                outcome = await self._after(letter, error)
        self._told.sent(outcome)
        return Sent(outcome, letter.to.chat_id, message_id)

    async def _post(self, letter: Letter) -> int:
        if letter.message_id is not None:
            await edit(self._bot, letter.to, letter.message_id, letter.reply)
            return letter.message_id
        return await post(self._bot, letter.to, letter.reply)

    async def _after(self, letter: Letter, error: Exception) -> Outcome | None:
        """Say what became of a letter that was not taken, or None when it has been made ready for the next try."""
        judged = judge(error)
        outcome: Outcome | None = None
        match judged.trouble:
            case Trouble.FLOOD:
                outcome = self._wait_out(letter, judged.seconds)
            case Trouble.UNSENT:
                await self._try_on(letter, error)
            case Trouble.UNCERTAIN:
                outcome = await self._doubt(letter, error)
            case Trouble.MOVED:
                outcome = _follow(letter, judged)
            case Trouble.GONE:
                logger.info("chat cannot be written to: chat=%s %s", letter.to.chat_id, outline(error))
                outcome = Outcome.GONE
            case Trouble.SAME if letter.editing:
                outcome = Outcome.ARRIVED
            case Trouble.LOST if letter.editing:
                outcome = Outcome.REFUSED
            case trouble:
                outcome = _simplify(letter, trouble, error)
        return outcome

    def _wait_out(self, letter: Letter, seconds: float) -> Outcome | None:
        self._told.flooded(seconds)
        self._pace.hold(letter.to.chat_id, seconds)
        letter.flooded += seconds
        if letter.flooded > _LONGEST_FLOOD:
            logger.warning("message given up after flood waits: chat=%s", letter.to.chat_id)
            return Outcome.REFUSED
        logger.info("flood wait: chat=%s seconds=%s", letter.to.chat_id, seconds)
        return None

    async def _try_on(self, letter: Letter, error: Exception) -> None:
        if not letter.unsent:
            logger.warning("telegram not reached, trying on: chat=%s %s", letter.to.chat_id, outline(error))
        pause = min(2.0**letter.unsent, _LONGEST_PAUSE)
        letter.unsent = min(letter.unsent + 1, 10)
        await self._pace.pause(pause)

    async def _doubt(self, letter: Letter, error: Exception) -> Outcome | None:
        letter.doubts += 1
        if letter.editing and letter.doubts < _DOUBTS:
            await self._pace.pause(letter.doubts)
            return None
        logger.warning("message may not have arrived: chat=%s %s", letter.to.chat_id, outline(error))
        return Outcome.UNCERTAIN


async def post(bot: Bot, to: Destination, reply: Reply) -> int:
    """Send a message once, and return its id; raises whatever is in ``FAILURES``."""
    message = await bot.send_message(
        to.chat_id,
        reply.text,
        entities=reply.entities or None,
        link_preview_options=_preview(reply),
        reply_markup=_keyboard(reply),
        # The general topic has a number only where typing is shown in it.
        message_thread_id=None if to.thread_id == _GENERAL else to.thread_id,
        reply_parameters=ReplyParameters(to.answering, allow_sending_without_reply=True) if to.answering else None,
    )
    return message.message_id


async def edit(bot: Bot, to: Destination, message_id: int, reply: Reply) -> None:
    """Edit a message once, its buttons too; raises whatever is in ``FAILURES``."""
    await bot.edit_message_text(
        reply.text,
        to.chat_id,
        message_id,
        entities=reply.entities or None,
        link_preview_options=_preview(reply),
        reply_markup=_keyboard(reply),
    )


def _follow(letter: Letter, judged: Judgement) -> Outcome | None:
    """Go on to the chat that a group has become, where messages have other numbers."""
    letter.moves += 1
    if judged.chat_id is None or letter.moves > _MOVES:
        return Outcome.REFUSED
    logger.info("group is now another chat: chat=%s now=%s", letter.to.chat_id, judged.chat_id)
    letter.to = Destination(judged.chat_id, private=letter.to.private)
    return Outcome.REFUSED if letter.editing else None


def _simplify(letter: Letter, trouble: Trouble, error: Exception) -> Outcome | None:
    """Leave out what was not taken."""
    logger.warning("message refused as it stands: chat=%s %s", letter.to.chat_id, outline(error))
    simpler = without(trouble, letter.to, letter.reply)
    if simpler is None:
        return Outcome.REFUSED
    letter.to, letter.reply = simpler
    return None


def _preview(reply: Reply) -> LinkPreviewOptions:
    return LinkPreviewOptions(url=reply.preview, prefer_small_media=True) if reply.preview else _BARE


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.text, callback_data=button.data) for button in row] for row in reply.buttons]
    )
