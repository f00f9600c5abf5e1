"""No secret and nothing that a reader wrote stands in a log, at any level."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.logs import RedactingFormatter, configure_logging

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcA"
ASKED = "what of Baidu?"
ALL = (
    "", "httpx", "httpcore", "telegram", "telegram.ext.ExtBot", "telegram.request", "openai", "httpx2", "httpcore2",
    "dbos", "sqlalchemy", "sqlalchemy.engine.Engine", "alembic", "asyncio", "apscheduler", "starlette", "uvicorn",
    "uvicorn.error", "websockets",
)  # fmt: skip


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in ALL}
    yield
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers
    logging.captureWarnings(capture=False)


def test_a_secret_is_struck_out_of_message_arguments_and_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG", [TOKEN, "sk-12345"])
    log = logging.getLogger("any")
    log.debug("https://api.telegram.org/bot" + TOKEN + "/getMe")  # noqa: G003
    log.info("%s and %r", TOKEN, {"key": "sk-12345"})
    log.info("in an address: %s", TOKEN.replace(":", "%3A"))
    failed = ValueError(f"refused: {TOKEN}")
    failed.__cause__ = KeyError("sk-12345")
    log.error("failed", exc_info=failed)
    lines = capsys.readouterr().err
    assert lines.count("***") == 6
    assert "refused: ***" in lines
    for secret in (TOKEN, "sk-12345", "AAFD39"):
        assert secret not in lines


def test_a_secret_that_begins_with_another_one_is_struck_out_whole() -> None:
    formatter = RedactingFormatter(["abc", "abcdef", " ", ""])
    record = logging.LogRecord("any", logging.INFO, "", 1, "key abcdef, abc", None, None)
    assert formatter.format(record).endswith("any: key ***, ***")


def test_lines_carry_their_time_in_utc() -> None:
    record = logging.LogRecord("any", logging.INFO, "", 1, "an event", None, None)
    record.created = 0
    assert RedactingFormatter([]).format(record) == "1970-01-01T00:00:00Z INFO any: an event"


def test_clients_that_log_requests_stay_silent_even_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG", [])
    for name in ("httpx", "httpcore.http11", "telegram.Bot", "openai._base_client"):
        logging.getLogger(name).info("what a reader wrote")
    logging.getLogger("telegram.ext.ExtBot").critical("an update in full")
    logging.getLogger("telegram.request.Baserequest").error("a reply in full")
    assert capsys.readouterr().err == ""


def test_a_higher_level_holds_for_clients_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ERROR", [])
    logging.getLogger("httpx").warning("a warning")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "quiet", "spoken"),
    [
        ("dbos", "INFO", "WARNING"),
        ("apscheduler.scheduler", "INFO", "WARNING"),
        ("sqlalchemy.engine.Engine", "INFO", "WARNING"),
        ("sqlalchemy.pool.impl.QueuePool", "DEBUG", "WARNING"),
        ("alembic.runtime.migration", "INFO", "WARNING"),
        ("asyncio", "WARNING", "ERROR"),
        ("uvicorn.error", "ERROR", "CRITICAL"),
        ("uvicorn.access", "INFO", "CRITICAL"),
        ("starlette", "INFO", "WARNING"),
        ("websockets.client", "DEBUG", "WARNING"),
    ],
)
def test_a_library_that_turns_itself_up_is_held_down(
    name: str, quiet: str, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("DEBUG", [])
    log = logging.getLogger(name)
    log.setLevel(logging.DEBUG)
    # uvicorn's access log is cut off for good in a process in which a server was made without it.
    log.propagate = True
    log.log(getattr(logging, quiet), "what a reader wrote")
    assert capsys.readouterr().err == ""
    log.log(getattr(logging, spoken), "an event")
    assert capsys.readouterr().err.endswith(f"{spoken} {name}: an event\n")
    log.setLevel(logging.NOTSET)


def test_a_database_that_echoes_shows_nothing_of_what_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG", [])
    engine = create_engine("sqlite://", echo="debug", echo_pool="debug")
    with engine.begin() as connection:
        connection.execute(text("create table turns (said text)"))
        connection.execute(text("insert into turns values (:said)"), {"said": ASKED})
        assert connection.execute(text("select said from turns")).scalar() == ASKED
    engine.dispose()
    seen = capsys.readouterr()
    assert "turns" not in seen.err + seen.out
    assert ASKED not in seen.err + seen.out


@pytest.mark.parametrize("said", [ASKED, f"]\n{ASKED}\n(Background on this error", f"[parameters: {ASKED}]"])
def test_an_error_of_the_database_does_not_show_what_was_to_be_written(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("DEBUG", [])
    with pytest.raises(OperationalError) as failed, create_engine("sqlite://").begin() as connection:
        connection.execute(text("insert into turns values (:said)"), [{"said": said}, {"said": said}])
    wrapped = ValueError("not recorded")
    wrapped.__cause__ = failed.value
    logging.getLogger("any").error("recording failed", exc_info=wrapped)
    logging.getLogger("any").error("failed: %s", failed.value)
    logging.getLogger("dbos").warning(f"Database connection failed: {failed.value}. Retrying in 1 s")  # noqa: G004
    lines = capsys.readouterr().err
    assert ASKED not in lines
    assert lines.count("[parameters: ***") == 3
    assert "not recorded" in lines
    assert "no such table: turns" in lines


def test_configuring_again_replaces_and_does_not_double(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", [])
    configure_logging("INFO", [])
    logging.getLogger("any").info("once")
    assert capsys.readouterr().err.count("once") == 1


_BOT = """
import asyncio, datetime, logging, pathlib, sys
from bot.errors import RallybotError
from bot.logs import configure_logging
from bot.metrics import Metrics
from bot.telegram.access import Access, Mode
from bot.telegram.bot import Options, TelegramBot, Timing
from bot.telegram.connection import ConnectionTiming
from bot.telegram.questions import Assistants
from bot.telegram.words import load_vocabulary

token, url, loud, folder = sys.argv[1], sys.argv[2], sys.argv[3] == "loud", pathlib.Path(sys.argv[4])
configure_logging("DEBUG", [token])
if loud:  # as if somebody had turned every logger up
    for name in ("httpx", "httpcore", "telegram", "telegram.ext.ExtBot", "telegram.request"):
        logging.getLogger(name).setLevel("DEBUG")
options = Options(token, url, folder, Access(Mode.PRIVATE, frozenset({1}), frozenset()))
now = lambda: datetime.datetime.now(datetime.UTC)
timing = Timing(connection=ConnectionTiming(request=1, retry=0.01))
bot = TelegramBot(options, Assistants(None, None, None), load_vocabulary(), Metrics("0", now()), now, timing)
async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.5, stop.set)
    await bot.run(stop)
try:
    asyncio.run(main())
except RallybotError:
    logging.getLogger("any").exception("ended")
"""


@pytest.mark.parametrize(
    ("token", "loudness"),
    [(TOKEN, "usual"), (TOKEN, "loud"), (TOKEN[:-1] + "B", "loud")],
    ids=["usual", "loud", "refused"],
)
def test_a_bots_whole_log_at_debug_never_holds_its_token(token: str, loudness: str, tmp_path: Path) -> None:
    from tests.standins.telegram import BROKEN, Telegram

    with Telegram() as telegram:
        telegram.fails("getMe", BROKEN)
        telegram.fails("getUpdates", BROKEN)
        done = subprocess.run(
            [sys.executable, "-c", _BOT, token, telegram.url, loudness, str(tmp_path)],
            capture_output=True, text=True, timeout=30, check=True, env=os.environ,
        )  # fmt: skip
    assert done.stderr.count("\n") >= 1
    assert done.stdout == ""
    assert token not in done.stderr
    assert token.partition(":")[2] not in done.stderr


_JOBS = """
import asyncio, logging, sys, threading
from bot.logs import configure_logging

asked, where = sys.argv[1], sys.argv[2]
configure_logging("DEBUG", [])
from dbos import DBOS

@DBOS.workflow()
async def answer(text):
    if text == "fail " + asked:
        raise ValueError("no answer")
    return text if text == asked else threading.Lock()

async def main():
    DBOS(config={"name": "any", "system_database_url": f"sqlite:///{where}", "run_admin_server": False,
                 "log_level": "DEBUG", "console_log_level": "DEBUG"})
    DBOS.launch()
    assert await answer(asked) == asked
    for text in ("fail " + asked, "no lock in a table: " + asked):
        try:
            await answer(text)
        except Exception as error:
            print(type(error).__name__)
    try:
        await answer([asked, threading.Lock()])
    except Exception as error:
        print(type(error).__name__)
    DBOS.destroy()
    logging.getLogger("dbos").warning("an event")
asyncio.run(main(), debug=True)
"""


def test_jobs_at_debug_show_nothing_of_what_they_are_given(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _JOBS, ASKED, str(tmp_path / "jobs.db")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["ValueError", "TypeError", "TypeError"]
    assert ASKED not in done.stderr
    assert "ERROR dbos: Error serializing object: ***\n" in done.stderr
    assert "WARNING dbos: an event" in done.stderr
    assert " INFO dbos" not in done.stderr
    assert "[ " not in done.stderr  # its own handler's manner


_WEB = """
import asyncio, datetime, logging, sys
import httpx
from bot.logs import configure_logging
from bot.metrics import Metrics
from bot.web.inlet import Webhook
from bot.web.pages import Health
from bot.web.server import WebServer

asked, secret = sys.argv[1], sys.argv[2]
configure_logging("DEBUG", [secret])
for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "starlette", "httpx", "httpcore"):
    logging.getLogger(name).setLevel(1)

async def deliver(document):
    if document["text"] != asked:
        await asyncio.sleep(60)
    raise ValueError("cannot record " + document["text"])

def health():
    raise ValueError(asked)

async def main():
    metrics = Metrics("1", datetime.datetime.now(datetime.UTC))
    server = WebServer("127.0.0.1:0", health, metrics, Webhook("/telegram", secret, deliver))
    await server.start()
    async with httpx.AsyncClient(base_url="http://" + server.address, trust_env=False) as client:
        for given in (secret, secret + "x"):
            for body in ({"text": asked}, asked):
                await client.post("/telegram", json=body, headers={"X-Telegram-Bot-Api-Secret-Token": given})
        await client.get("/healthz", params={"asked": asked})
        slow = asyncio.create_task(client.post(
            "/telegram", json={"text": "slow " + asked}, headers={"X-Telegram-Bot-Api-Secret-Token": secret}))
        await asyncio.sleep(0.2)
        await server.stop(0.2)
        await asyncio.gather(slow, return_exceptions=True)
    logging.getLogger("any").error("the secret is %s", secret)
asyncio.run(main(), debug=True)
"""


def test_the_web_server_at_debug_shows_neither_its_secret_nor_what_it_was_brought() -> None:
    secret = "hush_hush-49"
    done = subprocess.run(
        [sys.executable, "-c", _WEB, ASKED, secret], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert ASKED not in done.stderr
    assert "hush" not in done.stderr
    assert "updates cannot be recorded" in done.stderr
    assert "a page could not be given: ValueError" in done.stderr
    assert "web requests cut short by the stop: 1" in done.stderr
    assert done.stderr.rstrip().endswith("the secret is ***")
    assert done.stdout == ""
