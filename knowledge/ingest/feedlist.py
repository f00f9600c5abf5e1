"""The list of feeds: the one that comes with rallybot, and on top of it the operator's own.

Both are TOML files of ``[[feed]]`` tables with ``name``, ``url``, ``language``, ``filter`` and ``enabled``. A table of
the operator's with the url of a bundled feed changes that feed, any other adds one, and a top-level
``bundled = false`` leaves the bundled feeds out.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.errors import SourceError

BUNDLED_FEEDS = Path(__file__).parent.parent / "feeds.toml"
"""The feeds that are read unless the operator's list says otherwise."""

_TEXTS = ("name", "url", "language")
_SWITCHES = ("filter", "enabled")
_LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed to read: its name for people, its address, and its language (``en``, ``zh``), which may be empty.

    ``filter`` says that only what is on the subject is kept; where all of a feed is, it need not be asked.
    """

    name: str
    url: str
    language: str = ""
    filter: bool = True


@dataclass(frozen=True, slots=True)
class FeedTable:
    """One ``[[feed]]`` table as written, in its ``place`` in the file; absent is what the table does not say."""

    place: str
    url: str
    name: str | None = None
    language: str | None = None
    filter: bool | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class FeedFile:
    """What one file says; ``bundled`` is whether it lies on top of the bundled list or stands alone."""

    path: Path
    tables: tuple[FeedTable, ...]
    bundled: bool = True


def load_feeds(own: Path | None = None) -> list[FeedSource]:
    """Give the feeds to read: the bundled ones in their order, as ``own`` changes them, then those it adds.

    Raise SourceError, naming the file and what is wrong with it, when a list is not one.
    """
    if own is None:
        return _lay([], read_feed_file(BUNDLED_FEEDS))
    file = read_feed_file(own)
    below = read_feed_file(BUNDLED_FEEDS).tables if file.bundled else ()
    feeds = _lay(list(below), file)
    if not feeds:
        raise SourceError(str(own), "leaves no feed to read")
    return feeds


def read_feed_file(path: Path) -> FeedFile:
    """Read one file; raise SourceError, naming the file, the table and what is wrong with it."""
    data = _parse(path)
    for key in data:
        if key not in {"feed", "bundled"}:
            raise SourceError(str(path), f"has an unknown key: {key} (bundled and [[feed]] tables are known)")
    bundled = data.get("bundled", True)
    if not isinstance(bundled, bool):
        raise SourceError(str(path), "has no true or false for bundled")
    tables = data.get("feed")
    if not isinstance(tables, list) or not tables:
        raise SourceError(str(path), "has no [[feed]] table")
    read = [_table(table, f"feed {number}", path) for number, table in enumerate(tables, start=1)]
    _refuse_repeats(read, path)
    return FeedFile(path, tuple(read), bundled)


def is_web_address(text: str) -> bool:
    """Say whether a text is an ``http://`` or ``https://`` address with a host."""
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and bool(host) and not any(letter.isspace() for letter in host)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourceError(str(path), f"could not be opened: {(error.strerror or 'unknown').lower()}") from error
    except UnicodeDecodeError as error:
        raise SourceError(str(path), "is not text in UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(str(path), f"is not TOML: {error}") from error


def _table(table: Any, place: str, path: Path) -> FeedTable:
    if not isinstance(table, Mapping):
        raise SourceError(str(path), f"{place} is not a [[feed]] table")
    for key, value in table.items():
        wrong = _wrong(key, value)
        if wrong:
            raise SourceError(str(path), f"{place} {wrong}")
    if "url" not in table:
        raise SourceError(str(path), f"{place} has no url")
    texts = {key: table[key].strip() for key in _TEXTS if key in table}
    return FeedTable(place, **texts, **{key: table[key] for key in _SWITCHES if key in table})


def _wrong(key: str, value: Any) -> str | None:
    """Say what is wrong with one line of a table."""
    if key in _SWITCHES:
        return None if isinstance(value, bool) else f"has no true or false for {key}"
    if key not in _TEXTS:
        return f"has an unknown key: {key} ({', '.join(_TEXTS)}, {' and '.join(_SWITCHES)} are known)"
    if not isinstance(value, str) or not value.strip():
        return f"has no text for {key}"
    if key == "url" and not is_web_address(value):
        return f"has a url that is not a web address: {_shown(value)}"
    if key == "language" and value.strip() not in _LANGUAGES:
        return f"has a language that is not known: {value.strip()} ({' and '.join(_LANGUAGES)} are)"
    return None


def _refuse_repeats(tables: list[FeedTable], path: Path) -> None:
    places: dict[str, str] = {}
    for table in tables:
        key = _key(table.url)
        if key in places:
            raise SourceError(str(path), f"{table.place} repeats the address of {places[key]}: {_shown(table.url)}")
        places[key] = table.place


def _lay(below: list[FeedTable], file: FeedFile) -> list[FeedSource]:
    """Lay a file's tables on those below; what is switched off is left out."""
    feeds = {_key(table.url): table for table in below}
    for table in file.tables:
        known = feeds.get(_key(table.url))
        if known is None and table.name is None:
            reason = f"{table.place} has no name, and is no feed of the bundled list: {_shown(table.url)}"
            raise SourceError(str(file.path), reason if below else f"{table.place} has no name")
        feeds[_key(table.url)] = table if known is None else _changed(known, table)
    return [_source(table) for table in feeds.values() if table.enabled is not False]


def _changed(known: FeedTable, table: FeedTable) -> FeedTable:
    said = {key: getattr(table, key) for key in ("name", "language", *_SWITCHES)}
    return replace(known, **{key: value for key, value in said.items() if value is not None})


def _source(table: FeedTable) -> FeedSource:
    return FeedSource(table.name or "", table.url, table.language or "", table.filter is not False)


def _key(url: str) -> str:
    """One form for the ways to write an address: the host in any case, a default port, a slash at the end."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    login = parts.netloc.rpartition("@")[0]
    return f"{parts.scheme}://{login}@{parts.hostname}{port}{parts.path.rstrip('/')}?{parts.query}"


def _shown(url: str) -> str:
    """An address as an error may show it: host and path, for a login or a query may hold a secret."""
    address = url.strip().partition("?")[0].partition("#")[0]
    scheme, mark, rest = address.partition("://")
    rest = rest if mark else scheme
    host, slash, path = rest.partition("/")
    return host.rpartition("@")[2] + slash + path
