"""Feeds: RSS, RDF and Atom, into entries in plain text."""

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from knowledge.ingest.dates import parse_published
from knowledge.ingest.plaintext import headline, one_line, plain_text, tidy
from knowledge.model import Published

_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ROOT_WITHIN = 16 * 1024
_ESCAPED = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``url`` is absolute; ``body`` is plain text, a paragraph a line, and may be empty.

    ``full`` says that the feed gave the body as content, not as a summary.
    """

    url: str
    title: str
    published: Published | None
    body: str
    full: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its entries in the feed's order; ``title`` may be empty."""

    title: str
    entries: Sequence[Entry]


def parse_feed(content: bytes, url: str, content_type: str = "") -> Feed | None:
    """Parse a feed fetched from ``url``; absent when the content is no feed. Broken entries leave the others be.

    ``content_type`` is the header as sent, whose charset counts.
    """
    if not _ROOT.search(content[:_ROOT_WITHIN].replace(b"\0", b"")):
        return None
    import feedparser

    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    # A stream: bare bytes would be tried as the name of a file.
    parsed = feedparser.parse(io.BytesIO(content), response_headers=headers, resolve_relative_uris=False)
    if not parsed.get("version"):
        return None
    entries = [entry for raw in parsed.entries if (entry := _entry(raw, url))]
    return Feed(_plain(parsed.feed, "title"), entries)


def _entry(raw: Mapping[str, Any], feed_url: str) -> Entry | None:
    """Read one entry; absent when it has neither title nor text."""
    content = "\n".join(part.get("value", "") for part in raw.get("content", ()))
    full = plain_text(content)
    body = full or plain_text(raw.get("summary", ""))
    title = _plain(raw, "title") or headline(body)
    if not title:
        return None
    return Entry(_address(raw, feed_url, title), title, _published(raw), body, bool(full))


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
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


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
        return one_line(plain_text(text))
    return one_line(tidy(text))
