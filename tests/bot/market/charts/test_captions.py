"""The words below a chart."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.charts import Chart, Story, caption
from bot.market.charts.amounts import amount, change_pct, counted, price, signed
from bot.market.charts.captions import LIMIT, cut, units
from bot.market.charts.window import common_day, latecomers, lines_of
from bot.market.model import History, Kind
from tests.bot.market.charts.histories import MONDAY, as_lines, history, weekdays


def chart(*histories: History, marked: Sequence[int] = ()) -> Chart:
    _, lines = as_lines(*histories)
    if len(lines) == 1:
        return Chart(b"", lines, marked=marked)
    whole = lines_of(histories, None, None)
    return Chart(b"", lines, common_day(whole), latecomers(whole), marked)


def story(n: int, title: str = "Alibaba Cloud revenue up 26%") -> Story:
    return Story(n, title, "Reuters", "29 Aug 2025")


def test_one_share_is_told_with_currency_closes_change_time_and_source() -> None:
    assert caption(chart(history([150, 155, "161.2"])), "en") == (
        "Alibaba (9988.HK), HKEX, HK$\n"
        "3 Nov 2025: close HK$150.00 → 5 Nov 2025: close HK$161.20\n"
        "Change: +7.5%\n"
        "As of 24 Nov 2025, 16:20 Hong Kong time. Source: Yahoo Finance"
    )


def test_the_same_in_chinese() -> None:
    assert caption(chart(history([150, 155, "161.2"], name="阿里巴巴")), "zh") == (
        "阿里巴巴 (9988.HK)，HKEX，港元\n"
        "2025年11月3日收盘150.00港元 → 2025年11月5日收盘161.20港元\n"
        "涨跌：+7.5%\n"
        "数据截至2025年11月24日，香港时间16:20。来源：Yahoo Finance"
    )


def test_dividends_are_said_where_they_make_a_difference() -> None:
    paid = chart(history([100, 110], adjusted=[95, 110]))
    assert "Change: +15.8% with dividends reinvested, +10.0% as traded\n" in caption(paid, "en")
    assert "涨跌：+15.8%（股息再投资），按成交价+10.0%\n" in caption(paid, "zh")


def test_an_open_session_is_told_and_its_price_is_no_close() -> None:
    running = chart(history([100, 110], partial=True))
    assert "4 Nov 2025: latest HK$110.00" in caption(running, "en")
    assert "The session was still open: the last point is no close.\n" in caption(running, "en")
    assert "2025年11月4日最新价110.00港元" in caption(running, "zh")
    assert "取数时交易尚未结束，最后一点不是收盘价。\n" in caption(running, "zh")


def test_rows_that_could_not_be_renewed_are_called_stale() -> None:
    assert "Stale: the source could not be asked again.\n" in caption(chart(history([1, 2], stale=True)), "en")
    assert "数据未能更新，可能已过时。\n" in caption(chart(history([1, 2], stale=True)), "zh")


def test_one_session_has_a_price_and_no_change() -> None:
    assert caption(chart(history([150])), "en").splitlines()[1] == "3 Nov 2025: HK$150.00"
    assert "hange" not in caption(chart(history([150])), "en")


def test_a_fund_in_place_of_an_index_is_called_one() -> None:
    fund = history(["4.4", "4.5"], symbol="3033.HK", name="CSOP Hang Seng TECH ETF", proxy_for="HSTECH.HK")
    said = "3033.HK is a fund that follows HSTECH.HK; not the index's level."
    assert said in caption(chart(fund), "en").splitlines()
    assert said in caption(chart(fund, history([1, 2])), "en").splitlines()
    assert "3033.HK是跟踪HSTECH.HK的基金，不是指数本身的点位。" in caption(chart(fund), "zh")


def test_a_period_that_begins_before_the_listing_says_so() -> None:
    young = history([1, 2], start=date(2010, 1, 1), first_day=MONDAY)
    assert "There are no earlier prices.\n" in caption(chart(young), "en")
    assert "earlier" not in caption(chart(history([1, 2])), "en")


def test_a_suspension_is_told() -> None:
    days = weekdays(MONDAY, 30)
    halted = chart(history(range(10, 20), days=[*days[:5], *days[25:]]))
    assert "9988.HK: no prices between 7 Nov 2025 and 8 Dec 2025; the line breaks.\n" in caption(halted, "en")
    assert "9988.HK在2025年11月7日与2025年12月8日之间没有价格，线条中断。\n" in caption(halted, "zh")


def test_several_are_told_with_their_basis_and_currencies() -> None:
    pair = chart(
        history([100, 110]),
        history([80, 90], symbol="BABA", currency="USD", exchange="NYSE", zone="America/New_York", adjusted=[75, 90]),
    )
    assert caption(pair, "en") == (
        "Rebased: the close of 3 Nov 2025, the first session that all have, is 100; dividends reinvested\n"
        "Alibaba (9988.HK): HK$100.00 → HK$110.00 (4 Nov 2025), +10.0%\n"
        "Alibaba (BABA): US$80.00 → US$90.00 (4 Nov 2025), +20.0%\n"
        "Each in its own currency, not converted.\n"
        "As of 24 Nov 2025, 08:20 UTC. Source: Yahoo Finance"
    )
    assert caption(pair, "zh") == (
        "以2025年11月3日收盘为100，即全部都有交易的第一天；股息再投资\n"
        "Alibaba (9988.HK)：100.00港元 → 110.00港元（2025年11月4日），+10.0%\n"
        "Alibaba (BABA)：80.00美元 → 90.00美元（2025年11月4日），+20.0%\n"
        "各以其本身货币计，未作换算。\n"
        "数据截至2025年11月24日，08:20 UTC。来源：Yahoo Finance"
    )


def test_an_index_among_several_is_said_to_have_no_dividends() -> None:
    mixed = chart(history([1, 2]), history([9, 9], symbol="^HSI", name="Hang Seng Index", kind=Kind.INDEX))
    assert "dividends reinvested (but for ^HSI: an index has none)\n" in caption(mixed, "en")
    assert "股息再投资（^HSI除外：指数没有股息）\n" in caption(mixed, "zh")
    assert "own currency" not in caption(mixed, "en")


def test_a_share_that_was_listed_later_is_named() -> None:
    days = weekdays(MONDAY, 20)
    late = chart(history(range(1, 21), days=days), history(range(1, 6), symbol="2015.HK", days=days[15:]))
    assert "No earlier prices of 2015.HK.\n" in caption(late, "en")
    assert "2015.HK没有更早的价格。\n" in caption(late, "zh")


def test_which_of_several_is_unfinished_or_stale_is_said() -> None:
    pair = chart(history([1, 2], partial=True), history([1, 2], symbol="BABA", stale=True))
    assert "the last point is no close (9988.HK).\n" in caption(pair, "en")
    assert "could not be asked again (BABA).\n" in caption(pair, "en")


def test_stories_are_listed_by_the_numbers_in_the_picture() -> None:
    words = caption(chart(history([1, 2]), marked=[1, 2]), "en", [story(2), story(1, "A deal")])
    assert words.endswith(
        "Finance\n\n[1] A deal (Reuters, 29 Aug 2025)\n[2] Alibaba Cloud revenue up 26% (Reuters, 29 Aug 2025)"
    )


def test_stories_that_are_not_in_the_picture_are_counted() -> None:
    partly, stories = chart(history([1, 2]), marked=[2]), [story(1), story(2, "A deal"), story(3)]
    assert caption(partly, "en", stories).endswith("\n\n[2] A deal (Reuters, 29 Aug 2025)\n2 not in the picture")
    assert caption(partly, "zh", stories).endswith("\n2条不在图中")


def test_stories_without_room_are_counted() -> None:
    stories = [story(n, f"Story {n} " + "of many words " * 8) for n in range(1, 13)]
    english = caption(chart(history([1, 2]), marked=range(1, 13)), "en", stories)
    listed = [line for line in english.splitlines() if line.startswith("[")]
    assert 3 <= len(listed) <= 8
    assert english.endswith(f"\nand {12 - len(listed)} more, not listed")
    chinese = caption(chart(history([1, 2]), marked=range(1, 13)), "zh", stories)
    assert chinese.endswith("条未列出")


def test_a_long_title_is_cut_between_words() -> None:
    words = caption(chart(history([1, 2]), marked=[1]), "en", [story(1, "Alibaba " * 40)])
    assert "Alibaba Alibaba… (Reuters, 29 Aug 2025)" in words


def test_a_title_that_cannot_be_cut_is_counted_and_not_broken() -> None:
    words = caption(chart(history([1, 2]), marked=[1]), "en", [story(1, "x" * 300)])
    assert words.endswith("\n\nand 1 more, not listed")


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(
    titles=st.lists(names, max_size=15),
    name=names,
    several=st.integers(1, 8),
    language=st.sampled_from(["en", "zh"]),
    proxy=st.booleans(),
)
def test_no_caption_is_longer_than_telegram_takes(
    titles: list[str], name: str, several: int, language: str, proxy: bool
) -> None:
    days = weekdays(MONDAY, 200)
    days = [*days[:5], *days[30:35], *days[60:65], *days[90:95], *days[130:]]
    drawn = chart(
        *(
            history(
                range(100_000, 100_000 + len(days)),
                name=name,
                symbol=f"{n}00000.HK",
                days=days,
                partial=True,
                stale=True,
                currency="CNY" if n else "HKD",
                proxy_for="HSTECH.HK" if proxy else None,
            )
            for n in range(several)
        ),
        marked=range(len(titles)),
    )
    words = caption(drawn, language, [story(n, title) for n, title in enumerate(titles)])
    assert 0 < units(words) <= LIMIT
    assert units(words) == len(words.encode("utf-16-le")) // 2


@given(st.text(), st.integers(0, 60))
def test_what_is_cut_fits_and_ends_at_a_words_end(text: str, most: int) -> None:
    shorter = cut(text, most)
    assert units(shorter) <= most
    if shorter != text and shorter:
        kept = shorter.removesuffix("…")
        assert text.startswith(kept)
        following = text[len(kept) : len(kept) + 1]
        assert following.isspace() or following in "，。；：、！？,;:" or kept[-1] in "！？"


def test_no_number_is_cut_in_two() -> None:
    assert cut("profit of 1,234,567 yuan", 16) == "profit of…"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("161.1999969", "161.20"),
        ("25000", "25,000.00"),
        ("0.012", "0.012"),
        ("0.0125", "0.0125"),
        ("0.235", "0.235"),
        ("0.5", "0.500"),
        ("1", "1.00"),
    ],
)
def test_prices_carry_the_places_that_are_quoted(value: str, text: str) -> None:
    assert price(Decimal(value)) == text


@pytest.mark.parametrize(
    ("currency", "kind", "english", "chinese"),
    [
        ("HKD", Kind.SHARE, "HK$5.00", "5.00港元"),
        ("CNY", Kind.SHARE, "5.00 yuan", "5.00元人民币"),
        ("HKD", Kind.INDEX, "5.00 points", "5.00点"),
        ("THB", Kind.SHARE, "5.00 THB", "5.00 THB"),
    ],
)
def test_amounts_name_their_currency(currency: str, kind: Kind, english: str, chinese: str) -> None:
    of = history([5], currency=currency, kind=kind)
    assert (amount(Decimal(5), of), amount(Decimal(5), of, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("100", "112.34", "+12.3%"),
        ("100", "96", "-4.0%"),
        ("3", "3", "0.0%"),
        ("1", "151", "+15,000%"),
        ("0", "1", "n/a"),
    ],
)
def test_changes_carry_their_sign(first: str, last: str, text: str) -> None:
    assert signed(change_pct(Decimal(first), Decimal(last))) == text


@pytest.mark.parametrize(
    ("number", "text"), [(50_000_000.0, "50M"), (1_500_000_000.0, "1.5B"), (800.0, "800"), (2e12, "2T"), (2000.0, "2K")]
)
def test_volumes_are_short(number: float, text: str) -> None:
    assert counted(number) == text


def test_a_rate_is_told_as_a_rate_and_not_as_money() -> None:
    rate = chart(
        history(["7.7812", "7.785"], symbol="HKD=X", name="USD/HKD", kind=Kind.RATE, exchange="CCY", zone="UTC")
    )
    assert caption(rate, "en").splitlines()[:2] == [
        "USD/HKD (HKD=X), CCY, Hong Kong dollars for one US dollar",
        "3 Nov 2025: close 7.7812 Hong Kong dollars for one US dollar → "
        "4 Nov 2025: close 7.7850 Hong Kong dollars for one US dollar",
    ]
    assert "2025年11月4日收盘1美元兑7.7850港元" in caption(rate, "zh")
    assert "HK$" not in caption(rate, "en")
    euro = history(["9.1"], symbol="EURHKD=X", name="EUR/HKD", kind=Kind.RATE)
    assert "9.1000 Hong Kong dollars for one EUR" in caption(chart(euro), "en")


def test_what_is_no_rate_of_exchange_is_told_in_its_currency() -> None:
    coin = history(["90000"], symbol="BTC-USD", name="Bitcoin", kind=Kind.RATE, currency="USD")
    assert "US$90,000.00" in caption(chart(coin), "en")
