"""Settings are read once, from the environment and .env, and .env.example tells all of them."""

from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

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
        ("RALLYBOT_ALLOWED=--77", "RALLYBOT_ALLOWED"),
        ("RALLYBOT_ALLOWED=-", "RALLYBOT_ALLOWED"),
        ("RALLYBOT_ACCESS=closed", "RALLYBOT_ACCESS"),
        ("RALLYBOT_RATE=0", "RALLYBOT_RATE"),
        ("RALLYBOT_RATE=often", "RALLYBOT_RATE"),
        ("RALLYBOT_DAILY_TOKENS=-7", "RALLYBOT_DAILY_TOKENS"),
        ("RALLYBOT_DAILY_TOKENS_PER_USER=2.5", "RALLYBOT_DAILY_TOKENS_PER_USER"),
        ("RALLYBOT_CHAT_DAYS=-2", "RALLYBOT_CHAT_DAYS"),
        ("RALLYBOT_WEBHOOK_URL=bot.example.com/hook", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=http://bot.example.com/hook", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=http://localhost.example.com/hook", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=https://me:word@bot.example.com/", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=https://bot.example.com/hook?key=1", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=https://bot.example.com:99999/", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=https://[::1/", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_URL=https://bot.example.com/metrics", "RALLYBOT_WEBHOOK_URL"),
        ("RALLYBOT_WEBHOOK_SECRET=two words", "RALLYBOT_WEBHOOK_SECRET"),
        ("RALLYBOT_WEBHOOK_SECRET=geheimnisvoll-ä", "RALLYBOT_WEBHOOK_SECRET"),
        (f"RALLYBOT_WEBHOOK_SECRET={'x' * 257}", "RALLYBOT_WEBHOOK_SECRET"),
        ("RALLYBOT_LISTEN=8181", "RALLYBOT_LISTEN"),
        ("RALLYBOT_LISTEN=:8181", "RALLYBOT_LISTEN"),
        ("RALLYBOT_LISTEN=::1:8181", "RALLYBOT_LISTEN"),
        ("RALLYBOT_LISTEN=localhost:0", "RALLYBOT_LISTEN"),
        ("RALLYBOT_LISTEN=localhost:70000", "RALLYBOT_LISTEN"),
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


def test_a_webhook_without_a_secret_is_refused_and_the_error_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^RALLYBOT_WEBHOOK_SECRET is wrong: it must be set"):
        load_settings(_env(tmp_path, "RALLYBOT_WEBHOOK_URL=https://bot.example.org"))


@pytest.mark.parametrize(
    ("address", "kept", "path"),
    [
        ("https://bot.example.org", "https://bot.example.org/telegram", "/telegram"),
        ("https://bot.example.org/", "https://bot.example.org/telegram", "/telegram"),
        ("https://bot.example.org:8443/a/hook", "https://bot.example.org:8443/a/hook", "/a/hook"),
        ("http://127.0.0.1:9000/hook", "http://127.0.0.1:9000/hook", "/hook"),
        ("http://[::1]:9000", "http://[::1]:9000/telegram", "/telegram"),
        ("http://localhost/hook", "http://localhost/hook", "/hook"),
    ],
)
def test_a_webhooks_address_is_kept_as_it_is_but_always_has_a_path(
    tmp_path: Path, address: str, kept: str, path: str
) -> None:
    settings = load_settings(_env(tmp_path, f"RALLYBOT_WEBHOOK_URL={address}", "RALLYBOT_WEBHOOK_SECRET=s_-9"))
    assert settings.webhook_url == kept
    assert settings.webhook_path == path


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ((), None),
        (("RALLYBOT_LISTEN=0.0.0.0:9000",), "0.0.0.0:9000"),
        (("RALLYBOT_WEBHOOK_URL=https://bot.example.org", "RALLYBOT_WEBHOOK_SECRET=s"), "127.0.0.1:8080"),
        (
            ("RALLYBOT_WEBHOOK_URL=https://b.example.org", "RALLYBOT_WEBHOOK_SECRET=s", "RALLYBOT_LISTEN=[::1]:80"),
            "[::1]:80",
        ),
    ],
    ids=["polling", "polling and asked for", "webhook", "webhook at an address"],
)
def test_the_web_server_listens_where_it_is_told_or_where_a_webhook_needs_it(
    tmp_path: Path, lines: tuple[str, ...], address: str | None
) -> None:
    assert load_settings(_env(tmp_path, *lines)).web_address == address


def test_nothing_is_limited_that_costs_nothing_and_no_token_may_be_a_limit_too(tmp_path: Path) -> None:
    settings = load_settings(_env(tmp_path, "RALLYBOT_DAILY_TOKENS_PER_USER=0"))
    assert settings.daily_tokens is None
    assert settings.daily_tokens_per_user == 0


def test_a_file_that_is_not_text_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(path)


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    lines = ("TELEGRAM_BOT_TOKEN=12:abc", "OPENAI_API_KEY=sk-1", "RALLYBOT_WEBHOOK_SECRET=hush-9")
    settings = load_settings(_env(tmp_path, *lines))
    assert settings.secrets == ("12:abc", "sk-1", "hush-9")
    for secret in ("abc", "sk-1", "hush-9"):
        assert secret not in repr(settings)


@given(st.frozensets(st.integers(-(2**52), 2**52)))
def test_ids_come_back_as_they_were_written(ids: frozenset[int]) -> None:
    assert Settings(_env_file=None, RALLYBOT_ALLOWED=" , ".join(map(str, ids))).allowed == ids


_PATHS = st.from_regex(r"(/[A-Za-z0-9._~-]{1,8}){1,3}/?", fullmatch=True)


@given(_PATHS, st.integers(1, 65_535))
def test_any_plain_path_of_a_webhook_is_kept(path: str, port: int) -> None:
    address = f"https://bot.example.org:{port}{path}"
    settings = Settings(_env_file=None, RALLYBOT_WEBHOOK_URL=address, RALLYBOT_WEBHOOK_SECRET="s")
    assert (settings.webhook_url, settings.webhook_path) == (address, path)


@given(st.text(max_size=40))
def test_whatever_stands_for_a_webhook_is_understood_or_refused_without_being_repeated(text: str) -> None:
    try:
        kept = Settings(_env_file=None, RALLYBOT_WEBHOOK_URL="https://" + text, RALLYBOT_WEBHOOK_SECRET="s").webhook_url
        said = []
    except ValidationError as error:
        kept, said = None, [str(one["msg"]) for one in error.errors()]
    assert all("takes a" in message for message in said)
    assert said or str(kept).startswith("https://" + text.partition("/")[0])


def test_prices_of_tokens_come_together_or_not_at_all(tmp_path: Path) -> None:
    tariff = load_settings(_env(tmp_path, "RALLYBOT_PRICE_INPUT=0.4", "RALLYBOT_PRICE_OUTPUT=1.6")).tariff
    assert tariff is not None
    assert (float(tariff.input), float(tariff.output)) == (0.4, 1.6)
    assert load_settings(_env(tmp_path, "")).tariff is None
    for alone in ("RALLYBOT_PRICE_INPUT=0.4", "RALLYBOT_PRICE_OUTPUT=1.6"):
        with pytest.raises(SettingsError, match="RALLYBOT_PRICE_OUTPUT is wrong"):
            load_settings(_env(tmp_path, alone))


@pytest.mark.parametrize("value", ["-1", "much", "nan", "inf"])
def test_a_price_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="RALLYBOT_PRICE_INPUT"):
        load_settings(_env(tmp_path, f"RALLYBOT_PRICE_INPUT={value}", "RALLYBOT_PRICE_OUTPUT=1"))
