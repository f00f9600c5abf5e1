"""What a language model stand-in says: a mind is asked at each call, and answers with a saying."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Messages = Sequence[Json]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that is to be called; ``arguments`` as a string go out as they are, be they JSON or not."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)

    @property
    def written(self) -> str:
        """The arguments as they are sent."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call is said to have cost; without it the server reckons."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Saying:
    """One answer of a model.

    ``finish_reason`` follows from the rest unless given. ``wordless`` leaves the content null where there is no call
    either, and ``afterwards`` are calls that come in a stream after the chunk that says it is finished: both are
    shapes that servers do produce. ``lie`` is what is untrue in the text, word for word, for a test to look for.
    """

    text: str = ""
    calls: Sequence[ToolCall] = ()
    finish_reason: str = ""
    usage: Usage | None = None
    wordless: bool = False
    afterwards: Sequence[ToolCall] = ()
    lie: str = ""


Mind = Callable[[Messages, Sequence[Json]], Saying]


class Scripted:
    """Says one thing a call, in order, whoever asks; a string is a saying of that text.

    Raises:
        AssertionError: it was called once more than it has sayings.
    """

    def __init__(self, sayings: Iterable[Saying | str]) -> None:
        self._left = [Saying(said) if isinstance(said, str) else said for said in reversed(list(sayings))]

    def __call__(self, messages: Messages, tools: Sequence[Json]) -> Saying:
        assert self._left, "the script is at its end"
        return self._left.pop()


class Looping:
    """Calls the first tool for ever, each time with another question, and says nothing."""

    def __call__(self, messages: Messages, tools: Sequence[Json]) -> Saying:
        if not tools:
            return Saying("I was going to look that up.")
        asked = sum(message["role"] == "tool" for message in messages)
        return Saying(calls=[ToolCall(name_of(tools[0]), arguments_for(tools[0], f"more about it, part {asked + 1}"))])


class Silent:
    """Says nothing at all."""

    def __call__(self, messages: Messages, tools: Sequence[Json]) -> Saying:
        return Saying("")


SHAPES = ("no_json", "unknown_tool", "wrong_types", "no_object", "wordless", "call_after_the_end", "no_arguments")


class Shapeless:
    """Answers in one of the wrong ``SHAPES``, whatever comes back."""

    def __init__(self, shape: str) -> None:
        self.shape = shape

    def __call__(self, messages: Messages, tools: Sequence[Json]) -> Saying:
        name = name_of(tools[0]) if tools else "search"
        given = arguments_for(tools[0], "what happened?") if tools else {"query": "what happened?"}
        return {
            "no_json": Saying(calls=[ToolCall(name, '{"query": "what hap')]),
            "unknown_tool": Saying(calls=[ToolCall("consult_the_oracle", given)]),
            "wrong_types": Saying(calls=[ToolCall(name, {key: [{"of": 7}] for key in given})]),
            "no_object": Saying(calls=[ToolCall(name, '["what happened?"]')]),
            "wordless": Saying(wordless=True),
            "call_after_the_end": Saying("It rose.", afterwards=[ToolCall(name, given)]),
            "no_arguments": Saying(calls=[ToolCall(name, "")]),
        }[self.shape]


def name_of(tool: Json) -> str:
    return str(tool["function"]["name"])


_ASKING = ("query", "question", "text", "q", "words", "topic")


def arguments_for(tool: Json, question: str) -> Json:
    """Arguments that fit the tool's schema, with the question in the string that is meant for one."""
    schema: Json = tool["function"].get("parameters") or {}
    properties: Json = schema.get("properties", {})
    strings = [name for name, asked in properties.items() if _kind(asked) == "string" and "enum" not in asked]
    asking = next((name for name in _ASKING if name in strings), strings[0] if strings else "")
    needed = [name for name in properties if name in schema.get("required", ())]
    return {
        name: question if name == asking else _filling(properties[name])
        for name in {**dict.fromkeys([asking, *needed])}
        if name
    }


def _kind(schema: Json) -> str:
    """The kind of value; of several the first, but null where nothing is one of them."""
    kinds = schema.get("type") or [_kind(option) for option in schema.get("anyOf", [])]
    return kinds if isinstance(kinds, str) else next(iter(kinds), "string")


def _filling(schema: Json) -> Any:
    """Something that fits, and asks for nothing in particular."""
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    options = [option.get("type") for option in schema.get("anyOf", [])]
    if "null" in options or (isinstance(schema.get("type"), list) and "null" in schema["type"]):
        return None
    fillings: Json = {"integer": schema.get("minimum", 5), "number": schema.get("minimum", 1), "boolean": False}
    return {**fillings, "array": [], "object": {}}.get(_kind(schema), "")


def text_of(message: Json) -> str:
    """The words of a message, whether they come as a string or in parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)
