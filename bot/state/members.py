"""Users and groups that were let in by an invitation, and the invitations that are open."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, or_, select, update

from bot.state.engine import guarded
from bot.state.tables import invitations, members

_CODE_BYTES = 24  # 32 letters in a link, of the 64 that Telegram takes; more than anybody can try


@dataclass(frozen=True, slots=True)
class Member:
    """A user, or a group (negative), with the admin who made the invitation and the time of joining, in UTC."""

    id: int
    invited_by: int
    joined_at: datetime


class Members:
    """Who has joined. The table holds only a digest of each code: a copy of the file lets nobody in.

    Every method raises StoreError when the file cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def invite(self, made_by: int, *, uses: int, at: datetime, until: datetime) -> str:
        """Make an invitation and return its code, which is never to be had again; clear those that are over."""
        code = secrets.token_urlsafe(_CODE_BYTES)
        row = {"code": _digest(code), "made_by": made_by, "expires_at": until, "uses_left": uses}
        over = or_(invitations.c.expires_at <= at, invitations.c.uses_left <= 0)
        with guarded(), self._engine.begin() as connection:
            connection.execute(delete(invitations).where(over))
            connection.execute(insert(invitations).values(row))
        return code

    def join(self, code: str, one: int, at: datetime) -> bool:
        """Let a user or a group in by a code, and say whether they are in now. Who was in already costs no use."""
        is_member = select(members.c.id).where(members.c.id == one)
        using = (
            update(invitations)
            .where(
                invitations.c.code == _digest(code),
                invitations.c.expires_at > at,
                invitations.c.uses_left > 0,
                ~is_member.exists(),
            )
            .values(uses_left=invitations.c.uses_left - 1)
            .returning(invitations.c.made_by)
        )
        with guarded(), self._engine.begin() as connection:
            # This statement takes the write lock before it looks: of two that want the last use, one finds none.
            made_by = connection.execute(using).scalar()
            if made_by is None:
                return connection.execute(is_member).first() is not None
            connection.execute(insert(members).values(id=one, invited_by=made_by, joined_at=at))
        return True

    def remove(self, one: int) -> bool:
        """Shut a member out, and say whether it was one. All open invitations end: it may hold the link of any."""
        with guarded(), self._engine.begin() as connection:
            removed = connection.execute(delete(members).where(members.c.id == one)).rowcount > 0
            if removed:
                connection.execute(delete(invitations))
        return removed

    def is_member(self, one: int) -> bool:
        """Whether this user or group has joined."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(members.c.id).where(members.c.id == one)).first() is not None

    def all(self) -> list[Member]:
        """Everybody who has joined, first come first."""
        asked = select(members.c.id, members.c.invited_by, members.c.joined_at)
        with guarded(), self._engine.connect() as connection:
            return [Member(*row) for row in connection.execute(asked.order_by(members.c.joined_at, members.c.id))]

    def __contains__(self, one: object) -> bool:
        return isinstance(one, int) and self.is_member(one)


def _digest(code: str) -> str:
    # The code is random and long: no salt and no slow hash is needed to keep it from being guessed.
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()
