"""From the lines of a PDF's pages to paragraphs, a title and a date. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.ingest.dates import parse_published
from knowledge.ingest.plaintext import LONGEST_TITLE, one_line, tidy, title_line
from knowledge.model import Published
from knowledge.text import CHINESE


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as it was read: the title that it says of itself, and the text of each page."""

    title: str
    pages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Composed:
    """A PDF as people read it: ``title`` as stated, ``heading`` its first short line; either may be empty.

    ``body`` has a paragraph a line. ``published`` is the day of a line near the top that is nothing but a date: when
    the file was made or changed says nothing of when its words were published.
    """

    title: str
    heading: str
    body: str
    published: Published | None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    full: float  # the width of the page's column


_NO_TITLE = re.compile(
    r"(?:microsoft|powerpoint|word|excel|libreoffice|openoffice|quark|adobe|untitled)\b.*"
    r"|(?:無標題|无标题|未命名|new document).*"
    r"|(?:document|presentation|slide|doc|file|scan|print|layout|cover|page|title|pdf)[\s_-]*\d*"
    r"|\S+\.(?:docx?|pptx?|xlsx?|pdf|indd|qxp?d?|rtf|odt|pages|html?|txt|tex|dvi|ps)"
    r"|\W*(?:anonymous|unspecified|unknown|no[ -]?title|title)\W*"
    r"|[^\s]*(?:_|\d{4,}|\\|/)[^\s]*|https?:.*",
    re.IGNORECASE,
)
_EDGE = 3
_REPEATED = 0.4
_NUMBER = re.compile(r"\d{1,4}(?!\d)", re.ASCII)
_PAGE_NUMBER = re.compile(
    r"[|–—-]\s*\d{1,4}\s*[|–—-]|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|第\s*\d{1,4}\s*[页頁](?:\s*[/,，]?\s*共\s*\d{1,4}\s*[页頁])?",
    re.IGNORECASE,
)
_WIDE = re.compile(f"[{CHINESE}\u3000-\u303f\uff00-\uffef]")
_ENDS = re.compile(r"[.!?:;。！？：；…][”’\"')）」』]*$")
_ITEM = re.compile(r"[-*•●▪■‣–]\s|\d{1,3}[.)、]\s?|[(（][\da-z一二三四五六七八九十]{1,3}[)）]")
_BROKEN_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u2010\xad]$")
_FIRST_WORD = re.compile(r"\S+")
_NUMBERS = re.compile(r"\d[\d.,]*")
_TABLE_DIGITS = 0.3
_BRIMFUL, _WRAPPED, _ROUGHLY = 0.98, 0.85, 0.6
_LONGEST_HEADING = 120
_TOP = 10
_PLACE = r"[A-Z][A-Za-z.'’]*(?:[ -][A-Z][A-Za-z.'’]*){0,3}(?:, [A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*)?)?"
_DATELINE = re.compile(
    rf"[(（\[【]?\s*(?:(?:{_PLACE}|[{CHINESE}]{{2,6}})\s*[,，–—-]\s*)?(?P<date>[^,，].*?\d.*?)\s*[)）\]】]?"
)
_NO_PLACE = re.compile(
    r"\b(?:ended|ending|dated?|as|of|at|updated|revised|due|record|payment|expected|effective|since|until|quarter|year"
    r"|months?|half|period|meeting|interim|annual)\b|截至|截止|期|会|會|於|于|更新|修订|修訂",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(
    r"(?:\b(?:ended|ending|as|of|at|on|to|by|from|for|the|and|until|since|through|before|after|dated|updated|revised|due)"
    r"|截至|截止|至|于|於|自|及|和|更新|[,，:：、-])$",
    re.IGNORECASE,
)


def compose(document: Document) -> Composed:
    """Put a document together: running lines left out, broken lines and words mended, over the ends of pages too."""
    pages = _without_running([tidy(_mend_soft(page)).splitlines() for page in document.pages])
    lines = [_Line(text, number, full) for number, page, full in _with_width(pages) for text in page]
    paragraphs = list(_paragraphs(lines))
    heading = next((text for text in paragraphs[:_TOP] if _is_heading(text)), "")
    title = _stated(document.title)
    body = paragraphs[1:] if paragraphs[1:] and paragraphs[0] in {title, heading} else paragraphs
    first = pages[0][:_TOP] if pages else []
    return Composed(title, title_line(heading), "\n".join(body), _dateline(first))


def _mend_soft(text: str) -> str:
    """A soft hyphen at a line's end divides a word; elsewhere nobody sees it."""
    return re.sub(r"\xad[ \t]*\n\s*", "", text)


def _stated(title: str) -> str:
    title = one_line(title)
    sensible = any(map(str.isalpha, title)) and len(title) <= LONGEST_TITLE and not _NO_TITLE.fullmatch(title)
    return title_line(title) if sensible and len(title) > 3 else ""


def _is_heading(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return len(text) <= _LONGEST_HEADING and 2 * letters > len(text) and not _ENDS.search(text) and not _date_of(text)


# -- running lines ---------------------------------------------------------------------------------------------------


def _without_running(pages: list[list[str]]) -> list[list[str]]:
    """Leave out what stands at the top or bottom of many pages, and the page numbers among it."""
    offset = _page_offset(pages)
    keys = [{at: _key(line, number, offset) for at, line in _edges(page)} for number, page in enumerate(pages)]
    seen = Counter(place for page in keys for place in page.items())
    often = max(2, _REPEATED * len(pages))
    stripped = [
        _stripped(
            page, {at for at, line in _edges(page) if seen[at, places[at]] >= often or _PAGE_NUMBER.fullmatch(line)}
        )
        for page, places in zip(pages, keys, strict=True)
    ]
    # Pages that are all alike have no running lines: they say the same thing several times.
    return stripped if 2 * sum(map(len, stripped)) >= sum(map(len, pages)) else pages


def _edges(page: list[str]) -> Iterator[tuple[int, str]]:
    """The lines at a page's top, counted from 0, and at its bottom, counted from -1."""
    yield from enumerate(page[:_EDGE])
    yield from ((-number, line) for number, line in enumerate(page[: -_EDGE - 1 : -1], start=1))


def _page_offset(pages: list[list[str]]) -> int | None:
    """How far the printed page numbers are ahead; none where pages have no numbers that run with them."""
    ahead = Counter(
        value
        for number, page in enumerate(pages)
        for value in {int(found) - number for _, line in _edges(page) for found in _NUMBER.findall(line)}
    )
    offset, times = ahead.most_common(1)[0] if ahead else (0, 0)
    return offset if times >= max(2, len(pages) / 2) else None


def _key(line: str, number: int, offset: int | None) -> str:
    """A line as it compares with those of other pages: the page's own number is the same on all of them."""
    if offset is None:
        return line
    page_number = number + offset
    return _NUMBER.sub(lambda found: "#" if int(found[0]) == page_number else found[0], line)


def _stripped(page: list[str], running: set[int]) -> list[str]:
    first, last = 0, len(page)
    while first < min(last, _EDGE) and first in running:
        first += 1
    while last > max(first, len(page) - _EDGE) and last - 1 - len(page) in running:
        last -= 1
    return page[first:last]


# -- paragraphs ------------------------------------------------------------------------------------------------------


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _with_width(pages: list[list[str]]) -> Iterator[tuple[int, list[str], float]]:
    """Add to each page how wide its full lines are; a page of a few lines takes the document's measure."""
    overall = _full_width([line for page in pages for line in page])
    for number, page in enumerate(pages):
        yield number, page, _full_width(page) if len(page) > 2 * _EDGE else overall


def _full_width(lines: list[str]) -> float:
    widths = sorted(map(_width, lines))
    return float(widths[int(0.85 * (len(widths) - 1))]) if widths else 0.0


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    words = Counter(word for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower()))
    held = lines[0].text if lines else ""
    for line, following in pairwise(lines):
        if _goes_on(line, following):
            held = _joined(held, following.text, words)
        else:
            yield held
            held = following.text
    if held:
        yield held


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether a line was broken because the next word had no room on it."""
    text, after = line.text, following.text
    if _ITEM.match(after) or _is_row(text) or _is_row(after):
        return False
    if (_BROKEN_WORD.search(text) and after[0].islower()) or _is_broken_range(text, after):
        return True
    ended = _ENDS.search(text) is not None
    if line.page != following.page and (ended or after[0].islower()):
        return not ended
    word = _FIRST_WORD.match(after)
    room = 2 if _WIDE.match(after) else len(word[0]) + 1 if word else 1
    # After a full stop it may be a new paragraph: only a line as full as any goes on.
    wrapped = _width(text) + room > (_BRIMFUL if ended else _WRAPPED) * line.full
    return wrapped or (not ended and after[0].islower() and _width(text) > _ROUGHLY * line.full)


def _is_row(text: str) -> bool:
    return len(_NUMBERS.findall(text)) > 1 and sum(map(str.isdigit, text)) > _TABLE_DIGITS * len(text)


def _joined(text: str, after: str, words: Counter[str]) -> str:
    broken = _BROKEN_WORD.search(text)
    rest = re.match(r"[^\W\d_]+", after)
    if broken and rest:
        whole, hyphened = (broken[1] + rest[0]).lower(), f"{broken[1]}-{rest[0]}".lower()
        keeps = "-" in broken[1] or not rest[0][0].islower() or (words[hyphened] and not words[whole])
        return (text if keeps else text[:-1]) + after
    if _is_broken_range(text, after):
        return text + after
    return text + ("" if _WIDE.match(text[-1]) or _WIDE.match(after[0]) else " ") + after


def _is_broken_range(text: str, after: str) -> bool:
    return text[-1] in "-–/" and text[-2:-1].isdigit() and after[0].isdigit()


# -- the date --------------------------------------------------------------------------------------------------------


def _dateline(lines: list[str]) -> Published | None:
    """The one day that stands alone, or after a place, near the top; two different ones are columns of a table."""
    found = [
        date
        for before, line in zip(["", *lines], lines, strict=False)
        if not _LEADS_ON.search(before) and (date := _date_of(line))
    ]
    return found[0] if len({date.day for date in found}) == 1 else None


def _date_of(line: str) -> Published | None:
    match = _DATELINE.fullmatch(line) if len(line) <= _LONGEST_HEADING else None
    if match is None or match["date"].isdigit():
        return None
    place = line[: match.start("date")]
    return None if _NO_PLACE.search(place) else parse_published(match["date"])
