"""Question files are read with a reason for each that cannot be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RallybotError
from bot.terminal.evaluating.questions import Asked, read_questions, sample


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


@given(st.integers(1, 60), st.integers(1, 80))
def test_a_quick_look_takes_so_many_questions_from_all_over_the_file(count: int, limit: int) -> None:
    questions = [Asked(question=str(at)) for at in range(count)]
    taken = [int(asked.question) for asked in sample(questions, limit)]
    assert len(taken) == min(count, limit)
    assert taken == sorted(set(taken))
    assert count - taken[-1] <= count / limit + 1


def test_without_a_limit_every_question_is_asked() -> None:
    questions = [Asked(question="a"), Asked(question="b")]
    assert sample(questions, None) == questions
