"""Whether questions of prices are told from questions for the newsroom, and what they ask is understood.

Over the labelled questions of ``benchmarks/prices``: ``seen`` was tuned on, ``held`` was not, ``second`` was written
later by another hand, before its writer had seen the code (the README there says what each still measures). Besides,
which of the newsroom's own questions (``benchmarks/answers``, ``benchmarks/recency``) would be taken from it. Baseline
in the same run: a question is one of prices when it names a company or an index and holds a word such as "price",
"rose" or 收盘. ``--wrong`` shows what is misread.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from bot.assistant.lexicon import lexicon
from bot.assistant.prices.asking import PriceInquiry, price_inquiry

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 24)
_NEWS = "news"
_FILES = ("questions.jsonl", "second.jsonl")
_PRICE_WORDS = re.compile(
    r"\b(?:price|shares?|stock|close|closed|high|low|rise|rose|risen|fall|fell|up|down|today)\b"
    r"|股价|收盘|涨|跌|最高|最低|多少钱",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and what it asks for; ``kind`` is a measure, or ``news``."""

    question: str
    kind: str
    names: tuple[str, ...]
    first: date | None
    last: date | None
    split: str
    problem: str | None = None


def labelled(split: str | None = None) -> Iterator[Labelled]:
    """The questions of one split, or all."""
    for line in chain.from_iterable((FOLDER / "prices" / name).read_text("utf-8").splitlines() for name in _FILES):
        row = json.loads(line)
        days = {end: date.fromisoformat(row[end]) if row[end] else None for end in ("first", "last")}
        asked = Labelled(**{**row, **days, "names": tuple(name.lstrip("$") for name in row["names"])})
        if split in {None, asked.split}:
            yield asked


def kind_of(inquiry: PriceInquiry | None) -> str:
    """The measure, or ``news``."""
    return inquiry.measure.value if inquiry else _NEWS


def misread(asked: Labelled, inquiry: PriceInquiry | None) -> str | None:
    """What of a question is misread first: whose it is, the measure, the names, the days; nothing where none is."""
    if (asked.kind == _NEWS) != (inquiry is None):
        return "routing"
    if inquiry is None:
        return None
    if asked.kind != inquiry.measure:
        return "measure"
    if asked.names != (*inquiry.names, *inquiry.symbols):
        return "names"
    if (asked.first, asked.last, asked.problem) != (inquiry.first, inquiry.last, inquiry.problem):
        return "days"
    return None


def by_its_words(question: str) -> bool:
    """The baseline: a name, and a word of prices."""
    return bool(lexicon().items(question).names and _PRICE_WORDS.search(question))


def taken_from_the_newsroom() -> Iterator[tuple[str, str, PriceInquiry]]:
    """Questions written for the newsroom that are read as questions of prices."""
    for name in ("answers", "recency"):
        for line in (FOLDER / name / "questions.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            inquiry = price_inquiry(row["question"], date.fromisoformat(row.get("today") or TODAY.isoformat()))
            if inquiry:
                yield name, row["question"], inquiry


def main() -> None:
    for split in ("seen", "held", "second"):
        show(split, list(labelled(split)))
    taken = list(taken_from_the_newsroom())
    count = Counter(name for name, *_ in taken)
    print("read as questions of prices: " + ", ".join(f"{count[name]} of {name}" for name in ("answers", "recency")))
    if "--wrong" in sys.argv:
        for name, question, inquiry in taken:
            print(f"  {name}: {question} -> {inquiry.measure}, {inquiry.first} to {inquiry.last}")


def show(split: str, rows: Sequence[Labelled]) -> None:
    """Print one split's figures."""
    start = time.perf_counter()
    read = [(asked, price_inquiry(asked.question, TODAY)) for asked in rows]
    each = (time.perf_counter() - start) / len(rows) * 1_000
    prices = [(asked, inquiry) for asked, inquiry in read if asked.kind != _NEWS]
    news = [(asked, inquiry) for asked, inquiry in read if asked.kind == _NEWS]
    found = [(asked, inquiry) for asked, inquiry in prices if inquiry]
    wrong = Counter(misread(asked, inquiry) for asked, inquiry in found)
    taken = sum(inquiry is not None for _, inquiry in news)
    print(f"{split}: {len(prices)} of prices, {len(news)} for the newsroom, {each:.2f} ms each")
    print(f"  routing: {len(found)} of {len(prices)} found, {taken} of {len(news)} taken from the newsroom")
    by_words = [by_its_words(asked.question) for asked, _ in read]
    right = sum(said for said, (asked, _) in zip(by_words, read, strict=True) if asked.kind != _NEWS)
    print(f"  baseline: {right} of {len(prices)} found, {sum(by_words) - right} of {len(news)} taken from the newsroom")
    parts = ", ".join(f"{part} wrong {wrong[part]}" for part in ("measure", "names", "days"))
    print(f"  of the {len(found)} found: {parts}")
    if "--wrong" in sys.argv:
        for asked, inquiry in read:
            if what := misread(asked, inquiry):
                print(f"    {what}: {asked.question} ({asked.kind}, read as {kind_of(inquiry)})")


if __name__ == "__main__":
    main()
