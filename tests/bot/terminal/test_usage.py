"""What an operator sees of what answers have cost."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import now
from bot.state.engine import open_state
from bot.state.usage import Usage
from bot.terminal.usage import usage


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RALLYBOT_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def spent(tmp_path: Path) -> None:
    engine = open_state(tmp_path / "data")
    today = now().date()
    Usage(engine).add(7, today, input=12_000, output=800)
    Usage(engine).add(8, today - timedelta(days=1), input=3_000, output=200)
    Usage(engine).add(8, today - timedelta(days=40), input=999, output=999)
    engine.dispose()


def test_where_nothing_was_spent_it_is_said_and_no_file_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usage(30, as_json=False)
    assert capsys.readouterr().out.startswith("No tokens spent since ")
    assert not (tmp_path / "data" / "bot.db").exists()


@pytest.mark.usefixtures("spent")
def test_days_and_their_sum_are_listed_in_tokens(capsys: pytest.CaptureFixture[str]) -> None:
    usage(30, as_json=False)
    out = capsys.readouterr().out
    assert "12,000" in out
    assert "15,000" in out
    assert "999" not in out
    assert "RALLYBOT_PRICE_INPUT" in out


@pytest.mark.usefixtures("spent")
def test_costs_are_told_where_prices_are_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALLYBOT_PRICE_INPUT", "0.40")
    monkeypatch.setenv("RALLYBOT_PRICE_OUTPUT", "1.60")
    usage(30, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["total"] == {"answers": 2, "input_tokens": 15_000, "output_tokens": 1_000, "cost": 0.0076}
    assert [day["input_tokens"] for day in document["days"]] == [3_000, 12_000]
