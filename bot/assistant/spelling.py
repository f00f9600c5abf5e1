"""Names that are nearly spelt as they should be: "alibabba". Pure."""

import re
from functools import lru_cache

from bot.assistant.lexicon import lexicon
from knowledge.text import fold

# Words whose letters are often swapped in a hurry, and whose anagrams are no words.
_ASKING = ("how", "what", "when", "which", "why", "where", "much", "many", "does")
_WORD = re.compile(r"[A-Za-z][A-Za-z.\-]{2,}")
# Letters that may be wrong, missing, too many or swapped: one, and two in a long word.
_WRONG, _WRONG_IN_LONG, _LONG = 1, 2, 9


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
    if items.names or items.concepts or items.weak or word in words.stop:
        return None
    swapped = next((asking for asking in _ASKING if sorted(asking) == sorted(word)), None)
    if swapped:
        return swapped
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < 4:
        return None
    known = _known()
    wrong = _WRONG_IN_LONG if len(word) >= _LONG else _WRONG
    # Few write the first letter wrong, and many words differ in it alone.
    alike = [other for other in known if other[0] == word[0]]
    close = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=wrong)
    return known[close[0]] if close else _inflected(word)


def _inflected(word: str) -> str | None:
    """The term of which a word is a misspelt form: "vallued"."""
    from rapidfuzz.distance import OSA

    stem = lexicon().stem(word)
    terms = (term for term in lexicon().terms if len(term) > 4 and term[0] == word[0])
    return next((term for term in sorted(terms) if OSA.distance(stem, lexicon().stem(term), score_cutoff=1) <= 1), None)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Single English words of names and terms, folded, with how an answer writes them."""
    words = lexicon()
    names = {alias: name.en if fold(name.en) == alias else alias for alias, name in words.aliases.items()}
    known = {alias: shown for alias, shown in names.items() if alias.isascii() and alias.isalpha() and len(alias) > 4}
    return known | {term: term for term in words.terms if len(term) > 4}
