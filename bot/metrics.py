"""What the bot counts and measures, for Prometheus. No label ever holds an id or a word of a chat.

A label takes one of the words written here, and anything else is counted under ``other``.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric
    from prometheus_client.registry import CollectorRegistry

    from bot.market.base import MarketFigures

logger = logging.getLogger(__name__)

Kind: TypeAlias = Literal["message", "command", "edit", "button", "inline", "membership", "other"]
"""What came in from Telegram."""
Ending: TypeAlias = Literal["answered", "unknown", "clarify", "unavailable", "stopped", "failed", "other"]
"""What came of a question: the status of its answer, or why there is none."""
Refusal: TypeAlias = Literal["stranger", "rate", "budget", "busy", "too_long", "repeated", "stopping", "other"]
"""Why a question was not taken."""
Delivery: TypeAlias = Literal["arrived", "uncertain", "refused", "gone", "other"]
"""What became of a message that was sent, by the names of ``telegram.reply.Outcome``."""
Tokens: TypeAlias = Literal["input", "output", "other"]
"""Which tokens of a language model."""

_PROMPT_S = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)
_ANSWER_S = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)
_LAG_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_LATE_S = 0.25
_QUIET_S = 60.0


class Metrics:
    """The counts of one bot, in a registry of their own. All methods may be called from any thread.

    ``version`` is the product's; ``started`` has a zone.
    """

    def __init__(self, version: str, started: datetime) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, Summary

        one = self._registry = CollectorRegistry()
        self._received = Counter("rallybot_updates_received", "Updates from Telegram.", ["kind"], registry=one)
        self._webhook = Counter("rallybot_webhook_requests", "Calls of the webhook.", ["status"], registry=one)
        self._typing = Histogram(
            "rallybot_typing_delay_seconds", "From a question to the sign of typing.", registry=one, buckets=_PROMPT_S
        )
        self._answers = Histogram(
            "rallybot_answer_duration_seconds",
            "From a question to the end of its answer.",
            ["status"],
            registry=one,
            buckets=_ANSWER_S,
        )
        self._refused = Counter(
            "rallybot_questions_refused", "Questions that were not taken.", ["reason"], registry=one
        )
        self._sent = Counter("rallybot_messages_sent", "Messages sent to Telegram.", ["outcome"], registry=one)
        self._waits = Summary("rallybot_flood_wait_seconds", "Pauses that Telegram has asked for.", registry=one)
        self._queue = Gauge("rallybot_queue_depth", "Questions taken and not yet answered.", registry=one)
        self._lag = Histogram(
            "rallybot_event_loop_lag_seconds", "How late the event loop woke up.", registry=one, buckets=_LAG_S
        )
        self._tokens = Counter("rallybot_model_tokens", "Tokens of language models spent.", ["kind"], registry=one)
        self._model_failures = Counter(
            "rallybot_model_failures", "Answers for which the language model was of no use.", registry=one
        )
        Info("rallybot_build", "What is running.", registry=one).info({"version": version})
        Gauge("rallybot_start_time_seconds", "Start of the bot, since 1970.", registry=one).set(started.timestamp())
        ProcessCollector(registry=one)  # says nothing where there is no /proc
        self._begin_at_zero()

    def received(self, kind: Kind) -> None:
        """Count an update."""
        self._received.labels(_known(kind, Kind)).inc()

    def webhook(self, status: int) -> None:
        """Count a call of the webhook by the HTTP status that it got."""
        self._webhook.labels(str(status)).inc()

    def typing_after(self, seconds: float) -> None:
        """Note how long a reader waited to see that the bot is at work."""
        self._typing.observe(max(seconds, 0.0))

    def answered(self, status: Ending, seconds: float) -> None:
        """Note how long a question took, and what came of it."""
        self._answers.labels(_known(status, Ending)).observe(max(seconds, 0.0))

    def refused(self, reason: Refusal) -> None:
        """Count a question that was not taken."""
        self._refused.labels(_known(reason, Refusal)).inc()

    def sent(self, outcome: Delivery) -> None:
        """Count a message that was sent, or was to be."""
        self._sent.labels(_known(outcome, Delivery)).inc()

    def flood_wait(self, seconds: float) -> None:
        """Note a pause that Telegram has asked for."""
        self._waits.observe(max(seconds, 0.0))

    def loop_lag(self, seconds: float) -> None:
        """Note how much later than it should the event loop woke up."""
        self._lag.observe(max(seconds, 0.0))

    def tokens(self, kind: Tokens, n: int) -> None:
        """Count tokens that were spent."""
        self._tokens.labels(_known(kind, Tokens)).inc(max(n, 0))

    def model_failed(self) -> None:
        """Count an answer for which the language model was of no use; the log says why."""
        self._model_failures.inc()

    def watch_queue(self, depth: Callable[[], int]) -> None:
        """Have the length of the queue read whenever it is asked for; ``depth`` must not block."""
        self._queue.set_function(depth)

    def watch_market(self, figures: Callable[[], "MarketFigures"]) -> None:
        """Have the figures of the market read whenever they are asked for. Once only."""
        self._registry.register(_MarketCollector(figures))

    def exposition(self) -> tuple[bytes, str]:
        """Everything in Prometheus' text format, and its content type."""
        from prometheus_client import exposition

        return exposition.generate_latest(_Undated(self._registry)), exposition.CONTENT_TYPE_PLAIN_0_0_4

    def _begin_at_zero(self) -> None:
        """Show each count from the start on: the first event of a series that was not there is no increase."""
        counted = (
            (self._received, Kind),
            (self._refused, Refusal),
            (self._sent, Delivery),
            (self._tokens, Tokens),
        )
        for counter, words in counted:
            for word in get_args(words):
                counter.labels(word)


async def watch_loop(metrics: Metrics, every: float = 0.5, clock: Callable[[], float] = time.monotonic) -> None:
    """Measure for ever how late the event loop wakes up; warn of more than 0.25 s, once a minute at most."""
    silent_until = clock()
    while True:
        due = clock() + every
        await asyncio.sleep(every)
        woke = clock()
        metrics.loop_lag(woke - due)
        if woke - due > _LATE_S and woke >= silent_until:
            logger.warning("the event loop was held up: %.2f s", woke - due)
            silent_until = woke + _QUIET_S


def _known(word: str, words: object) -> str:
    return word if word in get_args(words) else "other"


class _MarketCollector:
    """Tells the figures of the market as they stand when they are asked for."""

    def __init__(self, figures: Callable[[], "MarketFigures"]) -> None:
        self._figures = figures

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.metrics_core import CounterMetricFamily

        figures = self._figures()
        yield CounterMetricFamily("rallybot_market_requests", "Requests to the source.", value=figures.requests)
        spared = CounterMetricFamily("rallybot_market_spared", "Answers without a request of their own.", labels=["by"])
        for by, count in (("memory", figures.hits), ("joined", figures.joined), ("stale", figures.stale)):
            spared.add_metric([by], count)
        yield spared
        failures = CounterMetricFamily("rallybot_market_failures", "Requests that failed.", labels=["kind"])
        for kind, count in sorted(figures.failures.items()):
            failures.add_metric([kind], count)
        yield failures


class _Undated:
    """A registry without the time at which each series began: as many series again, which nobody reads."""

    def __init__(self, registry: "CollectorRegistry") -> None:
        self._registry = registry

    def collect(self) -> Iterator["Metric"]:
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
