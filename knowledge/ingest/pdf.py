"""PDFs made articles: wholly, or not at all with the reason."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import SourceError
from knowledge.ingest import pdfpages
from knowledge.ingest.pdftext import Document, compose
from knowledge.ingest.plaintext import enough
from knowledge.model import Article

SIGNATURE = b"%PDF-"
_SIGNED_WITHIN = 1024
_SHORTEST = (25, 10)


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What one PDF may cost: seconds, bytes of memory (where the system can say so), and pages."""

    seconds: int = 30
    memory: int = 1024 * 1024 * 1024
    pages: int = 400


_LIMITS = PdfLimits()
# Each takes a process and up to its memory.
_AT_ONCE = threading.Semaphore(2)


def is_pdf(content: bytes) -> bool:
    """Say whether bytes are a PDF; some have a little before their signature."""
    return SIGNATURE in content[:_SIGNED_WITHIN].lstrip()[:64]


def pdf_article(
    content: bytes, url: str, source: str, *, title: str = "", name: str = "", limits: PdfLimits = _LIMITS
) -> Article:
    """Make an article of a PDF; raise SourceError, with the address ``url``, when it cannot be read as a whole.

    A part is never kept for the whole: what a filing takes back on its last page would be missing. ``title`` serves
    where the PDF says none of itself, ``name`` where its first lines are none either. Blocking, for seconds.
    """
    composed = compose(_read(content, url, limits))
    if not enough(composed.body, *_SHORTEST):
        raise SourceError(url, "is a PDF without text (a scan?)")
    return Article(
        url, composed.title or title or composed.heading or name or source, source, composed.body, composed.published
    )


def _read(content: bytes, url: str, limits: PdfLimits) -> Document:
    reasons = {
        pdfpages.PASSWORD: "is a PDF that is protected by a password",
        pdfpages.DAMAGED: "is a damaged PDF",
        pdfpages.LONG: f"is a PDF of more than {limits.pages} pages",
        pdfpages.COMPLEX: "is a PDF that is too large or too complex to be read",
    }
    lines = [json.loads(line) for line in _run(content, url, limits).splitlines()]
    error = next((reasons[line["error"]] for line in lines if "error" in line), None)
    if error:
        raise SourceError(url, error)
    first: dict[str, Any] = lines[0] if lines else {}
    pages = [line["text"] for line in lines[1:]]
    # The process was stopped from outside: by its limit of memory, in most cases.
    if not lines or len(pages) != first["pages"]:
        raise SourceError(url, reasons[pdfpages.COMPLEX])
    return Document(first["title"], pages)


def _run(content: bytes, url: str, limits: PdfLimits) -> str:
    command = [sys.executable, "-P", pdfpages.__file__, *map(str, (limits.seconds, limits.memory, limits.pages))]
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 (our own file, with numbers)
                command, input=content, capture_output=True, timeout=limits.seconds, check=False, cwd=Path(sys.prefix)
            )
        except subprocess.TimeoutExpired as error:
            raise SourceError(url, f"is a PDF that takes longer than {limits.seconds:g} s to read") from error
        except OSError as error:
            raise SourceError(url, "is a PDF, and the process that reads it could not be started") from error
    return done.stdout.decode("ascii", "replace")
