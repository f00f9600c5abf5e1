"""The bot of :mod:`benchmarks.telegram_load`: the real one, but for its assistant, which takes a second.

With the address of a model's server, of which it is the fourth argument, its assistant is the real one too.

It says on standard output, whenever a line comes in, what it has used since the last: seconds of its own CPU, the
longest stall of its event loop in seconds, and the most memory so far in bytes.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import make_assistants, open_newsroom, open_prices
from bot.logs import configure_logging
from bot.metrics import Metrics
from bot.model import Answer, Question, Status, Turn
from bot.settings import Settings
from bot.telegram.access import Access, Mode
from bot.telegram.bot import Options, TelegramBot
from bot.telegram.questions import Assistants
from bot.telegram.turns import Limits
from bot.telegram.words import load_vocabulary
from tests.standins.openai import KEY, MODEL

LATENCY_S = 1.0
_TEXT = "Alibaba Cloud's revenue rose 34% year on year in the September quarter of 2025, to 39.8 billion yuan. [1]"


class Model:
    """Answers as a language model does that takes a second for everything, words coming in all the while."""

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        """Yield the words over the second, and then the answer."""
        words = _TEXT.split(" ")
        for word in words:
            await asyncio.sleep(LATENCY_S / len(words))
            yield f"{word} "
        yield Answer(Status.ANSWERED, _TEXT, datetime.now(UTC))


async def _suggest(answer: Answer, question: str) -> Sequence[str]:
    return ()


@contextmanager
def assistants(folder: Path, model_url: str) -> Iterator[Assistants]:
    """The real ones over the starter newsroom, with a model at an address; stand-ins without one."""
    if not model_url:
        yield Assistants(Model(), Model(), _suggest)
        return
    settings = Settings(
        _env_file=None,
        data_dir=folder / "news",
        yahoo_url="http://127.0.0.1:9",
        openai_base_url=model_url,
        openai_api_key=SecretStr(KEY),
        openai_model=MODEL,
    )
    with open_newsroom(settings, lambda opening: None) as news, open_prices(settings) as prices:
        yield make_assistants(settings, news, prices)


async def main(token: str, url: str, folder: str, answering: Assistants) -> None:
    """Run until standard input ends."""
    options = Options(
        token, url, Path(folder), Access(Mode.OPEN, frozenset(), frozenset()), rate=600, limits=Limits(overall=100_000)
    )
    bot = TelegramBot(
        options,
        answering,
        load_vocabulary(),
        Metrics("bench", datetime.now(UTC)),
        lambda: datetime.now(UTC),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(bot.run(stop))
    telling = asyncio.create_task(_tell(stop))
    await running
    telling.cancel()


async def _tell(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    stalls = _Stalls()
    watching = asyncio.create_task(stalls.watch())
    cpu = time.process_time()
    while await reader.readline():
        used, cpu = time.process_time() - cpu, time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
        sys.stdout.write(json.dumps({"cpu": used, "stall": stalls.longest, "memory": memory}) + "\n")
        sys.stdout.flush()
        stalls.longest = 0.0
    watching.cancel()
    stop.set()


class _Stalls:
    """How long the event loop was held up at most."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            self.longest = max(self.longest, time.perf_counter() - began - 0.01)


if __name__ == "__main__":
    configure_logging("ERROR", [sys.argv[1]])
    _token, _url, _folder, *_models = sys.argv[1:]
    with assistants(Path(_folder), next(iter(_models), "")) as _answering:
        asyncio.run(main(_token, _url, _folder, _answering))
