"""Whether quotations are verbatim and links lead to what is cited. Pure."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.assistant.checking.answers import Link, Quoted, Statement
from bot.assistant.checking.ground import Ground, Source
from bot.assistant.checking.model import Finding, Verdict
from knowledge.text import CHINESE, fold

_SHORT_WORDS, _SHORT_CHARACTERS = 2, 5
_GAP = re.compile(r"\.\.\.|…+|\[[^\]]*\]|\([^)]*\)|（[^）]*）")
_LEVEL = re.compile(r"[\s\"'“”‘’「」『』«»\-–—_*]+")
_EDGE = ".,;:!?。，；：！？、…"
_CHINESE_CHARACTER = re.compile(f"[{CHINESE}]")


def quotations(statement: Statement, ground: Ground, cited: Iterable[str]) -> Iterator[Finding]:
    """Yield what is to be said of each quotation of more than two words."""
    wanted = set(cited)
    for quoted in statement.quoted:
        if _is_short(quoted.words):
            continue
        supports = tuple(label for label, source in ground.sources.items() if _stands(quoted, source.whole))
        asked = _stands(quoted, ground.question)
        words = statement.text[quoted.start - statement.start : quoted.end - statement.start]
        if asked or (supports and (not wanted or wanted & set(supports))):
            yield Finding(Verdict.SUPPORTED, words, quoted.start, quoted.end, supports=supports)
        elif supports:
            reason = f"these words stand in {_listed(supports)}, not in what is cited: {words}"
            yield Finding(Verdict.WRONG_SOURCE, words, quoted.start, quoted.end, reason, supports)
        else:
            reason = f"these words stand so in no source; quote verbatim or use words of your own: {words}"
            yield Finding(Verdict.ALTERED_QUOTATION, words, quoted.start, quoted.end, reason)


def is_quotation(words: str) -> bool:
    """Whether words between quotation marks are somebody's, and not a name or a term."""
    return not _is_short(words)


def _is_short(words: str) -> bool:
    if _CHINESE_CHARACTER.search(words):
        return len(_CHINESE_CHARACTER.findall(words)) < _SHORT_CHARACTERS
    return len(words.split()) <= _SHORT_WORDS


def _stands(quoted: Quoted, text: str) -> bool:
    """Whether the words stand in the text in their order, but for white space, marks and an ellipsis."""
    level, at = _level(text), 0
    parts = [part for piece in _GAP.split(quoted.words) if (part := _level(piece).strip(_EDGE))]
    for part in parts:
        found = level.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return bool(parts)


def _level(text: str) -> str:
    return _LEVEL.sub("", fold(text))


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"[{label}]" for label in labels)


def links(statement: Statement, ground: Ground) -> Iterator[Finding]:
    """Yield what is to be said of each link; only the address of a passage may stand in an answer."""
    known = {_address(source.url): label for label, source in ground.sources.items() if source.url}
    for link in statement.links:
        words = statement.text[link.start - statement.start : link.end - statement.start]
        label = _known(link, known, ground.sources.values())
        if label is not None:
            yield Finding(Verdict.SUPPORTED, words, link.start, link.end, supports=(label,) if label else ())
        else:
            reason = f"leave out this address, which is none of a passage: {words}"
            yield Finding(Verdict.FOREIGN_LINK, words, link.start, link.end, reason)


def _known(link: Link, known: dict[str, str], sources: Iterable[Source]) -> str | None:
    """The source that a link leads to; an empty name for a publisher's own name that looks like an address."""
    if link.kind in ("image", "html", "definition", "handle", "mail"):
        return None
    if link.kind == "bare" and any(fold(link.target) == fold(source.publisher) for source in sources):
        return ""
    label = known.get(_address(link.target))
    # What is shown must not be another address than where it leads.
    shown = link.label.strip()
    return None if shown and "." in shown and "/" in shown and _address(shown) != _address(link.target) else label


def _address(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    scheme = "https" if parts.scheme in ("http", "https") else parts.scheme
    query = f"?{parts.query}" if parts.query else ""
    return f"{scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"
