"""When the source is left alone: after it has asked for fewer requests, and after it has failed twice."""

from datetime import datetime, timedelta

from bot.market.errors import MarketError, RateLimited, Unavailable

_FIRST_PAUSE = timedelta(seconds=60)
_LONGEST_PAUSE = timedelta(minutes=30)
_SHORT_PAUSE = timedelta(seconds=5)
_LONGEST_SHORT_PAUSE = timedelta(seconds=60)
_FAILURES = 2
_DOUBLINGS = 10  # enough to pass every limit above


class Backoff:
    """Keeps the pauses. Not for two threads at a time: its owner locks."""

    def __init__(self) -> None:
        self._limited_until: datetime | None = None
        self._limits = 0
        self._failed_until: datetime | None = None
        self._failures = 0
        self._failure = Unavailable("", "")

    def refusal(self, symbol: str, now: datetime) -> MarketError | None:
        """The error to give in place of a request, while a pause lasts."""
        if self._limited_until is not None and now < self._limited_until:
            return RateLimited(symbol, self._limited_until)
        if self._failed_until is not None and now < self._failed_until:
            return type(self._failure)(symbol, self._failure.reason)
        return None

    def limited(self, named: datetime, now: datetime) -> tuple[datetime, bool]:
        """Pause after a 429, twice as long as last time and at least until the instant it named.

        Gives the end of the pause, and whether it is a new one.

        Requests that were under way when the pause began do not make it longer.
        """
        new = self._limited_until is None or now >= self._limited_until
        if new:
            pause = min(_FIRST_PAUSE * 2 ** min(self._limits, _DOUBLINGS), _LONGEST_PAUSE)
            self._limits += 1
            self._limited_until = now + pause
        until = max(self._limited_until or named, named)
        self._limited_until = until
        return until, new

    def failed(self, failure: Unavailable, now: datetime) -> bool:
        """Note a failure, and pause from the second in a row on; true where the operator should hear of it."""
        if self._failed_until is not None and now < self._failed_until:
            return False
        self._failure = failure
        self._failures += 1
        if self._failures >= _FAILURES:
            doublings = min(self._failures - _FAILURES, _DOUBLINGS)
            self._failed_until = now + min(_SHORT_PAUSE * 2**doublings, _LONGEST_SHORT_PAUSE)
        return True

    def succeeded(self, now: datetime) -> None:
        """Forget all failures: the source has answered. An answer that was under way when a 429 came ends no pause."""
        self._failures = 0
        self._failed_until = None
        if self._limited_until is not None and now >= self._limited_until:
            self._limits = 0
            self._limited_until = None
