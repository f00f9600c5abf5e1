"""Questions longer than a message, which the reader's own Telegram cuts into several."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.parts import is_long, joined
from tests.bot.telegram.conftest import UNHURRIED, Running, letting_in, until
from tests.standins import telegram_updates as made
from tests.standins.telegram import READER
from tests.standins.telegram_updates import GROUP

OTHER = 9
WORDS = " ".join(f"word{number}" for number in range(2_000))
LONG = WORDS[:4_050].strip()
CHINESE = "涨跌了多少" * 2_500


def asked(bot: Running) -> list[str]:
    return [question.text for question, _ in bot.librarian.asked]


def parts_of(text: str) -> list[str]:
    """Cut as Telegram's programs do: at the last space that fits, else in the middle of a word."""
    parts = []
    while text:
        end = 4_096 if len(text) > 4_096 else len(text)
        space = text.rfind(" ", 0, end) if end < len(text) else -1
        parts.append(text[: space if space > 0 else end])
        text = text[len(parts[-1]) :].lstrip(" ")
    return parts


@pytest.mark.parametrize("text", [WORDS[:6_000], WORDS[:12_000], CHINESE[:8_000], CHINESE])
async def test_a_long_question_is_answered_once_and_as_a_whole(bot: Running, text: str) -> None:
    for part in parts_of(text):
        bot.telegram.hears(part)
    await bot.librarian.is_asked()
    await asyncio.sleep(0.1)
    assert asked(bot) == [text]


async def test_a_third_part_may_come_late(bot: Running) -> None:
    parts = parts_of(WORDS[:12_000])
    assert len(parts) == 3
    for part in parts:
        bot.telegram.hears(part)
        await asyncio.sleep(0.22)
    await bot.librarian.is_asked()
    assert asked(bot) == [WORDS[:12_000]]


async def test_two_long_questions_far_apart_are_two(bot: Running) -> None:
    first, second = LONG, WORDS[4_050:8_150].strip()
    bot.telegram.hears(first)
    await bot.librarian.is_asked()
    bot.telegram.hears(second)
    await bot.librarian.is_asked(2)
    assert asked(bot) == [first, second]


async def test_a_long_question_at_the_end_of_another_is_not_waited_for_in_vain(bot: Running) -> None:
    bot.telegram.hears(LONG)
    bot.telegram.hears("short")
    bot.telegram.hears("another")
    await bot.librarian.is_asked(2)
    assert asked(bot) == [LONG + " short", "another"]


async def test_what_two_people_of_a_group_say_is_not_joined(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER, GROUP), limits=UNHURRIED)
    idle.telegram.queues(*made.group_message(f"/ask {LONG}"))
    idle.telegram.queues(*made.group_message("/ask why?", user=OTHER))
    await idle.librarian.is_asked(2)
    assert asked(idle) == [LONG, "why?"]


async def test_what_a_reader_says_in_private_and_in_a_group_is_not_joined(idle: Running) -> None:
    await idle.start(access=letting_in(READER, GROUP), limits=UNHURRIED)
    idle.telegram.hears(LONG)
    idle.telegram.queues(*made.group_message("/ask why?"))
    await idle.librarian.is_asked(2)
    assert sorted(asked(idle)) == sorted([LONG, "why?"])


async def test_a_long_question_called_off_between_its_parts_is_called_off_as_a_whole(bot: Running) -> None:
    first, second = parts_of(WORDS[:6_000])
    bot.telegram.hears(first)
    bot.telegram.hears(second)
    bot.telegram.hears("/cancel")
    await until(lambda: bot.vocabulary.english.cancelled in bot.texts())
    await asyncio.sleep(0.6)
    assert asked(bot) == []


async def test_a_long_question_is_whole_after_a_stop_between_its_parts_and_its_answer(bot: Running) -> None:
    text = WORDS[:6_000]
    for part in parts_of(text):
        bot.telegram.hears(part)
    gate = bot.librarian.gate(text)
    await bot.librarian.is_asked()
    await bot.stop()
    gate.set()
    await bot.start()
    await bot.librarian.is_asked(2)
    assert asked(bot) == [text, text]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda text: text * (9_000 // len(text))))
def test_what_is_cut_where_there_is_no_space_comes_together_again(text: str) -> None:
    units = text.encode("utf-16-le")
    parts, start = [], 0
    while start < len(units):
        end = start + 2 * 4_096
        if end < len(units) and 0xDC00 <= int.from_bytes(units[end : end + 2], "little") < 0xE000:
            end -= 2
        parts.append(units[start:end].decode("utf-16-le"))
        start = end
    assert joined(parts) == text
    assert all(is_long(part) for part in parts[:-1])
