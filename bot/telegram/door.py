"""Who comes in: the operator's rules, and those who were invited, kept in memory."""

from collections.abc import Callable
from datetime import datetime

from bot.state.members import Members
from bot.state.store import Store
from bot.telegram.access import Access, Mode, Standing
from bot.telegram.incoming import Heard, Kind


class Door:
    """Judges whoever is heard, without asking the database; invitations are taken and withdrawn here."""

    def __init__(self, access: Access, members: Members, store: Store, clock: Callable[[], datetime]) -> None:
        self.access = access
        self._table = members
        self._store = store
        self._clock = clock
        self._members: set[int] = set()

    async def open(self) -> None:
        """Learn who has been invited."""
        await self._learn()

    def standing(self, heard: Heard) -> Standing:
        """What the sender of something heard is to the bot."""
        # An inline query names no chat: it is judged by its sender alone.
        private = heard.private or heard.kind is Kind.INLINE
        return self.access.standing(
            user_id=heard.user_id, chat_id=heard.chat_id, private=private, members=self._members
        )

    def lets_in(self, one: int) -> bool:
        """Whether a user, or a group by its id, is let in."""
        return self.access.lets_in(one, self._members)

    def takes_invitations(self) -> bool:
        """Whether invitations are in use."""
        return self.access.mode is Mode.INVITE

    async def invite(self, made_by: int, uses: int, until: datetime) -> str:
        """Make an invitation, and give its code, which is kept nowhere."""
        return await self._store.call(self._table.invite, made_by, uses=uses, at=self._clock(), until=until)

    async def join(self, code: str, one: int) -> bool:
        """Let a user or a group in by an invitation's code; say whether it was good."""
        joined = self.takes_invitations() and await self._store.call(self._table.join, code, one, self._clock())
        if joined:
            await self._learn()
        return joined

    async def remove(self, one: int) -> bool:
        """Take back that somebody was let in by an invitation; say whether anybody was."""
        removed = await self._store.call(self._table.remove, one)
        await self._learn()
        return removed

    async def refresh(self) -> None:
        """Learn anew who was invited, after a group has changed its id in the database."""
        await self._learn()

    async def _learn(self) -> None:
        self._members = {member.id for member in await self._store.call(self._table.all)}
