"""A text in the making: words that Telegram takes, and the entities on them. Pure."""

from urllib.parse import urlsplit

from telegram import MessageEntity

from bot.assistant.source_list import Source
from bot.telegram.cut import has_words


class Draft:
    """Text as it grows, and its entities, counted in code points."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[MessageEntity] = []

    def add(self, text: str, kind: str | None = None, url: str | None = None) -> None:
        """Add text, as an entity where a kind is given."""
        if kind and text:
            self.spans.append(MessageEntity(kind, len(self.text), len(text), url=url))
        self.text += text

    def mark(self, start: int, end: int, kind: str) -> None:
        """Lay an entity on text that stands there, from ``start`` to ``end``."""
        if start < end:
            self.spans.append(MessageEntity(kind, start, end - start))

    def cite(self, label: str, source: Source) -> None:
        """Add a source: its label, its title linked where its address is one of the web, publisher and day."""
        title = one_line(source.title)
        self.add(f"{label} ")
        if is_web_address(source.url):
            self.add(title or source.url, MessageEntity.TEXT_LINK, source.url)
        else:
            self.add(title or one_line(source.url))
        self.add(f" · {one_line(source.place)}")


def clean(text: str) -> str:
    """Make text that UTF-8 can carry: pairs of surrogates become their character, lone ones U+FFFD."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """The text, cleaned, on one line; empty where nothing of it shows."""
    line = " ".join(clean(text).split())
    return line if has_words(line) else ""


def is_web_address(url: str) -> bool:
    """Whether Telegram can link to it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False
