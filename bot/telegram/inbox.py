"""Where updates come in: what is recorded before Telegram is told that it arrived, and what goes beside the queue."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot, Update

from bot.metrics import Kind as Counted
from bot.metrics import Metrics
from bot.state.deliveries import Delivery, State
from bot.telegram.access import Standing
from bot.telegram.door import Door
from bot.telegram.durations import Durations
from bot.telegram.errands import Beside, Errands
from bot.telegram.failures import outline
from bot.telegram.feed import Asking, Feed
from bot.telegram.incoming import Heard, Kind, Me, understand
from bot.telegram.joining import Joining
from bot.telegram.outbox import Outbox
from bot.telegram.questions import Questions
from bot.telegram.rates import Rates
from bot.telegram.records import Records, destination, heard_in, written
from knowledge.errors import StoreError

logger = logging.getLogger(__name__)

_COUNTED: Mapping[Kind, Counted] = {
    Kind.QUESTION: "message",
    Kind.UNREADABLE: "message",
    Kind.COMMAND: "command",
    Kind.BUTTON: "button",
    Kind.INLINE: "inline",
    Kind.MEMBERSHIP: "membership",
    Kind.MOVED: "membership",
}
# Something beside the queue at which the process has ended so often is left.
_ATTEMPTS = 3
# Telegram may bring an update again: of so many it is remembered what was decided.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Desk:
    """What the inbox works with."""

    bot: Bot
    me: Me
    records: Records
    outbox: Outbox
    metrics: Metrics
    durations: Durations
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class InboxTiming:
    """In seconds: within ``joining`` a long message is gone on with; ``again`` lies between two tries to record."""

    joining: float = 1.0
    again: float = 5.0


class Inbox:
    """Records what comes in and sees that it is worked off: questions by the jobs, anything else at once."""

    def __init__(
        self,
        desk: Desk,
        door: Door,
        rates: Rates,
        jobs: Asking,
        questions: Questions,
        beside: Beside,
        timing: InboxTiming = InboxTiming(),
    ) -> None:
        self._bot = desk.bot
        self._me = desk.me
        self._records = desk.records
        self._outbox = desk.outbox
        self._metrics = desk.metrics
        self._clock = desk.clock
        self._door = door
        self._rates = rates
        self._questions = questions
        self._beside = beside
        self._again_s = timing.again
        self._joining = Joining(timedelta(seconds=timing.joining))
        self._feed = Feed(jobs, desk.durations)
        self._admitted: OrderedDict[int, bool] = OrderedDict()
        self._errands = Errands(beside, desk.records, self._feed, timing.again)
        self._seen: set[int] = set()

    async def open(self) -> None:
        """Take up what an earlier process has recorded and not worked off."""
        store, deliveries = self._records.store, self._records.deliveries
        for delivery in await store.call(deliveries.waiting):
            heard = _readable(delivery)
            if heard and heard.kind is Kind.QUESTION:
                await self._feed.add_again(delivery.update_id, delivery.chat_id, delivery.received_at)
            elif heard and delivery.attempts < _ATTEMPTS:
                await store.call(deliveries.begin, delivery.update_id)
                self._errands.begin(heard, delivery.received_at)
            else:
                why = "the process ended at it too often" if heard else "it was written by another version"
                logger.error("%s passed over, %s: update=%s", delivery.kind, why, delivery.update_id)
                await store.call(deliveries.finish, delivery.update_id)

    async def take(self, update: Update) -> None:
        """Take an update, and return when it is recorded, however long that takes."""
        failed = False
        while True:
            try:
                await self._take(update)
            except StoreError as error:
                if not failed:
                    logger.error("updates cannot be recorded, trying on: %s", error)
                failed = True
                await asyncio.sleep(self._again_s)
            else:
                break
        if failed:
            logger.info("updates are recorded again")

    async def deliver(self, document: Mapping[str, Any]) -> None:
        """Take an update as Telegram's JSON, and return when it is recorded.

        Raises:
            StoreError: it cannot be recorded now; Telegram, not told that it arrived, brings it again.
        """
        try:
            update = Update.de_json(dict(document), self._bot)
        except Exception as error:  # noqa: BLE001 (whatever it is, Telegram would send it again and again)
            logger.warning("update passed over, it cannot be read:\n%s", outline(error))
            return
        await self._take(update)

    async def close(self) -> None:
        """Finish what goes beside the queue."""
        await self._errands.close()

    async def _take(self, update: Update) -> None:
        try:
            heard = understand(update, self._me)
            if heard is None:
                self._metrics.received("other")
            elif not self._admits(heard):
                pass
            elif heard.kind is Kind.QUESTION:
                await self._ask(heard)
            elif await self._record(heard):
                self._errands.begin(heard, self._clock())
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 (a bug, at which Telegram would send the update again and again)
            logger.error("update passed over: update=%s\n%s", update.update_id, outline(error))

    def _admits(self, heard: Heard) -> bool:
        """Whether something is to be recorded; what is decided, counted and said of it, is so once."""
        admitted = self._admitted.get(heard.update_id)
        if admitted is None:
            self._metrics.received("edit" if heard.edited else _COUNTED[heard.kind])
            admitted = self._admitted[heard.update_id] = self._judge(heard)
            if len(self._admitted) > _REMEMBERED:
                self._admitted.popitem(last=False)
        return admitted

    def _judge(self, heard: Heard) -> bool:
        if heard.kind in {Kind.MEMBERSHIP, Kind.MOVED}:
            return True
        standing = self._door.standing(heard)
        if standing is not Standing.READER:
            self._metrics.refused("stranger")
            pressed = heard.kind is Kind.BUTTON  # and waits for a sign, whoever it was
            if standing is Standing.STRANGER or pressed or self._brings_invitation(heard):
                self._errands.run(heard, self._beside.turn_away(heard))
            return False
        if heard.kind is Kind.INLINE:
            # It is asked anew with every letter that is typed, and worth nothing a minute later.
            self._errands.run(heard, self._beside.handle(heard))
            return False
        return self._keeps_pace(heard)

    def _brings_invitation(self, heard: Heard) -> bool:
        return self._door.takes_invitations() and heard.command == "start" and bool(heard.text)

    def _keeps_pace(self, heard: Heard) -> bool:
        if heard.user_id is None or not _asks(heard):
            return True
        pace = self._rates.ask(heard.user_id)
        if pace.wait:
            self._metrics.refused("rate")
            self._errands.run(heard, self._beside.slow_down(heard, pace.wait, tell=pace.tell))
        return not pace.wait

    async def _ask(self, heard: Heard) -> None:
        received = self._clock()
        first = self._joining.first_part(heard, received)
        if heard.edited and not await self._is_new_wording(heard):
            return
        state = State.DONE if first else State.WAITING
        if await self._record(heard, state, first) and first is None:
            self._show_typing(heard, received)
            await self._feed.add(heard.update_id, heard.chat_id, received)

    def _show_typing(self, heard: Heard, received: datetime) -> None:
        def shown(task: asyncio.Task[bool]) -> None:
            if not task.cancelled() and not task.exception() and task.result():
                self._metrics.typing_after((self._clock() - received).total_seconds())

        if showing := self._outbox.show_typing(destination(heard)):
            showing.add_done_callback(shown)

    async def _is_new_wording(self, heard: Heard) -> bool:
        """Whether an edit changes the question; the answer to the old one is called off if it is still to come."""
        store, deliveries = self._records.store, self._records.deliveries
        if heard.message_id is None:
            return False
        before = await store.call(deliveries.of_message, heard.chat_id, heard.message_id)
        if before and heard_in(before[-1]).text == heard.text:
            return False
        waiting = [delivery.update_id for delivery in before if delivery.state is State.WAITING]
        self._questions.cancel(await store.call(deliveries.cancel, waiting))
        return True

    async def _record(self, heard: Heard, state: State = State.WAITING, part_of: int | None = None) -> bool:
        """Record something; say whether it is new."""
        delivery = Delivery(
            bot_id=self._me.user_id,
            update_id=heard.update_id,
            chat_id=heard.chat_id,
            message_id=heard.message_id,
            kind=heard.kind.value,
            document=written(heard),
            received_at=self._clock(),
            state=state,
            part_of=part_of,
        )
        return await self._records.store.call(self._keep, delivery, "private" if heard.private else "group")

    def _keep(self, delivery: Delivery, kind: str) -> bool:
        if delivery.chat_id not in self._seen:
            self._records.chats.seen(delivery.chat_id, kind, delivery.received_at)
            self._seen.add(delivery.chat_id)
        return self._records.deliveries.record(delivery)


def _readable(delivery: Delivery) -> Heard | None:
    """What was heard, unless another version has written it in a way that cannot be read."""
    try:
        return heard_in(delivery)
    except ValueError:
        return None


def _asks(heard: Heard) -> bool:
    """Whether answering costs something: a question, typed or chosen."""
    shows_quotations = heard.kind is Kind.BUTTON and heard.text.startswith("q:")
    return heard.kind in {Kind.QUESTION, Kind.BUTTON} and not shows_quotations
