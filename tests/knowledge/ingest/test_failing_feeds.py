"""Feeds that fail are left alone for a while, and cost no other its articles."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from knowledge.embeddings import Vectors
from knowledge.ingest.fetch import FetchLimits
from knowledge.ingest.pipeline import Pipeline
from knowledge.ingest.relations import Relations
from knowledge.model import Failure, Waiting
from knowledge.search.keywords import KeywordIndex
from knowledge.store.feed_records import FeedState
from tests.knowledge.articles import NOW, clock, faults
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.ingest.pages import ENGLISH, article_page, rss, rss_item
from tests.knowledge.ingest.refreshing import NOTHING, QUARTER, Refreshing, outcomes, story
from tests.standins.newsroom import open_newsroom


async def test_a_feed_that_fails_is_left_alone_for_longer_each_time(refreshing: Refreshing) -> None:
    url = refreshing.site.page("/feed", "out of order", status=500)
    pauses = []
    for failures in range(1, 11):
        report = await refreshing.read("/feed")
        assert report.failed == [Failure(url, "answered 500 (internal server error)")]
        state = refreshing.known("/feed")
        assert (state.failures, state.checked_at, state.ok_at) == (failures, refreshing.now, None)
        assert state.next_at is not None
        pauses.append(state.next_at - refreshing.now)
        refreshing.now = state.next_at - timedelta(microseconds=1)
        left = await refreshing.read("/feed")
        assert left.waiting == [Waiting(url, state.next_at, "answered 500 (internal server error)")]
        assert (left.articles, left.failed) == ([], [])
        assert refreshing.site.count("/feed") == failures
        refreshing.now = state.next_at
    assert pauses == [QUARTER * 2**times for times in range(7)] + [timedelta(days=1)] * 3


async def test_every_feed_is_asked_where_all_are_wanted(refreshing: Refreshing) -> None:
    refreshing.site.page("/feed", "out of order", status=500)
    await refreshing.read("/feed")
    await refreshing.read("/feed")
    assert refreshing.site.count("/feed") == 1
    report = await refreshing.read("/feed", every=True)
    assert (len(report.failed), report.waiting) == (1, [])
    assert refreshing.site.count("/feed") == 2
    assert refreshing.known("/feed").next_at == refreshing.now + 2 * QUARTER


async def test_a_success_ends_the_pauses(refreshing: Refreshing) -> None:
    refreshing.site.page("/feed", "out of order", status=500)
    for _ in range(4):
        await refreshing.read("/feed", every=True)
    refreshing.site.feed("/feed", rss(story("a")), etag='"1"')
    refreshing.now += timedelta(hours=3)
    assert outcomes(await refreshing.read("/feed")) == [("a", "new")]
    assert refreshing.known("/feed") == FeedState(refreshing.now, '"1"', None, ok_at=refreshing.now, stored=1)
    # That nothing has changed is a success too; and the next failure is a first one.
    assert await refreshing.read("/feed") == NOTHING
    refreshing.site.page("/feed", "out of order", status=500)
    refreshing.now += timedelta(hours=1)
    await refreshing.read("/feed")
    state = refreshing.known("/feed")
    assert (state.failures, state.next_at) == (1, refreshing.now + QUARTER)
    assert (state.ok_at, state.stored, state.etag) == (refreshing.now - timedelta(hours=1), 1, '"1"')


@pytest.mark.parametrize(("seconds", "pause"), [(60, QUARTER), (7200, timedelta(hours=2))])
async def test_a_site_that_asks_for_more_time_gets_it(refreshing: Refreshing, seconds: int, pause: timedelta) -> None:
    refreshing.site.page("/feed", "busy", status=503, headers={"Retry-After": str(seconds)})
    await refreshing.read("/feed")
    assert refreshing.known("/feed").next_at == refreshing.now + pause
    refreshing.site.feed("/feed", rss(story("a")))
    refreshing.now += pause - timedelta(seconds=1)
    assert outcomes(await refreshing.read("/feed")) == []
    refreshing.now += timedelta(seconds=1)
    assert outcomes(await refreshing.read("/feed")) == [("a", "new")]


async def test_a_feed_that_is_gone_is_looked_at_once_a_month(refreshing: Refreshing) -> None:
    url = refreshing.site.page("/feed", "gone", status=410)
    report = await refreshing.read("/feed")
    assert report.failed == [Failure(url, "is gone for good (410)")]
    until = refreshing.now + timedelta(days=30)
    refreshing.now = until - timedelta(seconds=1)
    assert (await refreshing.read("/feed")).waiting == [Waiting(url, until, "is gone for good (410)")]
    refreshing.now = until
    assert len((await refreshing.read("/feed")).failed) == 1
    assert refreshing.site.count("/feed") == 2


async def test_no_way_of_failing_costs_another_feed_its_articles(refreshing: Refreshing) -> None:
    site = refreshing.site
    refreshing.limits = FetchLimits(whole_s=0.4)
    with open_newsroom() as other:
        down = other.address + "/feed"
    reasons = {
        down: "could not be reached: connection refused",
        site.page("/error", "out of order", status=500): "answered 500 (internal server error)",
        site.feed("/garbage", bytes(range(256)) * 40): "is not a feed",
        site.feed("/broken", "<rss version='2.0'><channel><item><title>cut of"): "is a feed with no entries",
        site.feed("/empty", ""): "is not a feed",
        site.page("/page", article_page()): "is not a feed",
        site.page("/slow", rss(story("z")), content_type="application/rss+xml", delay=5): "no answer within 0.4 s",
        site.redirect("/loop", "/loop"): "too many redirects",
        "http://no-such-site.invalid/feed": "name could not be resolved",
    }
    good = [site.feed(f"/good{number}", rss(story(f"s{number}")), etag='"1"') for number in range(len(reasons) + 1)]
    # One that is well before, between and after those that fail.
    listed = [url for pair in zip(good, reasons, strict=False) for url in pair] + good[-1:]
    report = await refreshing.read(*listed)
    assert outcomes(report) == [(f"s{number}", "new") for number in range(len(good))]
    assert {failure.source: failure.reason for failure in report.failed} == reasons
    assert all(refreshing.known(url).failures == 1 for url in reasons)
    assert {refreshing.known(url).reason for url in reasons} == set(reasons.values())
    assert all(refreshing.known(url).etag == '"1"' for url in good)
    again = await refreshing.read(*listed)
    assert [waiting.source for waiting in again.waiting] == list(reasons)
    assert (outcomes(again), again.failed) == ([], [])


@pytest.mark.parametrize(("status", "etag"), [(503, None), (404, '"1"'), (403, '"1"')])
async def test_what_was_wrong_with_an_entry_is_no_failure_of_its_feed_and_is_tried_again_where_that_may_help(
    refreshing: Refreshing, status: int, etag: str | None
) -> None:
    page = refreshing.site.page("/page", "nothing here", status=status)
    refreshing.site.feed("/feed", rss(story("a"), rss_item(page)), etag='"1"')
    await refreshing.read("/feed")
    state = refreshing.known("/feed")
    assert (state.failures, state.next_at, state.ok_at) == (0, None, refreshing.now)
    assert (state.etag, state.stored) == (etag, 1)


async def test_a_note_of_correction_is_read_after_what_it_corrects_though_the_feed_has_it_first(
    refreshing: Refreshing, engine: Engine
) -> None:
    relations = Relations(refreshing.records, KeywordIndex(engine), None)
    refreshing.pipeline = Pipeline(refreshing.records, None, None, clock, relations)
    padding = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    wrong = f"<p>Quillon Robotics sold 4,812 arms in the quarter, 62% more than a year before.</p>{padding}"
    note = (
        "<p>Our article on the quarter of Quillon Robotics misstated the rise in its sales of arms as 62%. "
        "It was 26%. We regret the error.</p>"
    )
    refreshing.site.page(
        "/note", f"<html><head><title>Correction: Quillon Robotics</title></head><body><article>{note}"
    )
    refreshing.site.feed(
        "/feed",
        rss(
            rss_item(
                refreshing.site.address + "/note",
                "Correction: Quillon Robotics",
                date="Sat, 30 Aug 2025 09:00:00 +0800",
            ),
            rss_item("https://ledger.example/arms", "Quillon Robotics sells more arms", content=wrong),
        ),
    )
    await refreshing.read("/feed")
    with engine.connect() as connection:
        [passage] = connection.exec_driver_sql("SELECT passage_id FROM withdrawn").scalars()
        text = connection.exec_driver_sql("SELECT text FROM passages WHERE id = ?", (passage,)).scalar_one()
    assert "62%" in text


@pytest.mark.parametrize("status", [301, 308])
async def test_a_feed_that_has_moved_for_good_is_known_to_have(refreshing: Refreshing, status: int) -> None:
    refreshing.site.feed("/new", rss(story("a")), etag='"1"')
    refreshing.site.redirect("/feed", "/new", status)
    await refreshing.read("/feed")
    assert refreshing.known("/feed").moved_to == refreshing.url("/new")
    assert await refreshing.read("/feed") == NOTHING
    assert refreshing.known("/feed").moved_to == refreshing.url("/new")
    refreshing.site.redirect("/feed", "/new", 302)
    await refreshing.read("/feed")
    assert refreshing.known("/feed").moved_to is None


async def test_a_refresh_stopped_between_two_articles_leaves_the_health_of_each_feed_as_it_was(
    refreshing: Refreshing, engine: Engine
) -> None:
    at_b, go_on = threading.Event(), threading.Event()

    class WaitsAtB(HashEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            if any("All about b." in text for text in texts):
                at_b.set()
                go_on.wait(5)
            return super().passages(texts)

    for path, names in (("/one", "a"), ("/two", "cbd"), ("/three", "e")):
        refreshing.site.feed(path, rss(*map(story, names)), etag='"1"')
    refreshing.site.page("/four", "out of order", status=500)
    await refreshing.read("/four")
    well, refreshing.pipeline = refreshing.pipeline, Pipeline(refreshing.records, WaitsAtB(), None, refreshing.clock)
    refreshing.now += timedelta(hours=1)
    task = asyncio.create_task(refreshing.read("/one", "/two", "/three", "/four"))
    assert await asyncio.to_thread(at_b.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    refreshing.pipeline.close()
    assert refreshing.known("/one") == FeedState(refreshing.now, '"1"', None, ok_at=refreshing.now, stored=1)
    assert refreshing.state("/two") is refreshing.state("/three") is None
    assert refreshing.known("/four").checked_at == NOW
    assert faults(engine) == []
    refreshing.pipeline = well
    report = await refreshing.read("/one", "/two", "/three", "/four")
    # "c" is stored and the same; "b" was in hand and was finished.
    assert outcomes(report) == [("d", "new"), ("e", "new")]
    assert [refreshing.validators(path) for path in ("/one", "/two", "/three")] == [('"1"', None)] * 3
