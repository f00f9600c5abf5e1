"""The stand-in for a model's server in a process of its own, so that a benchmark can tell the bot's work from it.

``python -m tests.standins.openai_server [--port N] [--mind NAME] [--first S] [--rate N]`` says ``{"url": ...}``, then
takes one JSON object a line: ``{"do": "usage"}`` calls what ``ModelServer`` has by that name or reads it, of a list
what comes ``after`` so many; faults are given by their fields, a mind by its name in ``mind_named``. Each is answered
by one line, ``{"result": ...}`` or ``{"error": ...}``. It ends when its input ends.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, is_dataclass
from types import TracebackType
from typing import Any, Self

from tests.standins.openai import Fault, ModelServer, Pace
from tests.standins.openai_faults import Refusal
from tests.standins.openai_liars import LIARS, liar
from tests.standins.openai_minds import SHAPES, Json, Looping, Mind, Saying, Scripted, Shapeless, Silent
from tests.standins.openai_obedient import Obedient
from tests.standins.openai_researcher import Researcher, truthful, truthful_in_other_words


def mind_named(name: str, seed: int = 0) -> Mind:
    """A mind by the name of a writer, a liar or a wrong shape, or ``obedient``, ``looping``, ``silent``.

    ``says:...`` always says what follows.
    """
    if name.startswith("says:"):
        said = Saying(name.removeprefix("says:"))
        return lambda messages, tools: said
    if name in LIARS:
        return liar(name, seed=seed)
    if name in SHAPES:
        return Shapeless(name)
    honest = Researcher(truthful, seed=seed)
    in_other_words = Researcher(truthful_in_other_words, seed=seed)
    minds: dict[str, Mind] = {
        "truthful": honest,
        "truthful_in_other_words": in_other_words,
        "obedient": Obedient(honest),
        "looping": Looping(),
        "silent": Silent(),
    }
    return minds[name]


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve chat completions on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mind", default="truthful")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=float, default=0, help="seconds to the first word")
    parser.add_argument("--rate", type=float, default=0, help="words a second")
    options = parser.parse_args()
    pace = Pace(options.first, options.rate)
    with ModelServer(mind_named(options.mind, options.seed), pace=pace, port=options.port) as server:
        _say({"url": server.url})
        for line in sys.stdin:
            try:
                _say({"result": _done(server, json.loads(line))})
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                _say({"error": f"{type(error).__name__}: {error}"})


def _done(server: ModelServer, order: Json) -> object:
    name, args = order["do"], order.get("args", [])
    if name == "thinks":
        server.thinks(mind_named(*args) if isinstance(args[0], str) else Scripted(args[0]))
        return None
    if name == "paces":
        server.pace = Pace(*args)
        return None
    if name in ("fails", "keeps_failing"):
        args = [_fault(fault) for fault in args]
    found = getattr(server, name)
    if callable(found):
        return found(*args)
    return found[order.get("after", 0) :] if isinstance(found, list) else found


def _fault(fields: Json | None) -> Fault | None:
    if fields is None:
        return None
    refusal = Refusal(**fields["refusal"]) if fields.get("refusal") else None
    return Fault(**{**fields, "refusal": refusal, "page": str(fields.get("page", "")).encode()})


def _say(answer: Json) -> None:
    sys.stdout.write(json.dumps(answer, default=_plain) + "\n")
    sys.stdout.flush()


def _plain(value: Any) -> object:
    if isinstance(value, bytes):
        return value.decode()
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


class ModelServerApart:
    """The parent's end: a context manager that starts the process and ends it."""

    def __init__(self, mind: str = "truthful", *, pace: Pace | None = None, port: int = 0, seed: int = 0) -> None:
        pace = pace or Pace()
        given = {"--port": port, "--mind": mind, "--seed": seed, "--first": pace.first, "--rate": pace.rate}
        self._options = [str(word) for option in given.items() for word in option]

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.standins.openai_server", *self._options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = str(self._heard()["url"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=10)

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, name: str, *args: object, after: int = 0) -> Any:
        """Call or read what ``ModelServer`` has by a name; objects come back as dictionaries.

        ``thinks`` takes a mind's name or a list of texts, ``paces`` seconds to the first word and words a second.

        Raises:
            RuntimeError: it went wrong over there; the words say how.
        """
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": name, "args": args, "after": after}, default=_plain) + "\n")
        self._process.stdin.flush()
        answer = self._heard()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def _heard(self) -> Json:
        assert self._process.stdout
        answer: Json = json.loads(self._process.stdout.readline() or '{"error": "the stand-in ended", "url": ""}')
        return answer


if __name__ == "__main__":
    main()
