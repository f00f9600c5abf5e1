"""What is said in a question of prices besides names and days, by the words in ``words.toml``. Pure."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bot.assistant.prices.spoken_days import NAME

_LATIN_START, _LATIN_END = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Heard:
    """The ids of what is said, and the words that no question of prices is made of."""

    tags: frozenset[str]
    unknown: tuple[str, ...]

    def has(self, *tags: str) -> bool:
        """Whether any of them is said."""
        return not self.tags.isdisjoint(tags)


def hear(folded: str) -> Heard:
    """Take apart a folded text from which names and days have been taken out."""
    left = " ".join(folded.replace(NAME, " ").split())
    tags = set()
    for tag, kept, patterns in _patterns():
        for pattern in patterns:
            if pattern.search(left):
                tags.add(tag)
                left = left if kept else pattern.sub(" ", left)
        left = " ".join(left.split())
    return Heard(frozenset(tags), tuple(_WORD.findall(left)))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, bool, tuple[re.Pattern[str], ...]], ...]:
    data = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))
    return tuple((row["id"], row.get("kept", False), _compiled(row["en"], row["zh"])) for row in data["tag"])


def _compiled(en: list[str], zh: list[str]) -> tuple[re.Pattern[str], ...]:
    english = f"{_LATIN_START}(?:{'|'.join(en)}){_LATIN_END}" if en else ""
    return tuple(re.compile(pattern) for pattern in (english, "|".join(zh)) if pattern)
