"""Every setting of the product, read once from the environment and ``.env``.

``.env.example`` lists the same settings with their defaults; a test keeps the two equal.
"""

import re
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.model import Tariff

_LISTEN = "127.0.0.1:8080"
_WEBHOOK_PATH = "/telegram"
_TAKEN_PATHS = ("/healthz", "/metrics")


class Settings(BaseSettings):
    """The settings, frozen. Names in the environment are the aliases; empty values count as absent."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    telegram_bot_token: SecretStr | None = Field(None, alias="TELEGRAM_BOT_TOKEN")
    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, alias="OPENAI_BASE_URL", pattern=r"^https?://")
    data_dir: Path = Field(Path("data"), alias="RALLYBOT_DATA_DIR")
    openai_model: str = Field("gpt-4.1-mini", alias="OPENAI_MODEL")
    fallback_model: str | None = Field(None, alias="RALLYBOT_FALLBACK_MODEL")
    embedder: Literal["bundled", "openai"] = Field("bundled", alias="RALLYBOT_EMBEDDER")
    feeds: Path | None = Field(None, alias="RALLYBOT_FEEDS")
    retention_days: int | None = Field(None, alias="RALLYBOT_RETENTION_DAYS", ge=1, le=36_500)
    telegram_api_url: str = Field("https://api.telegram.org", alias="RALLYBOT_TELEGRAM_API_URL", pattern=r"^https?://")
    yahoo_url: str | None = Field(None, alias="RALLYBOT_YAHOO_URL", pattern=r"^https?://")
    allowed: Annotated[frozenset[int], NoDecode] = Field(frozenset(), alias="RALLYBOT_ALLOWED")
    admins: Annotated[frozenset[int], NoDecode] = Field(frozenset(), alias="RALLYBOT_ADMINS")
    access: Literal["private", "invite", "open"] = Field("private", alias="RALLYBOT_ACCESS")
    rate: int = Field(20, alias="RALLYBOT_RATE", ge=1, le=600)
    daily_tokens: int | None = Field(None, alias="RALLYBOT_DAILY_TOKENS", ge=0, le=10**12)
    daily_tokens_per_user: int | None = Field(None, alias="RALLYBOT_DAILY_TOKENS_PER_USER", ge=0, le=10**12)
    model_seconds: int = Field(90, alias="RALLYBOT_MODEL_SECONDS", ge=5, le=900)
    price_input: Decimal | None = Field(None, alias="RALLYBOT_PRICE_INPUT", ge=0, le=10**6)
    price_output: Decimal | None = Field(None, alias="RALLYBOT_PRICE_OUTPUT", ge=0, le=10**6, validate_default=True)
    chat_days: int = Field(30, alias="RALLYBOT_CHAT_DAYS", ge=1, le=36_500)
    webhook_url: str | None = Field(None, alias="RALLYBOT_WEBHOOK_URL")
    webhook_secret: SecretStr | None = Field(None, alias="RALLYBOT_WEBHOOK_SECRET", validate_default=True)
    listen: str | None = Field(None, alias="RALLYBOT_LISTEN")
    embedding_model: str = Field("text-embedding-3-small", alias="OPENAI_EMBEDDING_MODEL")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] | None = Field(None, alias="RALLYBOT_LOG_LEVEL")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be shown."""
        held = (self.telegram_bot_token, self.openai_api_key, self.webhook_secret)
        return tuple(secret.get_secret_value() for secret in held if secret)

    @property
    def has_model(self) -> bool:
        """Whether a language model is configured: by a key, or by the address of a server that may need none."""
        return (self.openai_api_key is not None or self.openai_base_url is not None) and self.daily_tokens != 0

    @property
    def tariff(self) -> Tariff | None:
        """What tokens cost, where the operator has said so."""
        if self.price_input is None or self.price_output is None:
            return None
        return Tariff(self.price_input, self.price_output)

    @property
    def web_address(self) -> str | None:
        """``host:port`` of the web server (an IPv6 host in brackets); None where there is to be no server."""
        return self.listen or (_LISTEN if self.webhook_url else None)

    @property
    def webhook_path(self) -> str | None:
        """The path of the webhook's address; None where the bot polls."""
        return urlsplit(self.webhook_url).path if self.webhook_url else None

    @field_validator("allowed", "admins", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"-?[0-9]{1,18}", part) for part in parts):
            raise ValueError("takes Telegram ids, which are whole numbers, with commas between")
        return frozenset(int(part) for part in parts)

    @field_validator("price_output")
    @classmethod
    def _both_prices(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if "price_input" in info.data and (value is None) != (info.data["price_input"] is None):
            raise ValueError("takes a price where RALLYBOT_PRICE_INPUT has one, and none where it has none")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        return value if value is None else _webhook_address(value)

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            if info.data.get("webhook_url"):
                raise ValueError(
                    "it must be set where RALLYBOT_WEBHOOK_URL is, so that nobody but Telegram can bring updates"
                )
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("takes 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("listen")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is None:
            return None
        found = re.fullmatch(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})", value)
        if not found or not 1 <= int(found[2]) <= 65_535:
            raise ValueError("takes host:port, as 127.0.0.1:8080 or [::1]:8080")
        return value


def _webhook_address(value: str) -> str:
    """Judge the webhook's address, and give it a path where it has none."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?", value):
        raise ValueError(
            "takes an address like https://bot.example.org/telegram, without a user, a query or a fragment"
        )
    if parts.scheme != "https" and not _is_loopback(host):
        raise ValueError("takes an https:// address: Telegram brings updates over TLS only (http:// is for loopback)")
    path = _WEBHOOK_PATH if parts.path in ("", "/") else parts.path
    if path in _TAKEN_PATHS:
        raise ValueError(f"takes a path other than {' and '.join(_TAKEN_PATHS)}, which the web server uses itself")
    return f"{parts.scheme}://{parts.netloc}{path}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one line that names the first wrong setting, never its value.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        if name in Settings.model_fields:  # a default that is refused goes by the field's name
            name = str(Settings.model_fields[name].alias)
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name} is wrong: {reason}. Correct it in .env or in the environment.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(".env is not UTF-8 text: save it as UTF-8.") from error
