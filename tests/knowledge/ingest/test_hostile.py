import asyncio
from itertools import count

import pytest

from knowledge.errors import FetchError
from knowledge.ingest.fetch import Fetcher, FetchLimits, Page
from knowledge.ingest.reach import Reach
from tests.standins.newsroom import Newsroom
from tests.standins.wire import Say, reset, wire

SMALL = FetchLimits(whole_s=0.3, max_bytes=100_000)
BROKE_OFF = "broke off, or did not answer as a web server does"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def get(url: str) -> Page:
    async with Fetcher(SMALL) as fetcher:
        return await fetcher.get(url, reach=Reach.typed(url))


async def failure(say: Say | bytes) -> FetchError:
    async with wire(say) as site:
        return await failed(f"{site.address}/")


async def failed(url: str) -> FetchError:
    async with asyncio.timeout(2):
        with pytest.raises(FetchError) as caught:
            await get(url)
    return caught.value


async def test_a_body_that_trickles_is_given_up() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    assert (await failure(say)).reason == "no answer within 0.3 s"


async def test_a_head_that_trickles_is_given_up() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for number in count():
            writer.write(b"X-%d: y\r\n" % number)
            await writer.drain()
            await asyncio.sleep(0.01)

    assert (await failure(say)).reason == "no answer within 0.3 s"


async def test_a_head_without_end_is_broken_off() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        while True:
            writer.write(b"X-Header: " + b"y" * 1000 + b"\r\n")
            await writer.drain()

    assert (await failure(say)).reason == BROKE_OFF


async def test_announcements_without_end_are_given_up() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20)
            await writer.drain()

    assert (await failure(say)).reason == "no answer within 0.3 s"


async def test_a_body_without_end_is_too_large() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()

    assert (await failure(say)).reason == "is larger than 100,000 bytes"


async def test_a_body_shorter_than_it_says_is_refused() -> None:
    assert (await failure(HEAD + b"Content-Length: 50\r\n\r\nhello")).reason == BROKE_OFF


async def test_of_a_body_longer_than_it_says_only_that_much_is_read() -> None:
    async with wire(HEAD + b"Content-Length: 5\r\n\r\nhello and more") as site:
        assert (await get(f"{site.address}/")).content == b"hello"


async def test_two_lengths_are_no_length() -> None:
    said = HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello"
    assert (await failure(said)).reason == BROKE_OFF


async def test_a_broken_chunk_is_refused() -> None:
    said = HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"
    assert (await failure(said)).reason == BROKE_OFF


async def test_a_connection_reset_in_the_middle_is_told() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 50\r\n\r\nhello")
        await writer.drain()
        await asyncio.sleep(0.02)
        reset(writer)

    assert (await failure(say)).reason == "the connection broke"


async def test_an_answer_that_never_comes_is_given_up_and_one_that_is_nothing_is_told() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(9)

    assert (await failure(say)).reason == "no answer within 0.3 s"
    assert (await failure(b"")).reason == BROKE_OFF


async def test_redirects_share_the_time_of_one_fetch(newsroom: Newsroom) -> None:
    for number in range(5):
        newsroom.page(f"/{number}", "", status=302, headers={"Location": f"/{number + 1}"}, delay=0.1)
    assert (await failed(newsroom.address + "/0")).reason == "no answer within 0.3 s"


async def test_redirects_that_never_repeat_come_to_an_end() -> None:
    paths = count()

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /%d\r\n\r\n" % next(paths))
        await writer.drain()

    assert (await failure(say)).reason == "too many redirects"
    assert next(paths) == 6


async def test_the_body_of_a_redirect_is_not_read() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: javascript:alert(1)\r\n\r\n")
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()

    assert (await failure(say)).reason == "leads to what is not a web address"


@pytest.mark.parametrize(
    "target",
    [
        *("file:///etc/hostname", "ftp://127.0.0.1/x", "javascript:alert(1)", "data:text/html,hello", "http://[::"),
        *("http://a:b/", "http://127.0.0.1:99999/", "http://a%2eb/", "http://a b/", "http://0177.0.0.1"),
    ],
)
async def test_a_redirect_to_what_is_no_page_is_not_followed(newsroom: Newsroom, target: str) -> None:
    assert (await failed(newsroom.redirect("/away", target))).reason == "leads to what is not a web address"


async def test_a_redirect_that_does_not_say_where_is_told(newsroom: Newsroom) -> None:
    error = await failed(newsroom.page("/x", "", status=302))
    assert (error.reason, error.status) == ("answered 302 (found) without saying where to go", 302)
