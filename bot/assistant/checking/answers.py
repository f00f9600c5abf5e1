"""An answer taken apart: its sentences, the references of each, its quotations and its links. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.assistant.checking.tables import Head, heads
from bot.assistant.checking.texts import REFERRED, blanked, levelled, without_markup
from bot.assistant.lexicon import lexicon
from knowledge.text import fold, sentences

REFERENCE = re.compile(
    r"[\[【〔](?:\s*P?\d{1,3}\s*(?:[,，、;]|[-–](?=\s*P?\d)|$|(?=[\]】〕])))+[\]】〕]", re.IGNORECASE
)
_NUMBER = re.compile(r"(P?)(\d+)(?:\s*[-–]\s*P?(\d+))?", re.IGNORECASE)
_QUOTED = re.compile(
    r"“(?P<a>[^“”]*)”|「(?P<b>[^「」]*)」|『(?P<c>[^『』]*)』|(?<![\w\"])\"(?P<d>[^\"\n]*)\"(?!\w)"
    r"|‘(?P<e>[^‘’]*(?:’(?=\w)[^‘’]*)*)’"
    r"|(?<!\w)'(?P<f>[^'\n]*(?:'(?=\w)[^'\n]*)*)'(?!\w)"
)
_LINK = re.compile(
    r"(?P<image>!)?\[(?P<label>[^\[\]]*)\]\((?P<target>[^()\s]*(?:\([^()]*\)[^()\s]*)*)[^)]*\)"
    r"|(?P<definition>^\s*\[[^\]]+\]:\s*\S+)"
    r"|<(?P<auto>[a-z][a-z0-9+.-]*:[^<>\s]*)>"
    r"|(?P<html><\s*(?:a|img|iframe|script|link)\b[^>]*>)"
    r"|(?P<url>\b[a-z][a-z0-9+.-]*://[^\s<>\"“”「」，。；）】]*|\b(?:data|mailto|javascript|tel|tg|file"
    r"|vbscript):[^\s<>\"，。；）]+|\bwww\.[^\s<>\"，。；）]+)"
    r"|(?P<bare>(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|net|org|cn|io|co|ai|hk|info|biz|me|xyz|app|dev|ru|tv|link|site"
    r"|online|top|tk|gg|ly|sh"
    r"|example|test|uk|us|eu|de|fr|jp|sg|tw|in|club|shop|live|news|finance|pro|cc|to|gl|page|zip|mov|world"
    r"|invest)\b(?:(?::\d+)?[/?#][^\s<>\"，。；）]*)?)"
    r"|(?P<handle>(?<!\w)@[A-Za-z]\w{3,})|(?P<mail>\b[\w.+-]+@[\w-]+\.[\w.]+)",
    re.IGNORECASE | re.MULTILINE,
)
_TRAILING = ".,;:!?)]}'\"。，；：！？）"
_RULE = re.compile(r"^[\s|:\-–—=*_]*$")


@dataclass(frozen=True, slots=True)
class Link:
    """An address in an answer: ``target`` alone, at ``start`` to ``end`` with its mark-up.

    ``label`` are the words that are shown in its place, if any.
    """

    target: str
    label: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks, ``start`` to ``end`` with the marks."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class References:
    """A group of references, ``[1, 2]``, and where it stands."""

    labels: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer, at ``start`` to ``end`` of it, its references included.

    ``bare`` is it without mark-up, references, quotations and links, all blanked, so that places stay what they are.
    ``row`` are the heads of the columns, where it is a row of a table.
    """

    text: str
    bare: str
    start: int
    end: int
    groups: tuple[References, ...]
    quoted: tuple[Quoted, ...]
    links: tuple[Link, ...]
    row: tuple[Head, ...] = ()

    @property
    def references(self) -> tuple[str, ...]:
        """All references, each once, in order."""
        return tuple(dict.fromkeys(label for group in self.groups for label in group.labels))


def take_apart(text: str) -> tuple[Statement, ...]:
    """The statements of an answer, in order; a line of a table is one."""
    links = tuple(_links(text))
    without = blanked(text, [span for link in links for span in _hidden(link)])
    groups = tuple(_references(without))
    quoted = tuple(_quotations(without))
    hidden = [(one.start, one.end) for one in quoted] + [span for link in links for span in _hidden(link)]
    bare = blanked(blanked(text, hidden), [(one.start, one.end) for one in groups], REFERRED)
    bare = levelled(without_markup(bare))
    rows = heads(text)
    return tuple(
        Statement(
            text[start:end],
            bare[start:end],
            start,
            end,
            tuple(one for one in groups if start <= one.start < end),
            tuple(one for one in quoted if start <= one.start < end),
            tuple(one for one in links if start <= one.start < end),
            rows.get(start, ()),
        )
        for start, end in _spans(without, groups, quoted, links)
    )


def _hidden(link: Link) -> list[tuple[int, int]]:
    """What of a link is no text: all, but for the words that are shown in its place."""
    if link.kind != "labelled" or not link.label:
        return [(link.start, link.end)]
    return [(link.start, link.start + 1), (link.start + 1 + len(link.label), link.end)]


def _links(text: str) -> Iterator[Link]:
    for match in _LINK.finditer(text):
        kind = str(match.lastgroup)
        if match["target"] is not None:
            kind = "image" if match["image"] else "labelled"
            # "[1](address)" is a reference with a link, "[1]" in front of a bracket is none.
            yield Link(match["target"], match["label"], kind, match.start(), match.end())
            continue
        target = match.group()
        if kind == "bare" and _is_name(target):
            continue
        trimmed = target.rstrip(_TRAILING) if kind in ("url", "bare") else target
        yield Link(match["auto"] or trimmed, "", kind, match.start(), match.start() + len(trimmed))


def _is_name(text: str) -> bool:
    """Whether it only looks like an address: "JD.com", "9988.HK", a full stop without a space behind it."""
    ending = text.rsplit(".", 1)[-1]
    if ending.istitle() or re.fullmatch(r"\d{4,6}\.[a-z]{2}", text, re.IGNORECASE):
        return True
    found = tuple(lexicon().mentions(fold(text)))
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))


def _references(text: str) -> Iterator[References]:
    for match in REFERENCE.finditer(text):
        labels: list[str] = []
        for letter, first, last in _NUMBER.findall(match.group()):
            start, end = int(first), int(last or first)
            labels += [f"{letter.upper()}{number}" for number in range(start, min(end, start + 20) + 1)]
        yield References(tuple(dict.fromkeys(labels)), match.start(), match.end())


def _quotations(text: str) -> Iterator[Quoted]:
    for match in _QUOTED.finditer(text):
        words = str(match[str(match.lastgroup)])
        if words.strip():
            yield Quoted(words, match.start(), match.end())


def _spans(
    text: str, groups: tuple[References, ...], quoted: tuple[Quoted, ...], links: tuple[Link, ...]
) -> Iterator[tuple[int, int]]:
    """Where the sentences stand; none ends in a quotation, and references that follow one belong to it."""
    whole = [(one.start, one.end) for one in quoted] + [(one.start, one.end) for one in links]
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in _pieces(text):
        start = text.find(piece, at)
        if start < 0:
            continue
        at = start + len(piece)
        start = _after_references(text, start, at, groups, spans)
        if start >= at:
            continue
        joined = bool(spans) and start == spans[-1][1] and text[start - 1 : start] == "." and text[start].isascii()
        if spans and (joined or any(begin < start < end for begin, end in whole)):
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((start, at))
    # An address that stands alone is a statement too.
    spans += [(one.start, one.end) for one in links if not any(begin <= one.start < end for begin, end in spans)]
    for begin, end in sorted(spans):
        yield begin, max([end, *(one.end for one in links if begin <= one.start < end)])


def _pieces(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if "|" in line and line.strip().startswith("|"):
            if not _RULE.match(line):
                yield line.strip()
        elif not _RULE.match(line):
            yield from sentences(line)


def _after_references(
    text: str, start: int, end: int, groups: tuple[References, ...], spans: list[tuple[int, int]]
) -> int:
    """Where a piece begins once the references in front of it are given to the sentence before it on its line."""
    for group in groups:
        if group.start >= end or text[start : group.start].strip(" .,;:。，；") or group.start < start:
            continue
        if not spans or "\n" in text[spans[-1][1] : group.start]:
            break
        rest = text[group.end : end].strip(" .,;:。，；")
        spans[-1] = (spans[-1][0], group.end)
        start = (
            end
            if not rest
            else group.end + len(text[group.end : end]) - len(text[group.end : end].lstrip(" .,;:。，；"))
        )
    return start
