"""What is forgotten in time, and what is kept however old it is."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.model import Answer, Status, Turn
from bot.state.chats import Chats
from bot.state.conversations import Conversations, Said
from bot.state.deliveries import Deliveries, Delivery, State
from bot.state.store import Store
from bot.telegram.records import Records
from bot.telegram.upkeep import Upkeep
from tests.bot.telegram.conftest import NOW

BOT, CHAT = 1, 7
OLD, YOUNG = NOW - timedelta(days=3, minutes=1), NOW - timedelta(days=2)


@dataclass
class Jobs:
    """Jobs of which only is noted that they are erased."""

    erased: list[int] = field(default_factory=list)

    async def erase(self, update_ids: Sequence[int]) -> None:
        self.erased += update_ids


@dataclass
class Kept:
    """The bot's tables, put in order by their upkeep."""

    records: Records
    jobs: Jobs = field(default_factory=Jobs)

    def asked(self, number: int, at: datetime, *, state: State = State.DONE, answered: datetime | None = None) -> None:
        """Keep a question, with an answer composed at a time where one is given."""
        self.records.deliveries.record(Delivery(BOT, number, CHAT, number, "question", "{}", at))
        if answered:
            said = Said(number, CHAT, 0, answered, Turn(f"q{number}", Answer(Status.ANSWERED, "It rose.", NOW)))
            say = self.records.conversations.say
            self.records.deliveries.keep(number, "parcel", answered, lambda connection: say(connection, said))
        self.records.deliveries.finish(number, state)

    def left(self) -> tuple[list[int], list[int], list[str]]:
        """Which updates, which replies and which turns there are."""
        numbers = range(1, 10)
        deliveries = self.records.deliveries
        return (
            [number for number in numbers if deliveries.state(number)],
            [number for number in numbers if deliveries.outgoing(number).document],
            [turn.question for turn in self.records.conversations.last(CHAT, 0, 9)],
        )

    async def forget(self, kept: timedelta = timedelta(days=30)) -> None:
        await Upkeep(self.records, self.jobs, lambda: NOW, kept).forget()


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    store = Store(tmp_path)
    engine = store.engine
    yield Kept(Records(store, Deliveries(engine, BOT), Conversations(engine, BOT), Chats(engine)))
    store.close()


async def test_what_was_delivered_goes_after_three_days_and_its_conversation_stays(kept: Kept) -> None:
    kept.asked(1, OLD, answered=OLD)
    kept.asked(2, YOUNG, answered=YOUNG)
    kept.asked(3, OLD, state=State.CANCELLED)
    await kept.forget()
    assert kept.left() == ([2], [2], ["q1", "q2"])
    assert kept.jobs.erased == [1, 3]


async def test_a_conversation_goes_after_as_long_as_the_operator_says(kept: Kept) -> None:
    kept.asked(1, NOW - timedelta(days=31), answered=NOW - timedelta(days=31))
    kept.asked(2, NOW - timedelta(days=29), answered=NOW - timedelta(days=29))
    await kept.forget()
    assert kept.left() == ([], [], ["q2"])


async def test_nothing_is_kept_longer_than_the_operator_says(kept: Kept) -> None:
    kept.asked(1, YOUNG, answered=YOUNG)
    kept.asked(2, NOW - timedelta(hours=1), answered=NOW - timedelta(hours=1))
    await kept.forget(timedelta(days=1))
    assert kept.left() == ([2], [2], ["q2"])


async def test_what_waits_is_kept_with_its_answer_however_old_it_is(kept: Kept) -> None:
    kept.asked(1, OLD, state=State.WAITING, answered=OLD)
    kept.asked(2, OLD, state=State.WAITING)
    await kept.forget()
    assert kept.left() == ([1, 2], [1], ["q1"])
    assert kept.jobs.erased == []


async def test_of_what_is_removed_no_byte_is_left(kept: Kept, tmp_path: Path) -> None:
    kept.asked(1, OLD, answered=OLD)
    assert holds(tmp_path, b"parcel")
    await kept.forget(timedelta(days=1))
    assert not holds(tmp_path, b"parcel")
    assert not holds(tmp_path, b"It rose.")


def holds(folder: Path, text: bytes) -> bool:
    """Whether a text stands anywhere in the files."""
    return any(text in path.read_bytes() for path in folder.iterdir())
