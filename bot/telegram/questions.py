"""Questions as they come in: one after the other in a chat, the chats side by side."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Message, Update

from bot.assistant import Assistant
from bot.model import Answer, Question, Turn
from bot.telegram.outbox import Outbox
from bot.telegram.render import Reply, render
from bot.telegram.words import Vocabulary

_REMEMBERED = 6
_LAST_WORDS = 2.5


@dataclass(slots=True)
class _Conversation:
    """What one chat has said lately; ``lock`` passes its questions in the order they came."""

    turns: deque[Turn] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Questions:
    """Has questions answered and sends the answers; bugs in answering fly to the caller."""

    def __init__(
        self, assistant: Assistant, outbox: Outbox, vocabulary: Vocabulary, clock: Callable[[], datetime]
    ) -> None:
        self._assistant = assistant
        self._outbox = outbox
        self._vocabulary = vocabulary
        self._clock = clock
        self._conversations: defaultdict[int, _Conversation] = defaultdict(_Conversation)
        self._running: set[asyncio.Task[object]] = set()
        self._interrupted = asyncio.Event()

    async def receive(self, update: Update, _: object) -> None:
        """Answer a text message, when those before it in its chat are answered."""
        message = update.message
        if message is None or message.text is None:
            return
        if self._interrupted.is_set():
            await self._apologise(message)
            return
        with self._counted():
            try:
                conversation = self._conversations[message.chat_id]
                async with conversation.lock:
                    await self._reply(message, message.text, conversation)
            except asyncio.CancelledError:
                if not self._interrupted.is_set():
                    raise
                await self._apologise(message)

    def interrupt(self) -> int:
        """Stop every answer that is being worked on, have its reader told, and say how many there were."""
        self._interrupted.set()
        for task in self._running:
            task.cancel()
        return len(self._running)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a question is answered in a task")
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)

    async def _reply(self, message: Message, text: str, conversation: _Conversation) -> None:
        async with self._outbox.typing(message.chat_id):
            answer = await self._ask(Question(text, self._clock()), tuple(conversation.turns))
        await self._outbox.send(message.chat_id, render(answer), answering=message.message_id)
        conversation.turns.append(Turn(answer.resolved or text, answer))

    async def _ask(self, question: Question, history: tuple[Turn, ...]) -> Answer:
        last: str | Answer = ""
        async for piece in self._assistant.stream(question, history):
            last = piece
        if isinstance(last, str):
            raise TypeError("the assistant's stream ended without an answer")
        return last

    async def _apologise(self, message: Message) -> None:
        words = self._vocabulary.words_for(message.from_user.language_code if message.from_user else None)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await self._outbox.send(message.chat_id, [Reply(words.interrupted)], answering=message.message_id)
