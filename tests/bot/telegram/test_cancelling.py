"""/cancel: what it calls off, whose, and that it stays so."""

import asyncio

from bot.telegram.turns import Allowance, Limits
from tests.bot.telegram.conftest import UNHURRIED, Running, letting_in, until
from tests.standins import telegram_updates as made
from tests.standins.telegram import READER
from tests.standins.telegram_updates import GROUP

OTHER = 9


def asked(bot: Running) -> list[str]:
    return [question.text for question, _ in bot.librarian.asked]


async def test_nothing_to_call_off_is_said_in_a_sentence(bot: Running) -> None:
    assert await bot.ask_and_read("/cancel") == bot.vocabulary.english.nothing_running
    await bot.ask_and_read("why?")
    assert await bot.ask_and_read("/cancel") == bot.vocabulary.english.nothing_running


async def test_a_question_under_way_is_called_off_and_its_assistant_told_so(bot: Running) -> None:
    bot.librarian.gate("slow")
    bot.telegram.hears("slow")
    await bot.librarian.is_asked()
    assert await bot.ask_and_read("/cancel") == bot.vocabulary.english.cancelled
    await until(lambda: bot.librarian.cancelled == ["slow"])
    assert await bot.ask_and_read("next") == "You asked: next"
    assert bot.librarian.asked[1][1] == ()


async def test_questions_in_the_queue_are_called_off_too(bot: Running) -> None:
    bot.librarian.gate("slow")
    for text in ("slow", "second", "third", "/cancel"):
        bot.telegram.hears(text)
    await bot.says(bot.vocabulary.english.cancelled)
    bot.telegram.hears("next")
    await bot.says(bot.vocabulary.english.cancelled, "You asked: next")
    assert {*asked(bot)} - {"slow"} == {"next"}


async def test_typing_ends_with_what_is_called_off(bot: Running) -> None:
    bot.librarian.gate("slow")
    bot.telegram.hears("slow")
    await bot.telegram.wait_for(1, method="sendChatAction")
    await bot.ask_and_read("/cancel")
    await asyncio.sleep(0.1)
    shown = len(bot.telegram.called("sendChatAction"))
    await asyncio.sleep(0.25)
    assert len(bot.telegram.called("sendChatAction")) == shown


async def test_what_is_called_off_is_not_answered_after_the_next_start(bot: Running) -> None:
    gate = bot.librarian.gate("slow")
    bot.telegram.hears("slow")
    bot.telegram.hears("second")
    await bot.librarian.is_asked()
    await bot.ask_and_read("/cancel")
    await bot.stop()
    gate.set()
    await bot.start()
    assert await bot.ask_and_read("next") == "You asked: next"
    assert asked(bot) == ["slow", "next"]
    assert bot.texts() == [bot.vocabulary.english.cancelled, "You asked: next"]


async def test_in_a_group_only_the_senders_own_questions_are_called_off(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER, GROUP), limits=UNHURRIED)
    gate = idle.librarian.gate("mine")
    for text, user in (("mine", READER), ("yours", OTHER), ("yours too", OTHER), ("mine too", READER)):
        idle.telegram.queues(*made.group_command("ask", text, user=user))
    await idle.librarian.is_asked()
    idle.telegram.queues(*made.group_command("cancel", user=OTHER))
    await idle.says(idle.vocabulary.english.cancelled, chat=GROUP)
    gate.set()
    answers = ["You asked: mine", "You asked: mine too"]
    await idle.says(idle.vocabulary.english.cancelled, *answers, chat=GROUP)
    idle.telegram.queues(*made.group_command("cancel", user=OTHER))
    nothing = idle.vocabulary.english.nothing_running
    await idle.says(idle.vocabulary.english.cancelled, *answers, nothing, chat=GROUP)
    assert asked(idle) == ["mine", "mine too"]


async def test_what_is_called_off_in_one_chat_goes_on_in_another(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER), limits=UNHURRIED)
    gate = idle.librarian.gate("slow")
    idle.telegram.hears("slow")
    idle.telegram.hears("slow", user=OTHER)
    await idle.librarian.is_asked(2)
    idle.telegram.hears("/cancel")
    await idle.says(idle.vocabulary.english.cancelled)
    gate.set()
    await idle.says("You asked: slow", chat=OTHER)
    assert idle.texts() == [idle.vocabulary.english.cancelled]


async def test_a_question_that_a_button_asked_can_be_called_off(bot: Running) -> None:
    bot.librarian.suggestions["why?"] = ["And Baidu?"]
    bot.librarian.gate("And Baidu?")
    await bot.ask_and_read("why?")
    bot.telegram.presses(READER, "And Baidu?")
    await bot.librarian.is_asked(2)
    assert await bot.ask_and_read("/cancel") == bot.vocabulary.english.cancelled
    await until(lambda: bot.librarian.cancelled == ["And Baidu?"])


async def test_an_answer_that_is_composed_goes_out_all_the_same(idle: Running) -> None:
    await idle.start(limits=Limits(private=Allowance(1, 0.4, 0.5)))
    await idle.ask_and_read("first")
    idle.telegram.hears("why?")  # its answer waits to be sent
    await idle.librarian.is_asked(2)
    await asyncio.sleep(0.1)
    idle.telegram.hears("/cancel")
    await idle.says("You asked: first", "You asked: why?", idle.vocabulary.english.nothing_running)
