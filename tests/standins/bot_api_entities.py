"""Entities: where they may stand in a text, in UTF-16 units, and what becomes of them when the text is trimmed."""

from collections.abc import Iterator, Sequence

from tests.standins.bot_api_spec import Params, RefusedError

_KINDS = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "date_time",
}  # fmt: skip
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
_ALONE = {"code", "pre"}
_QUOTES = {"blockquote", "expandable_blockquote"}


def check_entities(text: str, entities: Sequence[Params]) -> None:
    """Raise what Telegram answers to entities that do not fit the text.

    Some of these (entities that cross, markup within code, more than a hundred) it repairs in silence: refused here.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        _check(entity, units)
    if len(entities) > 100:
        raise RefusedError(400, "Bad Request: only the first 100 entities are kept")
    for outer, inner in _pairs(entities):
        if _end(inner) > _end(outer):
            raise RefusedError(400, f"Bad Request: entities cross at {inner['offset']}")
        kinds = {outer["type"], inner["type"]}
        if kinds & _ALONE or kinds <= _QUOTES:
            raise RefusedError(400, f"Bad Request: entity {inner['type']} can't be nested in {outer['type']}")


def trimmed(text: str, entities: Sequence[Params]) -> tuple[str, list[Params]]:
    """Cut white space at both ends off a text as Telegram does, and move its entities along."""
    kept = text.strip()
    moved = _length(text[: len(text) - len(text.lstrip())])
    end = moved + _length(kept)
    cut = []
    for entity in entities:
        start, until = max(entity["offset"], moved), min(_end(entity), end)
        if start < until:
            cut.append({**entity, "offset": start - moved, "length": until - start})
    return kept, cut


def _check(entity: Params, units: bytes) -> None:
    start, length, kind = entity["offset"], entity["length"], entity["type"]
    if kind not in _KINDS:
        raise RefusedError(400, f"Bad Request: unsupported entity type {kind}")
    if start < 0 or length <= 0:
        raise RefusedError(400, f"Bad Request: receive an entity with incorrect offset {start} or length {length}")
    if (start + length) * 2 > len(units):
        raise RefusedError(
            400, f"Bad Request: entity beginning at UTF-16 offset {start} ends after the end of the text"
        )
    for at in (start, start + length):
        if 0xDC <= int.from_bytes(units[at * 2 : at * 2 + 2], "little") >> 8 <= 0xDF:
            raise RefusedError(400, f"Bad Request: entity begins or ends in a middle of a UTF-16 symbol at {at}")
    if kind in _NEEDS and not entity.get(_NEEDS[kind]):
        raise RefusedError(400, f"Bad Request: can't parse MessageEntity: {kind} has no {_NEEDS[kind]}")


def _pairs(entities: Sequence[Params]) -> Iterator[tuple[Params, Params]]:
    """Give each entity with every one around or across its beginning."""
    around: list[Params] = []
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        around = [other for other in around if _end(other) > entity["offset"]]
        yield from ((other, entity) for other in around)
        around.append(entity)


def _end(entity: Params) -> int:
    return int(entity["offset"] + entity["length"])


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
