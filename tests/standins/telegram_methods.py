"""The methods of the Bot API that say and change things in chats, carried out on what ``Chats`` knows."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.standins.bot_api import (
    Params,
    RefusedError,
    check_action,
    check_button_answer,
    check_caption,
    check_commands,
    check_draft,
    check_message,
    check_photo,
    check_results,
    written,
)
from tests.standins.telegram_chats import BOT, Chats, Shown

Method = Callable[[Params], object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A part of a message shown while the rest is written; ``at`` is on the clock of ``time.monotonic``."""

    chat: int
    draft_id: int
    text: str
    entities: list[Params]
    thread: int | None
    at: float


@dataclass(slots=True)
class Methods:
    """Carries calls out; ``sent`` keeps the parameters of each message, ``drafts`` the parts, in order."""

    chats: Chats
    sent: list[Params] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def table(self) -> Mapping[str, Method]:
        """Give the methods by name."""
        return {
            "getMe": lambda _: BOT,
            "setMyCommands": self._set_commands,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendMessageDraft": self._send_draft,
            "sendChatAction": self._send_action,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_button,
            "answerInlineQuery": self._answer_inline,
            "leaveChat": self._leave,
        }

    def _set_commands(self, params: Params) -> bool:
        check_commands(params)
        return True

    def _send_action(self, params: Params) -> bool:
        self.chats.open(params)
        check_action(params)
        return True

    def _send_message(self, params: Params) -> Params:
        chat_id = self.chats.open(params)
        check_message(params)
        text, entities = written(params)
        return self._post(chat_id, params, text, entities)

    def _send_photo(self, params: Params) -> Params:
        chat_id = self.chats.open(params)
        check_photo(params.get("photo"))
        check_caption(params)
        text, entities = written(params, "caption", "caption_entities")
        return self._post(chat_id, params, text, entities, photo=True)

    def _post(self, chat_id: int, params: Params, text: str, entities: list[Params], *, photo: bool = False) -> Params:
        number = self.chats.number()
        self.chats.messages[chat_id, number] = Shown(
            message_id=number,
            text=text,
            entities=entities,
            reply_markup=params.get("reply_markup"),
            thread=params.get("message_thread_id"),
            from_bot=True,
            reply_to=self._replied(chat_id, params.get("reply_parameters")),
            photo=photo,
        )
        if not photo:
            self.sent.append(params)
        return self.chats.message(chat_id, number)

    def _replied(self, chat_id: int, reply: Params | None) -> int | None:
        if not reply:
            return None
        place = (reply.get("chat_id", chat_id), reply["message_id"])
        if place in self.chats.messages:
            return int(reply["message_id"])
        if reply.get("allow_sending_without_reply"):
            return None
        gone = place in self.chats.gone
        raise RefusedError(400, "Bad Request: message to be replied not found", circumstance=gone)

    def _send_draft(self, params: Params) -> bool:
        chat_id = self.chats.open(params)
        if self.chats.places[chat_id]["type"] != "private":
            raise RefusedError(400, "Bad Request: TEXTDRAFT_PEER_INVALID")
        check_draft(params)
        text, entities = written(params)
        thread = params.get("message_thread_id")
        self.drafts.append(Draft(chat_id, params["draft_id"], text, entities, thread, time.monotonic()))
        return True

    def _edit_text(self, params: Params) -> object:
        if params.get("inline_message_id"):
            self._inline(params)
            check_message(params)
            return True
        place = self._own(params)
        check_message(params)
        old = self.chats.messages[place]
        if old.photo:
            raise RefusedError(400, "Bad Request: there is no text in the message to edit")
        text, entities = written(params)
        return self._change(place, replace(old, text=text, entities=entities, reply_markup=params.get("reply_markup")))

    def _edit_markup(self, params: Params) -> object:
        if params.get("inline_message_id"):
            self._inline(params)
            return True
        place = self._own(params)
        check_message({"text": "-", **params})
        return self._change(place, replace(self.chats.messages[place], reply_markup=params.get("reply_markup")))

    def _change(self, place: tuple[int, int], new: Shown) -> Params:
        old = self.chats.messages[place]
        if replace(new, reply_markup=new.reply_markup or None) == replace(old, reply_markup=old.reply_markup or None):
            raise RefusedError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            )
        self.chats.messages[place] = replace(new, edits=old.edits + 1)
        return self.chats.message(*place)

    def _own(self, params: Params) -> tuple[int, int]:
        place = (self.chats.open(params), params.get("message_id", 0))
        if place not in self.chats.messages:
            gone = place in self.chats.gone
            raise RefusedError(400, "Bad Request: message to edit not found", circumstance=gone)
        if not self.chats.messages[place].from_bot:
            raise RefusedError(400, "Bad Request: message can't be edited")
        return place

    def _inline(self, params: Params) -> None:
        if params["inline_message_id"] not in self.chats.inline_messages:
            raise RefusedError(400, "Bad Request: MESSAGE_ID_INVALID")

    def _delete(self, params: Params) -> bool:
        place = (self.chats.open(params), params.get("message_id", 0))
        if place not in self.chats.messages:
            gone = place in self.chats.gone
            raise RefusedError(400, "Bad Request: message to delete not found", circumstance=gone)
        if not self.chats.messages[place].from_bot and self.chats.places[place[0]]["type"] != "private":
            raise RefusedError(400, "Bad Request: message can't be deleted")
        del self.chats.messages[place]
        return True

    def _answer_button(self, params: Params) -> bool:
        check_button_answer(params)
        self.chats.answer(params["callback_query_id"])
        return True

    def _answer_inline(self, params: Params) -> bool:
        check_results(params)
        self.chats.answer(params["inline_query_id"])
        return True

    def _leave(self, params: Params) -> bool:
        chat_id = self.chats.open(params)
        if self.chats.places[chat_id]["type"] == "private":
            raise RefusedError(400, "Bad Request: chat member status can't be changed in private chats")
        self.chats.standing[chat_id] = "left"
        return True
