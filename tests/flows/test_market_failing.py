"""What a person is told when Yahoo Finance fails, by the real command: a true sentence, and never a price as fact."""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.flows.command import Rallybot, lines_of_json
from tests.standins.yahoo import FAULTS, Fault, YahooServer, open_yahoo, too_many
from tests.standins.yahoo_rows import exchange_days

CLOSE = {
    "title": "Tencent ends higher",
    "url": "https://news.example/tencent",
    "published": "2026-02-27",
    "source": "Harbour Ledger",
    "body": "Tencent shares closed at 512.50 Hong Kong dollars on 27 February 2026, a rise of 2.1% on the day.",
}


@pytest.fixture(scope="module")
def yahoo() -> Iterator[YahooServer]:
    with open_yahoo(sessions=exchange_days) as yahoo:
        yield yahoo


@pytest.fixture
def trader(rallybot: Rallybot, yahoo: YahooServer) -> Iterator[Rallybot]:
    """The command with data of its own, pointed at the stand-in, which is well again after each test."""
    (rallybot.folder / ".env").write_text(f"RALLYBOT_YAHOO_URL={yahoo.address}\n", encoding="utf-8")
    yield rallybot
    yahoo.recovers()


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"no data"}))
def test_whatever_comes_in_place_of_prices_is_unavailable_with_a_reason(
    trader: Rallybot, yahoo: YahooServer, name: str
) -> None:
    yahoo.fails(FAULTS[name])
    done = trader("quote", "--json", "BABA")
    assert done.status == 1
    assert done.document["quotes"] == []
    [failed] = done.document["failed"]
    assert (failed["symbol"], failed["kind"]) == ("BABA", "unavailable")
    assert len(failed["reason"]) > 10
    assert "gives no price of BABA right now" in done.complaint
    assert "delisted" not in done.err


@pytest.mark.parametrize("retry_after", [None, "120"])
def test_too_many_requests_is_told_with_the_time_of_the_next(
    trader: Rallybot, yahoo: YahooServer, retry_after: str | None
) -> None:
    yahoo.fails(too_many(retry_after))
    done = trader("quote", "--json", "BABA")
    assert done.status == 1
    assert [failed["kind"] for failed in done.document["failed"]] == ["rate_limited"]
    assert "UTC" in done.complaint


def test_a_server_that_says_nothing_is_given_up_after_eight_seconds(trader: Rallybot, yahoo: YahooServer) -> None:
    yahoo.fails(replace(Fault(), hang_s=30))
    began = datetime.now(UTC)
    done = trader("quote", "--json", "BABA")
    assert (datetime.now(UTC) - began).total_seconds() < 20
    assert [failed["kind"] for failed in done.document["failed"]] == ["unavailable"]


def test_a_port_where_nobody_listens_is_unavailable(trader: Rallybot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = trader("quote", "--json", "BABA", RALLYBOT_YAHOO_URL=f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert [failed["kind"] for failed in done.document["failed"]] == ["unavailable"]


def test_a_crumb_that_is_refused_costs_no_price(trader: Rallybot, yahoo: YahooServer) -> None:
    before, yahoo.crumb = yahoo.crumb, too_many()
    try:
        assert trader("quote", "BABA").status == 0
    finally:
        yahoo.crumb = before


def test_after_a_failure_the_last_price_is_given_with_its_age_and_marked(trader: Rallybot, yahoo: YahooServer) -> None:
    # A rate has no exchange that could be closed, and so is the same at every hour.
    [good] = trader("quote", "--json", "HKD=X").document["quotes"]
    assert trader("history", "HKD=X").status == 0
    yahoo.fails(too_many())
    done = trader("quote", "--json", "HKD=X")
    assert done.status == 0
    [old] = done.document["quotes"]
    assert (old["price"], old["at"], old["stale"]) == (good["price"], good["at"], True)
    assert old["age_s"] >= good["age_s"]
    assert "could not be renewed: Yahoo Finance limits how often it may be asked." in trader("quote", "HKD=X").out
    table = trader("history", "HKD=X")
    assert table.status == 0
    assert "could not be renewed: Yahoo Finance limits how often it may be asked." in table.out


def test_a_proxy_of_the_surroundings_is_not_asked_for_what_is_on_this_machine(
    trader: Rallybot, yahoo: YahooServer
) -> None:
    nobody = "http://127.0.0.1:9"
    assert trader("quote", "BABA", HTTP_PROXY=nobody, HTTPS_PROXY=nobody, ALL_PROXY=nobody).status == 0


def test_while_there_are_no_prices_an_article_that_quotes_one_is_given_as_such(
    trader: Rallybot, yahoo: YahooServer
) -> None:
    assert trader("ingest", lines_of_json(trader.folder / "close.jsonl", [CLOSE])).status == 0
    yahoo.fails(FAULTS["server error"])
    done = trader("ask", "--json", "what did Tencent close at on 27 February 2026")
    answer = done.document
    assert answer["status"] == "answered"
    assert "What articles say" in answer["text"]
    assert "512.50" in answer["text"]
    assert answer["citations"][0]["url"] == CLOSE["url"]
    assert answer["prices"] == []


def test_where_nobody_knows_the_price_the_command_fails_with_the_reason(trader: Rallybot, yahoo: YahooServer) -> None:
    yahoo.fails(FAULTS["server error"])
    done = trader("ask", "--json", "how much has Meituan risen since August")
    assert done.status == 1
    assert done.document["status"] == "unavailable"
    assert "Yahoo Finance gives no price of Meituan (3690.HK) right now" in done.complaint
    assert "WARNING" not in done.err
    logged = trader("ask", "how much has Meituan risen since August", RALLYBOT_LOG_LEVEL="WARNING")
    assert "kind=unavailable" in logged.err


def test_a_conversation_survives_an_outage_in_its_midst(trader: Rallybot, yahoo: YahooServer) -> None:
    with trader.running("chat") as chat:
        chat.shows("Ctrl-D to end.")
        chat.types("Tencent price\n")
        chat.shows("Tencent (0700.HK): HK$")
        yahoo.fails(FAULTS["outage page"])
        chat.types("JD price in Hong Kong\n")
        chat.shows("Yahoo Finance gives no price of JD.com (9618.HK)")
        yahoo.recovers()
        chat.types("Meituan price\n")
        chat.shows("Meituan (3690.HK): HK$")


def test_a_damaged_store_of_last_prices_costs_no_price(trader: Rallybot) -> None:
    (trader.data / "bot.db").write_bytes(os.urandom(4_096))
    done = trader("quote", "BABA")
    assert done.status == 0
    assert "US$" in done.out
