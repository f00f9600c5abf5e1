"""How the product logs: one line an event on standard error, without secrets and without what people wrote."""

import logging
import re
import sys
import time
from collections.abc import Iterable
from urllib.parse import quote

_LEVELS = {
    # Below that they tell of their own steps, by the hundred.
    "chromadb": logging.WARNING,
    "filelock": logging.WARNING,
    "markdown_it": logging.WARNING,
    # They log request addresses at INFO, and Telegram's hold the token; below that, requests with what people wrote.
    "httpcore": logging.WARNING,
    "httpcore2": logging.WARNING,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "openai": logging.WARNING,
    # It warns of what we work around, and logs addresses below that. What fails, we say ourselves, with the reason.
    "yfinance": logging.CRITICAL,
    "bs4": logging.ERROR,
    "peewee": logging.WARNING,
    "matplotlib": logging.WARNING,
    # Warnings of libraries are for those who write code.
    "py.warnings": logging.ERROR,
    # What it could not read, we say ourselves, with the address.
    "htmldate": logging.CRITICAL,
    "trafilatura": logging.CRITICAL,
    "telegram": logging.WARNING,
    # Below warnings they tell of every job, and may say what it was given.
    "apscheduler": logging.WARNING,
    "dbos": logging.WARNING,
    # Below that: statements with what is written into the tables.
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    # In its debug mode it warns of slow calls and shows what they were given.
    "asyncio": logging.ERROR,
    "starlette": logging.WARNING,
    # It shows tracebacks with their messages, which may quote a chat. What fails, we say ourselves.
    "uvicorn": logging.CRITICAL,
    "websockets": logging.WARNING,
    # These two log, as errors, replies and updates that they could not read, in full. The error itself is raised too.
    "telegram.ext.ExtBot": logging.CRITICAL + 1,
    "telegram.request": logging.CRITICAL + 1,
}

# Where these find no handler they take one of their own, and write past ours.
_SELF_WILLED = ("dbos", "sqlalchemy.engine.Engine")
# What was being written into a table: errors of sqlalchemy quote it, and dbos what it cannot write.
_WRITTEN = re.compile(
    r"(\[parameters: ).*?(?=\n\(Background on this error|\Z)|(Error serializing object: ).*", re.DOTALL
)


class RedactingFormatter(logging.Formatter):
    """Writes ``***`` for every secret, wherever it stands: message, arguments or traceback; times are UTC.

    So it does for what was being written into a table, where a library quotes that.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        known = {secret for secret in secrets if secret.strip()}
        spellings = known | {quote(secret, safe="") for secret in known}
        # The longest first: a secret may begin with another one.
        self._secrets = sorted(spellings, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Write the record with its traceback, and then look for secrets in the whole of it."""
        line = _WRITTEN.sub(lambda found: f"{found[1] or found[2]}***", super().format(record))
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


class _Floors(logging.Filter):
    """Holds the levels of libraries where they themselves lower them, or pass them by."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Judge by the nearest name above that has a level here."""
        name = record.name
        while name and name not in _LEVELS:
            name = name.rpartition(".")[0]
        return record.levelno >= _LEVELS.get(name, logging.NOTSET)


def configure_logging(level: str, secrets: Iterable[str]) -> None:
    """Log to standard error from ``level`` on; called again, it replaces what it set up before."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, RedactingFormatter):
            root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    handler.addFilter(_Floors())
    root.addHandler(handler)
    root.setLevel(level)
    for name, floor in _LEVELS.items():
        logging.getLogger(name).setLevel(max(floor, root.level))
    for name in _SELF_WILLED:
        logging.getLogger(name).handlers[:] = [logging.NullHandler()]
        logging.getLogger(name).propagate = True
    logging.captureWarnings(capture=True)
