import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.market.model import History, Kind, Quote, Row, Session, State
from bot.state.engine import HEAD, open_state
from bot.state.prices import KeptPrices
from bot.state.tables import metadata
from knowledge.errors import StoreError

AT = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
HSTECH = "HSTECH.HK"
QUOTE = Quote(
    symbol="9988.HK",
    name="Alibaba Group Holding Limited",
    kind=Kind.SHARE,
    price=Decimal("161.30"),
    currency="HKD",
    exchange="HKEX",
    zone="Asia/Hong_Kong",
    at=AT,
    fetched_at=AT,
    session=Session(State.OPEN, "Asia/Hong_Kong", day=date(2026, 11, 24), until=AT + timedelta(minutes=45)),
    previous=Decimal("158.00"),
    previous_day=date(2026, 11, 23),
    volume=12_345_678,
)


def history(rows: list[Row], fetched_at: datetime = AT) -> History:
    return History(
        "0700.HK", "腾讯控股", Kind.SHARE, "HKD", "HKEX", "Asia/Hong_Kong", tuple(rows), rows[0].day, None, fetched_at
    )


def row(day: date, close: str, *, partial: bool = False) -> Row:
    return Row(day, Decimal(close), Decimal(close), partial=partial)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptPrices]:
    prices = KeptPrices(tmp_path / "data")
    yield prices
    prices.close()


def test_a_quote_comes_back_as_it_was(kept: KeptPrices) -> None:
    assert kept.last_quote("9988.HK") is None
    kept.keep_quote(QUOTE)
    assert kept.last_quote("9988.HK") == QUOTE
    assert kept.last_quote("BABA") is None


def test_the_newer_quote_takes_the_place_of_the_older_and_not_the_other_way_round(kept: KeptPrices) -> None:
    newer = replace(QUOTE, price=Decimal("162"), fetched_at=AT + timedelta(minutes=5))
    kept.keep_quote(newer)
    kept.keep_quote(QUOTE)
    assert kept.last_quote("9988.HK") == newer


DECIMALS = st.decimals(min_value="0.001", max_value="99999", places=6)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            Row,
            day=st.dates(date(2000, 1, 1), date(2026, 11, 24)),
            close=DECIMALS,
            adjusted=DECIMALS,
            open=st.none() | DECIMALS,
            high=st.none() | DECIMALS,
            low=st.none() | DECIMALS,
            volume=st.none() | st.integers(0, 10**11),
            partial=st.booleans(),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_history_comes_back_as_it_was(kept: KeptPrices, rows: list[Row]) -> None:
    one = history(rows)
    kept.keep_history(one)
    assert kept.last_history("0700.HK") == one


def test_a_long_history_takes_little_room(kept: KeptPrices, tmp_path: Path) -> None:
    first = date(2004, 6, 16)
    rows = [row(first + timedelta(days=number), f"{100 + number % 97}.{number % 100:02}") for number in range(5_500)]
    kept.keep_history(history(rows))
    kept.close()
    assert (tmp_path / "data" / "bot.db").stat().st_size < 400_000


def test_closes_are_kept_once_a_day_and_mended_by_the_source(kept: KeptPrices) -> None:
    kept.keep_closes(HSTECH, [row(date(2026, 11, 20), "5600.10"), row(date(2026, 11, 23), "5640.00")], AT)
    kept.keep_closes(HSTECH, [row(date(2026, 11, 23), "5641.25"), row(date(2026, 11, 24), "5650", partial=True)], AT)
    assert [(one.day.day, one.close) for one in kept.closes(HSTECH, date(2026, 1, 1))] == [
        (20, Decimal("5600.10")),
        (23, Decimal("5641.25")),
    ]
    assert [one.day.day for one in kept.closes(HSTECH, date(2026, 11, 21))] == [23]
    assert kept.closes("^HSI", date(2026, 1, 1)) == []


def test_the_close_of_a_session_that_still_runs_is_not_kept(kept: KeptPrices) -> None:
    kept.keep_closes(HSTECH, [row(date(2026, 11, 24), "5650", partial=True)], AT)
    assert kept.closes(HSTECH, date(2000, 1, 1)) == []


def test_an_answer_kept_in_a_form_that_is_no_longer_read_counts_as_none(kept: KeptPrices, tmp_path: Path) -> None:
    kept.keep_quote(QUOTE)
    with sqlite3.connect(tmp_path / "data" / "bot.db") as connection:
        connection.execute('UPDATE quotes SET document = \'{"symbol": "9988.HK"}\'')
    assert kept.last_quote("9988.HK") is None


def test_two_processes_may_keep_prices_in_one_folder(tmp_path: Path) -> None:
    both = [KeptPrices(tmp_path), KeptPrices(tmp_path)]
    threads = [threading.Thread(target=one.keep_quote, args=(QUOTE,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.last_quote("9988.HK") for one in both] == [QUOTE, QUOTE]
    for one in both:
        one.close()


def test_a_damaged_file_is_said_to_be_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"garbage" * 5_000)
    with pytest.raises(StoreError, match=r"^the bot's store's database cannot be read .*Move the data folder away"):
        KeptPrices(tmp_path).keep_quote(QUOTE)


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "bot_version", "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_version_of_the_code_is_the_newest_migration() -> None:
    versions = Path(__file__).parents[3] / "bot" / "state" / "migrations" / "versions"
    assert max(path.name for path in versions.glob("0*.py")).startswith(HEAD)
