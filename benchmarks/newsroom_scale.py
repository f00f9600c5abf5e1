"""How search, start and memory grow from a thousand to a hundred thousand passages.

The articles are drawn from a seeded generator; their vectors are real ones perturbed (see ``generator``). Questions are
embedded for real. Recall is that of the vector index against comparing with every vector, which is the baseline of its
time as well; both in the same run. Each newsroom is built once and opened again by a process of its own, whose start
and memory are measured.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil

from benchmarks.generator import DAYS, FIRST_DAY, PASSAGES, Newsmaker, made_vectors
from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.embeddings.bundled import BundledEmbedder
from knowledge.store.engine import migrate, open_engine
from knowledge.store.records import Records

SIZES = (1_000, 10_000, 100_000)
_QUESTIONS = 60
_RECALLED = 20
LAST_DAY = FIRST_DAY + timedelta(days=DAYS)


def clock() -> datetime:
    return datetime.combine(LAST_DAY, datetime.min.time(), UTC)


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "measure":
        print(json.dumps(measure(Path(sys.argv[2]), int(sys.argv[3]))))
        return
    sizes = [int(size) for size in sys.argv[1:] if size.isdecimal()] or SIZES
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = Path(folder) / str(size)
            built = build(data, size)
            command = [sys.executable, "-m", "benchmarks.newsroom_scale", "measure", str(data), str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            rows.append({"passages": size, **built, **json.loads(done.stdout.splitlines()[-1])})
            print(f"{size:,} passages measured", flush=True)
    show(rows)


def build(data: Path, size: int) -> dict[str, float]:
    """Write articles with made vectors straight into the database, and let the newsroom build its index."""
    data.mkdir(parents=True)
    engine = open_engine(data / "newsroom.db")
    migrate(engine)
    records, vectors = Records(engine), made_vectors(size)
    for number, (article, passages) in enumerate(Newsmaker().articles(size // PASSAGES)):
        first = number * PASSAGES
        records.add(article, passages, vectors[first : first + PASSAGES], BundledEmbedder.name, clock())
    engine.dispose()
    began = time.perf_counter()
    with KnowledgeBase(KnowledgeConfig(data, clock=clock)):
        return {"index_build_s": time.perf_counter() - began}


def measure(data: Path, size: int) -> dict[str, float]:
    """Start, search and memory of an opened newsroom, in this process."""
    began = time.perf_counter()
    with KnowledgeBase(KnowledgeConfig(data, clock=clock)) as news:
        news.search("how much did Alibaba cloud grow?", 10)
        found: dict[str, float] = {"start_s": time.perf_counter() - began}
        questions = Newsmaker(7).questions(_QUESTIONS)
        half, week = FIRST_DAY + timedelta(days=DAYS // 2), LAST_DAY
        kinds: dict[str, Callable[[str], Any]] = {
            "all": lambda text: news.search(text, 10),
            "as_of_half": lambda text: news.search(text, 10, half),
            "week": lambda text: news.search(f"{text} last week", 10, today=week),
            "latest": lambda text: news.search(f"latest: {text}", 10, today=week),
        }
        for name, ask in kinds.items():
            ask(questions[0])
            taken = [_ms(ask, text) for text in questions]
            found[f"{name}_p50"], found[f"{name}_p95"] = median(taken), quantiles(taken, n=20)[-1]
        found |= recall(news, questions)
        found["memory_mb"] = psutil.Process().memory_info().rss / 2**20
    found["peak_mb"] = _peak_mb()
    return found


def recall(news: KnowledgeBase, questions: list[str]) -> dict[str, float]:
    """The share of the true nearest twenty that the index finds, and the time of both."""
    parts = news.measured
    assert parts.embedder is not None
    vectors = [parts.embedder.query(text) for text in questions]
    parts.exact.nearest(vectors[0], _RECALLED)
    shares, index_ms, exact_ms = [], [], []
    for vector in vectors:
        began = time.perf_counter()
        near = parts.dense.nearest(vector, 100)[:_RECALLED]
        index_ms.append((time.perf_counter() - began) * 1_000)
        began = time.perf_counter()
        true = parts.exact.nearest(vector, _RECALLED)
        exact_ms.append((time.perf_counter() - began) * 1_000)
        shares.append(len({id_ for id_, _ in near} & {id_ for id_, _ in true}) / len(true))
    embed_ms = [_ms(parts.embedder.query, text) for text in questions]
    return {
        "recall_20": sum(shares) / len(shares),
        "index_ms": median(index_ms),
        "exact_ms": median(exact_ms),
        "embed_ms": median(embed_ms),
    }


def _ms(ask: Callable[[str], Any], text: str) -> float:
    began = time.perf_counter()
    ask(text)
    return (time.perf_counter() - began) * 1_000


def _peak_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


_LINES = (
    ("start, first search included", "start_s", "s", "3 s"),
    ("search p50", "all_p50", "ms", "50 ms"),
    ("search p95", "all_p95", "ms", "120 ms"),
    ("as of the middle day p50", "as_of_half_p50", "ms", "50 ms"),
    ("as of the middle day p95", "as_of_half_p95", "ms", "120 ms"),
    ("last week p50", "week_p50", "ms", "50 ms"),
    ("last week p95", "week_p95", "ms", "120 ms"),
    ("latest p50", "latest_p50", "ms", "50 ms"),
    ("latest p95", "latest_p95", "ms", "120 ms"),
    ("of it: embedding the question", "embed_ms", "ms", ""),
    ("of it: the vector index", "index_ms", "ms", ""),
    ("comparing with every vector (baseline)", "exact_ms", "ms", ""),
    ("recall@20 of the index", "recall_20", "", ".98"),
    ("memory after all searches", "memory_mb", "MB", "800 MB"),
    ("memory at its highest", "peak_mb", "MB", "800 MB"),
    ("building the index", "index_build_s", "s", ""),
)


def show(rows: list[dict[str, Any]]) -> None:
    heads = "".join(f"{row['passages']:>12,}" for row in rows)
    print(f"{'passages':40}{heads}   limit at 100,000")
    for words, key, unit, limit in _LINES:
        cells = "".join(f"{_cell(row[key], unit):>12}" for row in rows)
        print(f"{words:40}{cells}   {limit}")


def _cell(value: float, unit: str) -> str:
    return f"{value:.3f}" if not unit else f"{value:.1f} {unit}" if unit != "MB" else f"{value:.0f} MB"


if __name__ == "__main__":
    main()
