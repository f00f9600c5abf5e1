"""A correction in words, in English and Chinese, with the prices that it stands on. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.assistant.corrections.judging import Refuted
from bot.assistant.prices.telling import Telling, Told, subject_of
from bot.market.arithmetic.changes import Change
from bot.market.arithmetic.moves import DayMove
from bot.market.arithmetic.records import MoveSince, Since
from bot.market.arithmetic.rows import Basis, Way, place
from bot.market.arithmetic.runs import Streak
from bot.market.claims import Claim, Measure
from bot.market.claims.claim import Result
from bot.market.model import History, Row
from bot.period_words import day as in_words


def correction(refuted: Sequence[Refuted], numbers: Sequence[int], language: str, now: datetime) -> Told:
    """What the article says and what its listings' prices show instead; ``numbers`` are the citations that say so."""
    said = refuted[0].said
    tellings = [_telling(one, language, now) for one in refuted]
    shown = [_listing(telling, one) for telling, one in zip(tellings, refuted, strict=True)]
    references = "".join(f"[{number}]" for number in numbers)
    if language == "zh":
        text = f"报道称{said.security.zh}“{said.claim.text}”{references}；{'；'.join(shown)}。"
    else:
        text = f"The article says “{said.claim.text}” of {said.security.en} {references}; {'; '.join(shown)}."
    told = [telling.told() for telling in tellings]
    return Told(
        text,
        tuple(dict.fromkeys(figure for one in told for figure in one.figures)),
        tuple(dict.fromkeys(price for one in told for price in one.prices)),
        any(one.stale for one in told),
    )


def _telling(one: Refuted, language: str, now: datetime) -> Telling:
    security = one.said.security
    return Telling(subject_of(security.zh if language == "zh" else security.en, one.history), language, now)


def _listing(telling: Telling, one: Refuted) -> str:
    """What one listing's prices show, and, where that is the reason, of which prices the claim is true."""
    actual = one.verdict.actual
    text = _shown(telling, one.said.claim, actual, one.history)
    if one.otherwise and one.otherwise.actual:
        text += _true_of(telling, one.said.claim, one.otherwise.actual)
    return text


def _shown(telling: Telling, claim: Claim, actual: Result | None, history: History) -> str:
    if isinstance(actual, Since):
        return _since(telling, actual, history)
    if isinstance(actual, MoveSince):
        return _move_since(telling, actual)
    if isinstance(actual, Change):
        return _change(telling, actual)
    if isinstance(actual, Streak):
        return _streak(telling, actual)
    return _day(telling, claim, actual) if isinstance(actual, DayMove) else ""


def _since(telling: Telling, one: Since, history: History) -> str:
    up, chinese = one.way is Way.UP, telling.language == "zh"
    earlier = one.earlier_as_traded or one.earlier
    if earlier is None:  # what is highest of all is refuted by nothing
        return ""
    price, before = _price(telling, one, one.row), _price(telling, one, earlier)
    day, then = _on(telling, one.row), _on(telling, earlier)
    symbol = telling.subject.symbol
    none = history.rows[place(history.rows, one.row.day) - 1] is earlier
    if chinese:
        by = f"按{'盘中价格' if one.intraday else '收盘价'}（{symbol}，{day}{price}）"
        if none:
            return f"{by}，不是新{'高' if up else '低'}：前一交易日{then}为{before}"
        name = "最高" if up else "最低"
        other = f"，计入股息则为{_on(telling, one.earlier)}以来{name}" if one.differs and one.earlier else ""
        return f"{by}，为{then}（{before}）以来{name}{other}"
    by = f"by its {'prices within the session' if one.intraday else 'closes'} ({symbol}, {price} on {day})"
    if none:
        return f"{by} it was no {'high' if up else 'low'}: the one before was {before} on {then}"
    text = f"{by} it was the {'highest' if up else 'lowest'} since {then} ({before})"
    other = f", with dividends counted in since {_on(telling, one.earlier)}" if one.differs and one.earlier else ""
    return text + other


def _price(telling: Telling, one: Since, row: Row) -> str:
    """The price of a session that is compared: its close, its high or its low."""
    if not one.intraday:
        return telling.close(row)
    what, value = ("high", row.high) if one.way is Way.UP else ("low", row.low)
    return telling.value(what, value, row) if value is not None else telling.close(row)


def _move_since(telling: Telling, one: MoveSince) -> str:
    move, earlier = one.move, one.earlier_as_traded or one.earlier
    pct, day, symbol = _moved(telling, move), _on(telling, move.row), telling.subject.symbol
    up, chinese = one.way is Way.UP, telling.language == "zh"
    text = f"按收盘价（{symbol}），{day}{pct}" if chinese else f"by its closes ({symbol}) it was {pct} on {day}"
    if earlier is None or (move.pct > 0) is not up:
        return text
    then, size = _on(telling, earlier.row), _moved(telling, earlier)
    if chinese:
        return f"{text}，上一次更大{'涨' if up else '跌'}幅在{then}（{size}）"
    return f"{text}, and the last larger {'rise' if up else 'fall'} was that of {then} ({size})"


def _moved(telling: Telling, one: DayMove) -> str:
    return telling.moved(one.pct_as_traded, one.before, one.row)


def _change(telling: Telling, one: Change) -> str:
    pct = telling.moved(one.pct_as_traded, one.start, one.end)
    start, end, symbol = telling.close(one.start), telling.close(one.end), telling.subject.symbol
    first, last = _on(telling, one.start), _on(telling, one.end)
    adjusted = telling.moved(one.on(Basis.ADJUSTED), one.start, one.end) if one.differs else ""
    if telling.language == "zh":
        also = f"，计入股息则{adjusted}" if adjusted else ""
        return f"按收盘价（{symbol}），{first}（{start}）至{last}（{end}）{pct}{also}"
    also = f", with dividends counted in {adjusted}" if adjusted else ""
    return f"by its closes ({symbol}) it was {pct} from {first} ({start}) to {last} ({end}){also}"


def _streak(telling: Telling, one: Streak) -> str:
    day, symbol, up = _on(telling, one.end), telling.subject.symbol, one.way is Way.UP
    price = telling.close(one.end)
    if telling.language == "zh":
        run = "持平" if one.way is None else f"为连续第{one.sessions}个交易日{'上涨' if up else '下跌'}"
        return f"按收盘价（{symbol}，{price}），{day}{run}"
    if one.way is None:
        return f"by its closes ({symbol}, {price}) it was unchanged on {day}"
    run = "session" if one.sessions == 1 else "sessions in a row"
    return f"by its closes ({symbol}, {price}) it had {'risen' if up else 'fallen'} {one.sessions} {run} by {day}"


def _day(telling: Telling, claim: Claim, one: DayMove) -> str:
    day, symbol = _on(telling, one.row), telling.subject.symbol
    before = telling.close(one.before)
    if claim.measure in {Measure.INTRADAY, Measure.PEAK} and (furthest := _furthest(telling, claim, one)):
        if telling.language == "zh":
            return f"按盘中价格（{symbol}），{day}最远至{furthest}（前收盘{before}）"
        return f"by its prices within the session ({symbol}) it went as far as {furthest} on {day}, from {before}"
    price, pct = telling.close(one.row), _moved(telling, one)
    if telling.language == "zh":
        return f"按收盘价（{symbol}），{day}{pct}，由{before}至{price}"
    return f"by its closes ({symbol}) it was {pct} on {day}, from {before} to {price}"


def _furthest(telling: Telling, claim: Claim, one: DayMove) -> str:
    """How far a price went within a session, with the change that this is from the close before."""
    what, value = ("high", one.row.high) if claim.way is Way.UP else ("low", one.row.low)
    if value is None:
        return ""
    price = telling.value(what, value, one.row)
    pct = telling.moved((value / one.before.close - 1) * 100, one.before, one.row)
    return f"{price}（{pct}）" if telling.language == "zh" else f"{price} ({pct})"


def _true_of(telling: Telling, claim: Claim, actual: Result) -> str:
    """That a claim is true of prices within the session and not of the close, or the other way round."""
    within = claim.measure is Measure.CLOSE
    price = ""
    if isinstance(actual, Since):
        price = _price(telling, actual, actual.row)
    elif isinstance(actual, DayMove):
        price = (_furthest(telling, claim, actual) if within else "") or telling.close(actual.row)
    if telling.language == "zh":
        return (
            f"；这一说法符合{'盘中价格' if within else '收盘价'}（{price}），不符合{'收盘价' if within else '盘中价格'}"
        )
    of, but_not = ("prices within the session", "the close") if within else ("the close", "prices within the session")
    return f"; what it says is true of {of} ({price}), not of {but_not}"


def _on(telling: Telling, row: Row) -> str:
    return in_words(row.day, telling.language)
