"""What the bot says: messages, and the signs that it is at work on one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from telegram import Bot, InlineQueryResult, InlineQueryResultsButton
from telegram.constants import ChatAction

from bot.telegram.delivery import FAILURES, Counted, Delivery, Letter, edit
from bot.telegram.pace import Pace, Rests, Urgency
from bot.telegram.refusals import Judgement, Trouble, judge, outline
from bot.telegram.reply import Destination, Outcome, Reply, Sent

__all__ = ["Counted", "Outbox"]

logger = logging.getLogger(__name__)

# A message must not wait for its draft as long as for an answer from Telegram.
_QUICK = 3.0
_SPARED = 60.0


class Outbox:
    """Sends through one bot, at Telegram's pace.

    Telegram has no way to say "once only", so what may have arrived is never sent again. ``typing_every`` is how many
    seconds lie between two signs of typing in a chat.
    """

    def __init__(self, bot: Bot, pace: Pace, *, typing_every: float, told: Counted | None = None) -> None:
        self._bot = bot
        self._pace = pace
        self._typing_every = typing_every
        self._delivery = Delivery(bot, pace, told or _Uncounted())
        self._typed: Rests[tuple[int, int | None]] = Rests(pace.clock)
        self._untyped: Rests[int] = Rests(pace.clock)
        self._unspared: Rests[int] = Rests(pace.clock)
        self._under_way: set[asyncio.Task[bool]] = set()

    async def send(self, to: Destination, reply: Reply, urgency: Urgency = Urgency.ANSWER) -> Sent:
        """Send one message when its turn has come, in a simpler form if Telegram does not take it as it is.

        Waits as Telegram tells it to, an hour in all, and tries for as long as Telegram is not reached.

        Raises:
            LeavingError: the bot is being stopped; the message was not sent.
        """
        return await self._delivery.deliver(Letter(to, reply, urgency))

    async def edit(self, to: Destination, message_id: int, reply: Reply, urgency: Urgency = Urgency.ANSWER) -> Sent:
        """Let a message say something else. REFUSED when it no longer can: a new one may be sent then.

        To edit twice does no harm, so that what may have arrived is tried again, three times in all.

        Raises:
            LeavingError: the bot is being stopped.
        """
        return await self._delivery.deliver(Letter(to, reply, urgency, message_id))

    async def draft(self, to: Destination, draft_id: int, reply: Reply) -> bool:
        """Show what will be sent, in a private chat and if there is room now; say whether it was shown.

        ``draft_id`` is not zero. Never raises. Await it before the message itself is sent, lest it come after that.
        """
        return to.private and await self._spare(
            to,
            lambda: self._bot.send_message_draft(
                to.chat_id, draft_id, reply.text, to.thread_id, entities=reply.entities or None
            ),
        )

    async def progress(self, to: Destination, message_id: int, reply: Reply) -> bool:
        """Edit a message of a group on the way to what it will say, if there is room now; say whether it was.

        Never raises.
        """
        return not to.private and await self._spare(to, lambda: edit(self._bot, to, message_id, reply))

    def show_typing(self, to: Destination) -> asyncio.Task[bool] | None:
        """Show "typing" now and for a few seconds, and come back at once; not again where it is shown already.

        The task that shows it says whether it was shown.
        """
        if self._typed.left((to.chat_id, to.thread_id)) > 0:
            return None
        task = asyncio.create_task(self._show(to))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    @asynccontextmanager
    async def typing(self, to: Destination) -> AsyncIterator[None]:
        """Show "typing" while the block runs."""
        done = asyncio.Event()
        task = asyncio.create_task(self._type(to, done))
        try:
            yield
        finally:
            done.set()
            # Cancelling a request closes its connection, which the reply would have to open anew.
            await asyncio.wait({task}, timeout=1)
            task.cancel()

    async def acknowledge(self, query_id: str, text: str = "", *, alert: bool = False) -> bool:
        """End the waiting sign on a pressed button; ``text`` is shown for a moment, or as an alert. Never raises."""
        return await self._try("press", self._bot.answer_callback_query(query_id, text or None, show_alert=alert))

    async def offer(
        self,
        query_id: str,
        results: Sequence[InlineQueryResult],
        *,
        cache_s: int,
        personal: bool = True,
        button: InlineQueryResultsButton | None = None,
    ) -> bool:
        """Answer an inline query; ``personal`` results Telegram keeps for this reader alone. Never raises."""
        return await self._try(
            "inline query",
            self._bot.answer_inline_query(query_id, results, cache_time=cache_s, is_personal=personal, button=button),
        )

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Delete a message if that can be now; say whether it was. Never raises."""
        return not self._pace.held(chat_id) and await self._try(
            "deleting", self._bot.delete_message(chat_id, message_id)
        )

    async def leave(self, chat_id: int) -> bool:
        """Leave a group if that can be now; say whether it was left. Never raises."""
        return not self._pace.held(chat_id) and await self._try("leaving", self._bot.leave_chat(chat_id))

    def stop(self) -> None:
        """Give back with LeavingError what waits and what comes; let what is under way come to its end."""
        self._pace.stop()

    async def _spare(self, to: Destination, call: Callable[[], Awaitable[object]]) -> bool:
        if self._unspared.left(to.chat_id) > 0 or not self._pace.spare(to.chat_id, private=to.private):
            return False
        try:
            async with asyncio.timeout(_QUICK):
                await call()
        except (*FAILURES, TimeoutError) as error:
            logger.debug("progress not shown: chat=%s %s", to.chat_id, outline(error))
            self._unspared.rest(to.chat_id, _SPARED)
            self._rest(to, judge(error), light=to.private)
            return False
        return True

    def _rest(self, to: Destination, judged: Judgement, *, light: bool) -> None:
        """Keep a wait that Telegram asks for: after a ``light`` call it is one for drafts and typing alone."""
        if judged.trouble is not Trouble.FLOOD:
            return
        if light:
            self._unspared.rest(to.chat_id, judged.seconds)
            self._untyped.rest(to.chat_id, judged.seconds)
        else:
            self._pace.hold(to.chat_id, judged.seconds)

    async def _type(self, to: Destination, done: asyncio.Event) -> None:
        shown = True
        while shown:
            pause = self._typed.left((to.chat_id, to.thread_id))
            if pause <= 0:
                shown, pause = await self._show(to), self._typing_every
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await done.wait()
            if done.is_set():
                return

    async def _show(self, to: Destination) -> bool:
        if self._pace.held(to.chat_id) or self._untyped.left(to.chat_id) > 0:
            return False
        self._typed.rest((to.chat_id, to.thread_id), self._typing_every)
        try:
            await self._bot.send_chat_action(to.chat_id, ChatAction.TYPING, to.thread_id)
        except FAILURES as error:
            logger.debug("typing not shown: chat=%s %s", to.chat_id, outline(error))
            self._rest(to, judge(error), light=True)
            return False
        return True

    async def _try(self, event: str, call: Awaitable[object]) -> bool:
        try:
            await call
        except FAILURES as error:
            logger.debug("%s failed: %s", event, outline(error))
            return False
        return True


class _Uncounted:
    def sent(self, outcome: Outcome) -> None: ...

    def flooded(self, seconds: float) -> None: ...
