"""What both writing and reading the newsroom need to know of a text: its language, its sentences, its words."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast

# Chinese characters: the unified ideographs, their extension A and the compatibility block.
CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Chinese is written without spaces, next to figures and foreign names too: "2025年AI芯片" is four runs.
_LATIN = rf"[^\W_{CHINESE}]+"
_RUN = re.compile(rf"[{CHINESE}]+|{_LATIN}(?:['’]{_LATIN})*", re.UNICODE)
_CHINESE_CHARACTER = re.compile(f"[{CHINESE}]")
_CHINESE_STOP = re.compile(r"(?<=[。！？])(?![。！？”」』）])")
_LETTER = re.compile(r"[^\W\d_]", re.UNICODE)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def language_of(text: str) -> str:
    """``zh`` when at least three in ten letters are Chinese characters, else ``en``."""
    letters = len(_LETTER.findall(text))
    return "zh" if letters and len(_CHINESE_CHARACTER.findall(text)) >= 0.3 * letters else "en"


def whole(text: str) -> str:
    """Put U+FFFD for lone surrogates (a terminal's odd bytes, half an emoji): no library written in C takes them."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def sentences(text: str) -> list[str]:
    """Cut into sentences, each without surrounding white space; a line's end always ends one."""
    import sentencex

    language = language_of(text)
    cut = (piece for line in whole(text).splitlines() for piece in sentencex.segment(language, line))
    # A full stop before a digit is no end to the library, for the sake of "No. 5"; a Chinese one always is.
    cut = (part for piece in cut for part in _CHINESE_STOP.split(piece))
    return [piece.strip() for piece in cut if piece.strip()]


@lru_cache(maxsize=1)
def _to_simplified() -> Callable[[str], str]:
    from opencc import OpenCC

    return cast("Callable[[str], str]", OpenCC("t2s").convert)


def fold(text: str) -> str:
    """One form for all ways to write the same: NFKC, lower case, simplified Chinese characters.

    For comparing only: what is shown and quoted is never folded.
    """
    folded = unicodedata.normalize("NFKC", whole(text)).lower()
    if _CHINESE_CHARACTER.search(folded):
        # Twice: a few characters reach their simple form in two steps (薴, 苧, 苎).
        simplify = _to_simplified()
        folded = simplify(simplify(folded))
    return folded


def words(text: str) -> Iterator[str]:
    """Yield the words of a folded text; a run of Chinese characters comes as its overlapping pairs."""
    for match in _RUN.finditer(text):
        run = match.group()
        if not _CHINESE_CHARACTER.match(run) or len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))
