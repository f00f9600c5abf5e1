"""A model's answers as they go over the wire: one document, or a stream of events. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.standins.openai_minds import Json, Messages, Saying, ToolCall, Usage, text_of
from tests.standins.openai_schemas import fitted

# Blanks belong to the word that follows, as in the tokens of most models; Chinese comes two characters at a time.
_WORDS = re.compile(r"\s*[^\s\u3000-\u9fff]+|\s*[\u3000-\u9fff]{1,2}|\s+")
_CHINESE = re.compile(r"[\u3000-\u9fff]")
_SPLIT_HERE = "\x00"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent; ``head`` is the part that every document of it shares."""

    head: Json
    saying: Saying
    finish: str
    usage: Usage

    @property
    def content(self) -> str | None:
        bare = self.saying.wordless or (self.saying.calls and not self.saying.text)
        return None if bare else self.saying.text


@dataclass(frozen=True, slots=True)
class Piece:
    """One event; ``word`` where it brings something of the answer and not its frame, ``text`` where that is words."""

    data: bytes
    word: bool = False
    text: bool = False


def words(text: str) -> list[str]:
    """The text in the pieces in which it is streamed; together they are the text."""
    return _WORDS.findall(text)


def tokens(text: str) -> int:
    """About as many as a tokenizer would count: one for four letters, one for a Chinese character."""
    chinese = len(_CHINESE.findall(text))
    return chinese + (len(text) - chinese + 3) // 4


def prompt_tokens(messages: Messages, tools: Sequence[Json]) -> int:
    calls = sum(tokens(json.dumps(message["tool_calls"])) for message in messages if message.get("tool_calls"))
    described = tokens(json.dumps(list(tools))) if tools else 0
    return sum(4 + tokens(text_of(message)) for message in messages) + calls + described


def answer(body: Json, said: Saying, number: int, created: int) -> Answer:
    """What the server makes of a saying for the request it answers."""
    choice = body.get("tool_choice")
    calls = list(said.calls) if body.get("tools") and choice != "none" else []
    if body.get("parallel_tool_calls") is False:
        calls = calls[:1]
    text, finish = said.text, "tool_calls" if calls and not isinstance(choice, dict) else "stop"
    if text and not calls:
        text, finish = _shortened(fitted(text, body.get("response_format")), body)
    spent = tokens(text) + sum(tokens(call.name + call.written) for call in calls)
    usage = said.usage or Usage(prompt_tokens(body["messages"], body.get("tools") or ()), spent)
    head = {
        "id": f"chatcmpl-standin{number:08d}",
        "object": "chat.completion",
        "created": created,
        "model": body["model"],
        "service_tier": "default",
        "system_fingerprint": "fp_standin",
    }
    return Answer(head, replace(said, text=text, calls=calls), said.finish_reason or finish, usage)


def _shortened(text: str, body: Json) -> tuple[str, str]:
    stops = body.get("stop") or []
    for stop in [stops] if isinstance(stops, str) else stops:
        text = text.partition(stop)[0]
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    if most is None or tokens(text) <= most:
        return text, "stop"
    kept = ""
    for word in words(text):
        if tokens(kept + word) > most:
            break
        kept += word
    return kept, "length"


def document(given: Answer) -> bytes:
    """The whole answer of a call that does not stream."""
    message: Json = {"role": "assistant", "content": given.content, "refusal": None, "annotations": []}
    if given.saying.calls:
        message["tool_calls"] = [_called(given, index, call) for index, call in enumerate(given.saying.calls)]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": given.finish}
    return _json({**given.head, "choices": [choice], "usage": _usage(given.usage)})


def stream(given: Answer, *, with_usage: bool) -> Iterator[Piece]:
    """The events of a call that streams, the last of them ``[DONE]``."""
    head = {**given.head, "object": "chat.completion.chunk", **({"usage": None} if with_usage else {})}
    first: Json = {"role": "assistant", "content": None if given.content is None else "", "refusal": None}
    yield Piece(_event(head, first))
    if given.content:
        # One chunk is like another but for the word, and there are many of them.
        before, _, after = _event(head, {"content": _SPLIT_HERE}).partition(_json(_SPLIT_HERE))
        for word in words(given.content):
            yield Piece(before + _json(word) + after, word=True, text=True)
    for index, call in enumerate(given.saying.calls):
        yield from _call_pieces(head, given, index, call)
    yield Piece(_event(head, {}, given.finish))
    for index, call in enumerate(given.saying.afterwards, len(given.saying.calls)):
        yield from _call_pieces(head, given, index, call)
    if with_usage:
        yield Piece(b"data: " + _json({**head, "choices": [], "usage": _usage(given.usage)}) + b"\n\n")
    yield Piece(b"data: [DONE]\n\n")


def _call_pieces(head: Json, given: Answer, index: int, call: ToolCall) -> Iterator[Piece]:
    opening = {"index": index, **_called(given, index, ToolCall(call.name, ""))}
    yield Piece(_event(head, {"tool_calls": [opening]}), word=True)
    for part in words(call.written):
        yield Piece(_event(head, {"tool_calls": [{"index": index, "function": {"arguments": part}}]}), word=True)


def _called(given: Answer, index: int, call: ToolCall) -> Json:
    name = f"call_{str(given.head['id'])[-8:]}{index:02d}"
    return {"id": name, "type": "function", "function": {"name": call.name, "arguments": call.written}}


def _event(head: Json, delta: Json, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return b"data: " + _json({**head, "choices": [choice]}) + b"\n\n"


def _usage(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
