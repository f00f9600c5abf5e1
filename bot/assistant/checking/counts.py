"""Counts in words: "five quarters", "the third loss", 连续八个季度. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from bot.assistant.checking import numerals
from bot.assistant.checking.times import times, without_times

_ORDINALS = {
    word: value
    for value, word in enumerate(
        ["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"], start=3
    )
}
_RANKS = (
    {"second": 2}
    | _ORDINALS
    | {
        f"{word}teenth": value
        for value, word in enumerate(["thir", "four", "fif", "six", "seven", "eigh", "nine"], start=13)
    }
    | {"twentieth": 20}
)
_LEAST = 4  # "the two companies", "all three": said of what the answer itself lists
_SHARES = r"per ?cent|percent|percentage|million|billion|trillion|thousand|fold|thirds?|fifths?|quarters? of"
_CARDINAL = re.compile(rf"(?<!one in )(?>{numerals.ENGLISH})(?![ -](?:{_SHARES}))(?=[ -][a-z])", re.IGNORECASE)
_RUNNING = r"(?:running|in a row|in succession|straight|consecutive)"
# "The third quarter" is a period, "the third quarter in a row" a count.
_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)})\b(?! of\b)(?!(?<=(?:third|ourth))[ -]quarter\b(?! {_RUNNING}))"
    r"|\b(?P<digits>\d{1,2})(?:rd|th)\b",
    re.IGNORECASE,
)
_ZH = re.compile(rf"(?:连续|第|[共有达])(?P<n>{numerals.CHINESE}|\d{{1,2}})(?:个|次|款|家|名|年|天|日|周)(?!月)")
_NUMBER = rf"{'|'.join(_RANKS)}|{numerals.ENGLISH}|\d{{1,2}}(?:st|nd|rd|th)?"
_RUN = re.compile(
    rf"\b({_NUMBER})[ -](?:straight|consecutive|successive)\b|\b({_NUMBER}) (?:[\w-]+ ){{1,3}}{_RUNNING}\b"
    rf"|\bfor an? ({_NUMBER}) time\b|连续第?({numerals.CHINESE}|\d{{1,2}})[个次季年月]",
    re.IGNORECASE,
)
_ANY_DAY = date(2024, 1, 1)
_DIGITS = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,]*\d)")


def counts(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield each count in words from four on, each rank from the third on: its value, where it begins and ends."""
    for match in _CARDINAL.finditer(text):
        value = numerals.english(match.group())
        if value >= _LEAST:
            yield value, match.start(), match.end()
    for match in _ORDINAL.finditer(text):
        yield int(match["digits"] or _ORDINALS[match["word"].lower()]), match.start(), match.end()
    for match in _ZH.finditer(text):
        value = int(match["n"]) if match["n"].isdecimal() else int(numerals.chinese(match["n"]).split(".")[0])
        if value > 2:
            yield value, match.start(), match.end()


def runs(text: str) -> frozenset[int]:
    """How often something has been so in a row by a text: "its sixth fall in a row", 连续八个季度, "five straight"."""
    found = []
    for match in _RUN.finditer(text):
        word = next(part for part in match.groups() if part)
        found.append(_value(word))
    return frozenset(found)


def _value(word: str) -> int:
    lowered = word.lower()
    if lowered in _RANKS:
        return _RANKS[lowered]
    if digits := re.match(r"\d+", word):
        return int(digits.group())
    if lowered.isascii():
        return numerals.english(word)
    return int(numerals.chinese(word).split(".")[0])


def counted(text: str) -> frozenset[int]:
    """Every small number of a text, in digits or words: what a count may come from."""
    text = without_times(text, times(text, _ANY_DAY))
    found = {value for value, _, _ in counts(text)}
    found |= {value for word, value in _ORDINALS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    found |= {int(match.group()) for match in _DIGITS.finditer(text)}
    found |= {numerals.english(match.group()) for match in re.finditer(numerals.ENGLISH, text, re.IGNORECASE)}
    found |= {int(numerals.chinese(match.group()).split(".")[0]) for match in re.finditer(numerals.CHINESE, text)}
    return frozenset(found)
