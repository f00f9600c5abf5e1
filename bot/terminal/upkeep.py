"""``rallybot forget`` and ``rallybot rebuild``: the newsroom's upkeep."""

from pathlib import Path

from bot.errors import RallybotError, UsageError
from bot.terminal.console import Upkeep, newsroom, print_json, print_line, start
from bot.terminal.render import articles


def forget(what: str, *, as_json: bool) -> None:
    """Remove what is meant; raises when nothing is."""
    if not what.strip():
        raise UsageError("there is nothing to forget: name an address, a file or a source.")
    with newsroom(start()) as news:
        removed = news.forget(what.strip())
        if not removed.addresses and "://" not in what:
            removed = news.forget(Path(what).absolute().as_uri())
    if as_json:
        print_json({"addresses": removed.addresses, "articles": removed.articles})
    if not removed.addresses:
        raise RallybotError(
            f"nothing is stored under {what}: name an address or a source as rallybot search --json shows them."
        )
    if not as_json:
        addresses = "1 address" if removed.addresses == 1 else f"{removed.addresses} addresses"
        also = "" if removed.articles else " The same words stay under other addresses."
        print_line(f"Forgotten: {articles(removed.articles)}, {addresses}.{also}")


def rebuild() -> None:
    """Make everything anew that is made of articles."""
    with newsroom(start()) as news:
        shown = Upkeep()
        news.rebuild(shown.tell)
        shown.end()
        print_line(f"Rebuilt from {articles(news.count())}.")
