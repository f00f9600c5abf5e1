import asyncio
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge import starter
from knowledge.base import KnowledgeBase, KnowledgeConfig, Opening
from knowledge.embeddings.bundled import BundledEmbedder
from knowledge.embeddings.choice import EmbedderChoice
from knowledge.errors import BusyError, EmbedderError, StoreError
from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Failure, Ingested, Outcome
from knowledge.store.engine import open_engine
from knowledge.store.facts import Facts
from knowledge.store.records import Records
from knowledge.store.removal import Removal, Removed
from knowledge.store.vector_records import VectorRecords
from tests.knowledge.articles import Clock, clock
from tests.knowledge.embedder import vector_of
from tests.knowledge.ingest.pages import article_page, rss, rss_item
from tests.knowledge.newsroom import DIMENSIONS, STARTER, complaints, config, jsonl, keys, opened, texts, whole
from tests.standins.embeddings import EmbeddingServer, open_embeddings
from tests.standins.newsroom import open_newsroom

# -- opening ----------------------------------------------------------------------------------------------------------


def test_the_first_start_loads_the_starter_newsroom_and_says_how_far_it_is(
    tmp_path: Path, server: EmbeddingServer
) -> None:
    with opened(tmp_path / "deep" / "data", server) as (news, told):
        assert news.count() == STARTER
        assert [(one.done, one.total) for one in told if one.doing == "starter"] == [
            (done, STARTER) for done in range(STARTER + 1)
        ]
        assert {one.doing for one in told} == {"starter", "vectors", "index"}
        assert all(one.done <= one.total for one in told)
        assert keys(news.search("Baidu cloud", 1))[0][0].startswith("starter:baidu")
    assert whole(tmp_path / "deep" / "data")


def test_opening_again_is_quick_and_loads_and_embeds_nothing(
    folder: Path, server: EmbeddingServer, caplog: pytest.LogCaptureFixture
) -> None:
    before, began = texts(server), time.perf_counter()
    with opened(folder, server) as (news, told):
        took = time.perf_counter() - began
        assert (news.count(), told, texts(server)) == (STARTER, [], before)
    assert took < 5
    assert complaints(caplog) == []


def test_a_starter_newsroom_that_has_changed_is_loaded_again(folder: Path, server: EmbeddingServer) -> None:
    engine = open_engine(folder / "newsroom.db")
    first, second, *_ = starter.articles()
    Facts(engine).keep("starter", "the digest of an older one")
    Removal(engine).forget(second.url, clock())
    Pipeline(Records(engine), None, None, clock).keep(type(first)(first.url, first.title, first.source, "Older words."))
    engine.dispose()
    with opened(folder, server) as (news, told):
        assert "starter" in {one.doing for one in told}
        # What was forgotten stays forgotten.
        assert news.count() == STARTER - 1
        assert all("Older words" not in hit.text for hit in news.search(f"{first.title} older words", 50))
    with opened(folder, server) as (_, told):
        assert told == []
    assert whole(folder)


def test_the_real_embedder_answers_the_first_question_in_chinese(tmp_path: Path, bundled: BundledEmbedder) -> None:
    with KnowledgeBase(KnowledgeConfig(tmp_path / "data")) as news:
        hits = news.search("百度智能云的收入增长了多少？", 3)
    assert any("baidu" in hit.url for hit in hits[:2])
    assert all(hit.similarity and hit.similarity > 0.7 for hit in hits)


def test_another_embedder_embeds_everything_anew_and_never_mixes_vectors(folder: Path, server: EmbeddingServer) -> None:
    with open_embeddings(lambda text: vector_of(text, 24)) as other:
        with opened(folder, other) as (news, told):
            assert [(one.doing, one.done) for one in told if one.done == one.total] == [
                ("vectors", texts(other)),
                ("index", texts(other)),
            ]
            assert all(hit.similarity is not None for hit in news.search("Baidu cloud", 50))
            with KnowledgeBase(config(folder, other)) as reader:
                assert not reader.writes
                assert keys(reader.search("Baidu cloud", 9)) == keys(news.search("Baidu cloud", 9))
        engine = open_engine(folder / "newsroom.db")
        vectors, passages = VectorRecords(engine), Records(engine).count_passages()
        names = [f"openai-text-embedding-3-small@{one.address.removeprefix('http://')}" for one in (server, other)]
        assert [vectors.sample(name, 3)[1].shape for name in names] == [(3, DIMENSIONS), (3, 24)]
        assert vectors.count(names[0]) == vectors.count(names[1]) == passages
        engine.dispose()
    before = texts(server)
    with opened(folder, server) as (news, told):
        assert [hit.similarity is not None for hit in news.search("Baidu cloud", 5)] == [True] * 5
        assert texts(server) == before + 1
        assert {one.doing for one in told} == {"index"}


def test_an_embedder_that_is_away_does_not_keep_the_newsroom_shut(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_embeddings(lambda text: vector_of(text, DIMENSIONS)) as server:
        server.answers(401, "{}")
        with opened(tmp_path, server) as (news, _):
            assert news.count() == STARTER
            assert keys(news.search("Baidu cloud", 1))[0][0].startswith("starter:baidu")
        assert "found by their words alone" in caplog.text
        server.recovers()
        with opened(tmp_path, server) as (news, told):
            assert {one.doing for one in told} == {"vectors", "index"}
            assert news.search("Baidu cloud", 1)[0].similarity is not None


def test_a_lost_index_is_rebuilt_and_finds_the_same(folder: Path, server: EmbeddingServer) -> None:
    with opened(folder, server) as (news, _):
        before = news.search("Alibaba's own chips", 10)
    shutil.rmtree(folder / "chroma")
    with opened(folder, server) as (news, told):
        assert {one.doing for one in told} == {"index"}
        assert keys(news.search("Alibaba's own chips", 10)) == keys(before)


def test_closing_twice_is_closing_once_and_another_may_write_then(folder: Path, server: EmbeddingServer) -> None:
    news = KnowledgeBase(config(folder, server))
    with ExitStack() as closed:
        closed.callback(news.close)
        news.close()
    with opened(folder, server) as (again, _):
        assert again.writes


@pytest.mark.parametrize("choice", [EmbedderChoice("openai"), EmbedderChoice("openai", openai_base_url="nonsense")])
def test_a_newsroom_that_does_not_open_lets_go_of_everything(
    folder: Path, server: EmbeddingServer, choice: EmbedderChoice
) -> None:
    with pytest.raises(EmbedderError):
        KnowledgeBase(KnowledgeConfig(folder, choice))
    with opened(folder, server) as (news, _):
        assert news.writes


# -- news in ----------------------------------------------------------------------------------------------------------


async def test_news_is_found_as_soon_as_it_is_stored(folder: Path, server: EmbeddingServer, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "news.jsonl", 5)
    with opened(folder, server) as (news, _):
        told: list[str] = []
        report = await news.ingest([str(path), str(tmp_path / "none.md")], lambda item: told.append(str(item)))
        assert (report.count(Outcome.NEW), len(report.failed), len(told)) == (5, 1, 6)
        assert news.count(date(2025, 8, 29)) - news.count(date(2025, 8, 28)) >= 5
        assert keys(news.search("unique3", 1)) == [("https://news.example/3", 0)]
        assert all("news.example" not in url for url, _ in keys(news.search("unique3", 9, as_of=date(2025, 8, 28))))
        again = await news.ingest([str(path)])
        assert again.count(Outcome.SAME) == 5
    with opened(folder, server) as (news, told_again):
        assert told_again == []
        assert keys(news.search("unique3", 1)) == [("https://news.example/3", 0)]


async def test_an_address_is_ingested_and_its_edit_and_its_copy_are_told_apart(
    folder: Path, server: EmbeddingServer
) -> None:
    with open_newsroom() as site, opened(folder, server) as (news, _):
        address = site.page("/story", article_page())
        outcomes = [(await news.ingest([address])).articles[0].outcome for _ in range(2)]
        copy = site.page("/copy", article_page())
        outcomes += [(await news.ingest([copy])).articles[0].outcome]
        site.page("/story", article_page(title="Another title"))
        outcomes += [(await news.ingest([address])).articles[0].outcome]
    assert outcomes == [Outcome.NEW, Outcome.SAME, Outcome.COPY, Outcome.EDITED]
    assert whole(folder)


async def test_the_operators_own_list_of_feeds_is_refreshed(
    folder: Path, server: EmbeddingServer, tmp_path: Path
) -> None:
    with open_newsroom() as site:
        feed = site.feed("/feed", rss(rss_item(site.page("/story", article_page()))), etag='"1"')
        feeds = tmp_path / "feeds.toml"
        feeds.write_text(f'bundled = false\n[[feed]]\nname = "Ledger"\nurl = "{feed}"\nfilter = false\n')
        with KnowledgeBase(config(folder, server, feeds)) as news:
            assert (await news.refresh()).count(Outcome.NEW) == 1
            assert (await news.refresh()).articles == []


async def test_closing_in_the_middle_of_an_ingest_leaves_a_whole_newsroom(
    folder: Path, server: EmbeddingServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, stored, some = jsonl(tmp_path / "news.jsonl", 500), list[str](), asyncio.Event()

    def note(item: Ingested | Failure) -> None:
        stored.append(str(item))
        if len(stored) == 5:
            some.set()

    with opened(folder, server) as (news, _):
        task = asyncio.create_task(news.ingest([str(path)], note))
        await asyncio.wait_for(some.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert whole(folder)
    with opened(folder, server) as (news, told):
        assert STARTER + len(stored) <= news.count() <= STARTER + len(stored) + 1
        assert told == []
    assert complaints(caplog) == []


# -- upkeep -----------------------------------------------------------------------------------------------------------


async def test_what_is_forgotten_is_not_found_and_may_be_ingested_again(
    folder: Path, server: EmbeddingServer, tmp_path: Path
) -> None:
    path = jsonl(tmp_path / "news.jsonl", 3)
    with opened(folder, server) as (news, _):
        await news.ingest([str(path)])
        assert news.forget("https://news.example/1") == Removed(1, 1)
        assert all(hit.url != "https://news.example/1" for hit in news.search("unique1", 50))
        assert (await news.ingest([str(path)])).count(Outcome.NEW) == 1
        assert keys(news.search("unique1", 1)) == [("https://news.example/1", 0)]
        with KnowledgeBase(config(folder, server)) as reader, pytest.raises(BusyError):
            reader.forget("https://news.example/1")
    with opened(folder, server) as (_, told):
        assert told == []
    assert whole(folder)


async def test_a_rebuild_again_changes_nothing_that_is_found_and_a_second_process_searches_meanwhile(
    folder: Path, server: EmbeddingServer, tmp_path: Path
) -> None:
    with opened(folder, server) as (news, _):
        await news.ingest([str(jsonl(tmp_path / "news.jsonl", 3))])
        # The bundled articles were not read in the order of their days: the first rebuild may find other stories.
        news.rebuild()
        before, told = news.search("Baidu cloud unique1", 9), list[str]()
        with KnowledgeBase(config(folder, server)) as reader:

            def look(opening: Opening) -> None:
                if opening.doing not in told:
                    told.append(opening.doing)
                    assert reader.search("unique1", 1)[0].url == "https://news.example/1"

            news.rebuild(look)
            with pytest.raises(BusyError):
                reader.rebuild()
        assert told == ["keywords", "index", "stories"]
        assert keys(news.search("Baidu cloud unique1", 9)) == keys(before)
    assert whole(folder)


@pytest.mark.parametrize("stop", ["keywords", "index", "stories"])
def test_a_rebuild_that_was_cut_short_is_done_at_the_next_start(
    folder: Path, server: EmbeddingServer, stop: str
) -> None:
    def cut(opening: Opening) -> None:
        if opening.doing == stop:
            raise KeyboardInterrupt

    with opened(folder, server) as (news, _):
        news.rebuild()
        before = news.search("Baidu cloud", 9)
        with pytest.raises(KeyboardInterrupt):
            news.rebuild(cut)
    with opened(folder, server) as (news, told):
        assert {one.doing for one in told} >= {"keywords", "index", "stories"}
        assert [(hit.url, hit.story) for hit in news.search("Baidu cloud", 9)] == [
            (hit.url, hit.story) for hit in before
        ]
    with opened(folder, server) as (_, told):
        assert told == []
    assert whole(folder)


async def test_what_is_older_than_it_is_kept_goes_at_the_start_and_after_a_refresh(
    folder: Path, server: EmbeddingServer, tmp_path: Path
) -> None:
    feeds = tmp_path / "feeds.toml"
    # Nobody listens there: a feed that fails keeps no old news.
    feeds.write_text('bundled = false\n[[feed]]\nname = "Ledger"\nurl = "http://127.0.0.1:9/feed"\n')
    later = Clock(clock().date() + timedelta(days=20))
    keeping = replace(config(folder, server, feeds), clock=later, retention_days=30)
    with KnowledgeBase(keeping) as news:
        assert news.count() == STARTER
        later.day += timedelta(days=20)
        await news.ingest([str(jsonl(tmp_path / "news.jsonl", 2))])
        assert news.count() == STARTER + 2
        await news.refresh()
        assert news.count() == 2
    later.day += timedelta(days=31)
    with KnowledgeBase(keeping) as news:
        assert (news.count(), news.search("unique1", 5)) == (0, [])
    assert whole(folder)


# -- folders and disks ------------------------------------------------------------------------------------------------


def test_a_file_in_place_of_the_folder_is_said_to_be_one(tmp_path: Path, server: EmbeddingServer) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match=r"^the data folder .* cannot be made \(File exists\)\. Set RALLYBOT_DATA_DIR"):
        KnowledgeBase(config(tmp_path / "data", server))


def test_a_damaged_database_is_said_to_be_and_left_as_it_is(folder: Path, server: EmbeddingServer) -> None:
    for path in folder.glob("newsroom.db*"):
        path.unlink()
    (folder / "newsroom.db").write_bytes(b"garbage" * 1_000)
    with pytest.raises(StoreError, match=r"file is not a database.*Move the data folder away") as refused:
        KnowledgeBase(config(folder, server))
    assert "\n" not in str(refused.value)
    assert (folder / "newsroom.db").read_bytes() == b"garbage" * 1_000


def test_a_database_damaged_in_the_middle_gives_errors_of_ours_alone(folder: Path, server: EmbeddingServer) -> None:
    with (folder / "newsroom.db").open("r+b") as file:
        rest = file.seek(0, os.SEEK_END) - 4096
        file.seek(4096)
        file.write(b"\xff" * rest)
    with pytest.raises(StoreError) as refused, opened(folder, server) as (news, _):
        news.search("Baidu cloud", 5)
    assert "\n" not in str(refused.value)


# -- the network ------------------------------------------------------------------------------------------------------


def test_opening_ingesting_a_file_and_searching_touch_no_network(tmp_path: Path) -> None:
    """A process of its own, beside a settings file, notes every connection it makes and every name it resolves."""
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=1:x\nOPENAI_API_KEY=sk-x\nCHROMA_SERVER_HOST=chroma.example\n")
    script = """
import asyncio, sys
from pathlib import Path
seen = []
def note(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}:
        seen.append((event, str(args)))
sys.addaudithook(note)
from knowledge.base import KnowledgeBase, KnowledgeConfig, Opening
assert "chromadb" not in sys.modules and "openai" not in sys.modules
with KnowledgeBase(KnowledgeConfig(Path("data"))) as news:
    asyncio.run(news.ingest([sys.argv[1]]))
    assert news.search("unique1", 5)[0].url.endswith("/1")
assert not seen, seen
left = sorted(path.name for path in Path().iterdir())
assert left == [".env", "data", "news.jsonl"], left
"""
    subprocess.run(
        [sys.executable, "-c", script, str(jsonl(tmp_path / "news.jsonl", 2))],
        check=True,
        cwd=tmp_path,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
