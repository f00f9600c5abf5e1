"""Whatever people and pages write, what is printed is whole and drives no terminal."""

import json
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.terminal.console import harmless, json_text, note, print_json, print_line, print_text

# Controls and halves of pairs too, which hypothesis leaves out of its texts.
ANY = st.text(st.characters(categories=("L", "N", "P", "S", "Z", "C")))
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "ascii", "gbk", "cp1252"])
@given(ANY)
def test_a_document_comes_back_as_it_was(encoding: str, text: str) -> None:
    printed = json_text({"question": text, "options": [text]}, encoding)
    printed.encode(encoding)
    assert json.loads(printed) == {"question": text, "options": [text]}
    assert {one for one in printed if category(one) == "Cc"} <= {"\n"}


@given(ANY)
def test_no_control_character_passes_but_line_ends_and_tabs(text: str) -> None:
    shown = harmless(text)
    assert {one for one in shown if category(one) == "Cc"} <= {"\n", "\t"}
    assert harmless(shown) == shown
    assert [one for one in shown if category(one) != "Cc"] == [one for one in text if category(one) != "Cc"]


def test_chinese_stays_readable_in_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"question": "阿里云"})
    assert capsys.readouterr().out == '{\n  "question": "阿里云"\n}\n'


@SHARED
@given(ANY)
def test_any_text_can_be_printed(capsys: pytest.CaptureFixture[str], text: str) -> None:
    print_line(text)
    print_text(text)
    note(text.encode("utf-8", "replace").decode())
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert said.out.endswith("\n") or text


def test_a_title_cannot_clear_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    print_line("\x1b[2JAlibaba\x07 up\x9b1m 3%")
    assert capsys.readouterr().out == "[2JAlibaba up1m 3%\n"
