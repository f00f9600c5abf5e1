"""Groups and their topics: who is answered there, where, and what happens when the bot comes and the group moves."""

import asyncio
import logging
from functools import partial

import pytest

from bot.telegram.access import Mode
from tests.bot.telegram.conftest import UNHURRIED, Running, letting_in, until
from tests.standins import telegram_updates as made
from tests.standins.telegram import READER
from tests.standins.telegram_chats import BOT_NAME
from tests.standins.telegram_updates import FORUM, GROUP

ADMIN, OTHER, STRANGER = 5, 9, 8
ELSEWHERE = -100_999
SMALL, LARGE = -300, -100_777


@pytest.fixture
async def group(idle: Running) -> Running:
    """A bot in two groups, with two readers in them."""
    await idle.start(access=letting_in(READER, OTHER, GROUP, FORUM, SMALL, admins=[ADMIN]), limits=UNHURRIED)
    await idle.telegram.wait_for(1, method="getUpdates")
    return idle


def has_said(bot: Running, text: str) -> bool:
    return text in bot.texts(FORUM)


async def hears_nothing_more(bot: Running) -> None:
    """Wait until whatever was said before has been looked at: a question in private is answered after it."""
    bot.telegram.hears("the last one")
    await until(lambda: "You asked: the last one" in bot.texts())


async def test_whoever_names_the_bot_is_answered_and_others_are_not(group: Running) -> None:
    group.telegram.hears("what is this about?", chat=GROUP)
    content = group.telegram.queues(*made.mention("why did it rise?"))
    await group.says("You asked: why did it rise?", chat=GROUP)
    [reply] = group.telegram.shown(GROUP)
    assert reply.reply_to == content["message_id"]


async def test_an_answer_to_the_bots_message_is_answered_with_what_was_said_before(group: Running) -> None:
    group.telegram.queues(*made.group_command("ask", "why?"))
    await group.says("You asked: why?", chat=GROUP)
    group.telegram.replies(GROUP, group.telegram.shown(GROUP)[0].message_id, "and Baidu?", user=OTHER)
    await group.says("You asked: why?", "You asked: and Baidu?", chat=GROUP)
    [(_, history)] = group.librarian.asked[1:]
    assert [turn.question for turn in history] == ["why?"]


async def test_readers_without_the_group_and_strangers_in_it_are_not_answered(group: Running) -> None:
    group.telegram.queues(*made.mention("why?", user=STRANGER))
    group.telegram.queues(*made.group_command("help", user=STRANGER))
    group.telegram.queues(*made.mention("why?", chat=ELSEWHERE))
    group.telegram.queues(*made.group_command("start", chat=ELSEWHERE))
    await hears_nothing_more(group)
    assert group.texts(GROUP) == group.texts(ELSEWHERE) == []
    assert [question.text for question, _ in group.librarian.asked] == ["the last one"]


async def test_anonymous_admins_and_channels_are_not_answered(group: Running) -> None:
    sender = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    kind, content = made.mention("why?", sender_chat=made.group())
    group.telegram.queues(kind, {**content, "from": sender})
    channel = {"id": -100_400, "type": "channel", "title": "News"}
    group.telegram.queues(kind, {**content, "from": made.person(), "sender_chat": channel})
    await hears_nothing_more(group)
    assert group.texts(GROUP) == []


async def test_only_the_bots_name_gets_help(group: Running) -> None:
    group.telegram.queues(*made.mention(f"@{BOT_NAME}"))
    await group.says(group.vocabulary.english.help, chat=GROUP)


async def test_an_unknown_command_is_not_remarked_upon_in_a_group(group: Running) -> None:
    group.telegram.queues(*made.group_message("/weather"))
    group.telegram.queues(*made.group_command("weather", bot="other_bot"))
    await hears_nothing_more(group)
    assert group.texts(GROUP) == []


async def test_each_topic_is_answered_in_itself_and_has_its_own_conversation(group: Running) -> None:
    for thread, text in ((30, "why?"), (31, "when?"), (30, "and Baidu?")):
        group.telegram.queues(*made.topic_message(f"/ask {text}", thread))
        await until(partial(has_said, group, f"You asked: {text}"))
    shown = [(one.thread, one.text) for one in group.telegram.shown(FORUM)]
    assert shown == [(30, "You asked: why?"), (31, "You asked: when?"), (30, "You asked: and Baidu?")]
    assert [[turn.question for turn in history] for _, history in group.librarian.asked] == [[], [], ["why?"]]


async def test_the_general_topic_is_answered_outside_of_topics(group: Running) -> None:
    group.telegram.queues(*made.group_message("/ask why?", chat=made.group(FORUM, is_forum=True)))
    await group.says("You asked: why?", chat=FORUM)
    assert group.telegram.shown(FORUM)[0].thread is None


async def test_a_group_that_is_let_in_is_greeted_when_the_bot_comes(group: Running) -> None:
    group.telegram.queues(*made.added(user=STRANGER))
    group.telegram.queues(*made.bot_joined(user=STRANGER))
    await group.says(group.vocabulary.english.greeting.format(username=BOT_NAME), chat=GROUP)


async def test_an_admin_who_brings_the_bot_elsewhere_is_told_the_id_to_be_let_in(group: Running) -> None:
    group.telegram.queues(*made.added(chat=ELSEWHERE, user=ADMIN))
    await group.says(group.vocabulary.english.group_not_let_in.format(chat_id=ELSEWHERE), chat=ELSEWHERE)
    assert group.telegram.called("leaveChat") == []


async def test_a_group_that_anybody_else_brought_it_into_is_left_without_a_word(group: Running) -> None:
    for chat_number, (user, chat) in enumerate(((STRANGER, ELSEWHERE), (READER, ELSEWHERE - 1)), 1):
        group.telegram.queues(*made.added(chat=chat, user=user))
        await group.telegram.wait_for(chat_number, method="leaveChat")
        assert group.texts(chat) == []


async def test_with_invitations_a_group_is_neither_left_nor_greeted(idle: Running) -> None:
    await idle.start(access=letting_in(READER, mode=Mode.INVITE), limits=UNHURRIED)
    idle.telegram.queues(*made.added(chat=ELSEWHERE, user=STRANGER), wanted=True)
    await hears_nothing_more(idle)
    await asyncio.sleep(0.1)
    assert idle.texts(ELSEWHERE) == []
    assert idle.telegram.called("leaveChat") == []


async def test_what_becomes_of_the_bots_rights_is_no_arrival(group: Running) -> None:
    kind, content = made.added()
    group.telegram.queues(kind, {**content, "old_chat_member": content["new_chat_member"]})
    await hears_nothing_more(group)
    assert group.texts(GROUP) == []


async def test_a_bot_that_was_removed_answers_again_when_it_is_back(group: Running) -> None:
    group.telegram.queues(*made.removed())
    group.telegram.queues(*made.added())
    group.telegram.queues(*made.mention("why?"))
    greeting = group.vocabulary.english.greeting.format(username=BOT_NAME)
    await group.says(greeting, "You asked: why?", chat=GROUP)


async def test_a_question_asked_before_a_group_moved_is_answered_where_it_is_now(idle: Running) -> None:
    await idle.start(access=letting_in(READER, SMALL, LARGE), limits=UNHURRIED)
    idle.telegram.queues(*made.group_message("/ask why?", chat=made.small_group(SMALL)))
    await idle.says("You asked: why?", chat=SMALL)
    gate = idle.librarian.gate("and Baidu?")
    idle.telegram.queues(*made.group_message("/ask and Baidu?", chat=made.small_group(SMALL)))
    idle.telegram.queues(*made.group_message("/ask and JD?", chat=made.small_group(SMALL)))
    await idle.librarian.is_asked(2)
    idle.telegram.queue_all(made.migration(SMALL, LARGE))
    await hears_nothing_more(idle)
    gate.set()
    await idle.says("You asked: and Baidu?", "You asked: and JD?", chat=LARGE)
    idle.telegram.queues(*made.group_message("/ask and Tencent?", chat=LARGE))
    await idle.librarian.is_asked(5)
    asked = {question.text: [turn.question for turn in history] for question, history in idle.librarian.asked}
    assert asked["and JD?"] == ["why?", "and Baidu?"]
    assert asked["and Tencent?"] == ["why?", "and Baidu?", "and JD?"]


async def test_a_group_that_moved_to_an_id_that_is_not_let_in_is_told_so(
    group: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        group.telegram.queue_all(made.migration(SMALL, LARGE))
        await group.says(group.vocabulary.english.group_not_let_in.format(chat_id=LARGE), chat=LARGE)
    assert f"now another chat: chat={SMALL} now={LARGE}" in caplog.text


async def test_a_group_nobody_let_in_moves_without_a_word(group: Running) -> None:
    group.telegram.queue_all(made.migration(SMALL - 1, LARGE - 1))
    await hears_nothing_more(group)
    await asyncio.sleep(0.05)
    assert group.texts(LARGE - 1) == []
