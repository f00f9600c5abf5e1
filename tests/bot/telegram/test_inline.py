"""Answers found while a reader writes ``@bot question`` in another chat."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from bot.model import Answer, Citation, Question, Status, Turn
from tests.bot.telegram.conftest import NOW, Running, letting_in, until
from tests.standins.telegram import READER, Telegram
from tests.standins.telegram_updates import inline_query

OTHER = 9


def types(telegram: Telegram, text: str, user: int = READER) -> str:
    return str(telegram.queues(*inline_query(text, user=user))["id"])


async def offered(telegram: Telegram, times: int = 1) -> list[dict[str, Any]]:
    """What the inline queries were answered with."""
    await telegram.wait_for(times, method="answerInlineQuery")
    return [call.params for call in telegram.called("answerInlineQuery")]


async def test_a_query_offers_one_answer_with_the_question_above_it(bot: Running) -> None:
    citation = Citation(1, "Cloud revenue up 26%", "https://example.com/a", "Reuters", None, "up 26%")
    text = "Its cloud grew. [1]\nAnd more."
    bot.frugal.answers["why did it rise?"] = Answer(Status.ANSWERED, text, NOW, citations=[citation])
    query = types(bot.telegram, "why did it rise?")
    [answer] = await offered(bot.telegram)
    assert answer["inline_query_id"] == query
    assert answer["is_personal"] is True
    [result] = answer["results"]
    assert (result["title"], result["description"]) == ("why did it rise?", "Its cloud grew. [1]")
    content = result["input_message_content"]
    assert content["message_text"].startswith("why did it rise?\n\nIts cloud grew. [1]\nAnd more.")
    assert {entity["type"] for entity in content["entities"]} >= {"italic", "text_link"}
    assert content["link_preview_options"] == {"is_disabled": True}
    assert bot.librarian.asked == []


async def test_an_answer_too_long_for_a_message_is_cut_to_one(bot: Running) -> None:
    bot.frugal.answers["tell me all"] = Answer(Status.ANSWERED, "📈 rose. " * 2_000, NOW)
    types(bot.telegram, "tell me all")
    [answer] = await offered(bot.telegram)
    [result] = answer["results"]
    assert len(result["input_message_content"]["message_text"].encode("utf-16-le")) // 2 <= 4_096
    assert len(result["description"]) <= 200


async def test_whoever_types_on_gets_the_answer_to_all_that_was_typed(bot: Running) -> None:
    for end in range(4, 16):
        types(bot.telegram, "why did it rise?"[:end])
    last = types(bot.telegram, "why did it rise?")
    [answer] = await offered(bot.telegram)
    assert answer["inline_query_id"] == last
    assert [question.text for question, _ in bot.frugal.asked] == ["why did it rise?"]


async def test_the_work_on_what_was_typed_before_is_ended(bot: Running) -> None:
    bot.frugal.gate("why did it")
    types(bot.telegram, "why did it")
    await bot.frugal.is_asked()
    last = types(bot.telegram, "why did it rise?")
    [answer] = await offered(bot.telegram)
    assert answer["inline_query_id"] == last
    bot.frugal.gates["why did it"].set()
    await asyncio.sleep(0.1)
    assert len(bot.telegram.called("answerInlineQuery")) == 1


async def test_readers_do_not_disturb_each_other(idle: Running) -> None:
    await idle.start(access=letting_in(READER, OTHER))
    queries = {types(idle.telegram, "why did it rise?", user=user) for user in (READER, OTHER)}
    assert {answer["inline_query_id"] for answer in await offered(idle.telegram, 2)} == queries


@pytest.mark.parametrize("text", ["", "a", "ab", "   ", "\u200b\u200b\u200b\u200b"])
async def test_what_is_too_short_for_a_question_finds_nothing(bot: Running, text: str) -> None:
    types(bot.telegram, text)
    [answer] = await offered(bot.telegram)
    assert answer["results"] == []
    assert bot.frugal.asked == []


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.CLARIFY, Status.UNAVAILABLE])
async def test_an_answer_that_is_none_is_not_offered(bot: Running, status: Status) -> None:
    bot.frugal.answers["what of it?"] = Answer(status, "I do not know.", NOW)
    types(bot.telegram, "what of it?")
    [answer] = await offered(bot.telegram)
    assert (answer["results"], answer["cache_time"]) == ([], 0)


async def test_an_answer_that_takes_too_long_is_given_up_and_asked_anew_the_next_time(bot: Running) -> None:
    gate = bot.frugal.gate("slow, is it?")
    types(bot.telegram, "slow, is it?")
    [answer] = await offered(bot.telegram)
    assert (answer["results"], answer["cache_time"]) == ([], 0)
    gate.set()
    types(bot.telegram, "slow, is it?")
    assert len((await offered(bot.telegram, 2))[1]["results"]) == 1


async def test_a_bug_in_answering_ends_the_wait_and_is_logged_without_the_question(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    bot.frugal.breaks_on.add("break, please")
    types(bot.telegram, "break, please")
    [answer] = await offered(bot.telegram)
    assert answer["results"] == []
    await until(lambda: "inline failed" in caplog.text)
    assert "break, please" not in caplog.text
    assert [record.levelno for record in caplog.records if "inline" in record.message] == [logging.ERROR]


class Busy:
    """An assistant that counts how much it has to do at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0.05)
            yield Answer(Status.ANSWERED, "It rose.", NOW)
        finally:
            self.now -= 1


async def test_one_reader_has_one_query_worked_on_at_a_time(idle: Running) -> None:
    busy: Any = Busy()
    idle.frugal = busy
    await idle.start()
    await idle.hears_updates()
    for number in range(5):
        types(idle.telegram, f"why did it rise {number}?")
        await asyncio.sleep(0.07)
    await offered(idle.telegram)
    assert busy.most == 1
