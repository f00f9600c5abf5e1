"""Whether an article is on the subject, Chinese technology shares, so that a feed on everything can be read for it.

What tells is data, in ``subject.toml`` beside this file; here stand the rules by which its words count.
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from knowledge.text import CHINESE, fold

_HEAD = 600
"""An article is on what it names within so many characters of its start; further down it takes two sentences."""
_READ = 10_000
"""So much of a text is read: what is first named beyond is not what the article is on."""
_NEAR = 160
"""What stands within so many characters of a word can speak for or against it."""

_LETTER = rf"[^\W_{CHINESE}]"
_STARTS_LATIN, _ENDS_LATIN = re.compile(_LETTER), re.compile(rf"{_LETTER}$")
_CLAUSE_END = re.compile(r"[.!?;:,。；，、\n]")
_SENTENCE_END = re.compile(r"[.!?] |[。\n]")
_ALIKE = str.maketrans({"’": "'", "‘": "'", **dict.fromkeys("-‐–—", " ")})


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the data: what it is, and what must and must not stand nearby for it to count."""

    classes: frozenset[str]
    needs: frozenset[str]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    text: str
    word: _Word


@dataclass(frozen=True, slots=True)
class _Subject:
    words: Mapping[str, _Word]
    pairs: tuple[tuple[str, str, int], ...]
    pattern: re.Pattern[str]


def is_on_subject(title: str, text: str) -> bool:
    """Whether an article is on Chinese technology shares; ``text`` may be a whole body, a summary or nothing.

    It is when its title names the subject, when its text does so near the start, or in two sentences further down.
    """
    folded_title = _fold(title)
    whole = f"{folded_title}\n{_fold(text[:_READ])}"
    passing: int | None = None
    for place in _mentions(whole, len(folded_title)):
        if place <= len(folded_title) + _HEAD:
            return True
        passing = place if passing is None else passing
        if _SENTENCE_END.search(whole, min(passing, place), max(passing, place)):
            return True
    return False


def named(text: str) -> frozenset[str]:
    """The companies, products, people and indices of the subject that a text names, folded."""
    subject = _subject()
    found = (match[0] for match in subject.pattern.finditer(_fold(text[:_READ])))
    return frozenset(word for word in found if "subject" in subject.words[word].classes)


def _fold(text: str) -> str:
    return " ".join(fold(text).translate(_ALIKE).split())


def _mentions(text: str, title_end: int) -> Iterator[int]:
    """Yield where the subject is named, words before pairs."""
    subject = _subject()
    found = [_Found(m.start(), m.end(), m[0], subject.words[m[0]]) for m in subject.pattern.finditer(text)]
    starts = [one.start for one in found]
    for one in found:
        if one.word.classes & {"subject", "media"} and _counts(one, found, starts, text, title_end):
            yield one.start
    for first, second, within in subject.pairs:
        yield from _together(found, first, second, within, text)


def _counts(one: _Found, found: list[_Found], starts: list[int], text: str, title_end: int) -> bool:
    """Whether a word stands for the subject where it is: what it needs is nearby, and nothing speaks against it."""
    word = one.word
    if not word.needs and not word.unless:
        return True
    from_, to = max(0, one.start - _NEAR), one.end + _NEAR
    if one.start <= title_end + _HEAD:
        # A title and the start of its text speak for each other.
        from_, to = 0, max(to, title_end + _HEAD)
    if any(against in text[from_:to] for against in word.unless):
        return False
    nearby = found[bisect_left(starts, from_) : bisect_right(starts, to)]
    return not word.needs or any(other.word.classes & word.needs and other.text != one.text for other in nearby)


def _together(found: list[_Found], first: str, second: str, within: int, text: str) -> Iterator[int]:
    """Yield where a word of the one class stands beside a word of the other, in either order, in one clause."""
    last: dict[str, _Found] = {}
    for one in found:
        for here, there in ((first, second), (second, first)):
            before = last.get(there)
            if here not in one.word.classes or not before or one.start - before.end > within:
                continue
            if not _CLAUSE_END.search(text, before.end, one.start):
                yield before.start
                break
        for kind in one.word.classes & {first, second}:
            last[kind] = one


@lru_cache(maxsize=1)
def _subject() -> _Subject:
    data = tomllib.loads(resources.files(__package__).joinpath("subject.toml").read_text("utf-8"))
    words: dict[str, _Word] = {}
    for table in data["words"]:
        for written in (*table["en"], *table["zh"]):
            word = _fold(written)
            words[word] = _merged(words.get(word), table)
    pairs = tuple((pair["first"], pair["second"], pair["within"]) for pair in data["pair"])
    return _Subject(words, pairs, _alternation(words))


def _merged(known: _Word | None, table: Mapping[str, Any]) -> _Word:
    """A word may be of several classes: 电商 is a sector and a business."""
    word = _Word(frozenset({table["class"]}), frozenset(table.get("needs", ())), tuple(table.get("unless", ())))
    if known is None:
        return word
    return _Word(word.classes | known.classes, word.needs | known.needs, (*word.unless, *known.unless))


def _alternation(words: Mapping[str, _Word]) -> re.Pattern[str]:
    """One pattern that finds the longest word at each place, as trees of characters: it looks at each text once.

    Latin ends stand once around a tree, not at each word of it: with hundreds of them, compiling took half a second.
    """
    trees: dict[tuple[bool, bool], dict[str, Any]] = {}
    for word in words:
        ends = bool(_STARTS_LATIN.match(word)), bool(_ENDS_LATIN.search(word))
        branch = trees.setdefault(ends, {})
        for character in word:
            branch = branch.setdefault(character, {})
        branch[""] = {}
    before, after = f"(?<!{_LETTER})", f"(?!{_LETTER})"
    # "HK$" before "HK", and 理想MEGA before 理想.
    order = (True, False), (True, True), (False, True), (False, False)
    return re.compile(
        "|".join(
            f"{before * starts}(?:{_tree(trees[starts, ends])}){after * ends}"
            for starts, ends in order
            if (starts, ends) in trees
        )
    )


def _tree(branch: Mapping[str, Any]) -> str:
    longer = [re.escape(character) + _tree(rest) for character, rest in branch.items() if character]
    if "" in branch:
        longer.append("")
    return longer[0] if len(longer) == 1 else f"(?:{'|'.join(longer)})"
