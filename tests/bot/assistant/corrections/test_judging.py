"""An article is called wrong only where no listing, session, way of counting or rounding bears it out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.corrections.judging import EVER, Judgement, judge, reach
from bot.assistant.corrections.said import Said, said
from bot.assistant.corrections.wording import correction
from bot.market.claims import check
from bot.market.model import History, Row
from bot.market.symbols import symbols
from tests.bot.assistant.corrections.answers import citation
from tests.bot.market.histories import closes, histories, history, row

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CLOSES = (
    ("2019-02-01", "170"), ("2021-03-23", "252"), ("2023-09-12", "139"), ("2025-12-31", "100"), ("2026-11-17", "121"),
    ("2026-11-18", "120"), ("2026-11-19", "124"), ("2026-11-20", "130.20"),
)  # fmt: skip
HONG_KONG = history(closes(*CLOSES), first_day=date(2019, 2, 1))
NEW_YORK = replace(
    history(closes(*CLOSES), first_day=date(2019, 2, 1), symbol="BIDU", currency="USD"), zone="America/New_York"
)


def one(text: str) -> Said:
    (found,) = said([citation(text)], symbols())
    return found


def judged(text: str, hong_kong: History = HONG_KONG, new_york: History = NEW_YORK) -> Judgement:
    return judge(one(text), {"9888.HK": hong_kong, "BIDU": new_york})


def told(text: str, language: str = "en", rows: Sequence[Row] | None = None) -> str:
    hong_kong = replace(HONG_KONG, rows=rows) if rows else HONG_KONG
    judgement = judge(one(text), {"9888.HK": hong_kong})
    assert judgement.refuted
    return correction(judgement.refuted, [1], language, NOW).text


def test_highest_since_2021_is_corrected_to_the_day_of_the_last_higher_close() -> None:
    assert told("Baidu (9888.HK) closed at its highest since 2021.") == (
        "The article says “highest since 2021” of Baidu [1]; by its closes (9888.HK, HK$130.20 on 20 November 2026) it "
        "was the highest since 12 September 2023 (HK$139)."
    )
    assert told("百度（9888.HK）股价收盘创2021年以来新高。", "zh") == (
        "报道称百度“2021年以来新高”[1]；按收盘价（9888.HK，2026年11月20日130.20港元），为2023年9月12日（139港元）以来最高。"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baidu (9888.HK) closed at a record high.", "it was the highest since 12 September 2023 (HK$139)."),
        (
            "Baidu (9888.HK) shares are up 40% this year.",
            "it was up 30.2% from 31 December 2025 (HK$100) to 20 November 2026 (HK$130.20).",
        ),
        (
            "Baidu (9888.HK) shares closed up 8% on Friday.",
            "it was up 5.0% on 20 November 2026, from HK$124 to HK$130.20.",
        ),
        (
            "Baidu (9888.HK) shares closed up on Friday for a fourth straight day.",
            "by its closes (9888.HK, HK$130.20) it had risen 2 sessions in a row by 20 November 2026.",
        ),
        (
            "Baidu (9888.HK) shares had their worst day since 2023.",
            "by its closes (9888.HK) it was up 5.0% on 20 November 2026.",
        ),
        (
            "Baidu (9888.HK) shares had their best day on record.",
            "and the last larger rise was that of 17 November 2026 (up 21.0%).",
        ),
    ],
)
def test_each_kind_of_claim_is_corrected_with_its_prices(text: str, expected: str) -> None:
    assert told(text).endswith(expected)


def test_what_is_true_within_the_session_and_not_of_the_close_is_said_to_be_so() -> None:
    rows = [
        row("2021-03-23", "252", high="255", low="250"),
        row("2023-09-12", "139", high="139.50", low="130"),
        row("2026-11-19", "124", high="125", low="120"),
        row("2026-11-20", "130.20", high="141", low="124"),
    ]
    assert told("Baidu (9888.HK) closed at its highest since 2021.", rows=rows).endswith(
        "it was the highest since 12 September 2023 (HK$139); what it says is true of prices within the session "
        "(HK$141), not of the close."
    )
    assert told("百度（9888.HK）股价周五收盘上涨13%。", "zh", rows).endswith(
        "；这一说法符合盘中价格（141港元（上涨13.7%）），不符合收盘价。"
    )
    assert told("Baidu (9888.HK) shares rose as much as 20% on Friday.", rows=rows).endswith(
        "by its prices within the session (9888.HK) it went as far as HK$141 (up 13.7%) on 20 November 2026, from "
        "HK$124."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Baidu (9888.HK) closed at its highest since 2023.",
        "Baidu (9888.HK) closed at its highest since September 2023.",
        "Baidu (9888.HK) closed at its highest since 10 September 2023.",
        "Baidu (9888.HK) closed at its highest in three years.",
        "Baidu (9888.HK) closed at its highest since 2025.",
        "Baidu (9888.HK) shares are up 30% this year.",
        "Baidu (9888.HK) shares are up 31% this year.",
        "Baidu (9888.HK) shares are up about 31% this year.",
        "Baidu (9888.HK) shares closed up 5% on Friday.",
        "Baidu (9888.HK) shares closed up 3%.",
        "Baidu (9888.HK) shares gave up 5% on Friday.",
        "Baidu (9888.HK) shares closed down 5% on Friday.",
        "Baidu (9888.HK) shares closed up 8% on Saturday.",
    ],
)
def test_what_holds_of_a_session_that_may_be_meant_or_is_the_writers_rounding_stands(text: str) -> None:
    assert judge(one(text), {"9888.HK": HONG_KONG}).refuted == ()


def test_what_one_of_the_listings_bears_out_is_not_refuted() -> None:
    text = "Baidu's shares closed at their highest since 2021."
    assert [found.listing.symbol for found in judged(text).refuted] == ["BIDU", "9888.HK"]
    without = replace(NEW_YORK, rows=[row for row in NEW_YORK.rows if row.day.year != 2023])
    assert judged(text, new_york=without) == Judgement()


def test_where_one_of_the_listings_cannot_be_told_nothing_is_refuted() -> None:
    text = "Baidu's shares closed at their highest since 2021."
    assert judge(one(text), {"9888.HK": HONG_KONG}).unsure == "there is no history of BIDU"
    late = replace(NEW_YORK, rows=NEW_YORK.rows[3:5], start=date(2025, 12, 31), first_day=None)
    assert judged(text, new_york=late).unsure.startswith("BIDU: ")


def test_both_listings_are_named_where_both_refute() -> None:
    judgement = judged("Baidu's shares closed at their highest since 2021.")
    text = correction(judgement.refuted, [1, 3], "en", NOW).text
    assert text.startswith("The article says “highest since 2021” of Baidu [1][3]; by its closes (BIDU, US$130.20")
    assert "; by its closes (9888.HK, HK$130.20" in text


def test_with_dividends_counted_in_is_said_where_it_makes_a_difference() -> None:
    rows = [row("2021-03-23", "252"), row("2023-09-12", "139", "131"), row("2024-09-12", "135", "129"),
            row("2026-11-19", "124"), row("2026-11-20", "130.20")]  # fmt: skip
    assert told("Baidu (9888.HK) closed at its highest since 2021.", rows=rows).endswith(
        "since 12 September 2024 (HK$135), with dividends counted in since 12 September 2023."
    )


def test_all_history_is_asked_for_only_where_a_claim_needs_it() -> None:
    day = date(2026, 11, 20)
    assert reach(one("Baidu's shares closed at their highest since 2021.").claim, day) == EVER
    assert reach(one("Baidu's shares are up 40% this year.").claim, day) == date(2025, 12, 11)
    assert day - reach(one("Baidu's shares closed up 8% on Friday.").claim, day) < timedelta(days=30)


@given(
    histories(min_size=3),
    st.sampled_from(
        ["closed at its highest since 2021", "closed at its lowest since 1 December 2025", "is up 5% this year",
         "hit a record high", "closed up 8%", "rose as much as 20% on Tuesday", "rose for a third straight day",
         "had its worst day since 2024"]
    ),
    st.sampled_from(["en", "zh"]),
)  # fmt: skip
def test_what_is_refuted_does_not_hold_and_is_corrected_with_figures_of_the_rows(
    generated: History, claim: str, language: str
) -> None:
    published = date(2025, 12, 31)
    for found in said([citation(f"Baidu stock (9888.HK) {claim}.", published=published)], symbols()):
        judgement = judge(found, {"9888.HK": generated})
        for refuted in judgement.refuted:
            assert check(found.claim, generated, published).holds is False
            paragraph = correction([refuted], [1], language, NOW)
            rows = {one.day: one for one in generated.rows}
            assert paragraph.prices
            for price in paragraph.prices:
                shown = rows[price.at] if isinstance(price.at, date) else None
                assert shown
                assert price.value in {shown.close, shown.high, shown.low}
            for figure in paragraph.figures:
                assert figure.text in paragraph.text
                assert set(figure.prices) <= set(paragraph.prices)
            assert all(isinstance(price.value, Decimal) for price in paragraph.prices)
