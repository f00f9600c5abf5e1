"""The desk as tools that a model can call: thin, and answering in words whatever happens."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from langchain.tools import ToolRuntime, tool
from langchain_core.tools import BaseTool

from bot.assistant.agent.desk import Desk
from bot.assistant.agent.notebook import Notebook
from bot.period_words import day

Runtime = ToolRuntime[Notebook, object]
Names = Annotated[list[str], "Companies, indices or tickers: Alibaba, 0700.HK, Hang Seng Tech Index."]
_MOST_NAMES = 6
_NO_DAY = "{name} is not a day such as 2025-08-29: leave it out or mend it."


def make_tools(desk: Desk) -> list[BaseTool]:
    """The tools over a desk; each writes into the notebook of the turn that it is called in."""

    @tool
    async def search_news(
        query: Annotated[str, "What to look for, in English or Chinese: company, matter, period."],
        runtime: Runtime,
        since: Annotated[str, "First day of publication, YYYY-MM-DD. Empty: any."] = "",
        until: Annotated[str, "Last day of publication, YYYY-MM-DD. Empty: any."] = "",
        source: Annotated[str, "Part of a publisher's name. Empty: any."] = "",
    ) -> str:
        """Search the news that was read, and get numbered passages, best first."""
        try:
            first, last = _day(since), _day(until)
        except ValueError:
            return _NO_DAY.format(name="since or until")
        return await desk.search_news(runtime.context, query, first, last, source)

    @tool
    async def read_article(number: Annotated[int, "The number of one of its passages."], runtime: Runtime) -> str:
        """Read the whole article that a passage is from."""
        return await desk.read_article(runtime.context, number)

    @tool
    async def quotes(names: Names, runtime: Runtime) -> str:
        """Get the latest price of each listing, with its day's change, currency, time and session."""
        return await desk.look_up_prices(runtime.context, f"{_listed(names)} price")

    @tool
    async def price_change(
        name: Annotated[str, "A company, an index or a ticker."],
        runtime: Runtime,
        start: Annotated[str, "The day it counts from, YYYY-MM-DD."],
        end: Annotated[str, "The last day, YYYY-MM-DD. Empty: until now."] = "",
    ) -> str:
        """Get the closes on two days and the change between them, dividends reckoned in."""
        return await _over_days(desk, runtime.context, [name], start, end)

    @tool
    async def compare_prices(
        names: Names,
        runtime: Runtime,
        start: Annotated[str, "The day it counts from, YYYY-MM-DD."],
        end: Annotated[str, "The last day, YYYY-MM-DD. Empty: until now."] = "",
    ) -> str:
        """Compare how several moved over the same days."""
        return await _over_days(desk, runtime.context, names[:_MOST_NAMES], start, end)

    @tool
    async def exchange_calendar(
        exchange: Annotated[Literal["Hong Kong", "New York"], "Which exchange."],
        runtime: Runtime,
        on: Annotated[str, "The day, YYYY-MM-DD. Empty: now."] = "",
    ) -> str:
        """See whether an exchange trades on a day, its hours, and the holiday if it does not."""
        try:
            asked = _day(on)
        except ValueError:
            return _NO_DAY.format(name="on")
        when = f"on {day(asked, 'en')}" if asked else "now"
        return await desk.look_up_prices(runtime.context, f"is the {exchange} exchange open {when}?")

    @tool
    async def price_facts(
        question: Annotated[
            str,
            "One plain question on one share: 'JD close on 3 October 2025', 'Baidu 52-week high', 'highest close of "
            "Tencent since 2021', 'how far is Meituan below its high', 'Alibaba losing streak', 'Xiaomi volume'.",
        ],
        runtime: Runtime,
    ) -> str:
        """Get a close, high, low, record, fall from a high, streak or volume, reckoned from daily prices."""
        return await desk.look_up_prices(runtime.context, question)

    return [search_news, read_article, quotes, price_change, compare_prices, exchange_calendar, price_facts]


async def _over_days(desk: Desk, book: Notebook, names: Sequence[str], start: str, end: str) -> str:
    try:
        first, last = _day(start), _day(end)
    except ValueError:
        return _NO_DAY.format(name="start or end")
    if first is None:
        return "Say from which day: start is missing."
    span = f"from {day(first, 'en')} to {day(last, 'en')}" if last else f"since {day(first, 'en')}"
    # A name and days alone might ask for anything; two names are compared by what they cost.
    of = " vs ".join(names) if len(names) > 1 else f"{''.join(names)} price"
    return await desk.look_up_prices(book, f"{of} {span}")


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names[:_MOST_NAMES])


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None
