import asyncio
import gzip
import socket
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import FetchError, SourceError
from knowledge.ingest.fetch import USER_AGENT, Fetcher, FetchLimits, Page
from knowledge.ingest.reach import Reach
from tests.standins.newsroom import Newsroom

SMALL = FetchLimits(whole_s=0.3, max_bytes=100_000)


async def fetch(url: str, limits: FetchLimits = SMALL) -> Page:
    async with Fetcher(limits) as fetcher:
        return await fetcher.get(url, reach=Reach.typed(url))


async def reason(url: str, limits: FetchLimits = SMALL) -> str:
    with pytest.raises(SourceError) as caught:
        await fetch(url, limits)
    assert caught.value.source == url
    return caught.value.reason


async def test_a_page_comes_with_its_kind_and_charset(newsroom: Newsroom) -> None:
    url = newsroom.page("/a", "hello", content_type="Text/HTML; charset=GBK")
    page = await fetch(url)
    assert (page.url, page.content, page.content_type, page.charset) == (url, b"hello", "text/html", "gbk")


async def test_the_reader_says_who_it_is(newsroom: Newsroom) -> None:
    await fetch(newsroom.page("/a", "hello"))
    assert newsroom.requests[0].headers["user-agent"] == USER_AGENT


async def test_a_second_fetch_is_conditional(newsroom: Newsroom) -> None:
    url = newsroom.page("/a", "hello", etag='"v1"', modified="Fri, 29 Aug 2025 10:00:00 GMT")
    async with Fetcher() as fetcher:
        first = await fetcher.get(url, reach=Reach.typed(url))
        second = await fetcher.get(url, reach=Reach.typed(url), etag=first.etag, modified=first.modified)
    assert (first.not_modified, first.content) == (False, b"hello")
    assert (second.not_modified, second.content) == (True, b"")
    assert newsroom.requests[1].headers["if-modified-since"] == "Fri, 29 Aug 2025 10:00:00 GMT"


async def test_redirects_are_followed_and_the_last_address_is_told(newsroom: Newsroom) -> None:
    end = newsroom.page("/end", "hello")
    newsroom.redirect("/middle", "/end", 301)
    assert (await fetch(newsroom.redirect("/start", "/middle"))).url == end


async def test_redirects_come_to_an_end(newsroom: Newsroom) -> None:
    assert await reason(newsroom.redirect("/round", "/round")) == "too many redirects"
    assert newsroom.count("/round") == 6


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "http://127.0.0.1:99999/"])
async def test_a_redirect_away_from_the_web_is_not_followed(newsroom: Newsroom, target: str) -> None:
    assert await reason(newsroom.redirect("/away", target)) == "leads to what is not a web address"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "answered 404 (not found)"),
        (403, "answered 403 (forbidden)"),
        (429, "answered 429 (too many requests)"),
        (500, "answered 500 (internal server error)"),
        (599, "answered 599"),
        (410, "is gone for good (410)"),
        (300, "answered 300 (multiple choices)"),
    ],
)
async def test_a_refusal_is_told_with_its_number(newsroom: Newsroom, status: int, words: str) -> None:
    url = newsroom.page("/x", "no", status=status)
    assert await reason(url) == words
    with pytest.raises(FetchError) as caught:
        await fetch(url)
    assert (caught.value.status, caught.value.retry_after) == (status, None)


async def test_a_slow_site_is_given_up(newsroom: Newsroom) -> None:
    assert await reason(newsroom.page("/slow", "late", delay=5)) == "no answer within 0.3 s"


async def test_a_site_that_is_not_there_is_told_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert await reason(f"http://127.0.0.1:{port}/") == "could not be reached: connection refused"


async def test_a_name_that_does_not_exist_is_told_so() -> None:
    assert await reason("http://no-such-site.invalid/", FetchLimits()) == "name could not be resolved"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/a",
        "http://",
        "http://a:b/",
        "http://a.example:99999/",
        "http://\x00",
        "x" * 99999,
    ],
)
async def test_what_is_no_address_is_told_so(url: str) -> None:
    assert await reason(url) == "is not a web address"


async def test_a_page_over_the_limit_is_refused_by_its_length(newsroom: Newsroom) -> None:
    assert await reason(newsroom.page("/large", b"x" * 100_001)) == "is larger than 100,000 bytes"
    assert len((await fetch(newsroom.page("/just", b"x" * 100_000))).content) == 100_000


async def test_a_small_answer_that_unpacks_large_is_refused(newsroom: Newsroom) -> None:
    bomb = newsroom.packed("/bomb", b"\0" * 40_000_000)
    assert await reason(bomb, FetchLimits()) == "is larger than 10 MB"


async def test_a_packed_page_is_unpacked(newsroom: Newsroom) -> None:
    assert (await fetch(newsroom.packed("/packed", b"hello " * 1000))).content == b"hello " * 1000


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br"])
async def test_a_packing_that_was_not_asked_for_is_refused(newsroom: Newsroom, encoding: str) -> None:
    assert await reason(newsroom.packed("/odd", b"x", encoding=encoding)) == (
        f"is packed in a way that is not read ({encoding})"
    )


async def test_a_page_that_cannot_be_unpacked_is_damaged(newsroom: Newsroom) -> None:
    url = newsroom.page("/bad", b"not gzip at all", headers={"Content-Encoding": "gzip"})
    assert await reason(url) == "is damaged: it cannot be unpacked"


async def test_a_packed_page_without_its_end_is_damaged(newsroom: Newsroom) -> None:
    packed = gzip.compress(b"Revenue rose 15%")
    url = newsroom.page("/cut", packed[:-9], headers={"Content-Encoding": "gzip"})
    assert await reason(url) == "is damaged: its end is missing"


async def test_what_follows_a_packed_page_is_left_alone(newsroom: Newsroom) -> None:
    url = newsroom.page("/more", gzip.compress(b"hello") + b"\0" * 90_000, headers={"Content-Encoding": "gzip"})
    async with Fetcher(SMALL) as fetcher:
        for _ in range(3):
            assert (await fetcher.get(url, reach=Reach.typed(url))).content == b"hello"


async def test_a_page_that_has_moved_for_good_says_where_to(newsroom: Newsroom) -> None:
    end = newsroom.page("/end", "hello")
    newsroom.redirect("/once", "/end", 302)
    assert (await fetch(newsroom.redirect("/start", "/end", 308))).moved_to == end
    assert (await fetch(newsroom.redirect("/start", "/once", 301))).moved_to is None
    assert (await fetch(end)).moved_to is None


async def test_no_more_pages_are_held_than_are_fetched_at_once(newsroom: Newsroom) -> None:
    urls = [newsroom.page(f"/{number}", "hello") for number in range(6)]
    held: list[int] = []

    async def hold(fetcher: Fetcher, url: str) -> None:
        async with fetcher.page(url, reach=Reach.typed(url)):
            held.append(1)
            most.append(len(held))
            await asyncio.sleep(0.01)
            held.pop()

    most: list[int] = []
    async with Fetcher(FetchLimits(at_once=3, per_host=6)) as fetcher:
        await asyncio.gather(*(hold(fetcher, url) for url in urls))
    assert max(most) == 3


async def test_a_reader_who_gives_up_leaves_every_place_free(newsroom: Newsroom) -> None:
    slow = newsroom.page("/slow", "late", delay=9)
    quick = newsroom.page("/quick", "hello")
    async with Fetcher(FetchLimits(at_once=1, per_host=1)) as fetcher:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(fetcher.get(slow, reach=Reach.typed(slow)), 0.03)
        assert (await fetcher.get(quick, reach=Reach.typed(quick))).content == b"hello"


async def test_a_site_that_does_not_speak_http_is_told_so() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await reason(f"http://127.0.0.1:{port}/") == "broke off, or did not answer as a web server does"


async def test_a_host_is_asked_two_things_at_once_at_most(newsroom: Newsroom) -> None:
    urls = [newsroom.page(f"/{number}", "hello", delay=0.05) for number in range(6)]
    async with Fetcher() as fetcher:
        await asyncio.gather(*(fetcher.get(url, reach=Reach.typed(url)) for url in urls))
    assert newsroom.busiest == 2


async def test_waiting_for_a_place_does_not_count_as_slowness(newsroom: Newsroom) -> None:
    urls = [newsroom.page(f"/{number}", "hello", delay=0.15) for number in range(6)]
    async with Fetcher(FetchLimits(whole_s=0.3)) as fetcher:
        pages = await asyncio.gather(*(fetcher.get(url, reach=Reach.typed(url)) for url in urls))
    assert len(pages) == 6


async def test_loopback_is_reached_without_the_proxy(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert (await fetch(newsroom.page("/a", "hello"))).content == b"hello"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=30))
async def test_no_address_lets_a_foreign_error_out(newsroom: Newsroom, path: str) -> None:
    async with Fetcher(SMALL) as fetcher:
        for url in (path, f"{newsroom.address}/{path}", f"{newsroom.address}{path}"):
            with suppress(SourceError):
                await fetcher.get(url, reach=Reach.typed(url))
