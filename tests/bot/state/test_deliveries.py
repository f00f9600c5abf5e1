"""What Telegram has delivered stays until it is worked off, and is worked off once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.state.deliveries import Deliveries, Delivery, Outgoing, State
from bot.state.engine import open_state
from knowledge.errors import StoreError

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BOT, OTHER_BOT = 1, 2
CHAT, OTHER_CHAT = 7, -100


@pytest.fixture
def deliveries(tmp_path: Path) -> Iterator[Deliveries]:
    engine = open_state(tmp_path)
    yield Deliveries(engine, BOT)
    engine.dispose()


def delivery(
    number: int, chat: int = CHAT, message: int | None = None, part_of: int | None = None, after: int = 0
) -> Delivery:
    at = AT + timedelta(minutes=after)
    return Delivery(BOT, number, chat, message, "question", f"q{number}", at, part_of=part_of)


def numbers(found: list[Delivery]) -> list[int]:
    return [one.update_id for one in found]


def test_an_update_is_new_once(deliveries: Deliveries) -> None:
    assert deliveries.record(delivery(1))
    assert not deliveries.record(delivery(1))
    assert numbers(deliveries.waiting()) == [1]


def test_the_same_number_of_another_bot_is_another_update(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    mine, theirs = Deliveries(engine, BOT), Deliveries(engine, OTHER_BOT)
    assert mine.record(delivery(1))
    assert theirs.begin(1) is None
    assert theirs.waiting() == []
    engine.dispose()


def test_what_is_begun_comes_back_as_it_was_kept_with_its_attempts_counted(deliveries: Deliveries) -> None:
    deliveries.record(delivery(1, message=50))
    first, second = deliveries.begin(1), deliveries.begin(1)
    assert first == Delivery(BOT, 1, CHAT, 50, "question", "q1", AT, State.WAITING, 1)
    assert second is not None
    assert second.attempts == 2


@pytest.mark.parametrize("state", [State.DONE, State.CANCELLED])
def test_what_no_longer_waits_is_not_begun(deliveries: Deliveries, state: State) -> None:
    deliveries.record(delivery(1))
    deliveries.finish(1, state)
    assert deliveries.begin(1) is None
    assert deliveries.begin(2) is None
    assert (deliveries.state(1), deliveries.state(2)) == (state, None)


def test_what_waits_is_given_in_the_order_it_came_of_all_chats_or_of_one(deliveries: Deliveries) -> None:
    # Telegram begins to count anew, anywhere, after a week without updates.
    for one in (delivery(9, after=1), delivery(3, after=2), delivery(4, OTHER_CHAT, after=2)):
        deliveries.record(one)
    assert numbers(deliveries.waiting()) == [9, 3, 4]
    assert numbers(deliveries.waiting(CHAT)) == [9, 3]


def test_the_parts_of_a_message_and_the_wordings_of_one_are_found(deliveries: Deliveries) -> None:
    for one in (delivery(1, message=50), delivery(2, part_of=1), delivery(3, part_of=1), delivery(4, message=50)):
        deliveries.record(one)
    assert numbers(deliveries.parts(1)) == [2, 3]
    assert numbers(deliveries.of_message(CHAT, 50)) == [1, 4]
    assert deliveries.of_message(OTHER_CHAT, 50) == []


def test_what_is_composed_goes_out_from_where_it_was_left(deliveries: Deliveries) -> None:
    deliveries.record(delivery(1))
    assert deliveries.outgoing(1) == Outgoing(None, 0, None)
    deliveries.post(1, CHAT, 90, AT)
    assert deliveries.keep(1, "letters", AT)
    deliveries.progress(1, 2)
    assert deliveries.outgoing(1) == Outgoing("letters", 2, 90)


def test_what_belongs_to_an_answer_is_kept_with_it_or_not_at_all(deliveries: Deliveries) -> None:
    def fail(_: Connection) -> None:
        raise ZeroDivisionError

    deliveries.record(delivery(1))
    with pytest.raises(ZeroDivisionError):
        deliveries.keep(1, "letters", AT, fail)
    assert deliveries.outgoing(1).document is None


def test_an_answer_to_what_was_called_off_is_not_kept(deliveries: Deliveries) -> None:
    deliveries.record(delivery(1))
    assert deliveries.cancel([1]) == [1]
    assert not deliveries.keep(1, "letters", AT)
    assert deliveries.outgoing(1).document is None


def test_an_answer_that_is_composed_can_no_longer_be_called_off(deliveries: Deliveries) -> None:
    for number in (1, 2, 3):
        deliveries.record(delivery(number))
    deliveries.keep(1, "letters", AT)
    deliveries.finish(2)
    assert deliveries.cancel([1, 2, 3, 4]) == [3]


def test_an_update_can_be_taken_for_something_else(deliveries: Deliveries) -> None:
    deliveries.record(delivery(1))
    deliveries.begin(1)
    deliveries.reword(1, "question", "the question behind the button")
    begun = deliveries.begin(1)
    assert begun is not None
    assert (begun.document, begun.attempts) == ("the question behind the button", 1)


def test_a_chat_is_erased_and_the_others_keep_theirs(deliveries: Deliveries) -> None:
    for number, chat in ((1, CHAT), (2, CHAT), (3, OTHER_CHAT)):
        deliveries.record(delivery(number, chat))
        deliveries.keep(number, "letters", AT)
    assert deliveries.erase(CHAT, but=2) == [1]
    assert numbers(deliveries.waiting()) == [2, 3]
    assert deliveries.outgoing(1).document is None
    assert deliveries.outgoing(3).document == "letters"


def test_old_updates_are_removed_but_for_those_that_wait(deliveries: Deliveries) -> None:
    for number, after in ((1, 0), (2, 0), (3, 60)):
        deliveries.record(delivery(number, after=after))
    deliveries.finish(1)
    deliveries.finish(3)
    assert deliveries.prune(AT + timedelta(minutes=30)) == [1]
    assert [deliveries.state(number) for number in (1, 2, 3)] == [None, State.WAITING, State.DONE]


def test_a_file_that_cannot_be_used_is_said_to_be_so(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE updates")
    with pytest.raises(StoreError, match="the bot's store"):
        Deliveries(engine, BOT).record(delivery(1))
    engine.dispose()
