"""What a bot may be sent although nobody would write it: each update is named for what is odd in it."""

import time

from tests.standins.bot_api_spec import Params
from tests.standins.telegram_updates import READER, Update, entity, person, private_chat, private_message

OVERRIDE = "\u202e"
ZALGO = "r" + "\u0301\u0302\u0303\u0316\u0489" * 200 + "ise"


def _message(**content: object) -> Update:
    return "message", {"date": int(time.time()), "chat": private_chat(), "from": person(), **content}


def hostile_updates() -> dict[str, Update]:
    """Give them by name, all for the private chat of ``READER`` unless they lack just that."""
    return {**_strange_texts(), **_strange_shapes()}


def _strange_texts() -> dict[str, Update]:
    return {
        "4,096 emoji": private_message("📈" * 2_048),
        "one emoji of many parts": private_message("👩‍👩‍👧‍👦" * 300),
        "right to left with override marks": private_message(f"{OVERRIDE}?abab fo ecirp \u2066שלום\u2069 مرحبا"),
        "zalgo": private_message(ZALGO),
        "null characters": private_message("\0" * 100),
        "lone surrogates": private_message("a\ud83d b"),
        "white space that is none": private_message("\u200b\u3164\u2800"),
        "an empty text": private_message(""),
        "only a slash": private_message("/", entities=[]),
        "a command of another bot": private_message("/help@other_bot"),
        "a command of 4,000 letters": private_message("/" + "a" * 4_000),
        "sql and markup": private_message("'; DROP TABLE chats; -- <script>alert(1)</script> ${jndi:ldap://a} {{7*7}}"),
        "an entity that reaches too far": private_message("baba", entities=[entity("baba", "baba", "bold", length=99)]),
    }  # fmt: skip


def _strange_shapes() -> dict[str, Update]:
    channel: Params = {"id": -100_400, "type": "channel", "title": "A channel", "username": "a_channel"}
    named = person(first_name="<b>Ada</b> [x](http://a.example) *_`", last_name=OVERRIDE + "ecila")
    named["username"] = "ada"
    file = {"file_id": "d1", "file_unique_id": "d", "file_name": f"../{OVERRIDE}fdp.exe", "file_size": 20_971_520}
    return {
        "markup in names": _message(**{"from": named, "text": "why?"}),
        "a document of 20 MB": _message(document={**file, "mime_type": "application/x-msdownload"}),
        "an unknown kind of update": ("quantum_update", {"id": "1", "spin": [1, {"up": None}]}),
        "an unknown kind of message": _message(hologram={"file_id": "h"}),
        "a message without anything": _message(),
        "an unknown kind of entity": private_message("baba", entities=[entity("baba", "baba", "hologram")]),
        "an unknown kind of chat": _message(chat={"id": -5, "type": "orbit", "title": "A chat"}, text="why?"),
        "a message without a sender": ("message", {"date": 1, "chat": private_chat(), "text": "why?"}),
        "an anonymous administrator": _message(
            chat={"id": -100_200, "type": "supergroup", "title": "A group"},
            sender_chat={"id": -100_200, "type": "supergroup", "title": "A group"},
            **{"from": {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}},
            text="/help@rally_test_bot",
        ),
        "a message of another bot": _message(**{"from": {**person(), "is_bot": True}, "text": "why?"}),
        "a channel's post": ("channel_post", {"date": 1, "chat": channel, "text": "/help"}),
        "a channel's post edited": ("edited_channel_post", {"date": 1, "edit_date": 2, "chat": channel, "text": "a"}),
        "a business message": (
            "business_message",
            {"business_connection_id": "b1", "date": 1, "chat": private_chat(), "from": person(), "text": "why?"},
        ),
        "a message from 1970": _message(date=0, text="why?"),
        "a reader with the largest id": private_message("why?", user=2**52 - 1),
        "a pressed button without data": (
            "callback_query", {"from": person(), "chat_instance": "1", "game_short_name": "g"},
        ),
        "a pressed button with 64 strange bytes": (
            "callback_query", {"from": person(READER), "chat_instance": "1", "data": "\0é" * 21 + "a"},
        ),
        "an inline query of 256 emoji": ("inline_query", {"from": person(), "query": "📈" * 256, "offset": "-1"}),
        "an update without content": ("message", {}),
    }  # fmt: skip
