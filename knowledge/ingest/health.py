"""What a reading means for a feed's health: what to remember, and when to ask again. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from knowledge.ingest.sources import FeedRead
from knowledge.store.feed_records import FeedState

FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)
GONE_PAUSE = timedelta(days=30)
"""A feed that its site says is gone for good is looked at once a month, until the operator takes it off the list."""


def after_success(before: FeedState | None, read: FeedRead, stored: int, now: datetime, *, whole: bool) -> FeedState:
    """The state after a reading that gave something or said that nothing had changed.

    ``whole`` says that every entry could be read: only then does the next request ask for changes alone.
    """
    known = before or FeedState(now)
    validators = (read.etag, read.modified) if whole else (known.etag, known.modified)
    return FeedState(
        checked_at=now,
        etag=validators[0],
        modified=validators[1],
        ok_at=now,
        moved_to=read.moved_to,
        stored=known.stored + stored,
        left_out=known.left_out if read.not_modified else read.left_out,
    )


def after_failure(before: FeedState | None, read: FeedRead, now: datetime) -> FeedState:
    """The state after a reading that gave nothing: each failure in a row doubles the pause, from 15 minutes to a day.

    Where the site names a later time itself, that counts.
    """
    known = before or FeedState(now)
    failures = known.failures + 1
    pause = GONE_PAUSE if read.status == HTTPStatus.GONE else pause_after(failures)
    next_at = max(now + pause, read.retry_after or now)
    return replace(known, checked_at=now, failures=failures, reason=read.error, next_at=next_at)


def pause_after(failures: int) -> timedelta:
    """How long a feed is left alone after so many failures in a row."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 16)
    return min(doubled, LONGEST_PAUSE)
