"""What a refresh passes over: other subjects, what was forgotten, and what leads elsewhere on this machine."""

from dataclasses import replace

import pytest

from knowledge.model import Failure
from tests.knowledge.ingest.pages import CHINESE, article_page, rss, rss_item
from tests.knowledge.ingest.refreshing import FULL, NOTHING, Refreshing, outcomes, story
from tests.standins.newsroom import open_newsroom

# -- entries on other subjects ----------------------------------------------------------------------------------------

BAKERY = "The town's oldest bakery has won a prize for its bread, and the baker says that he will spend it on flour."


async def test_entries_on_other_subjects_are_left_out_and_their_pages_never_fetched(refreshing: Refreshing) -> None:
    site = refreshing.site
    baker = site.page("/baker", article_page([BAKERY] * 4, "A baker wins a prize"))
    cloud = site.page("/cloud", article_page())
    whole = rss_item("https://ledger.example/bread", "Bread", content=f"<p>{BAKERY}</p>" * 5)
    entries = rss_item(baker, "A baker wins a prize", summary=BAKERY), rss_item(cloud, "Alibaba's cloud grows"), whole
    site.feed("/feed", rss(*entries), etag='"1"')
    report = await refreshing.read("/feed", filter=True)
    assert (outcomes(report), report.left_out, report.failed) == ([("cloud", "new")], 2, [])
    assert (site.count("/baker"), site.count("/cloud")) == (0, 1)
    state = refreshing.known("/feed")
    assert (state.left_out, state.stored, state.etag) == (2, 1, '"1"')
    # A feed that has not changed has left out what it left out before.
    assert await refreshing.read("/feed", filter=True) == NOTHING
    assert refreshing.known("/feed").left_out == 2
    site.feed("/feed", rss(entries[1]), etag='"2"')
    assert (await refreshing.read("/feed", filter=True)).left_out == 0
    assert refreshing.known("/feed").left_out == 0


async def test_an_entry_that_a_feed_repeats_is_left_out_once(refreshing: Refreshing) -> None:
    refreshing.site.feed("/feed", rss(*[rss_item("https://ledger.example/x", "A baker wins", summary=BAKERY)] * 3))
    assert (await refreshing.read("/feed", filter=True)).left_out == 1


async def test_what_is_left_out_is_counted_over_all_feeds(refreshing: Refreshing) -> None:
    for path in ("/one", "/two"):
        refreshing.site.feed(path, rss(rss_item(f"https://ledger.example{path}", "A baker wins", summary=BAKERY)))
    assert await refreshing.read("/one", "/two", filter=True) == replace(NOTHING, left_out=2)


async def test_a_feed_without_the_filter_keeps_everything(refreshing: Refreshing) -> None:
    baker = refreshing.site.page("/baker", article_page([BAKERY] * 4, "A baker wins a prize"))
    refreshing.site.feed("/feed", rss(rss_item(baker, "A baker wins a prize", summary=BAKERY)))
    report = await refreshing.read("/feed")
    assert (outcomes(report), report.left_out) == ([("baker", "new")], 0)
    assert refreshing.known("/feed").left_out == 0


async def test_what_the_operator_typed_is_not_filtered(refreshing: Refreshing) -> None:
    baker = refreshing.site.page("/baker", article_page([BAKERY] * 4, "A baker wins a prize"))
    refreshing.site.feed("/feed", rss(rss_item(baker, "A baker wins a prize", summary=BAKERY)))
    assert (await refreshing.read("/feed", filter=True)).left_out == 1
    report = await refreshing.ingest("/feed")
    assert (outcomes(report), report.left_out) == ([("baker", "new")], 0)


@pytest.mark.parametrize(
    ("title", "summary", "kept"),
    [
        ("阿里云收入增长26%", None, True),
        ("阿里雲收入增長26%", None, True),
        ("騰訊控股公布業績", None, True),
        ("财报快讯", "小米集团周二公布，第二季度收入同比增长三成。", True),
        ("財報快訊", "小米集團週二公布，第二季度收入同比增長三成。", True),
        ("城里的老面包店获奖", "老板说，他会用奖金买面粉。", False),
        ("城裡的老麵包店獲獎", "老闆說，他會用獎金買麵粉。", False),
    ],
)
async def test_chinese_entries_are_told_apart_simplified_and_traditional(
    refreshing: Refreshing, title: str, summary: str | None, kept: bool
) -> None:
    link = refreshing.site.page("/story", article_page(CHINESE, title, lang="zh"))
    refreshing.site.feed("/feed", rss(rss_item(link, title, summary=summary)))
    report = await refreshing.read("/feed", filter=True)
    assert (len(report.articles), report.left_out) == ((1, 0) if kept else (0, 1))


# -- what was forgotten -----------------------------------------------------------------------------------------------


async def test_what_was_forgotten_is_passed_over_until_it_is_ingested_again(refreshing: Refreshing) -> None:
    page = refreshing.site.page("/page", article_page())
    refreshing.site.feed("/feed", rss(story("whole"), rss_item(page)))
    assert outcomes(await refreshing.read("/feed")) == [("whole", "new"), ("page", "new")]
    for url in ("https://ledger.example/whole", page):
        assert refreshing.removal.forget(url, refreshing.now).articles == 1
    edited = rss_item("https://ledger.example/whole", "Whole", content=f"<p>Corrected.</p>{FULL}")
    refreshing.site.feed("/feed", rss(edited, rss_item(page)))
    report = await refreshing.read("/feed")
    assert (report.articles, report.failed) == ([], [])
    assert refreshing.site.count("/page") == 1
    assert refreshing.records.count_articles() == 0
    assert outcomes(await refreshing.ingest("/feed")) == [("whole", "new"), ("page", "new")]
    refreshing.site.feed("/feed", rss(story("whole"), rss_item(page)))
    assert outcomes(await refreshing.read("/feed")) == [("whole", "edited")]


# -- links that lead elsewhere ----------------------------------------------------------------------------------------


async def test_a_listed_feed_on_this_machine_leads_to_no_other_place_on_it(refreshing: Refreshing) -> None:
    site = refreshing.site
    refused = "leads to a private address, which is not read: 127.0.0.1"
    with open_newsroom() as other:
        there = other.page("/secret", article_page())
        other.feed("/feed", rss(story("z")))
        moved = site.redirect("/moved", there)
        own = site.page("/own", article_page())
        site.feed("/feed", rss(rss_item(there), rss_item(moved), rss_item(own), story("a")))
        site.redirect("/led-away", other.address + "/feed")
        report = await refreshing.read("/feed", "/led-away")
        assert other.requests == []
    assert outcomes(report) == [("own", "new"), ("a", "new")]
    assert report.failed == [Failure(url, refused) for url in (there, moved, site.address + "/led-away")]
    assert refreshing.known("/led-away").reason == refused
