import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from knowledge.embeddings import Vectors
from knowledge.errors import StoreError
from knowledge.ingest.feedlist import BUNDLED_FEEDS, load_feeds
from knowledge.ingest.pipeline import Pipeline
from knowledge.model import Outcome
from knowledge.store.records import Records
from tests.knowledge.articles import faults
from tests.knowledge.embedder import HashEmbedder
from tests.knowledge.ingest.pages import article_page, rss, rss_item
from tests.knowledge.ingest.refreshing import FULL, NOTHING, Refreshing, outcomes, story


async def test_an_edit_in_a_feed_that_carries_whole_texts_is_seen(refreshing: Refreshing) -> None:
    refreshing.site.feed("/feed", rss(story("a")), etag='"1"')
    await refreshing.read("/feed")
    edited = rss_item("https://ledger.example/a", "Story a", content=f"<p>Corrected.</p>{FULL}")
    refreshing.site.feed("/feed", rss(edited), etag='"2"')
    assert outcomes(await refreshing.read("/feed")) == [("a", "edited")]


async def test_a_page_that_could_not_be_read_is_tried_again(refreshing: Refreshing) -> None:
    address = refreshing.site.page("/story", "out of order", status=503)
    refreshing.site.feed("/feed", rss(rss_item(address, summary="A summary that says in one line what it is about.")))
    report = await refreshing.read("/feed")
    assert (outcomes(report), len(report.failed)) == ([("story", "new")], 1)
    refreshing.site.page("/story", article_page())
    assert outcomes(await refreshing.read("/feed")) == [("story", "edited")]
    assert outcomes(await refreshing.read("/feed")) == []


async def test_every_feed_is_read_and_told_in_the_lists_order(refreshing: Refreshing, engine: Engine) -> None:
    refreshing.site.page("/slow", rss(story("a"), story("b")), content_type="application/rss+xml", delay=0.1)
    refreshing.site.feed("/quick", rss(story("c")))
    report = await refreshing.read("/slow", "/quick")
    assert outcomes(report) == [("a", "new"), ("b", "new"), ("c", "new")]
    assert report.failed == []
    assert faults(engine) == []


async def test_a_feed_that_has_not_changed_is_not_sent_again(refreshing: Refreshing) -> None:
    refreshing.site.feed("/feed", rss(story("a")), etag='"1"')
    assert outcomes(await refreshing.read("/feed")) == [("a", "new")]
    assert await refreshing.read("/feed") == NOTHING
    refreshing.site.feed("/feed", rss(story("b"), story("a")), etag='"2"')
    assert outcomes(await refreshing.read("/feed")) == [("b", "new")]
    assert refreshing.asked_with("/feed") == [None, '"1"', '"1"']
    assert refreshing.validators("/feed") == ('"2"', None)


async def test_the_day_of_the_last_change_serves_where_there_is_no_tag(refreshing: Refreshing) -> None:
    day = "Fri, 29 Aug 2025 10:30:00 GMT"
    refreshing.site.feed("/feed", rss(story("a")), modified=day)
    await refreshing.read("/feed")
    assert refreshing.validators("/feed") == (None, day)
    assert await refreshing.read("/feed") == NOTHING


async def test_articles_that_are_stored_are_not_fetched_again(refreshing: Refreshing) -> None:
    site = refreshing.site
    address = site.page("/story", article_page())
    site.feed("/feed", rss(rss_item(address, summary="Cloud sales grew.")))
    assert outcomes(await refreshing.read("/feed")) == [("story", "new")]
    assert outcomes(await refreshing.read("/feed")) == []
    assert site.count("/story") == 1


async def test_one_failing_feed_costs_the_others_nothing(refreshing: Refreshing) -> None:
    refreshing.site.page("/broken", "out of order", status=500)
    refreshing.site.page("/no-feed", article_page())
    refreshing.site.feed("/good", rss(story("a")), etag='"1"')
    report = await refreshing.read("/broken", "/no-feed", "/gone", "/good")
    assert outcomes(report) == [("a", "new")]
    assert [failure.source.rpartition("/")[2] for failure in report.failed] == ["broken", "no-feed", "gone"]
    assert all(failure.reason and "\n" not in failure.reason for failure in report.failed)
    assert refreshing.validators("/good") == ('"1"', None)


async def test_a_feed_that_fails_once_keeps_what_it_said_before(refreshing: Refreshing) -> None:
    refreshing.site.feed("/feed", rss(story("a")), etag='"1"')
    await refreshing.read("/feed")
    refreshing.site.page("/feed", "out of order", status=503)
    assert len((await refreshing.read("/feed")).failed) == 1
    assert refreshing.validators("/feed") == ('"1"', None)


async def test_the_same_story_in_two_feeds_is_stored_once(refreshing: Refreshing, records: Records) -> None:
    words = f"<p>All about a.</p>{FULL}"
    refreshing.site.feed("/one", rss(rss_item("https://one.example/a", "Story a", content=words)))
    refreshing.site.feed("/two", rss(rss_item("https://two.example/a", "Story a", content=words)))
    report = await refreshing.read("/one", "/two")
    assert [article.outcome for article in report.articles] == [Outcome.NEW, Outcome.COPY]
    assert records.count_articles() == 1


async def test_a_page_that_was_down_for_a_moment_is_tried_again(refreshing: Refreshing) -> None:
    site = refreshing.site
    address = site.page("/story", "out of order", status=503)
    site.feed("/feed", rss(story("a"), rss_item(address)), etag='"1"')
    report = await refreshing.read("/feed")
    assert (outcomes(report), len(report.failed)) == ([("a", "new")], 1)
    assert refreshing.validators("/feed") == (None, None)
    site.page("/story", article_page())
    assert outcomes(await refreshing.read("/feed")) == [("story", "new")]
    assert refreshing.validators("/feed") == ('"1"', None)


async def test_what_a_feed_said_is_kept_only_once_its_articles_are(
    refreshing: Refreshing, records: Records, engine: Engine
) -> None:
    class FullOnB(HashEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            if any("All about b." in text for text in texts):
                raise StoreError("the disk is full")
            return super().passages(texts)

    refreshing.site.feed("/one", rss(story("a"), story("b")), etag='"1"')
    refreshing.site.feed("/two", rss(story("c")), etag='"2"')
    well, refreshing.pipeline = refreshing.pipeline, Pipeline(records, FullOnB(), None, refreshing.clock)
    with pytest.raises(StoreError):
        await refreshing.read("/one", "/two")
    assert records.count_articles() == 1
    assert refreshing.validators("/one") == refreshing.validators("/two") == (None, None)
    refreshing.pipeline = well
    assert outcomes(await refreshing.read("/one", "/two")) == [("b", "new"), ("c", "new")]
    assert faults(engine) == []


async def test_a_refresh_may_be_cancelled_while_feeds_are_read_and_done_again(
    refreshing: Refreshing, engine: Engine
) -> None:
    refreshing.site.feed("/one", rss(story("a")), etag='"1"')
    refreshing.site.page("/two", rss(story("b")), content_type="application/rss+xml", delay=5)
    task = asyncio.create_task(refreshing.read("/one", "/two"))
    while refreshing.validators("/one") == (None, None):  # noqa: ASYNC110 (nothing tells of it)
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert faults(engine) == []
    refreshing.site.feed("/two", rss(story("b")), etag='"2"')
    assert outcomes(await refreshing.read("/one", "/two")) == [("b", "new")]


async def test_an_empty_list_reads_nothing(refreshing: Refreshing) -> None:
    assert await refreshing.read() == NOTHING


def test_the_bundled_list_of_feeds_can_be_read() -> None:
    assert len(load_feeds(BUNDLED_FEEDS)) > 3
