"""Inline queries: an answer found while somebody writes ``@bot question`` in another chat, and sent there by them."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions

from bot.assistant import Assistant
from bot.model import Answer, Question, Status
from bot.telegram.draft import one_line
from bot.telegram.incoming import Heard
from bot.telegram.outbox import Outbox
from bot.telegram.rates import Rates
from bot.telegram.render import render

_SHORTEST = 3
# So many of one sender's are looked up in a minute; they take nothing off the questions.
_PER_MINUTE = 60
_KEPT_S = 60
_LONGEST_HEADLINE = 200
# Strangers get nothing, so many at a time; beyond that their applications wait in vain.
_TURNED_AWAY = 4
_TURNED_AWAY_KEPT_S = 10


@dataclass(frozen=True, slots=True)
class InlineTiming:
    """In seconds: before ``pause`` is over, a query may be followed by a longer one; ``within`` is for the answer."""

    pause: float = 0.3
    within: float = 8.0


class Inline:
    """Answers with an assistant that costs nothing: a query comes with every few letters that are typed.

    Whoever types on gets the answer to what they have typed by then, and the work on what was there before is ended.
    """

    def __init__(
        self,
        assistant: Assistant,
        outbox: Outbox,
        clock: Callable[[], datetime],
        timing: InlineTiming = InlineTiming(),
    ) -> None:
        self._assistant = assistant
        self._outbox = outbox
        self._rates = Rates(_PER_MINUTE, clock)
        self._clock = clock
        self._timing = timing
        self._latest: dict[int, asyncio.Task[Sequence[InlineQueryResultArticle]]] = {}
        self._turning_away = 0

    async def handle(self, heard: Heard) -> None:
        """Offer the answer, if it is found in time and the sender has not typed on meanwhile."""
        user = heard.user_id
        if user is None:
            return
        if before := self._latest.get(user):
            before.cancel()
        finding = self._latest[user] = asyncio.create_task(self._results(user, heard.text))
        try:
            await asyncio.wait({finding})
            if not finding.cancelled():
                found = () if finding.exception() else finding.result()
                await self._outbox.offer(heard.query_id, found, cache_s=_KEPT_S if found else 0)
                finding.result()
        finally:
            finding.cancel()
            if self._latest.get(user) is finding:
                del self._latest[user]

    async def turn_away(self, heard: Heard) -> None:
        """Offer a stranger nothing."""
        if self._turning_away < _TURNED_AWAY:
            self._turning_away += 1
            try:
                await self._outbox.offer(heard.query_id, [], cache_s=_TURNED_AWAY_KEPT_S)
            finally:
                self._turning_away -= 1

    async def _results(self, user: int, text: str) -> Sequence[InlineQueryResultArticle]:
        await asyncio.sleep(self._timing.pause)
        if len(one_line(text)) < _SHORTEST or self._rates.ask(user).wait:
            return []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.within):
                answer = await self._answer(Question(text, self._clock()))
                return [_article(answer, text)] if answer.status is Status.ANSWERED else []
        return []

    async def _answer(self, question: Question) -> Answer:
        async for piece in self._assistant.stream(question, ()):
            if isinstance(piece, Answer):
                return piece
        raise TypeError("the assistant's stream ended without an answer")


def _article(answer: Answer, asked: str) -> InlineQueryResultArticle:
    """The answer's first message, with the question above it, as something to be sent."""
    reply = render(answer, asked=asked)[0]
    headline = one_line(answer.text.strip().partition("\n")[0])
    return InlineQueryResultArticle(
        id=hashlib.sha256(reply.text.encode()).hexdigest()[:32],
        title=one_line(asked),
        description=headline[:_LONGEST_HEADLINE],
        input_message_content=InputTextMessageContent(
            reply.text,
            entities=reply.entities or None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
