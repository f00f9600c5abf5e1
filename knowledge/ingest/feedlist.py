"""The list of feeds: a TOML file of ``[[feed]]`` tables with ``name``, ``url`` and ``language``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.errors import SourceError

_KEYS = frozenset({"name", "url", "language"})


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed to read: its name for people, its address, and its language (``en``, ``zh``), which may be empty."""

    name: str
    url: str
    language: str = ""


def load_feeds(path: Path) -> list[FeedSource]:
    """Read the list; raise SourceError, naming the file and what is wrong with it, when it is not one."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourceError(str(path), f"could not be opened: {(error.strerror or 'unknown').lower()}") from error
    except UnicodeDecodeError as error:
        raise SourceError(str(path), "is not text in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(str(path), f"is not TOML: {error}") from error
    tables = data.get("feed")
    if not isinstance(tables, list) or not tables:
        raise SourceError(str(path), "has no [[feed]] table")
    feeds = [_feed(table, f"feed {number}", path) for number, table in enumerate(tables, start=1)]
    _refuse_repeats(feeds, path)
    return feeds


def _feed(table: Any, place: str, path: Path) -> FeedSource:
    if not isinstance(table, Mapping):
        raise SourceError(str(path), f"{place} is not a [[feed]] table")
    for key, value in table.items():
        if key not in _KEYS:
            raise SourceError(str(path), f"{place} has an unknown key: {key} (name, url and language are known)")
        if not isinstance(value, str) or not value.strip():
            raise SourceError(str(path), f"{place} has no text for {key}")
    for key in ("name", "url"):
        if key not in table:
            raise SourceError(str(path), f"{place} has no {key}")
    if not is_web_address(table["url"]):
        raise SourceError(str(path), f"{place} has a url that is not a web address: {table['url']}")
    return FeedSource(table["name"].strip(), table["url"].strip(), table.get("language", "").strip())


def _refuse_repeats(feeds: list[FeedSource], path: Path) -> None:
    numbers: dict[str, int] = {}
    for number, feed in enumerate(feeds, start=1):
        if feed.url in numbers:
            raise SourceError(str(path), f"feed {number} repeats the address of feed {numbers[feed.url]}")
        numbers[feed.url] = number


def is_web_address(text: str) -> bool:
    """Say whether a text is an ``http://`` or ``https://`` address with a host."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
