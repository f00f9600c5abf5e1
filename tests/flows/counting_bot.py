"""The real Telegram bot with an assistant that says what it is asked: one line of JSON on standard output each time.

``python -m tests.flows.counting_bot TOKEN URL FOLDER``. It logs as the product does, at RALLYBOT_LOG_LEVEL;
with COUNT_IN_SILENCE nothing but the log is written.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.logs import configure_logging
from bot.metrics import Metrics
from bot.model import Answer, Question, Status, Turn
from bot.telegram.access import Access, Mode
from bot.telegram.bot import Options, TelegramBot, Timing
from bot.telegram.connection import ConnectionTiming
from bot.telegram.questions import Assistants
from bot.telegram.words import load_vocabulary

_TAKES_S = 0.05


class Counted:
    """Repeats what it is asked, after a moment's thought; what asks for a bug gets one."""

    def __init__(self, *, aloud: bool) -> None:
        self._aloud = aloud

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        if self._aloud:
            sys.stdout.write(json.dumps({"asked": question.text}) + "\n")
            sys.stdout.flush()
        await asyncio.sleep(_TAKES_S)
        if "bug" in question.text:
            raise KeyError(question.text)
        text = f"You asked: {question.text}"
        yield text
        yield Answer(Status.ANSWERED, text, datetime.now(UTC))


async def _suggest(answer: Answer, question: str) -> Sequence[str]:
    return ()


async def main(token: str, url: str, folder: str) -> None:
    """Run until SIGTERM."""
    counted = Counted(aloud="COUNT_IN_SILENCE" not in os.environ)
    bot = TelegramBot(
        Options(token, url, Path(folder), Access(Mode.OPEN, frozenset(), frozenset()), rate=600),
        Assistants(counted, counted, _suggest),
        load_vocabulary(),
        Metrics("0", datetime.now(UTC)),
        lambda: datetime.now(UTC),
        Timing(connection=ConnectionTiming(request=1.0)),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await bot.run(stop)


if __name__ == "__main__":
    configure_logging(os.environ.get("RALLYBOT_LOG_LEVEL", "ERROR"), [sys.argv[1]])
    asyncio.run(main(*sys.argv[1:4]))
