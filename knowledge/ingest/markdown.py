"""Markdown to plain text, with the front matter that tells title, address, source and date."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.ingest.plaintext import one_line, tidy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_WIDE_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\0(?=[\u3000-\u9fff\uff00-\uffef])")


class FrontMatterError(ValueError):
    """The lines before a Markdown text are not what they should be; the message says what is wrong, and where."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"front matter cannot be read: {problem}")


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown text: ``front`` in lower-case names and plain strings, ``heading`` its first level-one heading.

    ``body`` has a paragraph, a heading, a list item or a table row a line. Code, HTML and the addresses of links are
    left out.
    """

    front: Mapping[str, str]
    heading: str
    body: str


def read_markdown(text: str) -> Document:
    """Read a Markdown text; raise FrontMatterError when its front matter cannot be read."""
    front, content = _front_matter(text)
    heading, lines = "", []
    for level, line in _blocks(content):
        if level == "h1" and not heading:
            heading = one_line(line)
        else:
            lines.append(line)
    return Document(front, heading, tidy("\n".join(lines)))


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    # Without this test the words before a rule in the middle of a text would be taken away as front matter.
    if not handler.detect(text):
        return {}, text
    try:
        _, block, content = handler.FM_BOUNDARY.split(text, 2)
        # An alias may stand for ten others, and so on: three hundred bytes can come to gigabytes.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, yaml.SafeLoader)):
            raise FrontMatterError("it has an alias (*name), which is not read")
        values = handler.load(block)
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise FrontMatterError(f"{problem or 'bad YAML'}{where}") from error
    except (ValueError, RecursionError) as error:
        raise FrontMatterError(str(error)) from error
    if not isinstance(values, dict):
        raise FrontMatterError("it is not made of lines such as 'title: ...'")
    return {str(name).lower(): _string(value) for name, value in values.items() if value is not None}, content


def _string(value: object) -> str:
    """YAML makes dates of dates; a text is wanted."""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _blocks(content: str) -> Iterator[tuple[str, str]]:
    """Yield (tag, text) of each paragraph, heading, list item and table row in order; code and HTML are dropped."""
    tag = ""
    row: list[str] = []
    for token in _parser().parse(content):
        if token.type == "tr_close":
            yield "tr", " | ".join(filter(None, row))
            row = []
        elif token.type != "inline":
            tag = token.tag
        elif tag in {"td", "th"}:
            row.append(_words(token.children or []))
        else:
            yield tag, _words(token.children or [])


def _words(tokens: "list[Token]") -> str:
    pieces = []
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append("\0")
    # Chinese wrapped over two lines is joined without a space.
    return _WIDE_BREAK.sub("", "".join(pieces)).replace("\0", " ")
