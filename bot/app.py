"""The composition root: every part is built and wired here, from the settings, and imported when first needed."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.model import Answer, Question, Status
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.assistant.agent.screening import Newsroom
    from bot.assistant.extractive import News
    from bot.market.base import Market
    from bot.market.model import Listing
    from bot.market.prices import Prices
    from bot.market.yahoo import Yahoo
    from bot.telegram.bot import Options
    from bot.telegram.questions import Assistants
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


def make_assistant(
    settings: Settings, news: "KnowledgeBase", prices: "Prices", failed: Callable[[str], None] = lambda reason: None
) -> "Assistant":
    """The assistant that answers in the terminal and in Telegram alike: with a language model, where one is set.

    ``failed`` is told each time that the model was of no use, and why.
    """
    if not settings.has_model:
        return make_frugal_assistant(news, prices)
    from bot.assistant.agent.assistant import ModelAssistant
    from bot.assistant.agent.desk import Desk
    from bot.assistant.agent.screening import Screened
    from bot.assistant.agent.writer import Bounds, ModelChoice, Writer
    from bot.assistant.corrections.corrected import Corrected
    from bot.assistant.prices.answering import PriceAnswers
    from bot.market.symbols import symbols
    from prompts import load

    key = settings.openai_api_key
    choice = ModelChoice(
        name=settings.openai_model,
        # A server of one's own may need no key, and the client will not do without one.
        api_key=key.get_secret_value() if key else "none",
        base_url=settings.openai_base_url,
        fallback=settings.fallback_model,
    )
    screened = Screened(news)
    desk = Desk(screened, PriceAnswers(prices, symbols()))
    writer = Writer(choice, desk, load("agent"), now, Bounds.within(settings.model_seconds))
    model = ModelAssistant(writer, desk, _make_front(screened, prices), failed)
    return Corrected(model, prices, symbols())


def make_frugal_assistant(news: "Newsroom", prices: "Prices") -> "Assistant":
    """The assistant that needs no language model, and costs nothing."""
    from bot.assistant.agent.screening import Screened
    from bot.assistant.corrections.corrected import Corrected
    from bot.market.symbols import symbols

    return Corrected(_make_front(Screened(news), prices), prices, symbols())


def _make_front(news: "News", prices: "Prices") -> "Assistant":
    from bot.assistant.extractive import ExtractiveAssistant
    from bot.assistant.front import FrontAssistant
    from bot.assistant.prices.answering import PriceAnswers
    from bot.market.symbols import symbols

    return FrontAssistant(ExtractiveAssistant(news), PriceAnswers(prices, symbols()))


def make_news_assistant(news: "KnowledgeBase") -> "Assistant":
    """The assistant without prices: it asks the newsroom alone."""
    from bot.assistant.agent.screening import Screened
    from bot.assistant.extractive import ExtractiveAssistant

    return ExtractiveAssistant(Screened(news))


@contextmanager
def open_prices(settings: Settings) -> Iterator["Prices"]:
    """Prices, live and kept. Nothing is loaded, opened or asked before the first question."""
    with open_market(settings) as (_, prices):
        yield prices


@contextmanager
def open_market(settings: Settings) -> Iterator[tuple["Market", "Prices"]]:
    """Prices, and the market that they come from, which counts how it is asked."""
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
        yield market, Prices(market, kept, symbols().listing, session_days, now)
    finally:
        market.close()
        kept.close()


async def run_bot(
    settings: Settings,
    news: "KnowledgeBase",
    market: "Market",
    prices: "Prices",
    ready: Callable[[], None] = lambda: None,
) -> signal.Signals:
    """Answer in Telegram until the process is told to stop, by SIGINT (Ctrl-C) or SIGTERM; say by which.

    Raises:
        SettingsError: there is no token.
        RallybotError: Telegram refuses the token or does not answer at the start, another process answers from this
            data folder, or the web server's address is taken.
        StoreError: the data folder cannot be used.
    """
    from bot.metrics import Metrics
    from bot.telegram.bot import TelegramBot
    from bot.telegram.words import load_vocabulary

    metrics = Metrics(version("rallybot"), now())
    metrics.watch_market(lambda: market.figures)
    bot = TelegramBot(
        telegram_options(settings),
        make_assistants(settings, news, prices, lambda reason: metrics.model_failed()),
        load_vocabulary(),
        metrics,
        now,
    )
    stop = asyncio.Event()
    told: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        told.append(number)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end, number)
    ready()
    recording = asyncio.create_task(_record(prices))
    try:
        await bot.run(stop)
    finally:
        recording.cancel()
    return told[0]


def make_assistants(
    settings: Settings, news: "KnowledgeBase", prices: "Prices", failed: Callable[[str], None] = lambda reason: None
) -> "Assistants":
    """Who answers in Telegram; what might be asked next is looked for among what the newsroom can answer."""
    from bot.assistant.agent.screening import Screened
    from bot.assistant.extractive import ExtractiveAssistant
    from bot.assistant.suggesting import follow_ups
    from bot.telegram.questions import Assistants

    extractive = ExtractiveAssistant(Screened(news))

    def answered(text: str) -> bool:
        return extractive.answer(Question(text, now())).status is Status.ANSWERED

    async def suggest(answer: Answer, question: str) -> Sequence[str]:
        return await asyncio.to_thread(follow_ups, answer, question, answered)

    return Assistants(make_assistant(settings, news, prices, failed), make_frugal_assistant(news, prices), suggest)


def telegram_options(settings: Settings) -> "Options":
    """What the settings say about Telegram; raises SettingsError when there is no token."""
    from bot.telegram.access import Access, Mode
    from bot.telegram.bot import Options
    from bot.telegram.budget import Limits
    from bot.telegram.webhook import WebhookAddress

    access = Access(Mode(settings.access), settings.allowed, settings.admins)
    secret = settings.webhook_secret
    webhook = (
        WebhookAddress(settings.webhook_url, secret.get_secret_value()) if settings.webhook_url and secret else None
    )
    return Options(
        token=telegram_token(settings),
        api_url=settings.telegram_api_url,
        data_dir=settings.data_dir,
        access=access,
        rate=settings.rate,
        budget=Limits(settings.daily_tokens, settings.daily_tokens_per_user, access.people(frozenset())),
        kept=timedelta(days=settings.chat_days),
        webhook=webhook,
        listen=settings.web_address,
    )


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
