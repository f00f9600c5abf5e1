"""``rallybot run``: the bot in Telegram."""

import asyncio

from bot.app import open_prices, run_bot, telegram_token
from bot.terminal.console import newsroom, note, start


def run() -> None:
    """Answer in Telegram until Ctrl-C or SIGTERM."""
    settings = start("INFO")
    telegram_token(settings)  # before anything that takes long: without one there is no use in it
    with newsroom(settings) as news, open_prices(settings) as prices:
        connecting = "rallybot is connecting to Telegram; Ctrl-C stops it."
        asyncio.run(run_bot(settings, news, prices, lambda: note(connecting)))
