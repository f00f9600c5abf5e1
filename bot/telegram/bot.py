"""The bot: its parts put together, and its life from the first call to the last."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError

from bot.errors import RallybotError
from bot.jobs import Jobs
from bot.metrics import Delivery as Delivered
from bot.metrics import Metrics, watch_loop
from bot.state.chats import Chats
from bot.state.conversations import Conversations
from bot.state.deliveries import Deliveries
from bot.state.members import Members
from bot.state.store import Store
from bot.state.usage import Usage
from bot.telegram.access import Access, Mode
from bot.telegram.admission import Admission
from bot.telegram.allowance import Allowance
from bot.telegram.beside import Beside
from bot.telegram.budget import Limits as Budget
from bot.telegram.commands import Commands
from bot.telegram.connection import REFUSED, Connection, ConnectionTiming
from bot.telegram.door import Door
from bot.telegram.durations import Durations
from bot.telegram.groups import Groups
from bot.telegram.inbox import Desk, Inbox, InboxTiming
from bot.telegram.incoming import Me
from bot.telegram.inline import Inline, InlineTiming
from bot.telegram.outbox import Outbox
from bot.telegram.pace import Pace
from bot.telegram.polling import Polling
from bot.telegram.presses import Presses
from bot.telegram.questions import Assistants, Questions, QuestionTiming, Speech
from bot.telegram.rates import Rates, Strangers
from bot.telegram.records import Records
from bot.telegram.reply import Outcome
from bot.telegram.turns import Limits
from bot.telegram.upkeep import Upkeep
from bot.telegram.webhook import WebhookAddress, WebhookIntake
from bot.telegram.words import Vocabulary
from bot.web.inlet import Webhook
from bot.web.pages import Health
from bot.web.server import WebServer

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_DELIVERED: Mapping[Outcome, Delivered] = {
    Outcome.ARRIVED: "arrived",
    Outcome.UNCERTAIN: "uncertain",
    Outcome.REFUSED: "refused",
    Outcome.GONE: "gone",
}


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds.

    ``finish`` is what running answers get when the bot is stopped; they are taken up at the next start after it.
    ``again`` lies between two tries to record what came in. Every ``watched`` seconds the webhook and the store are
    looked at. Telegram may be silent for ``silence``, as a poll may be, and is called unreachable ``patience`` later.
    """

    typing_every: float = 4.0
    finish: float = 6.0
    again: float = 5.0
    watched: float = 30.0
    silence: float = 45.0
    patience: float = 60.0
    inline: InlineTiming = field(default_factory=InlineTiming)
    connection: ConnectionTiming = field(default_factory=ConnectionTiming)
    questions: QuestionTiming = field(default_factory=QuestionTiming)


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator decides. Without a ``webhook`` the bot polls; without ``listen`` it has no web server."""

    token: str = field(repr=False)
    api_url: str
    data_dir: Path
    access: Access
    rate: int = 20
    budget: Budget = field(default_factory=Budget)
    limits: Limits = field(default_factory=Limits)
    kept: timedelta = timedelta(days=30)
    webhook: WebhookAddress | None = None
    listen: str | None = None


class Intake(Protocol):
    """How updates come in."""

    async def start(self) -> None:
        """Begin; raises TelegramError when Telegram refuses."""
        ...

    async def ended(self) -> None:
        """Wait until nothing more can come in; raises TelegramError that says why."""
        ...

    async def stop(self) -> None:
        """Take nothing more in."""
        ...


class Told:
    """Hands on to the metrics what becomes of messages."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def sent(self, outcome: Outcome) -> None:
        """Count a message or an edit."""
        self._metrics.sent(_DELIVERED[outcome])

    def flooded(self, seconds: float) -> None:
        """Count a pause that Telegram has asked for."""
        self._metrics.flood_wait(seconds)


class TelegramBot:
    """Answers in Telegram: questions, and, with an assistant that costs nothing, inline queries."""

    def __init__(
        self,
        options: Options,
        assistants: Assistants,
        vocabulary: Vocabulary,
        metrics: Metrics,
        clock: Callable[[], datetime],
        timing: Timing = Timing(),
    ) -> None:
        self._options = options
        self._assistants = assistants
        self._vocabulary = vocabulary
        self._metrics = metrics
        self._clock = clock
        self._timing = timing

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set, then let running answers finish.

        Raises:
            RallybotError: Telegram refuses the token, or does not answer at the start; or another process answers
                from this data folder, or the web server's address is taken.
            StoreError: the data folder cannot be used.
        """
        access = self._options.access
        if access.mode is Mode.INVITE and not access.admins:
            logger.warning("nobody can make invitations: put the id of who may into RALLYBOT_ADMINS in .env")
        if access.people(frozenset()) == 0:
            logger.warning(
                "nobody may ask yet: send the bot /start, and put the id it tells you into RALLYBOT_ALLOWED in .env"
            )
        connection = Connection(self._options.token, self._options.api_url, self._timing.connection)
        async with AsyncExitStack() as opened:
            opened.push_async_callback(connection.close)
            me = await _until(stop, connection.sign_in())
            if me is None:
                return
            intake = await self._open(connection, me, opened)
            # What is loaded by now stays: to look through it for garbage would hold the event loop up.
            gc.collect()
            gc.freeze()
            await _until(stop, self._attend(connection, intake))

    async def _open(self, connection: Connection, me: Me, opened: AsyncExitStack) -> Intake:
        """Put the parts together and open them, each to be closed before those that it stands on."""
        options, timing = self._options, self._timing
        store = Store(options.data_dir)
        opened.callback(store.close)
        records = Records(
            store, Deliveries(store.engine, me.user_id), Conversations(store.engine, me.user_id), Chats(store.engine)
        )
        door = Door(options.access, Members(store.engine), store, self._clock)
        await door.open()
        jobs = Jobs(options.data_dir, me.user_id, timing.again)
        opened.push_async_callback(jobs.close)
        pace = Pace(time.monotonic, options.limits)
        outbox = Outbox(connection.bot, pace, typing_every=timing.typing_every, told=Told(self._metrics))
        questions = Questions(
            self._assistants,
            Allowance(options.budget, Usage(store.engine), store, self._clock),
            records,
            outbox,
            Speech(self._vocabulary, self._clock),
            self._metrics,
            timing.questions,
        )
        beside = self._beside(me, door, records, questions, jobs, outbox)
        durations = Durations(questions, records, self._metrics, self._clock)
        inbox = Inbox(
            Desk(connection.bot, me, records, outbox, self._metrics, durations, self._clock),
            door,
            Rates(options.rate, self._clock),
            jobs,
            questions,
            beside,
            InboxTiming(timing.questions.joining, timing.again),
        )
        await jobs.open(durations)
        opened.push_async_callback(self._finish, jobs, outbox)
        self._metrics.watch_queue(lambda: durations.depth)
        await inbox.open()
        opened.push_async_callback(inbox.close)
        upkeep = Upkeep(records, jobs, self._clock, options.kept)
        for work in (watch_loop(self._metrics), upkeep.run(), store.watch(timing.watched)):
            opened.callback(asyncio.create_task(work).cancel)
        return await self._intake(connection, inbox, jobs, store, opened)

    def _beside(self, me: Me, door: Door, records: Records, questions: Questions, jobs: Jobs, outbox: Outbox) -> Beside:
        words = self._vocabulary
        commands = Commands(outbox, words, records, questions, jobs)
        return Beside(
            commands,
            Admission(me, door, commands, Strangers(self._clock), words, self._clock),
            Presses(outbox, words, records),
            Groups(me, door, outbox, words, records),
            Inline(self._assistants.frugal, outbox, self._clock, self._timing.inline),
            outbox,
            words,
        )

    async def _intake(
        self, connection: Connection, inbox: Inbox, jobs: Jobs, store: Store, opened: AsyncExitStack
    ) -> Intake:
        """The way in: polling or the webhook; and the web server, where there is one."""
        options, timing = self._options, self._timing
        pause = timing.connection.retry
        intake: Polling | WebhookIntake
        updates = None
        if options.webhook is None:
            intake = Polling(connection.bot, connection.polling, inbox.take, pause)
        else:
            intake = WebhookIntake(connection.bot, options.webhook, timing.watched, pause)
            updates = Webhook(urlsplit(options.webhook.url).path or "/", options.webhook.secret, inbox.deliver)

        def health() -> Health:
            silent = max(0.0, time.monotonic() - intake.heard_at - timing.silence)
            return Health(silent, jobs.is_open, store.works, timing.patience)

        if options.listen:
            server = WebServer(options.listen, health, self._metrics, updates)
            await server.start()
            opened.push_async_callback(server.stop)
        opened.push_async_callback(intake.stop)
        return intake

    async def _finish(self, jobs: Jobs, outbox: Outbox) -> None:
        """Let running answers finish; those that do not in time are taken up at the next start."""
        if not await jobs.finish(self._timing.finish):
            outbox.stop()
            logger.warning("answers left for the next start: %s", jobs.interrupt())
        outbox.stop()

    async def _attend(self, connection: Connection, intake: Intake) -> None:
        """Take updates in for as long as Telegram accepts the token; raises RallybotError when it no longer does."""
        try:
            await intake.start()
            logger.info("listening: @%s", connection.bot.username)
            await connection.announce(self._vocabulary)
            await intake.ended()
        except InvalidToken:
            raise RallybotError(REFUSED) from None
        except TelegramError as error:
            raise RallybotError(f"Telegram refuses the webhook ({error}): check RALLYBOT_WEBHOOK_URL.") from error


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """Do the work to its end and give its result, or leave it when ``stop`` is set."""
    tasks = (asyncio.create_task(work), asyncio.create_task(stop.wait()))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcome, _ = await asyncio.gather(*tasks, return_exceptions=True)
    if isinstance(outcome, asyncio.CancelledError):
        return None
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome
