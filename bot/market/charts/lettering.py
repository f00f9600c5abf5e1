"""How wide words are, and which letters there are. Pure: only bounds are needed, so that no font is loaded to plan.

The letters are those of DejaVu Sans, which comes with matplotlib. Fonts with Chinese ones are not to be counted on.
"""

_NARROW = frozenset(" !'(),-./:;IJ[]\\`fijlrt|·")
_CAPITAL = frozenset('"#$&*?ABCDEFGHKLNOPQRSTUVXYZ')
_WIDE = frozenset("#%+<=>@MWm^w~−—…→")
# The widest of each kind in ems, plain and bold: narrow, usual, capital, wide, and what is not ASCII.
_PLAIN_EMS, _BOLD_EMS = (0.43, 0.64, 0.79, 1.0, 1.45), (0.5, 0.72, 0.88, 1.11, 1.6)
_LAST_LATIN = "\u024f"


def drawable(text: str) -> bool:
    """Whether every character of a name can be drawn: Latin letters, digits and marks."""
    return text.isprintable() and all(character <= _LAST_LATIN or character in "−–—…·→’" for character in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """At least as many pixels as the words take; ``size`` is that of the letters, in pixels."""
    ems = _BOLD_EMS if bold else _PLAIN_EMS
    return sum(ems[_kind(character)] for character in text) * size


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The words that there is room for, those left out replaced by three dots; nothing when not even the first fits."""
    if width(text, size, bold=bold) <= room:
        return text
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:count]).rstrip(",") + "…"
        if width(shorter, size, bold=bold) <= room:
            return shorter
    return ""


def _kind(character: str) -> int:
    if character in _NARROW:
        return 0
    if character in _WIDE:
        return 3
    if character in _CAPITAL:
        return 2
    return 1 if character.isascii() or character in "–’" else 4
