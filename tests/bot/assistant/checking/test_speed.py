"""A check is short beside the writing of an answer: the time is printed, and bounded generously."""

import sys
import time
from collections.abc import Iterator

import pytest

from bot.assistant.checking import Evidence, check, prepare
from bot.assistant.checking.ground import ground
from tests.bot.assistant.checking.cases import ASKED, article, slugs

_PASSAGES, _LENGTH = 12, 1_200
_MOST = 0.25  # seconds of the processor, on a busy machine


def _answers(evidence: Evidence) -> Iterator[str]:
    """Answers of whole sentences of the passages, each under its reference."""
    told = [
        f"{sentence.text.rstrip('.。')} [{source.label}]. "
        for source in ground(evidence).sources.values()
        for sentence in source.sentences
    ]
    for at in range(0, len(told), 4):
        answer = ""
        for sentence in told[at:] + told[:at]:
            if len(answer) >= _LENGTH:
                break
            answer += sentence
        yield answer


def test_a_long_answer_over_twelve_passages_is_checked_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    passages = [article(slug, n) for n, slug in enumerate(slugs()[:_PASSAGES], start=1)]
    evidence = Evidence(passages, (), "How did it go?", ASKED)
    prepare(evidence)
    took = []
    for answer in _answers(evidence):
        start = time.process_time()
        check(answer, evidence)
        took.append(time.process_time() - start)
    took.sort()
    with capsys.disabled():
        sys.stdout.write(f"\na check of {_LENGTH:,} characters: p50 {took[len(took) // 2] * 1000:.1f} ms\n")
    assert took[len(took) // 2] < _MOST
