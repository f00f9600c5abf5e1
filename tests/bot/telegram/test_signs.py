"""What the bot shows while it is at work, and the small calls that may fail without anybody noticing."""

import asyncio
import logging

import pytest
from telegram import InlineQueryResultArticle, InputTextMessageContent

from bot.telegram.outbox import Outbox
from bot.telegram.pace import Allowance
from bot.telegram.pace import Limits as Own
from bot.telegram.reply import Button, Destination, Outcome, Reply
from tests.bot.telegram.sender import GROUP, HERE, THERE, sender
from tests.standins.clocks import fast
from tests.standins.telegram import BLOCKED, BROKEN, HANGS, READER, Fault, Telegram, flood
from tests.standins.telegram_updates import inline_query

ROSE = Reply("It rose.")
EAGER = Own(overall=1000, private=Allowance(100, 0.01, 0.0), group=Allowance(100, 0.01, 0.0))


async def _draft(outbox: Outbox, *texts: str) -> list[bool]:
    return [await outbox.draft(HERE, 1, Reply(text)) for text in texts]


async def test_a_draft_is_shown_while_the_answer_is_written(telegram: Telegram) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        assert await _draft(here.outbox, "It") == [True]
    assert [draft.text for draft in telegram.drafts] == ["It"]


async def test_drafts_that_follow_too_closely_are_left_out(telegram: Telegram) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        assert await _draft(here.outbox, "It", "It rose", "It rose.") == [True, False, False]
        await asyncio.sleep(0.5)
        assert await _draft(here.outbox, "It rose again.") == [True]
    assert telegram.ignored_waits == []


@pytest.mark.parametrize("fault", [flood(1), BLOCKED, BROKEN, HANGS])
async def test_a_draft_that_fails_is_the_last_for_a_while(telegram: Telegram, fault: Fault) -> None:
    telegram.hears("why?")
    telegram.hears("why?", user=8)
    telegram.fails("sendMessageDraft", fault)
    async with sender(telegram.url, limits=EAGER) as here:
        assert await _draft(here.outbox, "It", "It rose") == [False, False]
        assert await here.outbox.draft(Destination(8), 1, ROSE)
        assert (await here.outbox.send(HERE, ROSE)).outcome is Outcome.ARRIVED
    assert here.count.outcomes == [Outcome.ARRIVED]


async def test_a_draft_in_a_group_is_not_tried(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP)
    async with sender(telegram.url) as here:
        assert not await here.outbox.draft(THERE, 1, ROSE)
    assert telegram.called("sendMessageDraft") == []


async def test_progress_in_a_group_is_an_edit_now_and_then(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP)
    async with sender(telegram.url) as here:
        number = (await here.outbox.send(THERE, Reply("Looking"))).message_id
        assert number
        shown = [await here.outbox.progress(THERE, number, Reply(text)) for text in ("It", "It rose")]
        assert not await here.outbox.progress(HERE, number, ROSE)
    assert shown == [True, False]
    assert telegram.shown(GROUP)[0].text == "It"


async def test_a_flood_wait_after_an_edit_holds_the_group(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP)
    async with sender(telegram.url) as here:
        number = (await here.outbox.send(THERE, Reply("Looking"))).message_id
        assert number
        telegram.fails("editMessageText", flood(1))
        assert not await here.outbox.progress(THERE, number, ROSE)
        assert here.pace.held(GROUP)
        assert not await here.outbox.delete(GROUP, number)
        await here.outbox.send(THERE, ROSE)
    assert telegram.ignored_waits == []


async def test_typing_is_shown_in_its_topic_until_the_answer_is_there(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP, message_thread_id=5, is_topic_message=True)
    async with sender(telegram.url, typing_every=0.05) as here, here.outbox.typing(Destination(GROUP, thread_id=5)):
        await telegram.wait_for(3, method="sendChatAction")
    shown = len(telegram.called("sendChatAction"))
    assert {call.params["message_thread_id"] for call in telegram.called("sendChatAction")} == {5}
    await asyncio.sleep(0.15)
    assert len(telegram.called("sendChatAction")) == shown


async def test_typing_that_is_shown_already_is_not_shown_again(telegram: Telegram) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        for _ in range(3):
            here.outbox.show_typing(HERE)
            await telegram.wait_for(1, method="sendChatAction")
        async with here.outbox.typing(HERE):
            await asyncio.sleep(0.1)
    assert len(telegram.called("sendChatAction")) == 1


def test_typing_goes_on_where_what_was_shown_first_ends(telegram: Telegram) -> None:
    telegram.hears("why?")

    async def read() -> list[float]:
        async with sender(telegram.url, timeout=100) as here:
            began = here.pace.clock()
            here.outbox.show_typing(HERE)
            await asyncio.sleep(1)
            async with here.outbox.typing(HERE):
                await asyncio.sleep(12)
            return [call.at * 20 - began for call in telegram.called("sendChatAction")]

    first, *later = fast(read(), speed=20)
    assert [round((at - first) / 4) for at in later] == [1, 2, 3]


async def test_an_answer_comes_although_typing_cannot_be_shown(telegram: Telegram) -> None:
    telegram.hears("why?")
    telegram.fails("sendChatAction", flood(30))
    async with sender(telegram.url, typing_every=0.05) as here:
        async with here.outbox.typing(HERE):
            await asyncio.sleep(0.2)
        here.outbox.show_typing(HERE)
        assert not await here.outbox.draft(HERE, 1, ROSE)
        assert (await here.outbox.send(HERE, ROSE)).outcome is Outcome.ARRIVED
    assert len(telegram.called("sendChatAction")) == 1
    assert telegram.ignored_waits == []


async def test_an_answer_does_not_wait_long_for_typing_that_hangs(telegram: Telegram) -> None:
    telegram.hears("why?")
    telegram.fails("sendChatAction", HANGS)
    async with asyncio.timeout(2), sender(telegram.url, timeout=10) as here:
        async with here.outbox.typing(HERE):
            await asyncio.sleep(0.05)
        assert (await here.outbox.send(HERE, ROSE)).outcome is Outcome.ARRIVED


async def test_no_typing_is_shown_in_a_chat_that_telegram_holds(telegram: Telegram) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        here.pace.hold(READER, 30)
        here.outbox.show_typing(HERE)
        async with here.outbox.typing(HERE):
            await asyncio.sleep(0.05)
    assert telegram.called("sendChatAction") == []


async def test_a_press_is_acknowledged_with_words_and_a_second_time_in_vain(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        await here.outbox.send(HERE, Reply("It rose.", buttons=((Button("More", "more:1"),),)))
        query = telegram.presses(READER, "More")
        with caplog.at_level(logging.DEBUG, "bot"):
            assert await here.outbox.acknowledge(query, "Done", alert=True)
            assert not await here.outbox.acknowledge(query)
    telegram.violations.clear()
    assert telegram.called("answerCallbackQuery")[0].params == {
        "callback_query_id": query,
        "text": "Done",
        "show_alert": True,
    }
    assert {record.levelname for record in caplog.records} == {"DEBUG"}


async def test_an_inline_query_is_answered_for_its_reader_alone(telegram: Telegram) -> None:
    query = str(telegram.queues(*inline_query("alibaba"))["id"])
    results = [InlineQueryResultArticle("1", "Alibaba", InputTextMessageContent("112.30 USD"))]
    async with sender(telegram.url) as here:
        assert await here.outbox.offer(query, results, cache_s=30)
        telegram.fails("answerInlineQuery", BROKEN)
        assert not await here.outbox.offer(query, results, cache_s=30)
    params = telegram.called("answerInlineQuery")[0].params
    assert (params["cache_time"], params["is_personal"]) == (30, True)


async def test_a_message_is_deleted_and_a_group_left(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP)
    async with sender(telegram.url) as here:
        number = (await here.outbox.send(THERE, ROSE)).message_id
        assert number
        assert await here.outbox.delete(GROUP, number)
        assert await here.outbox.leave(GROUP)
        assert not await here.outbox.leave(GROUP + 1)
        assert (await here.outbox.send(THERE, ROSE)).outcome is Outcome.GONE
    telegram.violations.clear()
    assert telegram.shown(GROUP) == []
