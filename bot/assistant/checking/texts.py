"""Text in the one form that is compared. Pure."""

import re

from knowledge.text import CHINESE, fold

_CHINESE = re.compile(f"[{CHINESE}]")
_MARKUP = re.compile(r"[*_`#>]+|^\s*(?:[-•·–]|\d{1,2}[.)、])\s+", re.MULTILINE)


def levelled(text: str) -> str:
    """Chinese characters simplified and full-width digits made plain, case and places kept: each stays where it was."""
    if text.isascii():
        return text
    folded = fold(text)
    if len(folded) != len(text):
        return "".join(_one(character) for character in text)
    return "".join(
        new if _CHINESE.match(old) or "０" <= old <= "９" or old == "％" else old
        for old, new in zip(text, folded, strict=True)
    )


def _one(character: str) -> str:
    if character.isascii() or not (_CHINESE.match(character) or "０" <= character <= "９" or character == "％"):
        return character
    folded = fold(character)
    return folded if len(folded) == 1 else character


def without_markup(text: str) -> str:
    """The text with marks of Markdown and list marks blanked, each as long as it was."""
    return _MARKUP.sub(lambda match: " " * len(match.group()), text)


REFERRED = "\x1f"
"""A blank where a reference stood."""


def blanked(text: str, spans: list[tuple[int, int]], blank: str = " ") -> str:
    """The text with some stretches blanked."""
    for start, end in spans:
        text = text[:start] + blank * (end - start) + text[end:]
    return text
