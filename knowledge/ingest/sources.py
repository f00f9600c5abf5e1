"""What a reader of news may be pointed at: a feed, an article's address, a file or a folder."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from knowledge.errors import FetchError, SourceError
from knowledge.ingest.answers import own_article, page_article, with_entry
from knowledge.ingest.feedlist import is_web_address
from knowledge.ingest.feeds import Entry, Feed, parse_feed
from knowledge.ingest.fetch import Fetcher, Page
from knowledge.ingest.files import SUPPORTED, read_file, read_folder
from knowledge.ingest.plaintext import enough
from knowledge.ingest.reach import Reach, Trust
from knowledge.model import Article, Failure


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which entries of a feed are passed over.

    ``known`` says whether an address need not be fetched (again), ``forgotten`` whether the operator wants nothing of
    it any more, ``unwanted`` whether an entry is on another subject.
    """

    known: Callable[[str], bool] = lambda address: False
    forgotten: Callable[[str], bool] = lambda address: False
    unwanted: Callable[[Entry], bool] = lambda entry: False


ALL = Sieve()
"""Passes over nothing."""

Item = Article | Failure

_FULL_ENOUGH = (400, 120)  # characters, of Latin and of Chinese script
_SHORTEST_OWN = (40, 15)
_BARRED = frozenset({401, 403, 404, 410, 451})
_NO_ENTRIES = "is a feed with no entries"
# How many entries reading may be ahead of what is taken: their articles wait in memory.
_AHEAD = 16
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What one look at a feed gave.

    ``etag`` and ``modified`` are to be handed in next time. ``not_modified``: nothing changed since. ``error`` is the
    reason, in plain words, why the feed itself gave nothing. ``left_out`` counts entries that were unwanted.

    ``status`` is the HTTP status, where the feed's site answered. ``retry_after``, in UTC, is until when it wants to be
    left alone, where it said so. ``moved_to`` is the feed's new address, where its site says that it is for good and a
    feed was found there.
    """

    items: Sequence[Item] = ()
    etag: str | None = None
    modified: str | None = None
    not_modified: bool = False
    error: str | None = None
    status: int | None = None
    retry_after: datetime | None = None
    moved_to: str | None = None
    left_out: int = 0


class Reader:
    """Reads articles from wherever they are. What cannot be read comes as a Failure; the rest goes on."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def read(
        self, source: str, sieve: Sieve = ALL, *, trust: Trust = Trust.OPERATOR
    ) -> AsyncGenerator[Item, None]:
        """Read an address, a feed, a file or a folder, in its own order.

        Entries of a feed that the sieve holds back are passed over. Who named the source decides what may be read: for
        the operator, also files and the private place that the source itself is; for a chat, public addresses only.
        """
        source = source.strip()
        try:
            async with aclosing(self._open(source, sieve, trust)) as items:
                async for item in items:
                    yield item
        except SourceError as error:
            yield Failure(error.source, error.reason)

    async def read_feed(
        self,
        url: str,
        etag: str | None = None,
        modified: str | None = None,
        sieve: Sieve = ALL,
        *,
        trust: Trust = Trust.OPERATOR,
    ) -> FeedRead:
        """Read a feed again, if it has changed since ``etag`` and ``modified``; the sieve's entries are passed over."""
        reach = trust.reach(url)
        try:
            page, feed = await self._look(url, reach, etag, modified)
        except FetchError as error:
            return FeedRead((), etag, modified, error=error.reason, status=error.status, retry_after=error.retry_after)
        if page.not_modified:
            etag, modified = page.etag or etag, page.modified or modified
            return FeedRead((), etag, modified, True, status=page.status, moved_to=page.moved_to)
        if feed is None or not feed.entries:
            return FeedRead(error="is not a feed" if feed is None else _NO_ENTRIES, status=page.status)
        entries = _once(feed.entries)
        wanted = [entry for entry in entries if not sieve.unwanted(entry)]
        left_out = len(entries) - len(wanted)
        items = [item async for item in self._read_entries(replace(feed, entries=wanted), page.url, sieve, reach)]
        return FeedRead(items, page.etag, page.modified, status=page.status, moved_to=page.moved_to, left_out=left_out)

    def _open(self, source: str, sieve: Sieve, trust: Trust) -> AsyncGenerator[Item, None]:
        if is_web_address(source):
            return self._read_address(source, sieve, trust.reach(source))
        if trust is Trust.CHAT:
            raise SourceError(source, "only web addresses are read from a chat")
        return _read_path(source)

    async def _look(self, url: str, reach: Reach, etag: str | None, modified: str | None) -> tuple[Page, Feed | None]:
        """Fetch a feed and parse it; the page comes without its content, which must not stay while entries are read."""
        async with self._fetcher.page(url, reach=reach, etag=etag, modified=modified) as page:
            feed = None if page.not_modified else await asyncio.to_thread(_parsed, page)
            return replace(page, content=b""), feed

    async def _read_page(self, url: str, reach: Reach) -> Article | tuple[Feed, str]:
        """Read an article, or a feed and the address at which it was in the end."""
        async with self._fetcher.page(url, reach=reach) as page:
            feed = await asyncio.to_thread(_parsed, page)
            return (feed, page.url) if feed else await asyncio.to_thread(page_article, page, url)

    async def _read_address(self, url: str, sieve: Sieve, reach: Reach) -> AsyncGenerator[Item, None]:
        found = await self._read_page(url, reach)
        if isinstance(found, Article):
            yield found
            return
        feed, at = found
        if not feed.entries:
            raise SourceError(url, _NO_ENTRIES)
        async with aclosing(self._read_entries(feed, at, sieve, reach)) as items:
            async for item in items:
                yield item

    async def _read_entries(self, feed: Feed, url: str, sieve: Sieve, reach: Reach) -> AsyncGenerator[Item, None]:
        """Read entries at once, as many as the fetcher allows, and yield what they give in the feed's order."""
        source = feed.title or (urlsplit(url).hostname or "").removeprefix("www.")
        entries = (entry for entry in _once(feed.entries) if not _passed_over(entry, sieve))
        begun = (asyncio.create_task(self._read_entry(entry, url, source, reach)) for entry in entries)
        reading: deque[asyncio.Task[list[Item]]] = deque()
        try:
            reading.extend(islice(begun, _AHEAD))
            while reading:
                for item in await reading[0]:
                    yield item
                reading.popleft()
                reading.extend(islice(begun, 1))
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
        if feed.left_out:
            yield Failure(url, f"has {feed.left_out} more entries, which were too many or too complex to be read", True)

    async def _read_entry(self, entry: Entry, feed_url: str, source: str, reach: Reach) -> list[Item]:
        if _is_whole(entry):
            return [own_article(entry, source)]
        has_text = enough(entry.body, *_SHORTEST_OWN)
        if entry.url.startswith(f"{feed_url}#"):
            reason = "has no link and too little text"
            return [own_article(entry, source)] if has_text else [Failure(entry.url, reason)]
        try:
            async with self._fetcher.page(entry.url, reach=reach) as page:
                article = await asyncio.to_thread(page_article, page, entry.url, entry.title)
        except SourceError as error:
            lasting = _is_lasting(error)
            if not has_text:
                return [Failure(entry.url, error.reason, lasting)]
            # What will never be read is not tried again: the feed's own text is all there is.
            own = own_article(entry, source, partial=not lasting)
            return [own, Failure(entry.url, f"{error.reason}; kept the feed's own text", lasting)]
        return [with_entry(article, entry, source)]


def _is_lasting(error: SourceError) -> bool:
    """Whether a page will be no better next time: it is gone or barred, or what came is no article."""
    return not isinstance(error, FetchError) or error.status in _BARRED


def _passed_over(entry: Entry, sieve: Sieve) -> bool:
    """Whether an entry need not be read; one that carries its whole text is, since it may have been edited."""
    return sieve.forgotten(entry.url) or (not _is_whole(entry) and sieve.known(entry.url))


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
