"""The composition root: every part is built and wired here, from the settings, and imported when first needed."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.market.model import Listing
    from bot.market.prices import Prices
    from bot.market.yahoo import Yahoo
    from knowledge.base import KnowledgeBase, Told

# Five sessions are there to be read: what is missed at one time is read at the next.
_RECORDED_EVERY_S = 6 * 3_600


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


def make_assistant(news: "KnowledgeBase", prices: "Prices") -> "Assistant":
    """The assistant that answers in the terminal and in Telegram alike."""
    from bot.assistant.extractive import ExtractiveAssistant
    from bot.assistant.front import FrontAssistant
    from bot.assistant.prices.answering import PriceAnswers
    from bot.market.symbols import symbols

    return FrontAssistant(ExtractiveAssistant(news), PriceAnswers(prices, symbols()))


def make_news_assistant(news: "KnowledgeBase") -> "Assistant":
    """The assistant without prices: it asks the newsroom alone."""
    from bot.assistant.extractive import ExtractiveAssistant

    return ExtractiveAssistant(news)


@contextmanager
def open_prices(settings: Settings) -> Iterator["Prices"]:
    """Prices, live and kept. Nothing is loaded, opened or asked before the first question."""
    from bot.market.base import Market
    from bot.market.prices import Prices
    from bot.market.sessions import session_at, session_days
    from bot.market.symbols import symbols
    from bot.state.prices import KeptPrices

    def source() -> "Yahoo":
        from bot.market.yahoo import Yahoo

        return Yahoo(settings.yahoo_url, settings.data_dir / "yahoo", now)

    def listing(symbol: str) -> "Listing | None":
        known = symbols().listing(symbol)
        return known[1] if known else None

    kept = KeptPrices(settings.data_dir)
    market = Market(source, now, session_at, listing, kept)
    try:
        yield Prices(market, kept, symbols().listing, session_days, now)
    finally:
        market.close()
        kept.close()


async def run_bot(
    settings: Settings, news: "KnowledgeBase", prices: "Prices", ready: Callable[[], None] = lambda: None
) -> None:
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
        assistant=make_assistant(news, prices),
        allowed=settings.allowed | settings.admins,
        vocabulary=load_vocabulary(),
        clock=now,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready()
    recording = asyncio.create_task(_record(prices))
    try:
        await bot.run(stop)
    finally:
        recording.cancel()


async def _record(prices: "Prices") -> None:
    """Keep the closes of the indices whose history the source does not give, as long as the bot runs."""
    from bot.market.symbols import symbols

    recorded = [listing.symbol for one in symbols().all() if one.proxy for listing in one.listings]
    while True:
        await prices.record(recorded)
        await asyncio.sleep(_RECORDED_EVERY_S)


def telegram_token(settings: Settings) -> str:
    """The bot's token; raises SettingsError, saying where to get one, when there is none."""
    if settings.telegram_bot_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather in Telegram and put it into .env "
            "(cp .env.example .env)."
        )
    return settings.telegram_bot_token.get_secret_value()
