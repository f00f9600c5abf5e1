"""What the Bot API takes: methods, parameters and types, judged without a server.

The published description is read from ``$RALLYBOT_TEST_DATA/telegram/bot-api-spec.json`` where that exists
(github.com/PaulSonOfLars/telegram-bot-api-spec, MIT); a small table of the methods in use stands in for it elsewhere.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.standins.bot_api_small import METHODS, TYPES, UNIONS, Rows

Params = dict[str, Any]

_UNKNOWN = " is unknown"
_DISCRIMINATORS = ("type", "status", "source")
_ALWAYS = re.compile(r'always "(\w+)"|must be (?!one\b|a\b|an\b)([a-z0-9_]+)$')


class RefusedError(Exception):
    """An error as the Bot API words it.

    ``circumstance`` marks what a bot could not have known (a reader's doing, not the bot's breach);
    ``parameters`` are the ``ResponseParameters``.
    """

    def __init__(
        self,
        status: int,
        description: str,
        retry_after: int | None = None,
        *,
        migrate_to: int | None = None,
        circumstance: bool = False,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.circumstance = circumstance or status != 400
        self.parameters: Params = {}
        if retry_after is not None:
            self.parameters["retry_after"] = retry_after
        if migrate_to is not None:
            self.parameters["migrate_to_chat_id"] = migrate_to


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a form of several parts."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method, or one field of a type.

    ``always`` is the one value that it may have, ``example`` a value that the description names.
    """

    types: tuple[str, ...]
    required: bool = False
    always: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """Methods and types by name; ``source`` says where it comes from."""

    source: str
    methods: Mapping[str, Mapping[str, Field]]
    types: Mapping[str, Mapping[str, Field]]
    unions: Mapping[str, tuple[str, ...]]


def published_description() -> Path | None:
    """Say where the published description lies, if it is here."""
    folder = os.environ.get("RALLYBOT_TEST_DATA")
    path = Path(folder) / "telegram" / "bot-api-spec.json" if folder else None
    return path if path and path.is_file() else None


def load_description() -> Description:
    """Read the published description, or fall back on the small table."""
    path = published_description()
    return _published(path) if path else _small()


@cache
def _published(path: Path) -> Description:
    document = json.loads(path.read_text(encoding="utf-8"))
    methods, types = document["methods"], document["types"]
    return Description(
        source=document["version"],
        methods={name: _fields(entry) for name, entry in methods.items()},
        types={name: _fields(entry) for name, entry in types.items() if "subtypes" not in entry},
        unions={name: tuple(entry["subtypes"]) for name, entry in types.items() if "subtypes" in entry},
    )


def _fields(entry: Mapping[str, Any]) -> dict[str, Field]:
    return {field["name"]: _field(field) for field in entry.get("fields", ())}


def _field(field: Mapping[str, Any]) -> Field:
    types, description = tuple(field["types"]), field.get("description", "")
    if field["name"] not in _DISCRIMINATORS or types != ("String",):
        return Field(types, field["required"])
    always, example = _ALWAYS.search(description), re.search(r'"(\w+)"', description)
    return Field(types, field["required"], (always[1] or always[2]) if always else "", example[1] if example else "")


@cache
def _small() -> Description:
    return Description(
        "the stand-in's own table",
        {name: _rows(rows) for name, rows in METHODS.items()},
        {name: _rows(rows) for name, rows in TYPES.items()},
        UNIONS,
    )


def _rows(rows: Rows) -> dict[str, Field]:
    return {
        name.removesuffix("?"): Field(tuple(types.split(" | ")), not name.endswith("?")) for name, types in rows.items()
    }


def read(method: str, sent: Params, description: Description) -> tuple[Params, list[str]]:
    """Decode a method's parameters as they came over the wire, and list what the real one would let pass.

    Raises:
        RefusedError: a parameter is missing or not of its type. The real one reads some of these as absent; here none
            passes.
    """
    fields = description.methods[method]
    passed = [f"{method}: unknown parameter {name}" for name in sent if name not in fields]
    missing = [name for name, field in fields.items() if field.required and name not in sent]
    if missing:
        raise RefusedError(400, f"Bad Request: {', '.join(missing)} is missing")
    values: Params = {}
    for name in sent.keys() & fields.keys():
        values[name] = _decode(sent[name], fields[name].types)
        problems = _least([_problems(values[name], kind, name, description) for kind in fields[name].types])
        passed += [f"{method}: {problem}" for problem in problems if problem.endswith(_UNKNOWN)]
        wrong = [problem for problem in problems if not problem.endswith(_UNKNOWN)]
        if wrong:
            raise RefusedError(400, f"Bad Request: can't parse {'; '.join(wrong)}")
    return values, passed


def problems(value: object, kind: str, description: Description) -> list[str]:
    """List where a value departs from a type of the description."""
    return list(_problems(value, kind, kind, description))


def _decode(value: object, types: Sequence[str]) -> object:
    """Read a form's text as what the parameter is declared to be."""
    if not isinstance(value, str):
        return value
    if "Integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "String" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _problems(value: object, kind: str, name: str, description: Description) -> Iterator[str]:
    if kind.startswith("Array of "):
        if isinstance(value, list):
            for item in value:
                yield from _problems(item, kind.removeprefix("Array of "), name, description)
        else:
            yield f"{name} is no array"
    elif kind in _PLAIN:
        if not _PLAIN[kind](value):
            yield f"{name} is no {kind}"
    elif kind in description.unions:
        choices = _choices(value, description.unions[kind], description)
        yield from _least([_problems(value, each, name, description) for each in choices])
    elif not isinstance(value, dict):
        yield f"{name} is no {kind}"
    elif kind in description.types:
        yield from _field_problems(value, kind, name, description)


def _choices(value: object, union: Sequence[str], description: Description) -> Sequence[str]:
    """Take the members of a union whose telling field fits, if any does."""
    if not isinstance(value, dict):
        return union
    fitting = [
        each
        for each in union
        for key, field in description.types.get(each, {}).items()
        if field.always and value.get(key) == field.always
    ]
    return fitting or union


def _field_problems(value: Params, kind: str, name: str, description: Description) -> Iterator[str]:
    fields = description.types[kind]
    yield from (f"{name}.{key}{_UNKNOWN}" for key in value if key not in fields)
    yield from (f"{name}.{key} is missing" for key, field in fields.items() if field.required and key not in value)
    for key in value.keys() & fields.keys():
        always, types = fields[key].always, fields[key].types
        if not (types[0] in _PLAIN and _PLAIN[types[0]](value[key])):
            yield from _least([_problems(value[key], each, f"{name}.{key}", description) for each in types])
        if always and value[key] != always:
            yield f"{name}.{key} is not {always}"


def _least(readings: Sequence[Iterator[str]]) -> list[str]:
    """Take the reading with the fewest problems."""
    if len(readings) == 1:
        return list(readings[0])
    return min((list(reading) for reading in readings), key=len)


_PLAIN: Mapping[str, Callable[[object], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "InputFile": lambda value: isinstance(value, Upload),
}
