"""What the stand-in for Yahoo Finance quotes: usual symbols, with prices that are made up, and the same every time."""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

_DAYS_IN = "1d 1, 5d 5, 1mo 22, 3mo 65, 6mo 130, 1y 252, 2y 504, 5y 1260, 10y 2520, max 1000000"
RANGES = {name: int(days) for name, days in (each.split() for each in _DAYS_IN.split(", "))}
_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_NEW_YORK = ZoneInfo("America/New_York")
_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Listed:
    """A symbol of the stand-in; ``price`` is about what it costs on ``anchor``, ``late`` how late its prices come."""

    symbol: str
    name: str
    price: float
    currency: str = "USD"
    zone: ZoneInfo = _NEW_YORK
    exchange: tuple[str, str] = ("NYQ", "NYSE")
    kind: str = "EQUITY"
    calendar: str | None = "XNYS"
    hours: tuple[time, time] = (time(9, 30), time(16, 0))
    since: date = date(2014, 9, 19)
    hint: int = 2
    short: bool = False
    late: timedelta = timedelta(0)
    pays: float = 0.01


def _hong_kong(symbol: str, name: str, price: float, **more: Any) -> Listed:
    plain: dict[str, Any] = {
        "currency": "HKD",
        "zone": _HONG_KONG,
        "exchange": ("HKG", "HKSE"),
        "calendar": "XHKG",
        "since": date(2019, 11, 26),
        "late": timedelta(minutes=15),
    }
    return Listed(symbol, name, price, **{**plain, **more})


def _rate(symbol: str, name: str, price: float, currency: str) -> Listed:
    return Listed(
        symbol, name, price, currency, _LONDON, ("CCY", "CCY"), "CURRENCY", None, (time(0, 0), time(23, 59)),
        date(2001, 6, 25), 4, pays=0,
    )  # fmt: skip


_INDEX = {"kind": "INDEX", "pays": 0}
LISTED = (
    Listed("BABA", "Alibaba Group Holding Limited", 152.4),
    Listed("BIDU", "Baidu, Inc.", 118.2, exchange=("NMS", "NasdaqGS"), since=date(2005, 8, 5), pays=0),
    Listed("JD", "JD.com, Inc.", 31.6, exchange=("NMS", "NasdaqGS"), since=date(2014, 5, 22)),
    Listed("PDD", "PDD Holdings Inc.", 117.3, exchange=("NMS", "NasdaqGS"), since=date(2018, 7, 26), pays=0),
    Listed("KWEB", "KraneShares CSI China Internet ETF", 37.8, exchange=("PCX", "NYSEArca"), kind="ETF"),
    Listed("AAPL", "Apple Inc.", 244.9, exchange=("NMS", "NasdaqGS"), since=date(1980, 12, 12)),
    _hong_kong("9988.HK", "Alibaba Group Holding Limited", 148.9),
    _hong_kong("0700.HK", "Tencent Holdings Limited", 612.5, since=date(2004, 6, 16)),
    _hong_kong("9888.HK", "Baidu, Inc.", 115.6, since=date(2021, 3, 23)),
    _hong_kong("3690.HK", "Meituan", 103.2, since=date(2018, 9, 20)),
    _hong_kong("9618.HK", "JD.com, Inc.", 121.4, since=date(2020, 6, 18)),
    _hong_kong("1810.HK", "Xiaomi Corporation", 45.3, since=date(2018, 7, 9)),
    _hong_kong("1024.HK", "Kuaishou Technology", 67.8, since=date(2021, 2, 5)),
    _hong_kong("0981.HK", "Semiconductor Manufacturing International Corporation", 71.2, since=date(2004, 3, 18)),
    _hong_kong("1211.HK", "BYD Company Limited", 104.1, since=date(2002, 7, 31)),
    _hong_kong("3033.HK", "CSOP Hang Seng TECH Index ETF", 5.61, kind="ETF", since=date(2020, 8, 28), hint=3),
    _hong_kong("HSTECH.HK", "HANG SENG TECH INDEX", 5612.3, short=True, late=timedelta(0), **_INDEX),
    _hong_kong("^HSI", "HANG SENG INDEX", 25_412.6, since=date(1986, 12, 31), late=timedelta(0), **_INDEX),
    _rate("HKD=X", "USD/HKD", 7.78, "HKD"),
    _rate("CNY=X", "USD/CNY", 7.11, "CNY"),
    _rate("HKDCNY=X", "HKD/CNY", 0.914, "CNY"),
)

Sessions = Callable[[Listed, date, date], Sequence[tuple[datetime, datetime]]]


def weekdays(listed: Listed, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Open every weekday, holidays too: quick, and enough for most tests."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    opens, closes = listed.hours
    return [
        (datetime.combine(day, opens, listed.zone), datetime.combine(day, closes, listed.zone))
        for day in days
        if day.weekday() < 5
    ]


def exchange_days(listed: Listed, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """The sessions of the real exchange, holidays and half days as they are."""
    if listed.calendar is None:
        return weekdays(listed, first, last)
    import exchange_calendars

    calendar = exchange_calendars.get_calendar(listed.calendar, start=max(first, date(1990, 1, 2)))
    table = calendar.schedule.loc[str(max(first, date(1990, 1, 2))) : str(last)]
    return [(row.open.to_pydatetime(), row.close.to_pydatetime()) for row in table.itertuples()]


@dataclass(frozen=True, slots=True)
class Bar:
    """One session as the stand-in tells it."""

    opened: datetime
    closes: datetime
    open: float
    high: float
    low: float
    close: float
    adjusted: float
    volume: int | None


@lru_cache(maxsize=64)
def bars(listed: Listed, now: datetime, sessions: Sessions) -> list[Bar]:
    """All sessions up to now, the running one with what has been traded so far."""
    today = now.astimezone(listed.zone).date()
    held = [each for each in sessions(listed, listed.since, today) if each[0] + listed.late <= now]
    return list(_walk(listed, held, now))


def _walk(listed: Listed, held: Sequence[tuple[datetime, datetime]], now: datetime) -> Iterator[Bar]:
    # The walk is scaled so that it ends near the stated price; dividends leave a little less the further back.
    size = 0.0005 if listed.kind == "CURRENCY" else 0.025
    steps = [1 + _chance(listed.symbol, opened.date(), "close", size) for opened, _ in held]
    level = 1.0
    for step in steps:
        level *= step
    price = listed.price / level
    for number, ((opened, closes), step) in enumerate(zip(held, steps, strict=True)):
        before, price = price, price * step
        day = opened.date()
        first = before * (1 + _chance(listed.symbol, day, "open", size / 3))
        close = price
        if closes + listed.late > now:
            close = first + (price - first) * _done(opened, closes, now - listed.late)
        high = max(first, close) * (1 + abs(_chance(listed.symbol, day, "high", size / 3)))
        low = min(first, close) * (1 - abs(_chance(listed.symbol, day, "low", size / 3)))
        share = (1 - listed.pays) ** ((len(held) - 1 - number) // 252)
        volume = None if listed.kind == "CURRENCY" else int(10**7 * (1.5 + _chance(listed.symbol, day, "volume", 1)))
        yield Bar(opened, closes, first, high, low, close, close * share, volume)


def _done(opened: datetime, closes: datetime, now: datetime) -> float:
    return max(0.0, min(1.0, (now - opened) / (closes - opened)))


def _chance(symbol: str, day: date, what: str, size: float) -> float:
    return (zlib.crc32(f"{symbol} {day} {what}".encode()) / 2**32 * 2 - 1) * size


def chart(listed: Listed, now: datetime, sessions: Sessions, params: dict[str, str]) -> dict[str, Any] | None:
    """The result of a chart request, or nothing where it has no row for the days that were asked for."""
    every = bars(listed, now, sessions)
    asked = _asked_for(every, listed, params)
    if not asked:
        return None
    last = every[-1]
    running = now < last.closes + listed.late
    settled = timedelta(minutes=8) if listed.zone == _HONG_KONG else timedelta(seconds=1)
    at = now - listed.late if running else min(last.closes + settled, now)
    result: dict[str, Any] = {"meta": _meta(listed, every, at, now, sessions)}
    stamps = [int(bar.opened.timestamp()) for bar in asked]
    if running and asked[-1] is last:
        # While a session runs, its day comes twice.
        asked, stamps = [*asked, last], [*stamps, int(at.timestamp())]
    names = ("open", "high", "low", "close")
    block: dict[str, Any] = {name: [_single(getattr(bar, name), listed.hint) for bar in asked] for name in names}
    block["volume"] = [bar.volume or 0 for bar in asked]
    result["timestamp"] = stamps
    result["indicators"] = {"quote": [block], "adjclose": [{"adjclose": [_single(bar.adjusted, 6) for bar in asked]}]}
    return result


def _asked_for(every: list[Bar], listed: Listed, params: dict[str, str]) -> list[Bar]:
    span = params.get("range")
    if listed.short:
        return every[-RANGES[span] :] if span in ("1d", "5d") else every[-1:]
    if span == "ytd":
        return [bar for bar in every if bar.opened.year == every[-1].opened.year]
    if span is not None:
        return every[-RANGES[span] :]
    begin, end = int(params["period1"]), int(params["period2"])
    return [bar for bar in every if begin <= bar.opened.timestamp() < end]


def _meta(listed: Listed, every: list[Bar], at: datetime, now: datetime, sessions: Sessions) -> dict[str, Any]:
    last = every[-1]
    today = now.astimezone(listed.zone).date()
    ahead = sessions(listed, last.opened.astimezone(listed.zone).date(), today + timedelta(days=14))
    period = next((each for each in ahead if each[1] + timedelta(hours=4) > now), ahead[-1])
    code, name = listed.exchange
    volume = {} if last.volume is None else {"regularMarketVolume": last.volume}
    first_day = datetime.combine(listed.since, listed.hours[0], listed.zone)
    return {
        "currency": listed.currency,
        "symbol": listed.symbol,
        "exchangeName": code,
        "fullExchangeName": name,
        "instrumentType": listed.kind,
        "firstTradeDate": None if listed.short else int(first_day.timestamp()),
        "regularMarketTime": int(at.timestamp()),
        "exchangeTimezoneName": listed.zone.key,
        "regularMarketPrice": round(last.close, listed.hint),
        "regularMarketDayHigh": round(last.high, listed.hint),
        "regularMarketDayLow": round(last.low, listed.hint),
        **volume,
        "longName": listed.name,
        "shortName": listed.name[:30],
        "priceHint": listed.hint,
        "currentTradingPeriod": {
            "regular": {"start": int(period[0].timestamp()), "end": int(period[1].timestamp()), "gmtoffset": 0}
        },
        "dataGranularity": "1d",
        "range": "",
        "validRanges": ["1d", "5d"] if listed.short else [*RANGES, "ytd"],
    }


def _single(value: float, digits: int) -> float:
    """A price in single precision, as Yahoo sends its rows: 219.77 becomes 219.77000427246094."""
    single: float = struct.unpack("f", struct.pack("f", round(value, digits)))[0]
    return single


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)
