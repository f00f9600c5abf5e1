"""What Telegram has delivered, and what has been sent for it: each from before it counts until it is worked off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.state.engine import guarded, scrub
from bot.state.tables import replies, updates


class State(StrEnum):
    """How far an update has come."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An update as it is kept: ``document`` is what was understood of it, in the form its owner gave it.

    ``attempts`` is how often work on it was begun, ``part_of`` the update whose text it goes on.
    """

    bot_id: int
    update_id: int
    chat_id: int
    message_id: int | None
    kind: str
    document: str
    received_at: datetime
    state: State = State.WAITING
    attempts: int = 0
    part_of: int | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What goes out for an update: ``document`` once it is composed, and how many of its messages are done with.

    ``posted`` is the message that shows the answer while it is being written.
    """

    document: str | None
    sent: int
    posted: int | None


class Deliveries:
    """The updates of one bot and their replies. Every method raises StoreError when the file cannot be used."""

    def __init__(self, engine: Engine, bot_id: int) -> None:
        self._engine = engine
        self._bot_id = bot_id

    def record(self, delivery: Delivery) -> bool:
        """Keep an update; say whether it is a new one."""
        row = {
            "bot_id": delivery.bot_id,
            "update_id": delivery.update_id,
            "chat_id": delivery.chat_id,
            "message_id": delivery.message_id,
            "kind": delivery.kind,
            "document": delivery.document,
            "received_at": delivery.received_at,
            "state": delivery.state.value,
            "attempts": delivery.attempts,
            "part_of": delivery.part_of,
        }
        with guarded(), self._engine.begin() as connection:
            return connection.execute(insert(updates).values(row).on_conflict_do_nothing()).rowcount > 0

    def begin(self, update_id: int) -> Delivery | None:
        """Count an attempt and give the update; nothing when it no longer waits."""
        with guarded(), self._engine.begin() as connection:
            row = connection.execute(
                update(updates)
                .where(*self._is(update_id), updates.c.state == State.WAITING.value)
                .values(attempts=updates.c.attempts + 1)
                .returning(updates)
            ).first()
        return _delivery(row) if row else None

    def parts(self, update_id: int) -> list[Delivery]:
        """The updates that go on with this one's text, in the order they came."""
        asked = select(updates).where(updates.c.bot_id == self._bot_id, updates.c.part_of == update_id)
        return self._all(asked.order_by(updates.c.update_id))

    def waiting(self, chat_id: int | None = None) -> list[Delivery]:
        """All that is not worked off, in the order it came; of one chat, where that is given."""
        asked = select(updates).where(updates.c.bot_id == self._bot_id, updates.c.state == State.WAITING.value)
        if chat_id is not None:
            asked = asked.where(updates.c.chat_id == chat_id)
        return self._all(asked.order_by(updates.c.received_at, updates.c.update_id))

    def state(self, update_id: int) -> State | None:
        """How far an update has come; nothing when it is not kept."""
        with guarded(), self._engine.connect() as connection:
            found = connection.execute(select(updates.c.state).where(*self._is(update_id))).scalar()
        return State(found) if found else None

    def of_message(self, chat_id: int, message_id: int) -> list[Delivery]:
        """The updates about one message: what it first said and its edits, the latest last."""
        asked = select(updates).where(
            updates.c.bot_id == self._bot_id, updates.c.chat_id == chat_id, updates.c.message_id == message_id
        )
        return self._all(asked.order_by(updates.c.update_id))

    def finish(self, update_id: int, state: State = State.DONE) -> None:
        """Say that nothing more is to be done for an update."""
        with guarded(), self._engine.begin() as connection:
            connection.execute(update(updates).where(*self._is(update_id)).values(state=state.value))

    def reword(self, update_id: int, kind: str, document: str) -> None:
        """Take an update for something else than it was taken for: a pressed button for the question it asks."""
        values = {"kind": kind, "document": document, "attempts": 0}
        with guarded(), self._engine.begin() as connection:
            connection.execute(update(updates).where(*self._is(update_id)).values(values))

    def cancel(self, update_ids: Sequence[int]) -> list[int]:
        """Call off those of the updates that still wait for an answer; say which they were.

        An answer that is composed goes out all the same.
        """
        composed = select(replies.c.update_id).where(replies.c.bot_id == self._bot_id, replies.c.document.is_not(None))
        with guarded(), self._engine.begin() as connection:
            rows = connection.execute(
                update(updates)
                .where(
                    updates.c.bot_id == self._bot_id,
                    updates.c.update_id.in_(update_ids),
                    updates.c.state == State.WAITING.value,
                    updates.c.update_id.not_in(composed),
                )
                .values(state=State.CANCELLED.value)
                .returning(updates.c.update_id)
            ).all()
        return sorted(row.update_id for row in rows)

    def post(self, update_id: int, chat_id: int, posted: int, at: datetime) -> None:
        """Keep the number of the message that shows an answer while it is being written."""
        with guarded(), self._engine.begin() as connection:
            self._put(connection, update_id, {"chat_id": chat_id, "composed_at": at, "sent": 0, "posted": posted})

    def outgoing(self, update_id: int) -> Outgoing:
        """What is to go out for an update; nothing yet, where nothing was kept."""
        asked = select(replies.c.document, replies.c.sent, replies.c.posted).where(
            replies.c.bot_id == self._bot_id, replies.c.update_id == update_id
        )
        with guarded(), self._engine.connect() as connection:
            row = connection.execute(asked).first()
        return Outgoing(row.document, row.sent, row.posted) if row else Outgoing(None, 0, None)

    def keep(
        self,
        update_id: int,
        document: str,
        at: datetime,
        also: Callable[[Connection], None] | None = None,
    ) -> bool:
        """Keep what is to go out for an update, with what belongs to it; nothing, and False, when it no longer waits.

        ``also`` writes within the same transaction.
        """
        with guarded(), self._engine.begin() as connection:
            # The first statement takes the file's write lock: nobody calls the update off between the two.
            waiting = connection.execute(
                update(updates)
                .where(*self._is(update_id), updates.c.state == State.WAITING.value)
                .values(attempts=updates.c.attempts)
                .returning(updates.c.chat_id)
            ).first()
            if waiting is None:
                return False
            values = {"chat_id": waiting.chat_id, "document": document, "sent": 0, "composed_at": at}
            self._put(connection, update_id, values)
            if also:
                also(connection)
            return True

    def progress(self, update_id: int, sent: int) -> None:
        """Say that so many of an update's messages are done with."""
        with guarded(), self._engine.begin() as connection:
            connection.execute(
                update(replies)
                .where(replies.c.bot_id == self._bot_id, replies.c.update_id == update_id)
                .values(sent=sent)
            )

    def erase(self, chat_id: int, but: int) -> list[int]:
        """Remove all of a chat, save the update ``but`` and what came after it; give the numbers of what is removed."""
        at = select(updates.c.received_at).where(*self._is(but)).scalar_subquery()
        mine = updates.c.bot_id == self._bot_id, updates.c.chat_id == chat_id
        left = select(updates.c.update_id).where(*mine)
        with guarded(), self._engine.begin() as connection:
            removed = connection.execute(
                delete(updates)
                .where(*mine, updates.c.update_id != but, updates.c.received_at <= at)
                .returning(updates.c.update_id)
            ).all()
            connection.execute(
                delete(replies).where(
                    replies.c.bot_id == self._bot_id, replies.c.chat_id == chat_id, replies.c.update_id.not_in(left)
                )
            )
        scrub(self._engine)
        return sorted(row.update_id for row in removed)

    def prune(self, before: datetime) -> list[int]:
        """Remove what was worked off and received before a time, with its replies; give its numbers."""
        waiting = updates.c.state == State.WAITING.value
        kept = select(updates.c.update_id).where(updates.c.bot_id == self._bot_id, waiting)
        with guarded(), self._engine.begin() as connection:
            rows = connection.execute(
                delete(updates)
                .where(updates.c.bot_id == self._bot_id, updates.c.received_at < before, ~waiting)
                .returning(updates.c.update_id)
            ).all()
            removed = sorted(row.update_id for row in rows)
            # What is composed and not yet sent is as old as it is because nothing could be sent.
            connection.execute(
                delete(replies).where(
                    replies.c.bot_id == self._bot_id, replies.c.composed_at < before, replies.c.update_id.not_in(kept)
                )
            )
        if removed:
            scrub(self._engine)
        return removed

    def _put(self, connection: Connection, update_id: int, values: dict[str, object]) -> None:
        adding = insert(replies).values({"bot_id": self._bot_id, "update_id": update_id, **values})
        connection.execute(adding.on_conflict_do_update(index_elements=["bot_id", "update_id"], set_=values))

    def _is(self, update_id: int) -> tuple[ColumnElement[bool], ...]:
        return updates.c.bot_id == self._bot_id, updates.c.update_id == update_id

    def _all(self, asked: Select[tuple[Any, ...]]) -> list[Delivery]:
        with guarded(), self._engine.connect() as connection:
            return [_delivery(row) for row in connection.execute(asked)]


def _delivery(row: Row[tuple[Any, ...]]) -> Delivery:
    fields: dict[str, Any] = dict(row._mapping)
    return Delivery(**{**fields, "state": State(fields["state"])})
