"""How long a message waits for its turn, and what ends the wait."""

import asyncio
from itertools import pairwise

import pytest

from bot.telegram.pace import Limits, Pace, Rests, Urgency
from bot.telegram.reply import LeavingError
from tests.standins.clocks import leaping


def test_what_rests_too_briefly_to_matter_is_forgotten() -> None:
    now = 0.0
    rests: Rests[int] = Rests(lambda: now)
    rests.rest(1, 9000)
    for number in range(2, 5000):
        now = float(number)
        rests.rest(number, 4)
    assert rests.left(4999) == 4
    rests.rest(4999, 2)
    assert rests.left(4999) == 4
    assert rests.left(1) > 0
    assert rests.left(2) <= 0


def _pace(overall: int = 30) -> Pace:
    return Pace(asyncio.get_running_loop().time, Limits(overall))


async def _timed(pace: Pace, chat_id: int, urgency: Urgency = Urgency.ANSWER) -> float:
    async with pace.turn(chat_id, private=chat_id > 0, urgency=urgency):
        return round(pace.clock() - 1000, 3)


def test_the_parts_of_one_answer_go_at_once_and_the_next_ones_a_second_apart() -> None:
    async def read() -> list[float]:
        pace = _pace()
        return [await _timed(pace, 7) for _ in range(5)]

    assert leaping(read()) == [0, 0, 0, 1, 2]


def test_a_chat_that_is_held_keeps_no_other_waiting() -> None:
    async def read() -> tuple[float, ...]:
        pace = _pace()
        pace.hold(7, 30)
        return tuple(await asyncio.gather(_timed(pace, 7), _timed(pace, 8), _timed(pace, -5)))

    assert leaping(read()) == (30.25, 0, 0)


def test_a_thousand_broadcasts_do_not_delay_an_answer() -> None:
    async def read() -> tuple[float, float]:
        pace = _pace()
        sending = [asyncio.create_task(_timed(pace, chat_id, Urgency.BROADCAST)) for chat_id in range(10, 1010)]
        await asyncio.sleep(2.5)
        answered = await _timed(pace, 7)
        return answered, max([await each for each in sending])

    answered, ended = leaping(read())
    assert answered == 2.5
    assert 38 <= ended <= 41


def test_a_question_given_up_while_its_answer_waits_takes_no_turn() -> None:
    async def read() -> float:
        pace = _pace(overall=1)
        await _timed(pace, 7)
        given_up = asyncio.create_task(_timed(pace, 8))
        following = asyncio.create_task(_timed(pace, 9))
        await asyncio.sleep(0.5)
        given_up.cancel()
        return await following

    assert leaping(read()) == 1


def test_who_waits_when_the_bot_is_stopped_is_told_so() -> None:
    async def read() -> None:
        pace = _pace()
        pace.hold(7, 3600)
        waiting, pausing = asyncio.create_task(_timed(pace, 7)), asyncio.create_task(pace.pause(60))
        await asyncio.sleep(1)
        pace.stop()
        for told in (waiting, pausing, _timed(pace, 8), pace.pause(1)):
            with pytest.raises(LeavingError):
                await told
        assert not pace.spare(8, private=True)
        assert pace.clock() == 1001

    leaping(read())


def test_a_pause_ends_by_itself() -> None:
    async def read() -> float:
        pace = _pace()
        await pace.pause(30)
        return pace.clock()

    assert leaping(read()) == 1030


def test_nothing_is_spared_where_a_message_waits_or_telegram_has_enough() -> None:
    async def read() -> None:
        pace = _pace()
        assert pace.spare(7, private=True)
        assert not pace.spare(7, private=True)
        pace.hold(8, 5)
        assert pace.held(8)
        assert not pace.spare(8, private=True)
        assert not pace.held(9)
        await asyncio.sleep(0.49)
        assert not pace.spare(7, private=True)
        waiting = [asyncio.create_task(_timed(pace, 9)) for _ in range(4)]
        await asyncio.sleep(0.5)
        assert not pace.spare(9, private=True)
        await asyncio.gather(*waiting)
        for chat_id in range(20, 34):
            await _timed(pace, chat_id)
        assert not pace.spare(9, private=True)

    leaping(read())


def test_an_edit_in_a_group_does_not_take_the_last_message_that_may_go_at_once() -> None:
    async def read() -> None:
        pace = _pace()
        await _timed(pace, -5)
        await _timed(pace, -5)
        assert not pace.spare(-5, private=False)
        assert await _timed(pace, -5) == 0

    leaping(read())


def test_edits_in_a_group_leave_room_for_the_answer() -> None:
    async def read() -> list[float]:
        pace = _pace()
        shown = []
        for _ in range(100):
            if pace.spare(-5, private=False):
                shown.append(pace.clock() - 1000)
            await asyncio.sleep(1)
        assert await _timed(pace, -5) == 100
        return shown

    shown = leaping(read())
    assert all(later - earlier >= 4 for earlier, later in pairwise(shown))
    assert len(shown) >= 20
