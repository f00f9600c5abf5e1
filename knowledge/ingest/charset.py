"""Bytes to text: the byte order mark, what the sender says, what the page says, else a good guess."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_DECLARED_WITHIN = 4096
# Pages that declare the small set are written in the large one.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
          "us-ascii": "cp1252"}  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_GUESS_WITHIN = 64 * 1024


def decode(content: bytes, charset: str | None = None) -> str | None:
    """Turn bytes into text; absent when they are not text.

    ``charset`` is what the sender declared; a wrong declaration is passed over.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _plausible(content.decode(encoding, "replace"))
    if b"\0" in content:
        return None
    for candidate in (charset, _declared(content), "utf-8"):
        text = _try(content, candidate)
        if text is not None:
            return _plausible(text)
    return _guess(content)


def _declared(content: bytes) -> str | None:
    match = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    return match[1].decode("ascii", "ignore") if match else None


def _try(content: bytes, charset: str | None) -> str | None:
    if not charset:
        return None
    name = charset.strip().lower()
    try:
        return content.decode(_WIDER.get(name, name))
    except (LookupError, UnicodeError, ValueError):
        return None


def _guess(content: bytes) -> str | None:
    """Guess, or where all but a few bytes are UTF-8, drop those: one cut character must not cost a page."""
    lenient = content.decode("utf-8", "replace")
    if lenient.count("�") <= len(lenient) // 200:
        return _plausible(lenient)
    import charset_normalizer

    best = charset_normalizer.from_bytes(content[:_GUESS_WITHIN]).best()
    return _plausible(content.decode(best.encoding, "replace")) if best else None


def _plausible(text: str) -> str | None:
    """Text holds next to no control characters; a program or a picture read as text does."""
    return text if len(_CONTROLS.findall(text)) <= len(text) // 100 else None
