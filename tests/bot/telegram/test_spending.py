"""How often a reader may ask, and what a day may cost."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import Answer, Status, Usage
from bot.telegram.budget import Limits
from tests.bot.telegram.conftest import NOW, UNHURRIED, Running, letting_in
from tests.standins.telegram import READER
from tests.standins.telegram_updates import inline_query

OTHER, STRANGER = 9, 8
BOTH = letting_in(READER, OTHER)


class Noon:
    """A clock that stands at noon, and can be put forward."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def noon() -> Noon:
    return Noon()


@pytest.fixture
def costly(idle: Running) -> Running:
    """A bot whose usual answers to "dear?" cost 100 tokens; the frugal ones begin with "Frugally"."""
    usage = Usage(input_tokens=70, output_tokens=30)
    idle.librarian.answers["dear?"] = Answer(Status.ANSWERED, "Dearly.", NOW, usage=usage)
    idle.librarian.answers["贵吗？"] = Answer(Status.ANSWERED, "很贵。", NOW, language="zh", usage=usage)
    idle.frugal.answers["dear?"] = Answer(Status.ANSWERED, "Frugally.", NOW)
    idle.frugal.answers["贵吗？"] = Answer(Status.ANSWERED, "省着说。", NOW, language="zh")
    return idle


def rows(folder: Path) -> list[tuple[str, int, int, int, int]]:
    with closing(sqlite3.connect(folder / "bot.db")) as file:
        return file.execute("SELECT day, user_id, input_tokens, output_tokens, answers FROM usage").fetchall()


async def test_a_flood_of_questions_gets_one_sentence_of_warning(idle: Running, noon: Noon) -> None:
    await idle.start(access=BOTH, rate=2, clock=noon, limits=UNHURRIED)
    for number in range(10):
        idle.telegram.hears(str(number))
    assert await idle.ask_and_read("other", user=OTHER)
    sent = await idle.telegram.wait_for(4)
    warning = idle.vocabulary.english.too_fast.format(seconds=60)
    assert sorted(message["text"] for message in sent) == sorted(
        ["You asked: 0", "You asked: 1", "You asked: other", warning]
    )
    noon.now += timedelta(seconds=61)
    assert await idle.ask_and_read("later") == "You asked: later"
    assert len(idle.telegram.sent) == 5


async def test_commands_and_inline_queries_take_nothing_off_the_questions(idle: Running) -> None:
    await idle.start(rate=1)
    for n in range(3):
        idle.telegram.queues(*inline_query(f"how did Alibaba do {n}?"))
    await idle.ask_and_read("/help")
    await idle.telegram.wait_for(1, method="answerInlineQuery")
    assert await idle.ask_and_read("why?") == "You asked: why?"


async def test_a_button_pressed_too_fast_is_told_so_above_the_chat(idle: Running) -> None:
    idle.librarian.answers["why?"] = Answer(Status.CLARIFY, "Which one?", NOW, options=["This one?", "That one?"])
    await idle.start(rate=1)
    await idle.ask_and_read("why?")
    [shown] = idle.telegram.shown(READER)
    assert shown.reply_markup
    for _ in range(2):
        idle.telegram.presses(READER, shown.reply_markup["inline_keyboard"][0][0]["text"])
    await idle.telegram.wait_for(2, method="answerCallbackQuery")
    told = [call.params for call in idle.telegram.called("answerCallbackQuery")]
    assert all("more questions a minute" in each["text"] and each["show_alert"] for each in told)
    assert len(idle.telegram.sent) == 1


async def test_what_an_answer_costs_is_kept_by_day_and_user(costly: Running, noon: Noon) -> None:
    await costly.start(access=BOTH, clock=noon, limits=UNHURRIED)
    for user in (READER, READER, OTHER):
        await costly.ask_and_read("dear?", user=user)
    await costly.ask_and_read("free?")
    noon.now += timedelta(days=1)
    await costly.ask_and_read("dear?")
    await costly.stop()
    assert rows(costly.folder) == [
        ("2026-11-24", READER, 140, 60, 2),
        ("2026-11-24", OTHER, 70, 30, 1),
        ("2026-11-25", READER, 70, 30, 1),
    ]


async def test_a_reader_who_has_spent_their_part_is_answered_without_the_model_until_the_day_ends(
    costly: Running, noon: Noon
) -> None:
    await costly.start(access=BOTH, clock=noon, budget=Limits(per_user=150), limits=UNHURRIED)
    assert [await costly.ask_and_read("dear?") for _ in range(2)] == ["Dearly."] * 2
    spent = await costly.ask_and_read("dear?")
    assert spent == "Frugally.\n\n" + costly.vocabulary.english.budget_user.format(wait="12 hours")
    assert await costly.ask_and_read("dear?", user=OTHER) == "Dearly."
    noon.now += timedelta(hours=11, minutes=59)
    assert "in 1 minute" in await costly.ask_and_read("dear?")
    noon.now += timedelta(minutes=1)
    assert await costly.ask_and_read("dear?") == "Dearly."


async def test_when_the_day_is_spent_everybody_is_answered_without_the_model(costly: Running, noon: Noon) -> None:
    await costly.start(access=BOTH, clock=noon, budget=Limits(whole=200, per_user=1_000))
    for user in (READER, OTHER):
        assert await costly.ask_and_read("dear?", user=user) == "Dearly."
    for user in (READER, OTHER):
        said = await costly.ask_and_read("dear?", user=user)
        assert said == "Frugally.\n\n" + costly.vocabulary.english.budget_all.format(wait="12 hours")
    assert len(costly.librarian.asked) == 2
    noon.now += timedelta(days=1)
    assert await costly.ask_and_read("dear?") == "Dearly."


async def test_the_budget_is_spoken_of_in_the_language_of_reader_and_answer(costly: Running, noon: Noon) -> None:
    await costly.start(clock=noon, budget=Limits(whole=1))
    costly.telegram.hears("贵吗？", language="zh-hans")
    await costly.telegram.wait_for(1)
    costly.telegram.hears("贵吗？", language="zh-hans")
    sent = await costly.telegram.wait_for(2)
    assert sent[1]["text"] == "省着说。\n\n" + costly.vocabulary.chinese.budget_all.format(wait="12 小时")


async def test_a_spent_budget_outlasts_a_restart(costly: Running, noon: Noon) -> None:
    await costly.start(clock=noon, budget=Limits(whole=100))
    await costly.ask_and_read("dear?")
    await costly.stop()
    await costly.start(clock=noon, budget=Limits(whole=100))
    assert (await costly.ask_and_read("dear?")).startswith("Frugally.")


@pytest.mark.parametrize("budget", [Limits(whole=0), Limits(per_user=0), Limits(whole=0, per_user=0)])
async def test_a_budget_of_nothing_never_asks_the_model_and_promises_nothing(costly: Running, budget: Limits) -> None:
    await costly.start(budget=budget)
    assert [await costly.ask_and_read("dear?") for _ in range(2)] == ["Frugally."] * 2
    assert costly.librarian.asked == []


async def test_with_a_limit_for_all_alone_one_reader_leaves_the_half_to_others(costly: Running, noon: Noon) -> None:
    await costly.start(access=BOTH, clock=noon, budget=Limits(whole=400, people=2))
    told = [await costly.ask_and_read("dear?") for _ in range(3)]
    assert [text.partition("\n")[0] for text in told] == ["Dearly.", "Dearly.", "Frugally."]
    assert await costly.ask_and_read("dear?", user=OTHER) == "Dearly."


async def test_nothing_that_a_stranger_sends_is_counted(costly: Running) -> None:
    await costly.start(budget=Limits(whole=100))
    for text in ("dear?", "/start", "/ask dear?"):
        costly.telegram.hears(text, user=STRANGER)
    costly.telegram.queues(*inline_query("dear?", user=STRANGER))
    await costly.telegram.wait_for(1)
    assert await costly.ask_and_read("dear?") == "Dearly."
    await costly.stop()
    assert [row[1] for row in rows(costly.folder)] == [READER]


async def test_inline_queries_cost_nothing(costly: Running) -> None:
    await costly.start()
    costly.telegram.queues(*inline_query("dear?"))
    await costly.telegram.wait_for(1, method="answerInlineQuery")
    await costly.stop()
    assert costly.librarian.asked == []
    assert rows(costly.folder) == []
