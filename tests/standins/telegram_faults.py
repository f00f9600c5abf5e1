"""How a call goes wrong: refused, too late, cut off before or after it was carried out, or answered with rubbish."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call goes wrong; refused with ``status`` and ``description`` unless it says otherwise.

    ``hangs``: carried out, never answered. ``waits``: carried out after that many seconds, then answered.
    ``late``: carried out at once, answered after that many seconds. ``cuts``: the connection is broken off,
    ``before`` or ``after`` the call was carried out. ``body``: not carried out, these bytes with ``status``.
    """

    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    hangs: bool = False
    waits: float = 0
    late: float = 0
    cuts: str = ""
    body: bytes | None = None
    migrate_to: int | None = None

    @property
    def refuses(self) -> bool:
        return not (self.hangs or self.waits or self.late or self.cuts or self.body is not None)


def flood(seconds: int) -> Fault:
    return Fault(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def late(seconds: float) -> Fault:
    """Carried out at once, answered only after so many seconds."""
    return Fault(late=seconds)


def slow(seconds: float) -> Fault:
    """Carried out and answered only after so many seconds."""
    return Fault(waits=seconds)


def migrated(chat: int) -> Fault:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault(400, description, migrate_to=chat)


BLOCKED = Fault(403, "Forbidden: bot was blocked by the user")
BROKEN = Fault()
HANGS = Fault(hangs=True)
BAD_ENTITIES = Fault(400, "Bad Request: ENTITY_BOUNDS_INVALID")
DONE_THEN_CUT = Fault(cuts="after")
CUT = Fault(cuts="before")
GATEWAY = Fault(502, body=b"<html><head><title>502 Bad Gateway</title></head></html>")
QUERY_TOO_OLD = Fault(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
