"""What both writing and reading the newsroom need to know of a text: its language, its sentences, its words."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Chinese characters: the unified ideographs, their extension A and the compatibility block.
CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{CHINESE}]+|[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_CHINESE_CHARACTER = re.compile(f"[{CHINESE}]")
_CHINESE_STOP = re.compile(r"(?<=[。！？])(?![。！？”」』）])")
_LETTER = re.compile(r"[^\W\d_]", re.UNICODE)


def language_of(text: str) -> str:
    """``zh`` when at least three in ten letters are Chinese characters, else ``en``."""
    letters = len(_LETTER.findall(text))
    return "zh" if letters and len(_CHINESE_CHARACTER.findall(text)) >= 0.3 * letters else "en"


def sentences(text: str) -> list[str]:
    """Cut into sentences, each without surrounding white space; a line's end always ends one."""
    import sentencex

    language = language_of(text)
    cut = (piece for line in text.splitlines() for piece in sentencex.segment(language, line))
    # A full stop before a digit is no end to the library, for the sake of "No. 5"; a Chinese one always is.
    cut = (part for piece in cut for part in _CHINESE_STOP.split(piece))
    return [piece.strip() for piece in cut if piece.strip()]


@lru_cache(maxsize=1)
def _to_simplified() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """One form for all ways to write the same: NFKC, lower case, simplified Chinese characters.

    For comparing only: what is shown and quoted is never folded.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    if _CHINESE_CHARACTER.search(folded):
        folded = str(_to_simplified().convert(folded))  # type: ignore[attr-defined]
    return folded


def words(text: str) -> Iterator[str]:
    """Yield the words of a folded text; a run of Chinese characters comes as its overlapping pairs."""
    for match in _RUN.finditer(text):
        run = match.group()
        if not _CHINESE_CHARACTER.match(run) or len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))
