"""Chats the bot has been in: whether it can write to them, and the new number of a group that got one."""

from datetime import datetime

from sqlalchemy import Engine, and_, case, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.state.engine import guarded
from bot.state.tables import chats, members, replies, turns, updates

_PRIVATE = "private"


class Chats:
    """The chats in ``bot.db``. Every method raises StoreError when the file cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def seen(self, chat_id: int, kind: str, at: datetime) -> None:
        """Note a message from a chat; ``kind`` is Telegram's word for it: private, group, supergroup, channel.

        Who writes in private has the bot blocked no longer. A group says nothing by it: a bot that was muted still
        hears, and would answer into the void.
        """
        adding = insert(chats).values(chat_id=chat_id, kind=kind, gone=False, seen_at=at)
        new = adding.excluded
        is_back = and_(chats.c.gone, new.kind == _PRIVATE)
        noting = adding.on_conflict_do_update(
            index_elements=["chat_id"],
            set_={"kind": new.kind, "seen_at": new.seen_at, "gone": case((is_back, False), else_=chats.c.gone)},
            # What was delivered again, late, is no newer for it.
            where=chats.c.seen_at < new.seen_at,
        )
        with guarded(), self._engine.begin() as connection:
            connection.execute(noting)

    def gone(self, chat_id: int) -> None:
        """Note that the bot can no longer write there: blocked, removed or muted."""
        self._set_gone(chat_id, True)

    def back(self, chat_id: int) -> None:
        """Note that it can again."""
        self._set_gone(chat_id, False)

    def is_gone(self, chat_id: int) -> bool:
        """Whether the bot is known to be unable to write there."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(chats.c.gone).where(chats.c.chat_id == chat_id)).scalar() is True

    def moved(self, old: int, new: int) -> None:
        """Give a group that became a supergroup its new number in everything that is kept of it.

        What is kept under the new number already stands. Telegram tells of a move twice; the second time changes
        nothing.
        """
        if old == new:
            return
        with guarded(), self._engine.begin() as connection:
            for table in (updates, replies, turns):
                connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
            for key in (chats.c.chat_id, members.c.id):
                connection.execute(update(key.table).prefix_with("OR IGNORE").where(key == old).values({key: new}))
                connection.execute(delete(key.table).where(key == old))

    def erase(self, chat_id: int) -> bool:
        """Forget that the bot has been in a chat, and say whether it had; what was said there is kept elsewhere."""
        with guarded(), self._engine.begin() as connection:
            return connection.execute(delete(chats).where(chats.c.chat_id == chat_id)).rowcount > 0

    def _set_gone(self, chat_id: int, gone: bool) -> None:
        with guarded(), self._engine.begin() as connection:
            connection.execute(update(chats).where(chats.c.chat_id == chat_id).values(gone=gone))
