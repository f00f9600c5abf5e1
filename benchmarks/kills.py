"""Fifty ``kill -9`` in the middle of ingests: what was reported and is gone afterwards, and how often the index had to
be built anew. The same harness as in the tests, over a newsroom whose index writes its graph to disk meanwhile.
"""

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.kills import Killing
from tests.knowledge.embedder import vector_of
from tests.knowledge.kill_work import DIMENSIONS, fill, missing, news, opened, work
from tests.knowledge.newsroom import whole
from tests.standins.embeddings import open_embeddings

KILLS = 50


class Heard(logging.Handler):
    """Counts what the newsroom says of its index."""

    def __init__(self) -> None:
        super().__init__()
        self.rebuilt = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.rebuilt += record.getMessage().startswith("rebuilding the vector index")


def main() -> None:
    with tempfile.TemporaryDirectory() as place, open_embeddings(lambda text: vector_of(text, DIMENSIONS)) as server:
        folder, path = Path(place) / "data", Path(place) / "news.jsonl"
        fill(folder, server.address)
        stored: set[str] = set()
        broken = lost = 0
        reopened = []
        with heard() as said:
            killing = Killing(seed=1, most_lines=60, within_s=0.1)
            for attempt in killing.attempts(
                lambda number: work(folder, server.address, "ingest", str(news(path, number * 1_000, 1_000))), KILLS
            ):
                fresh = {line["stored"] for line in attempt.lines if "stored" in line}
                stored |= fresh
                broken += not whole(folder)
                began = time.perf_counter()
                with opened(folder, server.address) as base:
                    reopened.append(time.perf_counter() - began)
                    lost += len(missing(base, fresh))
            with opened(folder, server.address) as base:
                lost += len(missing(base, stored))
    print(f"{KILLS} kills in the middle of ingests, {len(stored):,} articles reported as stored before them")
    print(f"  lost: {lost} (limit 0); databases that were not whole: {broken} (limit 0)")
    print(f"  vector index built anew: {said.rebuilt} times; opening afterwards took {median(reopened):.2f} s (median)")


@contextmanager
def heard() -> Iterator[Heard]:
    handler, logger = Heard(), logging.getLogger("knowledge.store.chroma")
    logger.addHandler(handler)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)


if __name__ == "__main__":
    main()
