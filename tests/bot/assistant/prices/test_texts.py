"""What stands in answers on prices, word for word, in both languages; and that every figure is what it says."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bot.assistant.prices import lines, peaks
from bot.assistant.prices.telling import Telling, subject_of
from bot.assistant.prices.telling import Told as Paragraph
from bot.market.arithmetic.changes import change
from bot.market.arithmetic.closes import close_on
from bot.market.arithmetic.extremes import extremes
from bot.market.arithmetic.falls import drawdown, from_high
from bot.market.arithmetic.moves import best_and_worst
from bot.market.arithmetic.records import highest_since, lowest_since
from bot.market.arithmetic.rows import Way
from bot.market.arithmetic.runs import streak
from bot.market.errors import MarketError
from bot.market.model import History, Row
from tests.bot.assistant.prices.desk import NOW, Told, answer
from tests.bot.market.histories import histories


def row(day: str, close: str, adjusted: str = "", *, volume: int = 900_000, partial: bool = False, **more: str) -> Row:
    prices = {name: Decimal(price) for name, price in more.items()}
    return Row(
        date.fromisoformat(day), Decimal(close), Decimal(adjusted or close), volume=volume, partial=partial, **prices
    )


@pytest.fixture
def told() -> Told:
    told = Told()
    told.has(
        "0700.HK",
        [
            row("2025-12-31", "600.00", "590.00"),
            row("2026-01-15", "640.00", "629.30", high="650.00", low="636.00"),
            row("2026-03-17", "560.00", "552.00"),
            row("2026-05-20", "610.00"),
            row("2026-06-30", "650.00", high="655.00", low="640.00"),
            row("2026-11-19", "598.00"),
            row("2026-11-20", "601.00", open="600.00", high="606.00", low="595.00"),
            row("2026-11-23", "612.50", open="604.00", high="615.00", low="604.00"),
            row("2026-11-24", "628.00", high="630.00", low="612.00", volume=1_800_000),
        ],
    )
    told.has("3690.HK", [row("2025-12-31", "100.00"), row("2026-11-23", "92.00"), row("2026-11-24", "92.00")])
    told.has("9618.HK", [row("2026-11-23", "118.50"), row("2026-11-24", "117.20", partial=True)])
    return told


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "what did Tencent close at on Sunday",
            "Tencent (0700.HK) closed at HK$601.00 on Friday 20 November, up 0.5% on the day\n"
            "There was no session on Sunday 22 November (the weekend); this is the last one before it.",
        ),
        (
            "腾讯周日收盘价",
            "腾讯（0700.HK）：11月20日（周五）收盘601.00港元，上涨0.5%\n11月22日没有交易（周末），以上是此前最后一个交易日的数据。",
        ),
        (
            "what did JD close at today in Hong Kong",
            "JD.com (9618.HK): HK$117.20 on Tuesday 24 November, before the close\n"
            "The last close was HK$118.50 on Monday 23 November.",
        ),
        (
            "京东港股今天收盘价",
            "京东（9618.HK）：11月24日（周二）收盘前117.20港元\n上一收盘价：118.50港元，11月23日（周一）。",
        ),
        ("Tencent high yesterday", "Tencent (0700.HK), high of Monday 23 November: HK$615.00"),
        ("腾讯昨天开盘价", "腾讯（0700.HK）11月23日（周一）开盘价：604.00港元"),
        (
            "how much has Tencent risen this year",
            "Tencent (0700.HK) is up 6.4% from the close of 31 December 2025 to that of 24 November\n"
            "HK$600.00 → HK$628.00: 628.00 ÷ 590.00 − 1 = +6.4% with dividends counted in; "
            "as traded, 628.00 ÷ 600.00 − 1 = +4.7%.",
        ),
        (
            "腾讯今年涨了多少",
            "腾讯（0700.HK）上涨6.4%：2025年12月31日收盘至11月24日收盘\n600.00港元 → 628.00港元。"
            "计入股息：628.00 ÷ 590.00 − 1 = +6.4%；不计股息：628.00 ÷ 600.00 − 1 = +4.7%。",
        ),
        (
            "Tencent highest close this year",
            "Tencent (0700.HK), highest close from 15 January to 24 November: HK$650.00 on 30 June\n"
            "During the day: HK$655.00 on 30 June.",
        ),
        (
            "腾讯今年最高价",
            "腾讯（0700.HK）1月15日至11月24日最高收盘价：650.00港元，6月30日\n盘中最高：655.00港元，6月30日。",
        ),
        (
            "is Tencent at its highest since June",
            "No: there has been a higher close since 1 June.\n"
            "Tencent (0700.HK): the close of 24 November, HK$628.00, is the highest since 30 June (HK$650.00), "
            "dividends counted in\nThe highest since then: HK$650.00 on 30 June.",
        ),
        (
            "腾讯是不是7月以来最高",
            "是，7月1日以来没有更高的收盘价。\n"
            "腾讯（0700.HK）11月24日收盘628.00港元，为6月30日（收盘650.00港元）以来最高（计入股息）",
        ),
        (
            "is Tencent at its lowest",
            "Tencent (0700.HK) is at no new low: it closed at HK$628.00 on 24 November; "
            "the close before was lower, HK$612.50",
        ),
        (
            "how far is Tencent below its high",
            "Tencent (0700.HK) is 3.4% below its highest close of 52 weeks, dividends counted in\n"
            "HK$628.00 on 24 November; the highest was HK$650.00 on 30 June.\n"
            "Deepest fall of the period: -12.3%, from HK$640.00 on 15 January to HK$560.00 on 17 March, "
            "made good by 30 June.",
        ),
        (
            "腾讯最大回撤",
            "腾讯（0700.HK）：最大回撤-12.3%：1月15日640.00港元 → 3月17日560.00港元，6月30日收复。",
        ),
        (
            "how many days in a row has Tencent risen",
            "Tencent (0700.HK) has risen 3 sessions in a row, up to Tuesday 24 November\n"
            "From HK$598.00 at the close of 19 November to HK$628.00: +5.0% as traded.",
        ),
        (
            "腾讯连涨几天了",
            "腾讯（0700.HK）已连涨3个交易日，截至11月24日（周二）\n"
            "11月19日收盘598.00港元 → 11月24日收盘628.00港元：+5.0%（不计股息）。",
        ),
        ("美团连跌几天", "美团（3690.HK）：11月24日（周二）收盘92.00港元，与前一交易日持平，没有连涨或连跌"),
        (
            "best and worst day of Tencent this year",
            "Tencent (0700.HK), from 1 January to 24 November: best session +10.5% on 20 May, HK$560.00 → HK$610.00.\n"
            "Worst session -12.3% on 17 March, HK$640.00 → HK$560.00.",
        ),
        (
            "腾讯今年最大单日跌幅",
            "腾讯（0700.HK）1月1日至11月24日：最大单日跌幅-12.3%：3月17日，640.00港元 → 560.00港元。",
        ),
        (
            "trading volume of Tencent today",
            "Tencent (0700.HK): 1,800,000 shares changed hands on Tuesday 24 November\n"
            "That is 2.0 times the average of the 3 sessions before (900,000).",
        ),
    ],
)
def test_an_answer_reads_so(told: Told, tmp_path: Path, question: str, text: str) -> None:
    found = answer(told, tmp_path, question).text
    assert found.rpartition("\n\n")[0] == text


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Tencent price", "Prices: Yahoo Finance."),
        ("Tencent close yesterday", "Prices: Yahoo Finance; as traded."),
        ("Tencent ytd", "Prices: Yahoo Finance; changes count dividends in."),
        ("腾讯昨天收盘价", "价格来源：雅虎财经；为实际成交价，未计股息。"),
        ("腾讯今年涨了多少", "价格来源：雅虎财经；涨跌计入股息。"),
    ],
)
def test_the_last_line_names_the_source_and_the_basis(told: Told, tmp_path: Path, question: str, line: str) -> None:
    assert answer(told, tmp_path, question).text.splitlines()[-1] == line


# -- of any history ---------------------------------------------------------------------------------------------------

_DIVISION = re.compile(r"([\d,.]+) ÷ ([\d,.]+) − 1 = ([+-]?[\d,.]+)%")


def paragraphs(history: History, language: str) -> list[Paragraph]:
    """All that can be told of a history."""
    first, last = history.rows[0].day, history.rows[-1].day
    found = []

    def told(tell: object) -> None:
        with suppress(MarketError):
            found.append(tell(Telling(subject_of("Baidu", history), language, NOW)))  # type: ignore[operator]

    told(lambda telling: lines.close(telling, close_on(history, last, last), ""))
    told(lambda telling: lines.change(telling, change(history, first, last, last)))
    told(lambda telling: peaks.extreme(telling, extremes(history, first, last), Way.UP))
    told(lambda telling: peaks.extreme(telling, extremes(history, first, last), Way.DOWN))
    told(lambda telling: peaks.since(telling, highest_since(history), history.rows[-2], first, None))
    told(lambda telling: peaks.since(telling, lowest_since(history), history.rows[-2], None, None))
    told(lambda telling: peaks.below_high(telling, from_high(history, last), drawdown(history, first, last)))
    told(lambda telling: lines.streak(telling, streak(history)))
    told(lambda telling: peaks.best_and_worst(telling, best_and_worst(history, first, last), (Way.UP, Way.DOWN)))
    return found


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(histories(min_size=2))
def test_every_figure_stands_in_the_text_and_every_division_is_right(history: History) -> None:
    assume(all(one.adjusted > 0 for one in history.rows))
    for language in ("en", "zh"):
        for told in paragraphs(history, language):
            assert told.text.strip()
            assert "None" not in told.text
            assert "{" not in told.text
            assert ".." not in told.text.replace("...", "")
            for figure in told.figures:
                assert figure.text in told.text
                assert set(figure.prices) <= set(told.prices)
            for end, start, pct in _DIVISION.findall(told.text):
                close = [Decimal(one.replace(",", "")) for one in (end, start, pct)]
                assert abs((close[0] / close[1] - 1) * 100 - close[2]) <= Decimal("0.05")
