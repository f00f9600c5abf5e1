"""Who is answered, and what comes back for anything but a question."""

import logging

import pytest

from tests.bot.telegram.conftest import Running, letting_in

STRANGER = 8
GROUP = -100500


async def passes_over(bot: Running) -> bool:
    """Whether what was sent before stays unanswered: a question asked after it is the first to be answered."""
    return await bot.ask_and_read("anything new?") == "You asked: anything new?" and len(bot.telegram.sent) == 1


async def test_a_strangers_question_is_not_answered(bot: Running) -> None:
    bot.telegram.hears("why?", user=STRANGER)
    assert await passes_over(bot)
    assert [question.text for question, _ in bot.librarian.asked] == ["anything new?"]


async def test_a_stranger_who_says_start_learns_the_id_that_the_operator_must_add(bot: Running) -> None:
    text = await bot.ask_and_read("/start", user=STRANGER)
    assert "Your Telegram id is 8" in text
    assert "RALLYBOT_ALLOWED" in text


async def test_a_stranger_is_told_so_once_an_hour(bot: Running) -> None:
    await bot.ask_and_read("/start", user=STRANGER)
    bot.telegram.hears("/help", user=STRANGER)
    assert await bot.ask_and_read("anything new?") == "You asked: anything new?"
    assert len(bot.telegram.sent) == 2


async def test_a_strangers_other_commands_are_passed_over(bot: Running) -> None:
    bot.telegram.hears("/stats", user=STRANGER)
    assert await passes_over(bot)


@pytest.mark.parametrize("text", ["why?", "/start", "/help"])
async def test_nobody_is_answered_in_a_group(bot: Running, text: str) -> None:
    bot.telegram.hears(text, chat=GROUP)
    bot.telegram.hears(text, chat=GROUP, user=STRANGER)
    assert await passes_over(bot)


async def test_a_channels_post_is_passed_over(bot: Running) -> None:
    channel = {"id": GROUP, "type": "channel", "title": "News"}
    bot.telegram.queues("channel_post", {"message_id": 1, "date": 1, "chat": channel, "text": "news"}, wanted=True)
    assert await passes_over(bot)


async def test_start_and_help_come_in_the_language_of_the_readers_telegram(bot: Running) -> None:
    for text, language in (("/start", "en"), ("/help", "de"), ("/start", "zh-hans"), ("/help", "zh")):
        bot.telegram.hears(text, language=language)
    sent = await bot.telegram.wait_for(4)
    english, chinese = bot.vocabulary.english, bot.vocabulary.chinese
    assert {message["text"] for message in sent} == {english.start, english.help, chinese.start, chinese.help}


async def test_an_unknown_command_is_answered_with_a_hint(bot: Running) -> None:
    assert await bot.ask_and_read("/quote BABA") == bot.vocabulary.english.unknown_command


async def test_a_voice_message_is_declined_in_one_line(bot: Running) -> None:
    bot.telegram.hears(None, voice={"file_id": "v", "file_unique_id": "u", "duration": 2})
    [reply] = await bot.telegram.wait_for(1)
    assert reply["text"] == bot.vocabulary.english.only_text


async def test_an_album_is_declined_once(bot: Running) -> None:
    photo = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]
    for _ in range(3):
        bot.telegram.hears(None, photo=photo, media_group_id="12")
    await bot.telegram.wait_for(1)
    assert await bot.ask_and_read("anything new?") == "You asked: anything new?"
    assert len(bot.telegram.sent) == 2


async def test_a_notice_in_the_chat_is_passed_over(bot: Running) -> None:
    bot.telegram.hears(None, message_auto_delete_timer_changed={"message_auto_delete_time": 60})
    assert await passes_over(bot)


async def test_the_operator_is_told_that_nobody_may_ask_yet(idle: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await idle.start(access=letting_in())
        await idle.telegram.wait_for(1, method="getUpdates")
    assert "put the id it tells you into RALLYBOT_ALLOWED" in caplog.text
