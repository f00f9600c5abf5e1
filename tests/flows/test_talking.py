"""``rallybot chat``: a conversation through a pipe and at a terminal."""

import time

import pytest

from tests.flows.command import Rallybot


def test_follow_ups_look_back_until_the_conversation_is_forgotten(reader: Rallybot) -> None:
    with reader.running("chat") as chat:
        chat.shows("11 articles. Ask a question")
        chat.types("how much did Alibaba cloud grow?\n")
        chat.shows("up 26% year on year")
        chat.shows("[1] Alibaba Cloud grew 26%")
        chat.types("and Baidu?\n")
        chat.shows("Baidu AI Cloud revenue: up 27% year on year")
        chat.types("那百度呢？\n")
        chat.shows("27%")
        chat.shows("starter:baidu")
        chat.types("/help\n")
        chat.shows("/new forgets the conversation")
        chat.types("/new\n")
        chat.shows("A new conversation.")
        chat.types("how is it doing?\n")
        chat.shows("Which company or index do you mean?")
        chat.types("/quit\nhow much did Alibaba cloud grow?\n")
        assert chat.ends() == 0
    assert chat.shown.count("up 26%") == 1
    assert "> " not in chat.shown


def test_a_chat_ends_with_its_input_and_not_with_what_is_no_text(reader: Rallybot) -> None:
    done = reader("chat", typed=b"\n \n\xff\xfe\x00\x9b\nwho won the football?")
    assert done.status == 0
    assert "I don't know." in done.out
    assert len(done.err.splitlines()) <= 2


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_at_a_terminal_a_key_at_the_prompt_ends_the_chat(reader: Rallybot, key: str) -> None:
    with reader.at_a_terminal("chat") as chat:
        chat.shows("Ctrl-D to end.")
        chat.shows("> ")
        chat.types("how much did Alibaba cloud grow?\n")
        chat.shows("up 26% year on year")
        chat.shows("starter:alibaba-cloud-june-quarter-2025")
        chat.shows("> ")
        # A signal between readline's echo and its wait for the next key would be lost: no finger is that quick.
        time.sleep(0.5)
        chat.types(key)
        assert chat.ends() == 0
    assert chat.shown.endswith("\n")
    assert "Aborted" not in chat.shown
