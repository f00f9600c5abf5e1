"""Texts in HTML, read as Telegram reads them into a text and its entities; what it cannot read is refused."""

import html
import re
from collections.abc import Mapping

from tests.standins.bot_api_spec import Params, RefusedError

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<attributes>[^<>]*)>|<|&(?:lt|gt|amp|quot|#\d+|#x[\da-f]+);"
)
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_TAGS: Mapping[str, str] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip


def from_html(source: str) -> tuple[str, list[Params]]:
    """Give the text and its entities, in UTF-16 units.

    Raises:
        RefusedError: a tag is unknown, not closed, or closed in the wrong order, or a ``<`` stands for itself.
    """
    text, at, entities = "", 0, list[Params]()
    open_tags: list[tuple[str, Params]] = []
    for token in _TOKEN.finditer(source):
        text += source[at : token.start()]
        at = token.end()
        place = len(source[: token.start()].encode())
        tag = (token["tag"] or "").lower()
        if not tag:
            if token[0] == "<":
                raise _unreadable(f'Unsupported start tag "" at byte offset {place}')
            text += html.unescape(token[0])
        elif token["end"]:
            if not open_tags:
                raise _unreadable(f"Unexpected end tag at byte offset {place}")
            name, entity = open_tags.pop()
            if name != tag:
                raise _unreadable(f'Unmatched end tag at byte offset {place}, expected "</{name}>", found "</{tag}>"')
            entity["length"] = _units(text) - entity["offset"]
            if entity["length"] and not (name == "code" and open_tags and open_tags[-1][0] == "pre"):
                entities.append(entity)
        else:
            open_tags.append((tag, _started(tag, token["attributes"], place, _units(text))))
    if open_tags:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text + source[at:], sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _started(tag: str, attributes: str, place: int, offset: int) -> Params:
    given = {name: html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(attributes)}
    if tag not in _TAGS or (tag == "span" and given.get("class") != "tg-spoiler"):
        raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {place}')
    entity: Params = {"type": _TAGS[tag], "offset": offset}
    if tag == "a":
        entity["url"] = given.get("href", "")
    if tag == "tg-emoji":
        entity["custom_emoji_id"] = given.get("emoji-id", "")
    if tag == "blockquote" and "expandable" in given:
        entity["type"] = "expandable_blockquote"
    return entity


def _unreadable(what: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: can't parse entities: {what}")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
