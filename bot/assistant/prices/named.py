"""The securities that a question names. Pure."""

from dataclasses import dataclass

from bot.assistant.lexicon import lexicon
from bot.market.model import Kind
from bot.market.symbols import symbols
from knowledge.text import fold


@dataclass(frozen=True, slots=True)
class Named:
    """A name at ``start`` to ``end`` of a folded text.

    ``id`` is the security's in the table of names, nothing where it stands in none. ``symbol`` is the ticker by which
    it was called, as Yahoo Finance writes it, nothing where it was called by its name: a ticker means the share and
    not the company, and one listing of it. ``traded`` says that it is an index or a fund.
    """

    start: int
    end: int
    id: str | None
    symbol: str | None
    traded: bool = False


def named(text: str) -> tuple[Named, ...] | None:
    """The securities in a text, in order; nothing at all where a product or a unit of a company is named."""
    if any(
        mention.name.id != mention.name.subject or mention.name.concept for mention in lexicon().mentions(fold(text))
    ):
        return None
    return tuple(
        Named(
            found.start,
            found.end,
            found.security.id if found.security else None,
            found.symbol,
            traded=found.security is not None and found.security.kind is not Kind.SHARE,
        )
        for found in symbols().find(text)
    )
