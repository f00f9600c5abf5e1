"""What a chart reply of Yahoo Finance says, as typed facts. Pure: a JSON document in, facts or a MarketError out.

The document is read here and not through yfinance's data frame: the frame is empty alike for a symbol that does not
exist, for an outage and for days without trade, and cannot be made of a reply that lacks a part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.market.errors import Unavailable
from bot.market.model import Kind, Row
from bot.market.replies import KINDS, one_line

_EXCHANGES = {"NasdaqGS": "Nasdaq", "NasdaqGM": "Nasdaq", "NasdaqCM": "Nasdaq", "NYSEArca": "NYSE Arca", "HKSE": "HKEX"}
# In Hong Kong the close is found by an auction, eight to ten minutes after the last ordinary trade.
_AUCTION = {"Asia/Hong_Kong": timedelta(minutes=8)}
_NEAR_THE_END = timedelta(minutes=1)
_SETTLED = timedelta(minutes=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = 10**10  # beyond the year 2286, and as far back
_LARGEST = 10**12
# What single precision holds: digits, and how far off, in proportion, a number may be.
_PRECISION, _NOISE = 7, 1e-6
_ADJUSTED_DIGITS = 4  # more than a price has: dividends make small fractions


@dataclass(frozen=True, slots=True)
class Chart:
    """One reply for one symbol.

    ``price`` is the latest and ``at`` its time; ``low``, ``high`` and ``volume`` are those of its session. ``rows`` may
    be none; they are days only where ``daily`` is set. ``short`` marks a symbol of which Yahoo keeps five days at most.
    """

    symbol: str
    name: str
    kind: Kind
    currency: str | None
    exchange: str
    zone: str
    price: Decimal | None
    at: datetime | None
    low: Decimal | None
    high: Decimal | None
    volume: int | None
    rows: Sequence[Row]
    daily: bool
    short: bool
    first_day: date | None
    fetched_at: datetime


def read_chart(symbol: str, document: object, now: datetime) -> Chart:
    """Read the reply to a question for ``symbol``; ``now`` decides whether the last session is over.

    Raises:
        Unavailable: the document has not the shape of a chart, or is another symbol's.
    """
    result = _result(symbol, document)
    meta = _part(symbol, result, "meta")
    if str(meta.get("symbol")).upper() != symbol:
        raise Unavailable(symbol, "Yahoo Finance answered for another symbol")
    zone = _zone(symbol, meta.get("exchangeTimezoneName"))
    digits = _digits(meta.get("priceHint"))
    kind = KINDS.get(str(meta.get("instrumentType")), Kind.SHARE)
    at = _instant(meta.get("regularMarketTime"))
    exchange = one_line(meta.get("fullExchangeName")) or one_line(meta.get("exchangeName"))
    first = _instant(meta.get("firstTradeDate"))
    rows = _merged(_days(symbol, result, zone, digits, at, traded=kind in (Kind.SHARE, Kind.FUND)))
    if rows and _runs(rows[-1].day, meta, zone, at, now):
        rows[-1] = replace(rows[-1], partial=True)
    return Chart(
        symbol=symbol,
        name=one_line(meta.get("longName")) or one_line(meta.get("shortName")) or symbol,
        kind=kind,
        currency=one_line(meta.get("currency")) or None,
        exchange=_EXCHANGES.get(exchange, exchange),
        zone=zone.key,
        price=_price(meta.get("regularMarketPrice"), digits),
        at=at,
        low=_price(meta.get("regularMarketDayLow"), digits),
        high=_price(meta.get("regularMarketDayHigh"), digits),
        volume=_volume(meta.get("regularMarketVolume"), traded=kind in (Kind.SHARE, Kind.FUND)),
        rows=tuple(rows),
        daily=meta.get("dataGranularity", "1d") == "1d",
        short=_is_short(meta.get("validRanges")),
        first_day=first.astimezone(zone).date() if first else None,
        fetched_at=now,
    )


def _result(symbol: str, document: object) -> Mapping[str, object]:
    results = _part(symbol, document, "chart").get("result")
    first = results[0] if isinstance(results, list) and results else None
    if not isinstance(first, dict):
        raise _misshapen(symbol)
    return first


def _part(symbol: str, whole: object, name: str) -> Mapping[str, object]:
    part = whole.get(name) if isinstance(whole, Mapping) else None
    if not isinstance(part, dict):
        raise _misshapen(symbol)
    return part


def _misshapen(symbol: str) -> Unavailable:
    return Unavailable(symbol, "Yahoo Finance answered with data of another shape than prices have")


def _days(
    symbol: str, result: Mapping[str, object], zone: ZoneInfo, digits: int, at: datetime | None, *, traded: bool
) -> Iterator[Row]:
    """The rows as they come, in the order of time, those without a close left out."""
    indicators = _part(symbol, result, "indicators")
    block = _block(indicators.get("quote"))
    times = result.get("timestamp")
    if times is None and not any(block.values()):
        return
    if not isinstance(times, list):
        raise _misshapen(symbol)
    adjusted = _block(indicators.get("adjclose"))
    parts = [block.get(name) for name in ("open", "high", "low", "close", "volume")] + [adjusted.get("adjclose")]
    columns = [_column(symbol, part, len(times)) for part in parts]
    instants = [_instant(time) for time in times]
    order = sorted(range(len(times)), key=lambda index: instants[index] or _EPOCH)
    for index in order:
        instant = instants[index]
        if instant is None:
            raise _misshapen(symbol)
        first, high, low, close, volume, after = (column[index] for column in columns)
        price = _price(close, digits)
        if price is None:
            continue
        yield Row(
            day=_day(instant, zone, live=instant == at),
            close=price,
            adjusted=_adjusted(after, close, price, digits),
            open=_price(first, digits),
            high=_price(high, digits),
            low=_price(low, digits),
            volume=_volume(volume, traded=traded),
        )


def _block(value: object) -> Mapping[str, object]:
    first = value[0] if isinstance(value, list) and value else None
    return first if isinstance(first, dict) else {}


def _column(symbol: str, value: object, length: int) -> Sequence[object]:
    if value is None:
        return [None] * length
    if not isinstance(value, list) or len(value) != length:
        raise _misshapen(symbol)
    return value


def _merged(rows: Iterator[Row]) -> list[Row]:
    """Each day once: while a session runs, Yahoo sends its day twice, the second time with the latest price."""
    days: dict[date, Row] = {}
    for row in rows:
        known = days.get(row.day)
        days[row.day] = row if known is None else _both(known, row)
    return sorted(days.values(), key=lambda row: row.day)


def _both(earlier: Row, later: Row) -> Row:
    return replace(
        later,
        open=earlier.open or later.open,
        high=max((high for high in (earlier.high, later.high) if high), default=None),
        low=min((low for low in (earlier.low, later.low) if low), default=None),
        volume=max((volume for volume in (earlier.volume, later.volume) if volume is not None), default=None),
    )


def _runs(day: date, meta: Mapping[str, object], zone: ZoneInfo, at: datetime | None, now: datetime) -> bool:
    """Whether the session of ``day`` is not over, or its close not yet known."""
    periods = meta.get("currentTradingPeriod")
    regular = periods.get("regular") if isinstance(periods, dict) else None
    start, end = (_instant(regular.get(name)) if isinstance(regular, dict) else None for name in ("start", "end"))
    if start is None or end is None:
        return day == now.astimezone(zone).date()
    if day != start.astimezone(zone).date() or now > end + _SETTLED:
        return False
    return at is None or at < end + _AUCTION.get(zone.key, timedelta()) - _NEAR_THE_END


def _day(instant: datetime, zone: ZoneInfo, *, live: bool) -> date:
    """The exchange's date; a row stamped an hour or two before midnight lost them to summer time: the next day's."""
    local = instant.astimezone(zone)
    early = local.hour >= 22 and local.minute == local.second == 0 and not live
    return (local + timedelta(hours=2)).date() if early else local.date()


def _zone(symbol: str, name: object) -> ZoneInfo:
    try:
        return ZoneInfo(name) if isinstance(name, str) else ZoneInfo("")
    except (KeyError, ValueError, OSError) as error:
        raise Unavailable(symbol, "Yahoo Finance names no time zone that is known") from error


def _digits(hint: object) -> int:
    return hint if isinstance(hint, int) and not isinstance(hint, bool) and 0 <= hint <= 8 else 2


def _is_short(ranges: object) -> bool:
    return isinstance(ranges, list) and bool(ranges) and all(each in ("1d", "5d") for each in ranges)


def _price(value: object, digits: int) -> Decimal | None:
    """A price as it is quoted: Yahoo's numbers are single precision, 219.77000427246094 where 219.77 is meant.

    A price of before a split has more digits than are quoted today, and keeps those that single precision holds.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _LARGEST:
        return None
    quoted = Decimal(f"{value:.{digits}f}")
    if abs(float(quoted) - value) > value * _NOISE:
        quoted = Decimal(f"{value:.{_PRECISION}g}")
    return quoted or None


def _adjusted(value: object, close: object, price: Decimal, digits: int) -> Decimal:
    """The close with dividends taken off: the very close where none were paid since."""
    found = _price(value, digits + _ADJUSTED_DIGITS)
    if found is None or (isinstance(close, int | float) and abs(float(found) - close) <= close * _NOISE):
        return price
    return found


def _volume(value: object, *, traded: bool) -> int | None:
    """Shares traded; of an index or a rate, none stands for "not counted"."""
    if isinstance(value, bool) or not isinstance(value, int) or value < (0 if traded else 1):
        return None
    return value


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_SECONDS < value < _SECONDS:
        return None
    return _EPOCH + timedelta(seconds=value)
