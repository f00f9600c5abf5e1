"""Names that are nearly spelt as they should be: "alibabba". Pure."""

import difflib
import re
from functools import lru_cache

from bot.assistant.lexicon import lexicon
from knowledge.text import fold

_WORD = re.compile(r"[A-Za-z][A-Za-z.\-]{3,}")
# Of two words, the share of letters that must agree, in order: one letter wrong in six passes.
_LIKE = 0.83


def respelt(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with misspelt names and terms put right, and each word that was changed with what it became."""
    changes: list[tuple[str, str]] = []

    def put_right(match: re.Match[str]) -> str:
        word = match.group()
        meant = _meant(fold(word))
        if meant is None:
            return word
        changes.append((word, meant))
        return meant

    return _WORD.sub(put_right, text), tuple(changes)


def _meant(word: str) -> str | None:
    words = lexicon()
    items = words.items(word)
    if word in words.stop or items.names or items.concepts or items.weak:
        return None
    known = _known()
    close = difflib.get_close_matches(word, known, n=1, cutoff=_LIKE)
    return known[close[0]] if close else None


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Single English words of names and terms, folded, with how an answer writes them."""
    words = lexicon()
    names = {alias: name.en if fold(name.en) == alias else alias for alias, name in words.aliases.items()}
    known = {alias: shown for alias, shown in names.items() if alias.isascii() and alias.isalpha() and len(alias) > 4}
    return known | {term: term for term in words.terms if len(term) > 4}
