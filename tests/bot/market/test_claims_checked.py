"""Claims are tested against the rows: they hold, they do not, or the rows cannot tell."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.arithmetic.records import Since
from bot.market.arithmetic.rows import Basis
from bot.market.claims import Claim, check, claims
from bot.market.model import History, Row
from tests.bot.market.histories import closes, histories, history, row

PUBLISHED = date(2025, 9, 17)

BAIDU = history(
    closes(
        ("2019-02-01", "170"), ("2021-02-19", "330"), ("2023-09-12", "139"), ("2024-12-31", "84"),
        ("2025-08-29", "100"), ("2025-09-16", "120"), ("2025-09-17", "135"),
    ),
    first_day=date(2005, 8, 5),
)  # fmt: skip


def only(text: str) -> Claim:
    (claim,) = claims(text, PUBLISHED)
    return claim


def holds(text: str, rows: History = BAIDU) -> bool | None:
    return check(only(text), rows, PUBLISHED).holds


def test_highest_since_2021_is_wrong_where_the_last_higher_close_was_in_2023() -> None:
    verdict = check(only("Baidu's shares closed at their highest since 2021."), BAIDU, PUBLISHED)
    assert verdict.holds is False
    assert verdict.reason == "the last higher close before 17 September 2025 was that of 12 September 2023"
    assert isinstance(verdict.actual, Since)
    assert verdict.actual.earlier is BAIDU.rows[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The shares closed at their highest since 2023.", True),
        ("The shares closed at their highest since September 2023.", True),
        ("The shares closed at their highest since 12 September 2023.", True),
        ("The shares closed at their highest since 11 September 2023.", False),
        ("The shares closed at their highest since August 2023.", False),
        ("The shares closed at their highest since 2019.", False),
        ("The shares closed at their highest in two years.", True),
        ("The shares closed at their highest in nearly two years.", True),
        ("The shares closed at their highest in nearly four years.", False),
        ("The shares closed at their highest in more than a year.", True),
        ("The shares closed at their highest in more than three years.", False),
        ("The shares closed at a four-year high.", False),
        ("The shares closed at a 52-week high.", True),
        ("The shares closed at a record high.", False),
        ("The shares closed at their lowest since 2023.", False),
        ("The shares are up 60.7% this year.", True),
        ("The shares are up 61% this year.", True),
        ("The shares are up 60% this year.", False),
        ("The shares are up about 60% this year.", True),
        ("The shares are up more than 60% this year.", True),
        ("The shares are up nearly 62% this year.", True),
        ("The shares are down 61% this year.", False),
        ("The shares have gained 35% since 29 August.", True),
        ("The shares have gained 35% since August.", False),
        ("The shares rose 19% in August.", True),
        ("The shares closed up 12.5%.", True),
        ("The shares closed up 12.6%.", False),
        ("The shares closed higher for a third straight day.", True),
        ("The shares closed higher for a second straight day.", False),
        ("股价收盘创2023年9月以来新高。", True),
        ("该股年内涨幅逾60%。", True),
        ("股价连涨三日。", True),
    ],
)
def test_a_claim_holds_where_the_rows_bear_it_out(text: str, expected: bool) -> None:
    assert holds(text) is expected


def test_rows_that_do_not_reach_back_prove_nothing() -> None:
    late = replace(BAIDU, rows=BAIDU.rows[3:], start=date(2024, 12, 31))
    assert holds("The shares closed at their highest since 2021.", late) is None
    assert holds("The shares closed at a record high.", late) is None
    listed = replace(late, first_day=date(2024, 12, 31))
    assert holds("The shares closed at a record high.", listed) is True
    assert holds("The shares are up 5% this year.", replace(BAIDU, rows=BAIDU.rows[4:], start=PUBLISHED)) is None


def test_a_record_is_understated_as_the_highest_since_a_time() -> None:
    risen = replace(BAIDU, rows=[*BAIDU.rows[:-1], row("2025-09-17", "500")])
    assert holds("The shares closed at their highest since 2021.", risen) is False


def test_a_day_without_a_session_proves_nothing() -> None:
    claim = only("The shares closed at a record high on 15 September 2025.")
    verdict = check(claim, BAIDU, PUBLISHED)
    assert (verdict.holds, verdict.reason) == (None, "there is no session of 15 September 2025 among the rows at hand")


def test_an_article_of_a_weekend_is_tested_at_the_last_session() -> None:
    claim = only("The shares closed up 12.5%.")
    assert check(claim, BAIDU, date(2025, 9, 21)).holds is True
    assert check(claim, BAIDU, date(2025, 10, 21)).holds is None


def test_a_running_session_proves_nothing_of_its_close() -> None:
    rows: list[Row] = [*BAIDU.rows[:-1], replace(row("2025-09-17", "135", high="140", low="119"), partial=True)]
    running = replace(BAIDU, rows=rows)
    assert holds("The shares closed up 12.5%.", running) is None
    assert holds("The shares rose as much as 17% on the day.", running) is True


def test_intraday_claims_are_tested_on_the_range_of_the_session() -> None:
    rows = [*BAIDU.rows[:-1], row("2025-09-17", "122", high="140", low="119")]
    ranged = replace(BAIDU, rows=rows)
    assert holds("The shares rose more than 10% during trading.", ranged) is True
    assert holds("The shares rose as much as 10% on the day.", ranged) is False
    assert holds("The shares rose more than 20% during trading.", ranged) is False
    assert holds("The shares rose 10% on the day.", ranged) is None


def test_an_intraday_high_is_compared_with_highs() -> None:
    rows = [
        row("2021-03-01", "90", high="200", low="80"),
        row("2023-03-01", "99", high="100", low="80"),
        row("2025-09-17", "95", high="120", low="90"),
    ]
    high = history(rows, first_day=date(2005, 8, 5))
    assert holds("The shares reached an intraday high, the highest intraday level since 2021.", high) is True
    assert holds("The shares closed at their highest since 2021.", high) is False
    assert holds("The shares reached their highest since 2021.", high) is True


def test_a_claim_that_holds_as_traded_alone_says_so() -> None:
    rows = [row("2021-03-01", "100", "90"), row("2023-03-01", "95", "94"), row("2025-09-17", "97")]
    verdict = check(only("The shares closed at their highest since 2021."), history(rows), PUBLISHED)
    assert (verdict.holds, verdict.bases) == (True, (Basis.AS_TRADED,))
    assert "with dividends counted in" in verdict.reason


def test_the_largest_move_is_tested_against_earlier_moves() -> None:
    rows = closes(
        ("2022-03-15", "100"), ("2022-03-16", "120"), ("2022-03-17", "110"), ("2025-09-16", "100"),
        ("2025-09-17", "110"),
    )  # fmt: skip
    moved = history(rows)
    assert holds("The shares had their best day since March 2022.", moved) is True
    assert holds("The shares had their best day since 2023.", moved) is False
    assert holds("The shares had their worst day since March 2022.", moved) is False


@given(histories(min_size=2), st.sampled_from(["2021", "December 2025", "2 December 2025"]))
def test_every_claim_gets_a_verdict_with_a_reason(generated: History, when: str) -> None:
    published = date(2025, 12, 31)
    for text in (
        f"The shares closed at their highest since {when}.",
        f"The shares closed at their lowest since {when}.",
        f"The shares have risen 5% since {when}.",
        "The shares closed at a record high.",
        "The shares closed up 5%.",
        "The shares rose for a third straight day.",
        "The shares had their worst day in two years.",
    ):
        for claim in claims(text, published):
            verdict = check(claim, generated, published)
            assert verdict.reason
            assert (verdict.holds is True) == bool(verdict.bases)
