"""The sentences of captions, in English and Chinese. Pure data: what stands in braces is filled in by ``captions``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences. ``which`` is a list of symbols in brackets, or nothing where there is one line only."""

    comma: str
    listing: str
    single: str
    closed: str
    latest: str
    change: str
    change_both: str
    no_earlier: str
    rebased: str
    no_dividends: str
    summary: str
    late: str
    currencies: str
    proxy: str
    hole: str
    more_holes: str
    partial: str
    stale: str
    source: str
    more: str
    unmarked: str


EN = Phrases(
    comma=", ",
    listing="{name}, {exchange}, {unit}",
    single="{day}: {price}",
    closed="{first_day}: close {first} → {last_day}: close {last}",
    latest="{first_day}: close {first} → {last_day}: latest {last}",
    change="Change: {change}",
    change_both="Change: {change} with dividends reinvested, {traded} as traded",
    no_earlier="There are no earlier prices.",
    rebased="Rebased: the close of {day}, the first session that all have, is 100; dividends reinvested{but}",
    no_dividends=" (but for {symbols}: an index has none)",
    summary="{name}: {first} → {last} ({day}), {change}",
    late="No earlier prices of {symbols}.",
    currencies="Each in its own currency, not converted.",
    proxy="{symbol} is a fund that follows {index}; not the index's level.",
    hole="{symbol}: no prices between {before} and {after}; the line breaks.",
    more_holes="The lines break in {count} more places.",
    partial="The session was still open: the last point is no close{which}.",
    stale="Stale: the source could not be asked again{which}.",
    source="As of {day}, {time}. Source: {sources}",
    more="and {count} more, not listed",
    unmarked="{count} not in the picture",
)

ZH = Phrases(
    comma="、",
    listing="{name}，{exchange}，{unit}",
    single="{day}：{price}",
    closed="{first_day}收盘{first} → {last_day}收盘{last}",
    latest="{first_day}收盘{first} → {last_day}最新价{last}",
    change="涨跌：{change}",
    change_both="涨跌：{change}（股息再投资），按成交价{traded}",
    no_earlier="此前没有价格数据。",
    rebased="以{day}收盘为100，即全部都有交易的第一天；股息再投资{but}",
    no_dividends="（{symbols}除外：指数没有股息）",
    summary="{name}：{first} → {last}（{day}），{change}",
    late="{symbols}没有更早的价格。",
    currencies="各以其本身货币计，未作换算。",
    proxy="{symbol}是跟踪{index}的基金，不是指数本身的点位。",
    hole="{symbol}在{before}与{after}之间没有价格，线条中断。",
    more_holes="线条另有{count}处中断。",
    partial="取数时交易尚未结束，最后一点不是收盘价{which}。",
    stale="数据未能更新，可能已过时{which}。",
    source="数据截至{day}，{time}。来源：{sources}",
    more="另有{count}条未列出",
    unmarked="{count}条不在图中",
)
