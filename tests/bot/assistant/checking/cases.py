"""The corpus: truthful answers with what they stand on, and the lies that are made of each."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.assistant.checking import Evidence, Measure, Passage, Result, Value
from bot.model import Price

_HERE = Path(__file__).parent
_NEWSROOM = Path(__file__).parents[4] / "benchmarks" / "answers" / "newsroom.jsonl"
_STARTER = Path(__file__).parents[4] / "knowledge" / "starter"
ASKED = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """An answer, what it stands on, and of which kind of lie it is; a truth has no kind."""

    name: str
    text: str
    evidence: Evidence
    kind: str = ""


@lru_cache(maxsize=1)
def _articles() -> dict[str, Any]:
    rows = [json.loads(line) for line in _NEWSROOM.read_text("utf-8").splitlines()]
    return {row["url"].rsplit("/", 1)[1]: row for row in rows}


def starter(name: str) -> dict[str, str]:
    """An article of the starter newsroom: its front matter and its text."""
    _, head, body = (_STARTER / f"{name}.md").read_text("utf-8").split("---\n", 2)
    row = {key: value.strip().strip('"') for key, _, value in (line.partition(":") for line in head.splitlines())}
    return row | {"text": body.strip()}


def slugs() -> list[str]:
    """The articles of benchmarks/answers by the end of their address, in order."""
    return list(_articles())


def article(slug: str, n: int) -> Passage:
    """An article of benchmarks/answers as a passage."""
    return _passage(_articles()[slug], n)


def _passage(row: Mapping[str, Any], n: int) -> Passage:
    day = date.fromisoformat(row["published"][:10]) if row.get("published") else None
    text = row.get("body") or row["text"]
    return Passage(n, text, row["title"], row.get("url", f"https://paper.example/{n}"), row["source"], day)


def _passages(one: Mapping[str, Any]) -> Iterator[Passage]:
    told = [_articles()[slug] for slug in one.get("articles", ())]
    told += [starter(name) for name in one.get("starter", ())] + list(one.get("passage", ()))
    yield from (_passage(row, n) for n, row in enumerate(told, start=1))


def _results(one: Mapping[str, Any]) -> Iterator[Result]:
    for n, row in enumerate(one.get("result", ()), start=1):
        prices = tuple(
            Price(symbol, date.fromisoformat(day), Decimal(value), currency, "Yahoo Finance", *what)
            for symbol, day, value, currency, *what in row.get("prices", ())
        )
        values = tuple(
            Value(
                Measure(kind),
                Decimal(value),
                unit,
                of,
                date.fromisoformat(start) if start else None,
                date.fromisoformat(end) if end else None,
            )
            for kind, value, unit, of, start, end in row.get("values", ())
        )
        yield Result(n, row["text"], prices, values)


@lru_cache(maxsize=8)
def cases(name: str) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The truths and the lies of a file of the corpus."""
    data = tomllib.loads((_HERE / "corpus" / f"{name}.toml").read_text("utf-8"))
    evidence = {
        one["id"]: Evidence(
            tuple(_passages(one)),
            tuple(_results(one)),
            one["question"],
            datetime.fromisoformat(one["asked"]).replace(tzinfo=UTC) if "asked" in one else ASKED,
        )
        for one in data["set"]
    }
    truths, lies = [], []
    for at, row in enumerate(data["truth"]):
        told = evidence[row["set"]]
        truths.append(Case(f"{row['set']}-{at}", row["text"], told))
        for old, new, kind in row["lies"]:
            assert old in row["text"], (old, row["text"])
            lies.append(Case(f"{row['set']}-{at}-{kind}", row["text"].replace(old, new), told, kind))
    return tuple(truths), tuple(lies)
