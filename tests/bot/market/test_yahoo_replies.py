from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.market.errors import MarketError, NoData, RateLimited, Unavailable, UnknownSymbol
from bot.market.replies import Reply, read_matches, read_reply, tidy_symbol
from tests.bot.market.market_world import needs_recordings, recorded

NOW = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
HOST = "query2.finance.yahoo.com"


def judged(status: int, text: str, retry_after: str | None = None, host: str = HOST) -> MarketError:
    with pytest.raises(MarketError) as failure:
        read_reply("BABA", Reply(status, host, text, retry_after), NOW)
    return failure.value


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("120", 120),
        (" 60 ", 60),
        ("-5", 0),
        ("soon", 0),
        ("٣", 0),
        ("Wed, 18 Mar 2026 15:05:00 GMT", 300),
        ("Wed, 18 Mar 2026 14:05:00 GMT", 0),
        ("99999999999999", 86_400),
        ("Wed, 18 Mar 2099 15:05:00 GMT", 86_400),
    ],
)
def test_retry_after_is_read_and_not_believed_beyond_a_day(header: str | None, seconds: int) -> None:
    error = judged(429, "Too Many Requests\r\n", header)
    assert isinstance(error, RateLimited)
    assert error.until - NOW == timedelta(seconds=seconds)


def test_too_many_requests_are_known_by_their_words_too() -> None:
    assert isinstance(judged(200, "Too Many Requests\r\n"), RateLimited)
    body = '{"finance": {"result": null, "error": {"code": "Too Many Requests", "description": "x"}}}'
    assert isinstance(judged(200, body), RateLimited)


@pytest.mark.parametrize("status", [200, 404])
def test_a_symbol_that_yahoo_does_not_find_is_unknown(status: int) -> None:
    body = (
        '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}'
    )
    assert isinstance(judged(status, body), UnknownSymbol)


@pytest.mark.parametrize(
    "said",
    [
        "Data doesn't exist for startDate = 1577836800, endDate = 1578009600",
        "1d data not available for startTime=1 and endTime=2.",
    ],
)
def test_days_that_yahoo_does_not_have_are_no_data(said: str) -> None:
    assert isinstance(
        judged(400, f'{{"chart":{{"result":null,"error":{{"code":"Bad Request","description":"{said}"}}}}}}'), NoData
    )
    assert isinstance(
        judged(422, f'{{"chart":{{"result":null,"error":{{"code":"x","description":"{said}"}}}}}}'), NoData
    )


def test_an_error_of_another_kind_is_told_in_its_words_on_one_line() -> None:
    error = judged(401, '{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid\\nCrumb"}}}')
    assert isinstance(error, Unavailable)
    assert "(Unauthorized: Invalid Crumb)" in error.reason


@pytest.mark.parametrize("host", ["consent.yahoo.com", "guce.yahoo.com", "eu.consent.yahoo.com"])
def test_the_consent_page_is_known_by_its_host(host: str) -> None:
    assert "consent page" in judged(200, "{}", host=host).reason


def test_a_deep_document_is_no_data() -> None:
    assert isinstance(judged(200, "[" * 200_000), Unavailable)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_symbol_holds_nothing_that_an_address_would_understand(text: str) -> None:
    try:
        symbol = tidy_symbol(text)
    except UnknownSymbol as error:
        assert 0 < len(error.symbol) <= 21  # noqa: PT017 (either outcome is good)
        assert error.symbol.replace("\u200d", "").isprintable()  # noqa: PT017
        return
    assert not set(symbol) & set("/?#%\\:@ \n")
    assert symbol not in (".", "..")
    assert symbol == symbol.upper()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("火星", "火星"),
        ("🚀", "🚀"),
        ("a\nb\x1b[31m", "a b [31m"),
        ("x y" * 20, "x yx yx yx yx yx yx …"),
        (" ", "(nothing)"),
    ],
)
def test_what_is_no_symbol_is_shown_as_it_was_typed(typed: str, shown: str) -> None:
    with pytest.raises(UnknownSymbol) as failure:
        tidy_symbol(typed)
    assert failure.value.symbol == shown


@pytest.mark.parametrize("symbol", ["BABA", "9988.HK", "^HSI", "HKD=X", "BRK-B", "M&M.NS", "000001.SS"])
def test_symbols_of_every_kind_are_taken(symbol: str) -> None:
    assert tidy_symbol(f" {symbol.lower()} ") == symbol


@needs_recordings
@pytest.mark.parametrize("path", recorded("search-*.json"), ids=lambda path: path.name)
def test_each_recorded_search_gives_matches_or_a_typed_error(path: object) -> None:
    import json
    from pathlib import Path

    response = json.loads(Path(str(path)).read_text("utf-8"))["response"]
    text = json.dumps(response["bodyJson"]) if "bodyJson" in response else str(response.get("body", ""))
    try:
        matches = read_matches(read_reply("search", Reply(response["status"], HOST, text), NOW))
    except MarketError:
        assert "recorded_errors" in str(path)
        return
    assert all(tidy_symbol(match.symbol) == match.symbol and match.name for match in matches)


@needs_recordings
def test_alibaba_is_found_in_both_places() -> None:
    import json

    body = json.loads(recorded("search-BABA.json")[0].read_text("utf-8"))["response"]["bodyJson"]
    found = [(match.symbol, match.exchange) for match in read_matches(body)]
    assert ("BABA", "NYSE") in found
    assert ("9988.HK", "Hong Kong") in found
