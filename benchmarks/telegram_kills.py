"""Fifty ``kill -9`` of the real bot while it answers: what is lost, what is answered twice, and how soon it goes on.

The harness is that of the tests. Half of the kills fall while it polls, half while updates are brought to its webhook.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.flows.command import Rallybot
from tests.flows.telegram_kills import QUESTIONS, Kill, Outcome, Victim
from tests.standins.telegram import Telegram

_AFTER_MS = (0, 20, 50, 100, 300, 1_000)
_ROUNDS = (
    *(Kill("asked", after_ms) for after_ms in (*_AFTER_MS, *_AFTER_MS, 10, 150)),
    *(Kill("handed out", after_ms) for after_ms in (*_AFTER_MS, 10, 30, 70, 150, 200)),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        polls = Rallybot(Path(place) / "polls")
        polls("search", "Alibaba")
        # Each at a Telegram of its own, whose updates have numbers of their own.
        hooked = polls.copied(Path(place) / "hooked")
        polling = asyncio.run(_kill(polls, webhook=False))
        webhook = asyncio.run(_kill(hooked, webhook=True))
    _tell(polling + webhook)


async def _kill(rallybot: Rallybot, *, webhook: bool) -> list[Outcome]:
    with Telegram() as telegram:
        victim = Victim(telegram, rallybot, webhook=webhook)
        await victim.started()
        outcomes = [await victim.suffers(kill) for kill in _ROUNDS]
        victim.kill()
        assert telegram.violations == []
    return outcomes


def _tell(outcomes: Sequence[Outcome]) -> None:
    asked = len(outcomes) * len(QUESTIONS)
    print(f"{len(outcomes)} kills, {asked} questions, {sum(one.unconfirmed for one in outcomes)} handed out again")
    print(f"  lost: {sum(one.lost for one in outcomes)} (limit 0)")
    print(f"  out of order within their chat: {sum(one.unordered for one in outcomes)} (limit 0)")
    doubled, wrongly = sum(one.doubled for one in outcomes), sum(one.wrongly_doubled for one in outcomes)
    print(f"  answered twice: {doubled} in {asked}, killed in the act of sending (limit under one in fifty)")
    print(f"  answered twice for no such reason: {wrongly} (limit 0)")
    started, answered = median(one.started_s for one in outcomes), median(one.answered_s for one in outcomes)
    print(
        f"  from the restart until all are answered: {answered:.2f} s (median), of which it starts for {started:.2f} s"
    )


if __name__ == "__main__":
    main()
