"""What was said is remembered chat by chat, and forgotten when it should be."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.model import Answer, Citation, Figure, Price, Status, Turn, Usage
from bot.state.conversations import Conversations, Said
from bot.state.engine import open_state

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CHAT, OTHER_CHAT = 7, -100
CLOSE = Price("BABA", date(2026, 11, 23), Decimal("187.25"), "USD", "Yahoo Finance", adjusted=Decimal("186.9"))
LATEST = Price("9988.HK", AT, Decimal("160.1"), "HKD", "Yahoo Finance", what="latest", stale=True)
CITATION = Citation(1, "Up 26%", "https://example.com/a", "Reuters", date(2025, 8, 29), "rose 26%", also=["Post"])
WHOLE = Answer(
    Status.ANSWERED,
    "Up 26% [1]",
    AT,
    "zh",
    citations=[CITATION],
    figures=[Figure("26%", citation=1, prices=[]), Figure("187.25", prices=[CLOSE, LATEST])],
    prices=[CLOSE, LATEST],
    options=["a"],
    usage=Usage(3, 4),
    resolved="How much did Alibaba Cloud grow?",
    follow_ups=["And Baidu?"],
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(tmp_path)
    yield engine
    engine.dispose()


def say(
    engine: Engine, number: int, text: str, chat: int = CHAT, thread: int = 0, after: int = 0, answer: Answer = WHOLE
) -> None:
    said = Said(number, chat, thread, AT + timedelta(minutes=after), Turn(text, answer))
    with engine.begin() as connection:
        Conversations(engine, 1).say(connection, said)


def asked(engine: Engine, chat: int = CHAT, thread: int = 0, most: int = 6) -> list[str]:
    return [turn.question for turn in Conversations(engine, 1).last(chat, thread, most)]


def test_a_turn_comes_back_as_it_was_said(engine: Engine) -> None:
    say(engine, 1, "how much?")
    assert Conversations(engine, 1).turn(1, CHAT) == Turn("how much?", WHOLE)


def test_the_latest_turns_are_given_oldest_first(engine: Engine) -> None:
    for number, text in ((9, "first"), (3, "second"), (4, "third")):
        say(engine, number, text, after=["first", "second", "third"].index(text))
    assert asked(engine) == ["first", "second", "third"]
    assert asked(engine, most=2) == ["second", "third"]


def test_chats_topics_and_bots_remember_apart(engine: Engine) -> None:
    say(engine, 1, "mine")
    say(engine, 2, "theirs", chat=OTHER_CHAT)
    say(engine, 3, "in a topic", chat=OTHER_CHAT, thread=5)
    assert asked(engine) == ["mine"]
    assert asked(engine, OTHER_CHAT) == ["theirs"]
    assert asked(engine, OTHER_CHAT, 5) == ["in a topic"]
    assert Conversations(engine, 2).last(CHAT, 0, 6) == []


def test_a_button_reaches_only_the_turns_of_its_own_chat(engine: Engine) -> None:
    say(engine, 1, "mine")
    assert Conversations(engine, 1).turn(1, OTHER_CHAT) is None


def test_a_turn_that_is_said_again_takes_its_own_place(engine: Engine) -> None:
    say(engine, 1, "before the crash")
    say(engine, 1, "after it")
    assert asked(engine) == ["after it"]


def test_a_chat_is_forgotten_whole_and_alone(engine: Engine) -> None:
    say(engine, 1, "mine")
    say(engine, 2, "in a topic", thread=5)
    say(engine, 3, "theirs", chat=OTHER_CHAT)
    assert Conversations(engine, 1).erase(CHAT) == 2
    assert (asked(engine), asked(engine, thread=5), asked(engine, OTHER_CHAT)) == ([], [], ["theirs"])


def test_what_is_old_is_forgotten(engine: Engine) -> None:
    say(engine, 1, "old")
    say(engine, 2, "new", after=60)
    assert Conversations(engine, 1).prune(AT + timedelta(minutes=30)) == 1
    assert asked(engine) == ["new"]


def test_a_turn_in_the_form_of_another_version_is_passed_over(engine: Engine) -> None:
    say(engine, 1, "old form")
    say(engine, 2, "new form", after=1)
    with engine.begin() as connection:
        connection.exec_driver_sql('UPDATE turns SET answer = \'{"status": "odd"}\' WHERE update_id = 1')
    assert asked(engine) == ["new form"]
    assert Conversations(engine, 1).turn(1, CHAT) is None
