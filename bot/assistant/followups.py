"""Reading a question in the light of the one before: "and Baidu?", "why did it rise?", 那百度呢. Pure."""

import re
from collections.abc import Sequence

from bot.assistant.lexicon import Items, Mention, Name, lexicon
from bot.model import Turn
from knowledge.periods import periods, without_periods
from knowledge.text import fold, language_of

_LINK = re.compile(
    r"^\s*(?:and(?: what about| how about)?|what about|how about|then|also|那么|那|还有|以及)\s*[,，]?\s*"
    r"|\s*呢\s*(?=[?？。!！]*\s*$)",
    re.IGNORECASE,
)
_ASKS_WHICH = re.compile(r"\b(?:which|who|whose)\b|哪家|哪个|谁", re.IGNORECASE)
_OWNING = re.compile(r"\b(?:its|their)\b(?! own)", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:it|they|them)\b|[它他她]们?(?:的)?|(?:这|那)家公司", re.IGNORECASE)
_IN = re.compile(r"^(?:in|for|during)\s+|\s+(?:in|for|during)$", re.IGNORECASE)
_WHY = re.compile(r"(?:but )?why(?: is that| so)?\s*[?？]*|(?:这是)?为什么[?？]*|为何[?？]*", re.IGNORECASE)
_HOW_MUCH = re.compile(r"^how (?:much|fast|many|far|quickly)\b", re.IGNORECASE)
_HOW_MUCH_ZH = re.compile(r"了?多少")
_SHORT = 6  # words


def resolve(text: str, history: Sequence[Turn]) -> str:
    """The question as it would stand on its own; unchanged where it already does."""
    if not history:
        return text
    before = history[-1].question
    rest = without_link(text)
    linked = rest != text.strip()
    items, earlier = lexicon().items(without_periods(rest)), lexicon().items(before)
    if _WHY.fullmatch(rest):
        return _asking_why(before)
    if items.names:
        return _of_another(before, earlier, items) if _only_a_name(rest, items, linked=linked) else text
    if not earlier.names:
        return text
    if _is_only_a_period(rest, items):
        return _of_another_period(before, rest)
    return _of_the_same(text, rest, earlier.names[-1].name, short=linked and bool(items.concepts))


def without_link(text: str) -> str:
    """A question without the words that tie it to the one before: "and", "what about", 那……呢."""
    return _LINK.sub("", text, count=2).strip()


def _of_the_same(text: str, rest: str, name: Name, *, short: bool) -> str:
    """Put the name that was spoken of where the question only points at it, or leaves it out."""
    if _ASKS_WHICH.search(rest):
        return text
    label = _label(name, text)
    if _OWNING.search(rest) or _POINTING.search(rest):
        owning = label if language_of(text) == "zh" else f"{label}'s"
        return _POINTING.sub(label, _OWNING.sub(owning, rest))
    return f"{label} {rest}" if short and len(rest.split()) <= _SHORT else text


def _asking_why(before: str) -> str:
    if language_of(before) == "zh":
        return f"为什么{_HOW_MUCH_ZH.sub('', before)}"
    return _HOW_MUCH.sub("why", before) if _HOW_MUCH.search(before) else f"why {before}"


def _only_a_name(rest: str, items: Items, *, linked: bool) -> bool:
    implied = {mention.name.concept for mention in items.names}
    alone = sum(mention.end - mention.start for mention in items.names) >= len(rest.strip(" ?？.!。")) - 2
    return (linked or alone) and not items.words and not items.concepts - implied


def _of_another(before: str, earlier: Items, items: Items) -> str:
    """Ask the same of another: the first name of the earlier question gives way to the new one."""
    if not earlier.names or len(fold(before)) != len(before):
        name = items.names[0].name
        return f"{_label(name, before)} {before}"
    language_like = before
    spoken = " ".join(_counterpart(mention, earlier.names[0], language_like) for mention in items.names)
    replaced = before
    for mention in reversed(earlier.names):
        put = spoken if mention is earlier.names[0] else ""
        owning = "'s" if before[mention.start : mention.end].lower().endswith("'s") and put else ""
        replaced = replaced[: mention.start] + put + owning + replaced[mention.end :]
    return " ".join(replaced.split()) if language_of(before) == "en" else replaced


def _counterpart(mention: Mention, old: Mention, like: str) -> str:
    """The new name, or its own cloud, model or service where the old one was such a part of its company."""
    new, was = mention.name, old.name
    if was.concept and not new.concept:
        parts = [n for n in lexicon().names.values() if n.subject == new.subject and n.concept == was.concept]
        if parts:
            return _label(parts[0], like)
        concept = lexicon().concepts[was.concept]
        return f"{_label(new, like)}{concept.zh}" if language_of(like) == "zh" else f"{_label(new, like)} {concept.en}"
    return _label(new, like)


def _label(name: Name, like: str) -> str:
    return name.zh if language_of(like) == "zh" else name.en


def _is_only_a_period(rest: str, items: Items) -> bool:
    named = bool(list(periods(rest))) or bool(
        re.search(r"\b(?:first|second|third|fourth) quarter\b|\bq[1-4]\b|[一二三四]季度", rest.lower())
    )
    return named and not items.words and not items.concepts


def _of_another_period(before: str, rest: str) -> str:
    asked = _IN.sub("", without_periods(before).rstrip(" ?？"))
    bare = _IN.sub("", rest.rstrip(" ?？"))
    return f"{bare}{asked}？" if language_of(before) == "zh" else f"{asked} in {bare}?"
