"""From an answer to the messages that carry it."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import MessageEntity
from telegram.constants import MessageLimit

from bot.assistant.source_list import Source, source_list
from bot.model import Answer


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to send: at most 4,096 UTF-16 units, entities counted in the same."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def render(answer: Answer) -> list[Reply]:
    """Set the first line bold and the sources below the text, as many messages as it takes, in order.

    Raises:
        ValueError: the answer has no words, which no assistant may give.
    """
    text = _clean(answer.text).strip()
    if not _has_words(text):
        raise ValueError("an answer without words")
    draft = _Draft()
    headline, break_, rest = text.partition("\n")
    draft.add(headline, MessageEntity.BOLD)
    draft.add(break_ + rest)
    for option in answer.options:
        if option not in answer.text:
            draft.add(f"\n• {_one_line(option)}")
    if answer.citations:
        draft.add("\n")
    for source in source_list(answer):
        _add_source(draft, source)
    return list(_cut(draft.text, draft.spans))


class _Draft:
    """Text as it grows, and its entities, counted in code points."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[MessageEntity] = []

    def add(self, text: str, kind: str | None = None, url: str | None = None) -> None:
        if kind:
            self.spans.append(MessageEntity(kind, len(self.text), len(text), url=url))
        self.text += text


def _add_source(draft: _Draft, source: Source) -> None:
    title = _one_line(source.title)
    draft.add(f"\n{source.numbers} ")
    if _is_web_address(source.url):
        draft.add(title or source.url, MessageEntity.TEXT_LINK, source.url)
    else:
        draft.add(title or _one_line(source.url))
    draft.add(f" · {_one_line(source.place)}")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False


def _one_line(text: str) -> str:
    line = " ".join(_clean(text).split())
    return line if _has_words(line) else ""


def _clean(text: str) -> str:
    """Make text that UTF-8 can carry: pairs of surrogates become their character, lone ones U+FFFD."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n")


def _has_words(text: str) -> bool:
    """Whether anything shows: Telegram refuses a message of spaces, controls and invisible characters."""
    return any(
        unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp", "Zs"} and char not in "\u2800\ufffc" for char in text
    )


def _cut(text: str, spans: Sequence[MessageEntity]) -> Iterator[Reply]:
    """Cut between paragraphs, else lines, else words, else code points; an entity across a cut goes on after it."""
    start = 0
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        end = _fitting(text, start)
        if end < len(text):
            breaks = (text.rfind(mark, start, end + len(mark)) for mark in ("\n\n", "\n", " "))
            end = next((at for at in breaks if at > start), end)
        part = text[start:end].rstrip()
        if _has_words(part):
            inside = list(_clip(spans, start, start + len(part)))
            yield Reply(part, tuple(MessageEntity.adjust_message_entities_to_utf_16(part, inside)))
        start = end


def _fitting(text: str, start: int) -> int:
    """Say where the longest piece from ``start`` ends that one message holds."""
    room = int(MessageLimit.MAX_TEXT_LENGTH)
    end = start
    while end < len(text):
        room -= 2 if ord(text[end]) > 0xFFFF else 1
        if room < 0:
            break
        end += 1
    return end


def _clip(spans: Sequence[MessageEntity], start: int, end: int) -> Iterator[MessageEntity]:
    for span in spans:
        first, last = max(span.offset, start), min(span.offset + span.length, end)
        if first < last:
            yield MessageEntity(span.type, first - start, last - first, url=span.url)
