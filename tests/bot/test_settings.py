"""Settings are read once, from the environment and .env, and .env.example tells all of them."""

from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def _env(folder: Path, *lines: str) -> Path:
    path = folder / ".env"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(dotenv_values(EXAMPLE)) == {field.alias for field in Settings.model_fields.values()}


def test_the_example_changes_nothing_when_copied_as_it_is() -> None:
    assert load_settings(EXAMPLE) == load_settings(None)


def test_an_environment_variable_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYBOT_DATA_DIR", "/elsewhere")
    assert load_settings(_env(tmp_path, "RALLYBOT_DATA_DIR=here")).data_dir == Path("/elsewhere")


def test_what_the_file_says_of_other_programs_does_not_disturb(tmp_path: Path) -> None:
    assert load_settings(_env(tmp_path, "SOMETHING_ELSE=1")).data_dir == Path("data")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("RALLYBOT_ALLOWED=12,me", "RALLYBOT_ALLOWED"),
        ("RALLYBOT_EMBEDDER=best", "RALLYBOT_EMBEDDER"),
        ("RALLYBOT_TELEGRAM_API_URL=localhost:80", "RALLYBOT_TELEGRAM_API_URL"),
        ("RALLYBOT_LOG_LEVEL=loud", "RALLYBOT_LOG_LEVEL"),
        ("RALLYBOT_RETENTION_DAYS=0", "RALLYBOT_RETENTION_DAYS"),
        ("RALLYBOT_RETENTION_DAYS=-1", "RALLYBOT_RETENTION_DAYS"),
        ("RALLYBOT_RETENTION_DAYS=1.5", "RALLYBOT_RETENTION_DAYS"),
        ("RALLYBOT_RETENTION_DAYS=a year", "RALLYBOT_RETENTION_DAYS"),
        ("RALLYBOT_RETENTION_DAYS=99999999999", "RALLYBOT_RETENTION_DAYS"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_without_its_value(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_env(tmp_path, line))
    message = str(refused.value)
    assert named in message
    assert "\n" not in message
    assert line.partition("=")[2] not in message.removeprefix(named)


@pytest.mark.parametrize(("line", "days"), [("", None), ("1", 1), (" 90 ", 90), ("36500", 36_500)])
def test_articles_are_kept_for_as_many_days_as_are_said_and_always_where_nothing_is(
    tmp_path: Path, line: str, days: int | None
) -> None:
    assert load_settings(_env(tmp_path, f"RALLYBOT_RETENTION_DAYS={line}")).retention_days == days


def test_a_file_that_is_not_text_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(path)


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = load_settings(_env(tmp_path, "TELEGRAM_BOT_TOKEN=12:abc", "OPENAI_API_KEY=sk-1"))
    assert settings.secrets == ("12:abc", "sk-1")
    assert "abc" not in repr(settings)
    assert "sk-1" not in repr(settings)


@given(st.frozensets(st.integers(-(2**52), 2**52)))
def test_ids_come_back_as_they_were_written(ids: frozenset[int]) -> None:
    assert Settings(_env_file=None, RALLYBOT_ALLOWED=" , ".join(map(str, ids))).allowed == ids
