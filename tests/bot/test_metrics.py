"""What an operator reads at /metrics, and how a loop that is held up is noticed."""

import asyncio
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from bot.market.base import MarketFigures
from bot.metrics import Metrics, watch_loop

STARTED = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def _samples(metrics: Metrics) -> dict[tuple[str, tuple[str, ...]], float]:
    text, _ = metrics.exposition()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("1.2.3", STARTED)


def test_what_happens_is_counted(metrics: Metrics) -> None:
    metrics.received("message")
    metrics.received("message")
    metrics.webhook(200)
    metrics.typing_after(0.3)
    metrics.answered("answered", 1.5)
    metrics.refused("rate")
    metrics.sent("arrived")
    metrics.flood_wait(7)
    metrics.loop_lag(0.02)
    metrics.tokens("input", 300)
    seen = _samples(metrics)
    assert seen["rallybot_updates_received_total", ("message",)] == 2
    assert seen["rallybot_webhook_requests_total", ("200",)] == 1
    assert seen["rallybot_typing_delay_seconds_sum", ()] == 0.3
    assert seen["rallybot_answer_duration_seconds_count", ("answered",)] == 1
    assert seen["rallybot_questions_refused_total", ("rate",)] == 1
    assert seen["rallybot_messages_sent_total", ("arrived",)] == 1
    assert seen["rallybot_flood_wait_seconds_sum", ()] == 7
    assert seen["rallybot_event_loop_lag_seconds_count", ()] == 1
    assert seen["rallybot_model_tokens_total", ("input",)] == 300


def test_a_count_is_there_from_the_start_so_that_its_first_event_is_an_increase(metrics: Metrics) -> None:
    assert _samples(metrics)["rallybot_questions_refused_total", ("budget",)] == 0


def test_the_start_the_version_and_the_memory_are_told(metrics: Metrics) -> None:
    seen = _samples(metrics)
    assert seen["rallybot_build_info", ("1.2.3",)] == 1
    assert seen["rallybot_start_time_seconds", ()] == STARTED.timestamp()
    if sys.platform == "linux":
        assert seen["process_resident_memory_bytes", ()] > 1_000_000


def test_the_queue_and_the_market_are_read_when_they_are_asked_for(metrics: Metrics) -> None:
    waiting: list[int] = []
    figures = MarketFigures(3, 10, 2, 1, {"unavailable": 4})
    metrics.watch_queue(lambda: len(waiting))
    metrics.watch_market(lambda: figures)
    assert _samples(metrics)["rallybot_queue_depth", ()] == 0
    waiting += [1, 2]
    figures = MarketFigures(5, 11, 2, 1, {"unavailable": 4, "rate_limited": 1})
    seen = _samples(metrics)
    assert seen["rallybot_queue_depth", ()] == 2
    assert seen["rallybot_market_requests_total", ()] == 5
    assert seen["rallybot_market_spared_total", ("memory",)] == 11
    assert seen["rallybot_market_failures_total", ("rate_limited",)] == 1


@given(st.text(max_size=30) | st.integers().map(str))
def test_no_word_and_no_id_of_a_chat_can_become_a_label(word: str) -> None:
    metrics = Metrics("1", STARTED)
    before = len(_samples(metrics))
    metrics.received(word)  # type: ignore[arg-type]
    metrics.refused(word)  # type: ignore[arg-type]
    metrics.sent(word)  # type: ignore[arg-type]
    metrics.tokens(word, 1)  # type: ignore[arg-type]
    assert len(_samples(metrics)) == before


def test_two_bots_in_a_process_do_not_share_counts_and_nothing_is_global() -> None:
    one, other = Metrics("1", STARTED), Metrics("1", STARTED)
    one.received("message")
    assert _samples(other)["rallybot_updates_received_total", ("message",)] == 0
    assert not [family.name for family in REGISTRY.collect() if family.name.startswith("rallybot")]


def test_only_values_that_somebody_reads_are_told(metrics: Metrics) -> None:
    text, content_type = metrics.exposition()
    assert b"_created" not in text
    assert content_type.startswith("text/plain; version=0.0.4")


def test_what_went_back_in_time_counts_as_nothing(metrics: Metrics) -> None:
    metrics.typing_after(-1)
    metrics.tokens("output", -5)
    seen = _samples(metrics)
    assert seen["rallybot_typing_delay_seconds_sum", ()] == 0
    assert seen["rallybot_model_tokens_total", ("output",)] == 0


def test_other_commands_do_not_pay_for_the_metrics() -> None:
    code = "import sys, bot.metrics; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0


async def test_a_loop_that_is_held_up_is_measured_and_warned_of(
    metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    watching = asyncio.create_task(watch_loop(metrics, every=0.01))
    await asyncio.sleep(0.05)
    time.sleep(0.4)  # noqa: ASYNC251 (this is what it is to notice)
    await asyncio.sleep(0.05)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    seen = _samples(metrics)
    total = seen["rallybot_event_loop_lag_seconds_count", ()]
    assert total >= 3
    assert seen["rallybot_event_loop_lag_seconds_sum", ()] > 0.3
    assert [record.levelno for record in caplog.records if record.name == "bot.metrics"] == [logging.WARNING]


def _times(lags: list[float]) -> Iterator[float]:
    """The readings of a clock by whose account each sleep of 0.01 s took so much longer; then no more."""
    now = 1_000.0
    yield now
    for lag in lags:
        yield now
        now += 0.01 + lag
        yield now


@pytest.mark.parametrize(
    ("lags", "warnings"),
    [([0.24, 0.1], 0), ([0.3] * 50, 1), ([0.3, 59.5, 0.3], 1), ([0.3, 60.0, 0.3], 2), ([0.3, 0.0, 70.0, 0.3], 2)],
)
async def test_a_loop_that_is_held_up_for_long_is_warned_of_once_a_minute(
    metrics: Metrics, caplog: pytest.LogCaptureFixture, lags: list[float], warnings: int
) -> None:
    times = _times(lags)
    with pytest.raises(RuntimeError):  # the clock has run out
        await watch_loop(metrics, 0.01, lambda: next(times))
    assert len([record for record in caplog.records if record.name == "bot.metrics"]) == warnings
