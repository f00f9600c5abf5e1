"""``rallybot eval``: how good search and answers are, over a file of questions."""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app import make_assistant, make_news_assistant, now, open_prices
from bot.errors import RallybotError
from bot.model import Citation, Question, Usage
from bot.settings import Settings
from bot.terminal.console import newsroom, note, print_json, print_line, start_answering
from bot.terminal.evaluating.asking import Reply, ask_all
from bot.terminal.evaluating.holding import Held, Sourced, hold_all, quoted
from bot.terminal.evaluating.questions import Asked, read_questions, sample
from bot.terminal.evaluating.scoring import WITHOUT_MODEL, score, spread
from bot.terminal.evaluating.telling import told
from knowledge.search.measures import CUT, Measures, mean, measure

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

_SYSTEMS = {
    "embedder alone": "dense",
    "keywords alone": "keywords",
    "rank fusion": "ranks",
    "rallybot": "fused",
}
# Questions that a model's server is asked at a time.
_AT_ONCE = 4
# What articles say is measured, which no price of today may answer in their place: prices are asked of nobody.
_NOBODY = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured: answers beside search, those of the model where there is one, over how many questions."""

    answers: bool = False
    model: bool = True
    limit: int | None = None


def evaluate(path: Path, news: list[str], options: Options, *, as_json: bool) -> None:
    """Measure and print."""
    settings = start_answering()
    if path.is_dir():
        path, news = _of_folder(path, news)
    questions = sample(read_questions(path), options.limit)
    with _asked_newsroom(settings, news) as base:
        document: dict[str, Any] = {"file": str(path), "questions": len(questions)}
        document |= _search_figures(base, [asked for asked in questions if asked.relevant])
        if options.answers:
            document["answers"] = {WITHOUT_MODEL: _without_model(base, questions)}
            if options.model and settings.has_model:
                document["answers"][settings.openai_model] = _with_model(settings, base, questions)
    if as_json:
        print_json(document)
    else:
        print_line(told(document))


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
        "milliseconds": spread(milliseconds),
    }


def _articles(base: "KnowledgeBase", ranking: Sequence[tuple[int, float]]) -> list[str]:
    """The addresses of the ten best articles, each where its best passage stands."""
    stored = base.passages([id_ for id_, _ in ranking])
    return list(dict.fromkeys(stored[id_].url for id_, _ in ranking if id_ in stored))[:CUT]


def _without_model(base: "KnowledgeBase", questions: Sequence[Asked]) -> dict[str, Any]:
    replies = asyncio.run(ask_all(make_news_assistant(base), questions, now))
    return score(WITHOUT_MODEL, replies, _held(replies, quoted), lambda usage: None)


def _with_model(settings: Settings, base: "KnowledgeBase", questions: Sequence[Asked]) -> dict[str, Any]:
    name = settings.openai_model
    note(
        f"Asking {name} {len(questions)} questions, which costs tokens. "
        "--limit N asks fewer, --no-model leaves the model out."
    )

    def whole(citation: Citation) -> str:
        """The article, of which the model may have used more than the sentence that is shown."""
        found = base.articles(citation.title, 5)
        article = next((hits for hits in found if hits[0].url == citation.url), [])
        return "\n\n".join(hit.text for hit in article) or citation.quotation

    with tempfile.TemporaryDirectory(prefix="rallybot-eval-") as folder:
        closed = settings.model_copy(update={"yahoo_url": _NOBODY, "data_dir": Path(folder)})
        with open_prices(closed) as prices:
            replies = asyncio.run(ask_all(make_assistant(settings, base, prices), questions, now, _AT_ONCE))
    return score(name, replies, _held(replies, whole), lambda usage: _cost(settings, usage))


def _cost(settings: Settings, usage: Usage) -> float | None:
    ways = (getattr(settings, "price_input", None), getattr(settings, "price_output", None))
    if None in ways:
        return None
    # Prices are of a million tokens.
    spent = usage.input_tokens * float(ways[0] or 0) + usage.output_tokens * float(ways[1] or 0)
    return round(spent / 1_000_000, 6)


def _held(replies: Sequence[Reply], sourced: Sourced) -> Held:
    answered = [(reply.answer, Question(reply.asked.question, now())) for reply in replies if reply.answer]
    return hold_all(answered, sourced)
