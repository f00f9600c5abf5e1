"""A question is answered without a look at any network."""

import os
from pathlib import Path

import pytest

from tests.flows.command import Rallybot

# Python runs this before anything else in the child. An audit hook sees every socket, whoever opens it.
_WATCH = """
import os, sys

def watch(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        target = arguments[1]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        target = arguments[0]
    else:
        return
    host = target[0] if isinstance(target, tuple) else target
    if host not in {"127.0.0.1", "::1", "localhost"}:
        with open(os.environ["TRIED"], "a") as file:
            file.write(f"{event} {target}\\n")
        raise PermissionError(f"no network in this test: {target}")

sys.addaudithook(watch)
"""


@pytest.fixture
def tried(rallybot: Rallybot, tmp_path: Path) -> dict[str, str]:
    """Settings under which a child can reach nothing but loopback, and what it tried stands in ``$TRIED``."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    root = Path(__file__).parents[2]
    (tmp_path / "tried").touch()
    return {"PYTHONPATH": f"{folder}{os.pathsep}{root}", "TRIED": str(tmp_path / "tried")}


def test_an_answer_needs_no_network(rallybot: Rallybot, tried: dict[str, str]) -> None:
    first = Rallybot(rallybot.folder / "new")  # the very first start too: nothing is downloaded
    done = first("ask", "--json", "how much did Alibaba cloud grow?", **tried)
    assert "26%" in done.document["text"]
    assert Path(tried["TRIED"]).read_text(encoding="utf-8") == ""


def test_the_watch_sees_what_is_tried(rallybot: Rallybot, tried: dict[str, str]) -> None:
    done = rallybot("ingest", "http://198.51.100.1/feed", **tried)
    assert done.status == 1
    assert "198.51.100.1" in Path(tried["TRIED"]).read_text(encoding="utf-8")
