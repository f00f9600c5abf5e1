"""The words of a PDF, page by page, read in a process of its own.

A PDF is a program of sorts: a small one can ask for endless work or memory. So this file is run by itself
(``python -P pdfpages.py SECONDS BYTES PAGES``): it reads the PDF from standard input and writes a line of JSON at a
time, first ``{"title": ..., "pages": ...}``, then ``{"text": ...}`` for each page, or ``{"error": CODE}`` and no more.
It imports nothing of the project.
"""

import io
import json
import logging
import sys
from contextlib import suppress
from typing import Any

_MOST_CHARACTERS = 3_000_000
_LEFT_OUT = ("Impossible to decode XFormObject", "further form content is skipped")
PASSWORD, DAMAGED, LONG, COMPLEX = "password", "damaged", "long", "complex"


def main(seconds: int, most_bytes: int, most_pages: int) -> None:
    """Read one PDF and tell of it; the arguments bound processor time, memory and pages."""
    _bound(seconds, most_bytes)
    content = sys.stdin.buffer.read()
    try:
        _tell_pages(content, most_pages)
    except (MemoryError, RecursionError):
        _tell(error=COMPLEX)
    # Whatever a damaged file makes the library raise ends here, in a word for whoever started this.
    except Exception as error:  # noqa: BLE001
        _tell(error=COMPLEX if type(error).__name__ == "LimitReachedError" else DAMAGED)


def _bound(seconds: int, most_bytes: int) -> None:
    # Windows has no such limits: there the clock of whoever started this is the bound.
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 2))
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def _tell_pages(content: bytes, most_pages: int) -> None:
    from pypdf import PasswordType, PdfReader

    skipped: list[str] = []
    logging.getLogger("pypdf").addHandler(_Skipped(skipped))
    logging.getLogger("pypdf").propagate = False
    reader = PdfReader(io.BytesIO(content))
    # What is closed to changes alone opens with no password.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        _tell(error=PASSWORD)
        return
    count = len(reader.pages)
    if count > most_pages:
        _tell(error=LONG)
        return
    _tell(title=_title(reader), pages=count)
    told = 0
    for page in reader.pages:
        # The library gives no text for a page that it cannot unpack: asked first, it says so.
        if (operations := page.get_contents()) is not None:
            operations.get_data()
        text = page.extract_text()
        told += len(text)
        if told > _MOST_CHARACTERS or skipped:
            raise MemoryError
        _tell(text=text)


class _Skipped(logging.Handler):
    """Notes what the library leaves out of a page and only logs."""

    def __init__(self, skipped: list[str]) -> None:
        super().__init__()
        self._skipped = skipped

    def emit(self, record: logging.LogRecord) -> None:
        """Keep those records that tell of words left out."""
        message = str(record.msg)
        if any(words in message for words in _LEFT_OUT):
            self._skipped.append(message)


def _title(reader: Any) -> str:
    try:
        return str((reader.metadata or {}).get("/Title") or "")
    # A title that cannot be read must not cost the pages.
    except Exception:  # noqa: BLE001
        return ""


def _tell(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
