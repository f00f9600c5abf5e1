import asyncio
import random
import time
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.ingest.answers import page_article
from knowledge.ingest.feeds import MOST_ENTRIES
from knowledge.ingest.fetch import Fetcher, FetchLimits, Page
from knowledge.ingest.reach import Trust
from knowledge.ingest.sources import ALL, Item, Reader, Sieve
from knowledge.model import Article, Failure, Published
from tests.knowledge.ingest.pages import CHINESE, ENGLISH, TITLE, article_page, front_page, rss, rss_item
from tests.standins.newsroom import Newsroom, open_newsroom

DAY = date(2025, 8, 29)
AT = datetime.fromisoformat("2025-08-29T18:30:00+08:00")
FULL = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)


async def read(reader: Reader, source: str, sieve: Sieve = ALL) -> list[Item]:
    return [item async for item in reader.read(source, sieve)]


async def article(reader: Reader, source: str) -> Article:
    [item] = await read(reader, source)
    assert isinstance(item, Article), item
    return item


async def reason(reader: Reader, source: str) -> str:
    [item] = await read(reader, source)
    assert isinstance(item, Failure), item
    assert item.source == source
    return item.reason


async def test_the_address_of_an_article(reader: Reader, newsroom: Newsroom) -> None:
    url = newsroom.page("/story", article_page())
    found = await article(reader, f" {url} ")
    assert (found.url, found.title, found.source) == (url, TITLE, "Harbour Ledger")
    assert found.body.splitlines() == list(ENGLISH)


async def test_the_address_of_a_plain_text(reader: Reader, newsroom: Newsroom) -> None:
    url = newsroom.page("/note.txt", "\n".join([TITLE, *ENGLISH]), content_type="text/plain")
    found = await article(reader, url)
    assert (found.title, found.source, found.published) == (TITLE, "127.0.0.1", None)


async def test_a_page_without_a_declared_kind_is_looked_at(reader: Reader, newsroom: Newsroom) -> None:
    assert (await article(reader, newsroom.page("/story", article_page(), content_type=""))).title == TITLE


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"%PDF-1.7", "application/pdf", "is a damaged PDF"),
        (b"%PDF-1.7", "text/html", "is a damaged PDF"),
        (b"x", "image/png", "is an image, which is not read"),
        (b"\x89PNG\r\n", "", "is an image, which is not read"),
        (b"x", "video/mp4", "is a video, which is not read"),
        (b"{}", "application/json", "is of a kind that is not read (application/json)"),
        (b"\0\x01", "text/plain", "is not text"),
        (b"short", "text/plain", "has no article text"),
        (b"", "text/html", "has no article text"),
        (front_page().encode(), "text/html", "has no article text"),
    ],
)
async def test_what_is_no_article_is_told(
    reader: Reader, newsroom: Newsroom, content: bytes, kind: str, words: str
) -> None:
    assert await reason(reader, newsroom.page("/x", content, content_type=kind)) == words


async def test_an_address_that_does_not_answer_is_told(reader: Reader, newsroom: Newsroom) -> None:
    assert await reason(reader, newsroom.address + "/gone") == "answered 404 (not found)"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no/such/file.txt", "no such file or folder"),
        ("note.md", "no such file or folder"),
        ("", "no such file or folder"),
        ("example.com/feed", "no such file or folder; an address starts with http:// or https://"),
        ("news.example.co.uk", "no such file or folder; an address starts with http:// or https://"),
        ("ftp://example.com/a", "is not a web address: only http:// and https:// are read"),
        ("file:///no/such/file.txt", "no such file or folder"),
        ("http://", "is not a web address: only http:// and https:// are read"),
        ("a\0b", "no such file or folder"),
        ("x" * 5000, "no such file or folder"),
        ("~nobody-of-that-name/x", "no such file or folder"),
    ],
)
async def test_what_is_not_there_is_told_with_advice(
    reader: Reader, source: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert await reason(reader, source) == words


async def test_files_and_folders_by_path_and_by_file_address(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "二 .txt"
    path.write_text("\n".join([TITLE, *ENGLISH]))
    by_path, by_address, by_folder = [await article(reader, s) for s in (str(path), path.as_uri(), str(tmp_path))]
    assert by_path == by_address == by_folder
    assert by_path.url == path.as_uri()


async def test_a_feed_with_whole_texts_is_read_without_its_pages(reader: Reader, newsroom: Newsroom) -> None:
    url = newsroom.feed("/feed", rss(rss_item(newsroom.address + "/1", content=FULL)))
    assert await article(reader, url) == Article(
        newsroom.address + "/1", TITLE, "Harbour Ledger Technology", "\n".join(ENGLISH), Published(DAY, AT)
    )
    assert newsroom.count("/1") == 0


async def test_a_feed_with_summaries_is_read_by_its_pages(reader: Reader, newsroom: Newsroom) -> None:
    link = newsroom.redirect("/1", "/story")
    newsroom.page("/story", article_page(title="The page's own title"))
    found = await article(reader, newsroom.feed("/feed", rss(rss_item(link, summary="Short."))))
    assert (found.url, found.title, found.source) == (link, "The page's own title", "Harbour Ledger Technology")
    assert found.body.splitlines() == list(ENGLISH)
    assert found.published == Published(DAY, AT)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2025-08-29", Published(DAY, AT)),
        ("2025-08-28", Published(date(2025, 8, 28))),
        ("2025-08-29T12:00:00+08:00", Published(DAY, datetime.fromisoformat("2025-08-29T12:00:00+08:00"))),
    ],
)
async def test_the_pages_date_wins_unless_the_feed_knows_the_same_day_better(
    reader: Reader, newsroom: Newsroom, stated: str, expected: Published
) -> None:
    link = newsroom.page("/1", article_page(head=f'<meta property="article:published_time" content="{stated}">'))
    assert (await article(reader, newsroom.feed("/feed", rss(rss_item(link))))).published == expected


@pytest.mark.parametrize("summary", [ENGLISH[0], CHINESE[0]])
async def test_a_link_that_fails_leaves_the_feeds_own_text(reader: Reader, newsroom: Newsroom, summary: str) -> None:
    link = newsroom.page("/down", "out of order", status=503)
    kept, failure = await read(reader, newsroom.feed("/feed", rss(rss_item(link, summary=summary))))
    assert kept == Article(link, TITLE, "Harbour Ledger Technology", summary, Published(DAY, AT), partial=True)
    assert failure == Failure(link, "answered 503 (service unavailable); kept the feed's own text")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
async def test_the_feeds_own_text_is_all_there_is_of_a_page_that_is_gone_or_barred(
    reader: Reader, newsroom: Newsroom, status: int
) -> None:
    link = newsroom.page("/gone", "nothing here", status=status)
    kept, failure = await read(reader, newsroom.feed("/feed", rss(rss_item(link, summary=ENGLISH[0]))))
    assert isinstance(kept, Article)
    assert isinstance(failure, Failure)
    assert (kept.partial, failure.lasting) == (False, True)


async def test_entries_beyond_the_most_that_are_read_are_told_of(reader: Reader, newsroom: Newsroom) -> None:
    whole = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    items = (rss_item(f"https://ledger.example/{n}", f"Story {n}", content=whole) for n in range(MOST_ENTRIES + 3))
    *articles, failure = await read(reader, newsroom.feed("/feed", rss(*items)))
    assert len(articles) == MOST_ENTRIES
    assert isinstance(failure, Failure)
    assert failure.reason == "has 3 more entries, which were too many or too complex to be read"


async def test_a_link_that_fails_without_text_is_one_failure(reader: Reader, newsroom: Newsroom) -> None:
    link = newsroom.page("/wall", "<p>Please sign in.</p>")
    items = await read(reader, newsroom.feed("/feed", rss(rss_item(link, summary="Short."))))
    assert items == [Failure(link, "has no article text", lasting=True)]


async def test_an_entry_without_a_link_is_not_looked_for(reader: Reader, newsroom: Newsroom) -> None:
    url = newsroom.feed("/feed", rss(rss_item(title="One", summary=ENGLISH[0]), rss_item(title="Two")))
    kept, failure = await read(reader, url)
    assert isinstance(kept, Article)
    assert kept.url.startswith(f"{url}#")
    assert isinstance(failure, Failure)
    assert failure.reason == "has no link and too little text"
    assert newsroom.count("/feed") == 1


async def test_entries_come_in_the_feeds_order_and_each_address_once(reader: Reader, newsroom: Newsroom) -> None:
    delays = random.Random(7)
    links = [newsroom.page(f"/{n}", article_page(), delay=delays.random() / 20) for n in range(8)]
    items = await read(reader, newsroom.feed("/feed", rss(*(rss_item(link) for link in [*links, *links]))))
    assert [item.url for item in items if isinstance(item, Article)] == links
    assert newsroom.busiest == 2


async def test_known_addresses_are_passed_over(reader: Reader, newsroom: Newsroom) -> None:
    old, new = newsroom.page("/old", article_page()), newsroom.page("/new", article_page())
    items = await read(reader, newsroom.feed("/feed", rss(rss_item(old), rss_item(new))), Sieve({old}.__contains__))
    assert [item.url for item in items if isinstance(item, Article)] == [new]
    assert newsroom.count("/old") == 0


async def test_a_feed_without_entries_is_told(reader: Reader, newsroom: Newsroom) -> None:
    assert await reason(reader, newsroom.feed("/feed", rss())) == "is a feed with no entries"


async def test_a_reader_who_stops_early_leaves_no_request_behind(reader: Reader, newsroom: Newsroom) -> None:
    links = [newsroom.page(f"/{n}", article_page(), delay=0.02 if n == 0 else 5) for n in range(4)]
    url = newsroom.feed("/feed", rss(*(rss_item(link) for link in links)))
    async with aclosing(reader.read(url)) as items:
        async for item in items:
            assert isinstance(item, Article)
            break
    assert len(asyncio.all_tasks()) == 1


async def test_a_feed_is_read_again_only_when_it_has_changed(reader: Reader, newsroom: Newsroom) -> None:
    item = rss_item(newsroom.address + "/1", content=FULL)
    url = newsroom.feed("/feed", rss(item), etag='"1"', modified="Fri, 29 Aug 2025 10:00:00 GMT")
    first = await reader.read_feed(url)
    assert [type(found) for found in first.items] == [Article]
    assert (first.etag, first.modified, first.error) == ('"1"', "Fri, 29 Aug 2025 10:00:00 GMT", None)
    second = await reader.read_feed(url, first.etag, first.modified)
    assert (second.items, second.not_modified) == ((), True)
    assert (second.etag, second.modified) == (first.etag, first.modified)
    newsroom.feed("/feed", rss(item), etag='"2"')
    third = await reader.read_feed(url, first.etag, first.modified, Sieve(known=lambda _: True))
    assert (third.items, third.not_modified, third.etag) == (first.items, False, '"2"')


async def test_a_feed_that_gives_nothing_says_why(reader: Reader, newsroom: Newsroom) -> None:
    gone = await reader.read_feed(newsroom.address + "/gone", '"1"', None)
    assert (gone.error, gone.etag, gone.items) == ("answered 404 (not found)", '"1"', ())
    assert (await reader.read_feed(newsroom.page("/story", article_page()))).error == "is not a feed"
    assert (await reader.read_feed(newsroom.feed("/none", rss()))).error == "is a feed with no entries"


async def test_a_feed_says_how_its_site_answered(newsroom: Newsroom) -> None:
    now = datetime(2025, 8, 29, 10, tzinfo=UTC)
    url = newsroom.feed("/feed", rss(rss_item(newsroom.address + "/1", content=FULL)), etag='"1"')
    async with Fetcher(clock=lambda: now) as fetcher:
        reader = Reader(fetcher)
        first = await reader.read_feed(url)
        assert (first.status, first.retry_after, first.moved_to) == (200, None, None)
        assert (await reader.read_feed(url, first.etag)).status == 304
        gone = await reader.read_feed(newsroom.page("/gone", "", status=410))
        assert (gone.error, gone.status) == ("is gone for good (410)", 410)
        assert (await reader.read_feed("http://no-such-site.invalid/feed")).status is None
        busy = newsroom.page("/busy", "", status=503, headers={"Retry-After": "60"})
        assert (await reader.read_feed(busy)).retry_after == now + timedelta(minutes=1)
        left = await reader.read_feed(url)
        assert (left.error, left.status) == ("asked us to wait until 10:01 UTC", None)
        assert left.retry_after == now + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("first", "second", "moved"), [(301, 308, True), (308, 301, True), (301, 302, False), (307, 301, False)]
)
async def test_a_feed_that_has_moved_for_good_says_where_to(
    reader: Reader, newsroom: Newsroom, first: int, second: int, moved: bool
) -> None:
    end = newsroom.feed("/end", rss(rss_item(newsroom.address + "/1", content=FULL)), etag='"1"')
    newsroom.redirect("/middle", "/end", second)
    url = newsroom.redirect("/start", "/middle", first)
    for etag in (None, '"1"'):
        assert (await reader.read_feed(url, etag)).moved_to == (end if moved else None)
    newsroom.page("/end", article_page())
    assert (await reader.read_feed(url)).moved_to is None


@pytest.mark.parametrize("link", ["/story", "/moved"])
async def test_links_of_a_typed_feed_lead_to_no_other_private_place(
    reader: Reader, newsroom: Newsroom, link: str
) -> None:
    refused = "leads to a private address, which is not read: 127.0.0.1"
    with open_newsroom() as other:
        there = other.page("/story", article_page())
        newsroom.redirect("/moved", there)
        own = newsroom.page("/own", article_page())
        away = there if link == "/story" else newsroom.address + link
        items = await read(reader, newsroom.feed("/feed", rss(rss_item(away), rss_item(own))))
        assert items[0] == Failure(away, refused)
        assert isinstance(items[1], Article)
        assert other.requests == []


async def test_a_chat_leads_to_no_private_place(reader: Reader, newsroom: Newsroom) -> None:
    url = newsroom.page("/story", article_page())
    [item] = [item async for item in reader.read(url, trust=Trust.CHAT)]
    assert item == Failure(url, "leads to a private address, which is not read: 127.0.0.1")
    found = await reader.read_feed(url, trust=Trust.CHAT)
    assert found.error == "leads to a private address, which is not read: 127.0.0.1"
    assert newsroom.requests == []


@pytest.mark.parametrize(
    "source", ["", ".", "/etc/hostname", "file:///etc/hostname", "FILE:/etc/hostname", "~", "a.md"]
)
async def test_a_chat_opens_no_file(reader: Reader, source: str) -> None:
    items = [item async for item in reader.read(source, trust=Trust.CHAT)]
    assert items == [Failure(source, "only web addresses are read from a chat")]


async def test_reading_a_large_feed_is_not_far_ahead_of_what_is_taken(newsroom: Newsroom) -> None:
    links = [newsroom.page(f"/{n}", "<p>Please sign in.</p>") for n in range(100)]
    url = newsroom.feed("/feed", rss(*map(rss_item, links)))
    async with Fetcher() as fetcher, aclosing(Reader(fetcher).read(url)) as items:
        taken = 0
        async for _ in items:
            taken += 1
            if taken == 3:
                break
            await asyncio.sleep(0.05)
        assert len(newsroom.requests) <= 1 + 3 + 16
    assert len(asyncio.all_tasks()) == 1


async def test_pages_that_wait_to_be_read_count_among_those_at_once(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [newsroom.page(f"/{n}", article_page()) for n in range(12)]
    url = newsroom.feed("/feed", rss(*map(rss_item, links)))
    ahead: list[int] = []

    def slowly(page: Page, address: str, title: str = "") -> Article:
        time.sleep(0.01)
        ahead.append(len(newsroom.requests) - 1 - len(ahead))
        return page_article(page, address, title)

    monkeypatch.setattr("knowledge.ingest.sources.page_article", slowly)
    async with Fetcher(FetchLimits(at_once=2, per_host=2)) as fetcher:
        assert len(await read(Reader(fetcher), url)) == 12
    assert max(ahead) <= 2
