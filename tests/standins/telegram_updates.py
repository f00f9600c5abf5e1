"""What people do, as updates: each maker gives the kind of update and its content; ids that are left out are given
by the stand-in when it queues them."""

import time
from collections.abc import Sequence
from typing import Any

from tests.standins.bot_api_spec import Params
from tests.standins.telegram_chats import BOT, BOT_NAME

Update = tuple[str, Params]

READER = 7
GROUP = -100_200
FORUM = -100_300


def _now() -> int:
    return int(time.time())


def person(number: int = READER, *, language: str = "en", **extra: Any) -> Params:
    return {"id": number, "is_bot": False, "first_name": "Ada", "language_code": language, **extra}


def private_chat(number: int = READER) -> Params:
    return {"id": number, "type": "private", "first_name": "Ada"}


def group(number: int = GROUP, **extra: Any) -> Params:
    return {"id": number, "type": "supergroup", "title": "A group", **extra}


def small_group(number: int = -300) -> Params:
    """A group that is not yet a supergroup; it may become one, under another id."""
    return {"id": number, "type": "group", "title": "A small group"}


def entity(text: str, part: str, kind: str, **extra: Any) -> Params:
    """Mark the first place of a part in a text, in UTF-16 units."""
    before = text[: text.index(part)]
    return {"type": kind, "offset": _units(before), "length": _units(part), **extra}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _message(text: str | None, chat: Params, sender: Params, extra: Params) -> Params:
    message: Params = {"date": _now(), "chat": chat, "from": sender, **extra}
    if text is not None:
        message["text"] = text
        command = text.split()[0] if text.startswith("/") else ""
        if command and "entities" not in extra:
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": _units(command)}]
    return message


def private_message(text: str | None, *, user: int = READER, language: str = "en", **extra: Any) -> Update:
    return "message", _message(text, private_chat(user), person(user, language=language), extra)


def group_message(
    text: str | None, *, chat: int | Params = GROUP, user: int = READER, language: str = "en", **extra: Any
) -> Update:
    place = chat if isinstance(chat, dict) else group(chat)
    return "message", _message(text, place, person(user, language=language), extra)


def mention(text: str, *, chat: int | Params = GROUP, user: int = READER, **extra: Any) -> Update:
    """A message that names the bot by ``@rally_test_bot``, put first where the text does not hold it."""
    name = f"@{BOT_NAME}"
    said = text if name in text else f"{name} {text}"
    return group_message(said, chat=chat, user=user, entities=[entity(said, name, "mention")], **extra)


def mention_by_name(text: str, *, chat: int | Params = GROUP, user: int = READER, **extra: Any) -> Update:
    """A message that names the bot by its first name, as a link to it."""
    said = f"{BOT['first_name']} {text}"
    marked = [entity(said, BOT["first_name"], "text_mention", user=BOT)]
    return group_message(said, chat=chat, user=user, entities=marked, **extra)


def group_command(
    command: str, text: str = "", *, chat: int | Params = GROUP, user: int = READER, bot: str = BOT_NAME
) -> Update:
    """A command with the name of the bot that it is for: ``/help@rally_test_bot``."""
    return group_message(f"/{command}@{bot} {text}".strip(), chat=chat, user=user)


def topic_message(text: str | None, thread: int, *, chat: int = FORUM, user: int = READER, **extra: Any) -> Update:
    """A message in a topic of a forum."""
    place = group(chat, is_forum=True)
    return group_message(text, chat=place, user=user, message_thread_id=thread, is_topic_message=True, **extra)


def replying(message: Params, text: str, *, user: int = READER, **extra: Any) -> Update:
    """A message that answers another one.

    In a supergroup it carries a thread's id although it is in no topic, and a bot that sends to that is refused.
    """
    chat = message["chat"]
    if message.get("is_topic_message"):
        extra = {"message_thread_id": message["message_thread_id"], "is_topic_message": True, **extra}
    elif chat["type"] == "supergroup":
        extra = {"message_thread_id": message["message_id"], **extra}
    return "message", _message(text, chat, person(user), {"reply_to_message": message, **extra})


def edited(chat: Params, message_id: int, text: str, *, user: int = READER) -> Update:
    content = _message(text, chat, person(user), {"message_id": message_id, "edit_date": _now()})
    return "edited_message", content


def in_two_parts(text: str, *, user: int = READER, at: int = 4096) -> list[Update]:
    """A text too long for one message, as a reader's application cuts it: two messages in the same second."""
    return [private_message(part, user=user) for part in (text[:at], text[at:])]


def voice(*, user: int = READER, seconds: int = 4) -> Update:
    note = {"file_id": "v1", "file_unique_id": "v", "duration": seconds, "mime_type": "audio/ogg"}
    return private_message(None, user=user, voice=note)


def album(captions: Sequence[str | None], *, user: int = READER, group_id: str = "13900") -> list[Update]:
    """Photos that were sent together: one message each."""
    updates = []
    for at, caption in enumerate(captions):
        sizes = [
            {"file_id": f"f{at}{side}", "file_unique_id": f"u{at}{side}", "width": side, "height": side}
            for side in (90, 800)
        ]
        said = {} if caption is None else {"caption": caption}
        updates.append(private_message(None, user=user, photo=sizes, media_group_id=group_id, **said))
    return updates


def pressed(message: Params, data: str, *, user: int = READER, inaccessible: bool = False) -> Update:
    """A button pressed; a message that is too old comes without its content, dated 0."""
    if inaccessible:
        message = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
    content = {"from": person(user), "message": message, "chat_instance": "4711", "data": data}
    return "callback_query", content


def inline_query(query: str, *, user: int = READER, offset: str = "", chat_type: str = "sender") -> Update:
    sender = person(user)
    return "inline_query", {"from": sender, "query": query, "offset": offset, "chat_type": chat_type}


def chosen(result_id: str, query: str, *, user: int = READER) -> Update:
    content = {"result_id": result_id, "from": person(user), "query": query, "inline_message_id": "AgAA1"}
    return "chosen_inline_result", content


def _member(status: str) -> Params:
    member: Params = {"user": BOT, "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member


def _standing(chat: Params, old: str, new: str, sender: int) -> Update:
    content = {
        "chat": chat,
        "from": person(sender),
        "date": _now(),
        "old_chat_member": _member(old),
        "new_chat_member": _member(new),
    }
    return "my_chat_member", content


def blocked(*, user: int = READER) -> Update:
    return _standing(private_chat(user), "member", "kicked", user)


def unblocked(*, user: int = READER) -> Update:
    return _standing(private_chat(user), "kicked", "member", user)


def added(*, chat: int | Params = GROUP, user: int = READER) -> Update:
    return _standing(chat if isinstance(chat, dict) else group(chat), "left", "member", user)


def removed(*, chat: int | Params = GROUP, user: int = READER) -> Update:
    return _standing(chat if isinstance(chat, dict) else group(chat), "member", "kicked", user)


def migration(old: int, new: int, *, user: int = READER) -> list[Update]:
    """The two service messages of a group that becomes a supergroup: one in each."""
    return [
        group_message(None, chat=small_group(old), user=user, migrate_to_chat_id=new),
        group_message(None, chat=group(new), user=user, migrate_from_chat_id=old),
    ]


def bot_joined(*, chat: int = GROUP, user: int = READER) -> Update:
    """The service message of the group that the bot was added to."""
    return group_message(None, chat=chat, user=user, new_chat_members=[BOT])
