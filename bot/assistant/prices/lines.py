"""Results of the market's arithmetic in words, in English and Chinese, with the arithmetic shown. Pure.

Every figure is written through a :class:`~bot.assistant.prices.telling.Telling`, which notes where it comes from.
"""

from datetime import date

from bot.assistant.prices.telling import Telling, Told
from bot.assistant.prices.wording import mixed_currencies
from bot.market.arithmetic.changes import Change
from bot.market.arithmetic.closes import Close
from bot.market.arithmetic.comparisons import Comparison
from bot.market.arithmetic.rows import ALLOWANCE, Basis, Way, percent, rounded
from bot.market.arithmetic.runs import Streak
from bot.market.arithmetic.volumes import Volume
from bot.market.model import Quote, Row, State
from bot.market.session_words import age_words, moment_words, state_words
from bot.market.words import currency_name, exchange_name

# An adjusted close of a cheap share needs more decimals than its price to show how a change came about.
_MORE_PLACES = 6


def quote(telling: Telling, one: Quote) -> Told:
    """The latest price, how it moved, when that was, and how the exchange stands."""
    language, now = telling.language, telling.now
    price = telling.latest(one)
    when = moment_words(one.at, one.zone, now, language)
    age = age_words(one.at, now, language)
    state = _state(one, telling)
    if one.change_pct is None or one.previous is None or one.previous_day is None:
        change, before = "", ""
    else:
        row = Row(one.previous_day, one.previous, one.previous)
        change, before = telling.moved(one.change_pct, row), telling.close(row)
    day = telling.day(one.previous_day) if one.previous_day else ""
    if language == "zh":
        head = f"{telling.called}：{price}" + (f"，{change}" if change else "")
        return telling.told(
            head,
            f"时间：{when}（{age}）" + (f"；此前收盘{before}，{day}。" if before else "。"),
            state,
        )
    head = f"{telling.called}: {price}" + (f", {change}" if change else "")
    return telling.told(
        head,
        f"Price at {when}, {age}" + (f"; the close before was {before} on {day}." if before else "."),
        state,
    )


def _state(one: Quote, telling: Telling) -> str:
    """How the exchange stands, in a sentence; nothing where that is not known."""
    if one.session.state is State.UNKNOWN:
        return ""
    state = state_words(one.session, telling.now, telling.language)
    exchange = exchange_name(one.exchange, telling.language)
    return f"{exchange}{state}。" if telling.language == "zh" else f"{exchange} is {state}."


def close(telling: Telling, one: Close, why: str) -> Told:
    """The close of a day as traded, or of the last session before it; ``why`` says why there was none on the day."""
    price, day = telling.close(one.row), telling.day(one.row.day)
    if one.partial:
        return telling.told(_so_far(telling, price, day), _last_close(telling, one.previous))
    if telling.language == "zh":
        head = f"{telling.called}：{day}收盘{price}{_on_the_day(telling, one)}"
    else:
        head = f"{telling.called} closed at {price} on {day}{_on_the_day(telling, one)}"
    return telling.told(head, _no_session(telling, one.asked, why) if one.moved else "")


def _on_the_day(telling: Telling, one: Close) -> str:
    """How a close stood to the one before, as traded; nothing where that is not at hand, or long before."""
    before = one.previous
    if before is None or one.row.day - before.day > ALLOWANCE:
        return ""
    pct = telling.moved(percent(before.close, one.row.close), before, one.row)
    return f"，{pct}" if telling.language == "zh" else f", {pct} on the day"


def _so_far(telling: Telling, price: str, day: str) -> str:
    # The row may have been read before, so that it says nothing of now.
    if telling.language == "zh":
        return f"{telling.called}：{day}收盘前{price}"
    return f"{telling.called}: {price} on {day}, before the close"


def _last_close(telling: Telling, row: Row | None) -> str:
    if row is None:
        return ""
    price, day = telling.close(row), telling.day(row.day)
    return f"上一收盘价：{price}，{day}。" if telling.language == "zh" else f"The last close was {price} on {day}."


def _no_session(telling: Telling, asked: date, why: str) -> str:
    """That there is nothing of a day, so that what is told is of the last session before it."""
    # Where no calendar knows why, it may be that the source lacks the day.
    if telling.language == "zh":
        nothing = f"{telling.date(asked)}没有交易（{why}）" if why else f"没有{telling.date(asked)}的价格"
        return f"{nothing}，以上是此前最后一个交易日的数据。"
    day = telling.day(asked)
    nothing = f"There was no session on {day} ({why})" if why else f"There is no price of {day}"
    return f"{nothing}; this is the last one before it."


def of_the_day(telling: Telling, what: str, row: Row, asked: date, why: str) -> Told:
    """The ``open``, ``high`` or ``low`` of a session, on the day that was asked for or the last before it."""
    value = {"open": row.open, "high": row.high, "low": row.low}[what]
    day = telling.day(row.day)
    if telling.language == "zh":
        name = {"open": "开盘价", "high": "最高价", "low": "最低价"}[what]
        text = telling.value(what, value, row) if value is not None else "雅虎财经没有提供"
        head = f"{telling.called}{day}{name}：{text}" + ("（收盘前）" if row.partial else "")
    else:
        name = {"open": "opening price", "high": "high", "low": "low"}[what]
        text = telling.value(what, value, row) if value is not None else f"not given by {telling.subject.source}"
        head = f"{telling.called}, {name} of {day}: {text}" + (", before the close" if row.partial else "")
    return telling.told(head, _no_session(telling, asked, why) if row.day != asked else "")


def change(telling: Telling, one: Change) -> Told:
    """A change between two closes, with the closes it is reckoned from."""
    pct = telling.moved(one.pct, one.start, one.end)
    first, last = telling.date(one.start.day), telling.date(one.end.day)
    if telling.language == "zh":
        end = f"{last}收盘前" if one.partial else f"{last}收盘"
        return telling.told(f"{telling.called}{pct}：{first}收盘至{end}", reckoned(telling, one))
    end = f"{last}, before the close" if one.partial else f"that of {last}"
    return telling.told(f"{telling.called} is {pct} from the close of {first} to {end}", reckoned(telling, one))


def reckoned(telling: Telling, one: Change) -> str:
    """The division behind a change; where dividends make a difference, that of the closes as traded too."""
    start, end = telling.close(one.start), telling.close(one.end)
    traded = _division(telling, one, Basis.AS_TRADED)
    adjusted = _division(telling, one, Basis.ADJUSTED) if one.differs else ""
    if telling.language == "zh":
        sums = f"计入股息：{adjusted}；不计股息：{traded}" if adjusted else traded
        return f"{start} → {end}。{sums}。"
    sums = f"{adjusted} with dividends counted in; as traded, {traded}" if adjusted else traded
    return f"{start} → {end}: {sums}."


def _division(telling: Telling, one: Change, basis: Basis) -> str:
    places = _places(one, basis)
    end, start = telling.plain(basis, one.end, places), telling.plain(basis, one.start, places)
    return f"{end} ÷ {start} − 1 = {telling.signed(one.on(basis), one.start, one.end)}"


def _places(one: Change, basis: Basis) -> int:
    """As many decimals as prices have, or more until the numbers as shown give the change as shown."""
    least = max(0, *(-int(row.close.as_tuple().exponent) for row in (one.start, one.end)))
    for places in range(least, least + _MORE_PLACES):
        start, end = rounded(basis.of(one.start), places), rounded(basis.of(one.end), places)
        if start and rounded(percent(start, end)) == rounded(one.on(basis)):
            return places
    return least + _MORE_PLACES


def comparison(one: Comparison, a: Telling, b: Telling) -> Told:
    """Two changes over one period, and which is ahead."""
    lines = [_ahead(one, a, b), change(a, one.a).text, change(b, one.b).text]
    if one.currencies_differ:
        names = [currency_name(currency, a.language) for currency in (one.a.currency, one.b.currency)]
        lines.append(mixed_currencies(names, a.language))
    noted = [a.told(), b.told()]
    return Told(
        "\n".join(lines),
        tuple(figure for told in noted for figure in told.figures),
        tuple(price for told in noted for price in told.prices),
        any(told.stale for told in noted),
    )


def _ahead(one: Comparison, a: Telling, b: Telling) -> str:
    """Which of two is ahead, and by how much."""
    points = rounded(one.points)
    if not points:
        return f"{a.called}与{b.called}不相上下" if a.language == "zh" else f"{a.called} and {b.called} are level"
    ahead, behind = (a, b) if points > 0 else (b, a)
    rows = [a.price(one.a.start), a.price(one.a.end), b.price(one.b.start), b.price(one.b.end)]
    gap = ahead.note(f"{abs(points)}", rows)
    if a.language == "zh":
        return f"{ahead.called}领先{behind.called}{gap}个百分点"
    word = "point" if gap == "1.0" else "points"
    return f"{ahead.called} is {gap} percentage {word} ahead of {behind.called}"


def streak(telling: Telling, one: Streak) -> Told:
    """How many sessions in a row it has risen, or fallen."""
    last = telling.day(one.end.day)
    if one.way is None:
        price = telling.close(one.end)
        if telling.language == "zh":
            return telling.told(f"{telling.called}：{last}收盘{price}，与前一交易日持平，没有连涨或连跌")
        return telling.told(f"{telling.called} is in no run: it closed unchanged at {price} on {last}")
    up, cut = one.way is Way.UP, one.cut
    pct, start, end = telling.signed(one.pct, one.start, one.end), telling.close(one.start), telling.close(one.end)
    if telling.language == "zh":
        least = "至少" if cut else ""
        return telling.told(
            f"{telling.called}{least}已连{'涨' if up else '跌'}{one.sessions}个交易日，截至{last}"
            if one.sessions > 1
            else f"{telling.called}最近一个交易日{'上涨' if up else '下跌'}，{last}，此前没有连{'涨' if up else '跌'}",
            f"{telling.date(one.start.day)}收盘{start} → {telling.date(one.end.day)}收盘{end}：{pct}（不计股息）。",
        )
    if one.sessions == 1:
        head = f"{telling.called} {'rose' if up else 'fell'} in its last session, {last}, but not in the one before"
    else:
        gone, least = "risen" if up else "fallen", "at least " if cut else ""
        head = f"{telling.called} has {gone} {least}{one.sessions} sessions in a row, up to {last}"
    return telling.told(
        head,
        f"From {start} at the close of {telling.date(one.start.day)} to {end}: {pct} as traded.",
    )


def volume(telling: Telling, one: Volume) -> Told:
    """The shares that changed hands in the latest session, against the average."""
    shares = telling.note(f"{one.volume:,}", [telling.price(one.latest)])
    average, day = f"{one.average:,.0f}", telling.day(one.latest.day)
    times = f"{one.times:.1f}" if one.times is not None else ""
    if telling.language == "zh":
        line = f"为此前{one.sessions}个交易日平均成交量（{average}股）的{times}倍。" if times else ""
        return telling.told(f"{telling.called}{day}成交{shares}股", line)
    line = f"That is {times} times the average of the {one.sessions} sessions before ({average})." if times else ""
    return telling.told(f"{telling.called}: {shares} shares changed hands on {day}", line)
