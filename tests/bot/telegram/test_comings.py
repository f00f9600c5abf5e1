"""The bot comes into chats and goes, as Telegram tells it."""

from typing import Any

import pytest

from tests.bot.telegram.understanding import heard
from tests.standins import telegram_updates as made
from tests.standins.telegram_chats import BOT
from tests.standins.telegram_updates import GROUP, READER

A_CHANNEL = {"id": -100_400, "type": "channel", "title": "News"}
IN: list[dict[str, Any]] = [
    {"status": "member"},
    {"status": "administrator"},
    {"status": "restricted", "is_member": True},
]
OUT: list[dict[str, Any]] = [{"status": "left"}, {"status": "kicked"}, {"status": "restricted", "is_member": False}]
_RIGHTS = {
    "administrator": (
        "is_anonymous be_edited manage_chat delete_messages manage_video_chats restrict_members promote_members "
        "change_info invite_users post_stories edit_stories delete_stories"
    ),
    "restricted": (
        "send_messages send_audios send_documents send_photos send_videos send_video_notes send_voice_notes send_polls "
        "send_other_messages add_web_page_previews change_info invite_users pin_messages manage_topics edit_tag "
        "react_to_messages"
    ),
}


def becoming(before: dict[str, Any], after: dict[str, Any], **chat: Any) -> made.Update:
    kind, content = made.added()
    old, new = (
        {"user": BOT, "until_date": 0, **one}
        | {
            right if right.startswith("is_") else f"can_{right}": False
            for right in _RIGHTS.get(one["status"], "").split()
        }
        for one in (before, after)
    )
    return kind, {**content, "old_chat_member": old, "new_chat_member": new, **chat}


@pytest.mark.parametrize("inside", IN)
@pytest.mark.parametrize("outside", OUT)
def test_to_come_and_to_go_is_heard_whatever_the_bot_may_do(inside: dict[str, Any], outside: dict[str, Any]) -> None:
    came, went = heard(becoming(outside, inside)), heard(becoming(inside, outside))
    assert came
    assert went
    assert (came.status, went.status) == (inside["status"], "left")
    assert (came.chat_id, came.user_id) == (GROUP, READER)


@pytest.mark.parametrize("one", IN)
@pytest.mark.parametrize("other", IN)
def test_a_promotion_is_no_arrival(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert heard(becoming(one, other)) is None


def test_channels_are_not_joined() -> None:
    assert heard(becoming(OUT[0], IN[1], chat=A_CHANNEL)) is None


def test_a_reader_who_blocks_the_bot_and_comes_back_is_heard() -> None:
    gone, back = heard(made.blocked()), heard(made.unblocked())
    assert gone
    assert back
    assert (gone.private, gone.status, back.status) == (True, "left", "member")
