import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.market.answers import history_of
from bot.market.errors import NoData, RateLimited, Unavailable, UnknownSymbol
from bot.market.model import Kind
from tests.bot.market.market_world import World, needs_recordings, open_world, recorded
from tests.standins.yahoo import FAULTS, Fault, refusal, too_many

FAKES = {"chart-notimestamp-quotes-length.fake.json", "chart-notimestamp-weird-quote.fake.json"}
OTHER_ROWS = {
    "chart-TSLA-2025-01-01-to-2025-01-02-interval-1h.fake.json",
    "chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json",
}
REASONS = {
    "server error": "answers with status 500",
    "outage page": "outage page (status 503)",
    "outage page as if all were well": "outage page (status 200)",
    "consent page": "consent page",
    "consent page without a redirect": "consent page",
    "empty": "an empty answer",
    "truncated": "breaks off in the middle",
    "another shape": "another shape",
    "web page": "a web page in place of data",
    "no data": "no data",
    "forbidden": "status 403",
    "elsewhere": "an address that is not its own",
    "in circles": "without an end",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


def test_a_quote_is_one_request_and_says_price_currency_time_and_the_close_before(world: World) -> None:
    chart = world.source().quote("baba")
    assert (chart.symbol, chart.currency, chart.zone, chart.kind) == ("BABA", "USD", "America/New_York", Kind.SHARE)
    assert chart.price == Decimal("152.40")
    assert chart.at == datetime(2026, 3, 17, 20, 0, 1, tzinfo=UTC)
    assert [row.day.day for row in chart.rows] == [11, 12, 13, 16, 17]
    assert world.yahoo.charts() == 1


def test_the_session_under_way_is_marked_and_comes_once(world: World) -> None:
    rows = world.source().quote("9988.HK").rows
    assert [row.partial for row in rows] == [False, False, False, False, True]
    assert rows[-1].day == date(2026, 3, 18)


def test_a_history_is_one_request_from_the_first_day_on(world: World) -> None:
    chart = world.source().history("9988.HK", date(1960, 1, 1))
    assert chart.first_day == chart.rows[0].day == date(2019, 11, 26)
    assert world.yahoo.charts() == 1


def test_of_the_index_with_five_days_only_those_are_given_and_the_next_time_asked_for_at_once(world: World) -> None:
    source = world.source()
    assert [len(source.history("HSTECH.HK", date(2021, 1, 1)).rows) for _ in range(2)] == [5, 5]
    assert world.yahoo.charts("HSTECH.HK") == 3
    assert len(source.quote("HSTECH.HK").rows) == 5


@pytest.mark.parametrize("name", REASONS)
def test_each_way_of_failing_is_unavailable_with_its_own_reason(world: World, name: str) -> None:
    world.yahoo.fails(FAULTS[name])
    with pytest.raises(Unavailable) as failure:
        world.source().quote("BABA")
    assert REASONS[name] in failure.value.reason


def test_every_fault_of_the_stand_in_is_among_them() -> None:
    assert FAULTS.keys() == REASONS.keys()


def test_429_is_told_at_once_and_not_asked_again_with_other_cookies(world: World) -> None:
    world.yahoo.fails(too_many())
    with pytest.raises(RateLimited) as failure:
        world.source().quote("BABA")
    assert failure.value.until == world.clock.now
    assert world.yahoo.charts() == 1


def test_retry_after_is_when_it_is_asked_again(world: World) -> None:
    world.yahoo.fails(too_many("120"))
    with pytest.raises(RateLimited) as failure:
        world.source().quote("BABA")
    assert (failure.value.until - world.clock.now).total_seconds() == 120


def test_after_429_the_next_question_begins_anew_and_gets_its_price(world: World) -> None:
    source = world.source()
    world.yahoo.fails(too_many())
    with pytest.raises(RateLimited):
        source.quote("BABA")
    world.yahoo.recovers()
    assert source.quote("BABA").price


def test_an_unknown_symbol_is_told_from_an_outage_and_asked_once(world: World) -> None:
    with pytest.raises(UnknownSymbol):
        world.source().quote("NOSUCH")
    assert world.yahoo.charts() == 1


def test_404_that_is_not_about_the_symbol_is_an_outage(world: World) -> None:
    world.yahoo.fails(Fault(404, "<html>Not Found</html>"))
    with pytest.raises(Unavailable, match="status 404"):
        world.source().quote("BABA")


def test_days_without_data_are_told_with_the_first_day_there_is(world: World) -> None:
    source = world.source()
    source.quote("BABA")
    world.yahoo.fails(refusal(400, "Bad Request", "Data doesn't exist for startDate = 1, endDate = 2"))
    with pytest.raises(NoData, match="2014-09-19"):
        source.history("BABA", date(2010, 1, 1))


def test_a_refused_crumb_does_not_matter_and_its_words_are_not_kept_as_one(world: World) -> None:
    source = world.source()
    world.yahoo.crumb = too_many()
    assert source.quote("BABA").price
    assert source.quote("JD").price
    assert not any("crumb" in asked.params for asked in world.yahoo.asked)
    assert world.yahoo.count("/v1/test/getcrumb") == 1


def test_a_crumb_that_never_comes_leaves_time_for_the_price(world: World) -> None:
    world.yahoo.crumb = Fault(hang_s=30)
    assert world.source().quote("BABA", within_s=1.2).price


def test_the_consent_form_is_filled_in_as_yfinance_does(world: World) -> None:
    world.yahoo.wants_consent = True
    assert world.source().quote("BABA").price == Decimal("152.40")


def test_a_server_that_says_nothing_is_left_in_time(world: World) -> None:
    world.yahoo.fails(Fault(hang_s=30))
    with pytest.raises(Unavailable, match=r"no reply in 0\.4 s"):
        world.source().quote("BABA", within_s=0.4)


def test_a_refused_connection_is_told_as_such(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unavailable, match=f"no connection to 127.0.0.1:{port}"):
        world.source(f"http://127.0.0.1:{port}").quote("BABA")


def test_a_name_that_is_not_found_is_told_as_such(world: World) -> None:
    with pytest.raises(Unavailable, match=r"nowhere\.invalid is not found"):
        world.source("http://nowhere.invalid").quote("BABA")


def test_a_connection_that_is_not_secure_is_told_as_such(world: World) -> None:
    with pytest.raises(Unavailable, match="no secure connection"):
        world.source(world.yahoo.address.replace("http:", "https:")).quote("BABA")


def test_a_proxy_of_the_environment_is_not_used_for_a_server_on_this_machine(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert world.source().quote("BABA").price


@pytest.mark.parametrize("symbol", ["", "..", "../../v1", "BABA?x=1", "A B", "阿里", "A" * 21, "%2e%2e", "ＢＡＢＡ"])
def test_what_cannot_be_a_symbol_never_gets_into_an_address(world: World, symbol: str) -> None:
    with pytest.raises(UnknownSymbol):
        world.source().quote(symbol)
    assert world.yahoo.asked == []


def test_signs_in_a_symbol_arrive_as_they_are(world: World) -> None:
    for symbol in ("^HSI", "HKD=X", "0700.HK"):
        assert world.source().quote(symbol).symbol == symbol


def test_names_are_looked_up(world: World) -> None:
    matches = world.source().lookup("  alibaba\n")
    assert [(match.symbol, match.exchange) for match in matches] == [("BABA", "NYSE"), ("9988.HK", "HKSE")]
    assert world.source().lookup(" \n ") == []


def test_nothing_is_written_but_into_the_folder_that_was_named(world: World, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert _asked_by_itself(world, {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}) == "152.40"
    assert list(home.iterdir()) == []


def test_a_spoilt_store_of_cookies_keeps_no_price_back(world: World) -> None:
    for name in ("cookies.db", "tkr-tz.db"):
        (world.folder / name).write_bytes(b"spoilt" * 5_000)
    assert _asked_by_itself(world, dict(os.environ)) == "152.40"


def _asked_by_itself(world: World, environment: dict[str, str]) -> str:
    """The price of BABA as a process of its own gets it: yfinance opens its store once in a process."""
    code = (
        "import datetime, pathlib, sys; from bot.market.yahoo import Yahoo\n"
        "clock = lambda: datetime.datetime.now(datetime.UTC)\n"
        "print(Yahoo(sys.argv[1], pathlib.Path(sys.argv[2]), clock).quote('BABA').price)"
    )
    command = [sys.executable, "-c", code, world.yahoo.address, str(world.folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


@needs_recordings
@pytest.mark.parametrize("path", recorded(), ids=lambda path: path.name)
def test_each_recorded_exchange_gives_rows_or_a_typed_error(world: World, path: Path) -> None:
    symbol = world.yahoo.replays(path)
    try:
        history = history_of(world.source().history(symbol, date(2020, 1, 1)), None, date(2020, 1, 1))
    except Unavailable:
        assert path.name in FAKES | OTHER_ROWS
        return
    assert path.name not in FAKES | OTHER_ROWS
    assert [row.day for row in history.rows] == sorted({row.day for row in history.rows})
    assert all(row.close > 0 and row.adjusted > 0 and not row.partial for row in history.rows)
    assert history.currency == {"OCDO.L": "GBp", "WSKT.JK": "IDR", "WSU.DE": "EUR"}.get(symbol, "USD")


@needs_recordings
def test_a_recorded_close_is_as_it_was_traded_and_the_adjusted_one_finer(world: World) -> None:
    symbol = world.yahoo.replays(recorded("chart-BABA-2020-01-01-to-2020-01-03.json")[0])
    row = world.source().history(symbol, date(2020, 1, 1)).rows[0]
    assert row.day == date(2020, 1, 2)
    assert (row.open, row.high, row.low) == (Decimal("216.60"), Decimal("219.98"), Decimal("216.54"))
    assert (row.close, row.adjusted, row.volume) == (Decimal("219.77"), Decimal("212.242126"), 15_873_500)


@needs_recordings
@pytest.mark.parametrize("path", recorded("chart-*.json"), ids=lambda path: path.name)
def test_each_recorded_exchange_asked_for_a_quote_gives_the_latest_price(world: World, path: Path) -> None:
    symbol = world.yahoo.replays(path)
    try:
        chart = world.source().quote(symbol)
    except Unavailable:
        assert path.name in FAKES
        return
    assert chart.price
    assert chart.at
    assert chart.at.year in (2024, 2025)


def test_an_error_of_the_recorded_kind_for_an_old_period_is_no_data(world: World) -> None:
    world.yahoo.fails(
        Fault(400, "400 Bad Request: Data doesn't exist for startDate = 1577836800, endDate = 1578009600")
    )
    with pytest.raises(NoData):
        world.source().history("BEKE", date(2020, 1, 1))
