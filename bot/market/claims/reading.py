"""Finding claims on price history in what articles say, in English and Chinese. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from bot.market.claims.claim import Claim
from bot.market.claims.gains import gains_said
from bot.market.claims.highs import extremes_said, moves_said
from bot.market.claims.sentence import Sentence, sentences
from bot.market.claims.streaks import streaks_said
from knowledge.search.timewish import time_wish

# The longer expressions first: what one has read, the next leave alone.
_READERS: tuple[Callable[[Sentence], Iterator[Claim]], ...] = (moves_said, extremes_said, streaks_said, gains_said)


def claims(text: str, published: date) -> tuple[Claim, ...]:
    """The claims of a text in their order; ``published`` is what "this year" and "in four years" count from.

    Only what is said of prices on an exchange counts, not of sales or margins, and only what is said to be so: what
    could come, is denied or only serves as a mark ("below its record high") is left out. So are times that are no days
    ("since the pandemic") and weeks in a row.
    """
    found: list[Claim] = []
    for sentence in sentences(text, published):
        own: list[Claim] = []
        for read in _READERS:
            own += [claim for claim in read(sentence) if not any(_overlap(claim, other) for other in own)]
        session = _session(sentence, own)
        found += [replace(claim, session=session) for claim in own]
    return tuple(sorted(found, key=lambda claim: claim.start))


def _overlap(one: Claim, other: Claim) -> bool:
    return one.start < other.end and other.start < one.end


def _session(sentence: Sentence, own: list[Claim]) -> date | None:
    """The one day that a sentence names beside its claims."""
    if not own:
        return None
    said = sentence.written
    for claim in own:
        start, end = claim.start - sentence.offset, claim.end - sentence.offset
        said = said[:start] + " " * (end - start) + said[end:]
    window = time_wish(said, sentence.published).window
    return window[0] if window and window[0] == window[1] else None
