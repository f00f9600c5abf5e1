"""How an answer's text is laid out for a phone: its quotations set apart, its tables made to fit. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import MessageEntity

from bot.assistant.wording import quoted
from bot.model import Answer
from bot.telegram.draft import clean

# About what a phone shows in three lines, and of fixed-width letters in one.
_THREE_LINES, _FIXED_LINE = 180, 34
_INTRODUCING = (":", "：")
_NUMBER = re.compile(r"\[\d+\]")
_TRAILING = re.compile(r"(?:\s*\[\d+\])+$")
_NUMBERS = re.compile(r"(?: \[\d+\])*")
_GAP = re.compile(r"\t+| {2,}")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text, and the kind of entity that it is, if any."""

    text: str
    kind: str | None = None


def layout(text: str, answer: Answer) -> Iterator[Block]:
    """Yield the blocks of an answer's cleaned text, in order; joined they are the text, but for wide tables.

    A long quotation is folded where our own line above it says what it says. Where that line only introduces it
    ("On Baidu, reported 17 September 2025:"), the first quotation is the answer, and is shown whole.
    """
    at = 0
    for start, end in _together(text, _quotations(text, answer)):
        yield from _plain(text[at:start])
        yield Block(text[start:end], _quotation_kind(text, start, end))
        at = end
    yield from _plain(text[at:])


def tucked(text: str, answer: Answer) -> str:
    """The answer's cleaned text without the quotations that say again what our own line above them says.

    Their numbers move to the end of that line. A quotation that is the answer itself stays.
    """
    kept, at = "", 0
    for start, end in _together(text, _quotations(text, answer)):
        if not _is_introduced(text, start):
            numbers = " ".join(number for line in text[start:end].split("\n") for number in _numbers(line))
            kept += f"{text[at:start].rstrip()} {numbers}"
            at = end
    return kept + text[at:]


def width(text: str) -> int:
    """How wide a text is on a screen, in Latin letters; a Chinese character counts as two."""
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _end_of_numbers(text: str, at: int) -> int:
    found = _NUMBERS.match(text, at)
    return found.end() if found else at


def _numbers(line: str) -> list[str]:
    """The numbers at the end of a line, as they stand there."""
    trailing = _TRAILING.search(line)
    return _NUMBER.findall(trailing[0]) if trailing else []


def _quotations(text: str, answer: Answer) -> list[tuple[int, int]]:
    """Where lines stand that are a citation's quotation and nothing else, in order."""
    found: set[tuple[int, int]] = set()
    for citation in answer.citations:
        words = clean(quoted(citation.quotation, citation.n, answer.language))
        at = text.find(words)
        while at >= 0:
            # The same words may stand in several articles.
            end = _end_of_numbers(text, at + len(words))
            if text[at - 1 : at] in {"", "\n"} and text[end : end + 1] in {"", "\n"}:
                found.add((at, end))
            at = text.find(words, end)
    return sorted(found)


def _together(text: str, quotations: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quotations on lines below one another become one; not the first where it is the answer itself."""
    joined: list[tuple[int, int]] = []
    for start, end in quotations:
        if joined and start < joined[-1][1]:
            continue
        if joined and start == joined[-1][1] + 1 and not _is_introduced(text, joined[-1][0]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _quotation_kind(text: str, start: int, end: int) -> str:
    folds = width(text[start:end]) > _THREE_LINES and not _is_introduced(text, start)
    return MessageEntity.EXPANDABLE_BLOCKQUOTE if folds else MessageEntity.BLOCKQUOTE


def _is_introduced(text: str, at: int) -> bool:
    """Whether what stands at a place is the answer: nothing of ours is above it, or a line that leads up to it."""
    above = text[:at].rstrip()
    return not above or above.endswith(_INTRODUCING)


def _plain(text: str) -> Iterator[Block]:
    """What is no quotation: lines of aligned columns as a table, the rest as it stands."""
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        rows = _rows(lines, at)
        if len(rows) < 2:
            kept.append(lines[at])
            at += 1
            continue
        at += len(rows)
        if kept:
            yield Block("".join(f"{line}\n" for line in kept))
        kept = []
        table = _table(rows)
        yield table
        if at < len(lines):
            # The end of the table's last line; below paragraphs, an empty line as well.
            kept = [""] if table.kind else ["", ""]
    if text_left := "\n".join(kept):
        yield Block(text_left)


def _rows(lines: Sequence[str], at: int) -> list[str]:
    """The lines from one on that have as many columns, two at least."""
    columns = len(_cells(lines[at]))
    rows: list[str] = []
    while columns > 1 and at < len(lines) and len(_cells(lines[at])) == columns:
        rows.append(lines[at])
        at += 1
    return rows


def _cells(line: str) -> list[str]:
    return _GAP.split(line.strip())


def _table(rows: Sequence[str]) -> Block:
    """In letters of fixed width where these fit a phone; else a paragraph a row, a line a cell."""
    text = "\n".join(row.expandtabs() for row in rows)
    if max(map(width, text.split("\n"))) <= _FIXED_LINE:
        return Block(text, MessageEntity.PRE)
    return Block("\n\n".join("\n".join(_cells(row)) for row in rows))
