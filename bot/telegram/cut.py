"""Cutting a text with entities into messages that Telegram takes. Pure.

A cut never divides a character that consists of several code points as far as these rules know one: a letter with its
combining marks, an emoji with its skin tone, variation selector or tags, emoji joined by U+200D, the two letters of a
flag, a Korean syllable in parts, consonants joined by a virama. One of more than 128 code points is divided all the
same, between code points.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from telegram import MessageEntity
from telegram.constants import MessageLimit

from bot.telegram.reply import Button, Reply

MOST_ENTITIES = 100
"""Of more in one message Telegram forgets the rest."""
# The longest character that is looked for; what is longer was made to be.
_LONGEST_CHARACTER = 128
_BREAKS = ("\n\n", "\n", " ")
_JOINER = "\u200d"
_VIRAMA = 9  # its combining class
# Non-joiner; skin tones; tags; vowels and finals of Korean syllables.
_EXTENDING = ((0x200C, 0x200D), (0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F), (0x1160, 0x11FF), (0xD7B0, 0xD7FB))


def cut(
    text: str,
    spans: Sequence[MessageEntity],
    buttons: tuple[tuple[Button, ...], ...] = (),
    preview: str | None = None,
) -> list[Reply]:
    """Cut between paragraphs, else lines, else words, else characters; an entity across a cut goes on after it.

    ``spans`` count in code points, the entities of the messages in UTF-16 units. Each message shows something, has no
    white space at its ends, 4,096 units and 100 entities at most. ``buttons`` and ``preview`` go with the last one.
    """
    pieces = list(_pieces(text, sorted(spans, key=lambda span: (span.offset, -span.length))))
    if pieces:
        pieces[-1] = replace(pieces[-1], buttons=buttons, preview=preview)
    return pieces


def has_words(text: str) -> bool:
    """Whether anything shows: Telegram refuses a message of spaces, controls and invisible characters."""
    return any(
        unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp", "Zs"} and char not in "\u2800\ufffc" for char in text
    )


def is_boundary(text: str, at: int, start: int = 0) -> bool:
    """Whether a character ends before ``at``, which is inside the text; one is known to begin at ``start``."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(before) == "Cc":
        return True
    if before == _JOINER or _extends(after) or (unicodedata.combining(before) == _VIRAMA and after.isalpha()):
        return False
    return not (_is_of_a_flag(before) and _is_of_a_flag(after) and _flag_letters_before(text, at, start) % 2)


def characters_end(text: str, start: int, end: int) -> int:
    """The last place up to ``end``, and after ``start``, where a character ends; ``end`` where none is near."""
    if end >= len(text):
        return len(text)
    near = range(end, max(start, end - _LONGEST_CHARACTER), -1)
    return next((at for at in near if is_boundary(text, at, start)), end)


def _pieces(text: str, spans: Sequence[MessageEntity]) -> Iterator[Reply]:
    start = 0
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        end = _end(text, spans, start)
        part = text[start:end].rstrip()
        if has_words(part):
            inside = list(_clip(spans, start, start + len(part)))[:MOST_ENTITIES]
            yield Reply(part, tuple(MessageEntity.adjust_message_entities_to_utf_16(part, inside)))
        start = end


def _end(text: str, spans: Sequence[MessageEntity], start: int) -> int:
    """Where the piece from ``start`` ends."""
    most = min(_fitting(text, start), _bearing(spans, start, len(text)))
    if most == len(text):
        return most
    breaks = (_last_break(text, mark, start, most) for mark in _BREAKS)
    return next((at for at in breaks if at > start), 0) or characters_end(text, start, most)


def _last_break(text: str, mark: str, start: int, end: int) -> int:
    at = text.rfind(mark, start, end + len(mark))
    # A space may bear a combining mark.
    while start < at and at + len(mark) < len(text) and not is_boundary(text, at + len(mark)):
        at = text.rfind(mark, start, at + len(mark) - 1)
    return at


def _fitting(text: str, start: int) -> int:
    """Where the longest piece from ``start`` ends that one message holds."""
    room = int(MessageLimit.MAX_TEXT_LENGTH)
    end = start
    while end < len(text):
        room -= 2 if ord(text[end]) > 0xFFFF else 1
        if room < 0:
            break
        end += 1
    return end


def _bearing(spans: Sequence[MessageEntity], start: int, end: int) -> int:
    """Where the longest piece from ``start`` ends that has no more entities than one message bears."""
    left = [span for span in spans if span.offset + span.length > start]
    too_many = left[MOST_ENTITIES].offset if len(left) > MOST_ENTITIES else end
    return too_many if too_many > start else end


def _clip(spans: Sequence[MessageEntity], start: int, end: int) -> Iterator[MessageEntity]:
    for span in spans:
        first, last = max(span.offset, start), min(span.offset + span.length, end)
        if first < last:
            yield MessageEntity(span.type, first - start, last - first, url=span.url)


def _extends(char: str) -> bool:
    return unicodedata.category(char).startswith("M") or any(low <= ord(char) <= high for low, high in _EXTENDING)


def _is_of_a_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, at: int, start: int) -> int:
    first = at
    while first > start and _is_of_a_flag(text[first - 1]):
        first -= 1
    return at - first
