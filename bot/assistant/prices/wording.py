"""What is said around prices: why there are none, what stands for what, how an exchange stands. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.assistant.prices.days import Problem
from bot.market.arithmetic.rows import Basis
from bot.market.errors import MarketError, RateLimited, TimedOut, Unavailable, Unreached
from bot.market.model import History, Quote, Session, Unrenewed
from bot.market.session_words import clock_words, day_words, place_words, stale_words, state_words, why_words
from bot.market.sessions import Closure
from bot.market.words import source_name, unrenewed
from bot.period_words import day as plain_day


def from_the_news(language: str) -> str:
    """What stands above that which articles say, where the market has no price."""
    if language == "zh":
        return "以下是新闻报道中的说法，并非行情数据："
    return "What articles say, which is no price of the market's:"


def source_line(sources: Sequence[str], basis: Basis | None, language: str) -> str:
    """Where prices come from, and on which closes the answer is reckoned."""
    if language == "zh":
        named = "、".join(source_name(source, language) for source in sources)
        bases = {Basis.AS_TRADED: "；为实际成交价，未计股息", Basis.ADJUSTED: "；涨跌计入股息", None: ""}
        return f"价格来源：{named}{bases[basis]}。"
    bases = {Basis.AS_TRADED: "; as traded", Basis.ADJUSTED: "; changes count dividends in", None: ""}
    return f"Prices: {', '.join(sources)}{bases[basis]}."


def not_listed(name: str, language: str) -> str:
    """That a company's shares are traded nowhere."""
    if language == "zh":
        return f"{name}没有上市，因此没有股价。"
    return f"{name} is not listed on an exchange, so there is no share price."


def problem(which: Problem, first: date | None, last: date | None, today: date, language: str) -> str:
    """Why the days of a question cannot be answered for."""
    chinese = language == "zh"
    if which is Problem.REVERSED and first and last:
        begin, end = day_words(first, today, language), day_words(last, today, language)
        if chinese:
            return f"这段时间的起点（{begin}）晚于终点（{end}）。请把两个日期调换过来再问。"
        return f"The period begins on {begin}, after its end on {end}. Please ask again with the two days exchanged."
    if which is Problem.FUTURE:
        day = day_words(first, today, language) if first else ""
        if chinese:
            return f"{day or '那一天'}还没有到，没有价格，我也不作预测。"
        return f"{day or 'That day'} is yet to come: there is no price, and I make no forecasts."
    if chinese:
        return "请一次只问一段时间。"
    return "Please ask about one period at a time."


def no_such_day(said: str, language: str) -> str:
    """That a day does not exist; ``said`` is what it was called."""
    if language == "zh":
        return f"日历上没有“{said}”，这一天并不存在。请换一个日期再问。"
    return f"The calendar has no “{said}”: that day does not exist. Please ask again with one that does."


def listed_later(called: str, day: str, language: str) -> str:
    """That a period had begun before there were prices."""
    if language == "zh":
        return f"{called}的价格始于{day}，此前没有数据。"
    return f"Prices of {called} begin on {day}, within the period."


def proxy_note(index: str, proxy: str, language: str) -> str:
    """That a fund stands for an index's changes."""
    if language == "zh":
        return f"雅虎财经只有{index}最近几天的数据；这里用跟踪该指数的基金{proxy}代表其涨跌，不代表其点位。"
    return (
        f"Yahoo Finance has only a few days of the {index}; {proxy}, a fund that follows it, stands for its changes "
        "here, never for its level."
    )


def outage(error: MarketError, at: datetime, language: str, *, kept: bool, several: bool) -> str:
    """Why the source gave nothing, when, what to do, and whether an earlier price follows.

    A source that limits how often it may be asked says until when elsewhere.
    """
    en, zh = _FAILED[type(error)] if type(error) in _FAILED else _FAILED[Unavailable]
    clock, on = f"{at.astimezone(UTC):%H:%M} UTC", plain_day(at.astimezone(UTC).date(), language)
    limited = isinstance(error, RateLimited)
    if language == "zh":
        what = "" if limited else f"{on}{clock}查询时{zh}，请过一两分钟再问。"
        return f"{what}{'手头最近的价格如下：' if kept else '手头没有此前的价格。'}"
    what = "" if limited else f"The source {en} at {clock} on {on}; please ask again in a minute or two. "
    none = f"I keep no earlier price of {'them' if several else 'it'}."
    return f"{what}{'The last price I have:' if kept else none}"


_FAILED: Mapping[type[MarketError], tuple[str, str]] = {
    TimedOut: ("did not answer in time", "没有及时得到答复"),
    Unreached: ("could not be reached", "无法连接"),
    Unavailable: ("gave no answer that could be used", "没有得到可用的答复"),
}


def old_price(quote: Quote, now: datetime, session: Session, language: str) -> str:
    """A sentence on a quote that is older than it should be."""
    return stale_words(quote.at, session, now, language, quote.unrenewed, quote.source)


def old_rows(history: History, now: datetime, language: str) -> str:
    """A sentence on a history that could not be renewed."""
    zone = ZoneInfo(history.zone)
    at = history.fetched_at.astimezone(zone)
    day = day_words(at.date(), now.astimezone(zone).date(), language)
    clock = clock_words(history.zone, language)
    why = unrenewed(history.unrenewed or Unrenewed.UNUSABLE, language, history.source)
    if language == "zh":
        return f"以上数据取自{day}{clock}{at:%H:%M}，未能更新：{why}。"
    return f"These prices were read at {at:%H:%M} {clock} on {day} and could not be renewed: {why}."


def exchange_state(session: Session, now: datetime, language: str) -> str:
    """How an exchange stands now, in a sentence."""
    place, state = place_words(session.zone, language), state_words(session, now, language)
    return f"{place}：{state}。" if language == "zh" else f"{place} is {state}."


def exchange_day(
    zone: str, day: date, hours: tuple[datetime, datetime] | None, closure: Closure | None, today: date, language: str
) -> str:
    """Whether an exchange trades on a day, from when to when, or why not."""
    place, named = place_words(zone, language), day_words(day, today, language)
    if hours is None:
        why = why_words(closure, language) if closure else ""
        if language == "zh":
            return f"{place}：{named}休市{f'（{why}）' if why else ''}。"
        return f"{place}: no session on {named}{f' ({why})' if why else ''}."
    opens, closes = (at.astimezone(ZoneInfo(zone)) for at in hours)
    clock = clock_words(zone, language)
    if language == "zh":
        return f"{place}：{named}交易，{clock}{opens:%H:%M}开市，{closes:%H:%M}收市。"
    return f"{place}: a session on {named}, from {opens:%H:%M} to {closes:%H:%M} {clock}."


def hours_unknown(zone: str, day: date, today: date, language: str) -> str:
    """That it is not yet announced whether an exchange trades on a day."""
    place, named = place_words(zone, language), day_words(day, today, language)
    if language == "zh":
        return f"{place}：{named}是否交易尚未公布。"
    return f"{place}: it is not known yet whether it trades on {named}."


def percentage_of(currency: str, language: str) -> str:
    """That a percentage was asked for in a currency; ``currency`` is that of the prices behind it."""
    if language == "zh":
        return f"百分比没有币种：以上按{currency}价格计算，未计汇率变动。"
    return f"A percentage has no currency: it is that of the price in {currency}, without changes of exchange rates."


def not_converted(currency: str, language: str) -> str:
    """That prices are in their own currency though another was asked for."""
    if language == "zh":
        return f"以上价格为{currency}，未作换算。"
    return f"These prices are in {currency}; they are not converted."


def points_alone(language: str) -> str:
    """That an index was asked for in a currency."""
    return "指数以点位计，没有币种。" if language == "zh" else "An index is counted in points, which have no currency."


def mixed_currencies(names: Sequence[str], language: str) -> str:
    """That changes are in different currencies and were not converted."""
    if language == "zh":
        return f"各按本身货币（{'、'.join(names)}）计算，未作换算。"
    return f"Each in its own currency ({', '.join(names)}); nothing is converted."
