"""Who is let in by an invitation, and put out again."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.telegram.access import Mode
from tests.bot.telegram.conftest import Running, letting_in
from tests.standins.telegram import READER
from tests.standins.telegram_updates import GROUP, group_command, mention

ADMIN, GUEST, OTHER = 3, 8, 9
INVITING = letting_in(READER, mode=Mode.INVITE, admins=[ADMIN])


class Hours:
    """A clock that goes on, and can be put forward."""

    def __init__(self) -> None:
        self.later = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def inviting(idle: Running, hours: Hours) -> Running:
    """A bot whose admin may invite, and the clock that it goes by."""
    await idle.start(access=INVITING, clock=hours)
    return idle


async def invitation(bot: Running, terms: str = "") -> str:
    """Have the admin make an invitation; give its code."""
    text = await bot.ask_and_read(f"/invite {terms}".strip(), user=ADMIN)
    [code] = re.findall(r"https://t\.me/rally_test_bot\?start=([\w-]{32})", text)
    assert f"?startgroup={code}" in text
    return str(code)


async def is_answered(bot: Running, user: int = GUEST) -> bool:
    bot.telegram.hears("may I?", user=user)
    await bot.ask_and_read("control", user=ADMIN)
    return any(question.text == "may I?" for question, _ in bot.librarian.asked)


async def test_a_guest_joins_by_the_link_and_is_answered_from_then_on(inviting: Running) -> None:
    code = await invitation(inviting)
    assert await inviting.ask_and_read(f"/start {code}", user=GUEST) == inviting.vocabulary.english.joined
    assert await inviting.ask_and_read("why?", user=GUEST) == "You asked: why?"
    await inviting.stop()
    await inviting.start(access=INVITING)
    assert await inviting.ask_and_read("why still?", user=GUEST) == "You asked: why still?"


async def test_a_guest_who_was_told_to_get_an_invitation_may_come_with_a_link_right_after(inviting: Running) -> None:
    assert "were invited" in await inviting.ask_and_read("/start", user=GUEST)
    code = await invitation(inviting)
    assert await inviting.ask_and_read(f"/start {code}", user=GUEST) == inviting.vocabulary.english.joined


async def test_a_flood_of_strangers_keeps_no_guest_out(inviting: Running) -> None:
    code = await invitation(inviting)
    for number in range(40):
        inviting.telegram.hears("/start", user=1_000 + number)
    await inviting.telegram.wait_for(31)
    inviting.telegram.hears(f"/start {code}", user=GUEST)
    assert (await inviting.telegram.wait_for(32))[31]["text"] == inviting.vocabulary.english.joined


async def test_an_invitation_that_is_brought_twice_joins_and_is_answered_once(hooked: Running) -> None:
    await hooked.start(access=INVITING)
    code = await invitation(hooked, "2")
    hooked.telegram.delivers_twice()
    await hooked.ask_and_read(f"/start {code}", user=GUEST)
    assert await hooked.ask_and_read(f"/start {code}", user=OTHER) == hooked.vocabulary.english.joined
    assert len(hooked.telegram.sent) == 3


async def test_a_group_joins_by_the_link_and_its_members_by_their_own(inviting: Running) -> None:
    code = await invitation(inviting)
    inviting.telegram.queues(*group_command("start", code, user=GUEST))
    sent = await inviting.telegram.wait_for(2)
    assert (sent[1]["chat_id"], sent[1]["text"]) == (GROUP, inviting.vocabulary.english.joined_group)
    inviting.telegram.queues(*mention("why?", user=GUEST))
    inviting.telegram.queues(*mention("why not?", user=READER))
    assert (await inviting.telegram.wait_for(3))[2]["text"] == "You asked: why not?"
    assert [question.text for question, _ in inviting.librarian.asked] == ["why not?"]


async def test_an_invitation_is_used_as_often_as_it_says(inviting: Running) -> None:
    code = await invitation(inviting, "2")
    words = inviting.vocabulary.english
    told = [await inviting.ask_and_read(f"/start {code}", user=user) for user in (GUEST, OTHER, 10)]
    assert told == [words.joined, words.joined, words.invitation_over]
    assert not await is_answered(inviting, user=10)


async def test_an_invitation_ends_when_it_says(inviting: Running, hours: Hours) -> None:
    code = await invitation(inviting, "1 2")
    hours.later = timedelta(days=2, minutes=1)
    assert await inviting.ask_and_read(f"/start {code}", user=GUEST) == inviting.vocabulary.english.invitation_over
    assert not await is_answered(inviting)


async def test_a_wrong_code_is_answered_once_an_hour(inviting: Running, hours: Hours) -> None:
    wrong = f"/start {'x' * 32}"
    assert await inviting.ask_and_read(wrong, user=GUEST) == inviting.vocabulary.english.invitation_over
    inviting.telegram.hears(wrong, user=GUEST)
    assert await inviting.ask_and_read("control", user=ADMIN) == "You asked: control"
    hours.later = timedelta(hours=1, minutes=1)
    assert await inviting.ask_and_read(wrong, user=GUEST) == inviting.vocabulary.english.invitation_over
    assert not await is_answered(inviting)


async def test_a_reader_who_opens_a_link_is_welcomed_and_uses_nothing_up(inviting: Running) -> None:
    code = await invitation(inviting)
    assert await inviting.ask_and_read(f"/start {code}") == inviting.vocabulary.english.start
    assert await inviting.ask_and_read(f"/start {code}", user=GUEST) == inviting.vocabulary.english.joined


@pytest.mark.parametrize("text", ["/invite", "/invite 5 7", "/revoke 8"])
async def test_nobody_but_an_admin_invites_or_removes(inviting: Running, text: str) -> None:
    assert await inviting.ask_and_read(text) == inviting.vocabulary.english.unknown_command
    inviting.telegram.hears(text, user=GUEST)
    assert not await is_answered(inviting)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/invite 0", "from 1 to 100"),
        ("/invite many", "from 1 to 100"),
        ("/invite 5 91", "from 1 to 90"),
        ("/invite 1 2 3", "two numbers at most"),
        ("/revoke", "Name one id"),
        ("/revoke you", "Name one id"),
        ("/revoke 7", "7 is listed in my settings"),
        ("/revoke 3", "3 is listed in my settings"),
        ("/revoke 99", "99 did not join by an invitation"),
    ],
)
async def test_what_is_wrong_with_an_admins_command_is_said(inviting: Running, text: str, words: str) -> None:
    assert words in await inviting.ask_and_read(text, user=ADMIN)


async def test_an_admin_is_told_when_invitations_are_off(idle: Running) -> None:
    await idle.start(access=letting_in(READER, admins=[ADMIN]))
    assert await idle.ask_and_read("/invite", user=ADMIN) == idle.vocabulary.english.invite_off


async def test_whoever_is_removed_is_answered_no_more_and_open_invitations_end(inviting: Running) -> None:
    code, spare = await invitation(inviting), await invitation(inviting)
    await inviting.ask_and_read(f"/start {code}", user=GUEST)
    assert "8 can no longer ask" in await inviting.ask_and_read("/revoke 8", user=ADMIN)
    assert not await is_answered(inviting)
    assert await inviting.ask_and_read(f"/start {spare}", user=GUEST) == inviting.vocabulary.english.invitation_over


async def test_a_group_that_is_removed_is_answered_no_more(inviting: Running) -> None:
    code = await invitation(inviting)
    inviting.telegram.queues(*group_command("start", code, user=READER))
    await inviting.telegram.wait_for(2)
    assert f"{GROUP} can no longer ask" in await inviting.ask_and_read(f"/revoke {GROUP}", user=ADMIN)
    inviting.telegram.queues(*mention("why?", user=READER))
    assert await inviting.ask_and_read("control", user=ADMIN) == "You asked: control"


async def test_members_are_strangers_once_the_operator_makes_the_bot_private(inviting: Running) -> None:
    await inviting.ask_and_read(f"/start {await invitation(inviting)}", user=GUEST)
    await inviting.stop()
    await inviting.start(access=letting_in(READER, admins=[ADMIN]))
    assert not await is_answered(inviting)


async def test_a_link_from_before_is_of_no_use_once_the_bot_is_private(inviting: Running) -> None:
    code = await invitation(inviting)
    await inviting.stop()
    await inviting.start(access=letting_in(READER, admins=[ADMIN]))
    assert "is private" in await inviting.ask_and_read(f"/start {code}", user=GUEST)
    assert not await is_answered(inviting)
