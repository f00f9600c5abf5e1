"""The parameters of the methods in use, for where the published description is not at hand."""

from collections.abc import Mapping
from typing import Final

# "name": required; "name?": may be left out.
Rows = Mapping[str, str]

_CHAT: Final = {"chat_id": "Integer | String"}
_PLACE: Final = {"business_connection_id?": "String", "message_thread_id?": "Integer"}
_OUTGOING: Final = {
    **_CHAT,
    **_PLACE,
    "parse_mode?": "String",
    "disable_notification?": "Boolean",
    "protect_content?": "Boolean",
    "message_effect_id?": "String",
    "reply_parameters?": "ReplyParameters",
    "reply_markup?": "InlineKeyboardMarkup",
}
_TEXT: Final = {"entities?": "Array of MessageEntity", "link_preview_options?": "LinkPreviewOptions"}
_EDITED: Final = {
    "business_connection_id?": "String",
    "chat_id?": "Integer | String",
    "message_id?": "Integer",
    "inline_message_id?": "String",
    "reply_markup?": "InlineKeyboardMarkup",
}

METHODS: Final[Mapping[str, Rows]] = {
    "getMe": {},
    "getUpdates": {
        "offset?": "Integer", "limit?": "Integer", "timeout?": "Integer", "allowed_updates?": "Array of String",
    },
    "setWebhook": {
        "url": "String", "certificate?": "InputFile", "ip_address?": "String", "max_connections?": "Integer",
        "allowed_updates?": "Array of String", "drop_pending_updates?": "Boolean", "secret_token?": "String",
    },
    "deleteWebhook": {"drop_pending_updates?": "Boolean"},
    "getWebhookInfo": {},
    "setMyCommands": {"commands": "Array of BotCommand", "scope?": "BotCommandScope", "language_code?": "String"},
    "sendMessage": {**_OUTGOING, **_TEXT, "text": "String"},
    "sendPhoto": {
        **_OUTGOING, "photo": "InputFile | String", "caption?": "String", "caption_entities?": "Array of MessageEntity",
        "show_caption_above_media?": "Boolean", "has_spoiler?": "Boolean",
    },
    "sendMessageDraft": {
        "chat_id": "Integer", "draft_id": "Integer", "message_thread_id?": "Integer", "text?": "String",
        "parse_mode?": "String", "entities?": "Array of MessageEntity",
    },
    "editMessageText": {**_EDITED, **_TEXT, "text?": "String", "parse_mode?": "String"},
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": {**_CHAT, "message_id": "Integer"},
    "sendChatAction": {**_CHAT, **_PLACE, "action": "String"},
    "answerCallbackQuery": {
        "callback_query_id": "String", "text?": "String", "show_alert?": "Boolean", "url?": "String",
        "cache_time?": "Integer",
    },
    "answerInlineQuery": {
        "inline_query_id": "String", "results": "Array of InlineQueryResult", "cache_time?": "Integer",
        "is_personal?": "Boolean", "next_offset?": "String", "button?": "InlineQueryResultsButton",
    },
    "leaveChat": _CHAT,
}  # fmt: skip

TYPES: Final[Mapping[str, Rows]] = {
    "BotCommand": {"command": "String", "description": "String"},
    "MessageEntity": {
        "type": "String", "offset": "Integer", "length": "Integer", "url?": "String", "user?": "User",
        "language?": "String", "custom_emoji_id?": "String", "unix_time?": "Integer", "date_time_format?": "String",
    },
    "LinkPreviewOptions": {
        "is_disabled?": "Boolean", "url?": "String", "prefer_small_media?": "Boolean", "prefer_large_media?": "Boolean",
        "show_above_text?": "Boolean",
    },
    "ReplyParameters": {
        "message_id": "Integer", "chat_id?": "Integer | String", "allow_sending_without_reply?": "Boolean",
        "quote?": "String", "quote_parse_mode?": "String", "quote_entities?": "Array of MessageEntity",
        "quote_position?": "Integer", "checklist_task_id?": "Integer", "poll_option_id?": "String",
    },
    "InlineKeyboardMarkup": {"inline_keyboard": "Array of Array of InlineKeyboardButton"},
    "InlineKeyboardButton": {
        "text": "String", "icon_custom_emoji_id?": "String", "style?": "String", "url?": "String",
        "callback_data?": "String", "web_app?": "WebAppInfo", "login_url?": "LoginUrl",
        "switch_inline_query?": "String", "switch_inline_query_current_chat?": "String",
        "switch_inline_query_chosen_chat?": "SwitchInlineQueryChosenChat", "copy_text?": "CopyTextButton",
        "callback_game?": "CallbackGame", "pay?": "Boolean",
    },
    "InlineQueryResultArticle": {
        "type": "String", "id": "String", "title": "String", "input_message_content": "InputTextMessageContent",
        "reply_markup?": "InlineKeyboardMarkup", "url?": "String", "description?": "String",
        "thumbnail_url?": "String", "thumbnail_width?": "Integer", "thumbnail_height?": "Integer",
    },
    "InputTextMessageContent": {"message_text": "String", "parse_mode?": "String", **_TEXT},
    "InlineQueryResultsButton": {"text": "String", "web_app?": "WebAppInfo", "start_parameter?": "String"},
}  # fmt: skip

UNIONS: Final[Mapping[str, tuple[str, ...]]] = {"InlineQueryResult": ("InlineQueryResultArticle",)}
