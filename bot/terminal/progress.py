"""How far an ingest has come: a moving line on a terminal, plain lines elsewhere, both on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.terminal.console import note
from bot.terminal.render import articles
from knowledge.model import Failure, Ingested

_EVERY = 25  # articles between two plain lines


class Counted:
    """Counts what was done; ``done`` are articles that are stored or were before."""

    def __init__(self) -> None:
        self.done = 0
        self.failed = 0

    def tell(self, item: Ingested | Failure) -> None:
        """Count an item and show it."""
        if isinstance(item, Failure):
            self.failed += 1
        else:
            self.done += 1
        self.show(item)

    def show(self, item: Ingested | Failure) -> None:
        """A plain line now and then; failures stand in the report."""
        if isinstance(item, Ingested) and self.done % _EVERY == 0:
            note(articles(self.done))


class _Moving(Counted):
    """A moving line with a spinner, the counts and the newest title."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
        self.progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self.progress.add_task("Reading")

    def show(self, item: Ingested | Failure) -> None:
        title = item.source if isinstance(item, Failure) else item.title
        counts = articles(self.done) + (f", {self.failed} failed" if self.failed else "")
        self.progress.update(self._task, description=f"{counts}: {title[:60]}")


@contextmanager
def show_progress() -> Iterator[Counted]:
    """Show progress until the end of the block."""
    if not sys.stderr.isatty():
        yield Counted()
        return
    moving = _Moving()
    with moving.progress:
        yield moving
