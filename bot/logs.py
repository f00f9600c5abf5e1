"""How the product logs: one line an event on standard error, without secrets and without what people wrote."""

import logging
import sys
import time
from collections.abc import Iterable
from urllib.parse import quote

_LEVELS = {
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
    # These two log, as errors, replies and updates that they could not read, in full. The error itself is raised too.
    "telegram.ext.ExtBot": logging.CRITICAL + 1,
    "telegram.request": logging.CRITICAL + 1,
}


class RedactingFormatter(logging.Formatter):
    """Writes ``***`` for every secret, wherever it stands: message, arguments or traceback; times are UTC."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        known = {secret for secret in secrets if secret.strip()}
        spellings = known | {quote(secret, safe="") for secret in known}
        # The longest first: a secret may begin with another one.
        self._secrets = sorted(spellings, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Write the record with its traceback, and then look for secrets in the whole of it."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def configure_logging(level: str, secrets: Iterable[str]) -> None:
    """Log to standard error from ``level`` on; called again, it replaces what it set up before."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, RedactingFormatter):
            root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    root.addHandler(handler)
    root.setLevel(level)
    for name, floor in _LEVELS.items():
        logging.getLogger(name).setLevel(max(floor, root.level))
    logging.captureWarnings(capture=True)
