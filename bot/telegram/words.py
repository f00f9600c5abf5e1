"""What the bot says of its own accord, in English and in Chinese."""

from dataclasses import dataclass, fields

from prompts import load


@dataclass(frozen=True, slots=True)
class Words:
    """One language, a file in ``prompts/`` each; words in braces are places to be filled.

    ``commands`` are names with what they do.
    """

    start: str
    help: str
    help_admin: str
    ask: str
    stranger: str
    stranger_invite: str
    only_text: str
    unknown_command: str
    trouble: str
    cancelled: str
    nothing_running: str
    forgotten: str
    too_fast: str
    lost_button: str
    greeting: str
    budget_user: str
    budget_all: str
    invitation: str
    invitation_over: str
    invite_off: str
    invite_uses: str
    invite_days: str
    invite_extra: str
    joined: str
    joined_group: str
    revoke_id: str
    revoke_listed: str
    revoke_unknown: str
    revoked: str
    group_not_let_in: str
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
    texts = {one.name: load(f"{one.name}.{language}") for one in fields(Words)}
    lines = [line.partition(" - ") for line in texts.pop("commands").splitlines()]
    return Words(**texts, commands=tuple((name, description) for name, _, description in lines))
