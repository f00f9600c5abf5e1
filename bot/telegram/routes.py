"""Which message goes where."""

from collections.abc import Set as AbstractSet
from typing import Any

from telegram import Message
from telegram.constants import ChatType
from telegram.ext import Application, CommandHandler, MessageHandler, filters

from bot.telegram.access import Standing, standing
from bot.telegram.commands import Commands
from bot.telegram.failures import Failures
from bot.telegram.questions import Questions


class _From(filters.MessageFilter):
    """Passes messages whose sender has one standing."""

    def __init__(self, wanted: Standing, allowed: AbstractSet[int]) -> None:
        super().__init__()
        self._wanted = wanted
        self._allowed = allowed

    def filter(self, message: Message) -> bool:
        user_id = message.from_user.id if message.from_user else None
        private = message.chat.type == ChatType.PRIVATE
        return standing(user_id, private=private, allowed=self._allowed) is self._wanted


def add_routes(
    application: Application[Any, Any, Any, Any, Any, Any],
    allowed: AbstractSet[int],
    commands: Commands,
    questions: Questions,
    failures: Failures,
) -> None:
    """Send each new message to the first that takes it; what nobody takes (groups, edits, notices) is passed over."""
    new = filters.UpdateType.MESSAGE
    reader = new & _From(Standing.READER, allowed)
    stranger = new & _From(Standing.STRANGER, allowed)
    application.add_handlers(
        [
            CommandHandler("start", commands.start, reader),
            CommandHandler("help", commands.help, reader),
            MessageHandler(reader & filters.COMMAND, commands.unknown),
            MessageHandler(reader & filters.TEXT, questions.receive),
            MessageHandler(reader & filters.ATTACHMENT, commands.decline),
            CommandHandler(["start", "help"], commands.turn_away, stranger),
        ]
    )
    application.add_error_handler(failures.report)
