"""News as JSON Lines: one article a line, and a bad line costs only itself."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from knowledge.ingest.dates import later, parse_published
from knowledge.ingest.plaintext import LONGEST_TITLE, headline, one_line, tidy
from knowledge.model import Article, Failure

LONGEST_LINE = 10 * 1024 * 1024
"""Bytes of one line, as many as a fetched page may have."""


def read_lines(file: BinaryIO, path: Path) -> Iterator[Article | Failure]:
    """Read lines of ``{"title", "url", "published", "updated", "source", "body"}`` of the file at ``path``.

    The path is absolute, since an article without an address is called by it.

    Only ``body`` is needed. A date that is none costs a Failure and leaves the article, undated.
    """
    for number, raw in enumerate(_lines(file), start=1):
        line = raw.removeprefix(codecs.BOM_UTF8).strip() if number == 1 else raw.strip()
        if len(line) > LONGEST_LINE:
            yield Failure(f"{path}:{number}", f"is longer than {LONGEST_LINE // (1024 * 1024)} MB")
        elif line:
            yield from _read_line(line, path, number)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines; of one that is too long only so much that it shows."""
    while line := file.readline(LONGEST_LINE + 2):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)


def _read_line(line: bytes, path: Path, number: int) -> Iterator[Article | Failure]:
    place = f"{path}:{number}"
    try:
        values = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        yield Failure(place, "is not text in UTF-8")
        return
    except (ValueError, RecursionError):
        yield Failure(place, "is not JSON")
        return
    if not isinstance(values, dict):
        yield Failure(place, "is not a JSON object")
        return
    texts = {name: tidy(value) for name, value in values.items() if isinstance(value, str)}
    if not texts.get("body"):
        yield Failure(place, "has no body")
        return
    said = values.get("published")
    published = parse_published(said) if isinstance(said, str) else None
    if said not in (None, "") and published is None:
        yield Failure(place, f"published is not a date: {headline(str(said))}; kept the article, undated")
    url = texts.get("url") or f"{path.as_uri()}#L{number}"
    yield Article(
        url=url,
        title=headline(one_line(texts.get("title", "")), LONGEST_TITLE) or headline(texts["body"]),
        source=one_line(texts.get("source", "")) or _host(url) or path.name,
        body=texts["body"],
        published=published,
        updated=later(published, parse_published(texts.get("updated", ""))),
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
