"""What a reader sees who asks."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.model import Answer, Citation, Status
from tests.bot.telegram.conftest import NOW, Running, letting_in
from tests.standins.telegram import READER

OTHER = 9


async def test_a_question_is_answered_as_a_reply_to_it(bot: Running) -> None:
    number = bot.telegram.hears("Why did Alibaba rise?")
    [reply] = await bot.telegram.wait_for(1)
    assert reply["chat_id"] == READER
    assert reply["text"] == "You asked: Why did Alibaba rise?"
    assert reply["reply_parameters"] == {"message_id": number, "allow_sending_without_reply": True}
    assert datetime.now(UTC) - bot.librarian.asked[0][0].asked_at < timedelta(seconds=5)


async def test_an_answer_comes_with_linked_sources(bot: Running) -> None:
    citation = Citation(1, "Cloud revenue up 26%", "https://example.com/a", "Reuters", date(2025, 8, 29), "up 26%")
    bot.librarian.answers["why?"] = Answer(Status.ANSWERED, "It rose. [1]", NOW, citations=[citation])
    bot.telegram.hears("why?")
    [reply] = await bot.telegram.wait_for(1)
    assert reply["text"] == "It rose. [1]\n\n1. Cloud revenue up 26% · Reuters, 29 August 2025"
    assert [entity["type"] for entity in reply["entities"]] == ["bold", "text_link"]


async def test_typing_is_shown_until_the_answer_and_not_after_it(bot: Running) -> None:
    gate = bot.librarian.gate("slow?")
    bot.telegram.hears("slow?")
    await bot.telegram.wait_for(3, method="sendChatAction")
    assert bot.telegram.sent == []
    gate.set()
    await bot.telegram.wait_for(1)
    shown = len(bot.telegram.called("sendChatAction"))
    await asyncio.sleep(0.25)
    assert len(bot.telegram.called("sendChatAction")) == shown
    assert bot.telegram.calls.index(bot.telegram.called("sendMessage")[0]) > bot.telegram.calls.index(
        bot.telegram.called("sendChatAction")[-1]
    )


async def test_quick_questions_of_one_chat_are_answered_in_the_order_they_were_asked(bot: Running) -> None:
    gate = bot.librarian.gate("first")
    for text in ("first", "second", "third"):
        bot.telegram.hears(text)
    await bot.telegram.wait_for(2, method="sendChatAction")
    gate.set()
    sent = await bot.telegram.wait_for(3)
    assert [message["text"].removeprefix("You asked: ") for message in sent] == ["first", "second", "third"]


async def test_a_slow_answer_in_one_chat_keeps_no_other_chat_waiting(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER))
    gate = idle.librarian.gate("slow")
    idle.telegram.hears("slow")
    idle.telegram.hears("quick", user=OTHER)
    [reply] = await idle.telegram.wait_for(1)
    assert reply["chat_id"] == OTHER
    gate.set()
    await idle.telegram.wait_for(2)


async def test_a_follow_up_is_asked_with_what_was_said_before(bot: Running) -> None:
    bot.librarian.answers["and Tencent?"] = Answer(Status.ANSWERED, "It fell.", NOW, resolved="Why did Tencent rise?")
    for text in ("why did Alibaba rise?", "and Tencent?", "and JD?"):
        await bot.ask_and_read(text)
    history = bot.librarian.asked[2][1]
    assert [turn.question for turn in history] == ["why did Alibaba rise?", "Why did Tencent rise?"]


async def test_only_the_last_six_exchanges_are_remembered(bot: Running) -> None:
    for number in range(8):
        await bot.ask_and_read(str(number))
    assert [turn.question for turn in bot.librarian.asked[7][1]] == ["1", "2", "3", "4", "5", "6"]


async def test_one_reader_never_sees_what_another_one_asked(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER))
    await idle.ask_and_read("a secret")
    await idle.ask_and_read("what was asked?", user=OTHER)
    assert idle.librarian.asked[1][1] == ()


async def test_an_answer_too_long_for_a_message_comes_in_several(bot: Running) -> None:
    paragraphs = [f"{number} " + "涨📈" * 900 for number in range(4)]
    bot.librarian.answers["all?"] = Answer(Status.ANSWERED, "\n\n".join(paragraphs), NOW)
    bot.telegram.hears("all?")
    sent = await bot.telegram.wait_for(4)
    assert [message["text"] for message in sent] == paragraphs
    assert ["reply_parameters" in message for message in sent] == [True, False, False, False]


async def test_the_words_of_a_bug_reach_neither_the_reader_nor_the_next_answer(bot: Running) -> None:
    bot.librarian.breaks_on.add("break")
    assert await bot.ask_and_read("break") == bot.vocabulary.english.trouble
    assert await bot.ask_and_read("still there?") == "You asked: still there?"


async def test_an_answer_without_words_is_a_bug_that_the_reader_is_told_of(bot: Running) -> None:
    bot.librarian.answers["?"] = Answer(Status.ANSWERED, " \n", NOW)
    assert await bot.ask_and_read("?") == bot.vocabulary.english.trouble
