"""What the Bot API takes: parameters, types and limits, judged without a server.

The published description is read from ``$RALLYBOT_TEST_DATA/telegram/bot-api-spec.json`` where that exists
(github.com/PaulSonOfLars/telegram-bot-api-spec, MIT); a small table of the methods in use stands in for it elsewhere.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Params = dict[str, Any]

_TEXT_LIMIT = 4096
_UNKNOWN = " is unknown"
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_ENTITIES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "date_time",
}  # fmt: skip


class RefusedError(Exception):
    """An error as the Bot API words it."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method, or one field of a type."""

    types: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """Methods and types by name; ``source`` says where it comes from."""

    source: str
    methods: Mapping[str, Mapping[str, Field]]
    types: Mapping[str, Mapping[str, Field]]
    unions: Mapping[str, tuple[str, ...]]


def published_description() -> Path | None:
    """Say where the published description lies, if it is here."""
    folder = os.environ.get("RALLYBOT_TEST_DATA")
    path = Path(folder) / "telegram" / "bot-api-spec.json" if folder else None
    return path if path and path.is_file() else None


def load_description() -> Description:
    """Read the published description, or fall back on the small table."""
    path = published_description()
    if path is None:
        return _SMALL
    document = json.loads(path.read_text(encoding="utf-8"))
    methods, types = document["methods"], document["types"]
    return Description(
        source=document["version"],
        methods={name: _fields(entry) for name, entry in methods.items()},
        types={name: _fields(entry) for name, entry in types.items() if "subtypes" not in entry},
        unions={name: tuple(entry["subtypes"]) for name, entry in types.items() if "subtypes" in entry},
    )


def _fields(entry: Mapping[str, Any]) -> dict[str, Field]:
    return {field["name"]: Field(tuple(field["types"]), field["required"]) for field in entry.get("fields", ())}


def read(method: str, sent: Params, description: Description) -> tuple[Params, list[str]]:
    """Decode a method's parameters as they came over the wire, and list what the real one would let pass.

    Raises:
        RefusedError: a parameter is not of its type. The real one reads some of these as absent; here none passes.
    """
    fields = description.methods[method]
    passed = [f"{method}: unknown parameter {name}" for name in sent if name not in fields]
    passed += [f"{method}: {name} is missing" for name, field in fields.items() if field.required and name not in sent]
    values: Params = {}
    for name in sent.keys() & fields.keys():
        values[name] = _decode(sent[name], fields[name].types)
        problems = _least([_problems(values[name], kind, name, description) for kind in fields[name].types])
        passed += [f"{method}: {problem}" for problem in problems if problem.endswith(_UNKNOWN)]
        wrong = [problem for problem in problems if not problem.endswith(_UNKNOWN)]
        if wrong:
            raise RefusedError(400, f"Bad Request: can't parse {'; '.join(wrong)}")
    return values, passed


def _decode(value: object, types: Sequence[str]) -> object:
    """Read a form's text as what the parameter is declared to be."""
    if not isinstance(value, str):
        return value
    if "Integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "String" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _problems(value: object, kind: str, name: str, description: Description) -> Iterator[str]:
    if kind.startswith("Array of "):
        if isinstance(value, list):
            for item in value:
                yield from _problems(item, kind.removeprefix("Array of "), name, description)
        else:
            yield f"{name} is no array"
    elif kind in _PLAIN:
        if not _PLAIN[kind](value):
            yield f"{name} is no {kind}"
    elif not isinstance(value, dict):
        yield f"{name} is no {kind}"
    elif kind in description.unions:
        yield from _least([_problems(value, each, name, description) for each in description.unions[kind]])
    elif kind in description.types:
        yield from _field_problems(value, kind, name, description)


def _field_problems(value: Params, kind: str, name: str, description: Description) -> Iterator[str]:
    fields = description.types[kind]
    yield from (f"{name}.{key}{_UNKNOWN}" for key in value if key not in fields)
    yield from (f"{name}.{key} is missing" for key, field in fields.items() if field.required and key not in value)
    for key in value.keys() & fields.keys():
        yield from _least([_problems(value[key], each, f"{name}.{key}", description) for each in fields[key].types])


def _least(readings: Sequence[Iterator[str]]) -> list[str]:
    """Take the reading with the fewest problems."""
    return min((list(reading) for reading in readings), key=len)


_PLAIN: Mapping[str, Callable[[object], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
}


def check_message(params: Params) -> None:
    """Raise what Telegram answers to a sendMessage over its limits."""
    text = params.get("text")
    if not isinstance(text, str) or not text.strip():
        raise RefusedError(400, "Bad Request: message text is empty")
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 > _TEXT_LIMIT:
        raise RefusedError(400, "Bad Request: message is too long")
    if params.get("parse_mode", "HTML").lower() not in {"html", "markdown", "markdownv2"}:
        raise RefusedError(400, "Bad Request: unsupported parse_mode")
    for entity in params.get("entities", ()):
        _check_entity(entity, units)
    for row in params.get("reply_markup", {}).get("inline_keyboard", ()):
        if any(len(button.get("callback_data", "").encode()) > 64 for button in row):
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")


def _check_entity(entity: Params, units: bytes) -> None:
    start, length = entity["offset"], entity["length"]
    if entity["type"] not in _ENTITIES:
        raise RefusedError(400, f"Bad Request: unsupported entity type {entity['type']}")
    if start < 0 or length <= 0:
        raise RefusedError(400, f"Bad Request: receive an entity with incorrect offset {start} or length {length}")
    if (start + length) * 2 > len(units):
        raise RefusedError(
            400, f"Bad Request: entity beginning at UTF-16 offset {start} ends after the end of the text"
        )
    for at in (start, start + length):
        if 0xDC <= int.from_bytes(units[at * 2 : at * 2 + 2], "little") >> 8 <= 0xDF:
            raise RefusedError(400, f"Bad Request: entity begins or ends in a middle of a UTF-16 symbol at {at}")


def check_action(params: Params) -> None:
    """Raise what Telegram answers to a sendChatAction that it does not know."""
    if params.get("action") not in _ACTIONS:
        raise RefusedError(400, "Bad Request: wrong parameter action in request")


def check_commands(params: Params) -> None:
    """Raise what Telegram answers to a list of commands that it does not take."""
    commands = params.get("commands", ())
    if len(commands) > 100:
        raise RefusedError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    if not re.fullmatch(r"([a-z]{2})?", params.get("language_code", "")):
        raise RefusedError(400, "Bad Request: language code is invalid")


def _optional(**types: str) -> dict[str, Field]:
    return {name: Field((kind,)) for name, kind in types.items()}


_SMALL = Description(
    source="the stand-in's own table",
    methods={
        "getMe": {},
        "getUpdates": _optional(
            offset="Integer", limit="Integer", timeout="Integer", allowed_updates="Array of String"
        ),
        "deleteWebhook": _optional(drop_pending_updates="Boolean"),
        "setWebhook": {"url": Field(("String",), required=True)},
        "setMyCommands": {
            "commands": Field(("Array of BotCommand",), required=True),
            **_optional(scope="BotCommandScope", language_code="String"),
        },
        "sendChatAction": {
            "chat_id": Field(("Integer", "String"), required=True),
            "action": Field(("String",), required=True),
            **_optional(business_connection_id="String", message_thread_id="Integer"),
        },
        "sendMessage": {
            "chat_id": Field(("Integer", "String"), required=True),
            "text": Field(("String",), required=True),
            **_optional(
                business_connection_id="String", message_thread_id="Integer", parse_mode="String",
                entities="Array of MessageEntity", link_preview_options="LinkPreviewOptions",
                disable_notification="Boolean", protect_content="Boolean", message_effect_id="String",
                reply_parameters="ReplyParameters", reply_markup="InlineKeyboardMarkup",
            ),
        },
    },
    types={
        "BotCommand": {"command": Field(("String",), required=True), "description": Field(("String",), required=True)},
        "MessageEntity": {
            "type": Field(("String",), required=True),
            "offset": Field(("Integer",), required=True),
            "length": Field(("Integer",), required=True),
            **_optional(url="String"),
        },
    },
    unions={},
)  # fmt: skip
