"""Everything a reader or a stranger can send that is not a question."""

from telegram import Message, Update

from bot.telegram.outbox import Outbox
from bot.telegram.render import Reply
from bot.telegram.words import Vocabulary, Words


class Commands:
    """Replies that need no assistant, in the language of the sender's Telegram."""

    def __init__(self, outbox: Outbox, vocabulary: Vocabulary) -> None:
        self._outbox = outbox
        self._vocabulary = vocabulary
        self._albums: dict[int, str] = {}

    async def start(self, update: Update, _: object) -> None:
        """Say what the bot is for."""
        if message := update.message:
            await self._say(message, self._words(message).start)

    async def help(self, update: Update, _: object) -> None:
        """Say how to ask."""
        if message := update.message:
            await self._say(message, self._words(message).help)

    async def unknown(self, update: Update, _: object) -> None:
        """Point from a command that does not exist to /help."""
        if message := update.message:
            await self._say(message, self._words(message).unknown_command)

    async def turn_away(self, update: Update, _: object) -> None:
        """Tell a stranger the id that the operator would have to add."""
        if (message := update.message) and message.from_user:
            await self._say(message, self._words(message).stranger.format(user_id=message.from_user.id))

    async def decline(self, update: Update, _: object) -> None:
        """Say that only text is read: once for an album, which comes as a message for each picture."""
        message = update.message
        if message is None:
            return
        album = message.media_group_id
        if album and self._albums.get(message.chat_id) == album:
            return
        if album:
            self._albums[message.chat_id] = album
        await self._say(message, self._words(message).only_text)

    def _words(self, message: Message) -> Words:
        return self._vocabulary.words_for(message.from_user.language_code if message.from_user else None)

    async def _say(self, message: Message, text: str) -> None:
        await self._outbox.send(message.chat_id, [Reply(text)])
