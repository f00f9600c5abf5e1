"""How long the first answer takes: cold (a new process), the very first start, and warm, stage by stage.

Baselines in the same run: a bare Python that imports nothing, and the embedder alone on the same question.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil

from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Question
from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.embeddings.bundled import BundledEmbedder, weights_path
from knowledge.model import Hit

QUESTION = "how much did Alibaba cloud grow?"
QUESTIONS = (
    QUESTION, "and how much did Baidu AI cloud grow?", "why are Chinese tech shares rising?", "阿里云增长了多少？",
    "what are the risks for Baidu?", "恒生科技指数涨了多少？", "who won the football?", "is Apollo Go profitable?",
)  # fmt: skip
_COLD, _WARM = 7, 25


class Timed:
    """The newsroom with a stopwatch on search."""

    def __init__(self, news: KnowledgeBase) -> None:
        self._news = news
        self.seconds = 0.0

    def articles(
        self, query: str, n: int = 20, as_of: date | None = None, also: str = "", today: date | None = None
    ) -> list[list[Hit]]:
        began = time.perf_counter()
        hits = self._news.articles(query, n, as_of, also, today)
        self.seconds += time.perf_counter() - began
        return hits

    def count(self, as_of: date | None = None) -> int:
        return self._news.count(as_of)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "RALLYBOT_DATA_DIR": folder}
        first = _seconds(lambda: _ask(environment))
        cold = [_seconds(lambda: _ask(environment)) for _ in range(_COLD)]
        bare = [_seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True)) for _ in range(_COLD)]
        print(f"very first start, with the embedding of the starter newsroom: {first:.2f} s")
        print(f"cold ask, median of {_COLD}: {median(cold):.2f} s (limit 3 s); a bare python: {median(bare):.2f} s")
        print(f"memory of a cold ask, at its highest: {_peak_mb(environment):.0f} MB (limit 450 MB)")
        _warm(Path(folder))


def _ask(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "bot", "ask", "--json", QUESTION]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "26%" in json.loads(done.stdout)["text"]


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb(environment: dict[str, str]) -> float:
    process = psutil.Popen([sys.executable, "-m", "bot", "ask", QUESTION], env=environment, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.01)
    return peak / 2**20


def _warm(folder: Path) -> None:
    with KnowledgeBase(KnowledgeConfig(folder)) as news:
        timed = Timed(news)
        assistant = ExtractiveAssistant(timed)
        weights = weights_path()
        assert weights is not None
        embedder = BundledEmbedder(weights)
        whole: list[float] = []
        searching: list[float] = []
        embedding: list[float] = []
        for turn in range(_WARM):
            for text in QUESTIONS:
                asked = f"{text} " if turn % 2 else text
                timed.seconds = 0.0
                seconds = _seconds(partial(assistant.answer, Question(asked, datetime.now(UTC))))
                alone = _seconds(partial(embedder.query, asked))
                if turn:
                    whole.append(seconds * 1_000)
                    searching.append(timed.seconds * 1_000)
                    embedding.append(alone * 1_000)
        _shares(whole, searching, embedding)
        print(f"memory of this process: {psutil.Process().memory_info().rss / 2**20:.0f} MB, with two embedders")


def _shares(whole: list[float], searching: list[float], embedding: list[float]) -> None:
    p50, p95 = median(whole), quantiles(whole, n=20)[-1]
    search, embed = median(searching), median(embedding)
    print(f"warm question, {len(whole)} of {len(QUESTIONS)} kinds: p50 {p50:.1f} ms (limit 60 ms), p95 {p95:.1f} ms")
    print(f"  embedding the question  {embed:5.1f} ms  {embed / p50:4.0%}  (the embedder alone, the baseline)")
    rest = search - embed
    print(f"  rest of the search      {rest:5.1f} ms  {rest / p50:4.0%}  (Chroma, BM25, fusion, rows)")
    print(f"  reading and composing   {p50 - search:5.1f} ms  {(p50 - search) / p50:4.0%}")
    print(f"  whole over baseline     {p50 / embed:.2f}")


if __name__ == "__main__":
    main()
