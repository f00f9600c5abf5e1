"""Questions that are edited: before they are answered, and after."""

from tests.bot.telegram.conftest import UNHURRIED, Running, letting_in, until
from tests.standins import telegram_updates as made
from tests.standins.telegram import READER
from tests.standins.telegram_updates import GROUP


def edits(bot: Running, message: int, text: str) -> None:
    bot.telegram.queues(*made.edited(made.private_chat(), message, text))


def asked(bot: Running) -> list[str]:
    return [question.text for question, _ in bot.librarian.asked]


async def test_of_a_question_edited_while_it_waits_only_the_new_wording_is_answered(bot: Running) -> None:
    bot.librarian.gate("why did BABA rise?")
    message = bot.telegram.hears("why did BABA rise?")
    await bot.librarian.is_asked()
    edits(bot, message, "why did Baidu rise?")
    await bot.says("You asked: why did Baidu rise?")
    assert bot.telegram.shown(READER)[0].reply_to == message
    assert bot.librarian.cancelled == ["why did BABA rise?"]


async def test_a_question_edited_in_the_queue_is_never_asked_as_it_was(bot: Running) -> None:
    gate = bot.librarian.gate("first")
    bot.telegram.hears("first")
    await bot.librarian.is_asked()
    message = bot.telegram.hears("secnod")
    edits(bot, message, "second")
    edits(bot, message, "the second")
    bot.telegram.hears("third")
    await bot.telegram.wait_for(1, method="sendChatAction")
    await until(lambda: bot.telegram.unconfirmed == 0)
    gate.set()
    await bot.says("You asked: first", "You asked: the second", "You asked: third")
    assert sorted(asked(bot)) == ["first", "the second", "third"]


async def test_a_question_edited_after_its_answer_is_answered_anew(bot: Running) -> None:
    message = bot.telegram.hears("why did BABA rise?")
    await bot.says("You asked: why did BABA rise?")
    edits(bot, message, "why did Baidu rise?")
    await bot.says("You asked: why did BABA rise?", "You asked: why did Baidu rise?")


async def test_a_question_put_back_as_it_was_is_answered_once_more(bot: Running) -> None:
    message = bot.telegram.hears("a")
    for number, text in enumerate(("b", "a"), 1):
        await bot.librarian.is_asked(number)
        edits(bot, message, text)
    await bot.librarian.is_asked(3)
    assert asked(bot) == ["a", "b", "a"]


async def test_an_edit_that_changes_no_word_is_passed_over(bot: Running) -> None:
    message = bot.telegram.hears("why?")
    await bot.says("You asked: why?")
    edits(bot, message, "why?")
    await bot.ask_and_read("the last one")
    assert asked(bot) == ["why?", "the last one"]


async def test_a_command_that_is_edited_is_not_done_again(bot: Running) -> None:
    message = bot.telegram.hears("/help")
    await bot.says(bot.vocabulary.english.help)
    for text in ("/start", "/forget", "/help"):
        edits(bot, message, text)
    await bot.ask_and_read("the last one")
    assert bot.texts() == [bot.vocabulary.english.help, "You asked: the last one"]


async def test_a_command_edited_into_a_question_is_answered(bot: Running) -> None:
    message = bot.telegram.hears("/ask")
    await bot.says(bot.vocabulary.english.ask)
    edits(bot, message, "/ask why?")
    await bot.says(bot.vocabulary.english.ask, "You asked: why?")


async def test_a_strangers_edit_is_passed_over(bot: Running) -> None:
    bot.telegram.queues(*made.edited(made.private_chat(8), 900, "why?", user=8))
    assert await bot.ask_and_read("the last one") == "You asked: the last one"


async def test_in_a_group_an_edit_counts_that_names_the_bot(idle: Running) -> None:
    await idle.start(access=letting_in(READER, GROUP), limits=UNHURRIED)
    message = idle.telegram.hears("why?", chat=GROUP)
    _, content = made.mention("why?")
    idle.telegram.queues("edited_message", {**content, "message_id": message, "edit_date": 1})
    await idle.says("You asked: why?", chat=GROUP)
    assert idle.telegram.shown(GROUP)[0].reply_to == message
