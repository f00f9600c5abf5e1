"""A sentence as the readers of claims see it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.market.claims.words import level, sentence_spans


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is written, levelled for reading, where it begins in its text, and the day it was published."""

    written: str
    said: str
    offset: int
    published: date

    def place(self, start: int, end: int) -> tuple[str, int, int]:
        """The words from one place to another, and where they stand in the whole text."""
        end = start + len(self.written[start:end].rstrip(" .,"))
        return self.written[start:end], self.offset + start, self.offset + end


def sentences(text: str, published: date) -> Iterator[Sentence]:
    """Yield the sentences of a text."""
    said = level(text)
    for start, end in sentence_spans(said):
        yield Sentence(text[start:end], said[start:end], start, published)
