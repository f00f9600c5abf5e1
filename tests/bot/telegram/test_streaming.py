"""An answer that is shown while it is being written: drafts in a private chat, a message that grows in a group."""

import asyncio
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from bot.model import Answer, Citation, Status
from bot.telegram.turns import Allowance, Limits
from tests.bot.telegram.conftest import NOW, UNHURRIED, Running, letting_in, until
from tests.standins.telegram import BROKEN, CUT, HANGS, READER, Fault, flood, late, slow
from tests.standins.telegram_updates import GROUP, group_command

SOURCE = Citation(1, "Cloud revenue up 26%", "https://example.com/a", "Reuters", date(2025, 8, 29), "")
WHOLE = "It rose. [1]\n\n1. Cloud revenue up 26% · Reuters, 29 August 2025"


@pytest.fixture
async def streaming(idle: Running) -> Running:
    """A bot asked "why?" says "It", then "It rose" at an event, and answers at another."""
    await idle.start(access=letting_in(READER, GROUP), limits=UNHURRIED)
    idle.librarian.answers["why?"] = Answer(Status.ANSWERED, "It rose. [1]", NOW, citations=[SOURCE])
    idle.librarian.suggestions["why?"] = ["And Baidu?"]
    idle.librarian.pieces["why?"] = ["It", (rose := asyncio.Event()), " rose", (done := asyncio.Event())]
    idle.librarian.gates |= {"rose": rose, "done": done}
    await idle.telegram.wait_for(1, method="getUpdates")
    return idle


def lets(bot: Running, *names: str) -> None:
    for name in names:
        bot.librarian.gates[name].set()


def asks_in_group(bot: Running, text: str = "why?") -> None:
    bot.telegram.queues(*group_command("ask", text))


def methods(bot: Running, chat: int) -> list[str]:
    """What was called for a chat, but for the signs of typing."""
    calls = [call for call in bot.telegram.calls if call.params.get("chat_id") == chat]
    return [call.method for call in calls if call.method != "sendChatAction"]


async def test_in_private_drafts_come_before_the_answer_and_never_after_it(streaming: Running) -> None:
    streaming.telegram.hears("why?")
    await until(lambda: [one.text for one in streaming.telegram.drafts] == ["It …"])
    lets(streaming, "rose")
    await until(lambda: [one.text for one in streaming.telegram.drafts] == ["It …", "It rose …"])
    lets(streaming, "done")
    await streaming.says(WHOLE)
    await asyncio.sleep(0.2)
    assert methods(streaming, READER) == ["sendMessageDraft", "sendMessageDraft", "sendMessage"]
    assert len({one.draft_id for one in streaming.telegram.drafts}) == 1


async def test_a_draft_that_is_slow_to_arrive_is_waited_for(streaming: Running) -> None:
    streaming.telegram.fails("sendMessageDraft", slow(0.3))
    streaming.telegram.hears("why?")
    await streaming.telegram.wait_for(1, method="sendMessageDraft")
    lets(streaming, "rose", "done")
    await streaming.says(WHOLE)
    [sent] = streaming.telegram.called("sendMessage")
    assert streaming.telegram.drafts[-1].at < sent.at


@pytest.mark.parametrize("fault", [BROKEN, CUT, HANGS, flood(30), late(0.2), Fault(400, "Bad Request: TEXTDRAFT_X")])
async def test_an_answer_arrives_whatever_becomes_of_its_drafts(streaming: Running, fault: Fault) -> None:
    streaming.telegram.fails("sendMessageDraft", fault)
    streaming.telegram.hears("why?")
    await streaming.telegram.wait_for(1, method="sendMessageDraft")
    lets(streaming, "rose", "done")
    await streaming.says(WHOLE)
    # A sign of typing may be on its way while a draft is refused.
    assert [wait for wait in streaming.telegram.ignored_waits if wait.method != "sendChatAction"] == []


async def test_in_a_group_a_message_grows_into_the_answer_with_sources_and_buttons(streaming: Running) -> None:
    asks_in_group(streaming)
    await streaming.says("It …", chat=GROUP)
    lets(streaming, "rose")
    await streaming.says("It rose …", chat=GROUP)
    lets(streaming, "done")
    await streaming.says(WHOLE, chat=GROUP)
    [shown] = streaming.telegram.shown(GROUP)
    assert [one["type"] for one in shown.entities] == ["bold", "text_link"]
    assert shown.reply_markup
    buttons = [row[0]["text"] for row in shown.reply_markup["inline_keyboard"]]
    assert buttons == ["And Baidu?"]
    assert shown.reply_to is not None
    assert methods(streaming, GROUP) == ["sendMessage", "editMessageText", "editMessageText"]
    assert streaming.telegram.drafts == []


async def test_a_quick_answer_is_not_shown_before_it_is_there(streaming: Running) -> None:
    lets(streaming, "rose", "done")
    asks_in_group(streaming)
    streaming.telegram.hears("why?")
    await streaming.says(WHOLE, chat=GROUP)
    await streaming.says(WHOLE)
    assert methods(streaming, GROUP) == methods(streaming, READER) == ["sendMessage"]


async def test_edits_in_a_group_keep_the_pace(idle: Running) -> None:
    limits = Limits(group=Allowance(3, 0.1, 0.4))
    await idle.start(access=letting_in(READER, GROUP), limits=limits)
    done = asyncio.Event()
    steps: list[str | asyncio.Event] = []
    for number in range(10):
        steps += [f"{number} ", asyncio.Event()]
    idle.librarian.pieces["why?"] = [*steps, done]
    asks_in_group(idle)
    for step in steps:
        if isinstance(step, asyncio.Event):
            await asyncio.sleep(0.1)
            step.set()
    done.set()
    await idle.says("You asked: why?", chat=GROUP)
    edits = [call.at for call in idle.telegram.called("editMessageText")][:-1]
    assert edits
    assert all(later - earlier >= 0.39 for earlier, later in pairwise(edits))


async def test_a_message_that_a_reader_deletes_meanwhile_is_sent_anew(streaming: Running) -> None:
    asks_in_group(streaming)
    await streaming.says("It …", chat=GROUP)
    streaming.telegram.deletes(GROUP, streaming.telegram.shown(GROUP)[0].message_id)
    lets(streaming, "rose", "done")
    await streaming.says(WHOLE, chat=GROUP)


async def test_a_wait_that_telegram_asks_for_at_the_first_words_delays_the_answer_alone(streaming: Running) -> None:
    streaming.telegram.fails("sendMessage", flood(1))
    asks_in_group(streaming)
    await until(lambda: streaming.telegram.called("sendMessage"))
    lets(streaming, "rose", "done")
    await streaming.says(WHOLE, chat=GROUP)
    assert streaming.telegram.ignored_waits == []


async def test_a_wait_that_telegram_asks_for_while_the_message_grows_delays_the_answer_alone(
    streaming: Running,
) -> None:
    streaming.telegram.fails("editMessageText", flood(1))
    asks_in_group(streaming)
    await streaming.says("It …", chat=GROUP)
    lets(streaming, "rose")
    await until(lambda: streaming.telegram.called("editMessageText"))
    lets(streaming, "done")
    await streaming.says(WHOLE, chat=GROUP)
    assert streaming.telegram.ignored_waits == []


@pytest.mark.parametrize("fault", [BROKEN, HANGS, CUT])
async def test_an_answer_arrives_whatever_becomes_of_the_message_that_grows(streaming: Running, fault: Fault) -> None:
    streaming.telegram.fails("editMessageText", fault)
    asks_in_group(streaming)
    await streaming.says("It …", chat=GROUP)
    lets(streaming, "rose")
    await streaming.telegram.wait_for(1, method="editMessageText")
    lets(streaming, "done")
    await streaming.says(WHOLE, chat=GROUP)


async def test_of_an_answer_too_long_for_a_message_the_first_part_is_edited_in(streaming: Running) -> None:
    paragraphs = [f"{number} " + "涨📈" * 900 for number in range(3)]
    streaming.librarian.answers["why?"] = Answer(Status.ANSWERED, "\n\n".join(paragraphs), NOW)
    asks_in_group(streaming)
    await streaming.says("It …", chat=GROUP)
    lets(streaming, "rose", "done")
    await streaming.says(*paragraphs, chat=GROUP)
    assert streaming.texts(GROUP) == paragraphs


@pytest.mark.parametrize("text", ["x" * 9_000, "📈" * 3_000, "\ud83d" * 10])
async def test_what_is_shown_meanwhile_fits_a_message_whatever_is_written(streaming: Running, text: str) -> None:
    streaming.librarian.pieces["why?"] = [text, streaming.librarian.gates["done"]]
    asks_in_group(streaming)
    await until(lambda: streaming.texts(GROUP))
    streaming.telegram.hears("why?")
    await until(lambda: streaming.telegram.drafts)
    lets(streaming, "done")
    await streaming.says(WHOLE, chat=GROUP)
    await streaming.says(WHOLE)


@pytest.mark.parametrize("chat", [READER, GROUP])
async def test_an_answer_that_breaks_off_ends_in_an_apology(streaming: Running, chat: int) -> None:
    streaming.librarian.breaks_on.add("why?")
    if chat == GROUP:
        asks_in_group(streaming)
        await streaming.says("It …", chat=GROUP)
    else:
        streaming.telegram.hears("why?")
        await until(lambda: streaming.telegram.drafts)
    lets(streaming, "rose", "done")
    await streaming.says(streaming.vocabulary.english.trouble, chat=chat)


@pytest.mark.parametrize("pieces", [[], [""], [" ", "\n"], ["\u200b"]])
async def test_an_assistant_that_says_nothing_beforehand_is_shown_when_it_has_answered(
    streaming: Running, pieces: Sequence[str]
) -> None:
    streaming.librarian.pieces["why?"] = [*pieces, streaming.librarian.gates["done"]]
    streaming.telegram.hears("why?")
    asks_in_group(streaming)
    await streaming.librarian.is_asked(2)
    await asyncio.sleep(0.3)
    lets(streaming, "done")
    await streaming.says(WHOLE)
    await streaming.says(WHOLE, chat=GROUP)
    assert streaming.telegram.drafts == []
    assert methods(streaming, GROUP) == ["sendMessage"]


@pytest.mark.parametrize("chat", [READER, GROUP])
async def test_what_is_called_off_in_the_middle_leaves_nothing_behind(streaming: Running, chat: int) -> None:
    if chat == GROUP:
        asks_in_group(streaming)
        await streaming.says("It …", chat=GROUP)
    else:
        streaming.telegram.hears("why?")
        await until(lambda: streaming.telegram.drafts)
    streaming.telegram.hears("/cancel", chat=chat)
    await streaming.says(streaming.vocabulary.english.cancelled, chat=chat)
    assert streaming.librarian.cancelled == ["why?"]


async def test_what_the_bots_stop_cuts_short_becomes_the_answer_after_the_next_start(streaming: Running) -> None:
    asks_in_group(streaming)
    await streaming.says("It …", chat=GROUP)
    [before] = streaming.telegram.shown(GROUP)
    await streaming.stop()
    assert streaming.texts(GROUP) == ["It …"]
    await streaming.start(access=letting_in(READER, GROUP), limits=UNHURRIED)
    lets(streaming, "rose")
    await streaming.says("It rose …", chat=GROUP)
    lets(streaming, "done")
    await streaming.says(WHOLE, chat=GROUP)
    [after] = streaming.telegram.shown(GROUP)
    assert after.message_id == before.message_id
