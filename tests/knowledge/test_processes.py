"""Several processes at one newsroom, and some that end in the middle of their work."""

import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from knowledge.base import KnowledgeBase, Opening
from knowledge.errors import BusyError, StoreError
from tests.knowledge.newsroom import STARTER, complaints, config, jsonl, keys, opened, whole
from tests.standins.embeddings import EmbeddingServer

Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def child(server: EmbeddingServer) -> Iterator[Child]:
    """Starts processes of their own at a data folder."""
    with ExitStack() as started:

        def start(folder: Path, command: str, argument: str = "", prefix: Sequence[str] = ()) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [
                    *prefix,
                    sys.executable,
                    "-m",
                    "tests.knowledge.child",
                    str(folder),
                    server.address,
                    command,
                    argument,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield start


def said(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    assert isinstance(line, dict)
    return line


def test_a_second_process_searches_exactly_the_same(folder: Path, server: EmbeddingServer, child: Child) -> None:
    with opened(folder, server) as (news, _):
        process = child(folder, "search", "Alibaba's own chips")
        assert said(process) == {"open": True, "writes": False}
        there = {(url, position): (score, cosine) for url, position, score, cosine in said(process)["hits"]}
        here = news.search("Alibaba's own chips", 20)
    assert set(there) == set(keys(here))
    for hit in here:
        assert there[hit.url, hit.position] == pytest.approx((hit.score, hit.similarity), abs=3e-4)


def test_a_second_process_may_not_write_and_is_told_what_to_do(
    folder: Path, server: EmbeddingServer, child: Child, tmp_path: Path
) -> None:
    with opened(folder, server) as (news, _):
        process = child(folder, "ingest", str(jsonl(tmp_path / "news.jsonl", 3)))
        assert said(process) == {"open": True, "writes": False}
        told = said(process)
        assert told["error"] == BusyError.__name__
        assert told["message"].startswith("another rallybot is using this newsroom for writing")
        assert process.wait(10) == 1
        assert news.count() == STARTER


def test_a_reader_finds_what_the_writer_stores_meanwhile(
    folder: Path, server: EmbeddingServer, child: Child, tmp_path: Path
) -> None:
    writer = child(folder, "hold")
    assert said(writer)["writes"]
    with opened(folder, server) as (news, told):
        assert (news.writes, told) == (False, [])
        assert news.search("unique2", 50)
        writer.kill()
        writer.wait(10)
        with opened(folder, server) as (other, _):
            assert other.writes
            asyncio.run(other.ingest([str(jsonl(tmp_path / "news.jsonl", 3))]))
        assert keys(news.search("unique2", 1)) == [("https://news.example/2", 0)]
        with pytest.raises(BusyError):
            asyncio.run(news.ingest([str(tmp_path)]))


def test_a_reader_before_the_first_start_has_ended_is_told_to_wait(tmp_path: Path, server: EmbeddingServer) -> None:
    def peek(opening: Opening) -> None:
        peeked.append(opening)
        if len(peeked) == 1:
            with opened(tmp_path, server) as (news, _):
                assert not news.writes
                assert news.search("Baidu", 5) == []

    peeked: list[Opening] = []
    KnowledgeBase(config(tmp_path, server), peek).close()
    assert peeked


@pytest.fixture
def refused(child: Child) -> Iterator[Child]:
    """Starts processes that the file system refuses what it refuses other people: an administrator may do anything."""
    if os.getuid() != 0:
        yield child
        return
    powers = "-dac_override,-dac_read_search"
    without = ("setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}")
    if shutil.which("setpriv") is None or subprocess.run([*without, "true"], check=False).returncode:
        pytest.skip("an administrator who cannot lay down their powers here")
    yield lambda *args: child(*args, prefix=without)


@pytest.fixture
def guarded_folder(folder: Path) -> Iterator[Path]:
    """A data folder whose permissions a test may take away."""
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)


def test_a_folder_that_cannot_be_written_is_said_to_be(guarded_folder: Path, refused: Child) -> None:
    for path in (guarded_folder / "newsroom.db", guarded_folder / "newsroom.lock", guarded_folder):
        path.chmod(0o555)
    told = said(refused(guarded_folder, "open"))
    assert told["error"] == StoreError.__name__
    assert told["message"].startswith(f"the data folder {guarded_folder} cannot be written (Permission denied).")
    assert "RALLYBOT_DATA_DIR" in told["message"]


def test_a_folder_that_cannot_be_made_is_said_to_be(guarded_folder: Path, refused: Child) -> None:
    guarded_folder.chmod(0o555)
    told = said(refused(guarded_folder / "deeper", "open"))
    assert told["message"].startswith(
        f"the data folder {guarded_folder / 'deeper'} cannot be made (Permission denied)."
    )


def test_a_database_that_cannot_be_written_can_be_searched_and_says_so_of_an_ingest(
    guarded_folder: Path, refused: Child, tmp_path: Path
) -> None:
    (guarded_folder / "newsroom.db").chmod(0o444)
    process = refused(guarded_folder, "ingest", str(jsonl(tmp_path / "news.jsonl", 2)))
    assert said(process)["open"]
    told = said(process)
    assert told["error"] == StoreError.__name__
    assert told["message"].startswith("the data folder cannot be written.")


def test_an_index_that_can_neither_be_opened_nor_removed_is_done_without(
    guarded_folder: Path, server: EmbeddingServer, refused: Child
) -> None:
    with opened(guarded_folder, server) as (news, _):
        before = news.search("Alibaba's own chips", 20)
    (guarded_folder / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)
    (guarded_folder / "chroma").chmod(0o555)
    process = refused(guarded_folder, "search", "Alibaba's own chips")
    assert said(process) == {"open": True, "writes": True}
    assert {(url, position) for url, position, *_ in said(process)["hits"]} == set(keys(before))
    assert process.wait(10) == 0


def test_ctrl_c_in_the_middle_of_an_ingest_loses_nothing(
    folder: Path, server: EmbeddingServer, child: Child, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    process = child(folder, "ingest", str(jsonl(tmp_path / "news.jsonl", 2_000)))
    assert said(process)["writes"]
    stored = [said(process)["stored"] for _ in range(5)]
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=20)[0].splitlines()
    stored += [json.loads(line)["stored"] for line in rest]
    assert process.returncode == 130
    assert whole(folder)
    with opened(folder, server) as (news, told):
        assert STARTER + len(stored) <= news.count() < STARTER + 2_000
        assert told == []
    assert complaints(caplog) == []


def test_kill_9_in_the_middle_of_an_ingest_loses_no_article_that_was_reported_stored(
    folder: Path, server: EmbeddingServer, child: Child, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(20250829)
    stored: set[str] = set()
    for attempt in range(3):
        process = child(folder, "ingest", str(jsonl(tmp_path / "news.jsonl", 2_000, words=f"chips {attempt}")))
        assert said(process)["writes"]
        for _ in range(chance.randint(1, 25)):
            stored.add(said(process)["stored"])
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        stored |= {json.loads(line)["stored"] for line in process.communicate()[0].splitlines() if line.endswith("}")}
        assert whole(folder)
    with opened(folder, server) as (news, _):
        assert news.writes
        assert news.count() >= STARTER + len(stored)
        for url in stored:
            assert news.search(f"unique{url.rpartition('/')[2]}", 1)[0].url == url
    # The index may have to be built anew; it may not be lost.
    assert not [said for said in complaints(caplog) if "rebuilding" not in said]
