"""Names in an answer that stand nowhere in what it stands on. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.assistant.checking.amounts import amounts
from bot.assistant.checking.answers import Statement
from bot.assistant.checking.ground import Ground
from bot.assistant.checking.matters import mentions
from bot.assistant.checking.model import Finding, Verdict
from bot.assistant.checking.persons import unnamed
from bot.assistant.checking.speech import cited_of
from bot.assistant.lexicon import lexicon
from bot.assistant.reading import items_of
from knowledge.text import fold, words

_CAPITALISED = re.compile(
    r"(?<![.!?:|•\-–] )(?:(?<=[a-z,’'0-9;)(] )|(?<=\bA )|(?<=\bThe )|(?<=\bIn"
    r" ))[A-Z][a-zA-Z]+(?:[-’'][A-Za-z]+)*(?!\w)|\b[A-Z]{2,}[a-zA-Z]*\d*\b|\b[A-Z][a-z]*\d+\w*\b"
)
_WORD = re.compile(r"[A-Za-z]{4,}")
_TITLE = 0.75
# Written with a capital letter, and the name of nobody in particular.
_COMMON = frozenset(
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "i", "q1", "q2", "q3", "q4", "h1", "h2",
        "fy", "us", "usd", "hkd", "rmb", "cny", "yuan", "hk", "china", "chinese", "ai", "ceo", "cfo", "coo", "cto",
        "ipo", "adr", "ads", "etf", "yoy", "qoq", "eps", "ebit", "ebita", "ebitda", "capex", "p", "b", "m", "bn",
        "mn", "tn", "uk", "eu", "european", "union", "american", "hong", "kong", "mainland", "beijing", "english",
        "the", "a", "an", "in", "on", "of", "and", "or", "but", "its", "it", "this", "that", "they", "he", "she",
        "yes", "no", "not", "renminbi", "dollars", "gmt", "utc", "hkt", "et", "est", "pm", "am", "vs", "per", "cent",
        "note", "source", "sources", "summary", "answer", "table", "first", "second", "third", "fourth", "half",
        "quarter", "year", "revenue", "net", "profit", "growth", "company", "group", "new", "york", "nasdaq", "nyse",
        "hkex", "asia", "asian", "europe",
    ]
)  # fmt: skip


def names(statement: Statement, ground: Ground, cited: Sequence[str]) -> Iterator[Finding]:
    """Yield names that stand nowhere in the evidence: companies of the table, and words written as names are."""
    known = frozenset().union(*(source.subjects for source in ground.sources.values()), ground.asked.subjects)
    for mention in mentions(statement.bare):
        if mention.name.subject not in known:
            written = statement.bare[mention.start : mention.end]
            yield _unfounded(statement, written, mention.start, mention.end)
    yield from _offices(statement, ground, cited)
    for written, start, end in unnamed(statement, ground, cited_of(ground, cited)):
        yield _unfounded(statement, written, start, end)
    if any(source.language != "en" for source in cited_of(ground, cited)):
        return
    told = _spelt(ground.question).union(*(_spelt(source.whole) for source in ground.sources.values()))
    if _is_title(statement.bare):
        return
    figures = [(one.start, one.end) for one in amounts(statement.bare)]
    for match in _CAPITALISED.finditer(statement.bare):
        if any(start < match.end() and match.start() < end for start, end in figures):
            continue
        parts = [part for part in words(fold(match.group())) if len(part) > 1]
        missing = [part for part in parts if part not in told and part not in _COMMON and not _is_told(part, told)]
        if missing and not mentions(match.group()) and not _is_matter(match.group()):
            yield _unfounded(statement, match.group(), match.start(), match.end())


_OFFICES = (("chief", "finance-chief"), ("finance-chief", "chief"))


def _offices(statement: Statement, ground: Ground, cited: Sequence[str]) -> Iterator[Finding]:
    """Yield an office that no source speaks of where they speak of another: a chief executive for one of finance."""
    said = items_of(statement.bare).concepts
    told = frozenset().union(*(source.items.concepts for source in cited_of(ground, cited)), ground.asked.concepts)
    for office, other in _OFFICES:
        if office in said and office not in told and other in told and other not in said:
            yield _unfounded(statement, statement.bare, 0, len(statement.bare))


def _is_matter(word: str) -> bool:
    """Whether it is a matter that the lexicon knows, one or more: "GPUs"."""
    return bool(items_of(word).concepts or items_of(word.removesuffix("s")).concepts)


def _is_title(text: str) -> bool:
    """Whether most words are written with a capital letter, as in a heading: that says nothing of names."""
    found = _WORD.findall(text)
    return len(found) > 1 and sum(word[0].isupper() for word in found) >= _TITLE * len(found)


@lru_cache(maxsize=2_000)
def _spelt(text: str) -> frozenset[str]:
    return frozenset(words(fold(text)))


def _is_told(part: str, told: frozenset[str]) -> bool:
    """Whether a name is told in another form: "Americans" of "American", "WeChat's" of "WeChat"."""
    bare = part.replace("’", "'").removesuffix("'s").removesuffix("s")
    return (
        bare in told
        or f"{bare}s" in told
        or lexicon().stem(bare) in {lexicon().stem(word) for word in told if word[:2] == bare[:2]}
    )


def _unfounded(statement: Statement, written: str, start: int, end: int) -> Finding:
    at = statement.start + start
    return Finding(
        Verdict.NOT_FOUND, written, at, statement.start + end, f"no source and no question speaks of {written.strip()}"
    )
