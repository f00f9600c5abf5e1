"""No answer of the extractive assistant is blocked by the checks, since it says what its citations say."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assistant.checking import Evidence, Passage, check
from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Answer, Question, Status
from tests.bot.assistant.checking.cases import starter
from tests.bot.assistant.newsroom import News, Told

_ROOT = Path(__file__).parents[4]
_BENCHMARK = _ROOT / "benchmarks" / "answers"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
THEN = datetime(2025, 9, 20, 12, tzinfo=UTC)
STARTER_QUESTIONS = (
    "how much did Alibaba Cloud grow?",
    "how much did Baidu AI Cloud grow in Q2 2025?",
    "compare Alibaba Cloud and Baidu AI Cloud",
    "why did Chinese tech shares rise?",
    "what are the risks?",
    "What could end the rally?",
    "who led the rally",
    "is Apollo Go profitable?",
    "How high did the Hang Seng Tech Index rise?",
    "Alibaba's own chips",
    "the latest on Alibaba",
    "should I buy Baidu?",
    "阿里云增长多少？",
    "百度智能云第二季度增长多少",
    "百度用什么芯片训练文心",
    "恒生科技指数为什么上涨",
    "风险有哪些",
)


def _benchmark() -> News:
    rows = [json.loads(line) for line in (_BENCHMARK / "newsroom.jsonl").read_text("utf-8").splitlines()]
    return News(
        *(Told(row["published"][:10], f"{row['title']}\n{row['body']}", row["url"], row["source"]) for row in rows)
    )


def _starter() -> News:
    names = [path.stem for path in (_ROOT / "knowledge" / "starter").glob("*.md") if path.stem != "README"]
    rows = [starter(name) for name in sorted(names)]
    return News(*(Told(row["published"], f"{row['title']}\n{row['text']}", row["url"], row["source"]) for row in rows))


def _blocked(news: News, questions: list[str], now: datetime) -> tuple[int, list[str]]:
    assistant = ExtractiveAssistant(news)
    answered = 0
    blocked: list[str] = []
    for text in questions:
        question = Question(text, now)
        answer = assistant.answer(question)
        if answer.status is Status.ANSWERED:
            answered += 1
            blocked += check(answer.text, _evidence(answer, question)).reasons
    return answered, blocked


def _evidence(answer: Answer, question: Question) -> Evidence:
    passages = [Passage(c.n, c.quotation, c.title, c.url, c.source, c.published) for c in answer.citations]
    return Evidence(passages, (), question.text, question.asked_at)


def test_no_answer_from_the_benchmark_is_blocked() -> None:
    rows = [json.loads(line) for line in (_BENCHMARK / "questions.jsonl").read_text("utf-8").splitlines()]
    answered, blocked = _blocked(_benchmark(), [row["question"] for row in rows], NOW)
    assert answered > 100
    assert blocked == []


@pytest.mark.parametrize("now", [THEN, NOW], ids=["then", "later"])
def test_no_answer_from_the_starter_newsroom_is_blocked(now: datetime) -> None:
    answered, blocked = _blocked(_starter(), list(STARTER_QUESTIONS), now)
    assert answered > 12
    assert blocked == []
