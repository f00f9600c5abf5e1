"""Bugs: logged once, and told in one sentence to whoever met one."""

import logging
import traceback
from typing import Any

from telegram import Update
from telegram.ext import CallbackContext

from bot.telegram.outbox import Outbox
from bot.telegram.render import Reply
from bot.telegram.words import Vocabulary

logger = logging.getLogger(__name__)


class Failures:
    """The one place where an unexpected error ends."""

    def __init__(self, outbox: Outbox, vocabulary: Vocabulary) -> None:
        self._outbox = outbox
        self._vocabulary = vocabulary

    async def report(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Log what a handler raised, and tell the sender of the message that it was handling."""
        message = update.message if isinstance(update, Update) else None
        chat_id = message.chat_id if message else None
        logger.error("update failed: chat=%s\n%s", chat_id, outline(context.error) if context.error else "")
        if message:
            words = self._vocabulary.words_for(message.from_user.language_code if message.from_user else None)
            await self._outbox.send(message.chat_id, [Reply(words.trouble)], answering=message.message_id)


def outline(error: BaseException) -> str:
    """Give an error's traceback, with its causes and members, but no messages: they may quote the chat."""
    parts = [*traceback.format_tb(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}"]
    if isinstance(error, BaseExceptionGroup):
        parts += [f"\nholds:\n{outline(member)}" for member in error.exceptions]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        parts.append(f"\nfrom:\n{outline(cause)}")
    return "".join(parts)
