"""The article on a page, and nothing around it."""

import logging
import re
from copy import deepcopy
from typing import Any

from knowledge.errors import SourceError
from knowledge.ingest.charset import decode
from knowledge.ingest.facts import Facts, read_facts
from knowledge.ingest.markup import TooComplexError, parse
from knowledge.ingest.plaintext import enough, headline, one_line, tidy, title_line, unmarked
from knowledge.model import Article
from knowledge.text import language_of

logger = logging.getLogger(__name__)

NO_ARTICLE = "has no article text"
_SHORTEST = (80, 30)
_SHORTEST_MARKED = (25, 10)
_MOST_LINKS = 0.5
_CHINESE_EXTRACT = 80
# What runs, and banners and boxes; not where a site marks its whole page so.
_BOXES = (
    "//script | //style | //noscript | //template | //iframe"
    " | //*[contains(@class, 'cookie') or contains(@class, 'consent') or contains(@class, 'newsletter')"
    " or contains(@id, 'cookie') or contains(@id, 'consent') or contains(@id, 'newsletter')]"
    "[not(self::html or self::body or self::main or self::article)][not(.//article or .//main or .//h1)]"
)
_LINKED_HEADINGS = (
    "//*[self::h2 or self::h3 or self::h4][.//a or ancestor::a]"
    "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
)
_FEWEST_LISTED = 5
_NO_PAGE = re.compile(
    r"(?:error\s*)?(?:404|403)\b|(?:page |article )?(?:not found|unavailable)|access denied|just a moment"
    r"|attention required|are you (?:a robot|human)|页面不存在|頁面不存在|访问被拒绝|安全验证",
    re.IGNORECASE,
)
_LONGEST_NO_PAGE = 600
_BULLET = re.compile(r"^[-*•]\s+")


def extract_article(html: bytes | str, url: str, charset: str | None = None, *, title: str = "") -> Article:
    """Read the article of a page; raise SourceError when it has none or cannot be read.

    ``charset`` is what the sender declared. ``title`` serves where the page has none; failing that, the first words
    do. Paragraphs are lines of the body. The date is the page's own, or absent.
    """
    text = html if isinstance(html, str) else decode(html, charset)
    if text is None:
        raise SourceError(url, "is not text")
    try:
        return _article(text, url, title)
    except SourceError:
        raise
    except TooComplexError as error:
        raise SourceError(url, str(error)) from error
    # The one place for whatever a hostile page makes the parsers raise: it ends here, as one failure.
    except Exception as error:
        logger.warning("page unreadable: %s", type(error).__name__)
        raise SourceError(url, f"could not be read: {type(error).__name__}") from error


def _article(text: str, url: str, title: str) -> Article:
    tree = parse(text)
    if tree is None:
        raise SourceError(url, NO_ARTICLE)
    facts = read_facts(tree, url)
    title = facts.title or title_line(title)
    body = _body(tree, url, title, facts)
    return Article(
        url,
        title or headline(body),
        facts.source or url.rpartition("/")[2],
        body,
        facts.published,
        updated=facts.updated,
    )


def _body(tree: Any, url: str, title: str, facts: Facts) -> str:
    links = {one_line(link.text_content()) for link in tree.iter("a")}
    lines = _main_text(tree, url).splitlines()
    if lines and one_line(lines[0]) == title:
        lines = lines[1:]
    # A line that is nothing but a link leads elsewhere: related articles, sections, tags.
    own = [line for line in lines if _BULLET.sub("", line) not in links]
    body = "\n".join(own)
    short = not enough(body, *(_SHORTEST_MARKED if facts.is_article else _SHORTEST))
    listed = len(lines) - len(own) > _MOST_LINKS * len(lines) or _is_list(tree, len(own))
    refused = _NO_PAGE.match(title) and len(body) < _LONGEST_NO_PAGE
    if short or (not facts.is_article and (listed or refused)):
        raise SourceError(url, NO_ARTICLE)
    return body


def _is_list(tree: Any, paragraphs: int) -> bool:
    """Say whether a page is a section's front: headlines that lead elsewhere, with a teaser or two under each."""
    headlines = len(tree.xpath(_LINKED_HEADINGS))
    return headlines >= _FEWEST_LISTED and paragraphs <= 2 * headlines


def _main_text(tree: Any, url: str) -> str:
    from lxml import etree
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    tree = deepcopy(tree)
    for box in tree.xpath(_BOXES):
        if box.getparent() is not None:
            box.drop_tree()
    # What is hidden is gone by now; the library would take every box with "overflow:hidden" for hidden too.
    etree.strip_attributes(tree, "style")
    config = deepcopy(DEFAULT_CONFIG)
    if language_of(tree.text_content()) == "zh":
        # Fewer characters say as much: the library's measure is for Latin script.
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_CHINESE_EXTRACT))
    body = ""
    for precise in (True, False):
        found = bare_extraction(tree, url=url, favor_precision=precise, include_comments=False, config=config)
        body = tidy(unmarked(found.text or "")) if found is not None and not isinstance(found, dict) else ""
        if enough(body, *_SHORTEST):
            break
    return body
