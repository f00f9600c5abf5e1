"""Feeds: RSS, RDF and Atom, into entries in plain text."""

import hashlib
import io
import logging
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from knowledge.ingest.charset import decode
from knowledge.ingest.dates import later, parse_published
from knowledge.ingest.markup import MOST_CHARACTERS, has_crowded_tag
from knowledge.ingest.plaintext import headline, one_line, plain_text, title_line
from knowledge.model import Published

logger = logging.getLogger(__name__)
_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ROOT_WITHIN = 16 * 1024
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes({*range(32), 127} - {*b"\t\n\r"})
_NUMBERED = re.compile(r"&#(x[0-9a-f]{1,9}|\d{1,10});", re.IGNORECASE | re.ASCII)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,1000}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}(?:\[[^\]]*+\]\s*)?>", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w-]{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w-]{1,20}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)
MOST_ENTRIES = 500
"""Entries of one feed that are read, the newest as feeds order them."""
_LONGEST_ADDRESS = 2000
# What a feed, and one entry of it, may weigh for the parser: a tag six, an entity one. Text in CDATA weighs nothing.
_HEAVIEST, _HEAVIEST_ENTRY, _TAG_WEIGHT = 600_000, 60_000, 6
_EMPTY = "<rss version='2.0'></rss>"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``url`` is absolute; ``body`` is plain text, a paragraph a line, and may be empty.

    ``full`` says that the feed gave the body as content, not as a summary. ``updated`` is when it was last changed,
    where that was after its day of publication.
    """

    url: str
    title: str
    published: Published | None
    body: str
    full: bool
    updated: Published | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its entries in the feed's order; ``title`` may be empty.

    ``left_out`` is how many entries were not read: those beyond the first five hundred, and any too complex.
    """

    title: str
    entries: Sequence[Entry]
    left_out: int = 0


def parse_feed(content: bytes, url: str, content_type: str = "") -> Feed | None:
    """Parse a feed fetched from ``url``; absent when the content is no feed. Broken entries leave the others be.

    ``content_type`` is the header as sent, whose charset counts.
    """
    head = content[:_ROOT_WITHIN]
    if not _ROOT.search(head.replace(b"\0", b"")):
        return None
    if _ROOT.search(head):
        # The root is read byte by byte, so these are characters of their own and not halves.
        content = content.translate(None, _CONTROL_BYTES)
    text = decode(content, _charset(content_type))
    if text is None:
        return None
    text, left_out = _within_bounds(_legal(_DOCTYPE.sub("", _DECLARATION.sub("", text), count=1)))
    parsed = _parsed(text, url)
    if not parsed.get("version"):
        return None
    entries = [entry for raw in parsed.entries[:MOST_ENTRIES] if (entry := _entry(raw, url))]
    return Feed(_plain(parsed.feed, "title"), entries, left_out)


def _parsed(text: str, url: str) -> Any:
    import feedparser

    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    # A stream: bare bytes would be tried as the name of a file. All markup goes, so none is made harmless before.
    content = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(content, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    # Whatever a hostile feed makes the parser raise ends here: it is no feed that can be read.
    except Exception as error:  # noqa: BLE001
        logger.warning("feed unreadable: %s", type(error).__name__)
        return {}


def _legal(text: str) -> str:
    """Drop characters that XML has not, written out or by number: one of them costs the parser the whole feed."""
    return _NUMBERED.sub(lambda number: number[0] if _is_legal(number[1]) else " ", _ILLEGAL.sub(" ", text))


def _is_legal(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code <= sys.maxunicode and not _ILLEGAL.match(chr(code))


def _charset(content_type: str) -> str | None:
    match = _CHARSET.search(content_type)
    return match[1] if match else None


def _within_bounds(text: str) -> tuple[str, int]:
    """Leave out, before it is parsed, what is beyond the first entries or would take too long; with its number."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if not starts:
        return (text if _weight(text) <= _HEAVIEST_ENTRY else _EMPTY), 0
    end = max(starts[-1], *(match.end() for match in _ENTRY_END.finditer(text, starts[-1])), 0)
    head, tail = text[: starts[0]], text[end:] if end > starts[-1] else ""
    ends = [*starts[1:], len(text) - len(tail)]
    pieces, left, left_out = [head], _HEAVIEST - _weight(head), 0
    for start, stop in zip(starts, ends, strict=True):
        entry = text[start:stop]
        if len(pieces) > MOST_ENTRIES or (weight := _weight(entry)) > min(_HEAVIEST_ENTRY, left):
            left_out += 1
            continue
        pieces.append(entry)
        left -= weight
    if _weight(head) > _HEAVIEST_ENTRY:
        return _EMPTY, len(starts)
    return "".join([*pieces, tail if _weight(tail) <= _HEAVIEST_ENTRY else ""]), left_out


def _weight(text: str) -> int:
    """What a piece costs the parser; more than any may where it is very long, or one tag is crowded."""
    if len(text) > MOST_CHARACTERS:
        return _HEAVIEST + 1
    parsed = "".join(_outside_cdata(text))
    crowded = _HEAVIEST + 1 if has_crowded_tag(parsed) else 0
    return crowded + _TAG_WEIGHT * parsed.count("<") + parsed.count("&")


def _outside_cdata(text: str) -> Iterator[str]:
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        yield text[at : start + 1]
        at = text.find("]]>", start)
        if at < 0:
            return
    yield text[at:]


def _entry(raw: Mapping[str, Any], feed_url: str) -> Entry | None:
    """Read one entry; absent when it has neither title nor text."""
    content = "\n".join(part.get("value", "") for part in raw.get("content", ()))
    full = plain_text(content)
    body = full or plain_text(raw.get("summary", ""))
    title = _plain(raw, "title") or headline(body)
    if not title:
        return None
    published = _published(raw)
    updated = later(published, parse_published(raw["updated"])) if published and "updated" in raw else None
    return Entry(_address(raw, feed_url, title), title, published, body, bool(full), updated)


def _address(raw: Mapping[str, Any], feed_url: str, title: str) -> str:
    for candidate in (raw.get("link", ""), raw.get("id", "")):
        address = _absolute(candidate.strip(), feed_url, relative=candidate is raw.get("link"))
        if address:
            return address
    return f"{feed_url}#{hashlib.sha256((raw.get('id') or title).encode()).hexdigest()[:16]}"


def _absolute(candidate: str, base: str, *, relative: bool) -> str:
    try:
        address = urljoin(base, candidate) if relative and candidate else candidate
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and parts.hostname and len(address) <= _LONGEST_ADDRESS
    return address if is_web else ""


def _published(raw: Mapping[str, Any]) -> Published | None:
    """Take the date of publication; the date of change (or Dublin Core's one date) only where there is none."""
    for name in ("published", "created", "updated"):
        if raw.get(name):
            return parse_published(raw[name])
    return None


def _plain(raw: Mapping[str, Any], name: str) -> str:
    text = raw.get(name, "")
    kind = raw.get(f"{name}_detail", {}).get("type", "")
    if "html" in kind or _ESCAPED.search(text):
        text = one_line(plain_text(text))
    return title_line(text)
