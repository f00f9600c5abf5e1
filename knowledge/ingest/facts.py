"""What a page says of itself: its title, its site and the day it was published."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from knowledge.ingest.dates import EARLIEST, LATEST_AHEAD, find_published, later, parse_published
from knowledge.ingest.plaintext import headline, one_line, title_line
from knowledge.model import Published

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report)$")
_MOST_CLAIMS = 50
_MOST_HEADINGS = 20
_LONGEST_SITE = 100
_LONGEST_WINDOW = 2000
# Where JSON-LD holds the page's own article; other branches hold related ones.
_OWN_BRANCHES = ("@graph", "mainEntity")
_PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate",
    "publish-date", "publish_date", "pubdate", "publication_date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "weibo: article:create_at", "article:create_at", "dc.date.issued",
    "dcterms.issued", "dc.date", "date",
)  # fmt: skip
_UPDATED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_TITLE_NAMES = ("og:title", "twitter:title", "headline")
_SITE_NAMES = ("og:site_name", "application-name")
_SEPARATED = re.compile(r"\s+[|\-–—·•»:]+\s+|\s*[|_｜]\s*|\s*[－—–]+\s*")
_BAR = re.compile(r"\s+\|\s+|\s*[_｜]\s*")
_TIMES = (
    "//time[@itemprop='datePublished' or @pubdate][not(ancestor::aside or ancestor::nav or ancestor::footer)]/@datetime"
    " | //*[@itemprop='datePublished']/@content",
    "//time[@datetime][ancestor::article or ancestor::main or ancestor::header]"
    "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
    "[not(ancestor-or-self::*[contains(@class, 'updated') or contains(@class, 'modified')"
    " or contains(@class, 'related') or contains(@class, 'comment') or contains(@itemprop, 'Modified')])]/@datetime",
)
# What a guess at the date may not see: other articles, the body's own words, and when the page was changed.
_NOT_DATES = (
    "//script | //style | //noscript | //nav | //aside | //footer | //blockquote | //table | //figure | //form"
    " | //*[contains(@class, 'related') or contains(@class, 'comment') or contains(@id, 'comment')]"
    " | //meta[contains(@property, 'modif') or contains(@property, 'updated') or contains(@name, 'modif')"
    " or contains(@itemprop, 'odified')]"
    " | //time[contains(@class, 'updated') or contains(@class, 'modified') or contains(@itemprop, 'odified')]"
    " | //*[self::p or self::li or self::h2 or self::h3][string-length(normalize-space()) > 60]"
)
_LONGEST_BYLINE = 80
_BYLINES = (
    "//*[self::span or self::div or self::p or self::time or self::em or self::small or self::li][{}]"
    "[string-length(normalize-space()) <= {}]"
).format(
    " or ".join(f"contains(@{at}, '{word}')" for at in ("class", "id") for word in ("date", "time", "publi", "byline")),
    _LONGEST_BYLINE,
)
_MOST_BYLINES = 100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHANGED = re.compile(r"updat|modif|revis|更新|修改|修订", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself; ``is_article`` when its markup says that it is an article.

    ``title`` is empty where the page has none; ``source`` is the site's name, else its host. ``updated`` is when the
    page says that it was last changed, where that was after its day of publication.
    """

    title: str
    source: str
    published: Published | None
    is_article: bool
    updated: Published | None = None


def read_facts(tree: Any, url: str) -> Facts:
    """Read the facts out of a page parsed by lxml."""
    claims = [claim for claim in _claims(tree) if _is_article(claim)]
    claim = claims[0] if claims else {}
    metas = _metas(tree)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = next((metas[name] for name in _SITE_NAMES if metas.get(name)), "") or _publisher(claim)
    published = _published(tree, claim, metas, url)
    stated = (claim.get("dateModified"), *(metas.get(name) for name in _UPDATED_NAMES))
    return Facts(
        title=_title(tree, claim, metas, {site, host, host.partition(".")[0]}),
        source=headline(title_line(site), _LONGEST_SITE) or host,
        published=published,
        updated=later(published, *(parse_published(text) for text in stated if isinstance(text, str))),
        is_article=bool(claim) or metas.get("og:type") == "article" or len(tree.xpath("//article")) == 1,
    )


def _claims(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the page's JSON-LD that may be its own article; broken JSON is passed over."""
    for script in islice(tree.xpath("//script[@type='application/ld+json']/text()"), _MOST_CLAIMS):
        try:
            yield from _objects(json.loads(script, strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 5:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for branch in _OWN_BRANCHES:
            yield from _objects(value.get(branch), depth + 1)


def _is_article(claim: Mapping[str, Any]) -> bool:
    kinds = claim.get("@type")
    return any(_ARTICLE_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _publisher(claim: Mapping[str, Any]) -> str:
    publisher = claim.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) and not name.startswith("http") else ""


def _metas(tree: Any) -> dict[str, str]:
    """Map each meta name, in lower case, to its first content that is not empty."""
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = meta.get("content").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _title(tree: Any, claim: Mapping[str, Any], metas: Mapping[str, str], sites: set[str]) -> str:
    headings = [title_line(heading.text_content()) for heading in tree.xpath("//h1")[:_MOST_HEADINGS]]
    headings = [heading for heading in headings if heading and _letters(heading) not in map(_letters, sites)]
    claimed = claim.get("headline")
    candidates = [claimed if isinstance(claimed, str) else "", *(metas.get(name, "") for name in _TITLE_NAMES)]
    # The last resort names the site after a bar, and often the section before it.
    window = one_line("".join(title.text_content() for title in tree.xpath("//head/title")[:1])[:_LONGEST_WINDOW])
    candidates += [*headings[:1], _BAR.split(window)[0]]
    title = next(filter(None, map(title_line, candidates)), "")
    return next((h for h in headings if title.startswith(h) and _SEPARATED.match(title, len(h))), _bare(title, sites))


def _bare(title: str, sites: set[str]) -> str:
    """Drop the site's name from the end of a title."""
    names = {_letters(site) for site in sites if site}
    for separator in reversed(list(_SEPARATED.finditer(title))):
        if separator.start() and _letters(title[separator.end() :]) in names:
            return title[: separator.start()].strip()
    return title


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _published(tree: Any, claim: Mapping[str, Any], metas: Mapping[str, str], url: str) -> Published | None:
    """Take the first date that the page states; a time stated elsewhere for the same day makes it more exact."""
    stated = [claim.get("datePublished"), *(metas.get(name) for name in _PUBLISHED_NAMES)]
    stated += [text for path in _TIMES for text in tree.xpath(path)[:1]]
    dates = [found for text in stated if isinstance(text, str) and (found := parse_published(text))]
    if not dates:
        return _guessed(tree, url)
    return next((found for found in dates if found.at and found.day == dates[0].day), dates[0])


def _guessed(tree: Any, url: str) -> Published | None:
    """Look for a day in the byline and the address. The body's dates are of what it tells: they are hidden first."""
    import lxml.html
    from htmldate import find_date

    tree = deepcopy(tree)
    for element in tree.xpath(_NOT_DATES):
        if element.getparent() is not None:
            element.drop_tree()
    if in_byline := _in_byline(tree):
        return in_byline
    source = lxml.html.tostring(tree, encoding="unicode")
    day = find_date(
        tree,
        extensive_search=False,
        original_date=True,
        url=url if url.startswith("http") else None,
        min_date=EARLIEST.isoformat(),
        max_date=(datetime.now(UTC) + LATEST_AHEAD).date().isoformat(),
    )
    published = parse_published(day) if day else None
    return published if published and _is_written(published.day, f"{url} {source}") else None


def _is_written(day: date, text: str) -> bool:
    """Whether a day stands in a text with its year in full: the guess makes 2001 of a stray "01-01-01"."""
    d, m, y = rf"0?{day.day}", rf"(?:0?{day.month}|{_MONTHS[day.month - 1]}[a-z]*)", day.year
    orders = rf"{y}\D{{0,3}}{m}\D{{0,3}}{d}|{d}\D{{1,8}}{m}\D{{1,3}}{y}|{m}\D{{1,3}}{d}\D{{1,8}}{y}"
    return re.search(rf"(?<!\d)(?:{orders})(?!\d)", text, re.IGNORECASE) is not None


def _in_byline(tree: Any) -> Published | None:
    """Take the first day in a byline. One that tells only of a change is dropped from the tree."""
    for element in tree.xpath(_BYLINES)[:_MOST_BYLINES]:
        if element.getparent() is None:
            continue
        text = one_line(element.text_content())
        if published := find_published(_CHANGED.split(text)[0]):
            return published
        if _CHANGED.search(text):
            element.drop_tree()
    return None
