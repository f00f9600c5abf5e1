"""What a sentence tells with each amount: whose it is, of what, up or down, of when. Pure.

The same reading is used on the answer and on what it stands on, so that both are taken the same way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from bot.assistant.checking import signs
from bot.assistant.checking.amounts import Amount, Unit, amounts
from bot.assistant.checking.kinds import back, kinds, span_of, still, then_was
from bot.assistant.checking.matters import behind_of, mentions, topic_in
from bot.assistant.checking.thread import Place, Thread
from bot.assistant.checking.times import Time, times, without_times
from bot.assistant.checking.what import paired, take_pair, take_topic
from bot.assistant.checking.when import own_times, sentence_times
from bot.assistant.checking.whose import take_owners
from bot.assistant.lexicon import Items

_POINTS_BACK = re.compile(
    r"(?:in \w+,? |on \w+,? |meanwhile,? |but |and |also,? )?(?:it|its|they|their"
    r"|the (?:company|group|firm|carmaker|automaker|shares?|stocks?)|shares|该|其|公司)\b",
    re.IGNORECASE,
)
_POINTS_AT_PART = re.compile(
    r"\b(?:it|its|they|their|that|the (?:unit|division|business|segment|arm|service|platform|part|index))\b"
    r"|该|其|业务|板块",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;；|]|[,，](?!\d{3})|\b(?:while|whereas|but|although|though)\b|\band\b(?=[^,;]*\d)|(?<=[\u4e00-\u9fff\d%])(?:而|但)",
    re.IGNORECASE,
)
# "1.6 billion on 41.5 billion of revenue, which was 43% more".
_WHICH = re.compile(r"[^,;]{0,24}, which\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:lost|los(?:es|ing|e))\b|\bimprovement\b", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|和)\s*")
# Money that flows in or out is no profit.
_FLOWS = re.compile(r"\b(?:in|out)?flow(?:s|ed)?\b|流[入出量]", re.IGNORECASE)
_JUST_LOST = re.compile(r"\blos[et]\w*\W*$", re.IGNORECASE)
_BESIDE = re.compile(
    r"\s*(?:(more|higher|less|lower|fewer) than(?= (?:an?|the|in|last) |\s{2,}|\s*$)|(above|below|under)\b)",
    re.IGNORECASE,
)
_DOWNWARDS = frozenset({"less", "lower", "fewer", "below", "under"})
_ORIGIN_REACH, _MOVE_REACH = 48, 28  # characters


@dataclass(frozen=True, slots=True)
class Context:
    """What the words before a sentence leave in mind; ``near`` is the day they were written, or asked."""

    owners: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    times: tuple[Time, ...] = ()
    near: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An amount with what its sentence says of it.

    ``owners`` are ids of companies and indices, ``named`` tells whether the sentence itself names one, ``direct``
    whether the amount's own words do. ``topic`` are products, concepts and stems before it, ``more`` those and the ones
    right behind it; ``own_topic`` and ``own_parts`` tell whether topic and parts stand in its own words, ``fresh`` that
    its metrics do. ``kinds`` are those of :mod:`kinds`. ``whole`` marks the figure of a company as a whole. ``moved``
    is 1 for up, -1 for down; ``pointing`` that it is said of "it" or "the company"; ``loss`` and
    its opposite are absent where neither is spoken of. ``origin`` marks where something came from ("from 88.7%").
    ``own_times`` are those of its clause, ``times`` those or the ones of its sentence. ``before`` are its own words
    before it.
    """

    amount: Amount
    owners: frozenset[str] = frozenset()
    named: bool = False
    direct: bool = False
    parts: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    own_topic: bool = False
    own_parts: bool = False
    fresh: bool = False
    whole: bool = False
    moved: int = 0
    loss: bool | None = None
    origin: bool = False
    denied: bool = False
    expected: bool = False
    foreseen: bool = False
    kinds: frozenset[str] = frozenset()
    pointing: bool = False
    own_times: tuple[Time, ...] = ()
    times: tuple[Time, ...] = ()
    clause: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An amount of an answer with what its sentence and those before it say.

    ``parts_around`` are the parts of a company that the answer has spoken of just before; ``past`` tells that it is
    said to be no longer so; ``others`` are the other amounts of the sentence.
    """

    told: Told
    sentence: str
    parts_around: frozenset[str]
    past: bool
    language: str
    others: Sequence[Amount]


def tell(text: str, context: Context) -> tuple[Told, ...]:
    """What a sentence tells with each of its amounts."""
    found = amounts(text)
    if not found:
        return ()
    named_times = times(text, context.near)
    plain = without_times(text, named_times)
    spans = _clauses(plain, found)
    pairs = paired(plain, found)
    pointing = bool(context.owners and _POINTS_BACK.match(plain.strip()))
    parts = context.parts if _POINTS_AT_PART.search(plain) else frozenset()
    thread = Thread(context.owners, parts=parts, pointing=pointing)
    expected = bool(signs.EXPECTED.search(text))
    told = []
    for at, amount in enumerate(found):
        place = _place(text, plain, found, at, spans)
        one = _tell_one(amount, place, thread, named_times, pairs.get(at))
        one_times = one.own_times or thread.times or sentence_times(text, amount, named_times) or context.times
        told.append(replace(one, expected=expected, times=one_times))
    return tuple(told)


def _place(text: str, plain: str, found: Sequence[Amount], at: int, spans: Sequence[tuple[int, int]]) -> Place:
    amount = found[at]
    start, end = next((span for span in spans if span[0] <= amount.start < span[1]), (0, len(text)))
    previous = found[at - 1].end if at else 0
    following = found[at + 1].start if at + 1 < len(found) else len(text)
    counted = found[at - 1].counted if at else ""
    begins, until = max(previous, start), min(following, end)
    if at + 1 < len(found) and _AND.fullmatch(text, amount.end, following):
        # "15% and 42.8 billion yuan for domestic games": both are.
        after_both = found[at + 2].start if at + 2 < len(found) else len(text)
        return Place(text, plain, start, end, begins, previous, amount.start, found[at + 1].end, after_both, counted)
    return Place(text, plain, start, end, begins, previous, amount.start, amount.end, until, counted)


def _tell_one(amount: Amount, place: Place, thread: Thread, found: Sequence[Time], pair: Items | None) -> Told:
    take_owners(place, thread)
    kept = replace(thread)
    behind = take_topic(place, thread)
    if pair is not None:
        take_pair(pair, thread)
    _take_moved(amount, place, thread)
    _take_loss(amount, place, thread)
    thread.unit = amount.unit
    own = own_times(place, found)
    thread.times = own or thread.times
    found_kinds = _kinds(amount, place, thread)
    told = _told(amount, place, thread, own, direct=bool(mentions(place.before)) or pair is not None)
    told = replace(told, kinds=found_kinds)
    if behind and not _WHICH.match(place.text[amount.end :]):
        # What stands behind an amount is not said of the next.
        thread.parts, thread.metrics, thread.topic = kept.parts, kept.metrics, kept.topic
        thread.whole = kept.whole
        # Where another metric came between, what was said before it need not hold.
        thread.fresh = kept.fresh and not (told.metrics and kept.metrics and told.metrics != kept.metrics)
    return told


def _kinds(amount: Amount, place: Place, thread: Thread) -> frozenset[str]:
    """Its own kinds, and the time before that its sentence begins with: "A year ago it had 58%, its rival 30%"."""
    own = kinds(place.before, place.after)
    if then_was(place.since):
        own = own | {"back:year"}
    if not place.previous:
        thread.back = back(kinds(place.plain[: place.at], ""))
    elif not still(place.since):
        thread.back = ""
    extent = frozenset(kind for kind in own if kind.startswith("extent"))
    thread.extent = extent or (frozenset() if thread.own_topic else thread.extent)
    own = own | thread.extent | span_of(place.text)
    if amount.unit is not Unit.PERCENT:
        own = frozenset(kind for kind in own if not kind.startswith("basis"))
    return own if back(own) or not thread.back else own | {thread.back}


def _told(amount: Amount, place: Place, thread: Thread, own: tuple[Time, ...], *, direct: bool) -> Told:
    clause_before = place.plain[place.start : place.at]
    counted = topic_in(amount.counted) if amount.counted else frozenset()
    # A loss is a matter of profit, in whichever words.
    another = (thread.fresh and thread.metrics and "profit" not in thread.metrics) or _FLOWS.search(place.since)
    profit = frozenset() if thread.loss is None or another else frozenset({"profit"})
    return Told(
        amount=amount,
        owners=thread.owners,
        named=thread.named,
        direct=direct,
        parts=thread.parts,
        metrics=thread.metrics,
        topic=thread.topic,
        more=thread.topic | topic_in(behind_of(place.after)) | counted | profit,
        own_topic=thread.own_topic,
        own_parts=thread.own_parts,
        fresh=thread.fresh,
        whole=thread.whole,
        moved=thread.moved,
        loss=thread.loss,
        origin=bool(signs.ORIGIN.search(place.plain[max(0, place.at - _ORIGIN_REACH) : place.at])),
        denied=signs.denied(clause_before),
        foreseen=bool(signs.FORESEEN.search(clause_before)),
        pointing=thread.pointing and not thread.named,
        own_times=own,
        clause=place.plain[place.start : place.end],
        before=place.before,
    )


def _clauses(text: str, found: Sequence[Amount]) -> list[tuple[int, int]]:
    """Where the clauses are; "and" parts two only where an amount stands on both sides of it."""
    edges = [0]
    for match in _CUT.finditer(text):
        at = match.start()
        inside = any(amount.start < at < amount.end for amount in found)
        joins = match.group().lower() == "and" and not any(edges[-1] <= amount.start < at for amount in found)
        if not inside and not joins:
            edges.append(at)
    return list(pairwise([*edges, len(text)]))


def _take_moved(amount: Amount, place: Place, thread: Thread) -> None:
    """Take the move in the words before an amount, else the one right behind it, else its sign."""
    before, after = place.before, place.after
    # Money that is lost is a loss, not less money.
    moved = signs.moved(_LOST.sub(" ", before) if amount.unit is Unit.MONEY else before)
    if not moved and amount.sign and amount.unit in (Unit.PERCENT, Unit.POINTS):
        moved = amount.sign
    if beside := _BESIDE.match(after):
        moved = -1 if str(beside[beside.lastindex or 0]).lower() in _DOWNWARDS else 1
    if not moved:
        moved = signs.first_moved(_near(after))
    shares = {Unit.PERCENT, Unit.DIGITS}
    same = amount.unit is thread.unit or {amount.unit, thread.unit} == shares
    another = not same or bool(topic_in(before))
    if not moved and place.previous <= place.start and another:
        thread.moved = 0
    thread.moved = moved or thread.moved


def _take_loss(amount: Amount, place: Place, thread: Thread) -> None:
    before = place.before
    lost = signs.lost(before)
    if lost is None:
        lost = signs.lost(_near(place.after))
    if lost is None and not topic_in(before):
        lost = signs.lost(place.since)
    another = lost is None and place.previous <= place.start and bool(topic_in(before))
    thread.loss = None if another else thread.loss if lost is None else lost
    if amount.unit in (Unit.PERCENT, Unit.POINTS) and _JUST_LOST.search(before):
        thread.loss = None


def _near(after: str) -> str:
    return re.split("[,，]", after[:_MOVE_REACH], maxsplit=1)[0]
