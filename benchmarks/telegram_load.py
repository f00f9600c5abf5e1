"""Many chats asking at once, over the Bot API stand-in: the real bot in a process of its own, with a stand-in model.

*Ideal* is the larger of the model's latency and N times the CPU that one turn takes the bot, measured in the same run.
Telegram's limit of 30 messages a second is lifted, on both sides: it would be all that is measured.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.load_bot import LATENCY_S
from tests.standins.telegram import TOKEN, Telegram

_CROWDS = (50, 200, 500)
_STEADY, _A_SECOND = 60, 10


@dataclass(frozen=True, slots=True)
class _Used:
    """What the bot used: CPU in seconds, the longest stall of its loop in seconds, its most memory in bytes."""

    cpu: float
    stall: float
    memory: int


class _Bot:
    """The bot's process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def used(self) -> _Used:
        """What it has used since the last time."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return _Used(**json.loads(self._process.stdout.readline()))


def main() -> None:
    crowd_in(lambda turns: LATENCY_S)


def crowd_in(latency: Callable[[int], float], model_url: str = "") -> None:
    """Measure; ``latency`` gives in seconds what the model alone takes for a turn, once so many have been asked.

    With the address of a model's server the whole assistant answers, and not a stand-in.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        Telegram() as telegram,
        _running(telegram.url, folder, model_url) as bot,
    ):
        asyncio.run(_measure(telegram, bot, latency))
        assert telegram.violations == []


@contextmanager
def _running(url: str, folder: str, model_url: str) -> Iterator[_Bot]:
    command = [sys.executable, "-m", "benchmarks.load_bot", TOKEN, url, folder, *([model_url] if model_url else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield _Bot(process)
        assert process.stdin
        process.stdin.close()
        process.wait(20)


async def _measure(telegram: Telegram, bot: _Bot, latency: Callable[[int], float]) -> None:
    sent = 0
    for warm in range(3):
        telegram.hears("Are you there?", user=1_000 + warm)
        sent += 1
        await telegram.wait_for(sent, 60)
    await asyncio.sleep(1)
    bot.used()
    await asyncio.sleep(3)
    idle = bot.used().cpu / 3
    began = time.monotonic()
    for at in range(_STEADY):
        telegram.hears("How much did Alibaba Cloud grow?", user=10_000 + at)
        await asyncio.sleep(1 / _A_SECOND)
    sent += _STEADY
    await telegram.wait_for(sent, 60)
    turn = (bot.used().cpu - idle * (time.monotonic() - began)) / _STEADY
    print(f"a turn takes the bot {turn * 1_000:.1f} ms of CPU; doing nothing, {idle:.1%} of a core")
    model = latency(_STEADY)
    for crowd in _CROWDS:
        await asyncio.sleep(2)
        bot.used()
        began = time.monotonic()
        for at in range(crowd):
            telegram.hears("How much did Alibaba Cloud grow?", user=100_000 * crowd + at)
        sent += crowd
        ideal = max(model, crowd * turn)
        try:
            await telegram.wait_for(sent, 60 + 3 * ideal)
        except TimeoutError:
            lost = sent - len(telegram.sent)
            raise AssertionError(
                f"{lost} of {crowd} chats at once had no answer after {60 + 3 * ideal:.0f} s"
            ) from None
        took, used = time.monotonic() - began, bot.used()
        print(
            f"{crowd} chats at once: answered in {took:.2f} s, {took / ideal:.2f} x ideal ({ideal:.2f} s; limit 1.5); "
            f"longest stall {used.stall * 1_000:.0f} ms (limit 100); memory {used.memory / 1e6:.0f} MB (limit 900)"
        )


if __name__ == "__main__":
    main()
