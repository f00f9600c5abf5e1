"""Ways of writing words so that people or filters do not see them, and how a model reads them all the same. Pure."""

import base64
import codecs
import unicodedata
from collections.abc import Callable, Mapping

_LOOKALIKES = dict(zip("aceiopsxyABCEHIKMOPTX", "асеіорѕхуАВСЕНІКМОРТХ", strict=True))
_PLAIN = str.maketrans({like: letter for letter, like in _LOOKALIKES.items()})
_FIRST_TAG = 0xE0000


def _tagged(text: str) -> str:
    return "".join(chr(_FIRST_TAG + ord(letter)) if letter.isascii() else letter for letter in text)


DISGUISES: Mapping[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "bidi_marks": "\u2067".join,
    "full_width": lambda text: "".join(
        chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text
    ),
    "hex": lambda text: text.encode().hex(),
    "homoglyphs": lambda text: "".join(_LOOKALIKES.get(letter, letter) for letter in text),
    "reversed": lambda text: text[::-1],
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "soft_hyphens": "\u00ad".join,
    "spaced": " ".join,
    "tags": _tagged,
    "zero_width": "\u200b".join,
}
# Read only by whoever decodes them; the others are read as they are.
CODES = frozenset({"base64", "hex", "reversed", "rot13"})


def disguised(text: str, disguise: str) -> str:
    """The text with what stands in ``⟦ ⟧`` disguised, and the brackets gone; all of it where there are none."""
    before, opened, rest = text.partition("⟦")
    if not opened:
        return DISGUISES[disguise](text)
    inner, _, after = rest.partition("⟧")
    return before + DISGUISES[disguise](inner) + after


def read_through(text: str) -> str:
    """Letters and digits alone, as one reads them who sees through every disguise but a code.

    So two texts can be compared whatever markup, spaces, marks and letters that look alike were put between.
    """
    plain = "".join(chr(ord(letter) - _FIRST_TAG) if 0xE0020 <= ord(letter) <= 0xE007E else letter for letter in text)
    plain = unicodedata.normalize("NFKC", plain).translate(_PLAIN).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
