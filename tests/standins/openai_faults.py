"""How a call of the model goes wrong: refused, never answered, broken off or spoilt within the stream."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

_ACCOUNT = "https://platform.openai.com/account"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error document with the status it comes with."""

    status: int
    message: str
    kind: str = "invalid_request_error"
    param: str | None = None
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> dict[str, str | None]:
        return {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}

    @property
    def body(self) -> bytes:
        return json.dumps({"error": self.error}).encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call goes wrong; nothing is said unless ``after`` is given.

    ``refusal``: that, at once. ``page``: these bytes as HTML with ``status``. ``happens``: after so many words, the
    connection is cut (``cut``), the answer ends as if it were whole but for its end (``ends``), rubbish comes and the
    rest of the answer after it (``garbage``), an error event (``error``), or nothing any more (``hangs``); without
    streaming, in place of the document. ``trickle``: every word takes that many seconds.
    """

    refusal: Refusal | None = None
    page: bytes = b""
    status: int = 200
    happens: str = ""
    after: int = 0
    trickle: float = 0


def flood(seconds: int | None = None) -> Fault:
    """Too many requests, with or without a word on how long to wait."""
    message = "Rate limit reached for stand-in in organization org-standin on requests per min (RPM): Limit 3, Used 3, "
    message += f"Requested 1. Please try again in {seconds or 20}s. Visit {_ACCOUNT}/rate-limits to learn more."
    headers = {} if seconds is None else {"retry-after": str(seconds), "retry-after-ms": str(seconds * 1000)}
    return Fault(Refusal(429, message, "requests", code="rate_limit_exceeded", headers=headers))


def cut(after: int = 3) -> Fault:
    """The connection breaks after so many words, as when the server's process is killed."""
    return Fault(happens="cut", after=after)


def ends(after: int = 3) -> Fault:
    """The stream ends in good order after so many words, but without saying that the answer is finished."""
    return Fault(happens="ends", after=after)


def garbage(after: int = 3) -> Fault:
    return Fault(happens="garbage", after=after)


def error_event(after: int = 3) -> Fault:
    return Fault(happens="error", after=after)


def stalls(after: int = 3) -> Fault:
    """Nothing more comes after so many words, and the connection stays."""
    return Fault(happens="hangs", after=after)


def trickles(seconds: float) -> Fault:
    """Each word takes so many seconds."""
    return Fault(trickle=seconds)


def wrong_key(key: str) -> Refusal:
    shown = key if len(key) < 8 else f"{key[:8]}{'*' * (len(key) - 8)}{key[-4:]}"
    message = f"Incorrect API key provided: {shown}. You can find your API key at {_ACCOUNT}/api-keys."
    return Refusal(401, message, code="invalid_api_key", headers={"www-authenticate": 'Bearer realm="OpenAI API"'})


def too_long(limit: int, tokens: int) -> Refusal:
    message = f"This model's maximum context length is {limit} tokens. However, your messages resulted in {tokens} "
    message += "tokens. Please reduce the length of the messages."
    return Refusal(400, message, param="messages", code="context_length_exceeded")


NO_KEY = Refusal(
    401,
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
    "(i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the "
    "API from your browser and are prompted for a username and password. You can obtain an API key from "
    f"{_ACCOUNT}/api-keys.",
)
SORRY = "The server had an error while processing your request. Sorry about that!"

BAD_KEY = Fault(wrong_key("sk-revoked-0000000000"))
BROKEN = Fault(Refusal(500, SORRY, "server_error"))
OVERLOADED = Fault(Refusal(503, "The engine is currently overloaded, please try again later", "server_error"))
QUOTA = Fault(
    Refusal(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        "insufficient_quota",
        code="insufficient_quota",
    )
)
TOO_LONG = Fault(too_long(8192, 9731))
HANGS = Fault(happens="hangs")
CUT = Fault(happens="cut")
PAGE = Fault(page=b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Log in</body></html>")
GATEWAY = Fault(page=b"<html><head><title>502 Bad Gateway</title></head></html>", status=502)
