"""What Telegram knows: chats, who may write where, the messages as they stand, and the queries that wait."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from tests.standins.bot_api_spec import Params, RefusedError

BOT_ID = 4839574812
BOT_NAME = "rally_test_bot"
BOT: Params = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Rally",
    "username": BOT_NAME,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
_SENDER = {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")}

Standing = Literal["member", "kicked", "left"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a reader sees it now; ``thread`` is its forum topic, ``reply_to`` the message that it answers."""

    message_id: int
    text: str
    entities: list[Params]
    reply_markup: Params | None
    thread: int | None
    from_bot: bool
    reply_to: int | None = None
    photo: bool = False
    edits: int = 0
    sender: int = BOT_ID


@dataclass(slots=True)
class Chats:
    """Everything that is known of chats; what comes in teaches it (``notice``), what goes out is kept (``post``)."""

    places: dict[int, Params] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    standing: dict[int, Standing] = field(default_factory=dict)
    migrated: dict[int, int] = field(default_factory=dict)
    threads: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    messages: dict[tuple[int, int], Shown] = field(default_factory=dict)
    gone: set[tuple[int, int]] = field(default_factory=set)
    queries: dict[str, bool] = field(default_factory=dict)
    inline_messages: set[str] = field(default_factory=set)
    last_message: int = 500

    def notice(self, kind: str, content: Params) -> None:
        """Learn from an update that is on its way to the bot: chats, messages, topics, standing, queries."""
        sender = content.get("from", {}).get("id")
        if kind in {"callback_query", "inline_query"} and "id" in content:
            self.queries[content["id"]] = False
        if kind == "chosen_inline_result" and "inline_message_id" in content:
            self.inline_messages.add(content["inline_message_id"])
        if sender is not None:
            self.met.add(sender)
        if kind == "my_chat_member" and "chat" in content:
            self.places[content["chat"]["id"]] = content["chat"]
            status = content["new_chat_member"]["status"]
            self.standing[content["chat"]["id"]] = status if status in {"kicked", "left"} else "member"
        elif kind in {"message", "edited_message", "channel_post", "edited_channel_post"} and "chat" in content:
            self._keep(content)

    def _keep(self, message: Params) -> None:
        chat_id = message["chat"]["id"]
        self.places[chat_id] = message["chat"]
        if message.get("migrate_to_chat_id"):
            self.migrated[chat_id] = message["migrate_to_chat_id"]
        number = message.get("message_id", 0)
        self.last_message = max(self.last_message, number)
        if message.get("is_topic_message") and "message_thread_id" in message:
            self.threads[chat_id].add(message["message_thread_id"])
        sender = message.get("from", {}).get("id", chat_id)
        self.messages[chat_id, number] = Shown(
            message_id=number,
            text=message.get("text") or message.get("caption") or "",
            entities=message.get("entities") or message.get("caption_entities") or [],
            reply_markup=message.get("reply_markup"),
            thread=message.get("message_thread_id") if message.get("is_topic_message") else None,
            from_bot=sender == BOT_ID,
            sender=sender,
            photo="photo" in message,
        )

    def number(self) -> int:
        """Give the next message id; they rise over all chats."""
        self.last_message += 1
        return self.last_message

    def shown(self, chat_id: int, *, everyone: bool = False) -> list[Shown]:
        """Give the messages of the bot in a chat, of ``everyone`` if wanted, oldest first."""
        return [
            shown
            for (chat, _), shown in list(self.messages.items())
            if chat == chat_id and (everyone or shown.from_bot)
        ]

    def message(self, chat_id: int, number: int) -> Params:
        """Write a message as the Bot API gives it."""
        shown, sender = self.messages[chat_id, number], _SENDER
        message: Params = {"message_id": number, "date": int(time.time()), "chat": self.places[chat_id]}
        if not shown.from_bot:
            sender = {"id": shown.sender, "is_bot": False, "first_name": "Ada"}
        message["from"] = sender
        if shown.thread is not None:
            message |= {"message_thread_id": shown.thread, "is_topic_message": True}
        if shown.edits:
            message["edit_date"] = int(time.time())
        if shown.photo:
            size = {"file_id": f"photo{number}", "file_unique_id": f"p{number}", "width": 90, "height": 60}
            message |= {"photo": [size], "caption": shown.text, "caption_entities": shown.entities}
        else:
            message |= {"text": shown.text, "entities": shown.entities}
        if shown.reply_markup and "inline_keyboard" in shown.reply_markup:
            message["reply_markup"] = shown.reply_markup
        return message

    def open(self, params: Params) -> int:
        """Give the chat that a call is for.

        Raises:
            RefusedError: it is unknown, or the bot may not write there.
        """
        chat_id = params.get("chat_id")
        if chat_id is None or chat_id == "":
            raise RefusedError(400, "Bad Request: chat_id is empty")
        if chat_id in self.migrated:
            raise RefusedError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to=self.migrated[chat_id],
                circumstance=True,
            )
        if chat_id not in self.places:
            if chat_id in self.met:
                raise RefusedError(403, "Forbidden: bot can't initiate conversation with a user")
            raise RefusedError(400, "Bad Request: chat not found")
        self._admit(chat_id)
        thread = params.get("message_thread_id")
        if thread is not None and thread not in self.threads[chat_id]:
            raise RefusedError(400, "Bad Request: message thread not found")
        return int(chat_id)

    def _admit(self, chat_id: int) -> None:
        standing, kind = self.standing.get(chat_id, "member"), self.places[chat_id]["type"]
        if standing == "member":
            return
        if kind == "private":
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if standing == "kicked":
            raise RefusedError(403, f"Forbidden: bot was kicked from the {kind} chat")
        raise RefusedError(403, f"Forbidden: bot is not a member of the {kind} chat")

    def answer(self, query_id: str) -> None:
        """Count a query as answered; once only."""
        if self.queries.get(query_id, True):
            raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.queries[query_id] = True
