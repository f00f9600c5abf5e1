"""The first words of a sentence that say nothing yet, and so may be shown before it is checked. Pure."""

import re

from bot.assistant.lexicon import lexicon
from bot.assistant.reading import items_of
from knowledge.text import fold

# Articles, prepositions and the like. No verb, since with one a claim begins.
_LIGHT = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "for", "and", "its", "their", "from", "to", "by", "with", "as")
)
_WORD = re.compile(r"\S+\s+")
_PLAIN = re.compile(r"[A-Za-z'’.,&:-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def opening(text: str) -> str:
    """How a text that is being written begins, as long as it only names whom and what it will be about.

    No figure, no verb, no word that the lexicon does not know: "Alibaba Cloud's revenue in the ".
    """
    if _HAN.match(text.lstrip()[:1]):
        return _named(text)
    said = ""
    for match in _WORD.finditer(text):
        if match.start() != len(said) or not _names(match.group().strip(), text, match.start()):
            break
        said += match.group()
    return said


def _names(word: str, text: str, at: int) -> bool:
    if not _PLAIN.fullmatch(word):
        return False
    bare = fold(word).strip(".,:'")
    if bare in _LIGHT:
        return True
    if any(start <= at < end for start, end in _mentions(text)):
        return True
    items = items_of(word)
    moves = any(lexicon().concepts[concept].moves for concept in items.concepts)
    return bool(items.concepts) and not items.words and not moves


def _named(text: str) -> str:
    """The name that a Chinese text begins with."""
    whole = text.lstrip()
    return next((whole[:end] for start, end in _mentions(whole) if start == 0 and end < len(whole)), "")


def _mentions(text: str) -> list[tuple[int, int]]:
    folded = fold(text)
    if len(folded) != len(text):
        return []
    return [(mention.start, mention.end) for mention in lexicon().mentions(folded)]
