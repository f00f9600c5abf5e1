"""What becomes of a message when Telegram does not simply take it."""

import asyncio
import logging
import socket
import time

import pytest
from telegram import MessageEntity

from bot.telegram.pace import Urgency
from bot.telegram.reply import Button, Destination, LeavingError, Outcome, Reply, Sent
from tests.bot.telegram.sender import GROUP, HERE, THERE, sender
from tests.standins.clocks import fast
from tests.standins.telegram import (
    BAD_ENTITIES,
    BLOCKED,
    BROKEN,
    CUT,
    DONE_THEN_CUT,
    GATEWAY,
    HANGS,
    READER,
    TOKEN,
    Fault,
    Limits,
    Telegram,
    flood,
    migrated,
    slow,
)

ROSE = Reply("It rose.")
BOLD = MessageEntity("bold", 0, 2)
FULL = Reply("It rose.", (BOLD,), ((Button("More", "more:1"), Button("No", "no")),), preview="https://news.example/1")


def _refused(words: str, status: int = 400) -> Fault:
    return Fault(status, f"Bad Request: {words}")


async def test_a_message_comes_with_its_buttons_and_the_preview_of_its_first_source(telegram: Telegram) -> None:
    number = telegram.hears("why?")
    async with sender(telegram.url) as here:
        sent = await here.outbox.send(Destination(READER, answering=number), FULL)
    [shown] = telegram.shown(READER)
    assert sent == Sent(Outcome.ARRIVED, READER, shown.message_id)
    assert here.count.outcomes == [Outcome.ARRIVED]
    assert shown.reply_to == number
    assert telegram.sent[0]["link_preview_options"] == {"url": FULL.preview, "prefer_small_media": True}
    assert telegram.sent[0]["reply_markup"]["inline_keyboard"] == [
        [{"text": "More", "callback_data": "more:1"}, {"text": "No", "callback_data": "no"}]
    ]


async def test_a_message_without_a_preview_shows_none_whatever_addresses_it_holds(telegram: Telegram) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        await here.outbox.send(HERE, ROSE)
    assert telegram.sent[0]["link_preview_options"] == {"is_disabled": True}


async def test_a_message_goes_to_its_topic_and_to_the_general_one_without_a_number(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP, message_thread_id=5, is_topic_message=True)
    async with sender(telegram.url) as here:
        await here.outbox.send(Destination(GROUP, thread_id=5, private=False), ROSE)
        await here.outbox.send(Destination(GROUP, thread_id=1, private=False), ROSE)
    assert [shown.thread for shown in telegram.shown(GROUP)] == [5, None]


async def test_a_flood_wait_is_kept_and_the_message_sent_after_it(telegram: Telegram) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", flood(1))
    async with sender(telegram.url) as here:
        assert (await here.outbox.send(HERE, ROSE)).outcome is Outcome.ARRIVED
    assert here.count.floods == [1]
    assert telegram.ignored_waits == []


async def test_what_waits_in_one_chat_does_not_keep_another_waiting(telegram: Telegram) -> None:
    telegram.hears("why?")
    telegram.hears("why?", user=8)
    telegram.fails("sendMessage", flood(30))
    async with sender(telegram.url) as here:
        waiting = asyncio.create_task(here.outbox.send(HERE, ROSE))
        await asyncio.sleep(0.2)
        assert telegram.called("sendMessage")
        async with asyncio.timeout(1):
            assert (await here.outbox.send(Destination(8), ROSE)).outcome is Outcome.ARRIVED
        here.outbox.stop()
        with pytest.raises(LeavingError):
            await waiting


def test_a_message_is_given_up_after_an_hour_of_flood_waits(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", flood(1500), flood(1500), flood(1500))

    async def send() -> tuple[Outcome, float]:
        async with sender(telegram.url, timeout=1e5) as here:
            began = here.pace.clock()
            outcome = (await here.outbox.send(HERE, ROSE)).outcome
            return outcome, here.pace.clock() - began

    outcome, seconds = fast(send(), speed=20_000)
    assert outcome is Outcome.REFUSED
    assert seconds >= 3000
    assert "given up after flood waits" in caplog.text


async def test_messages_sent_as_fast_as_they_may_are_within_the_limits() -> None:
    with Telegram(limits=Limits()) as telegram:
        users = range(7, 27)
        for user in users:
            telegram.hears("why?", user=user)
        telegram.hears("why?", chat=GROUP)
        async with sender(telegram.url) as here:
            urgencies = [Urgency.ANSWER, Urgency.BROADCAST, Urgency.BROADCAST]
            sending = [here.outbox.send(Destination(user), ROSE, urgency) for user in users for urgency in urgencies]
            sending += [here.outbox.send(THERE, ROSE) for _ in range(3)]
            sent = await asyncio.gather(*sending)
        assert {each.outcome for each in sent} == {Outcome.ARRIVED}
        assert here.count.floods == []


def test_a_message_that_surely_was_not_sent_is_sent_when_telegram_is_there_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    async def send() -> Sent:
        async with sender(f"http://127.0.0.1:{port}", timeout=1000) as here:
            sending = asyncio.create_task(here.outbox.send(HERE, ROSE))
            await asyncio.sleep(100)
            with Telegram(port) as telegram:
                telegram.hears("why?")
                sent = await sending
                assert [message["text"] for message in telegram.sent] == ["It rose."]
            return sent

    assert fast(send(), speed=400).outcome is Outcome.ARRIVED


@pytest.mark.parametrize("fault", [HANGS, BROKEN, GATEWAY, CUT, DONE_THEN_CUT, Fault(200, body=b"<html>")])
async def test_a_message_that_may_have_arrived_is_not_sent_again(telegram: Telegram, fault: Fault) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", fault)
    async with sender(telegram.url) as here:
        assert await here.outbox.send(HERE, ROSE) == Sent(Outcome.UNCERTAIN, READER)
    assert len(telegram.called("sendMessage")) == 1


async def test_an_answer_that_the_library_cannot_read_is_no_reason_to_send_again(telegram: Telegram) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", Fault(200, body=b'{"ok": true}'), Fault(200, body=b'{"ok": true, "result": {}}'))
    async with sender(telegram.url) as here:
        for _ in range(2):
            assert (await here.outbox.send(HERE, ROSE)).outcome is Outcome.UNCERTAIN


async def test_with_a_token_that_is_no_longer_good_messages_wait_for_the_end(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hears("why?")
    telegram.revoked = True
    async with sender(telegram.url) as here:
        waiting = asyncio.create_task(here.outbox.send(HERE, ROSE))
        await asyncio.sleep(0.2)
        here.outbox.stop()
        with pytest.raises(LeavingError):
            await waiting
    assert "trying on" in caplog.text
    assert TOKEN not in caplog.text
    assert here.count.outcomes == []


async def test_what_is_under_way_when_the_bot_stops_comes_to_its_end(telegram: Telegram) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", slow(0.2))
    async with sender(telegram.url) as here:
        under_way = asyncio.create_task(here.outbox.send(HERE, ROSE))
        await asyncio.sleep(0.1)
        here.outbox.stop()
        assert (await under_way).outcome is Outcome.ARRIVED
        with pytest.raises(LeavingError):
            await here.outbox.send(HERE, ROSE)


async def test_a_reader_who_has_blocked_the_bot_is_no_error(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", BLOCKED, _refused("CHAT_WRITE_FORBIDDEN"))
    async with sender(telegram.url) as here:
        with caplog.at_level(logging.INFO, "bot"):
            for _ in range(2):
                assert (await here.outbox.send(HERE, ROSE)).outcome is Outcome.GONE
    assert {record.levelname for record in caplog.records} == {"INFO"}
    assert "bot was blocked by the user" in caplog.text


async def _sent_after(telegram: Telegram, *faults: Fault, to: Destination = HERE) -> list[dict[str, object]]:
    """Send a full message, let it be refused, and give what was sent then."""
    telegram.hears("why?", chat=to.chat_id)
    telegram.fails("sendMessage", *faults)
    async with sender(telegram.url) as here:
        await here.outbox.send(to, FULL)
    return telegram.sent


async def test_a_message_refused_for_its_form_comes_as_plain_text_with_its_buttons(telegram: Telegram) -> None:
    [sent] = await _sent_after(telegram, BAD_ENTITIES)
    assert sent["text"] == "It rose."
    assert "entities" not in sent
    assert "reply_markup" in sent


async def test_a_message_refused_for_its_buttons_comes_without_them(telegram: Telegram) -> None:
    [sent] = await _sent_after(telegram, _refused("BUTTON_DATA_INVALID"))
    assert "reply_markup" not in sent
    assert "entities" in sent


async def test_a_message_refused_for_all_that_is_on_it_comes_bare(telegram: Telegram) -> None:
    faults = [_refused("WEBPAGE_MEDIA_EMPTY"), _refused("BUTTON_URL_INVALID"), BAD_ENTITIES]
    [sent] = await _sent_after(telegram, *faults)
    assert {"entities", "reply_markup"}.isdisjoint(sent)
    assert sent["link_preview_options"] == {"is_disabled": True}


async def test_an_answer_to_a_topic_that_was_deleted_comes_in_the_group(telegram: Telegram) -> None:
    to = Destination(GROUP, thread_id=5, answering=3, private=False)
    [sent] = await _sent_after(telegram, _refused("message thread not found"), to=to)
    assert "message_thread_id" not in sent
    assert "reply_parameters" in sent


async def test_a_message_refused_in_its_barest_form_is_given_up_and_its_text_not_logged(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hears("why?")
    telegram.fails("sendMessage", *[_refused('can\'t parse entities: unsupported tag "It rose."')] * 2)
    async with sender(telegram.url) as here:
        assert (await here.outbox.send(HERE, FULL)).outcome is Outcome.REFUSED
    assert len(telegram.called("sendMessage")) == 2
    assert "an't parse entities" in caplog.text
    assert "rose" not in caplog.text


async def test_a_group_that_has_become_a_supergroup_is_followed(telegram: Telegram) -> None:
    telegram.hears("why?", chat=GROUP)
    telegram.fails("sendMessage", migrated(GROUP))
    async with sender(telegram.url) as here:
        sent = await here.outbox.send(Destination(-300, answering=4, private=False), ROSE)
    assert sent == Sent(Outcome.ARRIVED, GROUP, telegram.shown(GROUP)[0].message_id)


async def test_a_group_that_moves_without_end_is_given_up(telegram: Telegram) -> None:
    telegram.fails("sendMessage", *[migrated(GROUP - number) for number in range(9)])
    async with sender(telegram.url) as here:
        assert (await here.outbox.send(THERE, ROSE)).outcome is Outcome.REFUSED


def test_sending_costs_little_time_of_its_own(telegram: Telegram) -> None:
    telegram.hears("why?")

    async def send() -> float:
        async with sender(telegram.url, timeout=1e4) as here:
            await here.outbox.send(HERE, ROSE)
            began = time.thread_time()
            for _ in range(20):
                await here.outbox.send(HERE, ROSE)
            return (time.thread_time() - began) / 20

    assert fast(send(), speed=1000) < 0.02
