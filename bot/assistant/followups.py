"""Reading a question in the light of the one before: "and Baidu?", "why did it rise?", 那百度呢. Pure."""

import re
from collections.abc import Sequence

from bot.assistant.lexicon import Items, Mention, Name, lexicon
from bot.assistant.relative import answered_period, placed_words, shift_only, with_period
from bot.market.symbols import symbols
from bot.model import Turn
from knowledge.periods import periods, placed, without_periods
from knowledge.text import fold, language_of

_LINK = re.compile(
    r"^\s*(?:and(?: what about| how about)?|what about|how about|then|also|那么|那|还有|以及)\s*[,，]?\s*"
    r"|\s*呢\s*(?=[?？。!！]*\s*$)",
    re.IGNORECASE,
)
_ASKS_WHICH = re.compile(r"\b(?:which|who|whose)\b|哪家|哪个|谁", re.IGNORECASE)
_OWNING = re.compile(r"\b(?:its|their)\b(?! own)", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:it|they|them)\b|[它他她]们?(?:的)?|(?:这|那)家公司", re.IGNORECASE)
_IN = re.compile(r"^(?:in|for|during|of|over)\s+", re.IGNORECASE)
_WHY = re.compile(r"(?:but )?why(?: is that| so)?\s*[?？]*|(?:这是)?为什么[?？]*|为何[?？]*", re.IGNORECASE)
_HOW_MUCH = re.compile(
    r"^how (?:much|fast|many|far|quickly)\b|^how(?= (?:did|do|does|has|have|is|are|was|were)\b)", re.IGNORECASE
)
_HOW_MUCH_ZH = re.compile(r"了?多少")
_SHORT = 6  # words
# What ties a period to its question.
_TIED = re.compile(
    r"(?:(?:^|(?<=\W))(?:in|for|during|over|of|from|by|since|through|on|at)\s+)?"
    r"(?:(?:^|(?<=\W))(?:the|its|their|this|that)\s+)?$|[在于自从]\s*$",
    re.IGNORECASE,
)
# "What happened in 2019?" asks of its own.
_ASKS_ITSELF = re.compile(r"\b(?:what|who|how|why|which|where|when|happen\w*)\b|什么|怎么|谁|如何|为何", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:年(?:全年)?)?[\s?？.!。]*$")
_HAS_AN_ARTICLE = re.compile(r"(?:\w+ )?(?:quarter|half|year)\b", re.IGNORECASE)
_SECTOR = re.compile(
    r"\b(?:the )?(?:(?:chinese|china's|china|hong kong) )?(?:tech|technology|internet)"
    r"(?: (?:sector|industry|companies|firms|giants)\b|(?= (?:shares|stocks)\b))",
    re.IGNORECASE,
)
_SECTOR_ZH = re.compile(r"(?:中国|中概|港股)?(?:科技股|互联网股|中概股|科技公司)")


def resolve(text: str, history: Sequence[Turn]) -> str:
    """The question as it would stand on its own; unchanged where it already does.

    A ticker alone ("0700.HK") asks for its price, whatever was asked before. A name alone ("Baidu?") asks the same of
    another, as "and Baidu?" does; but not for a part that the other is not known to have: who writes "Meituan" after a
    question on a cloud wants to hear of Meituan. "The quarter before" is counted from the period that was answered.
    """
    if not history:
        return text
    before, rest = history[-1], without_link(text)
    linked = rest != text.strip()
    if not linked and _is_a_ticker(rest):
        return text
    if _WHY.fullmatch(rest):
        return _asking_why(before.question)
    return _of_a_period_near(text, rest, before) or _of_names(text, rest, before.question, linked=linked)


def _of_names(text: str, rest: str, before: str, *, linked: bool) -> str:
    """The question with the names that it leaves out, or the question before with the names that it puts in."""
    items, earlier = lexicon().items(without_periods(rest)), lexicon().items(before)
    if items.names:
        same = _only_a_name(rest, items, linked=linked) and (linked or _has_the_part(items.names[0], earlier))
        return _of_another(before, earlier, items) if same else text
    if not earlier.names:
        return text
    if _is_only_a_period(rest, items):
        return _of_another_period(before, rest)
    return _of_the_same(text, rest, earlier.names[-1].name, short=linked and bool(items.concepts))


def _is_a_ticker(rest: str) -> bool:
    """Whether a text is a ticker and nothing else: "0700.HK", "$BABA", "3690"."""
    bare = fold(rest).strip(" ?？.!。")
    found = symbols().find(bare)
    return len(found) == 1 and bool(found[0].symbol) and found[0].end - found[0].start >= len(bare.lstrip("$"))


def _of_a_period_near(text: str, rest: str, before: Turn) -> str | None:
    """A question that names its period by the one that was answered; nothing where it does not."""
    shift, answered = shift_only(rest), answered_period(before)
    if answered is None:
        return None
    if shift is not None:
        language = language_of(before.question)
        return _of_another_period(before.question, placed_words(shift.of(answered), language))
    return put if (put := with_period(rest, answered, language_of(text))) != rest and _names(put) else None


def _names(text: str) -> bool:
    return bool(lexicon().items(text).names)


def _has_the_part(mention: Mention, earlier: Items) -> bool:
    """Whether the other company has a cloud, a model or a service such as was asked about, if one was."""
    was = earlier.names[0].name if earlier.names else None
    if was is None or not was.concept or mention.name.concept:
        return True
    return any(
        name.subject == mention.name.subject and name.concept == was.concept for name in lexicon().names.values()
    )


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
        return _of_one_of_them(before, items.names[0].name)
    language_like = before
    spoken = " ".join(_counterpart(mention, earlier.names[0], language_like) for mention in items.names)
    replaced = before
    for mention in reversed(earlier.names):
        put = spoken if mention is earlier.names[0] else ""
        owning = "'s" if before[mention.start : mention.end].lower().endswith("'s") and put else ""
        replaced = replaced[: mention.start] + put + owning + replaced[mention.end :]
    return " ".join(replaced.split()) if language_of(before) == "en" else replaced


def _of_one_of_them(before: str, name: Name) -> str:
    """Ask of one company what was asked of all of them: its shares take the place of "Chinese tech shares"."""
    label = _label(name, before)
    if language_of(before) == "zh":
        asked, found = _SECTOR_ZH.subn(f"{label}股价", before, count=1)
        return asked if found else f"{label}{before}"
    asked, found = _SECTOR.subn(label, before, count=1)
    return asked if found else f"{before.rstrip(' ?.!')} for {label}?"


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
    named = bool(list(periods(rest)) or _YEAR.match(rest)) or bool(
        re.search(r"\b(?:first|second|third|fourth) quarter\b|\bq[1-4]\b|[一二三四]季度", rest.lower())
    )
    named = named and not _ASKS_ITSELF.search(rest)
    return named and not any(not word.isdecimal() for word in items.words) and not items.concepts


def _of_another_period(before: str, rest: str) -> str:
    asked = _without_dates(before).rstrip(" ?？.!。")
    bare = _IN.sub("", rest.rstrip(" ?？.!。")).strip()
    if language_of(before) == "zh":
        return f"{bare}{asked}？"
    if _HAS_AN_ARTICLE.match(bare):
        bare = f"the {bare}"
    return f"{asked} in {bare}?"


def _without_dates(text: str) -> str:
    """A question without its periods, and without the words that tie these to it: "in the June quarter", 在第二季度."""
    folded = fold(text)
    found = list(placed(folded if len(folded) == len(text) else text))
    text = _YEAR.sub("", text) if _YEAR.search(text) and not found else text
    spans = sorted({(one.start, one.end) for one in found}, reverse=True)
    for start, end in spans:
        before, after = _TIED.sub("", text[:start]), text[end:]
        text = f"{before} {after}"
    text = " ".join(text.split())
    if language_of(text) == "zh":
        return text.replace(" ", "").lstrip("的在，,")
    return re.sub(r"\s+([,?.!])", r"\1", text).lstrip(" ,")
