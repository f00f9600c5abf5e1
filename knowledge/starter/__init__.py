"""The starter newsroom: a handful of short articles in our own words, so that the first question has an answer.

Each retells facts that were published elsewhere. ``published`` is the day of the report it retells; the address begins
with ``starter:`` because the original's is not known, and is shown, never linked.
"""

import hashlib
from pathlib import Path

from knowledge.model import Article


def _paths() -> list[Path]:
    return sorted(path for path in Path(__file__).parent.glob("*.md") if path.name != "README.md")


def digest() -> str:
    """SHA-256 of the set, to tell whether it has been loaded as it is now."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in _paths())).hexdigest()


def articles() -> list[Article]:
    """The starter articles, in the order of their file names."""
    from knowledge.ingest.files import read_file

    read = (item for path in _paths() for item in read_file(path))
    return [item for item in read if isinstance(item, Article)]
