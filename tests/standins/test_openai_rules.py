"""What the stand-in for a model's server refuses, and how the real client reads it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import AsyncOpenAI, AuthenticationError, BadRequestError, NotFoundError

from tests.standins.openai import KEY, MODEL, ModelServer
from tests.standins.openai_minds import Json, Saying
from tests.standins.openai_rules import objection

HELLO: Json = {"role": "user", "content": "hello"}
CALLED: Json = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "search", "arguments": "{}"}},
        {"id": "call_2", "type": "function", "function": {"name": "search", "arguments": "{}"}},
    ],
}
FIRST: Json = {"role": "tool", "tool_call_id": "call_1", "content": "nothing found"}
SECOND: Json = {**FIRST, "tool_call_id": "call_2"}


def _tool(name: str = "search", **more: Any) -> Json:
    return {"type": "function", "function": {"name": name, **more}}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda messages, tools: Saying("Hello.")) as server:
        yield server


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=0, timeout=5) as client:
        yield client


def _refused(messages: list[Any] | None = None, **more: Any) -> tuple[str, str | None, str | None]:
    found = objection({"model": MODEL, "messages": messages if messages is not None else [HELLO], **more})
    return (found.message, found.param, found.code) if found else ("", None, None)


def test_an_ordinary_conversation_with_tools_is_let_in() -> None:
    messages = [{"role": "system", "content": "Be brief."}, HELLO, CALLED, SECOND, FIRST, {**HELLO, "name": "ann"}]
    more = {"tools": [_tool()], "temperature": 0.1, "stream": True, "stream_options": {"include_usage": True}}
    assert objection({"model": MODEL, "messages": messages, **more}) is None


@pytest.mark.parametrize(
    ("messages", "words", "param"),
    [
        ([HELLO, CALLED, FIRST, HELLO], "did not have response messages: call_2", "messages.[3].role"),
        ([HELLO, CALLED], "did not have response messages: call_1, call_2", "messages.[2].role"),
        ([HELLO, FIRST], "must be a response to a preceeding message with 'tool_calls'", "messages.[1].role"),
        ([HELLO, CALLED, FIRST, FIRST], "must be a response to a preceeding message", "messages.[3].role"),
        ([HELLO, CALLED, {"role": "tool", "content": ""}], "must have a 'tool_call_id'", "messages.[2].tool_call_id"),
        ([{"role": "bot", "content": "x"}], "Invalid value: 'bot'. Supported values are: 'system'", "messages[0].role"),
        ([{"role": "user", "content": None}], "expected a string, got null", "messages.[0].content"),
        ([{"role": "assistant", "content": None}], "expected a string, got null", "messages.[0].content"),
        ([{"role": "user", "content": 7}], "expected one of a string or array of objects", "messages[0].content"),
        ([{"role": "user", "content": [{"text": "x"}]}], "Missing required parameter", "messages[0].content[0].type"),
        ([{**HELLO, "at": 1}], "Unknown parameter: 'messages[0].at'", "messages[0].at"),
        (["hello"], "Invalid type for 'messages[0]'", "messages[0]"),
        ([{"role": "assistant", "content": "x", "tool_calls": []}], "empty array", "messages[0].tool_calls"),
        ([], "Invalid 'messages': empty array", "messages"),
    ],
)
def test_a_conversation_that_cannot_be_is_refused(messages: list[Any], words: str, param: str) -> None:
    message, where, _ = _refused(messages)
    assert words in message
    assert where == param


@pytest.mark.parametrize(
    ("more", "words", "code"),
    [
        ({"thinking": True}, "Unrecognized request argument supplied: thinking", None),
        ({"stream_options": {"include_usage": True}}, "only allowed when 'stream' is enabled", None),
        ({"stream": True, "stream_options": {"usage": True}}, "Unknown parameter", "unknown_parameter"),
        ({"tools": []}, "Invalid 'tools': empty array", "empty_array"),
        ({"tool_choice": "auto"}, "'tool_choice' is only allowed when 'tools' are specified", None),
        ({"parallel_tool_calls": True}, "'parallel_tool_calls' is only allowed", None),
        ({"tools": [_tool()], "tool_choice": "any"}, "Invalid value: 'any'", "invalid_value"),
        ({"tools": [_tool()], "tool_choice": _tool("quote")}, "no function named 'quote'", None),
        ({"tools": [_tool("look up")]}, "string does not match pattern", "invalid_value"),
        ({"tools": [{"type": "search"}]}, "Supported values are: 'function'", "invalid_value"),
        ({"tools": [_tool(parameters={})]}, "schema must be a JSON Schema of", "invalid_function_parameters"),
        ({"tools": [_tool(strict=True)]}, "'additionalProperties' is required", "invalid_function_parameters"),
        ({"temperature": 3}, "decimal above maximum value", "decimal_above_max_value"),
        ({"max_tokens": 0}, "integer below minimum value", "integer_below_min_value"),
        ({"max_tokens": 9, "max_completion_tokens": 9}, "at the same time", "invalid_parameter_combination"),
        ({"stream": "yes"}, "expected a boolean, but got a string", "invalid_type"),
        ({"response_format": {"type": "json_object"}}, "must contain the word 'json'", None),
        ({"response_format": {"type": "xml"}}, "Invalid value: 'xml'", "invalid_value"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema", "missing_required_parameter"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(more: Json, words: str, code: str | None) -> None:
    message, _, found = _refused(**more)
    assert words in message
    assert found == code


def test_a_strict_schema_must_name_all_it_holds_however_deep() -> None:
    inner = {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a"], "additionalProperties": False}
    rows = {"type": "array", "items": inner}
    outer = {"type": "object", "properties": {"rows": rows}, "required": ["rows"], "additionalProperties": False}
    message, where, _ = _refused(tools=[_tool(strict=True, parameters=outer)])
    assert "In context=('properties', 'rows', 'items')" in message
    assert message.endswith("Missing 'b'.")
    assert where == "tools[0].function.parameters"


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool", "bot"])}, optional={"content": _ANY, "tool_call_id": _ANY}
)


@given(st.lists(_MESSAGE | _ANY, max_size=4))
def test_whatever_comes_as_messages_is_let_in_or_refused_in_words(messages: list[Any]) -> None:
    found = objection({"model": MODEL, "messages": messages})
    assert found is None or (found.status == 400 and found.message)


async def test_a_refusal_is_a_violation_and_the_clients_bad_request(server: ModelServer, client: AsyncOpenAI) -> None:
    orphan: Any = [HELLO, FIRST]
    with pytest.raises(BadRequestError, match="preceeding message") as refused:
        await client.chat.completions.create(model=MODEL, messages=orphan)
    assert refused.value.param == "messages.[1].role"
    assert "preceeding message" in server.violations.pop()
    assert server.calls[-1].status == 400


async def test_a_model_that_is_not_there_is_not_found(server: ModelServer, client: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError) as refused:
        await client.chat.completions.create(model="gpt-0", messages=[{"role": "user", "content": "hello"}])
    assert refused.value.code == "model_not_found"
    with pytest.raises(NotFoundError):
        await client.models.retrieve("gpt-0")


@pytest.mark.parametrize("key", ["sk-wrong-0123456789", "x"])
async def test_a_wrong_key_is_refused(server: ModelServer, key: str) -> None:
    async with AsyncOpenAI(base_url=server.url, api_key=key, max_retries=0) as client:
        with pytest.raises(AuthenticationError) as refused:
            await client.models.list()
    assert refused.value.code == "invalid_api_key"
    assert "0123456789" not in refused.value.message


def test_no_key_no_json_and_no_such_address_are_refused(server: ModelServer) -> None:
    asked = f"{server.url}/chat/completions"
    assert "didn't provide an API key" in httpx.post(asked, json={}).json()["error"]["message"]
    headers = {"authorization": f"Bearer {KEY}"}
    assert "could not parse" in httpx.post(asked, content=b"{", headers=headers).json()["error"]["message"]
    assert httpx.post(f"{server.url}/responses", json={}, headers=headers).status_code == 404
    assert "model parameter" in httpx.post(asked, json={}, headers=headers).json()["error"]["message"]


async def test_a_conversation_too_long_for_the_model_is_refused(server: ModelServer, client: AsyncOpenAI) -> None:
    server.violations.clear()
    server.context_tokens = 100
    try:
        with pytest.raises(BadRequestError) as refused:
            await client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "long " * 100}])
    finally:
        server.context_tokens = 128_000
    assert refused.value.code == "context_length_exceeded"
    assert server.violations == []
