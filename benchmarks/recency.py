"""Whether search takes account of time: questions that want the latest, a window of days, or neither.

The articles and questions of ``benchmarks/recency`` are invented. For each kind of question the figures stand beside
those of the same search with time left out, which is the baseline; both ask the same newsroom in the same run.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.search.measures import Measures, mean, measure
from knowledge.search.timewish import time_wish
from knowledge.search.timing import Weights

FOLDER = Path(__file__).parent / "recency"
NONE = Weights(window=0, latest=0, always=0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``wish`` is ``latest``, ``window``, ``since`` or ``none``."""

    question: str
    today: date
    as_of: date | None
    relevant: frozenset[str]
    wish: str
    half: str


def questions() -> Iterator[Asked]:
    for line in (FOLDER / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        as_of = date.fromisoformat(row["as_of"]) if row["as_of"] else None
        relevant = frozenset(row["relevant"])
        today = date.fromisoformat(row["today"])
        yield Asked(row["question"], today, as_of, relevant, row["wish"], row["half"])


def judge(news: KnowledgeBase, weights: Weights, half: str | None = None) -> dict[str, Measures]:
    """The measures of each kind of question, over one half or all."""
    found: dict[str, list[Measures]] = {}
    for asked in questions():
        if half in {None, asked.half}:
            hits = news.weighing(weights).search(asked.question, 20, asked.today, asked.as_of)
            # The starter newsroom is there too, and no question is about it.
            urls = [hit.url for hit in hits if hit.url.startswith("https://news.example/")]
            found.setdefault(asked.wish, []).append(measure(urls, asked.relevant))
    return {wish: mean(measured) for wish, measured in found.items()}


def misread() -> list[str]:
    """Questions whose wish is read as another kind than they are of."""
    wrong = []
    for asked in questions():
        wish = time_wish(asked.question, asked.as_of or asked.today)
        read = "latest" if wish.latest else "window" if wish.windows else "none"
        if read != ("window" if asked.wish == "since" else asked.wish):
            wrong.append(f"{asked.half}: {asked.question} ({asked.wish}, read as {read} {wish.windows})")
    return wrong


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase(KnowledgeConfig(Path(folder), clock=lambda: datetime(2025, 9, 18, tzinfo=UTC))) as news,
    ):
        asyncio.run(news.ingest([str(FOLDER / "news.jsonl")]))
        show(news)


def show(news: KnowledgeBase) -> None:
    for half in ("dev", "test"):
        with_time, without = judge(news, Weights(), half), judge(news, NONE, half)
        for wish in ("latest", "window", "since", "none"):
            ours, base = with_time[wish], without[wish]
            print(
                f"{half:4} {wish:6}  MRR@10 {ours.mrr_at_10:.3f} (without time {base.mrr_at_10:.3f})  "
                f"Hits@4 {ours.hits_at_4:.3f} ({base.hits_at_4:.3f})  "
                f"Hits@10 {ours.hits_at_10:.3f} ({base.hits_at_10:.3f})"
            )
    wrong = misread()
    print(f"wish misread: {len(wrong)} of {len(list(questions()))}")
    if "--misread" in sys.argv:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
