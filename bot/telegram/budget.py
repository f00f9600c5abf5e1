"""What a day may cost, in tokens of the language model, and whose turn it is to save."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


class Verdict(Enum):
    """Whether the budget has room for one more answer."""

    OK = auto()
    USER_SPENT = auto()
    """The asker has had their part of the day; others have not."""
    ALL_SPENT = auto()
    """The day of the whole bot is used up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Tokens for a day in UTC, of the whole bot and of each user; nothing where there is no limit.

    ``people`` is how many users may ask at all, where that is known.
    """

    whole: int | None = None
    per_user: int | None = None
    people: int | None = None


def left(limits: Limits, *, spent_user: int, spent_all: int, active_users: int) -> Verdict:
    """Judge by what today has cost; ``active_users`` counts those it was spent by, the asker among them.

    Where the whole bot has a limit and users have none, it is kept from going on one of them: a user may ask while
    their questions have cost less than what is left for everybody; and once all who may ask have asked, up to an
    equal share in any case.

    An answer is paid when it has come: the last one may go beyond the limit, and so may each that is asked for
    before another under way is counted.
    """
    if limits.whole is not None and spent_all >= limits.whole:
        return Verdict.ALL_SPENT
    if limits.per_user is not None:
        return Verdict.OK if spent_user < limits.per_user else Verdict.USER_SPENT
    if limits.whole is None or spent_user < limits.whole - spent_all:
        return Verdict.OK
    all_have_come = limits.people is not None and active_users >= limits.people
    has_share_left = spent_user * max(active_users, 1) < limits.whole
    return Verdict.OK if all_have_come and has_share_left else Verdict.USER_SPENT


def renewal(now: datetime) -> timedelta:
    """How long until the next day in UTC begins, and with it a new budget."""
    now = now.astimezone(UTC)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    return tomorrow - now


def wait_words(wait: timedelta, language: str) -> str:
    """A wait as it is said, "3 hours" or "3 小时": never shorter than it is, in minutes below two hours."""
    chinese = language == "zh"
    minutes = max(-(-wait // _MINUTE), 1)
    if minutes < 120:
        number, unit = minutes, "分钟" if chinese else "minute"
    else:
        number, unit = -(-wait // _HOUR), "小时" if chinese else "hour"
    if chinese:
        return f"{number} {unit}"
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
