"""Question files are read with a reason for each that cannot be, and answers are judged."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RallybotError
from bot.model import Answer, Status
from bot.terminal.evaluate import Asked, Judged, judge, read_questions

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def answered(text: str) -> Answer:
    return Answer(Status.ANSWERED, text, NOW)


UNKNOWN = Answer(Status.UNKNOWN, "I don't know.", NOW)
CLARIFY = Answer(Status.CLARIFY, "Which?", NOW)


def test_a_hit_holds_all_that_is_expected_whatever_the_case() -> None:
    asked = [
        Asked(question="one", expect=["26%", "one fifth"]),
        Asked(question="two", expect=["26%", "one fifth"]),
        Asked(question="three", expect=["26%"]),
        Asked(question="four", expect=["26%"]),
    ]
    answers = [answered("One fifth: 26%"), answered("26%"), UNKNOWN, answered("up 26%")]
    assert judge(asked, answers) == Judged(4, 0.5, 0.0, None)


def test_an_abstention_is_right_where_nothing_can_be_known() -> None:
    asked = [Asked(question="no", unanswerable=True)] * 3 + [Asked(question="yes", expect=["1"])] * 2
    judged = judge(asked, [UNKNOWN, UNKNOWN, answered("1"), UNKNOWN, answered("1")])
    assert judged == Judged(5, 0.5, 0.6667, 0.6667)


def test_asking_back_is_no_abstention_and_no_hit() -> None:
    asked = [Asked(question="no", unanswerable=True), Asked(question="yes", expect=["which"])]
    assert judge(asked, [CLARIFY, CLARIFY]) == Judged(2, 0.0, None, 0.0)


def test_what_no_question_asks_for_has_no_figure() -> None:
    assert judge([Asked(question="why?")], [answered("Because.")]) == Judged(1, None, None, None)
    assert judge([], []) == Judged(0, None, None, None)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from([UNKNOWN, CLARIFY, answered("26%")]))))
def test_shares_are_shares(rows: list[tuple[bool, bool, Answer]]) -> None:
    asked = [Asked(question="x", expect=["26%"] if known else [], unanswerable=not can) for known, can, _ in rows]
    judged = judge(asked, [answer for _, _, answer in rows])
    shares = (judged.answer_hit_rate, judged.abstention_precision, judged.abstention_recall)
    assert all(share is None or 0 <= share <= 1 for share in shares)


def file(folder: Path, content: str | bytes) -> Path:
    path = folder / "questions.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_question_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        '\ufeff{"question": "why?", "relevant": ["a"], "expect": ["1%"], "kind": "why"}\r\n\r\n'
        '{"question": "one\u2028line\x85", "unanswerable": true}\n',
    )
    assert read_questions(path) == [
        Asked(question="why?", relevant=["a"], expect=["1%"]),
        Asked(question="one\u2028line\x85", unanswerable=True),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "has no questions: a line is an object with question and relevant."),
        ("\n \n", "has no questions"),
        ('{"question": "a"}\nnot json\n', ":2 is not a question: Invalid JSON"),
        ('{"relevant": []}', ":1 is not a question: Field required"),
        ('{"question": "a", "relevant": "b"}', ":1 is not a question: Input should be a valid"),
        ("[]", ":1 is not a question: Input should be an object"),
        (b"\xff\xfe", "is not text in UTF-8."),
    ],
)
def test_what_is_wrong_with_a_question_file_is_said_with_its_line(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    path = file(tmp_path, content)
    with pytest.raises(RallybotError) as caught:
        read_questions(path)
    assert str(caught.value).startswith(str(path))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_in_a_files_place_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RallybotError, match="cannot be read: is a directory"):
        read_questions(tmp_path)
