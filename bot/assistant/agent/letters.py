"""The letters of a text as a reader sees them, and as they compare whatever they are disguised as. Pure."""

import re
import unicodedata

from knowledge.text import fold

# Letters of other scripts that look like Latin ones, after lower case.
_LIKE = str.maketrans("асеіорѕхуѵԁһӏјκνορτυıɑɡ", "aceiopsxyvdhljkvoptuiag")
_NO_WIDTH = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_MIXED = re.compile(r"[a-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][a-z]", re.IGNORECASE)


def seen(text: str) -> str:
    """A text without marks that have no width, or turn the direction of what follows."""
    return _NO_WIDTH.sub("", text)


def is_disguised(text: str) -> bool:
    """Whether a text holds such marks, or words of letters from two scripts that look alike."""
    return bool(_NO_WIDTH.search(text) or _MIXED.search(text))


def plain(text: str) -> str:
    """A text as it is compared: folded, its letters those that they look like, without accents."""
    folded = fold(seen(text))
    if _MIXED.search(folded):
        folded = folded.translate(_LIKE)
    return "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))
