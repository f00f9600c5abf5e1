"""A newsroom to be killed at its work: large enough that the vector index writes its graph to disk meanwhile."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from knowledge.base import KnowledgeBase, KnowledgeConfig
from knowledge.embeddings.choice import EmbedderChoice
from knowledge.store.engine import migrate, open_engine
from knowledge.store.records import Records, embedded_text
from tests.knowledge.articles import NOW, clock, make_article
from tests.knowledge.embedder import vector_of

DIMENSIONS = 64
# The index writes its graph once a thousand changes have gathered.
SETTLED = 1_500
_WORDS = (("red", 97), ("blue", 89), ("green", 83), ("grey", 79), ("brown", 73), ("white", 71), ("black", 67))


def fill(folder: Path, address: str, count: int = SETTLED) -> None:
    """Make a newsroom of ``count`` articles of one passage each, and its index."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(folder / "newsroom.db")
    migrate(engine)
    records, embedder = Records(engine), f"openai-text-embedding-3-small@{address.removeprefix('http://')}"
    for number in range(count):
        words = f"settled{number}: {_own_words(number)}."
        made = np.array([vector_of(words, DIMENSIONS)], np.float32)
        records.add(make_article(f"settled/{number}", words), [words], made, embedder, NOW)
    engine.dispose()
    opened(folder, address).close()


def _own_words(number: int) -> str:
    """Words by which the vectors of two numbers differ: alike ones would be no test of an index."""
    return " ".join(f"{name}{number % modulus}" for name, modulus in _WORDS)


def opened(folder: Path, address: str) -> KnowledgeBase:
    return KnowledgeBase(KnowledgeConfig(folder, EmbedderChoice("openai", openai_base_url=address), None, clock))


def work(folder: Path, address: str, command: str, argument: str = "") -> "subprocess.Popen[str]":
    """A process of its own at the newsroom's work."""
    call = [sys.executable, "-m", "tests.knowledge.child", str(folder), address, command, argument]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)


def news(path: Path, first: int, count: int) -> Path:
    """News of which article ``n`` alone holds the word ``unique<n>``; a page of it is one passage."""
    lines = (
        {
            "title": f"Notice {number}",
            "url": f"https://killed.example/{number}",
            "published": "2025-08-29",
            "source": "Harbour Ledger",
            "body": f"The word of the day is unique{number}: {_own_words(number)}.",
        }
        for number in range(first, first + count)
    )
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def missing(base: KnowledgeBase, urls: Iterable[str]) -> list[str]:
    """Those of which the keyword index does not know the word, or the vector index the vector."""
    parts = base.measured
    assert parts.embedder is not None
    lost = []
    for url in urls:
        number = url.rpartition("/")[2]
        ids = [id_ for id_, _ in parts.keywords.best(f"unique{number}", 1)]
        stored = base.passages(ids).get(ids[0]) if ids else None
        vector = parts.embedder.passages([embedded_text(stored.title, stored.text)])[0] if stored else None
        near = [id_ for id_, _ in parts.dense.nearest(vector, 3)] if vector is not None else []
        if stored is None or stored.url != url or ids[0] not in near:
            lost.append(url)
    return lost
