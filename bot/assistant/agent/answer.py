"""From what a model wrote to an answer: references numbered anew, each with its quotation. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.assistant.agent.notebook import Notebook
from bot.model import Answer, Citation, Figure, Status, Usage
from knowledge.figures import figures
from knowledge.model import Hit
from knowledge.text import fold, language_of, sentences

_GROUP = re.compile(r"\s*[\[【]\s*(?P<labels>P?\d+(?:\s*[,，、]\s*P?\d+)*)\s*[\]】]")
_PRICES = "P"


def assemble(text: str, told: Sequence[Figure], book: Notebook, name: str, usage: Usage, as_of: datetime) -> Answer:
    """The answer that may be given: ``text`` is borne out, and ``told`` are its figures with the labels they are of."""
    numbering = Numbering()
    numbered = numbering.applied(text)
    order = numbering.passages
    results = [answer for number in numbering.results if (answer := book.result(number))]
    prices = [price for answer in results for price in answer.prices]
    citations = tuple(
        _citation(n, hit, numbered) for n, label in enumerate(order, 1) if (hit := book.hit(int(label))) is not None
    )
    return Answer(
        Status.ANSWERED,
        numbered,
        as_of,
        language_of(numbered),
        citations=citations,
        figures=tuple(_figures(told, order)),
        prices=tuple(dict.fromkeys(prices)),
        assistant=name,
        usage=usage,
        resolved=book.question.text,
    )


def without_references(text: str) -> str:
    """The text without any ``[1]``."""
    return _GROUP.sub("", text)


class Numbering:
    """References as the reader sees them: passages from 1 on, in order, and none to what was reckoned.

    ``passages`` are the labels that stood there before, ``results`` the numbers of results.
    """

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.results: list[int] = []

    def applied(self, text: str) -> str:
        """The text with its references numbered anew."""
        return _GROUP.sub(self._anew, text).strip()

    def _anew(self, match: re.Match[str]) -> str:
        kept = []
        for label in re.split(r"\s*[,，、]\s*", match["labels"]):
            if label.startswith(_PRICES):
                self.results.append(int(label[1:]))
                continue
            if label not in self.passages:
                self.passages.append(label)
            kept.append(f"[{self.passages.index(label) + 1}]")
        return f" {' '.join(dict.fromkeys(kept))}" if kept else ""


def _figures(told: Sequence[Figure], order: Sequence[str]) -> list[Figure]:
    """The figures that are borne out, by the numbers that the reader sees."""
    found = []
    for figure in told:
        if figure.citation is None:
            found.append(figure)
        elif str(figure.citation) in order:
            found.append(replace(figure, citation=order.index(str(figure.citation)) + 1))
    return list(dict.fromkeys(found))


def _citation(n: int, hit: Hit, text: str) -> Citation:
    return Citation(
        n=n,
        title=hit.title,
        url=hit.url,
        source=hit.source,
        published=hit.published.day if hit.published else None,
        quotation=_quotation(hit, n, text),
        also=tuple(source.name for source in hit.also),
        event=hit.event,
        corrects=None,
    )


def _quotation(hit: Hit, n: int, text: str) -> str:
    """The sentence of a passage that bears out most of what is said with its number: by figures, then by words."""
    said = " ".join(part for part in sentences(text) if f"[{n}]" in part) or text
    wanted = {figure.value for figure in figures(said)}
    words = set(fold(said).split())

    def weight(sentence: str) -> tuple[int, int]:
        own = {figure.value for figure in figures(sentence)}
        return len(own & wanted), len(set(fold(sentence).split()) & words)

    return max(sentences(hit.text), key=weight, default=hit.text)
