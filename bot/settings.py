"""Every setting of the product, read once from the environment and ``.env``.

``.env.example`` lists the same settings with their defaults; a test keeps the two equal.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError


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
    embedder: Literal["bundled", "openai"] = Field("bundled", alias="RALLYBOT_EMBEDDER")
    feeds: Path | None = Field(None, alias="RALLYBOT_FEEDS")
    retention_days: int | None = Field(None, alias="RALLYBOT_RETENTION_DAYS", ge=1, le=36_500)
    telegram_api_url: str = Field("https://api.telegram.org", alias="RALLYBOT_TELEGRAM_API_URL", pattern=r"^https?://")
    yahoo_url: str | None = Field(None, alias="RALLYBOT_YAHOO_URL", pattern=r"^https?://")
    allowed: Annotated[frozenset[int], NoDecode] = Field(frozenset(), alias="RALLYBOT_ALLOWED")
    admins: Annotated[frozenset[int], NoDecode] = Field(frozenset(), alias="RALLYBOT_ADMINS")
    embedding_model: str = Field("text-embedding-3-small", alias="OPENAI_EMBEDDING_MODEL")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] | None = Field(None, alias="RALLYBOT_LOG_LEVEL")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be shown."""
        return tuple(secret.get_secret_value() for secret in (self.telegram_bot_token, self.openai_api_key) if secret)

    @field_validator("allowed", "admins", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.lstrip("-").isdecimal() for part in parts):
            raise ValueError("takes Telegram ids, which are whole numbers, with commas between")
        return frozenset(int(part) for part in parts)


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
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name} is wrong: {reason}. Correct it in .env or in the environment.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(".env is not UTF-8 text: save it as UTF-8.") from error
