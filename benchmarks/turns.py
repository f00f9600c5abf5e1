"""How fast a turn with a model is, but for the model: the whole assistant over a stand-in server of its own process.

Baseline in the same run, turn about: the bare client of OpenAI making the very same calls, streamed. What a turn takes
beyond that is ours: the agent, the embedding of the question, the search, the checks. The machine should be idle
otherwise.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

import psutil

from benchmarks.turning.subject import Calls, again, bare_client, open_assistant, questions, turn
from bot.assistant import Assistant
from bot.logs import configure_logging
from bot.model import Turn
from tests.standins.openai import MODEL
from tests.standins.openai_server import ModelServerApart

_WARM, _TURNS, _PACED = 6, 60, 12
_CROWD, _ROUNDS = 200, 4
_FIRST_S, _WORDS_A_SECOND = 1.0, 20.0
_AGAIN = "and how much did Alibaba cloud grow, once more?"


def main() -> None:
    configure_logging("ERROR", [])
    with tempfile.TemporaryDirectory() as folder, ModelServerApart("truthful") as server:
        with open_assistant(Path(folder), server.url) as assistant:
            asyncio.run(_measure(assistant, server))
        assert server.do("violations") == []


async def _measure(assistant: Assistant, server: ModelServerApart) -> None:
    for text in questions()[-_WARM:]:
        await turn(assistant, text)
    await _overhead(assistant, server, "a turn with one news search (limit 60 ms p50)", questions()[:_TURNS], ())
    known = await turn(assistant, "how much did Alibaba cloud grow?")
    # A follow-up may stand on what the answer before it stood on, without another search.
    server.do("thinks", f"says:{known.answer.text}")
    before = (Turn("how much did Alibaba cloud grow?", known.answer),)
    await _overhead(
        assistant, server, "a turn in which the model looks nothing up (limit 25 ms p50)", [_AGAIN] * _TURNS, before
    )
    server.do("thinks", "truthful")
    await _first_words(assistant, server)
    await _crowd(assistant, server)


async def _overhead(
    assistant: Assistant, server: ModelServerApart, what: str, asked: Sequence[str], history: Sequence[Turn]
) -> None:
    calls = Calls(server)
    ours: list[float] = []
    bare: list[float] = []
    count: list[int] = []
    by_model = 0
    async with bare_client(server.url) as client:
        for at, text in enumerate(asked):
            took = await turn(assistant, text, history)
            made = calls.new()
            seconds = await again(client, made)
            calls.new()
            # The client's own first call opens its connection.
            if at:
                ours.append(took.seconds)
                bare.append(seconds)
                count.append(len(made))
                by_model += took.answer.assistant == MODEL
    over = [one - other for one, other in zip(ours, bare, strict=True)]
    print(f"{what}: {_spread(over)} over the bare client; {len(over)} turns")
    print(f"  the turn {_spread(ours)}; the bare client {_spread(bare)} for the same {median(count):.0f} calls")
    print(f"  {by_model} of {len(over)} answered by the model, the others without it")


async def _first_words(assistant: Assistant, server: ModelServerApart) -> None:
    """From the model's first word of the answer, as it left the server, to the first that a reader could see."""
    server.do("paces", _FIRST_S, _WORDS_A_SECOND)
    calls = Calls(server)
    waits: list[float] = []
    unseen = 0
    for text in questions()[:_PACED]:
        took = await turn(assistant, text)
        first = [call["timing"]["first_word_at"] for call in calls.new()]
        spoken = next((at for at in first if at is not None), None)
        if took.first_at is None or spoken is None:
            unseen += 1
            continue
        waits.append(took.first_at - spoken)
    server.do("paces", 0, 0)
    print(
        f"first words after the model's own, which come after {_FIRST_S:.0f} s, {_WORDS_A_SECOND:.0f} a second: "
        f"{_spread(waits)} (limit 150 ms); {len(waits)} turns" + (f", {unseen} without any" if unseen else "")
    )


async def _crowd(assistant: Assistant, server: ModelServerApart) -> None:
    """Many turns at once, round after round, while the model takes a second for each call."""
    process = psutil.Process()
    server.do("paces", _FIRST_S, 0)
    calls = Calls(server)
    before = process.memory_info().rss
    print(f"{_CROWD} turns at once, each call of the model a second; memory before {before / 1e6:.0f} MB")
    for number in range(1, _ROUNDS + 1):
        cpu, began = time.process_time(), time.monotonic()
        highest = _Highest(process)
        watching = asyncio.create_task(highest.watch())
        asked = islice(cycle(questions()), number * 7, number * 7 + _CROWD)
        took = await asyncio.gather(*(turn(assistant, text) for text in asked))
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
        watching.cancel()
        gc.collect()
        by_model = sum(one.answer.assistant == MODEL for one in took)
        ideal = max(len(calls.new()) / _CROWD * _FIRST_S, cpu)
        print(
            f"  round {number}: {seconds:.2f} s, {seconds / ideal:.2f} x ideal ({ideal:.2f} s; limit 1.5); {by_model} "
            f"by the model; memory {highest.memory / 1e6:.0f} MB at its highest, "
            f"{process.memory_info().rss / 1e6:.0f} MB afterwards; longest stall {highest.stall * 1_000:.0f} ms"
        )
    server.do("paces", 0, 0)


class _Highest:
    """The most memory, in bytes, and the longest stall of the loop, in seconds."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self.memory = 0
        self.stall = 0.0

    async def watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            self.stall = max(self.stall, time.perf_counter() - began - 0.01)
            self.memory = max(self.memory, self._process.memory_info().rss)


def _spread(seconds: Sequence[float]) -> str:
    milliseconds = [value * 1_000 for value in seconds]
    if len(milliseconds) < 2:
        return "no figures"
    return f"p50 {median(milliseconds):.1f} ms, p95 {quantiles(milliseconds, n=20)[-1]:.1f} ms"


if __name__ == "__main__":
    main()
