"""Whose an amount is: the company or index that its sentence gives it to. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.assistant.checking.matters import mentions
from bot.assistant.checking.thread import Place, Thread
from bot.assistant.lexicon import Mention

_FOLLOWS = re.compile(
    r"^\s*(?:(?:advance|rise|gain|drop|fall|decline|increase|jump|growth|loss|slide) )?(?:at|for|by|in|of|from|to)\s+"
    r"(?:the |its )?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*(?:[a-z-]+ ){1,3}(?:from|by|made by)\s+$", re.IGNORECASE)
_OBJECT = re.compile(
    r"\b(?:in|with|to|from|for|by|at|over|of|than|like|behind|ahead of)\s+(?:the |its )?$|[比较较对向]$", re.IGNORECASE
)
_JOINED = re.compile(r"^\s*(?:,|and|&|、|和|与|及|以及|or|\band\b|both)*\s*(?:and|和|与)?\s*$", re.IGNORECASE)


def take_owners(place: Place, thread: Thread) -> None:
    """Take the nearest name before an amount, or all of a list; one right behind it; else whose the one before was."""
    own = place.plain[place.begins : place.at]
    maker = _maker(place)
    for owners in (_behind(place, own), _of_names(own, mentions(own)), _list_from(place.since, mentions(place.since))):
        if owners:
            thread.owners, thread.named = owners | maker, True
            return
    if maker:
        thread.owners = thread.owners | maker
        return
    if not thread.named and not thread.pointing:
        every = frozenset(mention.name.subject for mention in mentions(place.plain))
        if len(every) == 1:
            # Named only behind it: it need not be theirs.
            thread.owners = thread.owners | every


def _maker(place: Place) -> frozenset[str]:
    """Whom something counted comes from: "16,384 cards from Alibaba's unit"."""
    behind = mentions(place.after)
    if behind and _FROM.match(place.after[: behind[0].start]):
        return frozenset({behind[0].name.subject})
    return frozenset()


def _behind(place: Place, own: str) -> frozenset[str]:
    """A name that follows, where none stands before: "33.7% at Baidu"."""
    after = place.after
    behind = mentions(after)
    if behind and _FOLLOWS.match(after[: behind[0].start]) and not mentions(own):
        return frozenset({behind[0].name.subject})
    return frozenset()


def _of_names(text: str, own: Sequence[Mention]) -> frozenset[str]:
    if not own:
        return frozenset()
    listed = _joined(text, own[::-1])
    nearest = own[-1].name.subject
    if len(listed) == 1 and len(own) > 1 and _OBJECT.search(text[: own[-1].start]):
        # "Alibaba sold its stake in Sun Art for": it may be either's.
        return frozenset({own[0].name.subject, nearest})
    return listed


def _list_from(text: str, own: Sequence[Mention]) -> frozenset[str]:
    """The first name since the amount before, with those joined to it; a bare comma may begin an aside."""
    return _joined(text, own, comma=False) if own else frozenset()


def _joined(text: str, names: Sequence[Mention], *, comma: bool = True) -> frozenset[str]:
    """The first of some names and those that are joined to it one after the other."""
    listed = [names[0].name.subject]
    for one, other in pairwise(names):
        between = text[min(one.end, other.end) : max(one.start, other.start)]
        if not between.strip() or not _JOINED.match(between) or (not comma and between.strip() == ","):
            break
        listed.append(other.name.subject)
    return frozenset(listed)
