"""What a reader of news may be pointed at: a feed, an article's address, a file or a folder."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from knowledge.errors import SourceError
from knowledge.ingest.answers import own_article, page_article, with_entry
from knowledge.ingest.feedlist import is_web_address
from knowledge.ingest.feeds import Entry, Feed, parse_feed
from knowledge.ingest.fetch import Fetcher, Page
from knowledge.ingest.files import SUPPORTED, read_file, read_folder
from knowledge.ingest.plaintext import enough
from knowledge.model import Article, Failure

Known = Callable[[str], bool]
"""Says whether an address is stored already, so that it need not be fetched again."""

Item = Article | Failure

_FULL_ENOUGH = (400, 120)  # characters, of Latin and of Chinese script
_SHORTEST_OWN = (40, 15)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What one look at a feed gave.

    ``etag`` and ``modified`` are to be handed in next time. ``not_modified``: nothing changed since. ``error`` is the
    reason, in plain words, why the feed itself gave nothing.
    """

    items: Sequence[Item] = ()
    etag: str | None = None
    modified: str | None = None
    not_modified: bool = False
    error: str | None = None


class Reader:
    """Reads articles from wherever they are. What cannot be read comes as a Failure; the rest goes on."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def read(self, source: str, known: Known | None = None) -> AsyncGenerator[Item, None]:
        """Read an address, a feed, a file or a folder, in its own order.

        Entries of a feed whose address is ``known`` are passed over.
        """
        source = source.strip()
        items = self._read_address(source, known) if is_web_address(source) else _read_path(source)
        try:
            async with aclosing(items):
                async for item in items:
                    yield item
        except SourceError as error:
            yield Failure(error.source, error.reason)

    async def read_feed(
        self, url: str, etag: str | None = None, modified: str | None = None, known: Known | None = None
    ) -> FeedRead:
        """Read a feed again, if it has changed since ``etag`` and ``modified``; entries ``known`` are passed over."""
        try:
            page = await self._fetcher.get(url, etag=etag, modified=modified)
        except SourceError as error:
            return FeedRead(etag=etag, modified=modified, error=error.reason)
        if page.not_modified:
            return FeedRead(etag=page.etag or etag, modified=page.modified or modified, not_modified=True)
        feed = await asyncio.to_thread(_parsed, page)
        if feed is None or not feed.entries:
            return FeedRead(error="is not a feed" if feed is None else "is a feed with no entries")
        items = [item async for item in self._read_entries(feed, page.url, known)]
        return FeedRead(items, page.etag, page.modified)

    async def _read_address(self, url: str, known: Known | None) -> AsyncGenerator[Item, None]:
        page = await self._fetcher.get(url)
        feed = await asyncio.to_thread(_parsed, page)
        if feed is None:
            yield await asyncio.to_thread(page_article, page, url)
        elif not feed.entries:
            raise SourceError(url, "is a feed with no entries")
        else:
            async with aclosing(self._read_entries(feed, page.url, known)) as items:
                async for item in items:
                    yield item

    async def _read_entries(self, feed: Feed, url: str, known: Known | None) -> AsyncGenerator[Item, None]:
        """Read entries at once, as many as the fetcher allows, and yield what they give in the feed's order."""
        source = feed.title or (urlsplit(url).hostname or "").removeprefix("www.")
        entries = [entry for entry in _once(feed.entries) if _is_whole(entry) or not (known and known(entry.url))]
        reading = [asyncio.create_task(self._read_entry(entry, url, source)) for entry in entries]
        try:
            for task in reading:
                for item in await task:
                    yield item
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)

    async def _read_entry(self, entry: Entry, feed_url: str, source: str) -> list[Item]:
        if _is_whole(entry):
            return [own_article(entry, source)]
        has_text = enough(entry.body, *_SHORTEST_OWN)
        if entry.url.startswith(f"{feed_url}#"):
            reason = "has no link and too little text"
            return [own_article(entry, source)] if has_text else [Failure(entry.url, reason)]
        try:
            page = await self._fetcher.get(entry.url)
            article = await asyncio.to_thread(page_article, page, entry.url, entry.title)
        except SourceError as error:
            if has_text:
                return [
                    own_article(entry, source, partial=True),
                    Failure(entry.url, f"{error.reason}; kept the feed's own text"),
                ]
            return [Failure(entry.url, error.reason)]
        return [with_entry(article, entry, source)]


def _is_whole(entry: Entry) -> bool:
    """Whether the feed carries the whole text, so that no page need be read."""
    return entry.full and enough(entry.body, *_FULL_ENOUGH)


def _parsed(page: Page) -> Feed | None:
    charset = f"; charset={page.charset}" if page.charset else ""
    return parse_feed(page.content, page.url, page.content_type + charset)


def _once(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out entries that repeat an address."""
    return list({entry.url: entry for entry in reversed(entries)}.values())[::-1]


async def _read_path(source: str) -> AsyncGenerator[Item, None]:
    items = await asyncio.to_thread(_open, source)
    while (item := await asyncio.to_thread(next, items, None)) is not None:
        yield item


def _open(source: str) -> Iterator[Item]:
    """Find the file or folder; raise SourceError, with advice, where there is none."""
    path = _path(source)
    try:
        # No source at all is not the folder one happens to be in.
        is_folder, is_there = path.is_dir(), bool(source) and path.exists()
    except PermissionError as error:
        raise SourceError(source, "could not be opened: permission denied") from error
    except (OSError, ValueError) as error:
        raise SourceError(source, "no such file or folder") from error
    if is_there:
        return read_folder(path) if is_folder else read_file(path)
    if _BARE_ADDRESS.fullmatch(source) and path.suffix.lower() not in SUPPORTED:
        raise SourceError(source, "no such file or folder; an address starts with http:// or https://")
    raise SourceError(source, "no such file or folder")


def _path(source: str) -> Path:
    scheme = _SCHEME.match(source)
    if scheme and scheme[1].lower() != "file":
        raise SourceError(source, "is not a web address: only http:// and https:// are read")
    try:
        return Path(url2pathname(urlsplit(source).path)) if scheme else Path(source).expanduser()
    except (ValueError, RuntimeError) as error:
        raise SourceError(source, "no such file or folder") from error
