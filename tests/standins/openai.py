"""A server on loopback that speaks OpenAI's chat completions, as strict as the real one; a mind decides what it says.

What the real one would refuse is refused in its words, and kept in ``violations`` besides. Faults are no violations.
"""

import json
import time
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from tests.standins.loopback import serving
from tests.standins.openai_door import Door, Pace, Reply, Timing, refused
from tests.standins.openai_faults import NO_KEY, SORRY, Fault, Refusal, too_long, wrong_key
from tests.standins.openai_minds import Json, Mind, Saying, Usage
from tests.standins.openai_rules import objection
from tests.standins.openai_wire import Answer, answer, document, prompt_tokens, stream, words

__all__ = ["KEY", "MODEL", "Call", "Fault", "ModelServer", "Pace", "Usage"]

KEY = "sk-standin-4f1c9a7e2b8d4c60"
MODEL = "stand-in-1"
_CONTEXT = 128_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request for a completion: what was asked, what was said (nothing, where it was refused), and when."""

    body: Json
    key: str
    status: int = 200
    said: Saying | None = None
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)


class ModelServer:
    """The stand-in: a context manager that serves at ``url`` (with ``/v1``) from a thread of its own.

    ``pace`` and ``context_tokens`` may be set at any time. ``calls`` are all requests for completions that could be
    read, those refused among them; the mind is asked for the others only.
    """

    def __init__(
        self, mind: Mind, *, pace: Pace | None = None, models: tuple[str, ...] = (MODEL,), port: int = 0
    ) -> None:
        self._mind = mind
        self._port = port
        self._open = ExitStack()
        self._faults: deque[Fault | None] = deque()
        self._always: Fault | None = None
        self.pace = pace or Pace()
        self.models = models
        self.context_tokens = _CONTEXT
        self.calls: list[Call] = []
        self.violations: list[str] = []

    def __enter__(self) -> Self:
        self.comes_back()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def thinks(self, mind: Mind) -> None:
        """Answer by another mind from now on."""
        self._mind = mind

    def fails(self, *faults: Fault | None) -> None:
        """Let the next calls go wrong, one fault each; None lets one pass."""
        self._faults.extend(faults)

    def keeps_failing(self, fault: Fault) -> None:
        """Fail so at every call until it ``recovers``."""
        self._always = fault

    def recovers(self) -> None:
        self._always = None
        self._faults.clear()

    def goes_down(self) -> None:
        """Close the door: every connection breaks off, and new ones are refused."""
        self._open.close()

    def comes_back(self) -> None:
        """Serve again, at the same address."""
        address = self._open.enter_context(serving(Door(self._serve), self._port))
        self._port = int(address.rpartition(":")[2])
        self.url = f"{address}/v1"

    @property
    def usage(self) -> Usage:
        """What all calls have cost together."""
        spent = [call.usage for call in self.calls]
        return Usage(sum(one.prompt_tokens for one in spent), sum(one.completion_tokens for one in spent))

    def _serve(self, method: str, path: str, key: str, body: bytes) -> Reply:
        if key != KEY:
            return refused(wrong_key(key) if key else NO_KEY)
        if path == "/v1/chat/completions" and method == "POST":
            return self._completion(key, body)
        if path.startswith("/v1/models") and method == "GET":
            return self._listed(path.removeprefix("/v1/models").strip("/"))
        return refused(self._blames(Refusal(404, f"Invalid URL ({method} {path})")))

    def _listed(self, name: str) -> Reply:
        if name and name not in self.models:
            return refused(_no_model(name))
        rows = [
            {"id": model, "object": "model", "created": 1_700_000_000, "owned_by": "stand-in"} for model in self.models
        ]
        found = next((row for row in rows if row["id"] == name), {"object": "list", "data": rows})
        return Reply(200, json.dumps(found).encode())

    def _completion(self, key: str, raw: bytes) -> Reply:
        timing = Timing()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            message = (
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your "
            )
            return refused(self._blames(Refusal(400, f"{message}HTTP library correctly.)")))
        fault = self._faults.popleft() if self._faults else None
        fault = fault or self._always or Fault()
        call = Call(body, key, timing=timing)
        if refusal := fault.refusal or self._objects(body):
            self.calls.append(replace(call, status=refusal.status))
            return replace(refused(refusal), timing=timing)
        if fault.page:
            self.calls.append(replace(call, status=fault.status))
            return Reply(fault.status, fault.page, "text/html; charset=utf-8", timing=timing)
        return self._says(call, fault)

    def _objects(self, body: Json) -> Refusal | None:
        if (flaw := objection(body)) is not None:
            return self._blames(flaw)
        if body["model"] not in self.models:
            return _no_model(body["model"])
        tokens = prompt_tokens(body["messages"], body.get("tools") or ())
        return too_long(self.context_tokens, tokens) if tokens > self.context_tokens else None

    def _says(self, call: Call, fault: Fault) -> Reply:
        body = call.body
        offered = [] if body.get("tool_choice") == "none" else body.get("tools") or []
        try:
            said = self._mind(body["messages"], offered)
        except Exception as error:  # noqa: BLE001 (whatever a mind does wrong, its test must see)
            self.violations.append(f"the mind failed: {error!r}")
            return refused(Refusal(500, SORRY, "server_error"))
        given = answer(body, said, len(self.calls) + 1, int(time.time()))
        self.calls.append(replace(call, said=said, usage=given.usage))
        plain = Reply(length=_length(given), fault=fault, pace=self.pace, timing=call.timing)
        plain = replace(plain, headers={"x-request-id": f"req_{given.head['id'][-8:]}"})
        if not body.get("stream"):
            return replace(plain, body=document(given))
        options = body.get("stream_options") or {}
        return replace(plain, pieces=stream(given, with_usage=bool(options.get("include_usage"))))

    def _blames(self, refusal: Refusal) -> Refusal:
        self.violations.append(refusal.message)
        return refusal


def _no_model(name: str) -> Refusal:
    message = f"The model `{name}` does not exist or you do not have access to it."
    return Refusal(404, message, code="model_not_found")


def _length(given: Answer) -> int:
    return len(words(given.content or "")) + len(given.saying.calls)
