"""What admins and guests write about invitations, and the links that are made of them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.telegram.access import Access

MOST_USES = 100
MOST_DAYS = 90

_CODE = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}")
# Telegram's ids have 52 bits at most; what is longer is none, and SQLite could not take it.
_ID = re.compile(r"-?\d{1,16}")


class Fault(StrEnum):
    """What is wrong with an admin's command; the value is the name of the words for it in ``prompts``."""

    USES = "invite_uses"
    DAYS = "invite_days"
    EXTRA = "invite_extra"
    ID = "revoke_id"
    LISTED = "revoke_listed"


@dataclass(frozen=True, slots=True)
class Terms:
    """How often an invitation may be used, and for how many days."""

    uses: int = 1
    days: int = 7

    def until(self, now: datetime) -> datetime:
        """When an invitation that is made now ends."""
        return now + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Links:
    """Two addresses of one invitation: a person opens ``private``; ``group`` lets them choose a group to add."""

    private: str
    group: str


def read_terms(arguments: str) -> Terms | Fault:
    """Read what stands behind ``/invite``: nothing, the number of uses, or that and the number of days."""
    words = _words(arguments)
    if len(words) > 2:
        return Fault.EXTRA
    terms = Terms()
    uses = _number(words[0], MOST_USES) if words else terms.uses
    days = _number(words[1], MOST_DAYS) if len(words) > 1 else terms.days
    if uses is None:
        return Fault.USES
    return Fault.DAYS if days is None else Terms(uses, days)


def read_removal(arguments: str, access: Access) -> int | Fault:
    """Read which user or group (negative) is to go by what stands behind ``/revoke``; who is listed cannot."""
    words = _words(arguments)
    if len(words) != 1 or not _ID.fullmatch(words[0]):
        return Fault.ID
    one = int(words[0])
    return Fault.LISTED if one in access.allowed or one in access.admins else one


def read_code(arguments: str) -> str | None:
    """The code of an invitation, where what stands behind ``/start`` has the shape of one."""
    code = arguments.strip()
    return code if _CODE.fullmatch(code) else None


def link(bot_name: str, code: str) -> Links:
    """Make the links; ``bot_name`` is the bot's user name without the @.

    By the first a guest sends ``/start <code>`` in private, by the second ``/start@<bot> <code>`` in the group.
    """
    address = f"https://t.me/{bot_name}"
    return Links(f"{address}?start={code}", f"{address}?startgroup={code}")


def tell(template: str, links: Links, terms: Terms, now: datetime) -> str:
    """Fill the words of ``prompts/invitation`` in."""
    until = f"{terms.until(now).astimezone(UTC):%Y-%m-%d %H:%M}"
    return template.format(private=links.private, group=links.group, uses=terms.uses, until=until)


def explain(template: str, arguments: str) -> str:
    """Fill the words of a fault in; ``arguments`` are those that had it."""
    return template.format(most_uses=MOST_USES, most_days=MOST_DAYS, id=arguments.strip())


def _words(arguments: str) -> list[str]:
    return re.split(r"[\s,，、]+", stripped) if (stripped := arguments.strip(" \t\r\n,，、")) else []


def _number(word: str, most: int) -> int | None:
    """A whole number from 1 to ``most``, in the digits of any script."""
    number = int(word) if _NUMBER.fullmatch(word) else 0
    return number if 1 <= number <= most else None
