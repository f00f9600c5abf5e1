"""The figures of a run, as lines that a person reads. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

_WIDE = 26
# Of what went wrong so many lines are shown; all are in the JSON.
_SHOWN = 12


def told(document: Mapping[str, Any]) -> str:
    """The document of a run as text."""
    lines = [f"{document['questions']} questions of {document['file']}"]
    if "search" in document:
        lines += ["", *_search(document)]
    if "answers" in document:
        lines += ["", *_answers(document["answers"])]
    return "\n".join(lines)


def _search(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'':16}{'Hits@4':>9}{'Hits@10':>9}{'MRR@10':>9}{'MAP@10':>9}{'nDCG@10':>9}"
    for name, figures in document["search"].items():
        yield f"{name:16}" + "".join(f"{value:>9.3f}" for value in figures.values())
    yield ""
    yield "a search takes {p50} ms (p50), {p95} ms (p95)".format(**document["milliseconds"])


def _answers(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """One column an assistant."""
    wide = max(16, *(len(name) + 2 for name in answers))
    yield f"{'answers':{_WIDE}}" + "".join(f"{name:>{wide}}" for name in answers)
    columns = [_column(figures) for figures in answers.values()]
    for row in dict.fromkeys(row for column in columns for row in column):
        yield f"{row:{_WIDE}}" + "".join(f"{column.get(row, '-'):>{wide}}" for column in columns)
    for name, figures in answers.items():
        failed = [f"{one['question']}: {one['reason']}" for one in figures["failed"]]
        yield from _listed(f"failed with {name}", failed)
        yield from _listed(f"would not pass the check, of {name}", figures["blocked_because"])


def _column(figures: Mapping[str, Any]) -> dict[str, str]:
    shares = ("answered", "answer_hit_rate", "abstention_precision", "abstention_recall")
    column = {name.replace("_", " "): _share(figures[name]) for name in shares}
    if "fell_back" in figures:
        column["answered without the model"] = str(figures["fell_back"])
    column["sentences blocked"] = f"{figures['blocked']} of {figures['sentences']}"
    column["failed"] = str(len(figures["failed"]))
    column["ms p50"], column["ms p95"] = (f"{figures['milliseconds'][at]:.1f}" for at in ("p50", "p95"))
    if "tokens" in figures:
        column["tokens in"], column["tokens out"] = (f"{figures['tokens'][way]:,}" for way in ("input", "output"))
    if "cost" in figures:
        column["cost"] = f"{figures['cost']:.4f}"
    return column


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _listed(what: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"\n{what}: {len(lines)}"
        yield from (f"  {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"  ... and {len(lines) - _SHOWN} more, in the JSON (--json)"
