"""The real ``rallybot run`` at the stand-in for Telegram."""

import signal
import time

from tests.flows.command import Rallybot, lines_of_json
from tests.standins.telegram import READER, TOKEN, Telegram

QUESTION = "how much did Alibaba cloud grow?"
NEWS = {
    "title": "Alibaba's cloud grows 34%",
    "url": "https://news.example/cloud",
    "published": "2025-11-25T19:30:00+08:00",
    "source": "Harbour Ledger",
    "body": "Alibaba Cloud revenue rose 34% year on year to 39.8 billion yuan in the September quarter of 2025.",
}


async def test_the_bot_says_what_the_command_says_with_its_sources_linked(rallybot: Rallybot) -> None:
    assert rallybot("ingest", lines_of_json(rallybot.folder / "news.jsonl", [NEWS])).status == 0
    answer = rallybot("ask", "--json", QUESTION).document
    with Telegram() as telegram:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "RALLYBOT_TELEGRAM_API_URL": telegram.url,
            "RALLYBOT_ALLOWED": str(READER),
            "RALLYBOT_LOG_LEVEL": "DEBUG",
        }
        with rallybot.running("run", **settings) as bot:
            bot.shows("rallybot is connecting to Telegram; Ctrl-C stops it.")
            telegram.hears(QUESTION)
            [message] = await telegram.wait_for(1, timeout=30)
            bot.interrupts(signal.SIGTERM)
            began = time.monotonic()
            assert bot.ends() == 0
            assert time.monotonic() - began < 10
        assert telegram.violations == []
    line, quotation, *further = answer["text"].split("\n\n")
    *answered, sources = message["text"].split("\n\n")
    # The quotation is behind a button, and its number on the line that it supports.
    assert quotation.endswith(" [1]")
    assert answered == [f"{line} [1]", *further]
    assert sources.startswith("1. Alibaba's cloud grows 34% · Harbour Ledger, 25 November 2025")
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"].startswith("Show the quotation")
    links = [entity for entity in message["entities"] if entity["type"] == "text_link"]
    assert [link["url"] for link in links] == ["https://news.example/cloud"]
    start = links[0]["offset"]
    assert message["text"][start : start + links[0]["length"]] == NEWS["title"]
    assert TOKEN not in bot.shown
    assert TOKEN.partition(":")[2] not in bot.shown
    assert QUESTION not in bot.shown


def test_a_refused_token_is_one_line(rallybot: Rallybot) -> None:
    with Telegram() as telegram:
        telegram.revoked = True
        done = rallybot("run", TELEGRAM_BOT_TOKEN=TOKEN, RALLYBOT_TELEGRAM_API_URL=telegram.url)
    assert done.status == 1
    assert "refused the token" in done.complaint
    assert TOKEN not in done.err
