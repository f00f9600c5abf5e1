"""The words above and below a chart. Pure.

They are read in any language, since the letters of only some can be drawn: names, figures, dates and a few words that
finance has in common.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.market.charts import style
from bot.market.charts.amounts import amount, change_pct, clock, day, signed
from bot.market.charts.lettering import drawable, fitted, width
from bot.market.charts.model import Line
from bot.market.charts.plan import Text

_TITLE_Y, _SECOND_Y, _FOOTER_Y = style.HEIGHT - 48, style.HEIGHT - 108, 32
_ROOM = style.WIDTH - 2 * style.EDGE


def header(lines: Sequence[Line], base: date | None, title: str | None) -> list[Text]:
    """The title, the last price and change (or the day that is set to 100), the period, the source and its time."""
    begin, end = min(line.rows[0].day for line in lines), max(line.rows[-1].day for line in lines)
    left = _price(lines[0]) if base is None else f"{day(base)} = 100"
    shown = day(end) if begin == end else f"{day(begin)} – {day(end)}"
    period = shown if base is None else f"→ {day(end)}"
    footer = _footer(lines)
    wide = width(left, style.PRICE, bold=True) + width(period, style.SMALL)
    share, footer_share = min(1.0, (_ROOM - 36) / wide), min(1.0, _ROOM / width(footer, style.FOOTER))
    return [
        Text(style.EDGE, _TITLE_Y, _title(lines, title), style.TITLE, bold=True),
        Text(style.EDGE, _SECOND_Y, left, style.PRICE * share, bold=base is None),
        Text(style.WIDTH - style.EDGE, _SECOND_Y, period, style.SMALL * share, style.GREY, align="right"),
        Text(style.EDGE, _FOOTER_Y, footer, style.FOOTER * footer_share, style.GREY),
    ]


def as_of(lines: Sequence[Line]) -> tuple[datetime, str]:
    """When the rows were fetched, the oldest of them, and the zone to say it in: the exchange's if they share one."""
    zones = {line.history.zone for line in lines}
    return min(line.history.fetched_at for line in lines), zones.pop() if len(zones) == 1 else "UTC"


def _title(lines: Sequence[Line], title: str | None) -> str:
    symbols = [line.history.symbol for line in lines]
    first = lines[0].history
    named = f"{first.name} ({first.symbol})" if len(lines) == 1 and first.name != first.symbol else ", ".join(symbols)
    for words in (title, named):
        if words and drawable(words) and width(words, style.TITLE, bold=True) <= _ROOM:
            return words
    if len(lines) > 1:
        return _counted(symbols)
    room = _ROOM - width(f" ({first.symbol})", style.TITLE, bold=True)
    name = fitted(first.name, room, style.TITLE, bold=True) if drawable(first.name) else ""
    return f"{name} ({first.symbol})" if name else fitted(first.symbol, _ROOM, style.TITLE, bold=True)


def _counted(symbols: Sequence[str]) -> str:
    """As many symbols as there is room for, and the number of the others: ``9988.HK, BABA +3``."""
    for named in range(len(symbols) - 1, 0, -1):
        words = f"{', '.join(symbols[:named])} +{len(symbols) - named}"
        if width(words, style.TITLE, bold=True) <= _ROOM:
            return words
    return ""


def _price(line: Line) -> str:
    last, history = line.rows[-1], line.history
    traded = change_pct(line.rows[0].close, last.close)
    text = amount(last.close, history)
    if len(line.rows) == 1:
        return text
    basis = "" if traded == change_pct(line.rows[0].adjusted, last.adjusted) else " as traded"
    return f"{text}   {signed(traded).replace('-', '−')}{basis}"


def _open(lines: Sequence[Line]) -> list[str]:
    """The exchanges whose session is not over; the symbol where a name cannot be drawn."""
    histories = [line.history for line in lines if line.rows[-1].partial]
    named = (one.exchange if one.exchange and drawable(one.exchange) else one.symbol for one in histories)
    return list(dict.fromkeys(named))


def _footer(lines: Sequence[Line]) -> str:
    at, zone = as_of(lines)
    sources = ", ".join(dict.fromkeys(line.history.source for line in lines))
    words = f"{sources}, as of {day(at.astimezone(ZoneInfo(zone)).date())}, {clock(at, zone)}"
    words += f"; {' and '.join(_open(lines))} session open" if any(line.rows[-1].partial for line in lines) else ""
    return words + ("; not renewed" if any(line.history.stale for line in lines) else "")
