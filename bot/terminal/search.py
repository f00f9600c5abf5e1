"""``rallybot search``: passages."""

from datetime import date

from bot.errors import UsageError
from bot.terminal.console import newsroom, print_json, print_line, start
from bot.terminal.render import hits_document, hits_text


def search(query: str, k: int, as_of: date | None, *, as_json: bool) -> None:
    """Print the passages of the ``k`` best stories."""
    if not query.strip():
        raise UsageError("there is nothing to look for: give one or more words.")
    with newsroom(start()) as news:
        hits = news.search(query, k, as_of)
    if as_json:
        print_json(hits_document(query, hits))
    else:
        print_line(hits_text(hits) or _nothing(as_of))


def _nothing(as_of: date | None) -> str:
    if as_of is not None:
        return f"Nothing found: the newsroom has no article published by {as_of}."
    return "Nothing found: the newsroom has no articles yet. Try rallybot ingest."
