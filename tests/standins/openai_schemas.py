"""JSON schemas as the model's server sees them: what it objects to, and answers that fit one. Pure."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tests.standins.openai_faults import Refusal
from tests.standins.openai_minds import Json, text_of

_FORMATS = ("text", "json_object", "json_schema")


def flaw(schema: Any, *, strict: bool) -> str:
    """What is wrong with the schema of a tool's arguments or of an answer, in the server's words; empty if nothing."""
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind != "object":
        return f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{kind}\"'."
    return next(_strict_flaws(schema, ()), "") if strict else ""


def _strict_flaws(schema: Any, path: Sequence[str]) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    shown = f"({', '.join(repr(step) for step in path)}{',' if len(path) == 1 else ''})"
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield f"In context={shown}, 'additionalProperties' is required to be supplied and to be false."
        missing = [name for name in schema.get("properties", {}) if name not in schema.get("required", ())]
        if missing:
            words = "'required' is required to be supplied and to be an array including every key in properties."
            yield f"In context={shown}, {words} Missing '{missing[0]}'."
    for name, inner in schema.get("properties", {}).items():
        yield from _strict_flaws(inner, (*path, "properties", name))
    for name in ("items", "anyOf"):
        inner = schema.get(name)
        for number, option in enumerate(inner if isinstance(inner, list) else [inner]):
            yield from _strict_flaws(option, (*path, name, *([str(number)] if isinstance(inner, list) else [])))


def format_flaws(body: Json) -> Iterator[Refusal]:
    """What is refused in ``response_format``."""
    wanted = body.get("response_format")
    if wanted is None:
        return
    if wanted.get("type") not in _FORMATS:
        words = (
            f"Invalid value: '{wanted.get('type')}'. Supported values are: 'json_object', 'json_schema', and 'text'."
        )
        yield Refusal(400, words, param="response_format.type", code="invalid_value")
    if wanted.get("type") == "json_object" and not any("json" in text_of(said).lower() for said in body["messages"]):
        words = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        yield Refusal(400, words, param="messages")
    if wanted.get("type") != "json_schema":
        return
    described = wanted.get("json_schema") or {}
    for name in ("name", "schema"):
        if name not in described:
            where = f"response_format.json_schema{'' if 'json_schema' not in wanted else '.' + name}"
            yield Refusal(
                400, f"Missing required parameter: '{where}'.", param=where, code="missing_required_parameter"
            )
            return
    if wrong := flaw(described["schema"], strict=bool(described.get("strict"))):
        words = f"Invalid schema for response_format '{described['name']}': {wrong}"
        yield Refusal(400, words, param="response_format")


def fitted(text: str, wanted: Json | None) -> str:
    """The text as the format asks for it: as it is where it is JSON already, else in the schema's first string."""
    if not wanted or wanted["type"] == "text":
        return text
    try:
        if isinstance(json.loads(text), dict):
            return text
    except ValueError:
        pass
    if wanted["type"] == "json_object":
        return json.dumps({"answer": text}, ensure_ascii=False)
    schema = wanted["json_schema"]["schema"]
    left = [text]
    return json.dumps(_filled(schema, schema.get("$defs", {}), left), ensure_ascii=False)


def _filled(schema: Json, shared: Json, left: list[str]) -> Any:
    if "$ref" in schema:
        return _filled(shared[schema["$ref"].rpartition("/")[2]], shared, left)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], shared, left)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: _filled(inner, shared, left) for name, inner in schema.get("properties", {}).items()}
    if kind == "string":
        return left.pop() if left else ""
    return {"array": [], "integer": 0, "number": 0, "boolean": False}.get(str(kind))
