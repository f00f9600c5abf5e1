"""News as JSON Lines: one article a line, and a bad line costs only itself."""

import codecs
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.ingest.dates import parse_published
from knowledge.ingest.plaintext import headline, one_line, tidy
from knowledge.model import Article, Failure


def read_lines(lines: Iterable[bytes], path: Path) -> Iterator[Article | Failure]:
    """Read ``{"title", "url", "published", "source", "body"}`` lines of the file at ``path``, an absolute path.

    Only ``body`` is needed. A date that is none costs a Failure and leaves the article, undated.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.removeprefix(codecs.BOM_UTF8).strip() if number == 1 else raw.strip()
        if line:
            yield from _read_line(line, path, number)


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
        title=one_line(texts.get("title", "")) or headline(texts["body"]),
        source=one_line(texts.get("source", "")) or _host(url) or path.name,
        body=texts["body"],
        published=published,
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
