"""``rallybot feeds``: how each feed of the list is doing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.app import now
from bot.terminal.console import newsroom, print_json, print_line, start
from bot.terminal.render import instant

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.ingest.feedlist import FeedSource
    from knowledge.store.feed_records import FeedState


def feeds(*, as_json: bool) -> None:
    """Print the list; raises when it cannot be read."""
    with newsroom(start()) as news:
        listed = news.feeds()
    if as_json:
        print_json({"feeds": [feed_document(feed, state, now()) for feed, state in listed]})
    else:
        print_line("\n".join(feed_line(feed, state, now()) for feed, state in listed))
        print_line(summary(listed, now()))


def feed_line(feed: "FeedSource", state: "FeedState | None", at: "datetime") -> str:
    """One feed in one line, and below it what is wrong, if anything."""
    if state is None:
        return f"  never read  {feed.name}  {feed.url}"
    told = f"{state.stored} stored" + (f", {state.left_out} left out last time" if state.left_out else "")
    mark = "failing" if state.failures else "well"
    lines = [f"  {mark:10}  {feed.name}  {feed.url}  read {_when(state.ok_at)}, {told}"]
    if state.failures:
        again = f"; asked again from {_when(state.next_at)}" if state.next_at and state.next_at > at else ""
        times = "once" if state.failures == 1 else f"{state.failures} times in a row"
        lines.append(f"              {state.reason} ({times}, last {_when(state.checked_at)}{again})")
    if state.moved_to:
        lines.append(f"              has moved for good to {state.moved_to}: put that into your list of feeds")
    return "\n".join(lines)


def summary(listed: Sequence[tuple["FeedSource", "FeedState | None"]], at: "datetime") -> str:
    """How many are well, failing and unread."""
    failing = sum(state is not None and state.failures > 0 for _, state in listed)
    unread = sum(state is None for _, state in listed)
    listing = "1 feed" if len(listed) == 1 else f"{len(listed)} feeds"
    return f"{listing}: {len(listed) - failing - unread} well, {failing} failing, {unread} never read"


def feed_document(feed: "FeedSource", state: "FeedState | None", at: "datetime") -> dict[str, Any]:
    """One feed of the document of ``feeds --json``."""
    document: dict[str, Any] = {
        "name": feed.name,
        "url": feed.url,
        "language": feed.language or None,
        "filter": feed.filter,
        "state": "unread" if state is None else "failing" if state.failures else "well",
    }
    if state is not None:
        document |= {
            "checked_at": instant(state.checked_at),
            "ok_at": instant(state.ok_at) if state.ok_at else None,
            "failures": state.failures,
            "reason": state.reason if state.failures else None,
            "next_at": instant(state.next_at) if state.next_at and state.next_at > at else None,
            "moved_to": state.moved_to,
            "stored": state.stored,
            "left_out": state.left_out,
        }
    return document


def _when(at: "datetime | None") -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
