"""What words mean in this subject: concepts in English and Chinese, from the data beside this file, and names.

A text is compared by its *items*: the names it mentions, the concepts it speaks of, and the stems of its other words.
"""

import re
import threading
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.names import Named, Spellings, name_table
from knowledge.text import CHINESE, fold

# Words of any script but Chinese: a name in Cyrillic is a word that no lexicon knows, not nothing.
_LATIN = re.compile(rf"[^\W_{CHINESE}]+(?:[.\-&][^\W_{CHINESE}]+)*")
# "Up 5%" is a rise; "take down", "up to" and "end up" are not.
_UP_OR_DOWN = re.compile(r"\b(?:up|down)\b(?!\s+(?:by |about |around |more than |nearly |over |some )?[+\-]?[$¥€£]?\d)")
_CHINESE_RUN = re.compile(f"[{CHINESE}]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A company, an index, or a product or unit of one; ``subject`` is the company or index it belongs to.

    ``traded`` marks what has a level of its own, an index or a fund.
    """

    id: str
    subject: str
    concept: str | None
    en: str
    zh: str
    traded: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """A matter: revenue, chips, risk.

    ``en`` and ``zh`` are what an answer calls it, ``en_word`` and ``zh_word`` what articles write. ``moves`` marks
    rising and falling; ``weak`` counts little.
    """

    id: str
    en: str
    zh: str
    en_word: str
    zh_word: str
    moves: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text, at ``start`` to ``end`` of its folded form."""

    name: Name
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Items:
    """What a text is made of: ``names`` in order, ``concepts`` by id, stems of ``words``, and the weak words apart."""

    names: tuple[Mention, ...]
    concepts: frozenset[str]
    words: frozenset[str]
    weak: frozenset[str]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The companies and indices spoken of, in order, each once."""
        return tuple(dict.fromkeys(mention.name.subject for mention in self.names))


@dataclass(frozen=True)
class Lexicon:
    """Finds names and concepts in folded text. Immutable; :func:`lexicon` gives the one of this product."""

    names: Mapping[str, Name]
    concepts: Mapping[str, Concept]
    aliases: Mapping[str, Name]
    phrases: Mapping[tuple[str, ...], str]
    chinese: Mapping[str, str]
    terms: frozenset[str]
    irregular: Mapping[str, str]
    weak: frozenset[str]
    stop: frozenset[str]
    _spellings: Spellings = field(repr=False)
    _chinese_pattern: re.Pattern[str] = field(repr=False)
    _longest_phrase: int = field(repr=False)

    def items(self, text: str) -> Items:
        """Take a text apart; it is folded first."""
        folded = fold(text).replace("’", "'")
        names = tuple(self.mentions(folded))
        rest = _blank(folded, ((mention.start, mention.end) for mention in names))
        concepts = {mention.name.concept for mention in names if mention.name.concept}
        latin_concepts, words, weak = self._latin(rest)
        chinese_concepts, pairs = self._chinese(rest)
        return Items(names, frozenset(concepts | latin_concepts | chinese_concepts), frozenset(words | pairs), weak)

    def mentions(self, folded: str) -> Iterator[Mention]:
        """Find names in a folded text, the longest at each place."""
        for spotted in self._spellings.spot(folded):
            yield Mention(self.names[spotted.named.id], spotted.start, spotted.end)

    def without_chinese(self, folded: str) -> str:
        """A folded text without its names and the Chinese words that are known: what is left names something else."""
        rest = _blank(folded, ((mention.start, mention.end) for mention in self.mentions(folded)))
        return self._chinese_pattern.sub(" ", rest)

    def stem(self, word: str) -> str:
        """The stem of an English word, irregular forms brought back first."""
        return _stem(self.irregular.get(word, word))

    def _latin(self, text: str) -> tuple[set[str], set[str], frozenset[str]]:
        text = _UP_OR_DOWN.sub(" ", text.replace("'s", " ").replace("'", ""))
        found = [word for word in _LATIN.findall(text) if word not in self.stop]
        stems = [self.stem(word) for word in found]
        concepts: set[str] = set()
        words: set[str] = set()
        at = 0
        while at < len(stems):
            length, concept = self._phrase_at(stems, at)
            if concept:
                concepts.add(concept)
            else:
                words.add(stems[at])
            at += length
        weak = frozenset(word for word in words if word in self.weak)
        return concepts, words - weak, weak

    def _phrase_at(self, stems: list[str], at: int) -> tuple[int, str | None]:
        for length in range(min(self._longest_phrase, len(stems) - at), 0, -1):
            concept = self.phrases.get(tuple(stems[at : at + length]))
            if concept:
                return length, concept
        return 1, None

    def _chinese(self, text: str) -> tuple[set[str], set[str]]:
        concepts: set[str] = set()

        def note(match: re.Match[str]) -> str:
            concept = self.chinese[match.group()]
            if concept:
                concepts.add(concept)
            return "\n"

        rest = self._chinese_pattern.sub(note, text)
        pairs = {run[at : at + 2] for run in _CHINESE_RUN.findall(rest) for at in range(len(run) - 1)}
        return concepts, pairs


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


# A stemmer works on a word within itself: no two threads may share one.
_STEMMERS = threading.local()


def _stemmer() -> Any:
    import snowballstemmer

    if not hasattr(_STEMMERS, "english"):
        _STEMMERS.english = snowballstemmer.stemmer("english")
    return _STEMMERS.english


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this product, read from ``concepts.toml`` and the table of names when first needed."""
    from knowledge.search.keywords import STOP_WORDS

    table = name_table()
    known = {row.id: _name(row) for row in table.rows.values()}
    data = tomllib.loads(resources.files(__name__).joinpath("concepts.toml").read_text("utf-8"))
    irregular: dict[str, str] = data["irregular"]
    stop = frozenset(word for word in STOP_WORDS if word.isascii()) - {"up", "down", "own"}
    phrases: dict[tuple[str, ...], str] = {}
    chinese: dict[str, str] = dict.fromkeys(data["weak"]["zh"], "")
    concepts = {}
    for row in data["concept"]:
        concepts[row["id"]] = Concept(
            row["id"],
            row["en_label"],
            row["zh_label"],
            row["en"][0],
            row["zh"][0],
            row.get("moves", False),
            row.get("weak", False),
        )
        phrases |= {_phrase(words, irregular, stop): row["id"] for words in row["en"]}
        chinese |= dict.fromkeys(map(fold, row["zh"]), row["id"])
    return Lexicon(
        names=known,
        concepts=concepts,
        aliases={alias: known[row.id] for alias, row in table.told.aliases.items()},
        phrases=phrases,
        chinese=chinese,
        terms=frozenset(term for row in data["concept"] for term in row["en"] if term.isalpha()),
        irregular=irregular,
        weak=frozenset(_stem(irregular.get(word, word)) for word in data["weak"]["en"]),
        stop=stop,
        _spellings=table.told,
        _chinese_pattern=_alternatives(word for word in chinese if not word.isascii()),
        _longest_phrase=max(map(len, phrases)),
    )


def _name(row: Named) -> Name:
    return Name(row.id, row.subject, row.concept, row.en_label, row.zh_label, traded=row.kind != "share")


def _phrase(words: str, irregular: Mapping[str, str], stop: frozenset[str]) -> tuple[str, ...]:
    found = [word for word in _LATIN.findall(words.lower()) if word not in stop]
    return tuple(_stem(irregular.get(word, word)) for word in found)


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(set(words), key=len, reverse=True))))
