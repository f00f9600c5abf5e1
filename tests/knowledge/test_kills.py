"""``kill -9`` at any moment: nothing that was reported is lost, and the index is whole or makes itself anew."""

import subprocess
from pathlib import Path

import pytest

from tests.kills import Killing
from tests.knowledge.kill_work import fill, missing, news, opened, work
from tests.knowledge.newsroom import complaints, whole
from tests.standins.embeddings import EmbeddingServer

KILLS = 10


@pytest.fixture
def settled(tmp_path: Path, server: EmbeddingServer) -> Path:
    """A newsroom large enough that its index writes to disk while it works."""
    folder = tmp_path / "settled"
    fill(folder, server.address)
    return folder


def test_ten_kills_in_the_middle_of_ingests_lose_no_article_that_was_reported(
    settled: Path, server: EmbeddingServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stored: set[str] = set()
    killing = Killing(seed=20250829, most_lines=40, within_s=0.05)
    path = tmp_path / "news.jsonl"
    for attempt in killing.attempts(
        lambda number: work(settled, server.address, "ingest", str(news(path, number * 500, 500))), KILLS
    ):
        stored |= {line["stored"] for line in attempt.lines if "stored" in line}
        assert whole(settled)
    with opened(settled, server.address) as base:
        assert base.writes
        assert missing(base, stored) == []
    assert len(stored) > KILLS
    # The index may have to be built anew; it may not be lost.
    assert [said for said in complaints(caplog) if "rebuilding" not in said] == []


def test_kills_in_the_middle_of_a_rebuild_lose_nothing(
    server: EmbeddingServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settled = tmp_path / "few"
    fill(settled, server.address, 100)
    path = news(tmp_path / "news.jsonl", 0, 20)
    before = work(settled, server.address, "ingest", str(path))
    before.communicate()
    killing = Killing(seed=7, most_lines=120, within_s=0.2)
    for _ in killing.attempts(lambda number: work(settled, server.address, "rebuild"), 3):
        assert whole(settled)
    with opened(settled, server.address) as base:
        assert missing(base, [f"https://killed.example/{number}" for number in range(20)]) == []
        assert base.count() == 100 + 20 + 11
    assert [said for said in complaints(caplog) if "rebuilding" not in said] == []


def test_kills_in_the_middle_of_forgetting_leave_nothing_half_forgotten(
    settled: Path, server: EmbeddingServer, tmp_path: Path
) -> None:
    path = news(tmp_path / "news.jsonl", 0, 60)
    work(settled, server.address, "ingest", str(path)).communicate()
    urls = [f"https://killed.example/{number}" for number in range(60)]
    forgotten: set[str] = set()
    killing = Killing(seed=11, most_lines=12, within_s=0.02)

    def forget(_number: int) -> "subprocess.Popen[str]":
        return work(settled, server.address, "forget", " ".join(url for url in urls if url not in forgotten))

    for attempt in killing.attempts(forget, 3):
        forgotten |= {line["forgotten"] for line in attempt.lines if "forgotten" in line}
        assert whole(settled)
    with opened(settled, server.address) as base:
        found = {hit.url for number in range(60) for hit in base.search(f"unique{number}", 1)}
        assert not found & forgotten
