"""Chats as such: where the bot is added and removed, blocked and unblocked, and groups that change their id."""

import logging

from bot.telegram.door import Door
from bot.telegram.incoming import Heard, Kind, Me
from bot.telegram.outbox import Outbox
from bot.telegram.records import Records
from bot.telegram.reply import Destination, Reply
from bot.telegram.words import Vocabulary

logger = logging.getLogger(__name__)

_OUT = frozenset({"left", "kicked"})


class Groups:
    """Keeps account of where the bot can write, and leaves groups that it was not let into."""

    def __init__(self, me: Me, door: Door, outbox: Outbox, vocabulary: Vocabulary, records: Records) -> None:
        self._me = me
        self._door = door
        self._outbox = outbox
        self._vocabulary = vocabulary
        self._records = records
        self._moved: set[int] = set()

    async def handle(self, heard: Heard) -> None:
        """Do what a change of membership, or of a group's id, asks for."""
        store, chats = self._records.store, self._records.chats
        if heard.kind is Kind.MOVED and heard.moved_to is not None:
            await self._move(heard.chat_id, heard.moved_to)
        elif heard.status in _OUT:
            await store.call(chats.gone, heard.chat_id)
        else:
            await store.call(chats.back, heard.chat_id)
            if not heard.private:
                await self._arrive(heard)

    async def _move(self, old: int, new: int) -> None:
        """Take all that is kept of a group to its new id; where the settings let in the old one, ask for the new."""
        await self._records.store.call(self._records.chats.moved, old, new)
        await self._door.refresh()
        if old in self._moved or not self._door.lets_in(old) or self._door.lets_in(new):
            return
        # The group and what it has become both tell of it.
        self._moved.add(old)
        logger.warning("a group that was let in is now another chat: chat=%s now=%s", old, new)
        words = self._vocabulary.words_for(None)
        await self._outbox.send(Destination(new, private=False), Reply(words.group_not_let_in.format(chat_id=new)))

    async def _arrive(self, heard: Heard) -> None:
        """Greet a group that is let in, tell an admin the id of one that is not, and leave any other."""
        words = self._vocabulary.words_for(heard.language)
        to = Destination(heard.chat_id, private=False)
        if self._door.lets_in(heard.chat_id):
            await self._outbox.send(to, Reply(words.greeting.format(username=self._me.username)))
        elif self._door.access.is_admin(heard.user_id):
            await self._outbox.send(to, Reply(words.group_not_let_in.format(chat_id=heard.chat_id)))
        elif not self._door.takes_invitations():
            # With invitations, the one for this group comes right after.
            logger.info("left a group that is not let in: chat=%s", heard.chat_id)
            await self._outbox.leave(heard.chat_id)
