"""``rallybot search``: passages."""

from bot.errors import UsageError
from bot.terminal.console import newsroom, print_json, print_line, start
from bot.terminal.render import hits_document, hits_text


def search(query: str, k: int, *, as_json: bool) -> None:
    """Print the ``k`` best passages."""
    if not query.strip():
        raise UsageError("there is nothing to look for: give one or more words.")
    with newsroom(start()) as news:
        hits = news.search(query, k)
    if as_json:
        print_json(hits_document(query, hits))
    else:
        print_line(hits_text(hits) or "Nothing found: the newsroom has no articles yet. Try rallybot ingest.")
