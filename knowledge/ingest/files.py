"""Files and folders of news: saved pages, PDFs, Markdown, plain text and JSON Lines."""

import os
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.ingest.charset import decode
from knowledge.ingest.dates import later, parse_published
from knowledge.ingest.extract import extract_article
from knowledge.ingest.jsonl import read_lines
from knowledge.ingest.markdown import FrontMatterError, read_markdown
from knowledge.ingest.pdf import is_pdf, pdf_article
from knowledge.ingest.plaintext import LONGEST_TITLE, headline, one_line, plain_paragraphs
from knowledge.model import Article, Failure

_HTML = frozenset({".html", ".htm"})
_MARKDOWN = frozenset({".md", ".markdown"})
SUPPORTED = frozenset({".txt", ".jsonl", ".pdf"}) | _HTML | _MARKDOWN
_LONGEST_TITLE = 120
_SNIFFED = 8 * 1024
_MOST_BYTES = 32 * 1024 * 1024


def read_file(path: Path) -> Iterator[Article | Failure]:
    """Read the articles of one file. What cannot be read comes as a Failure that names the file, or its line.

    An article's address is the file's ``file:`` address, unless a front matter or a line of JSON gives its own.
    """
    suffix = path.suffix.lower()
    if suffix not in SUPPORTED:
        yield Failure(str(path), "is of a kind that is not read (.html, .pdf, .md, .txt, .jsonl are)")
        return
    try:
        if suffix == ".jsonl":
            yield from _read_jsonl(path)
        else:
            yield from _read_text(path, suffix)
    except SourceError as error:
        yield Failure(str(path), error.reason)
    except OSError as error:
        yield Failure(str(path), f"could not be opened: {(error.strerror or 'unknown').lower()}")


def read_folder(path: Path) -> Iterator[Article | Failure]:
    """Read every supported file of a folder and of the folders in it, by name; hidden ones are passed over."""
    found = False
    errors: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in SUPPORTED:
                found = True
                yield from read_file(Path(folder, name))
    for error in errors:
        yield Failure(str(error.filename), f"could not be opened: {(error.strerror or 'unknown').lower()}")
    if not found and not errors:
        yield Failure(str(path), "has no .html, .pdf, .md, .txt or .jsonl file")


def _read_jsonl(path: Path) -> Iterator[Article | Failure]:
    with path.open("rb") as file:
        start = file.read(_SNIFFED)
        if not start.strip():
            raise SourceError(str(path), "is empty")
        if b"\0" in start:
            raise SourceError(str(path), "is not text")
        file.seek(0)
        yield from read_lines(file, path.absolute())


def _read_text(path: Path, suffix: str) -> Iterator[Article | Failure]:
    content = _content(path)
    url = path.absolute().as_uri()
    if suffix == ".pdf":
        yield _pdf(content, path, url)
        return
    text = decode(content)
    if text is None:
        raise SourceError(str(path), "is not text")
    if suffix in _HTML:
        yield extract_article(text, url, title=path.stem)
    elif suffix in _MARKDOWN:
        yield from _markdown(text, path, url)
    else:
        yield plain_article(text, url, path.name, path.stem)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise SourceError(str(path), f"is larger than {_MOST_BYTES // (1024 * 1024)} MB")
    if not content.strip():
        raise SourceError(str(path), "is empty")
    return content


def _pdf(content: bytes, path: Path, url: str) -> Article:
    if not is_pdf(content):
        raise SourceError(str(path), "is not a PDF")
    return pdf_article(content, url, path.name, name=path.stem)


def _markdown(text: str, path: Path, url: str) -> Iterator[Article | Failure]:
    try:
        document = read_markdown(text)
    except FrontMatterError as error:
        raise SourceError(str(path), str(error)) from error
    if not document.body:
        raise SourceError(str(path), "has no text")
    front = document.front
    said = front.get("published") or front.get("date") or ""
    published = parse_published(said)
    if said and published is None:
        yield Failure(str(path), f"published is not a date: {headline(said)}; kept the article, undated")
    yield Article(
        url=front.get("url") or url,
        title=headline(one_line(front.get("title", "")) or document.heading, LONGEST_TITLE) or path.stem,
        source=one_line(front.get("source", "")) or path.name,
        body=document.body,
        published=published,
        updated=later(published, parse_published(front.get("updated", ""))),
    )


def plain_article(text: str, url: str, source: str, name: str) -> Article:
    """Make an article of plain text: a short first line is its title, else ``name`` is. It has no date."""
    first, _, rest = text.strip().partition("\n")
    title = one_line(first)
    titled = bool(title) and len(title) <= _LONGEST_TITLE
    body = plain_paragraphs(rest) if titled and rest.strip() else plain_paragraphs(text)
    return Article(url, title if titled else name, source, body)
