"""``rallybot eval``: how good search and answers are, over a file of questions."""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from bot.app import make_news_assistant, now
from bot.errors import RallybotError
from bot.model import Answer, Question, Status
from bot.settings import Settings
from bot.terminal.ask import whole_answer
from bot.terminal.console import newsroom, note, print_json, print_line, start
from knowledge.search.measures import CUT, Measures, mean, measure

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

_SYSTEMS = {
    "embedder alone": "dense",
    "keywords alone": "keywords",
    "rank fusion": "ranks",
    "rallybot": "fused",
}


class Asked(BaseModel):
    """A line of a question file."""

    question: str
    relevant: list[str] = []
    expect: list[str] = []
    unanswerable: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """How answers did: the share of questions answered with all that was expected, and the abstentions' precision
    and recall; a figure is absent where no question asks for it.
    """

    questions: int
    answer_hit_rate: float | None
    abstention_precision: float | None
    abstention_recall: float | None


def evaluate(path: Path, news: list[str], *, answers: bool, as_json: bool) -> None:
    """Measure and print."""
    settings = start()
    if path.is_dir():
        path, news = _of_folder(path, news)
    questions = read_questions(path)
    with _asked_newsroom(settings, news) as base:
        document: dict[str, Any] = {"file": str(path), "questions": len(questions)}
        document |= _search_figures(base, [asked for asked in questions if asked.relevant])
        if answers:
            document["answers"] = asdict(_judge(base, questions))
    if as_json:
        print_json(document)
    else:
        print_line(_text(document))


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


def _of_folder(folder: Path, news: list[str]) -> tuple[Path, list[str]]:
    questions = sorted(folder.glob("*questions.jsonl"))
    if len(questions) != 1:
        raise RallybotError(f"{folder} has {len(questions)} files *questions.jsonl; name the one that is meant.")
    found = sorted({*folder.glob("*news*.jsonl")} - {*questions})
    if not found and not news:
        note(f"{folder} has no *news*.jsonl: asking the stored newsroom.")
    return questions[0], news or [str(path) for path in found]


@contextmanager
def _asked_newsroom(settings: Settings, news: list[str]) -> Iterator["KnowledgeBase"]:
    if not news:
        with newsroom(settings) as base:
            yield base
        return
    with (
        tempfile.TemporaryDirectory(prefix="rallybot-eval-") as folder,
        newsroom(settings.model_copy(update={"data_dir": Path(folder)})) as base,
    ):
        note(f"Embedding {', '.join(news)} for this run ...")
        report = asyncio.run(base.ingest(news))
        if not report.articles:
            raise RallybotError(f"{', '.join(news)} gave no article to search.")
        yield base


def _search_figures(base: "KnowledgeBase", questions: Sequence[Asked]) -> dict[str, Any]:
    """Every way of searching over the same questions, and how long the joint one takes."""
    if not questions:
        return {}
    measured: dict[str, list[Measures]] = {name: [] for name in _SYSTEMS}
    milliseconds = []
    for asked in questions:
        began = time.perf_counter()
        rankings = base.rank(asked.question)
        milliseconds.append((time.perf_counter() - began) * 1_000)
        for name, kind in _SYSTEMS.items():
            found = _articles(base, getattr(rankings, kind))
            measured[name].append(measure(found, set(asked.relevant)))
    return {
        "search": {
            name: {key: round(value, 4) for key, value in asdict(mean(figures)).items()}
            for name, figures in measured.items()
        },
        "milliseconds": _spread(milliseconds),
    }


def _articles(base: "KnowledgeBase", ranking: Sequence[tuple[int, float]]) -> list[str]:
    """The addresses of the ten best articles, each where its best passage stands."""
    stored = base.passages([id_ for id_, _ in ranking])
    return list(dict.fromkeys(stored[id_].url for id_, _ in ranking if id_ in stored))[:CUT]


def _judge(base: "KnowledgeBase", questions: Sequence[Asked]) -> Judged:
    # What articles say is measured, which no price of today may answer in their place.
    assistant = make_news_assistant(base)
    answers = [asyncio.run(whole_answer(assistant, Question(asked.question, now()))) for asked in questions]
    return judge(questions, answers)


def judge(questions: Sequence[Asked], answers: Sequence[Answer]) -> Judged:
    """Judge answers: hit when all that is expected stands in the text, abstained when the status is ``unknown``."""
    pairs = list(zip(questions, answers, strict=True))
    hits = [
        answer.status is Status.ANSWERED and all(part.lower() in answer.text.lower() for part in asked.expect)
        for asked, answer in pairs
        if asked.expect
    ]
    abstained = [asked.unanswerable for asked, answer in pairs if answer.status is Status.UNKNOWN]
    unanswerable = [answer.status is Status.UNKNOWN for asked, answer in pairs if asked.unanswerable]
    return Judged(len(pairs), _share(hits), _share(abstained), _share(unanswerable))


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 4) if found else None


def _spread(milliseconds: Sequence[float]) -> dict[str, float]:
    p95 = quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0]
    return {"p50": round(median(milliseconds), 1), "p95": round(p95, 1)}


def _text(document: dict[str, Any]) -> str:
    lines = [f"{document['questions']} questions of {document['file']}"]
    if "search" in document:
        lines += ["", f"{'':16}{'Hits@4':>9}{'Hits@10':>9}{'MRR@10':>9}{'MAP@10':>9}{'nDCG@10':>9}"]
        lines += [
            f"{name:16}" + "".join(f"{value:>9.3f}" for value in figures.values())
            for name, figures in document["search"].items()
        ]
        lines += ["", "a search takes {p50} ms (p50), {p95} ms (p95)".format(**document["milliseconds"])]
    if "answers" in document:
        lines += [""]
        lines += [
            f"{name.replace('_', ' ')}: {'-' if value is None else value}"
            for name, value in document["answers"].items()
        ]
    return "\n".join(lines)
