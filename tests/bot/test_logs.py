"""No secret and nothing that a reader wrote stands in a log, at any level."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.logs import RedactingFormatter, configure_logging

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcA"
ALL = ("", "httpx", "httpcore", "telegram", "telegram.ext.ExtBot", "telegram.request", "openai", "httpx2", "httpcore2")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ALL}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
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


def test_configuring_again_replaces_and_does_not_double(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", [])
    configure_logging("INFO", [])
    logging.getLogger("any").info("once")
    assert capsys.readouterr().err.count("once") == 1


_BOT = """
import asyncio, datetime, logging, sys
from bot.errors import RallybotError
from bot.logs import configure_logging
from bot.telegram.bot import TelegramBot
from bot.telegram.session import Timing
from bot.telegram.words import load_vocabulary

token, url, loud = sys.argv[1], sys.argv[2], sys.argv[3] == "loud"
configure_logging("DEBUG", [token])
if loud:  # as if somebody had turned every logger up
    for name in ("httpx", "httpcore", "telegram", "telegram.ext.ExtBot", "telegram.request"):
        logging.getLogger(name).setLevel("DEBUG")
bot = TelegramBot(token=token, api_url=url, assistant=None, allowed={1}, vocabulary=load_vocabulary(),
                  clock=lambda: datetime.datetime.now(datetime.UTC), timing=Timing(retry=0.01, request=1))
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
def test_a_bots_whole_log_at_debug_never_holds_its_token(token: str, loudness: str) -> None:
    from tests.standins.telegram import BROKEN, Telegram

    with Telegram() as telegram:
        telegram.fails("getMe", BROKEN)
        telegram.fails("getUpdates", BROKEN)
        done = subprocess.run(
            [sys.executable, "-c", _BOT, token, telegram.url, loudness],
            capture_output=True, text=True, timeout=30, check=True, env=os.environ,
        )  # fmt: skip
    assert done.stderr.count("\n") >= 2
    assert done.stdout == ""
    assert token not in done.stderr
    assert token.partition(":")[2] not in done.stderr
