"""Letting people in: invitations that admins make, and guests who bring one or have none."""

from collections.abc import Callable
from datetime import datetime

from bot.telegram.access import Mode
from bot.telegram.commands import Commands
from bot.telegram.door import Door
from bot.telegram.incoming import Heard, Me
from bot.telegram.invitations import Fault, explain, link, read_code, read_removal, read_terms, tell
from bot.telegram.rates import Rates, Strangers
from bot.telegram.words import Vocabulary, Words

_GREETED = frozenset({"start", "help"})
# So many codes may a stranger try in a minute.
_TRIES = 5


class Admission:
    """Commands that let somebody in or put them out, and what strangers are told."""

    def __init__(
        self,
        me: Me,
        door: Door,
        commands: Commands,
        strangers: Strangers,
        vocabulary: Vocabulary,
        clock: Callable[[], datetime],
    ) -> None:
        self._me = me
        self._door = door
        self._commands = commands
        self._strangers = strangers
        self._tries = Rates(_TRIES, clock)
        self._vocabulary = vocabulary
        self._clock = clock

    async def handle(self, heard: Heard) -> bool:
        """Do what a reader's command says, if it is one of these; say whether it was."""
        words = self._vocabulary.words_for(heard.language)
        if heard.command == "start" and (code := read_code(heard.text)):
            await self._commands.say(heard, (await self._join(heard, words, code))[1])
            return True
        if not self._door.access.is_admin(heard.user_id) or heard.user_id is None:
            return False
        if heard.command == "invite":
            await self._commands.say(heard, await self._invite(heard.user_id, heard.text, words))
        elif heard.command == "help":
            await self._commands.say(heard, f"{words.help}\n\n{words.help_admin}")
        elif heard.command == "revoke":
            await self._commands.say(heard, await self._revoke(heard.text, words))
        else:
            return False
        return True

    async def turn_away(self, heard: Heard) -> None:
        """Let a stranger in by the code they bring; else tell them, once in a while, how to be let in."""
        if heard.user_id is None or heard.command not in _GREETED:
            return
        words = self._vocabulary.words_for(heard.language)
        invited = self._door.takes_invitations()
        code = read_code(heard.text) if heard.command == "start" and invited else None
        stranger = words.stranger_invite if invited else words.stranger
        said = stranger.format(user_id=heard.user_id) if heard.private else ""
        if code and not self._tries.ask(heard.user_id).wait:
            joined, said = await self._join(heard, words, code)
            if joined:
                await self._commands.say(heard, said)
                return
        if said and self._strangers.tell(heard.user_id):
            await self._commands.say(heard, said)

    async def _join(self, heard: Heard, words: Words, code: str) -> tuple[bool, str]:
        """Let in whom the message came from: the group by a group's message, else the sender.

        Give whether they are in by it, and what is to be said.
        """
        one = heard.user_id if heard.private else heard.chat_id
        if one is not None and self._door.lets_in(one):
            return False, words.start
        if one is None or not await self._door.join(code, one):
            return False, words.invitation_over
        return True, words.joined if heard.private else words.joined_group

    async def _invite(self, admin: int, arguments: str, words: Words) -> str:
        if self._door.access.mode is not Mode.INVITE:
            return words.invite_off
        terms = read_terms(arguments)
        if isinstance(terms, Fault):
            return _said(terms, arguments, words)
        now = self._clock()
        code = await self._door.invite(admin, terms.uses, terms.until(now))
        return tell(words.invitation, link(self._me.username, code), terms, now)

    async def _revoke(self, arguments: str, words: Words) -> str:
        one = read_removal(arguments, self._door.access)
        if isinstance(one, Fault):
            return _said(one, arguments, words)
        return (words.revoked if await self._door.remove(one) else words.revoke_unknown).format(id=one)


def _said(fault: Fault, arguments: str, words: Words) -> str:
    """The words for a fault in an admin's command, which are named as it is."""
    return explain(str(getattr(words, fault.value)), arguments)
