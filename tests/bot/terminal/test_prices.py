"""Quotes and histories in the terminal: the documents of docs/commands.md, and tables for people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.market.errors import NoData, RateLimited, TimedOut, Unavailable, UnknownSymbol, Why
from bot.market.model import History, Kind, Quote, Row, Session, State, Unrenewed
from bot.terminal.prices import (
    failure_document,
    failure_lines,
    history_document,
    history_text,
    quote_document,
    quote_text,
)

NOW = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
SESSION = Session(
    State.OPEN,
    "Asia/Hong_Kong",
    date(2026, 11, 24),
    datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 24, 8, tzinfo=UTC),
    datetime(2026, 11, 24, 4, tzinfo=UTC),
)
QUOTE = Quote(
    symbol="9988.HK",
    name="Alibaba Group Holding Limited",
    kind=Kind.SHARE,
    price=Decimal("161.30"),
    currency="HKD",
    exchange="HKEX",
    zone="Asia/Hong_Kong",
    at=NOW - timedelta(minutes=15),
    fetched_at=NOW,
    session=SESSION,
    previous=Decimal("158.00"),
    previous_day=date(2026, 11, 23),
    low=Decimal("157.50"),
    high=Decimal("161.90"),
    volume=12_345_678,
)
ROWS = (
    Row(
        date(2026, 11, 23), Decimal("1158.00"), Decimal("1150.25"), Decimal("1150"), Decimal("1160"), Decimal("1149"), 9
    ),
    Row(date(2026, 11, 24), Decimal("1161.30"), Decimal("1161.30"), partial=True),
)
HISTORY = History(
    "9988.HK", "Alibaba", Kind.SHARE, "HKD", "HKEX", "Asia/Hong_Kong", ROWS, date(2026, 11, 23), date(2019, 11, 26), NOW
)


def test_a_quotes_document_is_the_contracts() -> None:
    assert quote_document(QUOTE, NOW) == {
        "symbol": "9988.HK",
        "name": "Alibaba Group Holding Limited",
        "price": 161.3,
        "currency": "HKD",
        "change_pct": 2.0886,
        "at": "2026-11-24T03:15:00Z",
        "session": "open",
        "stale": False,
        "age_s": 900,
        "source": "Yahoo Finance",
        "exchange": "HKEX",
        "kind": "share",
        "previous_close": 158.0,
        "previous_day": "2026-11-23",
        "day_low": 157.5,
        "day_high": 161.9,
        "volume": 12_345_678,
        "fetched_at": "2026-11-24T03:30:00Z",
        "until": "2026-11-24T04:00:00Z",
    }


def test_a_quote_of_which_little_is_known_has_nulls() -> None:
    bare = replace(QUOTE, previous=None, previous_day=None, low=None, high=None, volume=None)
    document = quote_document(replace(bare, session=Session(State.UNKNOWN, "UTC")), NOW)
    names = ("change_pct", "previous_close", "previous_day", "day_low", "day_high", "volume", "until")
    assert [document[name] for name in names] == [None] * 7
    assert document["session"] == "unknown"
    assert "None" not in quote_text(bare, NOW)
    unknown = quote_text(replace(QUOTE, session=Session(State.UNKNOWN, "UTC")), NOW)
    assert "HKEX: trading hours not known" in unknown


def test_a_price_from_a_clock_that_is_ahead_has_no_negative_age() -> None:
    assert quote_document(replace(QUOTE, at=NOW + timedelta(minutes=2)), NOW)["age_s"] == 0


def test_a_quotes_text_says_what_where_when_and_how_the_exchange_stands() -> None:
    assert quote_text(QUOTE, NOW) == (
        "9988.HK  Alibaba Group Holding Limited (HKEX)\n"
        "  HK$161.30  +2.1%  11:15 Hong Kong time today (15 minutes ago)\n"
        "  HKEX is open until its lunch break at 12:00 Hong Kong time; close before: HK$158.00 (Mon 23 Nov 2026); "
        "Yahoo Finance"
    )


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (None, "is old: Yahoo Finance has given nothing newer."),
        (Unrenewed.LIMITED, "could not be renewed: Yahoo Finance limits how often it may be asked."),
        (Unrenewed.UNREACHED, "could not be renewed: Yahoo Finance could not be reached."),
    ],
)
def test_a_price_that_may_not_be_the_latest_is_marked_with_its_reason(cause: Unrenewed | None, words: str) -> None:
    assert words in quote_text(replace(QUOTE, stale=True, unrenewed=cause), NOW)
    assert quote_document(replace(QUOTE, stale=True, unrenewed=cause), NOW)["stale"] is True


def test_a_price_of_just_now_is_not_called_old() -> None:
    text = quote_text(replace(QUOTE, at=NOW, stale=True, unrenewed=Unrenewed.LIMITED), NOW)
    assert "just now" in text
    assert "is old" not in text


def test_a_historys_document_is_the_contracts() -> None:
    document = history_document(HISTORY)
    assert document["rows"] == [
        {
            "day": "2026-11-23",
            "open": 1150.0,
            "high": 1160.0,
            "low": 1149.0,
            "close": 1158.0,
            "adjusted": 1150.25,
            "volume": 9,
            "partial": False,
        },
        {
            "day": "2026-11-24",
            "open": None,
            "high": None,
            "low": None,
            "close": 1161.3,
            "adjusted": 1161.3,
            "volume": None,
            "partial": True,
        },
    ]
    assert (document["currency"], document["first_day"], document["stale"]) == ("HKD", "2019-11-26", False)


def test_a_table_stands_in_columns_and_says_what_is_no_close() -> None:
    head, names, first, last, basis, note = history_text(HISTORY, NOW).splitlines()
    assert head == "9988.HK  Alibaba (HKEX), Hong Kong dollars"
    assert first.index("1,158.00") + len("1,158.00") == names.index("close") + len("close")
    assert last.endswith("*")
    assert "as traded" in basis
    assert note.startswith("* the session was not over")


def test_an_index_is_in_points_and_of_rows_that_could_not_be_renewed_it_is_said_why() -> None:
    text = history_text(replace(HISTORY, kind=Kind.INDEX, stale=True, unrenewed=Unrenewed.SILENT), NOW)
    assert text.splitlines()[0].endswith("points")
    assert text.splitlines()[-1] == "These rows could not be renewed: Yahoo Finance did not answer in time."


@pytest.mark.parametrize(
    ("error", "kind", "line"),
    [
        (UnknownSymbol("NOPE"), "unknown_symbol", "Yahoo Finance knows no symbol NOPE."),
        (UnknownSymbol("APPLE", ["AAPL"]), "unknown_symbol", "did you mean AAPL?"),
        (NoData("BABA", "there is no price before 19 September 2014"), "no_data", "BABA: there is no price before"),
        (Unavailable("BABA", "no reply in 8 s"), "unavailable", "(no reply in 8 s)"),
        (RateLimited("BABA", NOW), "rate_limited", "03:30 UTC"),
    ],
)
def test_a_failure_is_one_line_and_a_document_with_its_kind(error: Unavailable, kind: str, line: str) -> None:
    [said] = failure_lines([error])
    assert line in said
    assert "\n" not in said
    document = failure_document(error)
    assert (document["symbol"], document["kind"]) == (error.symbol, kind)
    assert document["reason"]


def test_what_has_one_cause_is_one_sentence_that_names_all_it_concerns() -> None:
    late = [TimedOut("BABA", "no reply in 8 s"), TimedOut("JD", "no reply in 7.2 s")]
    assert failure_lines([*late, UnknownSymbol("NOPE"), UnknownSymbol("NADA"), UnknownSymbol("APPLE", ["AAPL"])]) == [
        "Yahoo Finance gives no price of BABA and JD right now; that says nothing about the shares themselves "
        "(no reply in 7.2 s).",
        "Yahoo Finance knows no symbols NOPE and NADA.",
        "Yahoo Finance knows no symbol APPLE; did you mean AAPL?",
    ]


def test_a_company_without_shares_is_named_once_and_by_its_name() -> None:
    assert failure_lines([NoData("华为", "not listed", Why.NOT_LISTED)]) == [
        "Huawei is not listed on an exchange, so there is no share price."
    ]
    assert failure_lines([NoData(name, "not listed", Why.NOT_LISTED) for name in ("Huawei", "ByteDance")]) == [
        "Huawei and ByteDance are not listed on an exchange, so there is no share price."
    ]


def test_an_index_is_not_called_a_share() -> None:
    [said] = failure_lines([Unavailable("^HSI", "status 500")])
    assert "no level of ^HSI" in said
    assert "about the index itself" in said
