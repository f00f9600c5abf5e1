"""A whole newsroom on loopback, read through its feeds in one refresh: it ends in the right stories."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Question
from knowledge.base import KnowledgeBase
from knowledge.model import Failure, IngestReport, Outcome, Published, Source
from tests.flows.world import ALIBABA, AUGUST_27, KUAISHOU, MEITUAN, SCRIPTED, World, fill, filled, in_full, open_world
from tests.knowledge.articles import clock
from tests.knowledge.ingest.pages import article_page, rss, rss_item
from tests.knowledge.newsroom import STARTER, whole


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


Read = tuple[World, IngestReport]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """A world after one refresh, which tests share and only look at."""
    with open_world(tmp_path_factory.mktemp("world")) as world:
        fill(world)
        yield world, asyncio.run(world.refresh())


@pytest.fixture
async def first(world: World) -> IngestReport:
    """What one refresh of a world of the test's own tells."""
    fill(world)
    return await world.refresh()


ALIBABAS = {
    "/wire/alibaba",
    "/wire/alibaba-update",
    "/daily/alibaba-short",
    "/post/alibaba",
    "/post/alibaba-zh",
    "starter:alibaba-cloud-june-quarter-2025",
    "starter:alibaba-cloud-zh",
}
ALONE = {"/wire/tencent", "/daily/xpeng", "/post/byd", "/post/xiaomi", "/post/baidu", "/post/kuaishou"}


def test_one_refresh_reports_every_article_with_its_story_and_every_failure(read: Read) -> None:
    world, first = read
    site, refused = world.site.address, "leads to a private address, which is not read: 127.0.0.1"
    assert {outcome: first.count(outcome) for outcome in Outcome} == {
        Outcome.NEW: 15,
        Outcome.EDITED: 0,
        Outcome.SAME: 0,
        Outcome.COPY: 1,
    }
    assert first.failed == [
        Failure(f"{site}/post/bomb", "is larger than 10 MB"),
        Failure(f"{site}/post/led-away", refused),
        Failure(f"{world.elsewhere.address}/secret", refused),
    ]
    assert (first.left_out, first.waiting) == (2, [])
    assert [world.path(one.url) for one in first.articles if one.outcome is Outcome.COPY] == ["/daily/alibaba"]
    joined = {world.path(one.url) for one in first.articles if one.story is not None}
    corrections = {"/wire/jd-note", "/daily/meituan"}
    assert joined == {path for path in ALIBABAS if path.startswith("/")} | corrections
    assert {path for path in ("/wire/baker", "/daily/football") if world.site.count(path)} == set()
    assert world.elsewhere.requests == []
    # What is corrected stands no more, and a copy is no article of its own.
    assert world.news.count() == STARTER + 15 - 1


def test_each_story_is_found_once_with_all_who_tell_it(read: Read) -> None:
    world, _ = read
    hits = world.hits("Alibaba's cloud grew 26%")
    [alibaba] = [hit for hit in hits if world.path(hit.url) in ALIBABAS]
    assert alibaba.rank == 1
    assert {alibaba.source, *(source.name for source in alibaba.also)} >= {"Wire", "Daily", "Post"}
    assert len({hit.story for hit in hits}) == len(hits)


async def test_one_refresh_ends_in_the_right_stories_and_so_does_a_rebuild(world: World, first: IngestReport) -> None:
    expected = {frozenset({path}) for path in ALONE} | {
        frozenset(ALIBABAS),
        frozenset({"/wire/meituan", "/daily/meituan"}),
        frozenset({"/wire/jd", "/wire/jd-note"}),
    }
    assert expected <= world.stories()
    world.news.rebuild()
    assert expected <= world.stories()


def test_what_was_corrected_is_found_corrected_and_as_of_an_earlier_day_as_it_was(read: Read) -> None:
    world, _ = read
    meituan = "Meituan's revenue in the second quarter"
    [now] = [hit for hit in world.hits(meituan) if "/meituan" in hit.url]
    assert "11.7%" in now.text
    assert now.corrects == Source("Wire", f"{world.site.address}/wire/meituan", Published.from_datetime(AUGUST_27))
    [then] = [hit for hit in world.hits(meituan, date(2025, 8, 27)) if "/meituan" in hit.url]
    assert ("21.7%" in then.text, then.corrects) == (True, None)

    jd = "JD.com's operating profit rose"
    assert all("rose 62%" not in hit.text for hit in world.hits(jd))
    [note] = [hit for hit in world.hits(jd) if hit.url.endswith("jd-note")]
    assert (note.corrects and note.corrects.url) == f"{world.site.address}/wire/jd"
    assert any("rose 62%" in hit.text for hit in world.hits(jd, date(2025, 8, 15)))
    # What the note left alone is still there.
    assert f"{world.site.address}/wire/jd" in world.articles("Richard Liu, its founder, told investors in Beijing")

    answer = ExtractiveAssistant(world.news).answer(Question("how much did Meituan's revenue rise?", clock()))
    assert answer.text.startswith("Meituan's revenue: up 11.7% year on year, to 91.8 billion yuan")
    assert "This corrects what Wire reported on 27 August 2025." in answer.text


def test_nothing_that_a_hostile_page_hides_or_leads_to_is_kept(read: Read) -> None:
    world, _ = read
    texts = "\n".join(hit.text for query in ("Xiaomi's revenue", "Alibaba's secrets") for hit in world.hits(query))
    assert "777%" not in texts
    assert "document.write" not in texts
    assert "secrets" not in texts
    [xiaomi] = [hit for hit in world.hits("Xiaomi delivers cars") if hit.url.endswith("/post/xiaomi")]
    assert xiaomi.text.startswith(SCRIPTED[0])
    [byd] = [hit for hit in world.hits("BYD carmaker from Shenzhen") if hit.url.endswith("/post/byd")]
    assert byd.published is None


async def test_a_second_refresh_changes_nothing(world: World, first: IngestReport, tmp_path: Path) -> None:
    stories, found = world.stories(), world.hits("Alibaba Meituan JD.com Tencent")
    second = await world.refresh()
    assert {outcome: second.count(outcome) for outcome in Outcome} == {
        Outcome.NEW: 0,
        Outcome.EDITED: 0,
        Outcome.SAME: 1,  # the one that its feed tells whole, since not all entries of that feed could be read
        Outcome.COPY: 0,
    }
    assert (second.failed, second.waiting) == (first.failed, [])
    # Two of the feeds have not changed and are not sent again; none of what they left out is counted anew.
    assert second.left_out == 0
    assert (world.stories(), world.hits("Alibaba Meituan JD.com Tencent")) == (stories, found)
    assert all(world.site.count(path) == 1 for path in ("/wire/alibaba", "/daily/alibaba", "/post/xiaomi"))
    health = {feed.name: state for feed, state in world.news.feeds() if state}
    assert {name: state.stored for name, state in health.items()} == {"wire": 6, "daily": 4, "post": 6}
    assert {name: state.left_out for name, state in health.items()} == {"wire": 1, "daily": 1, "post": 0}
    assert {name: state.etag for name, state in health.items()} == {"wire": '"wire"', "daily": '"daily"', "post": None}
    world.news.close()
    assert whole(tmp_path / "data")


async def test_a_new_version_takes_the_place_of_the_old_one(world: World, first: IngestReport) -> None:
    edited = tuple(paragraph.replace("14%", "15%") for paragraph in KUAISHOU)
    world.feeds["post"][-1] = in_full(edited)
    world.publish()
    third = await world.refresh()
    assert [(one.url, one.outcome) for one in third.articles] == [("https://post.example/kuaishou", Outcome.EDITED)]
    [now] = [hit for hit in world.hits("Kuaishou's revenue") if hit.url == "https://post.example/kuaishou"]
    assert "15%" in now.text
    assert now.corrects is None
    assert world.news.count() == STARTER + 15 - 1


async def test_what_was_forgotten_stays_away_through_a_refresh(world: World, first: IngestReport) -> None:
    assert world.news.forget("Post").addresses == 6
    assert world.news.forget(f"{world.site.address}/wire/meituan").articles == 1
    again = await world.refresh()
    assert (again.articles, again.failed) == ([], first.failed)
    assert not any(
        "/post" in url or "post.example" in url or "/wire/meituan" in url for url in world.urls("Meituan Xiaomi BYD")
    )
    back = await world.news.ingest([f"{world.site.address}/post"])
    assert back.count(Outcome.NEW) == 6
    assert frozenset(ALIBABAS) in world.stories()


# -- who may lead the reader where ------------------------------------------------------------------------------------


async def test_a_typed_feed_reads_its_own_place_and_leads_to_no_other_on_this_machine(world: World) -> None:
    secret = world.elsewhere.page("/secret", article_page(ALIBABA, "Alibaba's secrets"))
    moved = world.site.redirect("/moved", secret)
    own = world.site.page("/own", article_page(filled(MEITUAN, "11.7%"), "Meituan grows"))
    feed = world.site.feed("/typed", rss(rss_item(secret), rss_item(moved), rss_item(own)))
    report = await world.news.ingest([feed])
    refused = "leads to a private address, which is not read: 127.0.0.1"
    assert report.failed == [Failure(secret, refused), Failure(moved, refused)]
    assert [one.url for one in report.articles] == [own]
    assert world.elsewhere.requests == []
    # Typed by itself it is read.
    assert [one.url for one in (await world.news.ingest([secret])).articles] == [secret]


async def test_a_chat_leads_to_nothing_on_this_machine(world: World, tmp_path: Path) -> None:
    page = world.site.page("/page", article_page(ALIBABA, "Alibaba"))
    feed = world.site.feed("/typed", rss(rss_item(page)))
    note = tmp_path / "note.txt"
    note.write_text("Notes\n" + "\n".join(ALIBABA), encoding="utf-8")
    refused = "leads to a private address, which is not read: "
    files = "only web addresses are read from a chat"
    named = {
        page: f"{refused}127.0.0.1",
        feed: f"{refused}127.0.0.1",
        page.replace("127.0.0.1", "localhost"): f"{refused}localhost",
        str(note): files,
        note.as_uri(): files,
        str(tmp_path): files,
        "note.txt": files,
        "": files,
    }
    report = await world.news.ingest(list(named), from_chat=True)
    assert report.articles == []
    assert {failure.source: failure.reason for failure in report.failed} == named
    assert (world.site.requests, world.news.count()) == ([], STARTER)


async def test_what_is_older_than_it_is_to_be_kept_goes_at_the_next_start(world: World, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Notes\n" + "\n".join(ALIBABA), encoding="utf-8")
    await world.news.ingest([str(note)])
    world.news.close()
    # The tests' clock stands at one day: 30 days later the whole is that old, and a day earlier it is not yet.
    for days, kept in ((30, STARTER + 1), (31, 0)):
        with KnowledgeBase(replace(world.config, clock=_in(days), retention_days=30)) as news:
            assert (news.count(), bool(news.search("Alibaba's cloud", 50))) == (kept, kept > 0)


def _in(days: int) -> Callable[[], datetime]:
    return lambda: clock() + timedelta(days=days)
