"""The composition root: every part is built and wired here, from the settings, and imported when first needed."""

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from knowledge.base import KnowledgeBase, Told


def now() -> datetime:
    """The present, in UTC: the one clock of the product."""
    return datetime.now(UTC)


def open_newsroom(settings: Settings, told: "Told") -> "KnowledgeBase":
    """Open the newsroom as the settings say.

    Raises:
        KnowledgeError: the data folder, the disk or the embedder cannot be used.
    """
    from knowledge.base import KnowledgeBase, KnowledgeConfig
    from knowledge.embeddings.choice import EmbedderChoice

    key = settings.openai_api_key
    embedder = EmbedderChoice(
        kind=settings.embedder,
        openai_api_key=key.get_secret_value() if key else None,
        openai_base_url=settings.openai_base_url,
        openai_model=settings.embedding_model,
    )
    config = KnowledgeConfig(settings.data_dir, embedder, settings.feeds, now, settings.retention_days)
    return KnowledgeBase(config, told)


def make_assistant(news: "KnowledgeBase") -> "Assistant":
    """The assistant that answers in the terminal and in Telegram alike."""
    from bot.assistant.extractive import ExtractiveAssistant

    return ExtractiveAssistant(news)


async def run_bot(settings: Settings, news: "KnowledgeBase", ready: Callable[[], None] = lambda: None) -> None:
    """Answer in Telegram until the process is told to stop (Ctrl-C or SIGTERM).

    Raises:
        SettingsError: there is no token.
        RallybotError: Telegram refuses the token or does not answer at the start.
    """
    from bot.telegram.bot import TelegramBot
    from bot.telegram.words import load_vocabulary

    bot = TelegramBot(
        token=telegram_token(settings),
        api_url=settings.telegram_api_url,
        assistant=make_assistant(news),
        allowed=settings.allowed | settings.admins,
        vocabulary=load_vocabulary(),
        clock=now,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready()
    await bot.run(stop)


def telegram_token(settings: Settings) -> str:
    """The bot's token; raises SettingsError, saying where to get one, when there is none."""
    if settings.telegram_bot_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather in Telegram and put it into .env "
            "(cp .env.example .env)."
        )
    return settings.telegram_bot_token.get_secret_value()
