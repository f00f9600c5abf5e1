"""Questions, from their row in our table to the last message of the answer, in the two steps of a durable job."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.assistant import Assistant, Piece
from bot.metrics import Metrics
from bot.model import Answer, Question, Restart, Turn, Usage
from bot.state.conversations import Said
from bot.state.deliveries import State
from bot.telegram import parcel
from bot.telegram.allowance import Allowance
from bot.telegram.budget import Verdict
from bot.telegram.failures import outline
from bot.telegram.incoming import Heard
from bot.telegram.outbox import Outbox
from bot.telegram.parcel import Parcel
from bot.telegram.parts import is_long, joined
from bot.telegram.records import Records, destination, heard_in
from bot.telegram.render import render
from bot.telegram.reply import Destination, LeavingError, Outcome, Reply, Sent
from bot.telegram.streaming import Stream, StreamTiming
from bot.telegram.words import Vocabulary
from knowledge.errors import StoreError

__all__ = ["Assistants", "QuestionTiming", "Questions", "Speech", "is_long"]

logger = logging.getLogger(__name__)

REMEMBERED = 6
# A question at which the process has ended so often is not begun again.
_ATTEMPTS = 5
# A part that came in time is in the table so much later at most.
_RECORDED_WITHIN_S = 0.2


@dataclass(frozen=True, slots=True)
class QuestionTiming:
    """In seconds: ``joining`` is how long the next part of a long message is waited for."""

    joining: float = 1.0
    stream: StreamTiming = field(default_factory=StreamTiming)


_USUAL = QuestionTiming()


@dataclass(frozen=True, slots=True)
class Assistants:
    """Who answers: ``usual``, and ``frugal``, whose answers cost nothing, when the day's budget is spent.

    ``suggest`` finds, for an answer and its question, what might be asked next.
    """

    usual: Assistant
    frugal: Assistant
    suggest: Callable[[Answer, str], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Speech:
    """The bot's own words, and the clock."""

    vocabulary: Vocabulary
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A question as work begins on it: how often it did, what was said before, the message that shows it already."""

    heard: Heard
    attempts: int
    history: Sequence[Turn]
    posted: int | None


class Questions:
    """Composes answers and sends them. Bugs in answering are logged here and told to the reader in one sentence."""

    def __init__(
        self,
        assistants: Assistants,
        allowance: Allowance,
        records: Records,
        outbox: Outbox,
        speech: Speech,
        metrics: Metrics,
        timing: QuestionTiming = _USUAL,
    ) -> None:
        self._assistants = assistants
        self._allowance = allowance
        self._records = records
        self._outbox = outbox
        self._vocabulary = speech.vocabulary
        self._clock = speech.clock
        self._metrics = metrics
        self._timing = timing
        self._composing: dict[int, asyncio.Task[None]] = {}

    async def compose(self, update_id: int) -> None:
        """Find the answer and keep it; nothing where it was called off, or composed before."""
        begun = await self._records.store.call(self._begin, update_id)
        if begun is None:
            return
        # A task of its own, which can be called off, from here on: nothing is waited for before it is known.
        work = self._composing[update_id] = asyncio.create_task(self._attempt(begun))
        try:
            await work
        except asyncio.CancelledError:
            if not await self._is_called_off(update_id):
                raise
        finally:
            del self._composing[update_id]

    def _begin(self, update_id: int) -> _Begun | None:
        """The question, to be composed; nothing where there is nothing to be composed."""
        delivery = self._records.deliveries.begin(update_id)
        outgoing = self._records.deliveries.outgoing(update_id)
        if delivery is None or outgoing.document is not None:
            return None
        heard = heard_in(delivery)
        history = self._records.conversations.last(heard.chat_id, heard.thread_id or 0, REMEMBERED)
        return _Begun(heard, delivery.attempts, history, outgoing.posted)

    async def send(self, update_id: int) -> None:
        """Send what was composed, from the first message on that is not done with."""
        store, deliveries = self._records.store, self._records.deliveries
        outgoing = await store.call(deliveries.outgoing, update_id)
        if outgoing.document is None:
            return
        out = parcel.read(outgoing.document)
        to = out.to
        for number, reply in enumerate(out.replies[outgoing.sent :], outgoing.sent):
            posted = outgoing.posted if number == 0 else None
            try:
                sent = await self._deliver(to, reply, posted)
            except LeavingError:
                raise asyncio.CancelledError from None
            if sent.outcome is Outcome.GONE:
                await store.call(self._records.chats.gone, to.chat_id)
                break
            if sent.chat_id != to.chat_id:
                await store.call(self._records.chats.moved, to.chat_id, sent.chat_id)
            to = replace(to, chat_id=sent.chat_id, answering=None)
            await store.call(deliveries.progress, update_id, number + 1)
        await store.call(deliveries.finish, update_id)

    def cancel(self, update_ids: Iterable[int]) -> None:
        """Stop working on those answers: the work itself, not only the waiting for it."""
        for update_id in update_ids:
            if work := self._composing.get(update_id):
                work.cancel()

    async def _deliver(self, to: Destination, reply: Reply, posted: int | None) -> Sent:
        if posted is not None:
            sent = await self._outbox.edit(to, posted, reply)
            if sent.outcome is not Outcome.REFUSED:
                return sent
        return await self._outbox.send(to, reply)

    async def _attempt(self, begun: _Begun) -> None:
        heard = begun.heard
        if begun.attempts > _ATTEMPTS:
            logger.error("question given up, the process ended at it %s times: update=%s", _ATTEMPTS, heard.update_id)
            await self._apologise(heard)
            return
        try:
            await self._compose(begun)
        except LeavingError:
            # Left as it is: the next process takes it up.
            raise asyncio.CancelledError from None
        except StoreError:
            # The job is tried again when the file can be used.
            raise
        except Exception as error:  # noqa: BLE001 (bugs end here)
            logger.error("question failed: update=%s chat=%s\n%s", heard.update_id, heard.chat_id, outline(error))
            await self._apologise(heard)

    async def _compose(self, begun: _Begun) -> None:
        heard, store = begun.heard, self._records.store

        async def posted(message_id: int) -> None:
            await store.call(self._records.deliveries.post, heard.update_id, heard.chat_id, message_id, self._clock())

        stream = Stream(
            self._outbox, destination(heard), heard.update_id or 1, posted, self._timing.stream, begun.posted
        )
        kept = False
        try:
            kept = await self._answer(heard, begun.history, stream)
        finally:
            # Nothing follows on what has been shown of it, neither now nor from the next process.
            if not kept and stream.message_id is not None and await self._is_called_off(heard.update_id):
                await self._outbox.delete(stream.chat_id, stream.message_id)

    async def _answer(self, heard: Heard, history: Sequence[Turn], stream: Stream) -> bool:
        """Ask the assistant and keep the answer; False when it was called off at the last moment."""
        text = await self._text(heard)
        verdict = await self._allowance.verdict(heard.user_id or 0)
        assistant = self._assistants.usual if verdict is Verdict.OK else self._assistants.frugal
        async with self._outbox.typing(destination(heard)):
            async with self._charged(heard.user_id or 0) as meter, stream.shown():
                answer = await _told(assistant.stream(Question(text, self._clock()), history), stream, meter)
            answer = replace(answer, follow_ups=await self._suggest(answer, answer.resolved or text))
        note = self._allowance.sentence(verdict, self._vocabulary.words_for(heard.language), answer.language)
        return await self._keep(heard, text, replace(answer, text=f"{answer.text}\n\n{note}") if note else answer)

    async def _suggest(self, answer: Answer, question: str) -> tuple[str, ...]:
        try:
            return tuple(await self._assistants.suggest(answer, question))
        except Exception as error:  # noqa: BLE001 (no answer is withheld for want of what might be asked next)
            logger.error("no follow-ups found:\n%s", outline(error))
            return ()

    async def _is_called_off(self, update_id: int) -> bool:
        """Whether its reader wants no answer any more; otherwise the bot is being stopped."""
        return await self._records.store.call(self._records.deliveries.state, update_id) is not State.WAITING

    @asynccontextmanager
    async def _charged(self, user_id: int) -> AsyncIterator["_Meter"]:
        """Take account of what is spent in the block, also where the answer is called off or fails."""
        meter = _Meter()
        try:
            yield meter
        finally:
            await self._allowance.spend(user_id, meter.spent)
            self._metrics.tokens("input", meter.spent.input_tokens)
            self._metrics.tokens("output", meter.spent.output_tokens)

    async def _text(self, heard: Heard) -> str:
        """The question, with what followed of it in further messages."""
        texts, known = [heard.text], 0
        while len(texts) > known and is_long(texts[-1]):
            known = len(texts)
            await asyncio.sleep(self._timing.joining + _RECORDED_WITHIN_S)
            parts = await self._records.store.call(self._records.deliveries.parts, heard.update_id)
            texts[1:] = [heard_in(part).text for part in parts]
        return joined(texts)

    async def _keep(self, heard: Heard, text: str, answer: Answer) -> bool:
        turn = Turn(answer.resolved or text, answer)
        replies = render(answer, heard.update_id, answer.follow_ups, heard.text if heard.pressed else "")
        at = self._clock()
        said = Said(heard.update_id, heard.chat_id, heard.thread_id or 0, at, turn)

        def also(connection: Connection) -> None:
            self._records.conversations.say(connection, said)

        document = parcel.write(Parcel(destination(heard), replies))
        return await self._records.store.call(self._records.deliveries.keep, heard.update_id, document, at, also)

    async def _apologise(self, heard: Heard) -> None:
        words = self._vocabulary.words_for(heard.language)
        document = parcel.write(Parcel(destination(heard), [Reply(words.trouble)]))
        await self._records.store.call(self._records.deliveries.keep, heard.update_id, document, self._clock())


@dataclass
class _Meter:
    """What an answer has cost so far."""

    spent: Usage = field(default_factory=Usage)


async def _told(pieces: AsyncIterator[Piece], stream: Stream, meter: _Meter) -> Answer:
    """The answer at the end of what an assistant says; the rest is shown meanwhile."""
    async for piece in pieces:
        if isinstance(piece, Answer):
            meter.spent = piece.usage
            return piece
        if isinstance(piece, Usage):
            meter.spent = piece
        elif isinstance(piece, Restart):
            stream.restart()
        else:
            stream.add(piece)
    raise TypeError("the assistant's stream ended without an answer")
