"""What becomes of a message that is made to say something else."""

import logging

import pytest

from bot.telegram.outbox import Outbox
from bot.telegram.reply import Button, Outcome, Reply, Sent
from tests.bot.telegram.sender import GROUP, HERE, THERE, sender
from tests.standins.clocks import fast
from tests.standins.telegram import BROKEN, DONE_THEN_CUT, READER, Fault, Telegram, migrated

ROSE = Reply("It rose.")
FULL = Reply("It rose.", buttons=((Button("More", "more:1"),),))


async def _edit_after(outbox: Outbox, telegram: Telegram, *faults: Fault, text: str = "It fell.") -> Sent:
    telegram.hears("why?")
    number = (await outbox.send(HERE, ROSE)).message_id
    assert number is not None
    telegram.fails("editMessageText", *faults)
    return await outbox.edit(HERE, number, Reply(text, buttons=FULL.buttons if text != ROSE.text else ()))


async def test_a_message_can_be_made_to_say_something_else(telegram: Telegram) -> None:
    async with sender(telegram.url) as here:
        sent = await _edit_after(here.outbox, telegram)
    [shown] = telegram.shown(READER)
    assert sent == Sent(Outcome.ARRIVED, READER, shown.message_id)
    assert shown.text == "It fell."
    assert shown.reply_markup


async def test_an_edit_that_changes_nothing_has_arrived(telegram: Telegram) -> None:
    async with sender(telegram.url) as here:
        sent = await _edit_after(here.outbox, telegram, text="It rose.")
    telegram.violations.clear()
    assert sent.outcome is Outcome.ARRIVED


async def test_an_edit_that_may_have_arrived_is_tried_again(telegram: Telegram) -> None:
    async with sender(telegram.url) as here:
        sent = await _edit_after(here.outbox, telegram, DONE_THEN_CUT)
    telegram.violations.clear()
    assert sent.outcome is Outcome.ARRIVED
    assert telegram.shown(READER)[0].text == "It fell."


def test_an_edit_is_given_up_after_three_tries(telegram: Telegram) -> None:
    async def edit() -> Sent:
        async with sender(telegram.url, timeout=100) as here:
            return await _edit_after(here.outbox, telegram, *[BROKEN] * 3)

    assert fast(edit()).outcome is Outcome.UNCERTAIN
    assert len(telegram.called("editMessageText")) == 3


async def test_a_message_that_was_deleted_is_not_edited_and_may_be_sent_anew(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hears("why?")
    async with sender(telegram.url) as here:
        number = (await here.outbox.send(HERE, ROSE)).message_id
        assert number
        telegram.deletes(READER, number)
        assert (await here.outbox.edit(HERE, number, FULL)).outcome is Outcome.REFUSED
        telegram.fails("editMessageText", migrated(GROUP))
        assert await here.outbox.edit(THERE, number, FULL) == Sent(Outcome.REFUSED, GROUP, number)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
