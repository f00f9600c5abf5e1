"""``rallybot ingest`` and ``rallybot refresh``: news in, a report out."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.errors import RallybotError
from bot.terminal.console import newsroom, note, print_json, print_line, start
from bot.terminal.progress import show_progress
from bot.terminal.render import articles, report_document, report_text
from knowledge.base import KnowledgeBase
from knowledge.errors import SourceError
from knowledge.ingest.pipeline import Progress
from knowledge.model import Failure, IngestReport

Work = Callable[[KnowledgeBase, Progress], Coroutine[Any, Any, IngestReport]]


def ingest(sources: list[str], *, as_json: bool) -> None:
    """Store what the sources hold; raises when none of them gave anything."""
    _report(lambda news, progress: news.ingest(sources, progress), _gave_nothing, as_json=as_json)


def refresh(*, every: bool, as_json: bool) -> None:
    """Read the feeds of the list again, ``every`` one or those that are due; raises when none could be read."""
    _report(lambda news, progress: news.refresh(progress, every=every), _read_no_feed, as_json=as_json)


def _report(work: Work, failed: Callable[[KnowledgeBase, IngestReport], bool], *, as_json: bool) -> None:
    with newsroom(start()) as news, show_progress() as progress:
        try:
            report = asyncio.run(work(news, progress.tell))
        except SourceError as error:
            report = IngestReport(failed=[Failure(error.source, error.reason)])
        except KeyboardInterrupt:
            note(f"Stopped with {articles(progress.done)} stored; run it again for the rest.")
            raise
        nothing = bool(report.failed) and failed(news, report)
    if as_json:
        print_json(report_document(report))
    else:
        print_line(report_text(report))
    if nothing:
        more = f" (and {len(report.failed) - 1} more)" if len(report.failed) > 1 else ""
        first = report.failed[0]
        raise RallybotError(f"nothing could be read: {first.source}: {first.reason}{more}")


def _gave_nothing(_: KnowledgeBase, report: IngestReport) -> bool:
    return not report.articles


def _read_no_feed(news: KnowledgeBase, report: IngestReport) -> bool:
    """Whether all feeds failed that were to be read, or their list did; one that has not changed is well."""
    failed = {failure.source for failure in report.failed}
    left_alone = {waiting.source for waiting in report.waiting}
    try:
        return {feed.url for feed, _ in news.feeds()} <= failed | left_alone
    except SourceError:
        return True
