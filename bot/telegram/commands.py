"""Commands, but those that let somebody in: what the bot is for, calling an answer off, forgetting a chat."""

from collections.abc import Awaitable, Callable
from itertools import takewhile

from bot.state.deliveries import Delivery
from bot.telegram.incoming import Heard, Kind
from bot.telegram.outbox import Outbox
from bot.telegram.questions import Questions
from bot.telegram.records import Records, destination, heard_in
from bot.telegram.reply import Reply
from bot.telegram.upkeep import Erasing
from bot.telegram.words import Vocabulary, Words


class Commands:
    """Replies that need no assistant, in the language of the sender's Telegram."""

    def __init__(
        self, outbox: Outbox, vocabulary: Vocabulary, records: Records, questions: Questions, jobs: Erasing
    ) -> None:
        self._outbox = outbox
        self._vocabulary = vocabulary
        self._records = records
        self._questions = questions
        self._jobs = jobs
        self._known: dict[str, Callable[[Heard, Words], Awaitable[None]]] = {
            "start": self._start,
            "help": self._help,
            "ask": self._ask,
            "cancel": self._cancel,
            "forget": self._forget,
        }

    async def handle(self, heard: Heard) -> None:
        """Do what a reader's command says; point from one that does not exist to /help."""
        words = self._vocabulary.words_for(heard.language)
        if known := self._known.get(heard.command):
            await known(heard, words)
        elif heard.private:
            await self.say(heard, words.unknown_command)

    async def say(self, heard: Heard, text: str) -> None:
        """Reply with one message of our own."""
        await self._outbox.send(destination(heard), Reply(text))

    async def _start(self, heard: Heard, words: Words) -> None:
        await self.say(heard, words.start)

    async def _help(self, heard: Heard, words: Words) -> None:
        await self.say(heard, words.help)

    async def _ask(self, heard: Heard, words: Words) -> None:
        await self.say(heard, words.ask)

    async def _cancel(self, heard: Heard, words: Words) -> None:
        """Call off what is still to be answered: of the chat in private, of the sender's own in a group."""
        waiting = [
            delivery.update_id for delivery in await self._asked_before(heard) if _is_of(delivery, heard.user_id)
        ]
        cancelled = await self._records.store.call(self._records.deliveries.cancel, waiting)
        self._questions.cancel(cancelled)
        await self.say(heard, words.cancelled if cancelled else words.nothing_running)

    async def _forget(self, heard: Heard, words: Words) -> None:
        """Erase the chat: what was said, what was delivered, and the jobs that were about it."""
        store, deliveries = self._records.store, self._records.deliveries
        waiting = [delivery.update_id for delivery in await self._asked_before(heard)]
        self._questions.cancel(await store.call(deliveries.cancel, waiting))
        await store.call(self._records.conversations.erase, heard.chat_id)
        await self._jobs.erase(await store.call(deliveries.erase, heard.chat_id, heard.update_id))
        await self.say(heard, words.forgotten)

    async def _asked_before(self, heard: Heard) -> list[Delivery]:
        """What waits in a chat, but for what was said after the command: both may come at once after a standstill."""
        waiting = await self._records.store.call(self._records.deliveries.waiting, heard.chat_id)
        return list(takewhile(lambda delivery: delivery.update_id != heard.update_id, waiting))


def _is_of(delivery: Delivery, user_id: int | None) -> bool:
    """Whether it is a question of this user's."""
    return delivery.kind == Kind.QUESTION and heard_in(delivery).user_id == user_id
