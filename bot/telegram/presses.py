"""Buttons below an answer: its quotations, and questions that a press asks."""

from dataclasses import replace

from bot.model import Turn
from bot.telegram.incoming import Heard, Kind
from bot.telegram.outbox import Outbox
from bot.telegram.quotations import quotations
from bot.telegram.records import Records, destination, heard_in
from bot.telegram.words import Vocabulary

# Whatever is longer is no number of an update, nor one that the database could look for.
_DIGITS = 18


class Presses:
    """Does what a pressed button says; what it asks is given back as a question, to be queued like any other."""

    def __init__(self, outbox: Outbox, vocabulary: Vocabulary, records: Records) -> None:
        self._outbox = outbox
        self._vocabulary = vocabulary
        self._records = records

    async def handle(self, heard: Heard) -> Heard | None:
        """Show the quotations of an answer, or give the question that was chosen, unless it waits already."""
        kind, _, rest = heard.text.partition(":")
        turn_number, _, place = rest.partition(":")
        turn = await self._turn(heard.chat_id, turn_number)
        text = chosen(turn, kind, place) if turn else None
        if turn is None or (text is None and kind != "q"):
            words = self._vocabulary.words_for(heard.language)
            await self._outbox.acknowledge(heard.query_id, words.lost_button, alert=True)
            return None
        await self._outbox.acknowledge(heard.query_id)
        if text is None:
            for reply in quotations(turn.answer):
                await self._outbox.send(destination(heard), reply)
            return None
        question = replace(heard, kind=Kind.QUESTION, text=text, pressed=True)
        return None if await self._waits(heard, question) else question

    async def _turn(self, chat_id: int, number: str) -> Turn | None:
        if not _is_number(number):
            return None
        return await self._records.store.call(self._records.conversations.turn, int(number), chat_id)

    async def _waits(self, press: Heard, question: Heard) -> bool:
        """Whether the same button was pressed before and its question is still to be answered."""
        waiting = await self._records.store.call(self._records.deliveries.waiting, press.chat_id)
        before = (heard_in(delivery) for delivery in waiting if delivery.update_id < press.update_id)
        asking = {(press.kind, press.text), (question.kind, question.text)}
        return any(one.message_id == press.message_id and (one.kind, one.text) in asking for one in before)


def chosen(turn: Turn, kind: str, place: str) -> str | None:
    """The question behind a button: of kind ``o`` one that may have been meant, of kind ``f`` one that may follow."""
    offered = {"o": turn.answer.options, "f": turn.answer.follow_ups}.get(kind, ())
    if not _is_number(place) or int(place) >= len(offered):
        return None
    return offered[int(place)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS
