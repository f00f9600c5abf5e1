"""Questions longer than one message, which Telegram's own programs cut into several. Pure."""

from collections.abc import Sequence

# They cut at a space or a line, and so a little below the limit of 4,096 UTF-16 units.
_LONG = 4_000
# Where they find neither, they cut at the limit, or before a character of two units.
_FULL = 4_095


def is_long(text: str) -> bool:
    """Whether a message may go on in the next one."""
    return _units(text) >= _LONG


def joined(texts: Sequence[str]) -> str:
    """The text that was cut; where it was cut at a space or a line, a space."""
    whole = ""
    for n, text in enumerate(texts):
        whole += (" " if n and _units(texts[n - 1]) < _FULL else "") + text
    return whole


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
