"""The Bot API's rules for what is written: texts, entities, buttons, results, each refused in Telegram's own words.

Lengths are in UTF-16 units, and in bytes where it says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from tests.standins.bot_api_entities import check_entities, trimmed
from tests.standins.bot_api_html import from_html
from tests.standins.bot_api_spec import (
    Description,
    Field,
    Params,
    RefusedError,
    Upload,
    load_description,
    published_description,
    read,
)

__all__ = [
    "Description", "Field", "Params", "RefusedError", "Upload", "check_action", "check_button_answer",
    "check_caption", "check_commands", "check_draft", "check_markup", "check_message", "check_photo", "check_results",
    "check_webhook", "load_description", "published_description", "read", "written",
]  # fmt: skip

_TEXT_LIMIT = 4096
_CAPTION_LIMIT = 1024
_PHOTO_BYTES = 10_000_000
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_BUTTON_KINDS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_LINK = re.compile(r"(https?|tg|tonsite)://[^\s/?#]+\S*")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8")


def _refuse(description: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {description}")


def check_message(params: Params) -> None:
    """Raise what Telegram answers to a message, or to new words for one, beyond its limits."""
    _check_text(params, "text", "entities", _TEXT_LIMIT)
    check_markup(params)


def check_draft(params: Params) -> None:
    """Raise what Telegram answers to a part of a message that it does not take; a draft may be empty."""
    if not params.get("draft_id"):
        raise _refuse("RANDOM_ID_INVALID")
    if params.get("text"):
        _check_text(params, "text", "entities", _TEXT_LIMIT)


def check_caption(params: Params) -> None:
    """Raise what Telegram answers to a caption beyond its limits."""
    if params.get("caption"):
        _check_text(params, "caption", "caption_entities", _CAPTION_LIMIT)
    check_markup(params)


def written(params: Params, text: str = "text", entities: str = "entities") -> tuple[str, list[Params]]:
    """Give the text of a call as readers see it, trimmed, with its entities.

    Raises:
        RefusedError: its HTML cannot be read, or it is in Markdown, which this stand-in does not read.
    """
    words, mode = params.get(text) or "", params.get("parse_mode", "").lower()
    if mode in {"markdown", "markdownv2"}:
        raise _refuse("unsupported parse_mode (this stand-in reads no Markdown)")
    if mode not in {"", "html"}:
        raise _refuse("unsupported parse_mode")
    return trimmed(*from_html(words)) if mode else trimmed(words, params.get(entities, ()))


def _check_text(params: Params, text: str, entities: str, limit: int) -> None:
    words, marks = params.get(text), params.get(entities, ())
    if params.get("parse_mode", "").lower() == "html":
        words, marks = from_html(words or "")
    if not isinstance(words, str) or not any(unicodedata.category(each) not in _UNSEEN for each in words):
        raise _refuse("message text is empty")
    try:
        units = len(words.strip().encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        raise _refuse("strings must be encoded in UTF-8") from error
    if units > limit:
        raise _refuse("message is too long" if limit == _TEXT_LIMIT else "message caption is too long")
    check_entities(words, marks)
    written(params, text, entities)


def check_markup(params: Params) -> None:
    """Raise what Telegram answers to buttons that it does not take."""
    rows = params.get("reply_markup", {}).get("inline_keyboard", ())
    for button in (button for row in rows for button in row):
        _check_button(button)
    if sum(len(row) for row in rows) > 100:
        raise _refuse("REPLY_MARKUP_TOO_LONG")


def _check_button(button: Params) -> None:
    if not button["text"].strip():
        raise _refuse("can't parse inline keyboard button: Text must be non-empty")
    if len(button.keys() & _BUTTON_KINDS) != 1:
        raise _refuse("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise _refuse("BUTTON_DATA_INVALID")
    if "url" in button and not _LINK.fullmatch(button["url"]):
        raise _refuse(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in {"danger", "success", "primary"}:
        raise _refuse("can't parse inline keyboard button: invalid button style specified")


def check_photo(photo: object) -> None:
    """Raise what Telegram answers to a picture that it does not take; a name of a known file or an address passes."""
    if isinstance(photo, Upload):
        if not photo.content.startswith(_IMAGES):
            raise _refuse("IMAGE_PROCESS_FAILED")
        if len(photo.content) > _PHOTO_BYTES:
            raise RefusedError(413, "Request Entity Too Large")
        if photo.content.startswith(_IMAGES[0]):
            sides = [int.from_bytes(photo.content[at : at + 4], "big") for at in (16, 20)]
            if sum(sides) > 10_000 or max(sides) > 20 * min(sides):
                raise _refuse("PHOTO_INVALID_DIMENSIONS")
    elif not isinstance(photo, str) or not photo:
        raise _refuse("there is no photo in the request")


def check_action(params: Params) -> None:
    """Raise what Telegram answers to a sendChatAction that it does not know."""
    if params.get("action") not in _ACTIONS:
        raise _refuse("wrong parameter action in request")


def check_button_answer(params: Params) -> None:
    """Raise what Telegram answers to words for a pressed button that it does not take."""
    if len(params.get("text", "")) > 200:
        raise _refuse("MESSAGE_TOO_LONG")
    if params.get("url"):
        raise _refuse("URL_INVALID")


def check_results(params: Params) -> None:
    """Raise what Telegram answers to results of an inline query that it does not take."""
    results: Sequence[Params] = params["results"]
    if len(results) > 50:
        raise _refuse("RESULTS_TOO_MUCH")
    if any(not 1 <= len(result["id"].encode()) <= 64 for result in results):
        raise _refuse("RESULT_ID_INVALID")
    if len({result["id"] for result in results}) != len(results):
        raise _refuse("RESULT_ID_DUPLICATE")
    if len(params.get("next_offset", "").encode()) > 64:
        raise _refuse("NEXT_OFFSET_INVALID")
    for result in results:
        if not result.get("title", "-").strip():
            raise _refuse("ARTICLE_TITLE_EMPTY")
        content = result.get("input_message_content", {})
        if "message_text" in content:
            _check_text(content, "message_text", "entities", _TEXT_LIMIT)
        check_markup(result)
    button = params.get("button", {})
    if "start_parameter" in button and not re.fullmatch(r"[\w-]{1,64}", button["start_parameter"], re.ASCII):
        raise _refuse("START_PARAM_INVALID")


def check_commands(params: Params) -> None:
    """Raise what Telegram answers to a list of commands that it does not take."""
    commands: Iterable[Params] = params.get("commands", ())
    if len(list(commands)) > 100:
        raise _refuse("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise _refuse("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise _refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    if not re.fullmatch(r"([a-z]{2})?", params.get("language_code", "")):
        raise _refuse("language code is invalid")


def check_webhook(params: Params) -> None:
    """Raise what Telegram answers to settings of a webhook that it does not take; its address is not judged here."""
    if not re.fullmatch(r"[\w-]*", params.get("secret_token", ""), re.ASCII):
        raise _refuse("secret token contains unallowed characters")
    if len(params.get("secret_token", "")) > 256:
        raise _refuse("secret token is too long")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise _refuse("max_connections must be from 1 to 100")
