"""``rallybot run``: the bot in Telegram."""

import asyncio

from bot.app import run_bot, telegram_token
from bot.terminal.console import newsroom, note, start


def run() -> None:
    """Answer in Telegram until Ctrl-C or SIGTERM."""
    settings = start("INFO")
    telegram_token(settings)  # before anything that takes long: without one there is no use in it
    with newsroom(settings) as news:
        asyncio.run(run_bot(settings, news, lambda: note("rallybot is connecting to Telegram; Ctrl-C stops it.")))
