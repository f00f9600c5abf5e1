"""Killing a process in the middle of its work, again and again, and looking at what it leaves behind.

One harness for whatever must survive ``kill -9``: the work is a child process that says, as lines of JSON on standard
output, what it has done for good. What it has said must be there afterwards, however it ended.
"""

import json
import random
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

Line = Mapping[str, Any]
Start = Callable[[int], "subprocess.Popen[str]"]
"""Starts the work of the attempt with this number."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One killing: what the process had said; ``ended`` when it was done before it could be killed."""

    number: int
    lines: Sequence[Line]
    ended: bool


@dataclass(slots=True)
class Killing:
    """When to kill: after up to ``most_lines`` lines, and then within ``within_s`` seconds; a seed makes it repeat."""

    seed: int
    most_lines: int
    within_s: float
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def attempts(self, start: Start, times: int) -> Iterator[Attempt]:
        """Start the work so many times and kill it each time; what is left is the caller's to look at in between."""
        for number in range(times):
            yield self._attempt(number, start(number))

    def _attempt(self, number: int, process: "subprocess.Popen[str]") -> Attempt:
        assert process.stdout is not None
        lines: list[Line] = []
        for _ in range(self._chance.randint(0, self.most_lines)):
            said = process.stdout.readline()
            if not said:
                break
            lines.append(json.loads(said))
        time.sleep(self._chance.uniform(0, self.within_s))
        ended = process.poll() is not None
        process.kill()
        for said in process.communicate()[0].splitlines():
            # The last line may have been cut in two.
            with suppress(json.JSONDecodeError):
                lines.append(json.loads(said))
        return Attempt(number, lines, ended)
