"""``rallybot run``: the bot in Telegram."""

import asyncio
import signal

from bot.app import open_market, run_bot, telegram_token
from bot.terminal.console import newsroom, note, start


def run() -> None:
    """Answer in Telegram until Ctrl-C or SIGTERM."""
    settings = start("INFO")
    telegram_token(settings)  # before anything that takes long: without one there is no use in it
    with newsroom(settings) as news, open_market(settings) as (market, prices):
        connecting = "rallybot is connecting to Telegram; Ctrl-C stops it."
        stopped_by = asyncio.run(run_bot(settings, news, market, prices, lambda: note(connecting)))
    if stopped_by is signal.SIGINT:
        # The signal was kept from Python, so that answers could be finished; the exit status tells of it all the same.
        raise KeyboardInterrupt
