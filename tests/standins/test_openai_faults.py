"""How calls of the stand-in go wrong, and what the real client makes of it."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from tests.standins.openai import KEY, MODEL, Fault, ModelServer
from tests.standins.openai_faults import (
    BAD_KEY,
    BROKEN,
    CUT,
    GATEWAY,
    HANGS,
    OVERLOADED,
    PAGE,
    QUOTA,
    TOO_LONG,
    cut,
    ends,
    error_event,
    flood,
    garbage,
    stalls,
    trickles,
)
from tests.standins.openai_minds import Saying

ASKED: Any = [{"role": "user", "content": "Why?"}]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda messages, tools: Saying("one two three four five six")) as server:
        yield server
    assert server.violations == []


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=0, timeout=0.5) as client:
        yield client


async def _whole(client: AsyncOpenAI) -> str:
    given = await client.chat.completions.create(model=MODEL, messages=ASKED)
    return given.choices[0].message.content or ""


async def _heard(client: AsyncOpenAI, heard: list[str]) -> str:
    async for chunk in await client.chat.completions.create(model=MODEL, messages=ASKED, stream=True):
        heard.append(chunk.choices[0].delta.content or "")
    return "".join(heard)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        (BAD_KEY, openai.AuthenticationError, "invalid_api_key"),
        (flood(7), openai.RateLimitError, "rate_limit_exceeded"),
        (QUOTA, openai.RateLimitError, "insufficient_quota"),
        (BROKEN, openai.InternalServerError, None),
        (OVERLOADED, openai.InternalServerError, None),
        (GATEWAY, openai.InternalServerError, None),
        (TOO_LONG, openai.BadRequestError, "context_length_exceeded"),
        (HANGS, openai.APITimeoutError, None),
        (CUT, openai.APIConnectionError, None),
    ],
)
async def test_a_failure_has_the_clients_own_class(
    server: ModelServer,
    client: AsyncOpenAI,
    fault: Fault,
    error: type[openai.APIError],
    code: str | None,
    streams: bool,
) -> None:
    server.fails(fault)
    with pytest.raises(error) as failed:
        await (_heard(client, []) if streams else _whole(client))
    assert type(failed.value) is error
    assert failed.value.code == code
    assert await _whole(client) == "one two three four five six"


async def test_a_flood_says_how_long_to_wait_or_does_not(server: ModelServer, client: AsyncOpenAI) -> None:
    server.fails(flood(7), flood())
    waits = []
    for _ in range(2):
        with pytest.raises(openai.RateLimitError) as failed:
            await _whole(client)
        waits.append(failed.value.response.headers.get("retry-after"))
    assert waits == ["7", None]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (cut(), openai.APIConnectionError),
        (stalls(), openai.APITimeoutError),
        (error_event(), openai.APIError),
        (garbage(), ValueError),
    ],
)
async def test_what_came_before_a_stream_went_wrong_was_heard(
    server: ModelServer, client: AsyncOpenAI, fault: Fault, error: type[Exception]
) -> None:
    server.fails(fault)
    heard: list[str] = []
    with pytest.raises(error):
        await _heard(client, heard)
    assert "".join(heard) == "one two three"


async def test_a_stream_that_only_ends_raises_nothing_at_the_client(server: ModelServer, client: AsyncOpenAI) -> None:
    server.fails(ends())
    assert await _heard(client, []) == "one two three"


async def test_a_fault_later_than_the_answer_comes_at_its_end(server: ModelServer, client: AsyncOpenAI) -> None:
    server.fails(cut(after=99))
    heard: list[str] = []
    with pytest.raises(openai.APIConnectionError):
        await _heard(client, heard)
    assert "".join(heard) == "one two three four five six"


@pytest.mark.parametrize("fault", [PAGE, garbage(), ends(), error_event()])
async def test_a_page_or_rubbish_in_place_of_a_document_is_no_answer(
    server: ModelServer, client: AsyncOpenAI, fault: Fault
) -> None:
    server.fails(fault)
    with pytest.raises((ValueError, AttributeError, TypeError, openai.APIError)):
        await _whole(client)


async def test_a_page_in_place_of_a_stream_brings_no_words(server: ModelServer, client: AsyncOpenAI) -> None:
    server.fails(PAGE)
    assert await _heard(client, []) == ""


async def test_words_trickle(server: ModelServer, client: AsyncOpenAI) -> None:
    server.fails(trickles(0.06))
    began = time.monotonic()
    assert await _heard(client, []) == "one two three four five six"
    assert time.monotonic() - began > 0.28


async def test_a_server_that_is_down_refuses_connections_until_it_is_back(client: AsyncOpenAI) -> None:
    with ModelServer(lambda messages, tools: Saying("back")) as server:
        async with AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=0, timeout=2) as mine:
            assert await _whole(mine) == "back"
            server.goes_down()
            with pytest.raises(openai.APIConnectionError):
                await _whole(mine)
            address = server.url
            server.comes_back()
            assert (server.url, await _whole(mine)) == (address, "back")


async def test_it_keeps_failing_until_it_recovers_and_one_call_may_be_let_through(
    server: ModelServer, client: AsyncOpenAI
) -> None:
    server.fails(None, BROKEN)
    assert await _whole(client)
    with pytest.raises(openai.InternalServerError):
        await _whole(client)
    server.keeps_failing(OVERLOADED)
    for _ in range(3):
        with pytest.raises(openai.InternalServerError):
            await _whole(client)
    server.recovers()
    assert await _whole(client)
    assert [call.status for call in server.calls[-6:]] == [200, 500, 503, 503, 503, 200]


async def test_the_client_tries_again_by_itself_where_it_may(server: ModelServer) -> None:
    server.fails(BROKEN)
    async with AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=1) as client:
        assert await _whole(client) == "one two three four five six"
