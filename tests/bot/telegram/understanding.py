"""What is understood of an update that a maker of the stand-in gives."""

from typing import Any

from telegram import Update

from bot.telegram.incoming import Heard, Me, understand
from tests.standins import telegram_updates as made
from tests.standins.telegram_chats import BOT_ID, BOT_NAME

ME = Me(BOT_ID, BOT_NAME)


def heard(update: made.Update, number: int = 1) -> Heard | None:
    kind, content = update
    if kind.endswith(("message", "channel_post")) and "date" in content:
        content = {"message_id": 41, **content}
    if kind in {"callback_query", "inline_query"}:
        content = {"id": "9", **content}
    return understand(Update.de_json({"update_id": number, kind: content}, None), ME)


def sent_by(sender: dict[str, Any], update: made.Update) -> made.Update:
    return update[0], {**update[1], "from": sender}
