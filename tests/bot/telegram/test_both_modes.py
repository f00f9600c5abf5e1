"""What a reader sees is the same whether updates are asked for or brought."""

from bot.model import Answer, Status
from tests.bot.telegram.conftest import NOW, Running, letting_in
from tests.standins.telegram import READER
from tests.standins.telegram_updates import GROUP, mention

OTHER = 9


async def test_a_question_is_answered_as_a_reply_to_it(either: Running) -> None:
    await either.start()
    number = either.telegram.hears("Why did Alibaba rise?")
    [reply] = await either.telegram.wait_for(1)
    assert reply["text"] == "You asked: Why did Alibaba rise?"
    assert reply["reply_parameters"]["message_id"] == number


async def test_questions_of_a_chat_are_answered_in_order_and_keep_no_other_chat_waiting(either: Running) -> None:
    await either.start(access=letting_in(READER, OTHER))
    gate = either.librarian.gate("first")
    for text in ("first", "second", "third"):
        either.telegram.hears(text)
    either.telegram.hears("elsewhere", user=OTHER)
    [reply] = await either.telegram.wait_for(1)
    assert (reply["chat_id"], reply["text"]) == (OTHER, "You asked: elsewhere")
    gate.set()
    sent = await either.telegram.wait_for(4)
    assert [message["text"].removeprefix("You asked: ") for message in sent[1:]] == ["first", "second", "third"]


async def test_a_follow_up_is_asked_with_what_was_said_before(either: Running) -> None:
    await either.start()
    for text in ("why did Alibaba rise?", "and Tencent?"):
        await either.ask_and_read(text)
    assert [turn.question for turn in either.librarian.asked[1][1]] == ["why did Alibaba rise?"]


async def test_a_command_and_a_stranger_get_their_lines(either: Running) -> None:
    await either.start()
    assert await either.ask_and_read("/help") == either.vocabulary.english.help
    assert "Your Telegram id is 8" in await either.ask_and_read("/start", user=8)


async def test_a_button_asks_what_it_says(either: Running) -> None:
    asked = Answer(Status.CLARIFY, "Which one?", NOW, options=["Alibaba's cloud?", "Alibaba's shares?"])
    either.librarian.answers["Alibaba?"] = asked
    await either.start()
    await either.ask_and_read("Alibaba?")
    [shown] = either.telegram.shown(READER)
    assert shown.reply_markup
    button = shown.reply_markup["inline_keyboard"][0][0]["text"]
    either.telegram.presses(READER, button)
    assert "You asked: Alibaba's cloud?" in (await either.telegram.wait_for(2))[1]["text"]
    assert len(either.telegram.called("answerCallbackQuery")) == 1


async def test_a_group_that_is_let_in_is_answered_where_the_bot_is_named(either: Running) -> None:
    await either.start(access=letting_in(READER, GROUP))
    either.telegram.hears("who is there?", chat=GROUP)
    either.telegram.queues(*mention("why?"))
    [reply] = await either.telegram.wait_for(1)
    assert (reply["chat_id"], reply["text"]) == (GROUP, "You asked: why?")


async def test_a_running_answer_is_finished_before_the_bot_stops(either: Running) -> None:
    await either.start()
    gate = either.librarian.gate("slow")
    either.telegram.hears("slow")
    await either.librarian.is_asked()
    either.stopped.set()
    gate.set()
    await either.stop()
    assert [message["text"] for message in either.telegram.sent] == ["You asked: slow"]
    assert either.telegram.unconfirmed == 0
