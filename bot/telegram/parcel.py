"""Answers between composing and sending: written down, and read again. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from telegram import MessageEntity

from bot.telegram.reply import Button, Destination, Reply


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes out for an update: messages, in order, and where they go. The first answers the reader's message."""

    to: Destination
    replies: Sequence[Reply]


def write(parcel: Parcel) -> str:
    """Write a parcel as JSON."""
    return json.dumps(
        {"to": asdict(parcel.to), "replies": [_written(reply) for reply in parcel.replies]}, ensure_ascii=False
    )


def read(document: str) -> Parcel:
    """Read what :func:`write` wrote."""
    held = json.loads(document)
    return Parcel(Destination(**held["to"]), tuple(_read(reply) for reply in held["replies"]))


def _written(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "entities": [entity.to_dict() for entity in reply.entities],
        "buttons": [[asdict(button) for button in row] for row in reply.buttons],
        "preview": reply.preview,
    }


def _read(held: dict[str, Any]) -> Reply:
    return Reply(
        held["text"],
        tuple(MessageEntity.de_json(entity, None) for entity in held["entities"]),
        tuple(tuple(Button(**button) for button in row) for row in held["buttons"]),
        held["preview"],
    )
