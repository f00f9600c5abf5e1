"""What the real server refuses in a request for a completion, in its words. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.standins.openai_faults import Refusal
from tests.standins.openai_minds import Json
from tests.standins.openai_schemas import flaw, format_flaws

_KNOWN = frozenset(
    re.findall(
        r"\w+",
        """
        audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages
        metadata modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
        prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed
        service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
        web_search_options
        """,
    )
)
_KEYS: Mapping[str, frozenset[str]] = {
    "system": frozenset({"content", "name"}),
    "developer": frozenset({"content", "name"}),
    "user": frozenset({"content", "name"}),
    "assistant": frozenset({"content", "name", "tool_calls", "refusal", "audio", "function_call", "annotations"}),
    "tool": frozenset({"content", "tool_call_id", "name"}),
    "function": frozenset({"content", "name"}),
}
_ROLES = "'system', 'assistant', 'user', 'function', 'tool', and 'developer'"
_BOUNDS = {
    "temperature": (0, 2, "decimal"),
    "top_p": (0, 1, "decimal"),
    "presence_penalty": (-2, 2, "decimal"),
    "frequency_penalty": (-2, 2, "decimal"),
    "max_tokens": (1, None, "integer"),
    "max_completion_tokens": (1, None, "integer"),
    "n": (1, 128, "integer"),
}
_TYPES = {
    "model": str,
    "stream": bool,
    "user": str,
    "seed": int,
    "parallel_tool_calls": bool,
    "messages": list,
    "tools": list,
}
_CALLED = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    list: "an array",
    dict: "an object",
}
_LONGEST_ID = 40


def objection(body: Json) -> Refusal | None:
    """The first thing in a request that would be refused with 400; None where all is well."""
    return next(_objections(body), None)


def _objections(body: Json) -> Iterator[Refusal]:
    for name in body.keys() - _KNOWN:
        yield Refusal(400, f"Unrecognized request argument supplied: {name}")
    if not body.get("model"):
        yield Refusal(400, "you must provide a model parameter")
    if "messages" not in body:
        yield _flaw("Missing required parameter: 'messages'.", "messages", "missing_required_parameter")
    for name, kind in _TYPES.items():
        if name in body and body[name] is not None and not isinstance(body[name], kind):
            yield _wrong_type(name, _CALLED[kind], body[name])
    yield from _empties(body)
    yield from _message_flaws(body["messages"])
    yield from _number_flaws(body)
    yield from _stream_flaws(body)
    yield from _tool_flaws(body)
    yield from format_flaws(body)


def _flaw(message: str, param: str, code: str | None = None) -> Refusal:
    return Refusal(400, message, param=param, code=code)


def _wrong_type(name: str, expected: str, given: object) -> Refusal:
    got = "null" if given is None else _CALLED.get(type(given), "an unknown type")
    return _flaw(f"Invalid type for '{name}': expected {expected}, but got {got} instead.", name, "invalid_type")


def _empties(body: Json) -> Iterator[Refusal]:
    for name in ("messages", "tools"):
        if body.get(name) == []:
            yield _empty(name)


def _empty(name: str) -> Refusal:
    message = f"Invalid '{name}': empty array. Expected an array with minimum length 1, but got an empty array instead."
    return _flaw(message, name, "empty_array")


def _number_flaws(body: Json) -> Iterator[Refusal]:
    for name, (least, most, kind) in _BOUNDS.items():
        given = body.get(name)
        if given is None:
            continue
        if isinstance(given, bool) or not isinstance(given, int | float):
            yield _wrong_type(name, f"{'a decimal' if kind == 'decimal' else 'an integer'}", given)
        elif given < least:
            message = (
                f"Invalid '{name}': {kind} below minimum value. Expected a value >= {least}, but got {given} instead."
            )
            yield _flaw(message, name, f"{kind}_below_min_value")
        elif most is not None and given > most:
            message = (
                f"Invalid '{name}': {kind} above maximum value. Expected a value <= {most}, but got {given} instead."
            )
            yield _flaw(message, name, f"{kind}_above_max_value")
    if body.get("max_tokens") and body.get("max_completion_tokens"):
        message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
        yield _flaw(message, "max_tokens", "invalid_parameter_combination")


def _stream_flaws(body: Json) -> Iterator[Refusal]:
    options = body.get("stream_options")
    if options is None:
        return
    if not body.get("stream"):
        yield _flaw("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")
    for name in options.keys() - {"include_usage", "include_obfuscation"}:
        yield _flaw(f"Unknown parameter: 'stream_options.{name}'.", f"stream_options.{name}", "unknown_parameter")


def _message_flaws(messages: Sequence[Any]) -> Iterator[Refusal]:
    awaited: list[str] = []
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            yield _wrong_type(f"messages[{index}]", "an object", message)
            return
        role = str(message.get("role"))
        if role not in _KEYS:
            where = f"messages[{index}].role"
            yield _flaw(f"Invalid value: '{role}'. Supported values are: {_ROLES}.", where, "invalid_value")
            return
        for name in message.keys() - _KEYS[role] - {"role"}:
            where = f"messages[{index}].{name}"
            yield _flaw(f"Unknown parameter: '{where}'.", where, "unknown_parameter")
        if role != "tool" and awaited:
            yield _unanswered(awaited, index)
        yield from _content_flaws(index, message)
        if role == "tool":
            yield from _answer_flaws(index, message, awaited)
        if role == "assistant":
            yield from _call_flaws(index, message)
            awaited = [str(call["id"]) for call in message.get("tool_calls") or ()]
    if awaited:
        yield _unanswered(awaited, len(messages))


def _unanswered(awaited: Sequence[str], index: int) -> Refusal:
    message = (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'."
    )
    message += f" The following tool_call_ids did not have response messages: {', '.join(awaited)}"
    return _flaw(message, f"messages.[{index}].role")


def _answer_flaws(index: int, message: Json, awaited: list[str]) -> Iterator[Refusal]:
    answered = message.get("tool_call_id")
    if answered is None:
        where = f"messages.[{index}].tool_call_id"
        yield _flaw("Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.", where)
    elif answered in awaited:
        awaited.remove(answered)
    else:
        words = (
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        )
        yield _flaw(words, f"messages.[{index}].role")


def _content_flaws(index: int, message: Json) -> Iterator[Refusal]:
    content = message.get("content")
    where = f"messages.[{index}].content"
    if content is None and not (message["role"] == "assistant" and message.get("tool_calls")):
        yield _flaw("Invalid value for 'content': expected a string, got null.", where)
    elif content is not None and not isinstance(content, str | list):
        yield _wrong_type(f"messages[{index}].content", "one of a string or array of objects", content)
    elif isinstance(content, list):
        for number, part in enumerate(content):
            if not isinstance(part, dict) or "type" not in part:
                name = f"messages[{index}].content[{number}].type"
                yield _flaw(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")


def _call_flaws(index: int, message: Json) -> Iterator[Refusal]:
    calls = message.get("tool_calls")
    if calls is None:
        return
    if not calls:
        yield _empty(f"messages[{index}].tool_calls")
    for number, call in enumerate(calls):
        where = f"messages[{index}].tool_calls[{number}]"
        for name in ("id", "type", "function"):
            if name not in call:
                yield _flaw(f"Missing required parameter: '{where}.{name}'.", where, "missing_required_parameter")
        if len(str(call["id"])) > _LONGEST_ID:
            words = f"Invalid '{where}.id': string too long. Expected a string with maximum length {_LONGEST_ID}, "
            words += f"but got a string with length {len(str(call['id']))} instead."
            yield _flaw(words, f"{where}.id", "string_above_max_length")
        if not isinstance(call["function"].get("arguments"), str):
            yield _wrong_type(f"{where}.function.arguments", "a string", call["function"].get("arguments"))


_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def _tool_flaws(body: Json) -> Iterator[Refusal]:
    tools = body.get("tools")
    if not tools:
        for name in ("tool_choice", "parallel_tool_calls"):
            if body.get(name) is not None and body[name] != "none":
                words = f"Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified."
                yield _flaw(words, name)
        return
    for index, tool in enumerate(tools):
        yield from _one_tool(index, tool)
    yield from _choice_flaws(body.get("tool_choice"), [tool["function"]["name"] for tool in tools])


def _one_tool(index: int, tool: Json) -> Iterator[Refusal]:
    if tool.get("type") != "function":
        words = f"Invalid value: '{tool.get('type')}'. Supported values are: 'function' and 'custom'."
        yield _flaw(words, f"tools[{index}].type", "invalid_value")
    where = f"tools[{index}].function"
    function: Any = tool.get("function")
    if not isinstance(function, dict) or "name" not in function:
        yield _flaw(f"Missing required parameter: '{where}.name'.", f"{where}.name", "missing_required_parameter")
        return
    if not _NAME.fullmatch(function["name"]):
        words = f"Invalid '{where}.name': string does not match pattern. Expected a string that matches the pattern "
        yield _flaw(f"{words}'^[a-zA-Z0-9_-]+$'.", f"{where}.name", "invalid_value")
    if wrong := flaw(function.get("parameters", {"type": "object"}), strict=bool(function.get("strict"))):
        words = f"Invalid schema for function '{function['name']}': {wrong}"
        yield _flaw(words, f"{where}.parameters", "invalid_function_parameters")


def _choice_flaws(choice: Any, names: Sequence[str]) -> Iterator[Refusal]:
    if isinstance(choice, str) and choice not in ("none", "auto", "required"):
        words = f"Invalid value: '{choice}'. Supported values are: 'none', 'auto', and 'required'."
        yield _flaw(words, "tool_choice", "invalid_value")
    if isinstance(choice, dict) and choice.get("type") == "function" and choice["function"]["name"] not in names:
        words = (
            f"Invalid value for 'tool_choice': no function named '{choice['function']['name']}' was specified in the "
        )
        yield _flaw(f"{words}'tools' parameter.", "tool_choice")
