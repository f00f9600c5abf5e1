"""How long a reader in Telegram waits: the real bot and the stand-in for Telegram, each in a process of its own.

Ten questions a second, from as many readers, answered from the starter newsroom without a language model. Baseline in
the same run: a bare call of the stand-in, which is the least that any bot can take for one message.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from statistics import median, quantiles
from typing import Any

from tests.standins.telegram import READER, TOKEN
from tests.standins.telegram_server import TelegramApart

_A_SECOND = 10
_QUESTIONS = 200
_ASKED = (
    "how much did Alibaba cloud grow?",
    "how much did Baidu AI cloud grow?",
    "why did Tencent rise?",
    "阿里云增长了多少？",
    "what did JD.com report?",
    "who won the football?",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, TelegramApart() as telegram, _running(telegram.url, folder):
        _ask(telegram, _ASKED[0], READER)
        _wait(telegram, 1)
        bare = [_bare(telegram.url) for _ in range(40)]
        asked: dict[int, float] = {}
        began = time.monotonic()
        for at, text in enumerate(islice(cycle(_ASKED), _QUESTIONS)):
            time.sleep(max(0.0, began + at / _A_SECOND - time.monotonic()))
            user = READER + 1 + at
            # The clock of time.monotonic is one for all processes of a machine.
            asked[user] = time.monotonic()
            _ask(telegram, text, user)
        _wait(telegram, 1 + _QUESTIONS)
        calls = telegram.do("calls")
        if violations := telegram.do("violations"):
            raise AssertionError(violations)
    typing = _delays(calls, asked, {"sendChatAction"})
    answers = _delays(calls, asked, {"sendMessage", "sendMessageDraft"})
    _tell("a bare call of the stand-in, the baseline", bare)
    _tell("from the question to 'typing' (limit 50 ms)", typing)
    _tell("from the question to the first words of the answer (limit 250 ms)", answers)
    print(f"the answer over the baseline: {median(answers) / median(bare):.0f}")


@contextmanager
def _running(url: str, folder: str) -> Iterator[None]:
    environment = {
        **os.environ,
        "RALLYBOT_DATA_DIR": folder,
        "RALLYBOT_TELEGRAM_API_URL": url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "RALLYBOT_ACCESS": "open",
        "RALLYBOT_LOG_LEVEL": "ERROR",
    }
    bot = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        bot.send_signal(signal.SIGTERM)
        bot.wait(15)


def _ask(telegram: TelegramApart, text: str, user: int) -> None:
    telegram.do("hears", text, user=user)


def _wait(telegram: TelegramApart, answers: int) -> None:
    deadline = time.monotonic() + 60
    while len({message["chat_id"] for message in telegram.do("sent")}) < answers:
        if time.monotonic() > deadline:
            raise TimeoutError("not every question was answered")
        time.sleep(0.2)


def _bare(url: str) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"{url}/bot{TOKEN}/getMe") as reply:
        reply.read()
    return time.monotonic() - began


def _delays(calls: Sequence[Mapping[str, Any]], asked: Mapping[int, float], methods: set[str]) -> list[float]:
    """For each reader, how long after the question the first call of one of the methods came."""
    first: dict[int, float] = {}
    for call in calls:
        chat = call["params"].get("chat_id")
        if call["method"] in methods and chat in asked:
            first.setdefault(chat, call["at"] - asked[chat])
    return list(first.values())


def _tell(what: str, seconds: list[float]) -> None:
    milliseconds = [value * 1_000 for value in seconds]
    print(f"{what}: p50 {median(milliseconds):.1f} ms, p95 {quantiles(milliseconds, n=20)[-1]:.1f} ms")


if __name__ == "__main__":
    main()
