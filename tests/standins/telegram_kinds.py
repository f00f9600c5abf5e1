"""One update of every kind that Telegram names, and one message of every kind of content.

Where the published description is at hand they are made from it: what a type requires, filled in all the way down.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress

from tests.standins.bot_api_spec import Description, Field, Params, load_description, published_description
from tests.standins.telegram_kinds_small import CONTENTS, UPDATES
from tests.standins.telegram_updates import GROUP, Update, group, person, private_chat, small_group

_DEEPEST = 9
_MESSAGES = ("message", "edited_message", "business_message", "edited_business_message", "guest_message")
_POSTS = ("channel_post", "edited_channel_post")
_IN_GROUPS = (
    "new_chat_", "left_chat_", "chat_owner_", "delete_chat_", "group_chat_", "supergroup_chat_", "channel_chat_",
    "forum_topic_", "general_forum_", "video_chat_", "migrate_from_", "boost_added", "giveaway", "sender_chat",
)  # fmt: skip
# Each is answered by its id, which the stand-in gives so that no two are the same.
_ANSWERED = {"callback_query", "inline_query"}
_ALWAYS_THERE = {"message_id", "date", "chat", "from", "text"}
_PLAUSIBLE: Mapping[str, object] = {
    "currency": "XTR",
    "emoji": "🎲",
    "url": "https://harbour.example/",
    "language_code": "en",
    "mime_type": "application/pdf",
    "phone_number": "+85212345678",
    "latitude": 22.3,
    "longitude": 114.2,
    "chat_type": "sender",
    "total_amount": 100,
    "migrate_to_chat_id": -100_777,
    "migrate_from_chat_id": -300,
    "message_id": 41,
    "message_thread_id": 40,
}
_PLAIN: Mapping[str, object] = {"Integer": 1, "Float": 0.5, "Boolean": True}


class _TooDeepError(Exception):
    """A type that holds itself was followed too far."""


def every_kind_of_update() -> list[Update]:
    """Give them with messages in the private chat of ``READER``, and in groups what is said only there."""
    made = _from_the_small_list() if published_description() is None else _from(load_description())
    return [(kind, _without_id(content) if kind in _ANSWERED else content) for kind, content in made]


def _without_id(content: Params) -> Params:
    return {name: value for name, value in content.items() if name != "id"}


def _from_the_small_list() -> Iterator[Update]:
    yield from ((kind, content) for kind, content in UPDATES.items())
    yield from (("message", _message_with(name, value)) for name, value in CONTENTS.items())


def _from(description: Description) -> Iterator[Update]:
    for kind, field in description.types["Update"].items():
        if kind in _MESSAGES or kind in _POSTS:
            yield kind, _message_of(kind)
        elif not field.required:
            yield kind, _filled(field.types[0], description)
    for name, field in description.types["Message"].items():
        if name not in _ALWAYS_THERE:
            yield "message", _message_with(name, _value(name, field, description, 0))


def _message_of(kind: str) -> Params:
    content: Params = {"message_id": 41, "date": _now(), "chat": private_chat(), "from": person(), "text": "hello"}
    if kind in _POSTS:
        del content["from"]
        content["chat"] = {"id": -100_400, "type": "channel", "title": "A channel"}
    if "business" in kind:
        content["business_connection_id"] = "b1"
    if kind == "guest_message":
        content["guest_query_id"] = "g1"
    if kind.startswith("edited"):
        content["edit_date"] = _now()
    return content


def _message_with(name: str, value: object) -> Params:
    """Make a message of one field; the id is left for the stand-in to give."""
    place = group(GROUP) if name.startswith(_IN_GROUPS) else private_chat()
    if name == "migrate_to_chat_id":
        place = small_group(-777)
    return {"date": _now(), "chat": place, "from": person(), name: value}


def _now() -> int:
    return int(time.time())


def _filled(kind: str, description: Description, depth: int = 0) -> Params:
    """Fill what a type requires, and nothing else; people and chats are the reader's."""
    if kind in {"User", "Chat"}:
        return person() if kind == "User" else private_chat()
    return {
        name: _value(name, field, description, depth)
        for name, field in description.types[kind].items()
        if field.required
    }


def _value(name: str, field: Field, description: Description, depth: int) -> object:
    if field.types == ("String",):
        return field.always or field.example or _PLAUSIBLE.get(name, name)
    return _made(name, field.types[0], description, depth)


def _made(name: str, kind: str, description: Description, depth: int) -> object:
    """Make a value of any type.

    Raises:
        _TooDeepError: the type holds itself in what it requires.
    """
    if depth > _DEEPEST:
        raise _TooDeepError(kind)
    if kind.startswith("Array of "):
        return [_made(name, kind.removeprefix("Array of "), description, depth + 1)]
    if kind in description.unions:
        for each in description.unions[kind]:
            with suppress(_TooDeepError):
                return _made(name, each, description, depth + 1)
        raise _TooDeepError(kind)
    if kind in description.types:
        return _filled(kind, description, depth + 1)
    if kind == "Integer" and "date" in name:
        return _now()
    return _PLAUSIBLE.get(name, _PLAIN.get(kind, name))
