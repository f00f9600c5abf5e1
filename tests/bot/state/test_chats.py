from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, insert, select

from bot.state.chats import Chats
from bot.state.engine import open_state
from bot.state.members import Members
from bot.state.tables import chats as chats_table
from bot.state.tables import members as members_table
from bot.state.tables import metadata, replies, turns, updates
from knowledge.errors import StoreError

AT = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
ANNA, GROUP, SUPERGROUP, OTHER = 5, -42, -1001234567890, -1009999999999


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def chats(engine: Engine) -> Chats:
    return Chats(engine)


def row(engine: Engine, chat_id: int) -> tuple[str, bool, datetime] | None:
    columns = chats_table.c.kind, chats_table.c.gone, chats_table.c.seen_at
    with engine.connect() as connection:
        found = connection.execute(select(*columns).where(chats_table.c.chat_id == chat_id)).first()
    return (found[0], found[1], found[2]) if found else None


def test_a_chat_that_nobody_has_seen_is_not_gone(chats: Chats, engine: Engine) -> None:
    chats.gone(ANNA)
    assert not chats.is_gone(ANNA)
    assert row(engine, ANNA) is None


def test_a_chat_that_shut_the_bot_out_is_gone_until_it_is_back(chats: Chats) -> None:
    chats.seen(GROUP, "group", AT)
    chats.seen(OTHER, "supergroup", AT)
    chats.gone(GROUP)
    assert (chats.is_gone(GROUP), chats.is_gone(OTHER)) == (True, False)
    chats.back(GROUP)
    assert not chats.is_gone(GROUP)


def test_who_writes_in_private_has_unblocked_the_bot(chats: Chats) -> None:
    chats.seen(ANNA, "private", AT)
    chats.gone(ANNA)
    chats.seen(ANNA, "private", LATER)
    assert not chats.is_gone(ANNA)


def test_a_private_message_that_is_delivered_late_unblocks_nothing(chats: Chats) -> None:
    chats.seen(ANNA, "private", AT)
    chats.gone(ANNA)
    chats.seen(ANNA, "private", AT)
    assert chats.is_gone(ANNA)


def test_a_group_in_which_the_bot_is_muted_stays_gone_whatever_is_said_there(chats: Chats) -> None:
    chats.seen(GROUP, "group", AT)
    chats.gone(GROUP)
    chats.seen(GROUP, "group", LATER)
    assert chats.is_gone(GROUP)


def test_a_chat_is_kept_as_it_was_seen_last(chats: Chats, engine: Engine) -> None:
    chats.seen(GROUP, "group", AT)
    chats.seen(GROUP, "supergroup", LATER)
    chats.seen(GROUP, "group", AT)
    assert row(engine, GROUP) == ("supergroup", False, LATER)


def fill(engine: Engine, chat_id: int, number: int) -> None:
    """A row in everything that is kept by chat."""
    update = {"bot_id": 9, "update_id": number, "chat_id": chat_id}
    rows: list[tuple[Table, dict[str, object]]] = [
        (updates, update | {"kind": "text", "document": "{}", "received_at": AT, "state": "done", "attempts": 1}),
        (replies, update | {"sent": 0, "composed_at": AT}),
        (
            turns,
            {
                "bot_id": 1,
                "update_id": number,
                "chat_id": chat_id,
                "thread_id": 3,
                "at": AT,
                "question": "q",
                "answer": "a",
            },
        ),
        (chats_table, {"chat_id": chat_id, "kind": f"kind {number}", "gone": False, "seen_at": AT}),
        (members_table, {"id": chat_id, "invited_by": number, "joined_at": AT}),
    ]
    with engine.begin() as connection:
        for table, values in rows:
            connection.execute(insert(table).values(values))


def kept(engine: Engine, chat_id: int) -> dict[str, int]:
    """How many rows each table has of a chat."""
    keys = [(table.name, table.c.get("chat_id", table.c.get("id"))) for table in metadata.tables.values()]
    with engine.connect() as connection:
        return {
            name: len(connection.execute(select(key).where(key == chat_id)).all())
            for name, key in keys
            if key is not None and (key.name == "chat_id" or name == "members")
        }


def test_a_group_that_became_a_supergroup_keeps_all_it_had(chats: Chats, engine: Engine) -> None:
    fill(engine, GROUP, 1)
    fill(engine, OTHER, 2)
    chats.moved(GROUP, SUPERGROUP)
    assert set(kept(engine, GROUP)) == {"updates", "replies", "turns", "chats", "members"}
    assert set(kept(engine, GROUP).values()) == {0}
    assert set(kept(engine, SUPERGROUP).values()) == set(kept(engine, OTHER).values()) == {1}
    assert Members(engine).is_member(SUPERGROUP)


def test_what_the_supergroup_has_already_stands_and_what_was_said_is_joined(chats: Chats, engine: Engine) -> None:
    fill(engine, GROUP, 1)
    fill(engine, SUPERGROUP, 2)
    chats.moved(GROUP, SUPERGROUP)
    assert kept(engine, SUPERGROUP) == {"updates": 2, "replies": 2, "turns": 2, "chats": 1, "members": 1}
    assert set(kept(engine, GROUP).values()) == {0}
    assert row(engine, SUPERGROUP) == ("kind 2", False, AT)
    assert [member.invited_by for member in Members(engine).all()] == [2]


def test_a_move_that_is_told_twice_or_leads_nowhere_changes_nothing_more(chats: Chats, engine: Engine) -> None:
    fill(engine, GROUP, 1)
    chats.moved(GROUP, SUPERGROUP)
    chats.moved(GROUP, SUPERGROUP)
    chats.moved(SUPERGROUP, SUPERGROUP)
    assert set(kept(engine, SUPERGROUP).values()) == {1}


def test_a_move_that_fails_halfway_has_moved_nothing(chats: Chats, engine: Engine) -> None:
    fill(engine, GROUP, 1)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE members RENAME TO elsewhere")
    with pytest.raises(StoreError):
        chats.moved(GROUP, SUPERGROUP)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO members")
    assert set(kept(engine, GROUP).values()) == {1}
    assert set(kept(engine, SUPERGROUP).values()) == {0}


def test_a_chat_can_be_forgotten(chats: Chats, engine: Engine) -> None:
    chats.seen(GROUP, "group", AT)
    assert chats.erase(GROUP)
    assert not chats.erase(GROUP)
    assert row(engine, GROUP) is None
