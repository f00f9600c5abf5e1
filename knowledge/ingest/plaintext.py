"""Plain text: markup off, white space folded, one paragraph a line."""

import html as markup
import re
from typing import Any

from knowledge.ingest.hiding import drop_hidden
from knowledge.ingest.markup import has_crowded_tag
from knowledge.text import language_of

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
     "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "embed", "svg", "math", "canvas",
     "audio", "video", "select", "textarea"}
)  # fmt: skip
# Control characters, lone surrogates, and marks that no reader sees: a database or a digest would refuse or mistake
# them, and tag characters spell out words to machines alone.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")
# Tags that were escaped once too often. Of one letter, only without more words: "a <b and c> d" is no markup.
_LEFT_TAG = re.compile(
    r"</?(?:(?:br|div|span|strong|em|img|ul|ol|li|h[1-6]|table|tr|td|th|thead|tbody|blockquote|figure|figcaption|font|"
    r"script|style|iframe|section|article|small|sup|sub|center|video|noscript|input|button|svg|hr)(?:\s[^<>]{0,2000})?"
    r"|[abipqsu](?:\s[^<>=]{0,200}=[^<>]{0,2000})?)\s?/?>",
    re.IGNORECASE,
)
_LEFT_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_ESCAPED_AT_MOST = 4
LONGEST_TITLE = 300
"""Characters of a title; what is longer is cut at a word."""
_DEEPEST = 200
# Lines of this many characters, or half as many Chinese ones, were broken to fit a page.
_WRAPPED = (50, 100)
_ENDS = frozenset('.!?。！？…”"')
_ITEM = re.compile(r"[-*•+]\s|\d{1,3}[.)、]\s?")


def tidy(text: str) -> str:
    """Fold the white space of each line, drop empty lines and what no reader sees."""
    lines = (" ".join(line.split()) for line in _UNWANTED.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Make a title of a text: all of it on one line."""
    return " ".join(tidy(text).split())


def title_line(text: str) -> str:
    """Make a title of what a page or a feed gives as one: one line of plain text, not longer than any title is."""
    return headline(one_line(unmarked(text[: 100 * LONGEST_TITLE])), LONGEST_TITLE)


def unmarked(text: str) -> str:
    """Drop tags and read entities that were escaped twice or more, and so are still in what should be plain text."""
    for _ in range(_ESCAPED_AT_MOST):
        if not (_LEFT_TAG.search(text) or _LEFT_ENTITY.search(text)):
            break
        text = _LEFT_ENTITY.sub(lambda entity: markup.unescape(entity[0]), _LEFT_TAG.sub(_edge, text))
    return _LEFT_TAG.sub(_edge, text)


def _edge(tag: re.Match[str]) -> str:
    name = tag[0].strip("</> ").partition(" ")[0].lower()
    return "\n" if name in _BLOCKS else ""


def headline(text: str, most: int = 80) -> str:
    """Take the first words of a text, ``most`` characters at most, where nothing else gives a title."""
    line = one_line(text.strip().partition("\n")[0])
    if len(line) <= most:
        return line
    head = line[: most + 1]
    return line[:most] if language_of(head) == "zh" else head.rpartition(" ")[0].strip() or line[:most]


def enough(text: str, latin: int, chinese: int) -> bool:
    """Say whether a text is long enough, by the measure of its script, in characters."""
    text = text.strip()
    return len(text) >= (chinese if language_of(text) == "zh" else latin)


def plain_text(html: str) -> str:
    """Turn a piece of HTML into paragraphs, one a line; scripts, styles and frames leave nothing behind.

    Of a piece that would take the parser too long, nothing is left.
    """
    if not _MARKUP.search(html):
        return tidy(html)
    return "" if has_crowded_tag(html) else tidy(unmarked(_text_of(html)))


def _text_of(html: str) -> str:
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(f"<div>{_UNWANTED.sub('', html)}</div>".encode(), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return ""
    drop_hidden(root)
    pieces: list[str] = []
    _collect(root, pieces, 0)
    return "".join(pieces)


def _collect(element: Any, pieces: list[str], depth: int) -> None:
    """Append the text of an element; what lies deeper than any page needs is left out."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if depth > _DEEPEST or not tag or tag in _SILENT:
        return
    edge = "\n" if tag in _BLOCKS else " " if tag in _CELLS else ""
    pieces.append(edge + _flat(element.text))
    for child in element:
        _collect(child, pieces, depth + 1)
        pieces.append(_flat(child.tail))
    pieces.append(edge)


def _flat(text: str | None) -> str:
    """White space in HTML is one space, line ends too."""
    return re.sub(r"\s+", " ", text) if text else ""


def plain_paragraphs(text: str) -> str:
    """Make a line of each paragraph of plain text whose lines were wrapped by hand; other lines stay as they are."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return "\n".join(_unwrapped(tidy(block)) for block in blocks if block.strip())


def _unwrapped(block: str) -> str:
    lines = block.splitlines()
    chinese = language_of(block) == "zh"
    shortest, longest = (width // 2 if chinese else width for width in _WRAPPED)
    broken = [line for line in lines[:-1] if shortest <= len(line) <= longest and line[-1] not in _ENDS]
    # A line may end where a sentence does, but most do not where a text was wrapped.
    if 2 * len(broken) < len(lines) or any(_ITEM.match(line) for line in lines):
        return block
    return ("" if chinese else " ").join(lines)
