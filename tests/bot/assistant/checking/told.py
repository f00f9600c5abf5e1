"""Evidence that a test tells in a line or two."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.assistant.checking import Evidence, Finding, Passage, Result, Verdict, check

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLOUD = "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2026."
BAIDU = "Baidu AI Cloud revenue rose 27% to 6.5 billion yuan in the second quarter of 2026."


def evidence(*texts: str, question: str = "How did it go?", results: Sequence[Result] = ()) -> Evidence:
    """Passages numbered in order, published a day apart from 27 August 2026 on, which is a Thursday."""
    passages = [
        Passage(n, text, f"Report {n}", f"https://news.example/{n}", "Harbour Wire", date(2026, 8, 26 + n))
        for n, text in enumerate(texts, start=1)
    ]
    return Evidence(passages, tuple(results), question, NOW)


def verdicts(text: str, told: Evidence) -> set[Verdict]:
    """What is found wrong with an answer."""
    return {finding.verdict for finding in wrong(text, told)}


def wrong(text: str, told: Evidence) -> list[Finding]:
    """What is found wrong, with reasons."""
    return [finding for sentence in check(text, told).sentences for finding in sentence.findings if finding.reason]
