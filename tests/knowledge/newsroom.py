"""Opening the newsroom as a test needs it, and what to look for in it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge import starter
from knowledge.base import KnowledgeBase, KnowledgeConfig, Opening
from knowledge.embeddings.choice import EmbedderChoice
from knowledge.model import Hit
from knowledge.store.engine import open_engine
from tests.knowledge.articles import clock, faults
from tests.standins.embeddings import EmbeddingServer

STARTER = len(starter.articles())
DIMENSIONS = 64


def config(folder: Path, server: EmbeddingServer, feeds: Path | None = None) -> KnowledgeConfig:
    return KnowledgeConfig(folder, EmbedderChoice("openai", openai_base_url=server.address), feeds, clock)


@contextmanager
def opened(folder: Path, server: EmbeddingServer) -> Iterator[tuple[KnowledgeBase, list[Opening]]]:
    """The newsroom, with what was told while it opened."""
    told: list[Opening] = []
    with KnowledgeBase(config(folder, server), told.append) as news:
        yield news, told


def texts(server: EmbeddingServer) -> int:
    """How many texts the embedding server has been sent."""
    return sum(len(asked.texts) for asked in server.asked)


def jsonl(path: Path, count: int, words: str = "chips") -> Path:
    """News, of which article ``n`` alone holds the word ``unique<n>``."""
    lines = (
        {
            "title": f"Story {number}",
            "url": f"https://news.example/{number}",
            "published": "2025-08-29",
            "source": "Harbour Ledger",
            "body": f"The maker of {words} sold unique{number} of them. " * 20,
        }
        for number in range(count)
    )
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def keys(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.url, hit.position) for hit in hits]


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the newsroom has logged in this process; the stand-ins' own logs are their own affair."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("knowledge")]


def whole(folder: Path) -> bool:
    engine = open_engine(folder / "newsroom.db")
    try:
        return faults(engine) == []
    finally:
        engine.dispose()
