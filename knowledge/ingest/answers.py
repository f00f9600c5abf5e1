"""What came from an address, made an article: by its kind, and with what its feed said of it."""

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from knowledge.errors import SourceError
from knowledge.ingest.charset import decode
from knowledge.ingest.dates import later
from knowledge.ingest.extract import NO_ARTICLE, extract_article
from knowledge.ingest.feeds import Entry
from knowledge.ingest.fetch import Page
from knowledge.ingest.files import plain_article
from knowledge.ingest.markup import MOST_CHARACTERS, TooComplexError
from knowledge.ingest.pdf import is_pdf, pdf_article
from knowledge.ingest.plaintext import enough, title_line
from knowledge.model import Article, Published

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/xml", "application/xml"})
_TEXTS = frozenset({"text/plain", "text/markdown"})
_UNKNOWN = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_NAMED = (
    ("image/", "an image"),
    ("audio/", "a sound"),
    ("video/", "a video"),
    ("application/zip", "an archive"),
)
_SIGNATURES = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "an archive"),
)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|article|meta|div|p)\b", re.IGNORECASE)
_SNIFFED = 4096
_PDFS = frozenset({"application/pdf", "application/x-pdf"})
_SHORTEST_TEXT = (80, 30)


def page_article(page: Page, url: str, title: str = "") -> Article:
    """Make an article of a fetched page, under the address ``url``; raise SourceError when it holds none.

    ``title`` serves where the page has none.
    """
    if page.content_type in _PDFS or is_pdf(page.content):
        name = unquote(urlsplit(url).path).rpartition("/")[2]
        return pdf_article(page.content, url, _host(url), title=title_line(title), name=title_line(name))
    named = next((name for prefix, name in _NAMED if page.content_type.startswith(prefix)), None)
    signed = next((name for start, name in _SIGNATURES if page.content.startswith(start)), None)
    if named or signed:
        raise SourceError(url, f"is {signed or named}, which is not read")
    marked = _MARKUP.search(page.content[:_SNIFFED]) is not None
    if page.content_type in _PAGES or (page.content_type in _UNKNOWN and marked):
        return extract_article(page.content, url, page.charset, title=title)
    if page.content_type in _TEXTS | _UNKNOWN:
        return _text_article(page, url, title)
    raise SourceError(url, f"is of a kind that is not read ({page.content_type})")


def _text_article(page: Page, url: str, title: str) -> Article:
    text = decode(page.content, page.charset)
    if text is None:
        raise SourceError(url, "is not text")
    if len(text) > MOST_CHARACTERS:
        raise SourceError(url, str(TooComplexError()))
    parts = urlsplit(url)
    host = _host(url)
    article = plain_article(text, url, host, title or parts.path.rpartition("/")[2] or host)
    if not enough(article.body, *_SHORTEST_TEXT):
        raise SourceError(url, NO_ARTICLE)
    return article


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def own_article(entry: Entry, source: str, *, partial: bool = False) -> Article:
    """Make an article of what the feed itself says; ``partial`` where its page should have been read."""
    return Article(entry.url, entry.title, source, entry.body, entry.published, partial, entry.updated)


def with_entry(article: Article, entry: Entry, source: str) -> Article:
    """Complete the article of an entry's page by what the feed says of it; ``source`` is the feed's name."""
    published = _date(article.published, entry.published)
    updated = later(published, article.updated, entry.updated)
    return replace(article, source=source or article.source, published=published, updated=updated)


def _date(page: Published | None, entry: Published | None) -> Published | None:
    """Take the page's date if it has one, unless the feed tells the instant on the same day."""
    if page is None or (page.at is None and entry is not None and entry.at and entry.day == page.day):
        return entry
    return page
