"""How many questions wait for their answers, and how long readers wait for the end of one."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.jobs import Questions
from bot.metrics import Ending, Metrics
from bot.model import Status
from bot.state.deliveries import State
from bot.telegram.records import Records

logger = logging.getLogger(__name__)

_ENDINGS: dict[Status, Ending] = {
    Status.ANSWERED: "answered",
    Status.UNKNOWN: "unknown",
    Status.CLARIFY: "clarify",
    Status.UNAVAILABLE: "unavailable",
}


class Durations:
    """Measures what is done for questions, from their receipt on; to the jobs it is what does it."""

    def __init__(self, questions: Questions, records: Records, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        self._questions = questions
        self._records = records
        self._metrics = metrics
        self._clock = clock
        self._waiting: dict[int, tuple[int, datetime]] = {}

    @property
    def depth(self) -> int:
        """How many questions were taken and are not yet answered."""
        return len(self._waiting)

    def received(self, update_id: int, chat_id: int, at: datetime) -> None:
        """Note that a question will be answered that was received at a time."""
        self._waiting[update_id] = chat_id, at

    async def compose(self, update_id: int) -> None:
        """Find the answer and keep it."""
        await self._questions.compose(update_id)

    async def send(self, update_id: int) -> None:
        """Send what was kept."""
        await self._questions.send(update_id)
        if waiting := self._waiting.get(update_id):
            chat_id, received_at = waiting
            ended_at = self._clock()
            ending = await self._records.store.call(self._ending, update_id, chat_id)
            seconds = (ended_at - received_at).total_seconds()
            self._metrics.answered(ending, seconds)
            logger.info("question done: update=%s chat=%s %s after %.2f s", update_id, chat_id, ending, seconds)
            self._waiting.pop(update_id, None)

    def _ending(self, update_id: int, chat_id: int) -> Ending:
        if turn := self._records.conversations.turn(update_id, chat_id):
            return _ENDINGS[turn.answer.status]
        # A chat that is erased has called off what was under way.
        return "failed" if self._records.deliveries.state(update_id) is State.DONE else "stopped"
