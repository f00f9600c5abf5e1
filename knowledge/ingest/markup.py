"""A page's markup, parsed within bounds: what no reader sees is dropped, what is beyond all measure refused.

The parsers behind this take time that grows with the square of what is nested, listed or put in one tag. The bounds
are ten times what the pages of news sites have, and keep the worst of pages to a few seconds.
"""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.ingest.hiding import drop_hidden

MOST_CHARACTERS = 2_000_000
"""Of markup, without scripts, styles, comments and pictures written into the page."""
MOST_ELEMENTS = 30_000
MOST_TEXT = 500_000
"""Characters that a reader sees, without white space."""
MOST_ATTRIBUTES = 1_000
"""In one tag."""

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,1000}\?>")
_PICTURES = re.compile(r"data:[\w/.+-]{1,60};base64,[\w+/=%]*")
_OPENING = re.compile(r"<!--|<(script|style)(?=[\s/>])([^>]{0,2000})>", re.IGNORECASE)
_CLOSING = {name: re.compile(rf"</{name}(?=[\s/>])[^>]{{0,200}}>", re.IGNORECASE) for name in ("script", "style")}
_KEPT_SCRIPT = re.compile(r"ld\+json", re.IGNORECASE)
# As HTML tells attributes apart: a quotation mark counts only after the equals sign of a name.
_SPACE = "[ \t\n\r\f]"
_VALUE = r"\"[^\"]*+\"|'[^']*+'|[^ \t\n\r\f>\"'][^ \t\n\r\f>]*+"
_ATTRIBUTE = rf"[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:{_SPACE}*+={_SPACE}*+(?:{_VALUE})?+)?+"
_TAG = re.compile(rf"<[a-z][^ \t\n\r\f/>]*+((?:[ \t\n\r\f/]++|{_ATTRIBUTE})*+)", re.IGNORECASE)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_CUT_OFF = ("excessive depth", "huge text node", "huge input", "xml_parse_huge", "memory")


class TooComplexError(ValueError):
    """The page is larger, deeper or more crowded than any that is read."""

    def __init__(self) -> None:
        super().__init__("is too large or too complex to be read")


def parse(html: str) -> Any:
    """Parse a page for lxml, without what is hidden from people; none where there is no markup and no text.

    Raises:
        TooComplexError: it would take too long.
    """
    import lxml.html

    # NUL characters and an XML declaration with a charset of its own are what lxml refuses in a page.
    text = _PICTURES.sub("", "".join(_shown(_XML_DECLARATION.sub("", html.replace("\0", ""))))).strip()
    if not text:
        return None
    if len(text) > MOST_CHARACTERS or text.count("<") > 3 * MOST_ELEMENTS or has_crowded_tag(text):
        raise TooComplexError
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    if _is_cut_off(parser) or _is_too_much(tree):
        raise TooComplexError
    drop_hidden(tree)
    return tree


def _shown(html: str) -> Iterator[str]:
    """Yield the markup without comments, scripts and styles; JSON-LD stays. What is not closed runs to the end."""
    at = 0
    while opening := _OPENING.search(html, at):
        yield html[at : opening.start()]
        name = (opening[1] or "").lower()
        closing = _CLOSING[name].search(html, opening.end()) if name else None
        end = closing.end() if closing else -1
        if not name:
            # "<!-->" is a comment too.
            end = html.find("-->", opening.end() - 2) + 3
            end = end if end >= 3 else -1
        if end < 0:
            return
        if name == "script" and _KEPT_SCRIPT.search(opening[2]):
            yield html[opening.start() : end]
        at = end
    yield html[at:]


def has_crowded_tag(text: str) -> bool:
    """Whether one tag has so many attributes that parsing it takes the square of their number."""
    return any(
        len(tag[1]) > MOST_ATTRIBUTES and sum(1 for _ in _ATTRIBUTES.finditer(tag[1])) > MOST_ATTRIBUTES
        for tag in _TAG.finditer(text)
    )


def _is_cut_off(parser: Any) -> bool:
    """Whether the parser gave up before the end: what it gives then is a part of the page, and not told as one."""
    return any(words in entry.message.lower() for entry in parser.error_log for words in _CUT_OFF)


def _is_too_much(tree: Any) -> bool:
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        return True
    text = sum(map(len, tree.text_content().split()))
    return text - sum(len(script.text or "") for script in tree.iter("script")) > MOST_TEXT
