"""The matters that a figure can be of: revenue, the cloud, a product; and the names in a text. Pure."""

import re
from functools import lru_cache

from bot.assistant.lexicon import Items, Mention, Name, lexicon
from bot.assistant.reading import items_of
from bot.assistant.statement import METRICS
from bot.names import name_table
from knowledge.text import fold, words

PARTS = frozenset(
    {"cloud", "game", "advertising", "delivery", "phone", "car", "robotaxi", "overseas", "commerce", "research"}
)
"""Concepts that are parts of a company, with figures of their own."""
# Stems of words that carry a figure or stand around it and are no matter of their own.
_CARRY = frozenset(
    [
        "lose", "improv", "widen", "narrow", "lift", "trim", "cut", "reach", "come", "came", "stand", "amount",
        "total", "whole", "hit", "record", "report", "post", "see", "book", "make", "bring", "earn", "handl",
        "account", "deliv", "put", "number", "end", "close", "finish", "say", "tell", "show", "estim", "averag",
        "compar", "accord", "includ", "earlier", "year", "ago", "time", "level", "against", "versus", "compared",
        "unlike", "provid", "suppli", "later", "write", "quot", "often", "slower", "faster", "slow", "fast",
        "quicker", "better", "wors", "slight", "way", "other", "thank", "still", "alreadi", "only", "just", "again",
        "also", "figur", "fastest", "slowest", "follow", "rank", "lead", "led",
        "approxim", "previous", "latest", "respect",
    ]
)  # fmt: skip
_TECH = "hstech"
_TECH_INDEX = re.compile(r"(?<!seng )\btech(?:nology)? (?:index|gauge|benchmark)\b")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{4,}\b")
_LONG = 5
_OF_MANY = frozenset(
    {
        "China",
        "Hong",
        "Great",
        "First",
        "United",
        "General",
        "Golden",
        "World",
        "Global",
        "Future",
        "Semiconductor",
        "Black",
        "Contemporary",
        "Horizon",
        "Knowledge",
        "Moore",
        "Sunny",
        "Tiger",
        "Tracker",
        "Apollo",
    }
)
_UNIT = re.compile(r"\s?(?:[%.,]\d|[%亿万元倍个]|billion|million|bn|mn|yuan|per|points?)")
_USERS = re.compile(r"用户|会员|订户|\bsubscribers?\b")
_SHARES = re.compile(r"\bAD[SR]s?\b|\bdepositary (?:shares|receipts)\b")
_OWNERS = frozenset({"investor", "adss", "adrs", "depositari", "ordinari", "attribut"})
_TAKINGS = re.compile(r"\b(?:brought|brings?|bringing|took|takes?|taking|pulled) in\b|\bturnover\b", re.IGNORECASE)
_ADVERTISING = re.compile(r"\badvert|\bads?\b|\bmarketing\b|广告|营销|推广", re.IGNORECASE)
# The words right behind an amount that may say what it is of: "in net income", "revenue growth".
_BEHIND = re.compile(
    r"(?:\s*(?!(?:as|after|because|while|from|than|by|at|with|since|when|thanks|due|driven)\b)[\w'’-]+){0,8}",
    re.IGNORECASE,
)


@lru_cache(maxsize=8_000)
def mentions(text: str) -> tuple[Mention, ...]:
    """The names of a text; their places are right where folding does not change its length."""
    folded = fold(text).replace("’", "'")
    found = [one for one in lexicon().mentions(folded) if not _is_amount(folded, one)]
    index = lexicon().names.get(_TECH)
    if index is not None:
        # "The tech index" is said of one only.
        spans = [match.span() for match in _TECH_INDEX.finditer(folded)]
        found += [Mention(index, *span) for span in spans if not any(one.start <= span[0] < one.end for one in found)]
    taken = [(one.start, one.end) for one in found]
    if len(folded) == len(text):
        for match in _CAPITALISED.finditer(text):
            name = _short_names().get(match.group())
            if name is not None and not any(start < match.end() and match.start() < end for start, end in taken):
                found.append(Mention(name, *match.span()))
    return tuple(sorted(found, key=lambda one: one.start))


@lru_cache(maxsize=1)
def _short_names() -> dict[str, Name]:
    """The first words of longer names that begin no other: "Hygon" of "Hygon Information Technology"."""
    known = lexicon().names
    firsts: dict[str, set[str]] = {}
    for row in name_table().rows.values():
        for alias in row.en:
            firsts.setdefault(alias.split()[0].capitalize(), set()).add(row.id)
    return {
        word: known[next(iter(ids))]
        for word, ids in firsts.items()
        if len(ids) == 1 and len(word) >= _LONG and next(iter(ids)) in known and word not in _OF_MANY
    }


def _is_amount(folded: str, mention: Mention) -> bool:
    """Whether a ticker in digits is part of a figure: 9999 of 9999亿元."""
    if not folded[mention.start : mention.end].isdecimal():
        return False
    return bool(_UNIT.match(folded, mention.end)) or folded[mention.start - 1 : mention.start] in tuple("$€£¥.,")


@lru_cache(maxsize=8_000)
def parts_of(text: str) -> frozenset[str]:
    """The parts of a company that a text speaks of; "markets" are no marketing."""
    parts = items_of(text).concepts & PARTS
    if _ADVERTISING.search(text):
        return frozenset(parts | {"advertising"})
    return frozenset(parts - {"advertising"})


@lru_cache(maxsize=8_000)
def topic_in(text: str) -> frozenset[str]:
    """What a figure in this text can be of: products, matters and words; not companies, nor up and down."""
    metrics = metrics_of(text)
    topic = topic_of(items_of(text)) - METRICS - _OWNERS | metrics
    if _TAKINGS.search(text):
        topic = topic - {"appoint"}
    named = [match.group() for match in _CAPITALISED.finditer(text) if match.group() in _short_names()]
    topic = topic - frozenset(lexicon().stem(word.lower()) for word in named)
    return topic if _ADVERTISING.search(text) else topic - {"advertising"}


@lru_cache(maxsize=8_000)
def metrics_of(text: str) -> frozenset[str]:
    """The metrics that a text speaks of; what is brought in is revenue."""
    metrics = items_of(text).concepts & METRICS
    if _USERS.search(text):
        # Those who pay are no spending.
        metrics = metrics - {"spending"} | {"user"}
    if _SHARES.search(text):
        metrics = metrics | {"share"}
    return frozenset(metrics if metrics or not _TAKINGS.search(text) else {"revenue"})


def topic_of(items: Items) -> frozenset[str]:
    """The same of a text that has been taken apart."""
    known = lexicon().concepts
    names = frozenset(f"@{mention.name.id}" for mention in items.names if mention.name.id != mention.name.subject)
    matters = frozenset(concept for concept in items.concepts if not (known[concept].moves or known[concept].weak))
    return names | matters | (items.words - _CARRY)


@lru_cache(maxsize=8_000)
def stems_of(text: str) -> frozenset[str]:
    """The stems of all words of a text, common ones too."""
    return frozenset(lexicon().stem(word) for word in words(fold(text)))


def behind_of(after: str) -> str:
    """The few words right behind an amount that may say what it is of."""
    match = _BEHIND.match(after)
    return match.group() if match else ""
