"""What the head of a table says of the cells below it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.assistant.checking.amounts import Unit
from bot.assistant.checking.kinds import kinds
from bot.assistant.checking.matters import metrics_of, parts_of, topic_in
from bot.assistant.checking.told import Told

_RULE = re.compile(r"^\s*\|?[\s|:\-–—]*-[\s|:\-–—]*$")
_GROWTH = re.compile(r"\b(?:growth|change|yoy|y/y|increase)\b|同比|增[长速幅]|变动", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The words at the head of a column, for what stands at ``start`` to ``end`` of the text."""

    words: str
    start: int
    end: int


def heads(text: str) -> dict[int, tuple[Head, ...]]:
    """The heads of each row of each table, by where its line begins without white space."""
    found: dict[int, tuple[Head, ...]] = {}
    head: list[str] = []
    at, before = 0, ""
    for line in text.splitlines(keepends=True):
        if not line.lstrip().startswith("|"):
            head = []
        elif _RULE.match(line) and before.lstrip().startswith("|"):
            head = [cell.strip() for cell in before.strip().strip("|").split("|")]
        elif head:
            start = at + len(line) - len(line.lstrip())
            found[start] = tuple(_cells(line, at, head))
        at, before = at + len(line), line
    return found


def _cells(line: str, at: int, head: Sequence[str]) -> list[Head]:
    bars = [match.start() for match in re.finditer(r"\|", line)]
    spans = list(zip(bars, [*bars[1:], len(line)], strict=True))
    return [Head(words, at + start, at + end) for words, (start, end) in zip(head, spans, strict=False) if words]


def under(told: Told, at: int, row: Sequence[Head]) -> Told:
    """An amount of a row with what the head of its column says, where the row itself begins at ``at``."""
    place = at + told.amount.start
    head = next((one for one in row if one.start <= place < one.end), None)
    if head is None or _GROWTH.search(head.words):
        return told
    topic, metrics = topic_in(head.words), metrics_of(head.words)
    if not topic or (told.amount.unit is Unit.PERCENT and not metrics & {"margin", "share"}):
        return told
    return replace(
        told,
        metrics=metrics or told.metrics,
        topic=topic,
        more=told.more | topic,
        own_topic=True,
        fresh=bool(metrics),
        parts=parts_of(head.words) or told.parts,
        kinds=told.kinds | kinds(head.words, ""),
        loss=False if "profit" in metrics else told.loss,
    )
