"""The stand-in for Telegram in a process of its own, so that a benchmark can tell the bot's work from it.

``python -m tests.standins.telegram_server [--port N] [--limits]`` says ``{"url": ...}``, then takes one JSON object a
line: ``{"do": "hears", "args": ["why?"], "kwargs": {"user": 8}}`` calls what ``Telegram`` has by that name or reads
it, of a list what comes ``after`` so many; ``{"set": "down", "to": true}`` sets it. Each is answered by one line,
``{"result": ...}`` or ``{"error": ...}``. It ends when its input ends.
"""

import argparse
import asyncio
import inspect
import json
import subprocess
import sys
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from tests.standins.bot_api_spec import Params, Upload
from tests.standins.telegram import Fault, Limits, Telegram


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the Bot API on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--limits", action="store_true", help="refuse what comes too fast")
    options = parser.parse_args()
    with Telegram(options.port, limits=Limits() if options.limits else None) as telegram:
        _say({"url": telegram.url})
        for line in sys.stdin:
            try:
                _say({"result": _done(telegram, json.loads(line))})
            except (AttributeError, LookupError, TimeoutError, TypeError, ValueError) as error:
                _say({"error": f"{type(error).__name__}: {error}"})


def _done(telegram: Telegram, order: Params) -> object:
    if "set" in order:
        setattr(telegram, order["set"], order["to"])
        return None
    found = getattr(telegram, order["do"])
    if callable(found):
        args = order.get("args", [])
        if order["do"] == "fails":
            args = [args[0], *(Fault(**fault) for fault in args[1:])]
        found = found(*args, **order.get("kwargs", {}))
    if inspect.iscoroutine(found):
        found = asyncio.run(found)
    return found[order.get("after", 0) :] if isinstance(found, list) else found


def _say(answer: Params) -> None:
    sys.stdout.write(json.dumps(answer, default=_plain) + "\n")
    sys.stdout.flush()


def _plain(value: Any) -> object:
    return {"file": value.name, "bytes": len(value.content)} if isinstance(value, Upload) else asdict(value)


class TelegramApart:
    """The parent's end: a context manager that starts the process and ends it."""

    def __init__(self, *, limits: bool = False, port: int = 0) -> None:
        self._options = ["--port", str(port), *(["--limits"] if limits else [])]

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__, *self._options]
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

    def do(self, name: str, *args: object, after: int = 0, **kwargs: object) -> Any:
        """Call or read what ``Telegram`` has by a name; objects come back as dictionaries.

        Raises:
            RuntimeError: it went wrong over there; the words say how.
        """
        return self._ask({"do": name, "args": args, "kwargs": kwargs, "after": after})

    def set(self, name: str, value: object) -> None:
        self._ask({"set": name, "to": value})

    def _ask(self, order: Params) -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order, default=_plain) + "\n")
        self._process.stdin.flush()
        answer = self._heard()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def _heard(self) -> Params:
        assert self._process.stdout
        answer: Params = json.loads(self._process.stdout.readline() or '{"error": "the stand-in ended", "url": ""}')
        return answer


if __name__ == "__main__":
    main()
