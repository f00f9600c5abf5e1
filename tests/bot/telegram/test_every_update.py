"""Whatever Telegram sends, the bot goes on answering."""

import logging
import time
from collections import Counter

import pytest

from tests.bot.telegram.conftest import UNHURRIED, Running, letting_in, until
from tests.standins.telegram import READER
from tests.standins.telegram_hostile import ZALGO, hostile_updates
from tests.standins.telegram_kinds import every_kind_of_update
from tests.standins.telegram_updates import GROUP, private_message

GROUPS = (GROUP, -777, -100_777)


async def all_is_taken(bot: Running) -> None:
    await until(lambda: not bot.telegram.unconfirmed)


def said(bot: Running) -> Counter[str]:
    return Counter(message["text"] for message in bot.telegram.sent)


def calls_for_errors(bot: Running, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged as an error, and calls that were made twice with the same parameters."""
    logged = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    made = Counter(
        (call.method, str(call.params))
        for call in bot.telegram.calls
        if call.method in {"answerCallbackQuery", "answerInlineQuery"}
    )
    return logged + [str(call) for call, times in made.items() if times > 1]


async def test_one_update_of_every_kind_stops_nothing(either: Running, caplog: pytest.LogCaptureFixture) -> None:
    await either.start(access=letting_in(READER, *GROUPS), rate=600, limits=UNHURRIED)
    await either.hears_updates()
    began = time.monotonic()
    either.telegram.queue_all(every_kind_of_update())
    await all_is_taken(either)
    number = either.telegram.hears("anything new?", user=READER)
    await until(lambda: any(one.reply_to == number for one in either.telegram.shown(READER)))
    assert time.monotonic() - began < 15
    assert calls_for_errors(either, caplog) == []
    polite = either.vocabulary.english
    known = {polite.only_text, polite.greeting.format(username="rally_test_bot"), "You asked: anything new?"}
    assert {text for text in said(either) if not text.startswith("You asked: ")} <= known


async def test_hostile_updates_stop_nothing(either: Running, caplog: pytest.LogCaptureFixture) -> None:
    await either.start(rate=600, limits=UNHURRIED)
    await either.hears_updates()
    began = time.monotonic()
    either.telegram.queue_all(hostile_updates().values())
    await all_is_taken(either)
    number = either.telegram.hears("anything new?", user=READER)
    await until(lambda: any(one.reply_to == number for one in either.telegram.shown(READER)))
    assert time.monotonic() - began < 15
    assert calls_for_errors(either, caplog) == []
    polite = either.vocabulary.english
    known = {polite.only_text, polite.unknown_command, polite.help}
    # An echo that is longer than a message goes on in the next.
    heard = [str(content.get("text")) for _, content in hostile_updates().values() if isinstance(content, dict)]
    others = [text for text in said(either) if not text.startswith("You asked:")]
    assert {text for text in others if not any(text in one for one in heard)} <= known


@pytest.mark.parametrize(
    "text",
    [
        "📈" * 2_048,
        "👩‍👩‍👧‍👦" * 300,
        "\u202eabab fo ecirp \u2066שלום\u2069 مرحبا",
        ZALGO,
        "\0" * 100 + "why?",
        "a" * 4_096,
    ],
    ids=["emoji", "families", "right to left", "zalgo", "nulls", "long"],
)
async def test_a_question_of_strange_characters_is_answered(
    bot: Running, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot.telegram.queues(*private_message(text))
    await bot.telegram.wait_for(1)
    assert [question.text for question, _ in bot.librarian.asked] == [text]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_document_of_20_megabytes_gets_one_polite_line(bot: Running) -> None:
    bot.telegram.queues(*hostile_updates()["a document of 20 MB"])
    [reply] = await bot.telegram.wait_for(1)
    assert reply["text"] == bot.vocabulary.english.only_text
    assert bot.librarian.asked == []
