"""How long a reader in Telegram waits, over the Bot API stand-in on loopback: the real bot in a process of its own.

Baseline in the same run: a bare call of the stand-in, which is the least that any bot can take for one message.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median, quantiles

from tests.standins.telegram import READER, TOKEN, Call, Telegram

_QUESTIONS = 40
_AT_ONCE = 30


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Telegram() as telegram:
        environment = {
            **os.environ,
            "RALLYBOT_DATA_DIR": str(Path(folder)),
            "RALLYBOT_TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "RALLYBOT_ALLOWED": ",".join(str(READER + at) for at in range(_AT_ONCE)),
            "RALLYBOT_LOG_LEVEL": "ERROR",
        }
        bot = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment)
        try:
            asyncio.run(_measure(telegram))
        finally:
            bot.send_signal(signal.SIGTERM)
            bot.wait(15)
        assert telegram.violations == []


async def _measure(telegram: Telegram) -> None:
    telegram.hears("/help")
    await telegram.wait_for(1, 60)
    bare = [_bare(telegram.url) for _ in range(_QUESTIONS)]
    typing, answers = [], []
    for at in range(_QUESTIONS):
        began = time.monotonic()
        telegram.hears("how much did Alibaba cloud grow?")
        await telegram.wait_for(at + 2, 30)
        calls = [call for call in telegram.calls if call.at >= began]
        typing.append(_first(calls, "sendChatAction") - began)
        answers.append(_first(calls, "sendMessage") - began)
    _tell("a bare call of the stand-in, the baseline", bare)
    _tell("from the question to 'typing'", typing)
    _tell("from the question to the whole answer", answers)
    print(f"the answer over the baseline: {median(answers) / median(bare):.0f}")
    began = time.monotonic()
    for at in range(_AT_ONCE):
        telegram.hears("how much did Baidu AI cloud grow?", user=READER + at)
    await telegram.wait_for(_QUESTIONS + 1 + _AT_ONCE, 60)
    print(f"{_AT_ONCE} readers asking at once: all answered after {time.monotonic() - began:.2f} s")


def _bare(url: str) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"{url}/bot{TOKEN}/getMe") as reply:
        reply.read()
    return time.monotonic() - began


def _first(calls: list[Call], method: str) -> float:
    return next(call.at for call in calls if call.method == method)


def _tell(what: str, seconds: list[float]) -> None:
    milliseconds = [value * 1_000 for value in seconds]
    print(f"{what}: p50 {median(milliseconds):.1f} ms, p95 {quantiles(milliseconds, n=20)[-1]:.1f} ms")


if __name__ == "__main__":
    main()
