"""Away from a terminal, progress is a plain line now and then on standard error."""

import pytest

from bot.terminal.progress import show_progress
from knowledge.model import Failure, Ingested, Outcome


def test_a_line_comes_every_twenty_five_articles_and_failures_wait_for_the_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with show_progress() as progress:
        for number in range(60):
            progress.tell(Ingested(f"https://news.example/{number}", "A title", None, Outcome.NEW))
            if number % 20 == 0:
                progress.tell(Failure("a.md", "is empty"))
    assert (progress.done, progress.failed) == (60, 3)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == ["25 articles", "50 articles"]
