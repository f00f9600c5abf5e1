"""What was said in each chat: the turns that a follow-up looks back on, and that buttons below answers lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.model import Answer, Turn
from bot.state.engine import guarded
from bot.state.tables import turns

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Said:
    """A turn in its place: the update that asked, the chat and its topic (0 where there is none), and when."""

    update_id: int
    chat_id: int
    thread_id: int
    at: datetime
    turn: Turn


class Conversations:
    """The turns of one bot's chats. Every method raises StoreError when the file cannot be used."""

    def __init__(self, engine: Engine, bot_id: int) -> None:
        self._engine = engine
        self._bot_id = bot_id

    def say(self, connection: Connection, said: Said) -> None:
        """Keep a turn, within a transaction of the caller's; said again, it takes its own place."""
        row = {
            "bot_id": self._bot_id,
            "update_id": said.update_id,
            "chat_id": said.chat_id,
            "thread_id": said.thread_id,
            "at": said.at,
            "question": said.turn.question,
            "answer": _form().dump_json(said.turn.answer).decode(),
        }
        adding = insert(turns).values(row)
        connection.execute(adding.on_conflict_do_update(index_elements=["bot_id", "update_id"], set_=row))

    def last(self, chat_id: int, thread_id: int, most: int) -> Sequence[Turn]:
        """The latest turns of a chat's topic, oldest first."""
        asked = (
            select(turns.c.question, turns.c.answer)
            .where(turns.c.bot_id == self._bot_id, turns.c.chat_id == chat_id, turns.c.thread_id == thread_id)
            .order_by(turns.c.at.desc(), turns.c.update_id.desc())
            .limit(most)
        )
        with guarded(), self._engine.connect() as connection:
            rows = connection.execute(asked).all()
        found = [_turn(row.question, row.answer) for row in reversed(rows)]
        return [turn for turn in found if turn]

    def turn(self, update_id: int, chat_id: int) -> Turn | None:
        """The turn that an update began, if this chat still has it."""
        asked = select(turns.c.question, turns.c.answer).where(
            turns.c.bot_id == self._bot_id, turns.c.update_id == update_id, turns.c.chat_id == chat_id
        )
        with guarded(), self._engine.connect() as connection:
            row = connection.execute(asked).first()
        return _turn(row.question, row.answer) if row else None

    def erase(self, chat_id: int) -> int:
        """Forget a chat; say how many turns it had."""
        with guarded(), self._engine.begin() as connection:
            gone = connection.execute(delete(turns).where(turns.c.bot_id == self._bot_id, turns.c.chat_id == chat_id))
        return gone.rowcount

    def prune(self, before: datetime) -> int:
        """Forget turns from before a time; say how many."""
        with guarded(), self._engine.begin() as connection:
            gone = connection.execute(delete(turns).where(turns.c.bot_id == self._bot_id, turns.c.at < before))
        return gone.rowcount


def _turn(question: str, answer: str) -> Turn | None:
    """A turn as it was kept; nothing where an earlier version of this program kept it in another form."""
    from pydantic import ValidationError

    try:
        return Turn(question, _form().validate_json(answer))
    except ValidationError:
        return None


@lru_cache(maxsize=1)
def _form() -> "TypeAdapter[Answer]":
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
