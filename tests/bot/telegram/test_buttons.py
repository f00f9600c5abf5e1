"""Buttons below answers, when they are pressed."""

import pytest

from bot.assistant.wording import quoted
from bot.model import Answer, Citation, Status
from tests.bot.telegram.conftest import NOW, UNHURRIED, Running, letting_in, until
from tests.standins import telegram_updates as made
from tests.standins.bot_api_spec import Params
from tests.standins.telegram import READER
from tests.standins.telegram_updates import FORUM, GROUP

OTHER, STRANGER = 9, 8
SOURCE = Citation(1, "Cloud revenue up 26%", "https://example.com/a", "Reuters", None, "revenue rose 26%")
WHY = f"It rose.\n{quoted(SOURCE.quotation, 1, 'en')}"


@pytest.fixture
async def answered(idle: Running) -> Running:
    """A bot that has answered "why?" in private, with buttons below."""
    await idle.start(access=letting_in(READER, OTHER, GROUP, FORUM), limits=UNHURRIED)
    idle.librarian.answers["why?"] = Answer(Status.ANSWERED, WHY, NOW, citations=[SOURCE])
    idle.librarian.suggestions["why?"] = ["And Baidu?", "And JD?"]
    options = ["Alibaba Group", "Alibaba Health"]
    idle.librarian.answers["ali?"] = Answer(Status.CLARIFY, "Which of them?", NOW, options=options)
    idle.telegram.hears("why?")
    await until(lambda: len(idle.texts()) == 1)
    return idle


def data_of(bot: Running, button: str, chat: int = READER) -> str:
    """What comes back when a button is pressed."""
    rows = [row for one in bot.telegram.shown(chat) if one.reply_markup for row in one.reply_markup["inline_keyboard"]]
    return next(str(one["callback_data"]) for row in rows for one in row if one["text"] == button)


def presses_data(bot: Running, data: str, *, chat: int = READER, user: int = READER) -> None:
    message = bot.telegram.chats.message(chat, bot.telegram.shown(chat)[0].message_id)
    bot.telegram.queues(*made.pressed(message, data, user=user))


async def acknowledgement(bot: Running, number: int = 1) -> Params:
    await bot.telegram.wait_for(number, method="answerCallbackQuery")
    return bot.telegram.called("answerCallbackQuery")[number - 1].params


async def test_the_quotations_are_shown_below_the_answer(answered: Running) -> None:
    answer = answered.telegram.shown(READER)[0]
    answered.telegram.presses(READER, "Show the quotation")
    await until(lambda: len(answered.texts()) == 2)
    shown = answered.telegram.shown(READER)[1]
    assert shown.text.startswith("revenue rose 26%\n[1] Cloud revenue up 26%")
    assert shown.reply_to == answer.message_id
    assert not (await acknowledgement(answered)).get("show_alert")


async def test_a_follow_up_is_answered_with_the_question_above_and_what_was_said_before(answered: Running) -> None:
    answer = answered.telegram.shown(READER)[0]
    answered.telegram.presses(READER, "And Baidu?")
    await until(lambda: len(answered.texts()) == 2)
    shown = answered.telegram.shown(READER)[1]
    assert shown.text == "And Baidu?\n\nYou asked: And Baidu?"
    assert [one["type"] for one in shown.entities] == ["italic", "bold"]
    assert shown.reply_to == answer.message_id
    assert [turn.question for turn in answered.librarian.asked[1][1]] == ["why?"]


async def test_a_company_that_was_meant_can_be_chosen(answered: Running) -> None:
    answered.telegram.hears("ali?")
    await until(lambda: len(answered.texts()) == 2)
    answered.telegram.presses(READER, "Alibaba Health")
    await until(lambda: len(answered.texts()) == 3)
    assert answered.texts()[2] == "Alibaba Health\n\nYou asked: Alibaba Health"


async def test_a_button_below_a_message_too_old_to_be_read_works(answered: Running) -> None:
    answered.telegram.presses(READER, "And Baidu?", inaccessible=True)
    await until(lambda: len(answered.texts()) == 2)


async def test_buttons_work_after_the_next_start(answered: Running) -> None:
    await answered.stop()
    await answered.start(limits=UNHURRIED)
    answered.telegram.presses(READER, "And JD?")
    await until(lambda: "And JD?\n\nYou asked: And JD?" in answered.texts())


async def test_a_question_that_is_pressed_twice_is_answered_once(answered: Running) -> None:
    gate = answered.librarian.gate("And Baidu?")
    answered.telegram.presses(READER, "And Baidu?")
    answered.telegram.presses(READER, "And Baidu?")
    answered.telegram.presses(READER, "And JD?")
    await acknowledgement(answered, 3)
    gate.set()
    await until(lambda: len(answered.librarian.asked) == 3 and len(answered.texts()) == 3)
    assert [question.text for question, _ in answered.librarian.asked] == ["why?", "And Baidu?", "And JD?"]


async def test_a_question_pressed_again_after_its_answer_is_answered_again(answered: Running) -> None:
    for number in (2, 3):
        answered.telegram.presses(READER, "And Baidu?")
        await until(lambda: len(answered.texts()) == number)  # noqa: B023 (waited for here)


async def test_a_button_leads_nowhere_from_another_chat(answered: Running) -> None:
    data = data_of(answered, "Show the quotation")
    answered.telegram.hears("mine?", user=OTHER)
    await until(lambda: answered.texts(OTHER))
    presses_data(answered, data, chat=OTHER, user=OTHER)
    said = await acknowledgement(answered)
    assert (said["text"], said["show_alert"]) == (answered.vocabulary.english.lost_button, True)
    assert answered.texts(OTHER) == ["You asked: mine?"]


async def test_a_button_leads_nowhere_when_its_chat_is_forgotten(answered: Running) -> None:
    answered.telegram.hears("/forget")
    await until(lambda: len(answered.texts()) == 2)
    for number, button in enumerate(("Show the quotation", "And Baidu?"), 1):
        answered.telegram.presses(READER, button)
        said = await acknowledgement(answered, number)
        assert (said["text"], said["show_alert"]) == (answered.vocabulary.english.lost_button, True)
    assert len(answered.texts()) == 2


@pytest.mark.parametrize(
    "data",
    ["", ":", "q", "q:", "q:x", "q:-1", "q:٣", "q:" + "9" * 60, "f:99999999", "o:1:1:1", "f:" + "9" * 19, "\0é", "x:1"],
)
async def test_data_that_no_button_of_ours_has_is_told_to_lead_nowhere(answered: Running, data: str) -> None:
    presses_data(answered, data or ":")
    assert (await acknowledgement(answered))["text"] == answered.vocabulary.english.lost_button


@pytest.mark.parametrize("place", ["", "99", "-1", "x", "9" * 40])
@pytest.mark.parametrize("kind", ["f", "o", "z"])
async def test_a_question_that_was_never_offered_leads_nowhere(answered: Running, kind: str, place: str) -> None:
    number = data_of(answered, "Show the quotation").partition(":")[2]
    presses_data(answered, f"{kind}:{number}:{place}"[:64])
    assert (await acknowledgement(answered))["text"] == answered.vocabulary.english.lost_button
    assert len(answered.librarian.asked) == 1


async def test_in_a_group_any_reader_may_press_and_no_stranger(answered: Running) -> None:
    answered.telegram.queues(*made.group_command("ask", "why?"))
    await until(lambda: answered.texts(GROUP))
    answered.telegram.presses(GROUP, "And Baidu?", user=STRANGER)
    answered.telegram.presses(GROUP, "And JD?", user=OTHER)
    await until(lambda: len(answered.texts(GROUP)) == 2)
    assert answered.texts(GROUP)[1] == "And JD?\n\nYou asked: And JD?"
    assert "And Baidu?" not in [question.text for question, _ in answered.librarian.asked]


async def test_in_a_topic_what_a_button_asks_is_answered_there(answered: Running) -> None:
    answered.telegram.queues(*made.topic_message("/ask why?", 30))
    await until(lambda: answered.texts(FORUM))
    answered.telegram.presses(FORUM, "And Baidu?")
    answered.telegram.presses(FORUM, "Show the quotation")
    await until(lambda: len(answered.texts(FORUM)) == 3)
    assert {one.thread for one in answered.telegram.shown(FORUM)} == {30}
