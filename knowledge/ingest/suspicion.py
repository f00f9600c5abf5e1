"""Whether a text holds words that are meant for a language model and not for people.

What an article says is data. A text that gives orders to whatever reads it is marked, so that nothing treats it as
more. The mark may stand on honest news that quotes such words; it must not be missing where they are meant.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.text import fold

_WORDS = Path(__file__).with_suffix(".toml")
# Tag characters spell ASCII that no person sees. No honest text holds more than the few of a flag.
_TAGS = re.compile("[\U000e0020-\U000e007e]{8,}")
# Letters kept apart, or joined, by marks without width are read without them.
_NO_WIDTH = re.compile("[\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
_NOT_WORDS = re.compile(r"[^\w\s']+|_+", re.UNICODE)
_SPACE = re.compile(r"\s+")
_NOT_CHINESE = re.compile(r"[^\w:]+|_+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class _Signs:
    english: re.Pattern[str]
    chinese: re.Pattern[str]
    markers: Sequence[str]
    roles: re.Pattern[str]


def addresses_a_model(text: str) -> bool:
    """Say whether a text speaks to a language model: orders to it, false roles, or words hidden from people.

    Case, width, traditional characters and what stands between words make no difference. Linear in the text.
    """
    if _TAGS.search(text):
        return True
    signs = _signs()
    folded = fold(_NO_WIDTH.sub("", text))
    if any(marker in folded for marker in signs.markers) or signs.roles.search(folded):
        return True
    # Marks of an accent are dropped: they change no word that is looked for.
    plain = "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))
    words = _SPACE.sub(" ", _NOT_WORDS.sub(" ", plain.replace("’", "'")))
    return bool(signs.english.search(words) or signs.chinese.search(_NOT_CHINESE.sub("", folded)))


@lru_cache(maxsize=1)
def _signs() -> _Signs:
    values = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    markers: Mapping[str, Sequence[str]] = values["markers"]
    return _Signs(
        english=_pattern(values["english"], _between_words, r"\b", r"\b"),
        chinese=_pattern(values["chinese"], lambda gap: rf"\w{{0,{gap}}}?", "", ""),
        markers=markers["anywhere"],
        roles=re.compile(rf"^[\s#*\[<]{{0,8}}{_one_of(markers['at_line_start'])}[\s\]>*]{{0,4}}:", re.MULTILINE),
    )


def _between_words(gap: int) -> str:
    return rf" (?:[^ ]{{1,30}} ){{0,{gap}}}?"


def _pattern(phrases: Iterable[Mapping[str, Any]], between: Any, start: str, end: str) -> re.Pattern[str]:
    """One pattern for all: each start looks only as far ahead as its gaps allow."""
    whole = (between(phrase["gap"]).join(_one_of(part) for part in phrase["parts"]) for phrase in phrases)
    return re.compile("|".join(f"{start}{phrase}{end}" for phrase in whole))


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(fold(word)) for word in words)})"
