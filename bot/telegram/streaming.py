"""An answer shown while it is being written: as a draft in a private chat, as a message that grows in a group.

It is a courtesy: whatever becomes of it, the whole answer is sent afterwards.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from telegram.constants import MessageLimit

from bot.telegram.cut import characters_end, has_words
from bot.telegram.draft import clean
from bot.telegram.failures import outline
from bot.telegram.outbox import Outbox
from bot.telegram.reply import Destination, Outcome, Reply

logger = logging.getLogger(__name__)

_GOING_ON = " …"


@dataclass(frozen=True, slots=True)
class StreamTiming:
    """In seconds: ``settle`` is how long an answer has to be finished without being shown before, ``private`` and
    ``group`` the times between two versions, ``farewell`` how long a version under way is waited for.
    """

    settle: float = 0.3
    group_settle: float = 1.5
    private: float = 0.5
    group: float = 4.0
    farewell: float = 15.0


class Stream:
    """Takes an answer's pieces as they come, and shows what there is of them at a pace that Telegram allows."""

    def __init__(
        self,
        outbox: Outbox,
        to: Destination,
        number: int,
        posted: Callable[[int], Awaitable[None]],
        timing: StreamTiming,
        message_id: int | None = None,
    ) -> None:
        """Prepare to show one answer.

        ``number`` tells its drafts from others and is not 0; ``posted`` is told, in a group, which message shows it.
        ``message_id`` is one that shows it already.
        """
        self._outbox = outbox
        self._to = to
        self._number = number
        self._posted = posted
        self._timing = timing
        self._text = ""
        self._begun = asyncio.Event()
        self._done = asyncio.Event()
        self.message_id = message_id

    @property
    def chat_id(self) -> int:
        """The chat of the message that shows it."""
        return self._to.chat_id

    def add(self, piece: str) -> None:
        """Take the next piece."""
        self._text += piece
        if not self._begun.is_set() and has_words(self._text):
            self._begun.set()

    def restart(self) -> None:
        """Take back what was added: what comes now is the text from its beginning."""
        self._text = ""

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show what is added while the block runs. At its end nothing of it is still under way to Telegram."""
        task = asyncio.create_task(self._show())
        try:
            yield
        finally:
            self._done.set()
            # A version that arrives late would take the place of the whole answer.
            await asyncio.wait({task}, timeout=self._timing.farewell)
            task.cancel()
            await asyncio.wait({task})
            if not task.cancelled() and (error := task.exception()):
                logger.warning("answer no longer shown while it was written:\n%s", outline(error))

    async def _show(self) -> None:
        settle = self._timing.settle if self._to.private else self._timing.group_settle
        every = self._timing.private if self._to.private else self._timing.group
        shown = ""
        # What is answered at once need not be shown before; what took long to begin is shown as soon as it does.
        if await self._is_done(self._settled(settle)):
            return
        while True:
            text = self._visible()
            if text != shown and has_words(self._text) and await self._put(text):
                shown = text
            if await self._is_done(asyncio.sleep(every)):
                return

    async def _settled(self, seconds: float) -> None:
        """Wait until there are words, and so long at least."""
        await asyncio.sleep(seconds)
        await self._begun.wait()

    async def _is_done(self, waited_for: Awaitable[object]) -> bool:
        """Wait for something, or for the end; say whether it was the end."""
        waiting = asyncio.ensure_future(waited_for)
        done = asyncio.create_task(self._done.wait())
        try:
            await asyncio.wait({waiting, done}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            done.cancel()
        return self._done.is_set()

    def _visible(self) -> str:
        text, room = clean(self._text).strip(), int(MessageLimit.MAX_TEXT_LENGTH) // 2 - len(_GOING_ON)
        return text[: characters_end(text, 0, room)] + _GOING_ON

    async def _put(self, text: str) -> bool:
        if self._to.private:
            return await self._outbox.draft(self._to, self._number, Reply(text))
        if self.message_id is None:
            sent = await self._outbox.send(self._to, Reply(text))
            if sent.outcome is not Outcome.ARRIVED or sent.message_id is None:
                self._done.set()
                return False
            self.message_id = sent.message_id
            self._to = replace(self._to, chat_id=sent.chat_id)
            await self._posted(sent.message_id)
            return True
        return await self._outbox.progress(self._to, self.message_id, Reply(text))
