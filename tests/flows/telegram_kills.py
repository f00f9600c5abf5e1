"""Killing the real ``rallybot run`` while it answers, starting it again, and looking at what readers got."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from tests.flows.command import Rallybot, Running
from tests.standins.telegram import READER, TOKEN, Telegram

SECRET = "a-secret-of-the-webhook"
# From Telegram's having carried a message out until the bot has noted it, on a machine that has other things to do.
_IN_THE_ACT_S = 0.15
_PATIENCE_S = 30.0
QUESTIONS = (
    (READER, "how much did Alibaba cloud grow?"),
    (READER + 1, "how much did Baidu AI cloud grow?"),
    (READER, "how much did Baidu AI cloud grow?"),
    (READER + 2, "how much did Alibaba cloud grow?"),
)

Moment = Literal["asked", "handed out"]


@dataclass(frozen=True, slots=True)
class Kill:
    """When to kill: so many milliseconds after the questions were asked, or after the bot was handed them out."""

    moment: Moment
    after_ms: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one kill: numbers of questions.

    ``doubled`` were answered twice because the kill fell into the act of sending, ``wrongly_doubled`` for no such
    reason, ``unordered`` before an earlier one of their chat. ``unconfirmed`` updates Telegram had to hand out again.
    ``answered_s`` is from the restart until all were answered, of which ``started_s`` until the bot took updates in.
    """

    lost: int
    doubled: int
    wrongly_doubled: int
    unordered: int
    unconfirmed: int
    started_s: float
    answered_s: float


class Victim:
    """A bot that is killed and started again, at one stand-in; with a ``port`` it has its updates brought there."""

    def __init__(self, telegram: Telegram, rallybot: Rallybot, *, webhook: bool) -> None:
        self._telegram = telegram
        self._rallybot = rallybot
        self._webhook = webhook
        self._settings = settings(telegram, webhook=webhook)
        self._process: tuple[AbstractContextManager[Running], Running] | None = None
        self.shown = ""

    def start(self) -> None:
        held = self._rallybot.running("run", **self._settings)
        self._process = held, held.__enter__()

    def kill(self) -> float:
        """Kill it, and say when, on the clock of ``time.monotonic``."""
        assert self._process
        held, running = self._process
        self._process = None
        running.interrupts(signal.SIGKILL)
        at = time.monotonic()
        running.ends()
        self.shown += running.shown
        held.__exit__(None, None, None)
        return at

    async def started(self) -> None:
        """Start it, and wait until it takes updates in."""
        method = "setWebhook" if self._webhook else "getUpdates"
        before = len(self._telegram.called(method))
        self.start()
        await until(lambda: len(self._telegram.called(method)) > before)

    async def suffers(self, kill: Kill) -> Outcome:
        """Ask, kill, start again and wait for the answers; the bot is at work before and after."""
        telegram = self._telegram
        sent_before = len(telegram.sent)
        telegram.delivers_twice(2)
        if kill.moment == "asked":
            asked = self._ask()
        else:
            self.kill()
            asked = self._ask()
            await self._started_to_be_handed(asked)
        await asyncio.sleep(kill.after_ms / 1_000)
        killed_at = self.kill()
        unconfirmed = telegram.unconfirmed
        began = time.monotonic()
        await self.started()
        started_s = time.monotonic() - began
        await _quiet(lambda: _answered(telegram.sent[sent_before:], asked))
        answered_s = telegram.called("sendMessage")[-1].at - began
        answers = [(call.at, _question(call.params)) for call in telegram.called("sendMessage")[sent_before:]]
        return judged(answers, asked, killed_at, unconfirmed, started_s, max(started_s, answered_s))

    def _ask(self) -> Mapping[int, int]:
        """Ask everything; give the chat of each message."""
        return {self._telegram.hears(text, user=user): user for user, text in QUESTIONS}

    async def _started_to_be_handed(self, asked: Mapping[int, int]) -> None:
        telegram = self._telegram
        brought, polls = len(telegram.deliveries), len(telegram.called("getUpdates"))
        self.start()
        if self._webhook:
            await until(lambda: any(delivery.status for delivery in telegram.deliveries[brought:]))
        else:
            await until(lambda: len(telegram.called("getUpdates")) > polls)


def settings(telegram: Telegram, *, webhook: bool, level: str = "WARNING") -> dict[str, str]:
    """The settings of a bot that anybody may ask anything at once."""
    polling = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "RALLYBOT_TELEGRAM_API_URL": telegram.url,
        "RALLYBOT_ACCESS": "open",
        "RALLYBOT_RATE": "600",
        "RALLYBOT_LOG_LEVEL": level,
        # Nothing is looked up outside.
        "RALLYBOT_YAHOO_URL": telegram.url,
    }
    if not webhook:
        return polling
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    return polling | {
        "RALLYBOT_WEBHOOK_URL": f"http://{address}/telegram",
        "RALLYBOT_WEBHOOK_SECRET": SECRET,
        "RALLYBOT_LISTEN": address,
    }


def judged(
    answers: Sequence[tuple[float, int]],
    asked: Mapping[int, int],
    killed_at: float,
    unconfirmed: int,
    started_s: float,
    answered_s: float,
) -> Outcome:
    """Judge answers, each a time and the question that it is to; ``asked`` gives the chat of each question."""
    times = {question: [at for at, other in answers if other == question] for question in asked}
    doubled = [question for question, got in times.items() if len(got) > 1]
    in_the_act = [
        question
        for question in doubled
        if len(times[question]) == 2 and 0 <= killed_at - times[question][0] <= _IN_THE_ACT_S
    ]
    unordered = 0
    for chat in set(asked.values()):
        firsts = [times[question][0] for question in sorted(asked) if asked[question] == chat and times[question]]
        unordered += sum(later < earlier for earlier, later in pairwise(firsts))
    return Outcome(
        lost=sum(not got for got in times.values()),
        doubled=len(in_the_act),
        wrongly_doubled=len(doubled) - len(in_the_act),
        unordered=unordered,
        unconfirmed=unconfirmed,
        started_s=started_s,
        answered_s=answered_s,
    )


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not so():  # noqa: ASYNC110 (other threads and processes)
            await asyncio.sleep(0.001)


async def _quiet(so: Callable[[], bool]) -> None:
    """Wait until it is so, or until there is no hope of it; and then for what should not come any more."""
    deadline = time.monotonic() + _PATIENCE_S / 2
    while not so() and time.monotonic() < deadline:  # noqa: ASYNC110 (another process)
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)


def _question(params: Mapping[str, Any]) -> int:
    return int(params.get("reply_parameters", {}).get("message_id", 0))


def _answered(sent: Sequence[Mapping[str, Any]], asked: Mapping[int, int]) -> bool:
    return set(asked) <= {_question(message) for message in sent}
