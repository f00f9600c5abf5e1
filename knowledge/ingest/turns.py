"""Turns at asking a site: few at once, with a pause between, and none while it wants to be left alone."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from knowledge.ingest.address import is_loopback

_LONGEST_WAIT = timedelta(days=1)
_SECONDS = 9  # digits; more are beyond the longest wait by far


class AskedToWaitError(Exception):
    """A site is not to be asked before ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(asked_to_wait(until))
        self.until = until


class _Site:
    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.next_s = 0.0
        self.until: datetime | None = None


class Turns:
    """Gives turns by host, whatever the port; ``clock`` gives the present in UTC. This machine needs no pause."""

    def __init__(self, at_once: int, pause_s: float, clock: Callable[[], datetime]) -> None:
        self._pause_s = pause_s
        self._clock = clock
        self._sites: defaultdict[str, _Site] = defaultdict(lambda: _Site(at_once))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raise AskedToWaitError, at once, while the host wants to be left alone.

        Whoever holds a turn must not wait for another: two sites that lead to each other would wait for ever.
        """
        site = self._sites[host]
        self._require(site)
        async with site.places:
            await self._pause(host, site)
            # It may have asked while this one waited.
            self._require(site)
            yield

    def leave_alone(self, host: str, until: datetime) -> None:
        """Give no turn at a host before then."""
        self._sites[host].until = until

    def _require(self, site: _Site) -> None:
        if site.until is not None and self._clock() < site.until:
            raise AskedToWaitError(site.until)

    async def _pause(self, host: str, site: _Site) -> None:
        if is_loopback(host):
            return
        now = asyncio.get_running_loop().time()
        starts = max(now, site.next_s)
        site.next_s = starts + self._pause_s
        if starts > now:
            await asyncio.sleep(starts - now)


def retry_at(header: str, now: datetime) -> datetime | None:
    """Until when a Retry-After header (seconds, or a date) asks to wait: a day at most; absent when it does not."""
    header = header.strip()
    if header.isascii() and header.isdecimal():
        seconds = int(header) if len(header) <= _SECONDS else _LONGEST_WAIT.total_seconds()
        until = now + min(timedelta(seconds=seconds), _LONGEST_WAIT)
    else:
        try:
            date = parsedate_to_datetime(header)
            until = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return min(until, now + _LONGEST_WAIT) if until > now else None


def asked_to_wait(until: datetime) -> str:
    """Say in words until when a site wants to be left alone, to the minute that is safe."""
    minute = until.astimezone(UTC) + timedelta(seconds=59, microseconds=999_999)
    return f"asked us to wait until {minute:%H:%M} UTC"
