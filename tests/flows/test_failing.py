"""What stands in the way is told in one line on standard error, with exit status 1."""

import os
from pathlib import Path

import pytest

from tests.flows.command import Done, Rallybot


def told(done: Done) -> str:
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [f"rallybot: {done.complaint}"]
    return done.complaint


def test_a_data_folder_that_cannot_be_made(reader: Rallybot) -> None:
    (reader.folder / "in-the-way").touch()
    for folder in ("in-the-way", "in-the-way/data"):
        complaint = told(reader("ask", "why?", RALLYBOT_DATA_DIR=folder))
        assert complaint.startswith(f"the data folder {folder} cannot be made (")
        assert complaint.endswith("Set RALLYBOT_DATA_DIR to a folder that can be written.")


def test_a_data_folder_that_cannot_be_written(reader: Rallybot) -> None:
    # Where the lock belongs is a folder: that stops the system's own administrator too.
    (reader.folder / "locked" / "newsroom.lock").mkdir(parents=True)
    complaint = told(reader("search", "why?", RALLYBOT_DATA_DIR="locked"))
    assert complaint.startswith("the data folder locked cannot be written (")


def test_a_data_folder_without_permission(reader: Rallybot) -> None:
    folder = reader.folder / "forbidden"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write everywhere")
    assert "cannot be written (Permission denied)" in told(reader("chat", RALLYBOT_DATA_DIR=str(folder)))


def test_a_database_that_is_none(reader: Rallybot) -> None:
    folder = reader.folder / "damaged"
    folder.mkdir()
    (folder / "newsroom.db").write_text("no database", encoding="utf-8")
    assert told(reader("ask", "why?", RALLYBOT_DATA_DIR="damaged")).startswith("the newsroom's database cannot be read")


@pytest.mark.parametrize("command", [["ask", "why?"], ["chat"], ["ingest", "a.md"], ["refresh"], ["run"]])
def test_a_wrong_setting_is_named_whatever_the_command(reader: Rallybot, command: list[str], tmp_path: Path) -> None:
    rallybot = Rallybot(tmp_path)
    (tmp_path / ".env").write_text("RALLYBOT_EMBEDDER=best\n", encoding="utf-8")
    complaint = told(rallybot(*command))
    assert complaint.startswith("RALLYBOT_EMBEDDER is wrong: ")
    assert complaint.endswith("Correct it in .env or in the environment.")


def test_a_bot_without_a_token_is_told_where_to_get_one(reader: Rallybot) -> None:
    assert told(reader("run")).startswith("TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather")


def test_openai_as_the_embedder_wants_its_key(reader: Rallybot) -> None:
    assert "OPENAI_API_KEY" in told(reader("ask", "why?", RALLYBOT_EMBEDDER="openai"))


@pytest.mark.parametrize("command", ["search --json alibaba", "--help"])
def test_a_reader_of_the_output_may_leave_early(reader: Rallybot, command: str) -> None:
    done = reader.shell(f"rallybot {command} | head -1")
    assert done.status == 0
    assert len(done.out.splitlines()) == 1
    assert done.err == ""


def test_nobody_has_to_read_the_output(reader: Rallybot) -> None:
    assert reader.shell("rallybot ask alibaba cloud growth <&- >&- 2>&-").status == 0


def test_output_that_cannot_be_stored_is_a_failure(reader: Rallybot) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = reader.shell("rallybot --help > /dev/full")
    assert (done.status, done.err) == (1, "rallybot: No space left on device\n")


def test_an_output_that_is_not_unicode_still_gets_a_whole_document(reader: Rallybot) -> None:
    question = "阿里云增长了多少？"
    ascii_only = reader("ask", "--json", question, PYTHONIOENCODING="ascii")
    assert ascii_only.out.isascii()
    assert ascii_only.document["question"] == question
