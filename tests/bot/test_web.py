"""The web server as Telegram, Prometheus, an uptime monitor and a stranger meet it, over real connections."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RallybotError
from bot.metrics import Metrics
from bot.web.inlet import Webhook
from bot.web.pages import Health
from bot.web.server import WebServer

SECRET = "s3cret_of-the-hook"
TELLS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
WELL = Health(telegram_silent_s=0, jobs_running=True, store_writable=True)
UPDATE = {"update_id": 1, "message": {"text": "what of Baidu?"}}


class Recorder:
    """Takes updates, and fails or takes its time when told to."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.error: Exception | None = None
        self.may_record = asyncio.Event()
        self.may_record.set()
        self.began = asyncio.Event()

    async def deliver(self, document: dict[str, Any]) -> None:
        self.began.set()
        await self.may_record.wait()
        if self.error:
            raise self.error
        self.documents.append(document)


def _metrics() -> Metrics:
    return Metrics("1", datetime(2026, 11, 24, tzinfo=UTC))


@asynccontextmanager
async def running(
    recorder: Recorder | None = None, health: Callable[[], Health] = lambda: WELL, metrics: Metrics | None = None
) -> AsyncIterator[tuple[WebServer, httpx.AsyncClient]]:
    webhook = Webhook("/telegram", SECRET, recorder.deliver) if recorder else None
    server = WebServer("127.0.0.1:0", health, metrics or _metrics(), webhook)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://{server.address}", trust_env=False) as client:
            yield server, client
    finally:
        await server.stop(1)


async def test_a_healthy_bot_says_so() -> None:
    async with running() as (_, client):
        told = await client.get("/healthz")
    assert told.status_code == 200
    assert told.json() == {"status": "ok", "telegram": "ok", "jobs": "ok", "store": "ok"}


@pytest.mark.parametrize(
    ("health", "wrong"),
    [
        (Health(75.4, jobs_running=True, store_writable=True), {"telegram": "unreachable for 75 s"}),
        (Health(0, jobs_running=False, store_writable=True), {"jobs": "not running"}),
        (Health(0, jobs_running=True, store_writable=False), {"store": "not writable"}),
        (
            Health(61, jobs_running=False, store_writable=True),
            {"telegram": "unreachable for 61 s", "jobs": "not running"},
        ),
    ],
)
async def test_a_bot_that_cannot_work_names_the_part_that_is_wrong(health: Health, wrong: dict[str, str]) -> None:
    async with running(health=lambda: health) as (_, client):
        told = await client.get("/healthz")
    assert told.status_code == 503
    assert told.json() == {"status": "failing", "telegram": "ok", "jobs": "ok", "store": "ok"} | wrong


async def test_a_minute_without_telegram_is_no_illness() -> None:
    async with running(health=lambda: Health(60.0, jobs_running=True, store_writable=True)) as (_, client):
        assert (await client.get("/healthz")).status_code == 200


async def test_an_update_is_recorded_before_telegram_is_told_that_it_arrived() -> None:
    recorder = Recorder()
    recorder.may_record.clear()
    async with running(recorder) as (_, client):
        call = asyncio.create_task(client.post("/telegram", json=UPDATE, headers=TELLS))
        await recorder.began.wait()
        await asyncio.sleep(0.05)
        assert not call.done()
        recorder.may_record.set()
        answer = await call
    assert (answer.status_code, answer.content) == (200, b"")
    assert recorder.documents == [UPDATE]


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Telegram-Bot-Api-Secret-Token": ""}, {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]},
     {"X-Telegram-Bot-Api-Secret-Token": SECRET.upper()}, {"X-Telegram-Bot-Api-Secret-Token": b"\xff\xfe\xe4"},
     {"Authorization": SECRET}],
)  # fmt: skip
async def test_whoever_does_not_know_the_secret_brings_nothing_and_learns_nothing(
    headers: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()
    async with running(recorder) as (_, client):
        answers = [await client.post("/telegram", json=UPDATE, headers=headers) for _ in range(3)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(401, b"")] * 3
    assert recorder.documents == []
    assert len([record for record in caplog.records if record.name == "bot.web.inlet"]) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"null", b'"text"', b"\xff\xfe\xff", b"[" * 100_000, b"{} {}", b"1" * 5_000]
)
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    recorder = Recorder()
    async with running(recorder) as (_, client):
        answer = await client.post("/telegram", content=body, headers=TELLS)
    assert (answer.status_code, answer.content) == (400, b"")
    assert recorder.documents == []


_OBJECTS = st.dictionaries(st.text(), st.integers() | st.text()).map(lambda document: json.dumps(document).encode())


@settings(max_examples=8, deadline=None)
@given(st.lists(st.binary(max_size=200) | _OBJECTS, min_size=5, max_size=15))
async def test_whatever_is_posted_is_recorded_as_it_is_or_refused(bodies: list[bytes]) -> None:
    recorder = Recorder()
    async with running(recorder) as (_, client):
        for body in bodies:
            before = len(recorder.documents)
            answer = await client.post("/telegram", content=body, headers=TELLS)
            assert answer.status_code in (200, 400)
            recorded = [json.loads(body)] if answer.status_code == 200 else []
            assert recorder.documents[before:] == recorded


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 50_000):
        yield b" " * 50_000


async def test_more_than_a_megabyte_is_refused_whether_its_length_is_told_or_not() -> None:
    recorder = Recorder()
    async with running(recorder) as (_, client):
        told = await client.post("/telegram", content=b" " * 1_000_001, headers=TELLS)
        untold = await client.post("/telegram", content=_in_pieces(1_100_000), headers=TELLS)
        large = await client.post("/telegram", content=b'{"a": "' + b"x" * 900_000 + b'"}', headers=TELLS)
    assert (told.status_code, untold.status_code, large.status_code) == (413, 413, 200)
    assert len(recorder.documents) == 1


async def test_what_cannot_be_recorded_is_left_to_telegram_and_logged_once_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder = Recorder()
    recorder.error = OSError("disk full: what of Baidu?")
    caplog.set_level("INFO", "bot.web")
    async with running(recorder) as (_, client):
        failed = [await client.post("/telegram", json=UPDATE, headers=TELLS) for _ in range(3)]
        recorder.error = None
        worked = await client.post("/telegram", json=UPDATE, headers=TELLS)
    assert [answer.status_code for answer in [*failed, worked]] == [503, 503, 503, 200]
    said = [record.getMessage() for record in caplog.records if record.name == "bot.web.inlet"]
    assert said == [
        "updates cannot be recorded, and Telegram is left to bring them again: OSError",
        "updates are recorded again",
    ]


async def test_forty_updates_at_once_are_all_recorded() -> None:
    recorder = Recorder()
    async with running(recorder) as (_, client):
        answers = await asyncio.gather(
            *(client.post("/telegram", json={"update_id": n}, headers=TELLS) for n in range(40))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert {document["update_id"] for document in recorder.documents} == set(range(40))


async def test_prometheus_reads_the_counts_and_sees_the_calls_of_the_webhook() -> None:
    metrics = _metrics()
    async with running(Recorder(), metrics=metrics) as (_, client):
        await client.post("/telegram", json=UPDATE, headers=TELLS)
        await client.post("/telegram", json=UPDATE)
        told = await client.get("/metrics")
    assert told.headers["content-type"] == metrics.exposition()[1]
    assert 'rallybot_webhook_requests_total{status="200"} 1.0' in told.text
    assert 'rallybot_webhook_requests_total{status="401"} 1.0' in told.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/healthz", 405),
        ("POST", "/healthz", 405),
        ("DELETE", "/metrics", 405),
        ("GET", "/telegram", 405),
        ("OPTIONS", "/telegram", 405),
        ("GET", "/", 404),
        ("GET", "/healthz/", 404),
        ("POST", "/telegram/mirror-me", 404),
        ("GET", "/docs?q=mirror-me", 404),
    ],
)
async def test_nothing_else_is_there_and_nothing_is_given_back(method: str, path: str, status: int) -> None:
    async with running(Recorder()) as (_, client):
        answer = await client.request(method, path, headers={"Host": "mirror-me.example.org", **TELLS})
    assert answer.status_code == status
    assert "server" not in answer.headers
    assert "mirror-me" not in answer.text + str(answer.headers)
    assert SECRET not in answer.text


async def test_a_page_does_not_wait_for_the_network_to_collect_more() -> None:
    async with running() as (_, client):
        took = []
        for _ in range(10):
            began = time.monotonic()
            await client.get("/metrics")
            took.append(time.monotonic() - began)
    assert min(took[1:]) < 0.03


async def test_without_a_webhook_there_is_no_way_in() -> None:
    async with running() as (_, client):
        assert (await client.post("/telegram", json=UPDATE, headers=TELLS)).status_code == 404


async def test_a_page_that_fails_tells_the_log_where_and_the_caller_nothing(caplog: pytest.LogCaptureFixture) -> None:
    asked = "what of Baidu?"

    def health() -> Health:
        raise ValueError(asked)

    async with running(health=health) as (_, client):
        answer = await client.get("/healthz")
        assert (await client.get("/metrics")).status_code == 200
    assert (answer.status_code, answer.content) == (500, b"")
    said = [record.getMessage() for record in caplog.records if record.name == "bot.web.server"]
    assert len([line for line in said if "ValueError" in line and "in health" in line]) == 1
    assert "Baidu" not in "".join(said)


async def test_an_address_that_is_taken_is_named() -> None:
    async with running() as (server, _):
        with pytest.raises(RallybotError, match=rf"^{server.address} is in use by another program"):
            await WebServer(server.address, lambda: WELL, _metrics()).start()


@pytest.mark.parametrize("listen", ["192.0.2.1:8080", "no-such-host.invalid:8080", "a..b:8080"])
async def test_an_address_of_another_machine_is_named(listen: str) -> None:
    with pytest.raises(RallybotError, match=f"^{listen} cannot be listened on"):
        await WebServer(listen, lambda: WELL, _metrics()).start()


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
async def test_an_ipv6_address_is_listened_on() -> None:
    server = WebServer("[::1]:0", lambda: WELL, _metrics())
    try:
        await server.start()
    except RallybotError:
        pytest.skip("this machine has no IPv6 loopback")
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"http://{server.address}/healthz")).status_code == 200
    await server.stop()


async def test_the_stop_waits_for_what_is_being_recorded_and_takes_nothing_new() -> None:
    recorder = Recorder()
    recorder.may_record.clear()
    async with running(recorder) as (server, client):
        call = asyncio.create_task(client.post("/telegram", json=UPDATE, headers=TELLS))
        await recorder.began.wait()
        stopping = asyncio.create_task(server.stop(5))
        await asyncio.sleep(0.05)
        async with httpx.AsyncClient(trust_env=False) as late:
            with pytest.raises(httpx.ConnectError):
                await late.get(f"http://{server.address}/healthz")
        assert not stopping.done()
        recorder.may_record.set()
        assert (await call).status_code == 200
        await stopping
    assert recorder.documents == [UPDATE]


async def test_an_update_whose_end_comes_during_the_stop_is_left_to_telegram() -> None:
    recorder = Recorder()
    async with running(recorder) as (server, _):
        host, _, port = server.address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = (
            f"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 2\r\n"
        )
        writer.write(head.encode() + b"\r\n{")
        await asyncio.sleep(0.05)
        stopping = asyncio.create_task(server.stop(5))
        await asyncio.sleep(0.05)
        writer.write(b"}")
        assert (await reader.readline()).startswith(b"HTTP/1.1 503 ")
        await stopping
        writer.close()
    assert recorder.documents == []


async def test_an_update_that_trickles_in_is_given_up() -> None:
    recorder = Recorder()
    server = WebServer("127.0.0.1:0", lambda: WELL, _metrics(), Webhook("/telegram", SECRET, recorder.deliver, 0.1))
    await server.start()
    host, _, port = server.address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 2\r\n"
    writer.write(head.encode() + b"\r\n{")
    answer = await asyncio.wait_for(reader.read(), 2)  # up to the end of the connection
    assert answer.startswith(b"HTTP/1.1 408 ")
    writer.close()
    await server.stop()


async def test_updates_may_be_refused_while_the_pages_are_still_served() -> None:
    recorder = Recorder()
    async with running(recorder) as (server, client):
        server.refuse_updates()
        assert (await client.post("/telegram", json=UPDATE, headers=TELLS)).status_code == 503
        assert (await client.get("/healthz")).status_code == 200
    assert recorder.documents == []


@pytest.mark.parametrize("stuck", ["recording", "sending"])
async def test_the_stop_does_not_wait_longer_than_it_may(stuck: str) -> None:
    recorder = Recorder()
    recorder.may_record.clear()
    body = b"{}" if stuck == "recording" else b"{"
    async with running(recorder) as (server, _):
        host, _, port = server.address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = (
            f"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 2\r\n"
        )
        writer.write(head.encode() + b"\r\n" + body)
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await server.stop(0.3)
        assert time.monotonic() - began < 2
        answer = await asyncio.wait_for(reader.read(), 2)
        assert not answer.startswith(b"HTTP/1.1 2")
        writer.close()
    assert recorder.documents == []


async def test_a_reader_who_keeps_a_connection_open_does_not_hold_up_the_stop() -> None:
    async with running() as (server, client):
        await client.get("/healthz")
        began = time.monotonic()
        await server.stop(5)
        assert time.monotonic() - began < 1


async def test_a_server_that_never_started_may_be_stopped() -> None:
    await WebServer("127.0.0.1:0", lambda: WELL, _metrics()).stop()


async def test_the_signals_stay_with_the_bot() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    async with running():
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


_INTERRUPTED = """
import asyncio, datetime, signal
from bot.metrics import Metrics
from bot.web.pages import Health
from bot.web.server import WebServer

async def main():
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    metrics = Metrics("1", datetime.datetime.now(datetime.UTC))
    server = WebServer("127.0.0.1:0", lambda: Health(0, True, True), metrics)
    await server.start()
    print(server.address, flush=True)
    await stop.wait()
    await server.stop()
    print("stopped", flush=True)
asyncio.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_stops_the_bot_and_not_the_server_alone(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout is not None
        address = bot.stdout.readline().strip()
        assert httpx.get(f"http://{address}/healthz", trust_env=False).status_code == 200
        bot.send_signal(number)
        out, err = bot.communicate(timeout=10)
    assert (out, err, bot.returncode) == ("stopped\n", "", 0)
