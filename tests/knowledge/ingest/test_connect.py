import asyncio
import socket
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import trustme

from knowledge.errors import FetchError
from knowledge.ingest.connect import Resolve
from knowledge.ingest.fetch import Fetcher, FetchLimits, Page
from knowledge.ingest.reach import PUBLIC, Reach
from tests.standins.newsroom import Newsroom, open_newsroom
from tests.standins.wire import names, wire

SMALL = FetchLimits(connect_s=0.3, whole_s=1, pause_s=0)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
NO_TLS = "could not be reached: no secure connection, its certificate may be wrong"


def private(host: str) -> str:
    return f"leads to a private address, which is not read: {host}"


async def get(url: str, reach: Reach, resolve: Resolve) -> Page:
    async with Fetcher(SMALL, resolve=resolve) as fetcher:
        return await fetcher.get(url, reach=reach)


async def reason(url: str, reach: Reach, resolve: Resolve) -> str:
    with pytest.raises(FetchError) as caught:
        await get(url, reach, resolve)
    assert caught.value.source == url
    return caught.value.reason


def as_the_system_does(**places: Sequence[str]) -> Resolve:
    """Names as given; numbers, however they are spelt, as the system reads them."""
    known = names(**places)

    async def resolve(host: str, port: int) -> list[str]:
        return await known(host, port) if host in places else [str(socket.getaddrinfo(host, port)[0][4][0])]

    return resolve


@pytest.fixture
def other() -> Iterator[Newsroom]:
    with open_newsroom() as site:
        yield site


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0x7f000001",
            "0.0.0.0",
            "localhost",
            "LOCALHOST",
            "localhost.",
        ),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%eth0]"),
        *("user:pass@127.0.0.1", "news.example@127.0.0.1", "127。0。0。1", "127.0.0.1.", "10.0.0.8", "169.254.169.254"),
        *("inside.example", "both.example", "mapped.example", "INSIDE.example."),
    ],
)
async def test_no_spelling_leads_a_chat_to_a_private_place(newsroom: Newsroom, host: str) -> None:
    newsroom.page("/", "secret")
    port = newsroom.address.rpartition(":")[2]
    resolve = as_the_system_does(
        **{
            "inside.example": "127.0.0.1",
            "inside.example.": "127.0.0.1",
            "both.example": ["93.184.215.14", "127.0.0.1"],
            "mapped.example": "::ffff:127.0.0.1",
        }
    )
    assert (await reason(f"http://{host}:{port}/", PUBLIC, resolve)).startswith(private(""))
    assert newsroom.requests == []


@pytest.mark.parametrize(
    "host", ["0177.0.0.1", "１２７.0.0.1", "127.0.0.1%00", "127%2e0.0.1", "[::1", "127.0.0.1\\", "ⓛocalhost"]
)
async def test_a_spelling_that_is_no_host_is_told(host: str) -> None:
    assert await reason(f"http://{host}/", PUBLIC, names()) == "is not a web address"


async def test_a_redirect_from_the_typed_place_to_another_private_one_is_refused(
    newsroom: Newsroom, other: Newsroom
) -> None:
    start = newsroom.redirect("/start", other.page("/end", "secret"))
    assert await reason(start, Reach.typed(start), names()) == private("127.0.0.1")
    assert other.requests == []


async def test_a_redirect_within_the_typed_place_is_followed(newsroom: Newsroom) -> None:
    newsroom.page("/end", "hello")
    start = newsroom.redirect("/start", "/end")
    assert (await get(start, Reach.typed(start), names())).content == b"hello"


async def test_a_name_is_resolved_once_and_that_very_address_connected_to(newsroom: Newsroom) -> None:
    url = newsroom.page("/", "hello").replace("127.0.0.1", "news.example")
    answers = [["127.0.0.1"], ["127.0.0.2"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    assert (await get(url, Reach.typed(url), resolve)).content == b"hello"
    assert answers == [["127.0.0.2"]]


async def test_an_open_connection_to_the_typed_place_serves_no_other_reading(newsroom: Newsroom) -> None:
    url = newsroom.page("/", "secret").replace("127.0.0.1", "news.example")
    async with Fetcher(SMALL, resolve=names(**{"news.example": "127.0.0.1"})) as fetcher:
        assert (await fetcher.get(url, reach=Reach.typed(url))).content == b"secret"
        with pytest.raises(FetchError, match="private address"):
            await fetcher.get(url)


async def test_the_next_address_is_tried_when_one_fails(newsroom: Newsroom) -> None:
    url = newsroom.page("/", "hello").replace("127.0.0.1", "news.example")
    resolve = names(**{"news.example": ["127.0.0.2", "::1", "127.0.0.1"]})
    assert (await get(url, Reach.typed(url), resolve)).content == b"hello"
    host, _, port = url.removeprefix("http://").removesuffix("/").partition(":")
    assert newsroom.requests[0].headers["host"] == f"{host}:{port}"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([], "name could not be resolved"),
        (["127.0.0.2", "127.0.0.3"], "could not be reached: connection refused"),
    ],
)
async def test_where_no_address_answers_it_is_told_why(newsroom: Newsroom, found: list[str], words: str) -> None:
    url = newsroom.address.replace("127.0.0.1", "news.example")
    assert await reason(url, Reach.typed(url), names(**{"news.example": found})) == words


async def test_a_resolver_that_does_not_answer_is_given_up() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(9)
        return []

    assert await reason("http://news.example/", PUBLIC, resolve) == "could not be reached within 0.3 s"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def context(authority: trustme.CA, *hosts: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*hosts).configure_cert(made)
    return made


async def test_a_certificate_is_checked_by_the_name_not_the_address(authority: trustme.CA) -> None:
    here = names(**{"news.example": "127.0.0.1", "other.example": "127.0.0.1"})
    async with wire(OK, context(authority, "news.example")) as site:
        good, wrong = (f"https://{name}:{site.port}/" for name in ("news.example", "other.example"))
        assert (await get(good, Reach.typed(good), here)).content == b"hello"
        assert f"Host: news.example:{site.port}\r\n" in site.heads[0]
        assert await reason(wrong, Reach.typed(wrong), here) == NO_TLS
    async with wire(OK, context(authority, "127.0.0.1")) as site:
        by_address_only = f"https://news.example:{site.port}/"
        assert await reason(by_address_only, Reach.typed(by_address_only), here) == NO_TLS


async def test_a_certificate_of_a_stranger_is_refused(authority: trustme.CA) -> None:
    async with wire(OK, context(trustme.CA(), "news.example")) as site:
        url = f"https://news.example:{site.port}/"
        assert await reason(url, Reach.typed(url), names(**{"news.example": "127.0.0.1"})) == NO_TLS


async def test_a_connection_opened_for_one_name_is_not_used_for_another(authority: trustme.CA) -> None:
    async def keep(writer: asyncio.StreamWriter) -> None:
        writer.write(OK)

    here = names(**{"news.example": "127.0.0.1", "other.example": "127.0.0.1"})
    async with (
        wire(keep, context(authority, "news.example")) as site,
        Fetcher(SMALL, resolve=here) as fetcher,
    ):
        good, wrong = (f"https://{name}:{site.port}/" for name in ("news.example", "other.example"))
        for _ in range(2):
            assert (await fetcher.get(good, reach=Reach.typed(good))).content == b"hello"
        with pytest.raises(FetchError, match="no secure connection"):
            await fetcher.get(wrong, reach=Reach.typed(wrong))
        assert len(site.heads) == 2


async def test_a_proxy_is_asked_for_what_it_alone_can_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    async with wire(OK) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        assert (await get("http://news.example/a", PUBLIC, names())).content == b"hello"
        public = names(**{"news.example": "93.184.215.14"})
        assert (await get("http://news.example/a", PUBLIC, public)).content == b"hello"
        assert [head.splitlines()[0] for head in proxy.heads] == ["GET http://news.example/a HTTP/1.1"] * 2


async def test_a_name_that_leads_nowhere_from_here_is_looked_up_once_beside_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        await asyncio.sleep(9)
        return []

    async with wire(OK) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        async with Fetcher(SMALL, resolve=resolve) as fetcher:
            for path in "abc":
                assert (await fetcher.get(f"http://news.example/{path}")).content == b"hello"
    assert asked == ["news.example"]


@pytest.mark.parametrize(
    "host", ["10.0.0.8", "[::ffff:10.0.0.8]", "inside.example", "both.example", "intranet", "2130706433", "a.localhost"]
)
async def test_a_proxy_is_not_asked_for_a_private_place(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = names(**{"inside.example": "10.0.0.8", "both.example": ["93.184.215.14", "10.0.0.8"]})
    async with wire(OK) as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.address)
        monkeypatch.setenv("HTTPS_PROXY", proxy.address.removeprefix("http://"))
        for scheme in ("http", "https"):
            assert (await reason(f"{scheme}://{host}/", PUBLIC, resolve)).startswith(private(""))
        assert proxy.heads == []


async def test_a_proxy_is_asked_for_the_private_place_that_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with wire(OK) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        url = "http://intranet/feed"
        assert (await get(url, Reach.typed(url), names(intranet="10.0.0.8"))).content == b"hello"


async def test_what_the_environment_excepts_is_reached_without_the_proxy(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.org, .news.example")
    url = newsroom.page("/", "hello").replace("127.0.0.1", "www.news.example")
    resolve = names(**{"www.news.example": "127.0.0.1"})
    assert (await get(url, Reach.typed(url), resolve)).content == b"hello"
    beyond = url.replace("www.news.example", "elsewhere.example")
    assert (await reason(beyond, Reach.typed(beyond), resolve)).startswith("could not be reached")
