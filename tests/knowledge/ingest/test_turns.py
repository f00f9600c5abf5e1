import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import FetchError
from knowledge.ingest.fetch import Fetcher, FetchLimits
from knowledge.ingest.reach import Reach
from knowledge.ingest.turns import asked_to_wait, retry_at
from tests.standins.newsroom import Newsroom, open_newsroom

NOW = datetime(2025, 8, 29, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BRISK = FetchLimits(whole_s=2, pause_s=0)


@dataclass(frozen=True, slots=True)
class Anywhere(Reach):
    """Several sites stand on one loopback here."""

    def covers(self, host: str, port: int) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def named(url: str, name: str) -> str:
    return url.replace("127.0.0.1", name)


@pytest.fixture
def other() -> Iterator[Newsroom]:
    with ExitStack() as held:
        yield held.enter_context(open_newsroom())


async def error_of(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url, reach=Anywhere())
    return caught.value


async def test_a_redirect_takes_its_turn_at_the_host_it_leads_to(newsroom: Newsroom, other: Newsroom) -> None:
    end = other.page("/end", "hello", delay=0.05)
    starts = [named(newsroom.redirect(f"/{n}", named(end, "end.example")), f"start{n}.example") for n in range(6)]
    async with Fetcher(BRISK, resolve=here) as fetcher:
        pages = await asyncio.gather(*(fetcher.get(url, reach=Anywhere()) for url in starts))
    assert [page.content for page in pages] == [b"hello"] * 6
    assert other.busiest == 2


@pytest.mark.parametrize("at_once", [1, 2, 8])
async def test_sites_that_lead_to_each_other_come_to_an_end(newsroom: Newsroom, at_once: int) -> None:
    first = named(newsroom.redirect("/a", named(newsroom.address + "/b", "b.example")), "a.example")
    second = named(newsroom.redirect("/b", first), "b.example")
    limits = replace(BRISK, at_once=at_once, per_host=1)
    async with Fetcher(limits, resolve=here) as fetcher, asyncio.timeout(5):
        errors = await asyncio.gather(*(error_of(fetcher, url) for url in [first, second] * 3))
    assert {error.reason for error in errors} == {"too many redirects"}


async def test_between_two_requests_to_one_host_there_is_a_pause(newsroom: Newsroom) -> None:
    urls = [named(newsroom.page(f"/{number}", "hello"), "news.example") for number in range(4)]
    started = time.monotonic()
    async with Fetcher(replace(BRISK, pause_s=0.05), resolve=here) as fetcher:
        await asyncio.gather(*(fetcher.get(url, reach=Anywhere()) for url in urls))
    assert 0.15 <= time.monotonic() - started < 1


async def test_this_machine_needs_no_pause(newsroom: Newsroom) -> None:
    url = newsroom.page("/a", "hello")
    async with Fetcher(replace(BRISK, pause_s=60)) as fetcher, asyncio.timeout(2):
        for address in (url, url, named(url, "localhost"), named(url, "localhost")):
            await fetcher.get(address, reach=Reach.typed(address))


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("header", ["120", format_datetime(NOW + timedelta(seconds=120), usegmt=True)])
async def test_a_site_that_asks_to_wait_is_left_alone(newsroom: Newsroom, status: int, header: str) -> None:
    busy = newsroom.page("/busy", "no", status=status, headers={"Retry-After": header})
    other = newsroom.page("/other", "hello")
    clock = Clock()
    async with Fetcher(BRISK, clock=clock) as fetcher:
        error = await error_of(fetcher, busy)
        assert error.reason.startswith(f"answered {status} (")
        assert error.reason.endswith(") and asked us to wait until 10:02 UTC")
        assert (error.status, error.retry_after) == (status, NOW + timedelta(seconds=120))
        error = await error_of(fetcher, other)
        assert (error.reason, error.source) == ("asked us to wait until 10:02 UTC", other)
        assert (error.status, error.retry_after) == (None, NOW + timedelta(seconds=120))
        assert newsroom.count("/other") == 0
        clock.now += timedelta(seconds=120)
        assert (await fetcher.get(other, reach=Anywhere())).content == b"hello"


async def test_requests_in_waiting_hear_that_a_site_asks_to_wait(newsroom: Newsroom) -> None:
    busy = newsroom.page("/busy", "no", status=429, headers={"Retry-After": "60"}, delay=0.02)
    async with Fetcher(replace(BRISK, per_host=1), clock=Clock()) as fetcher:
        errors = await asyncio.gather(*(error_of(fetcher, busy) for _ in range(5)))
    assert newsroom.count("/busy") == 1
    assert {error.retry_after for error in errors} == {NOW + timedelta(minutes=1)}


async def test_a_redirect_to_a_site_that_asks_to_wait_is_not_followed(newsroom: Newsroom) -> None:
    busy = named(newsroom.page("/busy", "no", status=429, headers={"Retry-After": "60"}), "busy.example")
    start = named(newsroom.redirect("/start", busy), "start.example")
    async with Fetcher(BRISK, clock=Clock(), resolve=here) as fetcher:
        await error_of(fetcher, busy)
        assert (await error_of(fetcher, start)).reason == "asked us to wait until 10:01 UTC"
    assert newsroom.count("/busy") == 1


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_only_an_overloaded_site_is_left_alone(newsroom: Newsroom, status: int) -> None:
    url = newsroom.page("/x", "x", status=status, headers={"Retry-After": "60"})
    async with Fetcher(BRISK, clock=Clock()) as fetcher:
        for _ in range(2):
            if status == 200:
                await fetcher.get(url, reach=Anywhere())
            else:
                assert (await error_of(fetcher, url)).retry_after is None
    assert newsroom.count("/x") == 2


@given(st.integers(0, 10**12))
def test_seconds_to_wait_are_a_day_at_most(seconds: int) -> None:
    wait = timedelta(seconds=min(seconds, DAY.total_seconds()))
    assert retry_at(f" {seconds} ", NOW) == (NOW + wait if wait else None)


@given(st.timedeltas(-DAY * 9, DAY * 9), st.sampled_from([0, 8, -5]))
def test_a_date_to_wait_for_is_a_day_away_at_most(away: timedelta, zone: int) -> None:
    date = (NOW + away).replace(microsecond=0)
    header = format_datetime(date + timedelta(hours=zone)).replace("+0000", f"{zone * 100:+05d}")
    assert retry_at(header, NOW) == (min(date, NOW + DAY) if date > NOW else None)


@given(st.text(max_size=40))
@pytest.mark.parametrize("header", ["", "-5", "soon", "9" * 5000, "Fri, 99 Aug 2025 10:00:00 GMT", "²"])
def test_nothing_in_that_header_is_an_error(header: str, text: str) -> None:
    for said in (header, text):
        until = retry_at(said, NOW)
        assert until is None or NOW < until <= NOW + DAY


@given(st.timedeltas(-DAY, DAY))
def test_the_minute_that_is_said_is_not_too_early(away: timedelta) -> None:
    until = NOW + away
    said = asked_to_wait(until)
    assert said in {f"asked us to wait until {until + timedelta(minutes=n):%H:%M} UTC" for n in (0, 1)}
    assert (until.second or until.microsecond) == 0 or f"{until:%H:%M}" not in said
