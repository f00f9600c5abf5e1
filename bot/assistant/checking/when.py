"""Of when an amount is, by the times that its sentence names. Pure."""

import re
from collections.abc import Sequence

from bot.assistant.checking.amounts import Amount
from bot.assistant.checking.texts import REFERRED
from bot.assistant.checking.thread import Place
from bot.assistant.checking.times import Time
from bot.assistant.reading import COMPARED

_OF_TIME = re.compile(r"^\s*(?:\w+\s+)?(?:on|at|in|for|by|\(|（)?\s*(?:the )?$")
_APART = re.compile(r"[;；:：]|\b(?:but|while|whereas)\b")
_ENDS = re.compile(r"\b(?:into|until|till|before|since|through|by)\s*$", re.IGNORECASE)
_POINTS = re.compile(r"(?<=\d)[.,](?=\d)")
_MORE_THAN = re.compile(
    r"\b(?:more|less|fewer|higher|lower) than(?= (?:[\d$€£¥]|US|HK|RMB|half|a (?:quarter|third|fifth)|one|two))"
)
# "Up 12% to 62, after 4% in the second quarter".
_SINCE = re.compile(r"\b(?:from|after|against|versus|compared (?:with|to)|than)\b|[高低快慢多少]于|[较比]")
_GOES_ON = re.compile(
    r"\W*(?:to|until|and|from|against|versus|compared (?:with|to)|up from|down from|至|到|[升跌涨降]至)\s*",
    re.IGNORECASE,
)


def compared_in(text: str) -> list[tuple[int, int]]:
    """Where a text names something for comparison; the comma of 108,796 ends none, "more than 30%" begins none."""
    return [match.span() for match in COMPARED.finditer(_MORE_THAN.sub(_hidden, _POINTS.sub(_hidden, text)))]


def without_compared(text: str) -> str:
    """The text without what it names for comparison."""
    for start, end in compared_in(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _hidden(match: re.Match[str]) -> str:
    return "_" * len(match.group())


def own_times(place: Place, found: Sequence[Time]) -> tuple[Time, ...]:
    """The time right behind the amount, else the last before it in its clause, else any of the clause."""
    for time in found:
        if place.stop <= time.start < place.until and _OF_TIME.match(place.text[place.stop : time.start]):
            return (time,)
    own = [time for time in found if place.begins <= time.start and time.end <= place.at]
    claimed = [time for time in own if _is_of_one_before(place, time)]
    if own and own[-1] not in claimed:
        return (own[-1],)
    inside = [time for time in found if place.start <= time.start < place.end and time not in claimed]
    return tuple(_not_compared(place.text, inside, place.at))


def _is_of_one_before(place: Place, time: Time) -> bool:
    """Whether a day stands right behind the amount before and says no more than when that was: "from 3 on 5 May to"."""
    behind = place.previous and _OF_TIME.match(place.text[place.previous : time.start])
    return bool(behind and time.of_day and _GOES_ON.fullmatch(place.text[time.end : place.at]))


def _not_compared(text: str, found: Sequence[Time], at: int) -> list[Time]:
    """Those that are not named for comparison, or with the amount at ``at`` that is."""
    compared = compared_in(text)
    return [
        time
        for time in found
        if not any(start <= time.start < end and not start <= at < end for start, end in compared)
    ]


def sentence_times(text: str, amount: Amount, found: Sequence[Time]) -> tuple[Time, ...]:
    """The times of the sentence that are not there for comparison, nor under another reference.

    One that comes later holds for what stands before it only if it is a period, and no turn lies between.
    """
    return tuple(
        time
        for time in _not_compared(text, found, amount.start)
        if not (time.start > amount.end and (time.months < 3 or _not_of(text, amount.end, time.start)))
        and REFERRED not in text[min(amount.end, time.end) : max(amount.start, time.start)]
    )


def _not_of(text: str, end: int, start: int) -> bool:
    """Whether a time that comes later is not that of what stands before: a turn lies between, or all ends then."""
    return bool(_APART.search(text, end, start) or _SINCE.search(text, end, start) or _ENDS.search(text, end, start))
