"""What was heard, as it stands in our tables, and where the reply to it goes."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from bot.state.chats import Chats
from bot.state.conversations import Conversations
from bot.state.deliveries import Deliveries, Delivery
from bot.state.store import Store
from bot.telegram.incoming import Heard
from bot.telegram.reply import Destination

_HEARD = TypeAdapter(Heard)


@dataclass(frozen=True, slots=True)
class Records:
    """The bot's own tables, and the thread that works on them."""

    store: Store
    deliveries: Deliveries
    conversations: Conversations
    chats: Chats


def written(heard: Heard) -> str:
    """What was heard, as it is kept."""
    return _HEARD.dump_json(heard).decode()


def heard_in(delivery: Delivery) -> Heard:
    """What was heard, as it was kept, in the chat where it is now: a group may have got another id.

    There, messages and topics have other numbers, or none.
    """
    heard = _HEARD.validate_json(delivery.document)
    if heard.chat_id == delivery.chat_id or heard.moved_to is not None:
        return heard
    return replace(heard, chat_id=delivery.chat_id, message_id=None, thread_id=None)


def destination(heard: Heard) -> Destination:
    """Where the reply to something heard goes."""
    return Destination(heard.chat_id, heard.thread_id, heard.message_id, heard.private)
