"""Question files: JSON Lines, each line a question with what a right answer to it would be."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from bot.errors import RallybotError


class Asked(BaseModel):
    """A line of a question file.

    ``relevant`` are addresses of articles that answer it, ``expect`` what a right answer says, all of it.
    """

    question: str
    relevant: list[str] = []
    expect: list[str] = []
    unanswerable: bool = False


def read_questions(path: Path) -> list[Asked]:
    """Read a question file; raises RallybotError that names the line that cannot be read."""
    try:
        # Lines end as JSON Lines have it; a question may hold other separators.
        lines = path.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise RallybotError(f"{path} cannot be read: {(error.strerror or 'unknown').lower()}") from error
    except UnicodeDecodeError as error:
        raise RallybotError(f"{path} is not text in UTF-8.") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(Asked.model_validate_json(line))
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            raise RallybotError(f"{path}:{number} is not a question: {reason}") from error
    if not questions:
        raise RallybotError(f"{path} has no questions: a line is an object with question and relevant.")
    return questions


def sample(questions: Sequence[Asked], limit: int | None) -> list[Asked]:
    """At most ``limit`` questions, from all over the file and always the same; all of them without a limit."""
    if limit is None or limit >= len(questions):
        return list(questions)
    return [questions[at * len(questions) // limit] for at in range(limit)]
