"""What every command shares: settings, logging, the open newsroom, and how things are printed."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar
from unicodedata import category

from bot.app import open_newsroom
from bot.logs import configure_logging
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase, Opening

# Controls, and halves of a pair that stand alone.
_UNFIT = frozenset({"Cc", "Cs"})


def start(usual_level: str = "WARNING") -> Settings:
    """Read the settings and begin to log, at the operator's level or the one that is usual for the command."""
    settings = load_settings()
    configure_logging(settings.log_level or usual_level, settings.secrets)
    return settings


def start_answering() -> Settings:
    """Start a command whose answers say themselves why there is no price: the log says it only where it is asked to."""
    settings = start()
    told = settings.log_level is None
    logging.getLogger("bot.market.asking").setLevel(logging.ERROR if told else logging.NOTSET)
    return settings


@contextmanager
def newsroom(settings: Settings) -> Iterator["KnowledgeBase"]:
    """Open the newsroom for a command, telling on standard error what takes long."""
    opening = Upkeep()
    with open_newsroom(settings, opening.tell) as news:
        opening.end()
        yield news


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    print_line(json_text(document, sys.stdout.encoding or "utf-8"))


def json_text(document: Any, encoding: str) -> str:
    """A document as JSON; what ``encoding`` lacks or what drives a terminal is escaped, so that nothing is lost."""
    as_it_is = encoding.lower().replace("-", "") == "utf8"
    text = json.dumps(document, ensure_ascii=not as_it_is, indent=2)
    return "".join(one if one == "\n" or category(one) not in _UNFIT else f"\\u{ord(one):04x}" for one in text)


def print_line(text: str = "") -> None:
    """Print a line on standard output, as :func:`print_text` does."""
    print_text(f"{text}\n")


def print_text(text: str) -> None:
    """Print on standard output at once, whatever characters its encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(harmless(text).encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def harmless(text: str) -> str:
    """The text without control characters, which drive a terminal, but for line ends and tabs."""
    return "".join(one for one in text if one in "\n\t" or category(one) != "Cc")


def note(text: str) -> None:
    """Print a line on standard error: progress and remarks."""
    sys.stderr.write(harmless(text) + "\n")
    sys.stderr.flush()


class Upkeep:
    """Shows what is done with the whole newsroom, while it opens or is rebuilt.

    On a terminal a line counts; elsewhere there is one plain line for each thing that is done.
    """

    _WORDS: ClassVar = {
        "starter": "Loading the starter newsroom (once)",
        "vectors": "Embedding passages for this embedder",
        "index": "Bringing the vector index up to date",
        "keywords": "Writing the keyword index",
        "stories": "Finding the stories of all articles",
    }

    def __init__(self) -> None:
        self._doing = ""
        self._terminal = sys.stderr.isatty()

    def tell(self, opening: "Opening") -> None:
        """Show how far it has come."""
        words = self._WORDS[opening.doing]
        if self._terminal:
            sys.stderr.write(f"\r{words}: {opening.done} of {opening.total}\033[K")
            sys.stderr.flush()
        elif opening.doing != self._doing:
            note(f"{words}: {opening.total}")
        self._doing = opening.doing

    def end(self) -> None:
        """End the line that counts."""
        if self._doing and self._terminal:
            note("")
