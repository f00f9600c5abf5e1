"""What can go wrong in the newsroom.

    KnowledgeError
    ├── SourceError       one source or article could not be read; the others go on
    │   └── FetchError        it lies behind an address, and that gave no page
    ├── EmbedderError     the embedding model is missing, damaged or unreachable
    └── StoreError        the database cannot be used: folder, disk, damage
        ├── BusyError         another process is writing
        └── VectorIndexError  the vector index alone fails: it can be built anew from the database

Every message is one line that says what is wrong and, where there is something to do, what.
"""

from datetime import datetime


class KnowledgeError(Exception):
    """Base of everything the newsroom raises on purpose."""


class SourceError(KnowledgeError):
    """A feed, an address or a file that gave no article.

    ``source`` is the address or path, with the line for a ``.jsonl`` file; ``reason`` reads on after a colon.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FetchError(SourceError):
    """An address that gave no page.

    ``status`` is the HTTP status, where an answer came. ``retry_after``, in UTC, is until when the site wants to be
    left alone, where it said so; an address that was not even asked for that reason has no status.
    """

    def __init__(
        self, source: str, reason: str, *, status: int | None = None, retry_after: datetime | None = None
    ) -> None:
        super().__init__(source, reason)
        self.status = status
        self.retry_after = retry_after


class EmbedderError(KnowledgeError):
    """The embedding model cannot be used."""


class StoreError(KnowledgeError):
    """The newsroom cannot be opened, read or written."""


class BusyError(StoreError):
    """Another process holds the newsroom for writing."""


class VectorIndexError(StoreError):
    """The vector index cannot be opened, told or asked; the database is well."""
