import json
import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market.answers import history_of, quote_of
from bot.market.errors import MarketError, NoData, Unavailable
from bot.market.model import History, Kind, Row, Session, State
from bot.market.replies import Reply, read_reply
from bot.market.rows import Chart, read_chart

NOW = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)  # eleven in New York
OPENED = datetime(2026, 3, 18, 13, 30, tzinfo=UTC)
ENDS = datetime(2026, 3, 18, 20, 0, tzinfo=UTC)
CLOSED = Session(State.CLOSED, "America/New_York")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def document(
    days: int = 3, *, meta: Mapping[str, Any] | None = None, stamps: list[Any] | None = None, **columns: Any
) -> dict[str, Any]:
    """A chart of BABA whose last day is the one under way."""
    times = [int((OPENED - timedelta(days=days - 1 - number)).timestamp()) for number in range(days)]
    regular = {"start": int(OPENED.timestamp()), "end": int(ENDS.timestamp())}
    block = {name: [100.0 + number for number in range(days)] for name in ("open", "high", "low", "close")}
    block["volume"] = [1_000] * days
    adjusted = columns.pop("adjusted", [value / 2 for value in block["close"]])
    return {
        "chart": {
            "result": [
                {
                    "meta": {
                        "symbol": "BABA",
                        "currency": "USD",
                        "instrumentType": "EQUITY",
                        "fullExchangeName": "NYSE",
                        "exchangeTimezoneName": "America/New_York",
                        "regularMarketPrice": 102.5,
                        "regularMarketTime": int(NOW.timestamp()),
                        "priceHint": 2,
                        "firstTradeDate": 1411133400,
                        "dataGranularity": "1d",
                        "currentTradingPeriod": {"regular": regular},
                        **(meta or {}),
                    },
                    "timestamp": times if stamps is None else stamps,
                    "indicators": {"quote": [{**block, **columns}], "adjclose": [{"adjclose": adjusted}]},
                }
            ],
            "error": None,
        }
    }


def read(body: object, now: datetime = NOW) -> Chart:
    return read_chart("BABA", body, now)


def test_single_precision_is_written_as_it_is_quoted() -> None:
    chart = read(document(close=[219.77000427246094, 75.0875015258789, 1.0], adjusted=[212.24212646484375, 1.0, 1.0]))
    assert [row.close for row in chart.rows] == [Decimal("219.77"), Decimal("75.0875"), Decimal("1.00")]
    assert chart.rows[0].adjusted == Decimal("212.242126")


def test_a_close_after_which_no_dividend_was_paid_is_its_own_adjusted_close() -> None:
    chart = read(document(close=[219.77000427246094] * 3, adjusted=[219.77000427246094, 219.7700042724, 212.2421264]))
    assert [row.adjusted for row in chart.rows] == [Decimal("219.77"), Decimal("219.77"), Decimal("212.242126")]


def test_cheap_shares_and_rates_keep_the_digits_they_are_quoted_with() -> None:
    rows = read(document(meta={"priceHint": 4}, close=[7.78420019, 0.74, 0.73675])).rows
    assert [row.close for row in rows] == [Decimal("7.7842"), Decimal("0.7400"), Decimal("0.73675")]


@pytest.mark.parametrize("close", [None, 0, -1.5, float("nan"), float("inf"), 1e300, True, "12"])
def test_a_day_without_a_close_is_left_out(close: Any) -> None:
    assert [row.close for row in read(document(close=[100.0, close, 102.0])).rows] == [
        Decimal("100.00"),
        Decimal("102.00"),
    ]


def test_a_day_that_comes_twice_is_one_with_the_latest_price_and_the_whole_range() -> None:
    stamps = [int(OPENED.timestamp()), int(NOW.timestamp())]
    body = document(2, stamps=stamps, open=[100.0, 104.0], high=[105.0, 104.0], low=[99.0, 98.0], close=[101.0, 104.0])
    (row,) = read(body).rows
    assert (row.open, row.high, row.low, row.close) == (
        Decimal("100.00"),
        Decimal("105.00"),
        Decimal("98.00"),
        Decimal("104.00"),
    )
    assert row.partial


@pytest.mark.parametrize(
    ("at", "now", "partial"),
    [
        (ENDS - timedelta(hours=2), ENDS - timedelta(hours=2), True),
        (ENDS - timedelta(minutes=2), ENDS - timedelta(minutes=1), True),
        (ENDS + timedelta(seconds=1), ENDS + timedelta(seconds=30), False),
        (ENDS - timedelta(seconds=30), ENDS + timedelta(seconds=5), False),
        (ENDS - timedelta(hours=1), ENDS + timedelta(minutes=20), True),
        (ENDS - timedelta(hours=1), ENDS + timedelta(minutes=31), False),
    ],
)
def test_a_session_is_partial_until_its_close_is_known(at: datetime, now: datetime, partial: bool) -> None:
    rows = read(document(meta={"regularMarketTime": int(at.timestamp())}), now).rows
    assert [row.partial for row in rows] == [False, False, partial]


def test_in_hong_kong_the_close_is_known_after_the_auction_only() -> None:
    ends = datetime(2026, 3, 18, 8, 0, tzinfo=UTC)
    regular = {"start": int((ends - timedelta(hours=6.5)).timestamp()), "end": int(ends.timestamp())}
    stamps = [int((ends - timedelta(hours=6.5)).timestamp())]

    def last(minutes: int) -> Row:
        at = ends + timedelta(minutes=minutes)
        meta = {
            "exchangeTimezoneName": "Asia/Hong_Kong",
            "currentTradingPeriod": {"regular": regular},
            "regularMarketTime": int(at.timestamp()),
        }
        body = document(1, stamps=stamps, meta=meta)
        return read(body, at + timedelta(minutes=15)).rows[-1]

    assert last(0).partial
    assert not last(8).partial


def test_the_session_before_is_over_when_the_next_one_is_announced() -> None:
    tomorrow = {
        "start": int((OPENED + timedelta(days=1)).timestamp()),
        "end": int((ENDS + timedelta(days=1)).timestamp()),
    }
    assert not read(document(meta={"currentTradingPeriod": {"regular": tomorrow}})).rows[-1].partial


def test_a_midnight_that_summer_time_moved_to_eleven_is_the_next_day() -> None:
    stamps = [int(datetime(2026, 7, 1, 22, 0, tzinfo=UTC).timestamp())]
    body = document(1, stamps=stamps, meta={"exchangeTimezoneName": "Europe/London"})
    assert read(body).rows[0].day == date(2026, 7, 2)


def test_the_close_before_is_that_of_the_day_before_the_price_whether_today_has_a_row_or_not() -> None:
    quote = quote_of(read(document()), None, CLOSED)
    assert (quote.previous, quote.previous_day) == (Decimal("101.00"), date(2026, 3, 17))
    early = document(2, stamps=[int((OPENED - timedelta(days=days)).timestamp()) for days in (2, 1)])
    quote = quote_of(read(early), None, CLOSED)
    assert (quote.previous, quote.previous_day) == (Decimal("101.00"), date(2026, 3, 17))
    assert quote.change_pct is not None
    assert round(quote.change_pct, 2) == Decimal("1.49")


def test_no_price_is_no_quote_and_no_rows_are_no_history() -> None:
    with pytest.raises(NoData):
        quote_of(read(document(meta={"regularMarketPrice": None})), None, CLOSED)
    with pytest.raises(NoData, match="2014-09-19"):
        history_of(read(document(close=[None, None, None])), None, date(2026, 1, 1))


def test_months_are_not_taken_for_days() -> None:
    with pytest.raises(Unavailable, match="other rows than days"):
        history_of(read(document(meta={"dataGranularity": "1mo"})), None, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (document(meta={"symbol": "9988.HK"}), "another symbol"),
        (document(meta={"exchangeTimezoneName": "Mars/Olympus"}), "time zone"),
        (document(meta={"exchangeTimezoneName": "America"}), "time zone"),
        (document(close=[1.0]), "another shape"),
        (document(stamps=["soon", 2, 3]), "another shape"),
        ({"chart": {"result": None, "error": None}}, "another shape"),
        ({"chart": {"result": []}}, "another shape"),
        ([], "another shape"),
    ],
)
def test_what_is_no_chart_of_the_symbol_is_unavailable(body: object, reason: str) -> None:
    with pytest.raises(Unavailable, match=reason):
        read(body)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ETF", Kind.FUND),
        ("INDEX", Kind.INDEX),
        ("CURRENCY", Kind.RATE),
        ("CRYPTOCURRENCY", Kind.RATE),
        ("?", Kind.SHARE),
    ],
)
def test_the_kind_is_told(kind: str, expected: Kind) -> None:
    assert read(document(meta={"instrumentType": kind})).kind is expected


def test_nobody_counts_the_shares_of_an_index() -> None:
    body = document(volume=[0, 0, 0], meta={"instrumentType": "INDEX", "regularMarketVolume": 0})
    assert [row.volume for row in read(body).rows] == [None] * 3
    assert read(body).volume is None
    assert [row.volume for row in read(document(volume=[0, 0, 0])).rows] == [0] * 3


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_chart_with_anything_in_any_place_ends_in_a_history_or_a_typed_error(data: st.DataObject) -> None:
    body = document()
    for _ in range(data.draw(st.integers(1, 3))):
        _spoil(body, data)
    outcome = _outcome(body)
    if isinstance(outcome, History):
        days = [row.day for row in outcome.rows]
        assert days == sorted(set(days))
        assert days
        assert all(row.close > 0 and row.adjusted > 0 for row in outcome.rows)


@settings(deadline=None, max_examples=200)
@given(JSON)
def test_any_document_ends_in_a_history_or_a_typed_error(body: object) -> None:
    _outcome(body)
    _outcome({"chart": body})
    _outcome({"chart": {"result": [body]}})


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 600), st.text(max_size=60) | st.integers(0, 900), st.none() | st.text(max_size=20))
def test_any_reply_gives_a_document_or_a_typed_error(status: int, text: str | int, retry_after: str | None) -> None:
    whole = json.dumps(document())
    body = text if isinstance(text, str) else whole[:text]
    try:
        assert read_reply("BABA", Reply(status, "query2.finance.yahoo.com", body, retry_after), NOW) is not None
    except MarketError as error:
        assert error.symbol == "BABA"  # noqa: PT017 (either outcome is good)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_rows_are_in_the_order_of_days_however_they_come(stamps: list[int], order: random.Random) -> None:
    shuffled = [*stamps]
    order.shuffle(shuffled)
    column = [1.0] * len(stamps)
    columns: dict[str, Any] = dict.fromkeys(("open", "high", "low", "close", "volume"), column)
    one, other = (
        read(document(len(each), stamps=each, adjusted=column, **columns)).rows for each in (stamps, shuffled)
    )
    assert [row.day for row in one] == [row.day for row in other] == sorted({row.day for row in one})


def _outcome(body: object) -> History | MarketError:
    try:
        chart = read(body)
        history = history_of(chart, None, date(2026, 1, 1))
        quote_of(chart, None, CLOSED)
    except MarketError as error:
        return error
    return history


def _spoil(node: Any, data: st.DataObject) -> None:
    """Put anything in place of one thing, somewhere."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or data.draw(st.integers(0, 5)) == 0:
            node[key] = data.draw(JSON)
            return
        node = node[key]
