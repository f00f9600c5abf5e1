"""Why an address gave no page, in plain words that read on after the address and a colon."""

import ssl
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from socket import gaierror

import httpx

from knowledge.ingest.connect import PrivateAddressError
from knowledge.ingest.turns import asked_to_wait

NO_ADDRESS = "is not a web address"
LEADS_AWAY = "leads to what is not a web address"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def refusal(status: int, retry_after: datetime | None = None) -> str:
    """Say which answer came in place of a page, and until when the site then wants to be left alone."""
    if status == HTTPStatus.GONE:
        return "is gone for good (410)"
    try:
        answered = f"answered {status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        answered = f"answered {status}"
    if status in _REDIRECTS:
        return f"{answered} without saying where to go"
    return f"{answered} and {asked_to_wait(retry_after)}" if retry_after else answered


def failure(error: Exception, connect_s: float, whole_s: float) -> str:
    """Say why a request failed that may take ``connect_s`` to connect and ``whole_s`` in all."""
    if isinstance(error, PrivateAddressError):
        return f"leads to a private address, which is not read: {error.host}"
    if isinstance(error, httpx.ConnectError):
        return _unreachable(error)
    if any(isinstance(cause, httpx.InvalidURL) for cause in _causes(error)):
        return LEADS_AWAY
    reasons: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
        ((httpx.ConnectTimeout,), f"could not be reached within {connect_s:g} s"),
        ((TimeoutError, httpx.TimeoutException), f"no answer within {whole_s:g} s"),
        ((httpx.UnsupportedProtocol, UnicodeError), LEADS_AWAY),
        ((httpx.ProxyError,), "could not be reached through the proxy"),
        ((httpx.RemoteProtocolError,), "broke off, or did not answer as a web server does"),
        ((httpx.NetworkError,), "the connection broke"),
    )
    return next((reason for kinds, reason in reasons if isinstance(error, kinds)), "could not be fetched")


def _unreachable(error: BaseException) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, gaierror) for cause in causes):
        return "name could not be resolved"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "could not be reached: no secure connection, its certificate may be wrong"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "could not be reached: connection refused"
    return "could not be reached"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """List an error and what lies beneath it; a host with several addresses fails in a group."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__
