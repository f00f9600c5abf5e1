"""Highs, lows, falls and best days in words, in English and Chinese. Pure; see :mod:`bot.assistant.prices.lines`."""

from datetime import date

from bot.assistant.prices.telling import Telling, Told
from bot.market.arithmetic.extremes import Extreme, Extremes
from bot.market.arithmetic.falls import Drawdown, FromHigh
from bot.market.arithmetic.moves import DayMove, DayMoves
from bot.market.arithmetic.records import Since
from bot.market.arithmetic.rows import Basis, Way
from bot.market.model import Row
from bot.period_words import day as in_words


def extreme(telling: Telling, one: Extremes, way: Way) -> Told:
    """The highest, or lowest, close of a period as traded; that with dividends, if another; and the price of days."""
    up = way is Way.UP
    adjusted, traded = (one.high, one.high_as_traded) if up else (one.low, one.low_as_traded)
    within, differs = (one.intraday_high, one.high_differs) if up else (one.intraday_low, one.low_differs)
    period = _period(telling, one.begin.day, one.end.day)
    price, day = telling.close(traded.row), telling.date(traded.row.day)
    if telling.language == "zh":
        name = "最高" if up else "最低"
        lines = [f"{telling.called}{period}{name}收盘价：{price}，{day}{_again(traded, 'zh')}"]
        if differs:
            lines.append(f"计入股息，收盘{name}在{telling.date(adjusted.row.day)}（{telling.close(adjusted.row)}）。")
        if within:
            value = telling.value("high" if up else "low", within.value, within.row)
            lines.append(f"盘中{name}：{value}，{telling.date(within.row.day)}。")
        return telling.told(*lines)
    name = "highest" if up else "lowest"
    lines = [f"{telling.called}, {name} close {period}: {price} on {day}{_again(traded, 'en')}"]
    if differs:
        other, on = telling.close(adjusted.row), telling.date(adjusted.row.day)
        lines.append(f"With dividends counted in it was {name} on {on} ({other}).")
    if within:
        value = telling.value("high" if up else "low", within.value, within.row)
        lines.append(f"During the day: {value} on {telling.date(within.row.day)}.")
    return telling.told(*lines)


def _again(extreme: Extreme, language: str) -> str:
    if extreme.times == 1:
        return ""
    return f"，共{extreme.times}次" if language == "zh" else f", the first of {extreme.times} days"


def _period(telling: Telling, first: date, last: date) -> str:
    if telling.language == "zh":
        # "2018年7月至11月" would end in 2018.
        until = in_words(last, "zh") if first.year != last.year else telling.date(last)
        return f"{telling.date(first)}至{until}"
    return f"from {telling.date(first)} to {telling.date(last)}"


def since(telling: Telling, one: Since, before: Row, asked: date | None, beyond: Extreme | None) -> Told:
    """Since when no close was beyond the latest; with ``asked``, whether that goes back so far.

    ``before`` is the row just before the latest: where that was beyond it, the latest is no high, or low, at all.
    ``beyond`` is the highest, or lowest, close since the day that is asked about.
    """
    lines = [_none(telling, one) if one.earlier is before else _since_head(telling, one)]
    if asked is not None:
        lines.insert(0, _verdict(telling, one, asked))
    if beyond is not None and one.earlier is not None and asked is not None and one.earlier.day >= asked:
        lines.append(_beyond(telling, one.way, beyond))
    if one.differs and one.earlier is not before:
        lines.append(_as_traded(telling, one))
    return telling.told(*lines)


def _none(telling: Telling, one: Since) -> str:
    """That the latest close is beyond not even the one before it."""
    price, day, up = telling.close(one.row), telling.date(one.row.day), one.way is Way.UP
    before = telling.close(one.earlier) if one.earlier else ""
    if telling.language == "zh":
        return f"{telling.called}{day}收盘{price}，不是新{'高' if up else '低'}：前一交易日收盘{before}（计入股息）"
    close, name = ("higher", "high") if up else ("lower", "low")
    head = f"{telling.called} is at no new {name}: it closed at {price} on {day}"
    return f"{head}; the close before was {close}, {before}"


def _beyond(telling: Telling, way: Way, one: Extreme) -> str:
    price, day = telling.close(one.row), telling.date(one.row.day)
    if telling.language == "zh":
        return f"其间{'最高' if way is Way.UP else '最低'}收盘：{price}，{day}。"
    return f"The {'highest' if way is Way.UP else 'lowest'} since then: {price} on {day}."


def _as_traded(telling: Telling, one: Since) -> str:
    """What the closes as traded say, where dividends make a difference."""
    traded, up = one.earlier_as_traded, one.way is Way.UP
    if telling.language == "zh":
        at = f"{telling.date(traded.day)}（{telling.close(traded)}）以来" if traded else "现有数据中"
        return f"不计股息，则为{at}{'最高' if up else '最低'}。"
    at = f"since {telling.date(traded.day)} ({telling.close(traded)})" if traded else "in all rows there are"
    return f"As traded, without dividends, it is the {'highest' if up else 'lowest'} {at}."


def _since_head(telling: Telling, one: Since) -> str:
    price, day = telling.close(one.row), telling.date(one.row.day)
    up = one.way is Way.UP
    if one.earlier is None:
        begins = telling.date(one.begins.day)
        if telling.language == "zh":
            scope = "有记录以来" if one.complete else "现有数据中"
            return f"{telling.called}{day}收盘{price}，为{scope}{'最高' if up else '最低'}（数据始于{begins}）"
        scope = "on record" if one.complete else "of the rows at hand"
        name = "highest" if up else "lowest"
        return f"{telling.called}: the close of {day}, {price}, is the {name} {scope}, which begin on {begins}"
    before, earlier = telling.close(one.earlier), telling.date(one.earlier.day)
    if telling.language == "zh":
        name = "最高" if up else "最低"
        return f"{telling.called}{day}收盘{price}，为{earlier}（收盘{before}）以来{name}（计入股息）"
    name = "highest" if up else "lowest"
    return (
        f"{telling.called}: the close of {day}, {price}, is the {name} since {earlier} ({before}), dividends counted in"
    )


def _verdict(telling: Telling, one: Since, asked: date) -> str:
    """Whether no close since a day was beyond the latest."""
    up, holds = one.way is Way.UP, one.earlier is None or one.earlier.day < asked
    day = telling.date(asked)
    if telling.language == "zh":
        name = "高" if up else "低"
        return f"是，{day}以来没有更{name}的收盘价。" if holds else f"不是，{day}以来有过更{name}的收盘价。"
    name = "higher" if up else "lower"
    return f"Yes: no close since {day} was {name}." if holds else f"No: there has been a {name} close since {day}."


def below_high(telling: Telling, high: FromHigh, fall: Drawdown, *, deepest: bool = False) -> Told:
    """How far the latest close lies below its highs, and the deepest fall of the period, which leads if ``deepest``."""
    fell = fall.peak is not fall.trough
    if deepest and fell:
        name = "最大回撤" if telling.language == "zh" else "deepest fall"
        joint = "：" if telling.language == "zh" else ", "
        return telling.told(f"{telling.called}{joint}{name}{_fall(telling, fall)}")
    price, day = telling.close(high.row), telling.date(high.row.day)
    year, record = high.year.row, high.record.row
    lines = []
    if telling.language == "zh":
        pct = telling.percent(high.pct_from_year, year, high.row)
        lines.append(f"{telling.called}：较52周最高收盘低{pct}（计入股息）")
        lines.append(f"{day}收盘{price}；52周最高收盘{telling.close(year)}（{telling.date(year.day)}）。")
        if record is not year:
            pct = telling.percent(high.pct_from_record, record, high.row)
            scope = "有记录以来" if high.complete else f"{telling.date(high.begins.day)}以来"
            lines.append(f"较{scope}最高收盘{telling.close(record)}（{telling.date(record.day)}）低{pct}。")
    else:
        pct = telling.percent(high.pct_from_year, year, high.row)
        lines.append(f"{telling.called} is {pct} below its highest close of 52 weeks, dividends counted in")
        lines.append(f"{price} on {day}; the highest was {telling.close(year)} on {telling.date(year.day)}.")
        if record is not year:
            pct = telling.percent(high.pct_from_record, record, high.row)
            scope = "on record" if high.complete else f"since {telling.date(high.begins.day)}"
            lines.append(
                f"It is {pct} below the highest {scope}, {telling.close(record)} on {telling.date(record.day)}."
            )
    if fell:
        name = "期间最大回撤" if telling.language == "zh" else "Deepest fall of the period"
        lines.append(f"{name}{_fall(telling, fall)}")
    return telling.told(*lines)


def _fall(telling: Telling, one: Drawdown) -> str:
    pct = telling.signed(one.pct, one.peak, one.trough)
    peak, trough = telling.close(one.peak), telling.close(one.trough)
    peak_day, trough_day = telling.date(one.peak.day), telling.date(one.trough.day)
    if telling.language == "zh":
        back = f"{telling.date(one.recovered.day)}收复。" if one.recovered else "尚未收复。"
        return f"{pct}：{peak_day}{peak} → {trough_day}{trough}，{back}"
    back = f"made good by {telling.date(one.recovered.day)}." if one.recovered else "not made good since."
    return f": {pct}, from {peak} on {peak_day} to {trough} on {trough_day}, {back}"


def best_and_worst(telling: Telling, one: DayMoves, ways: tuple[Way, ...]) -> Told:
    """The sessions with the largest rise and the largest fall of a period."""
    moves = {Way.UP: (one.best, one.best_as_traded), Way.DOWN: (one.worst, one.worst_as_traded)}
    lines = [_day_move(telling, way, *moves[way]) for way in ways]
    head, rest = lines[0], lines[1:]
    period = _period(telling, one.first, one.last)
    if telling.language == "zh":
        return telling.told(f"{telling.called}{period}：{head}", *rest)
    return telling.told(f"{telling.called}, {period}: {head}", *(f"{line[:1].upper()}{line[1:]}" for line in rest))


def _day_move(telling: Telling, way: Way, one: DayMove, traded: DayMove) -> str:
    pct = telling.signed(one.pct, one.before, one.row)
    before, after, day = telling.close(one.before), telling.close(one.row), telling.date(one.row.day)
    other = one.on(Basis.AS_TRADED) if traded.row is one.row else None
    if telling.language == "zh":
        name = "最大单日涨幅" if way is Way.UP else "最大单日跌幅"
        return f"{name}{pct}：{day}，{before} → {after}。"
    name = "best session" if way is Way.UP else "worst session"
    differs = "" if other is not None else f" As traded it was {telling.date(traded.row.day)}."
    return f"{name} {pct} on {day}, {before} → {after}.{differs}"
