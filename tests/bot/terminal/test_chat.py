"""A conversation, line by line."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime

import pytest

from bot.model import Answer, Citation, Question, Restart, Status, Turn, Usage
from bot.terminal.chat import converse

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SOURCE = Citation(1, "标题", "https://news.example/a", "海港", date(2025, 8, 29), "x")


class Parrot:
    """Says the question back in two pieces, and understands it as upper case; remembers what it was given."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.histories: list[list[str]] = []
        self._answer = answer

    async def stream(self, question: Question, history: Sequence[Turn]) -> AsyncIterator[str | Answer]:
        assert question.asked_at.tzinfo
        self.histories.append([turn.question for turn in history])
        yield "You said: "
        yield question.text
        whole = Answer(Status.ANSWERED, f"You said: {question.text}", NOW, resolved=question.text.upper())
        yield self._answer or whole


def test_each_question_is_asked_in_the_light_of_those_before_as_they_were_understood() -> None:
    parrot = Parrot()
    converse(parrot, ["one", "two", "three"])
    assert parrot.histories == [[], ["ONE"], ["ONE", "TWO"]]


def test_a_question_that_was_not_understood_stands_as_it_was_asked() -> None:
    parrot = Parrot(Answer(Status.CLARIFY, "Which?", NOW))
    converse(parrot, ["one", "two"])
    assert parrot.histories == [[], ["one"]]


def test_a_long_conversation_looks_back_on_its_last_six_questions() -> None:
    parrot = Parrot()
    converse(parrot, "abcdefghi")
    assert parrot.histories[-1] == list("CDEFGH")


def test_a_new_conversation_knows_nothing_of_the_old(capsys: pytest.CaptureFixture[str]) -> None:
    parrot = Parrot()
    converse(parrot, ["one", "/new", "two"])
    assert parrot.histories == [[], []]
    assert capsys.readouterr().err == "A new conversation.\n"


@pytest.mark.parametrize("ending", ["/quit", "/exit", "quit", "exit", "退出"])
def test_an_ending_ends(ending: str) -> None:
    parrot = Parrot()
    converse(parrot, ["one", ending, "two"])
    assert len(parrot.histories) == 1


@pytest.mark.parametrize("command", ["/help", "/start", "/unheard-of"])
def test_any_other_command_gets_help_and_is_no_question(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    parrot = Parrot()
    converse(parrot, [command])
    assert parrot.histories == []
    assert "/new forgets the conversation, /quit or Ctrl-D ends it." in capsys.readouterr().out


def test_an_answer_is_printed_once_with_its_sources_in_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    converse(Parrot(Answer(Status.ANSWERED, "You said: why", NOW, language="zh", citations=(SOURCE,))), ["why"])
    assert capsys.readouterr().out == "You said: why\n\n[1] 标题 (海港，2025年8月29日) https://news.example/a\n\n"


def test_options_stand_below_the_question_back(capsys: pytest.CaptureFixture[str]) -> None:
    converse(Parrot(Answer(Status.CLARIFY, "You said: it", NOW, options=("Alibaba", "Baidu"))), ["it"])
    assert capsys.readouterr().out == "You said: it\n  - Alibaba\n  - Baidu\n\n"


class Wavering:
    """Takes back what it said, and says what it costs."""

    async def stream(
        self, question: Question, history: Sequence[Turn]
    ) -> AsyncIterator[str | Restart | Usage | Answer]:
        yield "It fell"
        yield Usage(70, 3)
        yield Restart()
        yield "It rose."
        yield Usage(90, 5)
        yield Answer(Status.ANSWERED, "It rose.", NOW, usage=Usage(90, 5))


def test_what_is_taken_back_is_left_with_a_mark_and_begun_anew_on_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    converse(Wavering(), ["why?"])
    assert capsys.readouterr().out == "It fell …\nIt rose.\n\n"


def test_what_an_answer_costs_is_no_part_of_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    converse(Wavering(), ["why?"])
    assert not set("0123456789") & set(capsys.readouterr().out)
