"""What the bot says of its own accord, in English and in Chinese."""

from dataclasses import dataclass

from prompts import load


@dataclass(frozen=True, slots=True)
class Words:
    """One language; ``stranger`` has the place ``{user_id}``, ``commands`` are names with what they do."""

    start: str
    help: str
    stranger: str
    only_text: str
    unknown_command: str
    trouble: str
    interrupted: str
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The bot's words in every language it speaks."""

    english: Words
    chinese: Words

    def words_for(self, language_code: str | None) -> Words:
        """Choose by the language a reader's Telegram is set to, an IETF tag such as ``zh-hans``."""
        return self.chinese if (language_code or "").lower().startswith("zh") else self.english


def load_vocabulary() -> Vocabulary:
    """Read all of it.

    Raises:
        PromptError: a file is missing or empty.
    """
    return Vocabulary(_load_words("en"), _load_words("zh"))


def _load_words(language: str) -> Words:
    commands = [line.partition(" - ") for line in load(f"commands.{language}").splitlines()]
    return Words(
        start=load(f"start.{language}"),
        help=load(f"help.{language}"),
        stranger=load(f"stranger.{language}"),
        only_text=load(f"only_text.{language}"),
        unknown_command=load(f"unknown_command.{language}"),
        trouble=load(f"trouble.{language}"),
        interrupted=load(f"interrupted.{language}"),
        commands=tuple((name, description) for name, _, description in commands),
    )
