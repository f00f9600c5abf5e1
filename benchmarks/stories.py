"""How well articles are gathered into stories, over the labelled articles of ``benchmarks/stories``.

Half ``dev`` gave the weights of ``knowledge/ingest/likeness.py``, half ``test`` did not. Baselines in the same run:
every article a story of its own, and articles whose words are the same (the digest) as one. ``--fit`` fits the weights
anew.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.ingest.events import event_of
from knowledge.ingest.likeness import WEIGHTS, likeness, measures
from knowledge.ingest.tellings import Telling, read_telling
from knowledge.model import Published, is_retelling
from knowledge.store.engine import open_engine

FOLDER = Path(__file__).parent / "stories"
_PAIRS_NEAR = 2
_NO_STORY_AFTER = 20  # days
_RIDGE, _STEPS, _RATE = 0.002, 12_000, 0.5

Labelled = Mapping[str, Any]


def articles(half: str | None = None) -> list[Labelled]:
    rows = [json.loads(line) for line in (FOLDER / "articles.jsonl").read_text("utf-8").splitlines()]
    return [row for row in rows if half in {None, row["half"]}]


def main() -> None:
    if "--fit" in sys.argv:
        fit()
        return
    for half in ("dev", "test"):
        rows = articles(half)
        found = gathered(rows)
        print(f"half {half}: {len(rows)} articles, {len({row['story'] for row in rows})} stories")
        alone = {row["url"]: number for number, row in enumerate(rows)}
        words = {row["url"]: hash((row["title"], row["body"])) for row in rows}
        for name, groups in (("each alone", alone), ("same words", words), ("rallybot", found)):
            precision, recall = b_cubed(rows, groups)
            print(f"  {name:12} B-cubed precision {precision:.3f}, recall {recall:.3f}")
        print("  joined, by kind:", ", ".join(f"{kind} {right}/{of}" for kind, right, of in by_kind(rows, found)))


def gathered(rows: Sequence[Labelled], order: Sequence[int] | None = None) -> dict[str, int]:
    """Ingest articles into a newsroom of their own; each address with its story there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.jsonl"
        ordered = [rows[at] for at in order] if order else sorted(rows, key=lambda row: str(row["published"]))
        path.write_text("\n".join(json.dumps(dict(row)) for row in ordered), "utf-8")
        clock = lambda: datetime(2026, 10, 1, tzinfo=UTC)  # noqa: E731
        with KnowledgeBase(KnowledgeConfig(Path(folder) / "data", clock=clock)) as news:
            report = asyncio.run(news.ingest([str(path)]))
            assert len(report.articles) == len(rows), report.failed
        engine = open_engine(Path(folder) / "data" / "newsroom.db")
        query = "SELECT addresses.url, story_id FROM addresses JOIN articles ON articles.id = article_id"
        with engine.connect() as connection:
            return {row.url: row.story_id for row in connection.exec_driver_sql(query)}


def b_cubed(rows: Sequence[Labelled], groups: Mapping[str, int]) -> tuple[float, float]:
    """Of each article's group, the share that belongs; of each article's story, the share in its group; the means."""
    together: dict[Any, list[Labelled]] = defaultdict(list)
    belonging: Counter[str] = Counter(row["story"] for row in rows)
    for row in rows:
        together[groups[row["url"]]].append(row)
    precision = recall = 0.0
    for row in rows:
        group = together[groups[row["url"]]]
        right = sum(other["story"] == row["story"] for other in group)
        precision += right / len(group)
        recall += right / belonging[row["story"]]
    return precision / len(rows), recall / len(rows)


def by_kind(rows: Sequence[Labelled], groups: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """For each kind how many are in one group with another telling of their story, or apart from what is not theirs."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        fellows = [other for other in rows if other is not row and groups[other["url"]] == groups[row["url"]]]
        mine = [other for other in rows if other is not row and other["story"] == row["story"]]
        if row["kind"] in {"template", "followup", "sibling", "unrelated"}:
            counted[row["kind"]].append(all(other["story"] == row["story"] for other in fellows))
        elif mine:
            counted[row["kind"]].append(any(other["story"] == row["story"] for other in fellows))
    for kind, right in sorted(counted.items()):
        yield kind, sum(right), len(right)


def fit() -> None:
    """Fit the weights by logistic regression on pairs of half ``dev``, and print both halves' figures."""
    names = list(WEIGHTS)
    (x, y), (x_test, y_test) = _pairs("dev"), _pairs("test")
    mean, spread = x.mean(0), x.std(0) + 1e-9
    scaled = np.c_[(x - mean) / spread, np.ones(len(x))]
    weights = np.zeros(scaled.shape[1])
    for _ in range(_STEPS):
        slope = scaled.T @ (1 / (1 + np.exp(-scaled @ weights)) - y) / len(y)
        weights -= _RATE * (slope + _RIDGE * np.r_[weights[:-1], 0])
    raw = weights[:-1] / spread
    bias = weights[-1] - float((raw * mean).sum())
    print(", ".join(f"{name}={value:.2f}" for name, value in zip(names, raw, strict=True)), f"bias {bias:.2f}")
    for half, values, truth in (("dev", x, y), ("test", x_test, y_test)):
        for least in (0.0, 1.0):
            said = values @ raw + bias >= least
            right = float((said & (truth > 0)).sum())
            print(f"{half}, from {least}: precision {right / said.sum():.3f}, recall {right / truth.sum():.3f}")


def _pairs(half: str) -> tuple[Any, Any]:
    """Pairs that have something to do with each other: of one story, or with words or figures in common."""
    rows = articles(half)
    if half == "dev":
        rows += _series()
    read = [_read(row) for row in rows]
    found: list[tuple[tuple[float, ...], bool]] = []
    for one, other in combinations(range(len(rows)), 2):
        same = rows[one]["story"] == rows[other]["story"]
        first, second = read[one].day, read[other].day
        days = abs((first - second).days) if first and second else 0
        if rows[one]["half"] != rows[other]["half"] or (rows[one]["half"] == "series" and days < _NO_STORY_AFTER):
            continue
        names = len(read[one].names & read[other].names)
        if same or names >= 1 or len(read[one].figures & read[other].figures) >= _PAIRS_NEAR:
            found.append((measures(likeness(read[one], read[other])), same))
    return np.array([values for values, _ in found]), np.array([float(same) for _, same in found])


def _series() -> list[Labelled]:
    """The short articles of ``benchmarks/recency``: weeks apart, they are of other stories, retellings aside."""
    found: list[Labelled] = []
    for number, line in enumerate((FOLDER.parent / "recency" / "news.jsonl").read_text("utf-8").splitlines()):
        row = json.loads(line)
        published = Published(date.fromisoformat(row["published"][:10])) if row["published"] else None
        if published and not is_retelling(published, event_of(row["title"], row["body"], published.day)):
            found.append({**row, "story": f"series {number}", "half": "series"})
    return found


def _read(row: Labelled) -> Telling:
    day = date.fromisoformat(row["published"][:10]) if row["published"] else None
    return read_telling(row["title"], row["body"], day)


if __name__ == "__main__":
    main()
