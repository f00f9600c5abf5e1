"""The stand-in for a model's server in a process of its own."""

from collections.abc import Iterator
from typing import Any

import openai
import psutil
import pytest

from tests.standins.openai import KEY, MODEL, Pace
from tests.standins.openai_faults import GATEWAY, cut, flood
from tests.standins.openai_server import ModelServerApart, mind_named

ASKED: Any = [{"role": "user", "content": "Why?"}]


@pytest.fixture(scope="module")
def apart() -> Iterator[ModelServerApart]:
    with ModelServerApart("says:It rose.", pace=Pace(first=0.01)) as apart:
        yield apart
    assert not psutil.pid_exists(apart.pid)


@pytest.fixture
def client(apart: ModelServerApart) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=apart.url, api_key=KEY, max_retries=0, timeout=5) as client:
        yield client


def _text(client: openai.OpenAI) -> str | None:
    return client.chat.completions.create(model=MODEL, messages=ASKED).choices[0].message.content


def test_a_process_apart_serves_and_tells(apart: ModelServerApart, client: openai.OpenAI) -> None:
    assert _text(client) == "It rose."
    (call,) = apart.do("calls", after=len(apart.do("calls")) - 1)
    assert call["body"]["messages"] == ASKED
    assert call["said"]["text"] == "It rose."
    assert call["timing"]["first_word_at"] - call["timing"]["at"] > 0.009
    assert apart.do("violations") == []
    assert apart.do("usage")["completion_tokens"] > 0


def test_a_process_apart_changes_its_mind_and_its_pace(apart: ModelServerApart, client: openai.OpenAI) -> None:
    apart.do("thinks", ["one", "two"])
    apart.do("paces", 0, 100)
    assert [_text(client), _text(client)] == ["one", "two"]
    apart.do("thinks", "adds_a_figure", 3)
    apart.do("thinks", "says:It rose.")


def test_a_process_apart_fails_as_it_is_told(apart: ModelServerApart, client: openai.OpenAI) -> None:
    apart.do("fails", flood(3), GATEWAY, None, cut(1))
    with pytest.raises(openai.RateLimitError) as failed:
        _text(client)
    assert failed.value.response.headers["retry-after"] == "3"
    with pytest.raises(openai.InternalServerError):
        _text(client)
    assert _text(client) == "It rose."
    with pytest.raises(openai.APIConnectionError):
        _text(client)
    apart.do("goes_down")
    with pytest.raises(openai.APIConnectionError):
        _text(client)
    apart.do("comes_back")
    assert _text(client) == "It rose."


@pytest.mark.parametrize(("name", "words"), [("nothing", "AttributeError"), ("fails", "TypeError")])
def test_a_process_apart_says_what_went_wrong(apart: ModelServerApart, name: str, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        apart.do(name, {"colour": "red"})


@pytest.mark.parametrize("name", ["truthful", "obedient", "looping", "silent", "swaps_two_companies", "no_json"])
def test_minds_go_by_names(name: str) -> None:
    said = mind_named(name)(ASKED, [{"function": {"name": "search", "parameters": {}}}])
    assert bool(said.calls) == (name != "silent")
