"""How fast prices come, are reckoned with and drawn, over the Yahoo Finance stand-in on loopback.

Baselines in the same run: the import of yfinance alone; a bare HTTP request of the stand-in; a cached quote's own time.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

import httpx

from bot.app import open_prices
from bot.assistant.prices.answering import PriceAnswers
from bot.market.arithmetic.extremes import extremes
from bot.market.arithmetic.falls import drawdown
from bot.market.arithmetic.moves import best_and_worst
from bot.market.arithmetic.records import highest_since
from bot.market.charts import draw, load
from bot.market.model import History, Kind, Row
from bot.market.symbols import symbols
from bot.model import Question
from bot.settings import Settings
from tests.standins.yahoo import YahooServer, open_yahoo
from tests.standins.yahoo_rows import LISTED

_SYMBOLS = ("BABA", "9988.HK", "0700.HK", "9888.HK", "BIDU", "3690.HK", "9618.HK", "JD", "^HSI", "KWEB")
_READERS, _TIMES = 100, 20
_LOADED = "import time; t = time.perf_counter(); import yfinance; print(time.perf_counter() - t)"
_FIRST = """
import asyncio, time
from bot.app import open_prices
from bot.settings import load_settings
t = time.perf_counter()
with open_prices(load_settings()) as prices:
    asyncio.run(prices.quote("BABA"))
print(time.perf_counter() - t)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_yahoo() as yahoo:
        settings = Settings.model_validate({"yahoo_url": yahoo.address, "data_dir": Path(folder)})
        _first(yahoo.address, Path(folder))
        asyncio.run(_live(settings, yahoo))
    _reckoned()
    _drawn()


def _first(url: str, folder: Path) -> None:
    """A fresh process up to its first price."""
    environment = {"RALLYBOT_YAHOO_URL": url, "RALLYBOT_DATA_DIR": str(folder), "PATH": ""}
    loads: list[float] = []
    firsts: list[float] = []
    for _ in range(5):
        for program, times in ((_LOADED, loads), (_FIRST, firsts)):
            done = subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
            )
            times.append(float(done.stdout))
    _tell("import of yfinance alone, the baseline", loads)
    _tell("a fresh process's first price", firsts)
    print(f"the first price over the baseline: {median(firsts) / median(loads):.1f}")


async def _live(settings: Settings, yahoo: YahooServer) -> None:
    with open_prices(settings) as prices:
        began = time.perf_counter()
        before = yahoo.charts()
        await asyncio.gather(*(prices.quote(_SYMBOLS[at % len(_SYMBOLS)]) for at in range(_READERS)))
        spent = time.perf_counter() - began
        print(f"{_READERS} readers asking for {len(_SYMBOLS)} symbols at once: {yahoo.charts() - before} requests, ")
        print(f"  answered after {spent:.2f} s, yfinance's load with it")
        async with httpx.AsyncClient() as client:
            bare = [
                await _timed(lambda: client.get(f"{yahoo.address}/v8/finance/chart/BABA?range=5d&interval=1d"))
                for _ in range(_TIMES)
            ]
        _tell("a bare request of the stand-in, the baseline", bare)
        fresh = [one.symbol for one in LISTED if one.symbol not in _SYMBOLS]
        _tell("a quote that has to be fetched", [await _timed(partial(prices.quotes, [one])) for one in fresh])
        cached = [await _timed(lambda: prices.quote("BABA")) for _ in range(1_000)]
        _tell("a quote that is known", cached)
        for text in ("Alibaba price", "how much has Baidu risen since August", "Tencent highest close this year"):
            answering = partial(PriceAnswers(prices, symbols()).answer, Question(text, datetime.now(UTC)))
            await answering()
            _tell(f"answering {text!r}, rows known", [await _timed(answering) for _ in range(_TIMES)])


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


def _reckoned() -> None:
    """Arithmetic over all that there is of a share that was listed twenty-two years ago."""
    history = _walk("0700.HK", 5_500)
    first, last = history.rows[10].day, history.rows[-1].day
    works: dict[str, Callable[[], object]] = {
        "highest and lowest": lambda: extremes(history, first, last),
        "highest since": lambda: highest_since(history),
        "drawdown": lambda: drawdown(history, first, last),
        "best and worst day": lambda: best_and_worst(history, first, last),
    }
    for name, work in works.items():
        _tell(f"{name} of {len(history.rows):,} sessions", [_spent(work) for _ in range(_TIMES)])


def _drawn() -> None:
    began = time.perf_counter()
    load(Path(tempfile.mkdtemp()))
    print(f"loading matplotlib: {(time.perf_counter() - began) * 1_000:.0f} ms")
    year = [_walk(symbol, 250) for symbol in ("BABA", "9988.HK", "0700.HK", "3690.HK", "KWEB")]
    draw(year[:1])
    _tell("a chart of one year with volume", [_spent(lambda: draw(year[:1])) for _ in range(_TIMES)])
    _tell("a chart of five lines", [_spent(lambda: draw(year)) for _ in range(_TIMES)])


def _walk(symbol: str, sessions: int) -> History:
    random, price = Random(symbol), 100.0
    rows: list[Row] = []
    day = date(2026, 11, 23) - timedelta(days=round(sessions * 7 / 5))
    while len(rows) < sessions:
        day += timedelta(days=1)
        if day.weekday() < 5:
            price *= 1 + random.gauss(0.0003, 0.02)
            close = Decimal(f"{price:.2f}")
            rows.append(Row(day, close, close, close, close, close, random.randrange(10**6, 10**8)))
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return History(
        symbol, symbol, Kind.SHARE, "HKD", "HKEX", "Asia/Hong_Kong", tuple(rows), rows[0].day, rows[0].day, at
    )


def _spent(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _tell(what: str, seconds: list[float]) -> None:
    times = sorted(seconds)
    p95 = times[min(len(times) - 1, round(len(times) * 0.95))]
    print(f"{what}: p50 {median(times) * 1_000:.3g} ms, p95 {p95 * 1_000:.3g} ms")
