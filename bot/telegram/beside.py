"""What goes beside the queue of questions: each kind of thing to who deals with it."""

from collections import OrderedDict

from bot.telegram.admission import Admission
from bot.telegram.commands import Commands
from bot.telegram.groups import Groups
from bot.telegram.incoming import Heard, Kind
from bot.telegram.inline import Inline
from bot.telegram.outbox import Outbox
from bot.telegram.presses import Presses
from bot.telegram.words import Vocabulary

_ALBUMS_REMEMBERED = 1_000


class Beside:
    """Does at once what is asked by command, button, inline query or membership; see :mod:`bot.telegram.errands`."""

    def __init__(
        self,
        commands: Commands,
        admission: Admission,
        presses: Presses,
        groups: Groups,
        inline: Inline,
        outbox: Outbox,
        vocabulary: Vocabulary,
    ) -> None:
        self._commands = commands
        self._admission = admission
        self._presses = presses
        self._groups = groups
        self._inline = inline
        self._outbox = outbox
        self._vocabulary = vocabulary
        self._albums: OrderedDict[tuple[int, str], None] = OrderedDict()

    async def handle(self, heard: Heard) -> Heard | None:
        """Do what is asked; a button that asks a question gives it back."""
        if heard.kind is Kind.BUTTON:
            return await self._presses.handle(heard)
        if heard.kind is Kind.INLINE:
            await self._inline.handle(heard)
        elif heard.kind in {Kind.MEMBERSHIP, Kind.MOVED}:
            await self._groups.handle(heard)
        elif heard.kind is Kind.UNREADABLE:
            await self._decline(heard)
        elif not await self._admission.handle(heard):
            await self._commands.handle(heard)
        return None

    async def turn_away(self, heard: Heard) -> None:
        """Tell a stranger how to be let in, or let them in by the invitation that they bring."""
        if heard.kind is Kind.INLINE:
            await self._inline.turn_away(heard)
        elif heard.kind is Kind.BUTTON:
            await self._outbox.acknowledge(heard.query_id)
        else:
            await self._admission.turn_away(heard)

    async def slow_down(self, heard: Heard, seconds: int, *, tell: bool) -> None:
        """Let a reader who asks too fast know when to ask again, in words if ``tell``."""
        text = self._vocabulary.words_for(heard.language).too_fast.format(seconds=seconds)
        if heard.kind is Kind.BUTTON:
            await self._outbox.acknowledge(heard.query_id, text, alert=True)
        elif tell:
            await self._commands.say(heard, text)

    async def apologise(self, heard: Heard) -> None:
        """Tell a reader that something could not be done."""
        text = self._vocabulary.words_for(heard.language).trouble
        if heard.kind is Kind.BUTTON:
            await self._outbox.acknowledge(heard.query_id, text, alert=True)
        elif heard.kind is Kind.COMMAND:
            await self._commands.say(heard, text)

    async def _decline(self, heard: Heard) -> None:
        """Say that only text is read: once for an album, which comes as a message for each picture."""
        if heard.album:
            if (heard.chat_id, heard.album) in self._albums:
                return
            self._albums[heard.chat_id, heard.album] = None
            if len(self._albums) > _ALBUMS_REMEMBERED:
                self._albums.popitem(last=False)
        await self._commands.say(heard, self._vocabulary.words_for(heard.language).only_text)
