"""What an amount is of: the metric, the part of the company, the words that say so. Pure."""

import re
from collections.abc import Iterator, Sequence

from bot.assistant.checking.amounts import Amount
from bot.assistant.checking.matters import PARTS, behind_of, mentions, metrics_of, parts_of, topic_in, topic_of
from bot.assistant.checking.thread import Place, Thread
from bot.assistant.lexicon import Items
from bot.assistant.reading import items_of
from bot.assistant.statement import METRICS

_WHOLE = re.compile(r"\b(?:group|groupwide|total|overall|whole|company-wide)\b|集团|总收入|总营收|整体", re.IGNORECASE)
# A part that no concept names: "JD's new businesses".
_SOME_PART = re.compile(
    r"\b(?:business(?:es)?|units?|divisions?|segments?|arms?|initiatives|platforms?|services)\b|业务|板块|分部|部门",
    re.IGNORECASE,
)
# "It came to" is of what was spoken of; "it will pay" is not.
_POINTS = re.compile(
    r"\b(?:it|they|this|that|which|the (?:figure|sum|total))\b(?:\s+\w+){0,2}?\s+(?:came|was|were|is|are|stood|amounted"
    r"|reached|total\w*|r[oi]sen?|f[ea]ll(?:en)?|gr[eo]wn?|increased|climbed|dropped|been|come)\b|其(?:为|达)|该",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"[;；]")
_NOUN_AFTER = re.compile(r"^\s*[a-z]+\b|^[的\u4e00-\u9fff]", re.IGNORECASE)
_MOVE_IN = re.compile(
    r"\s*(?:(?:growth|rise|increase|drop|fall|decline|jump|gain|decrease|more|less)\s+)?in\s", re.IGNORECASE
)
_PAIRED = re.compile(r"\brespectively\b|分别|分別|各自", re.IGNORECASE)
_LISTED = re.compile(r",|\band\b|、|和|与|及")
_ROW = 12  # characters between two amounts of one list


def take_topic(place: Place, thread: Thread) -> bool:
    """Take the words before an amount, else those right behind it, else leave what the one before was of.

    Whether they were taken from behind, where they are of this amount alone.
    """
    before = place.before
    thread.own_topic = thread.own_parts = False
    if _NEW_CLAUSE.search(place.since):
        thread.parts = frozenset()
    if mentions(before) and not topic_in(before):
        # Another company in the same row: what the one before was of, this need not be.
        thread.topic = frozenset()
    for text, behind, own in _candidates(place, thread, before):
        if topic_in(text):
            thread.own_topic = own
            _take(text, thread, own=own)
            return behind
    return False


def _candidates(place: Place, thread: Thread, before: str) -> Iterator[tuple[str, bool, bool]]:
    """The texts that may say what an amount is of, each with whether it stands behind it, and whether it is its own."""
    after = place.after
    behind = behind_of(after) if _NOUN_AFTER.match(after) else ""
    names_matter = bool(items_of(behind).concepts & (METRICS | PARTS))
    # "A drop of 6.1% in smartphone sales".
    first = names_matter and bool(_MOVE_IN.match(behind))
    if first:
        yield behind, True, True
    yield before, False, True
    since = place.since[len(behind_of(place.since)) :] if place.previous else place.since
    if since != before:
        yield since, False, False
    # What stands behind is only taken for want of anything before it, or where it names a matter of its own.
    if not first and (names_matter or not thread.topic):
        yield behind, True, True


def _take(text: str, thread: Thread, *, own: bool) -> None:
    items, parts = items_of(text), parts_of(text)
    whole = bool(_WHOLE.search(text)) and not parts
    metrics = metrics_of(text)
    points = bool(_POINTS.search(text))
    if items.names or whole or parts:
        thread.parts = parts
        thread.own_parts = own
    company = any(mention.name.concept is None for mention in items.names) and not _SOME_PART.search(text)
    thread.whole = whole or (company and not parts) or (thread.whole and not parts and not items.names)
    thread.fresh = bool(metrics) or (thread.fresh and points)
    thread.metrics = metrics or thread.metrics
    thread.topic = topic_in(text) | (thread.topic if points else frozenset())


def take_pair(pair: Items, thread: Thread) -> None:
    """Take what "respectively" gives to an amount."""
    if pair.names:
        thread.owners, thread.named = frozenset({pair.names[-1].name.subject}), True
    thread.topic = topic_of(pair) or thread.topic
    thread.metrics = frozenset(pair.concepts & METRICS) or thread.metrics
    thread.parts = frozenset(pair.concepts & PARTS) or (frozenset() if pair.names else thread.parts)


def paired(text: str, found: Sequence[Amount]) -> dict[int, Items]:
    """With "respectively", what each amount is of: the parts of the list before them, in order."""
    if not _PAIRED.search(text):
        return {}
    pieces = [piece for piece in _LISTED.split(text[: found[0].start]) if topic_in(piece) or mentions(piece)]
    runs: list[list[int]] = [[0]]
    for at in range(1, len(found)):
        one, last = found[at], found[at - 1]
        if one.unit is last.unit and one.start - last.end < _ROW:
            runs[-1].append(at)
        else:
            runs.append([at])
    return {
        at: items_of(piece)
        for run in runs
        if 1 < len(run) <= len(pieces)
        for at, piece in zip(run, pieces[-len(run) :], strict=True)
    }
