"""The stand-in for a model's server, at the real client."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk

from tests.standins.openai import KEY, MODEL, ModelServer, Pace
from tests.standins.openai_minds import Saying, Scripted, ToolCall, Usage

ASKED: Any = [{"role": "user", "content": "How much did it rise?"}]
SEARCH: Any = {
    "type": "function",
    "function": {
        "name": "search_news",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string"}, "limit": {"type": "integer"}},
            "required": ["query", "limit"],
        },
    },
}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(Scripted(["It rose 26% in the quarter.\n\n据报道增长了。"] * 20)) as server:
        yield server


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=0, timeout=5) as client:
        yield client


async def _streamed(client: AsyncOpenAI, **more: Any) -> list[ChatCompletionChunk]:
    asked = {"messages": ASKED, **more}
    return [chunk async for chunk in await client.chat.completions.create(model=MODEL, stream=True, **asked)]


def _text(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


async def test_an_answer_comes_whole(server: ModelServer, client: AsyncOpenAI) -> None:
    given = await client.chat.completions.create(model=MODEL, messages=ASKED)
    assert given.choices[0].message.content == "It rose 26% in the quarter.\n\n据报道增长了。"
    assert given.choices[0].finish_reason == "stop"
    assert given.usage
    assert given.usage.total_tokens == server.usage.prompt_tokens + server.usage.completion_tokens > 0
    assert server.violations == []


async def test_an_answer_comes_word_by_word(server: ModelServer, client: AsyncOpenAI) -> None:
    chunks = await _streamed(client)
    assert _text(chunks) == "It rose 26% in the quarter.\n\n据报道增长了。"
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert [chunk.usage for chunk in chunks] == [None] * len(chunks)
    assert server.calls[0].timing.words == len(chunks) - 2 > 8


async def test_usage_comes_last_where_it_was_asked_for(server: ModelServer, client: AsyncOpenAI) -> None:
    server.thinks(Scripted([Saying("Yes.", usage=Usage(120, 7))]))
    chunks = await _streamed(client, stream_options={"include_usage": True})
    assert [bool(chunk.usage) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].choices == []
    assert chunks[-1].usage
    assert (chunks[-1].usage.total_tokens, server.usage) == (127, Usage(120, 7))


@pytest.mark.parametrize("streams", [False, True])
async def test_tools_are_called_side_by_side_and_their_answers_come_back(
    server: ModelServer, client: AsyncOpenAI, streams: bool
) -> None:
    calls = [ToolCall("search_news", {"query": query, "limit": 3}) for query in ("阿里", "b")]
    server.thinks(Scripted([Saying(calls=calls), "It rose."]))
    if streams:
        async with client.chat.completions.stream(model=MODEL, messages=ASKED, tools=[SEARCH]) as stream:
            given: Any = await stream.get_final_completion()
    else:
        given = await client.chat.completions.create(model=MODEL, messages=ASKED, tools=[SEARCH])
    message = given.choices[0].message
    assert given.choices[0].finish_reason == "tool_calls"
    assert message.content is None
    assert [json.loads(call.function.arguments)["query"] for call in message.tool_calls] == ["阿里", "b"]
    shapes = {"id", "type", "function"}
    called = [
        {**call.model_dump(include=shapes), "function": {"name": "search_news", "arguments": call.function.arguments}}
        for call in message.tool_calls
    ]
    answers = [{"role": "tool", "tool_call_id": call["id"], "content": "[1] ..."} for call in called]
    messages = [*ASKED, {"role": "assistant", "content": None, "tool_calls": called}, *answers]
    assert _text(await _streamed(client, messages=messages, tools=[SEARCH])) == "It rose."
    assert server.violations == []


async def test_one_call_at_a_time_or_none_if_so_asked(server: ModelServer, client: AsyncOpenAI) -> None:
    two = Saying("Let me see.", calls=[ToolCall("search_news", {"query": query}) for query in "ab"])
    server.thinks(Scripted([two] * 3))
    ask: Any = client.chat.completions.create
    one = await ask(model=MODEL, messages=ASKED, tools=[SEARCH], parallel_tool_calls=False)
    assert len(one.choices[0].message.tool_calls) == 1
    none = await ask(model=MODEL, messages=ASKED, tools=[SEARCH], tool_choice="none")
    assert (none.choices[0].message.tool_calls, none.choices[0].finish_reason) == (None, "stop")
    chosen = {"type": "function", "function": {"name": "search_news"}}
    named = await ask(model=MODEL, messages=ASKED, tools=[SEARCH], tool_choice=chosen)
    assert named.choices[0].finish_reason == "stop"


async def test_an_answer_fits_the_schema_that_was_asked_for(server: ModelServer, client: AsyncOpenAI) -> None:
    row = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": False}
    properties = {"sure": {"type": "boolean"}, "text": {"type": "string"}, "row": row}
    schema = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "said", "schema": schema, "strict": True}}
    given = await client.chat.completions.create(model=MODEL, messages=ASKED, response_format=wanted)
    said = json.loads(given.choices[0].message.content or "")
    assert said == {"sure": False, "text": "It rose 26% in the quarter.\n\n据报道增长了。", "row": {"n": 0}}


async def test_an_answer_is_cut_to_its_length_or_at_a_stop(server: ModelServer, client: AsyncOpenAI) -> None:
    short = await client.chat.completions.create(model=MODEL, messages=ASKED, max_completion_tokens=3)
    assert (short.choices[0].message.content, short.choices[0].finish_reason) == ("It rose 26%", "length")
    stopped = await client.chat.completions.create(model=MODEL, messages=ASKED, stop=[" in"])
    assert (stopped.choices[0].message.content, stopped.choices[0].finish_reason) == ("It rose 26%", "stop")


async def test_the_models_are_listed(server: ModelServer, client: AsyncOpenAI) -> None:
    assert [model.id async for model in await client.models.list()] == [MODEL]
    assert (await client.models.retrieve(MODEL)).id == MODEL


async def test_words_leave_when_the_pace_says_so(server: ModelServer, client: AsyncOpenAI) -> None:
    server.pace = Pace(first=0.2, rate=40)
    began = time.monotonic()
    heard: list[float] = []
    async for chunk in await client.chat.completions.create(model=MODEL, messages=ASKED, stream=True):
        if chunk.choices[0].delta.content:
            heard.append(time.monotonic())
    timing = server.calls[0].timing
    assert timing.first_word_at
    assert 0.19 < timing.first_word_at - began < 0.6
    assert heard[0] - timing.first_word_at < 0.25
    assert (len(heard) - 1) / 40 - 0.05 < heard[-1] - heard[0] < (len(heard) - 1) / 40 + 0.3


async def test_a_caller_who_hangs_up_is_noticed_at_once(server: ModelServer, client: AsyncOpenAI) -> None:
    server.pace = Pace(rate=2)
    stream = await client.chat.completions.create(model=MODEL, messages=ASKED, stream=True)
    async for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    await stream.close()
    left = time.monotonic()
    timing = server.calls[0].timing
    while timing.ended_at is None:
        await asyncio.sleep(0.005)
        assert time.monotonic() < left + 0.4
    assert timing.hung_up
    assert timing.words < 4


async def test_two_hundred_turns_at_once_take_no_longer_than_one(server: ModelServer) -> None:
    server.thinks(lambda messages, tools: Saying("a word " * 10))
    server.pace = Pace(first=0.5, rate=20)
    asked = {"model": MODEL, "messages": ASKED, "stream": True}
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, limits=limits, timeout=20) as raw:
        replies = await asyncio.gather(*(raw.post(f"{server.url}/chat/completions", json=asked) for _ in range(200)))
    assert all(reply.text.endswith("data: [DONE]\n\n") for reply in replies)
    assert max((call.timing.ended_at or 0) - call.timing.at for call in server.calls) < 0.5 + 1 + 0.8
