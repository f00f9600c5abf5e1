"""The real ``rallybot`` command in child processes, with a folder of its own to work in."""

import codecs
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import Settings

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60
_OWN = {str(field.alias) for field in Settings.model_fields.values()}
# No settings and no proxy: what a test reaches is what it names.
_SURROUNDINGS = {
    name: value for name, value in os.environ.items() if name not in _OWN and not name.lower().endswith("_proxy")
}
# A child at a pseudo-terminal that has this process's pipes at its other end: bytes 3 and 4 are then Ctrl-C and Ctrl-D.
_AT_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What ``--json`` printed, which is one document and nothing else."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line of a failure."""
        [line] = [line for line in self.err.splitlines() if line.startswith("rallybot: ")]
        return line.removeprefix("rallybot: ")


class Rallybot:
    """Runs the command in ``folder``, with its newsroom in ``folder/data`` and no settings of its surroundings."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.data = folder / "data"
        self._environment = _SURROUNDINGS | {"PYTHONPATH": str(_ROOT), "RALLYBOT_DATA_DIR": str(self.data)}

    def copied(self, folder: Path) -> "Rallybot":
        """The same newsroom in another folder."""
        copy = Rallybot(folder)
        shutil.copytree(self.data, copy.data)
        return copy

    def __call__(self, *arguments: str, typed: str | bytes = b"", **settings: str) -> Done:
        """Run a command to its end; none may end in a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            check=False,
            timeout=_PATIENCE * 5,
            cwd=self.folder,
            env=self._environment | settings,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def shell(self, line: str, **settings: str) -> Done:
        """Run a line of shell, in which ``rallybot`` is the command."""
        done = subprocess.run(
            ["sh", "-c", f'rallybot() {{ "$PYTHON" -m bot "$@"; }}; {line}'],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            cwd=self.folder,
            env=self._environment | {"PYTHON": sys.executable} | settings,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def running(self, *arguments: str, **settings: str) -> AbstractContextManager["Running"]:
        """Run a command beside the test, which watches it; what has not ended by itself is killed."""
        return self._running([sys.executable, "-m", "bot", *arguments], settings)

    def at_a_terminal(self, *arguments: str, **settings: str) -> AbstractContextManager["Running"]:
        """Run a command as :meth:`running` does, at a pseudo-terminal."""
        command = [sys.executable, "-c", _AT_A_TERMINAL, sys.executable, "-m", "bot", *arguments]
        return self._running(command, {"TERM": "dumb", **settings})

    @contextmanager
    def _running(self, command: list[str], settings: Mapping[str, str]) -> Iterator["Running"]:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env={**self._environment, **settings},
        )
        with process, Running(process) as running:
            yield running


class Running:
    """A command at work: what it shows, on both its streams, and what is typed to it."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin
        assert process.stdout
        self.shown = ""
        self._process = process
        self._keys, self._screen = process.stdin, process.stdout.fileno()
        self._seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._screen, selectors.EVENT_READ)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self._ready.close()
        self._process.kill()

    def shows(self, text: str) -> str:
        """Wait until ``text`` is shown, after what was waited for before; return what came up to it."""
        until = time.monotonic() + _PATIENCE
        while (at := self.shown.find(text, self._seen)) < 0:
            assert self._read(until), f"{text!r} was never shown, but: {self.shown[self._seen :]!r}"
        before, self._seen = self.shown[self._seen : at], at + len(text)
        return before

    def types(self, text: str) -> None:
        """Type text; ``\\x03`` and ``\\x04`` are Ctrl-C and Ctrl-D at a terminal."""
        self._keys.write(text.encode())
        self._keys.flush()

    def interrupts(self, number: signal.Signals = signal.SIGINT) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def ends(self) -> int:
        """Wait for its end; its exit status."""
        until = time.monotonic() + _PATIENCE
        while self._read(until):
            pass
        assert "Traceback" not in self.shown, self.shown
        return self._process.wait(_PATIENCE)

    def _read(self, until: float) -> bool:
        if not self._ready.select(max(0.0, until - time.monotonic())):
            return False
        more = os.read(self._screen, 65_536)
        self.shown += self._decoder.decode(more)
        return bool(more)


def lines_of_json(path: Path, rows: Sequence[object]) -> str:
    """Write a .jsonl file; its path as a command takes it."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)
